"""Genuine returns in any number: the sample returns, re-issued to invented units and filled anew.

The bytes are LibreOffice's own but for the identity and the cells that are filled, so that reading
them costs what reading a real return costs.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition, load
from iku_workbook.definition.model import Unit
from iku_workbook.inputs import Values
from iku_workbook.layout import Layout, layout
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import token_texts
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.seal import PROPERTY, Identity, parse
from samples.year import QUARTER, invented_values, sample_key

# Different ones; further returns repeat them under other identities. So many that no row of one is
# still remembered when it comes again.
FILLINGS = 120
TEXTS = "xl/sharedStrings.xml"
_DAY = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
IN_CELL = re.compile(rb'<c([^<>]*) t="inlineStr"><is>(.*?)</is></c>')


@dataclass(frozen=True)
class Campaign:
    """The shipped definition, with as many invented units as are asked for."""

    definition: Definition
    period: Period
    key: bytes

    @classmethod
    def of(cls, units: int) -> Campaign:
        """A campaign of ``units`` villages."""
        definition = load(template("kecamatan-sreseh-2024"))[0]
        wanted = json.loads(definition.to_json())
        one = wanted["units"][0]
        wanted["units"] = [
            {
                **one,
                "code": f"99.99.{number // 9000:02}.{1000 + number % 9000}",
                "name": f"Contoh {number}",
            }
            for number in range(units)
        ]
        many = Definition.from_json(json.dumps(wanted))
        period = Period.parse("2024-Q1", many.cadence)
        return cls(many, period, sample_key())

    @property
    def layout(self) -> Layout:
        """The form, which all units share."""
        return layout(self.definition, self.definition.units[0].kind)

    @property
    def forms(self) -> Forms:
        """What their returns are held against."""
        return Forms(self.definition, self.key, lambda digest: None)


def as_yaml(definition: str) -> str:
    """A definition's JSON as YAML has it, in which a date stands without quotes."""
    return _DAY.sub(r"\1", definition)


def write_returns(
    campaign: Campaign, folder: Path, count: int | None = None, *, seed: int = 1
) -> list[Path]:
    """A return of every unit, or of the first so many, in ``folder``; of one ``seed`` the same ones
    every time.
    """
    chance = random.Random(seed)
    said = invented_values()
    bases = [path.read_bytes() for path in sorted(QUARTER.glob("*.xlsx"))]
    units = campaign.definition.units[:count]
    fillings = min(FILLINGS, len(units))
    filled = []
    for number in range(fillings):
        values = varied(list(said.values()), chance)
        form = fill(bases[number % len(bases)], campaign.layout, values)
        filled.append(Filled.of(with_shared_texts(form)))
    paths = []
    for number, unit in enumerate(units):
        path = folder / f"{unit.code}.xlsx"
        path.write_bytes(reissued(filled[number % fillings], campaign, unit))
        paths.append(path)
    return paths


def with_shared_texts(data: bytes) -> bytes:
    """A filled workbook with its texts where LibreOffice keeps them: in a part of their own."""
    contents = parts(data)
    texts: list[bytes] = []
    first = contents[TEXTS].count(b"<si>")

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c%s t="s"><v>%d</v></c>' % (found[1], first + len(texts) - 1)

    for name in contents:
        contents[name] = IN_CELL.sub(share, contents[name])
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    contents[TEXTS] = contents[TEXTS].replace(b"</sst>", items + b"</sst>")
    return packed(contents)


class Filled(NamedTuple):
    """A filled sample return: the parts of its archive, and its own identity and seal."""

    contents: Mapping[str, bytes]
    identity: Identity
    seal: str

    @classmethod
    def of(cls, data: bytes) -> Filled:
        """The return that these bytes are."""
        carrier = parse(read(data, Budget()).properties[PROPERTY])
        assert carrier is not None, "a sample return carries its identity"
        return cls(parts(data), *carrier)


def reissued(filled: Filled, campaign: Campaign, unit: Unit) -> bytes:
    """A sample return with the identity of another unit wherever the sample's own stands."""
    contents, identity, seal = filled
    new = token_texts(campaign.definition, unit, campaign.period, campaign.key)
    own = sampled()[identity.unit]
    replaced = {
        own.title: new["unit_title"],
        f"{own.place}, .": f"{new['place']}, .",  # where it is signed
        identity.digest: new["digest"],
        identity.unit: new["unit"],
        identity.issue: new["issue"],
        seal: new["seal"],
    }
    for old, text in replaced.items():
        contents = {
            name: content.replace(old.encode(), text.encode()) for name, content in contents.items()
        }
    return packed(contents)


@cache
def sampled() -> dict[str, Unit]:
    """The units that the sample returns are of, by code."""
    return {each.code: each for each in load(template("kecamatan-sreseh-2024"))[0].units}


def parts(data: bytes) -> dict[str, bytes]:
    """What a workbook's archive holds."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def varied(villages: Sequence[dict[str, Any]], chance: random.Random) -> Values:
    """Each group of answers from another of the villages, counts of its own."""
    status, budget, counts = (dict(chance.choice(villages)) for _ in range(3))
    asked = chance.randrange(1, 1500)
    events = [event for village in villages for event in village["kegiatan"]]
    listed = chance.sample(events, chance.randrange(len(events)))
    return {
        **counts,
        **{name: status[name] for name in ("skor_idm", "status_desa")},
        **{name: budget[name] for name in ("anggaran_kinerja", "nomor_perdes", "tanggal_perdes")},
        "dokumen_pengajuan": asked,
        "dokumen_selesai": chance.randrange(asked + 1),
        "kegiatan": sorted(listed, key=lambda event: event["tanggal"]),
    }
