"""An office that receives files: its campaign, its inbox, and what must be true afterwards."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.batch import workbooks
from iku_workbook.codes import ENDED
from iku_workbook.findings import Verdict
from iku_workbook.layout import layout
from iku_workbook.registry import Registry, RegistryError
from iku_workbook.registry.upkeep import verify
from iku_workbook.workbook.fill import fill
from tests.forms import GOOD, KEY, SMALL, define, period_of
from tests.registry.forked import Forked

ACKNOWLEDGED = "acknowledged.jsonl"
"""What ``iku receive`` printed: a line for each file that it acknowledges."""

# What villages are asked; JSON has no dates that a definition in YAML could have as bounds.
_FIELDS = [{**each, "minimum": None} for each in SMALL["fields"] if "reported_by" not in each]


@dataclass(frozen=True)
class Office:
    """Returns in folders, one a visit to the inbox, and the campaign that they belong to.

    files  the bytes of every return, by SHA-256
    """

    visits: tuple[Path, ...]
    campaign: Mapping[str, bytes]
    files: Mapping[str, bytes]

    @classmethod
    def open(cls, folder: Path, files: int, visits: int = 1) -> Office:
        """An office with this many different files, in ``folder``; every tenth is no workbook."""
        units = [
            {"code": f"35.{number:04}", "name": f"Contoh {number}", "kind": "desa"}
            for number in range(files)
        ]
        definition = define(units=units, fields=_FIELDS)
        form = layout(definition, "desa")
        issued = workbooks(definition, period_of(definition), definition.units, KEY)
        known = {}
        for number, (unit, data) in enumerate(issued):
            content = fill(data, form, {**GOOD, "datang": 31 + number})
            if number % 10 == 9:
                content = f"Laporan {unit.name} menyusul.\n".encode() * 200
            known[hashlib.sha256(content).hexdigest()] = content
            visit = folder / f"{number * visits // files:02}"
            visit.mkdir(exist_ok=True, parents=True)
            (visit / f"{unit.code}.xlsx").write_bytes(content)
        campaign = {"/definition.yaml": definition.to_json().encode(), "/.iku/key": KEY}
        return cls(tuple(sorted(folder.iterdir())), campaign, known)

    def furnish(self, root: Path) -> Path:
        """The campaign, as it is before anything is received, in a new folder."""
        return put(root, self.campaign)

    def problems(self, root: Path, *, whole: bool = False, killed: bool = False) -> list[str]:
        """What is wrong with the registry, given what was acknowledged; ``whole``: or missing.

        A file that was acknowledged has its bytes there, and what it was told. Where processes were
        ``killed``, that may be that it is set aside, for it was at hand in two kills.
        """
        with Registry(root / ".iku" / "registry.db") as registry:
            try:
                damaged = [f"{each.part} {each.what}" for each in verify(registry)]
                kept = [each.sha256 for each in registry.receipts()] if not damaged else []
                waiting = {each.sha256 for each in registry.unexamined()} if not damaged else set()
                aside = set_aside(registry) if killed and not damaged else set()
            except (RegistryError, sqlite3.Error) as error:
                damaged = [str(error)]
        if damaged:
            return damaged
        due = set(self.files) if whole else acknowledged(root)
        aside -= acknowledged(root, but=Verdict.NOT_EXAMINED)
        counts = {
            "lost": len(due - set(kept)),
            "of unknown verdict": len(due & waiting - aside),
            "duplicates": len(kept) - len(set(kept)),
            "foreign": len(set(kept) - set(self.files)),
        }
        return [f"{count} {what}" for what, count in counts.items() if count]


def put(root: Path, files: Mapping[str, bytes]) -> Path:
    """These files, and nothing else, in a folder."""
    shutil.rmtree(root, ignore_errors=True)
    for path, content in files.items():
        target = root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


def acknowledged(root: Path, but: Verdict | None = None) -> set[str]:
    """The files for which a whole line was printed, of any verdict ``but`` one."""
    said = root / ACKNOWLEDGED
    lines = said.read_bytes().split(b"\n")[:-1] if said.exists() else []
    told = [json.loads(line) for line in lines if line.startswith(b"{")]
    return {each["sha256"] for each in told if each["verdict"] != but} - {""}


def set_aside(registry: Registry) -> set[str]:
    """The files of which it is on record that they were at hand whenever processes ended."""
    faults = [each.returned for each in registry.faults().values()]
    return {each.sha256 for each in faults if {one.code for one in each.findings} == {ENDED}}


def receiving(
    root: Path, *visits: Path, again: bool = False, level: str = "", jobs: int = 1, **options
) -> Forked:
    """``iku receive`` at work on folders; what it acknowledges is written down as it is said.

    ``level`` is of SQLite's ``synchronous`` where it is not the product's own.
    """
    if level:
        options |= {"program": "tests.registry.careless", "IKU_TEST_SYNCHRONOUS": level}
    asked = ["receive", *visits, "--format", "jsonl", *(["--again"] if again else [])]
    asked += ["-j", jobs]
    return Forked("-C", root, *asked, out=root / ACKNOWLEDGED, **options)


def receive(root: Path, visits: Sequence[Path], **options) -> tuple[int, str]:
    """``iku receive`` on each of the folders: the worst exit status, and what it complained of."""
    worst, complaints = 0, ""
    for visit in visits:
        ran = receiving(root, visit, **options)
        worst = max(worst, ran.status, key=abs)
        complaints += ran.err
    return worst, complaints


def iku(root: Path, *arguments: object) -> Forked:
    """A command of ``iku`` to its end."""
    ran = Forked("-C", root, *arguments)
    assert ran.status is not None
    return ran
