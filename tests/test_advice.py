"""What a hint tells to do, done, ends the finding; else the hint misleads whoever follows it."""

import datetime
import io
import json
import re
import tomllib
from functools import cache, partial

import openpyxl
import pytest

from iku_workbook.campaign.batch import workbooks
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.codes import CODES, Severity
from iku_workbook.definition import load
from iku_workbook.layout import NIHIL, layout
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.serials import serial
from samples.year import PERIOD, QUARTER, invented_values, sample_key
from tests.advice import ACTIONS, UNTRIED, Case
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    define,
    filled,
    issue,
    judge,
    known,
    layout_of,
    look_like,
    put,
)
from tests.source import CHECKOUT, PACKAGE

pytestmark = pytest.mark.slow

BAD = CHECKOUT / "samples" / "bad"
NOTHING = re.compile(r"Nothing to correct|There is nothing to do|Tidak perlu")
LAYOUT = layout_of(define())
EVENT = GOOD["kegiatan"][0]
DAY = datetime.date


@cache
def hints(language):
    """Every code's hint, as it stands in the catalogue."""
    path = CHECKOUT / PACKAGE / "messages" / language / "finding.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: entry["hint"] for code, entry in found.items()}


def test_every_hint_is_tried_or_it_is_said_why_not():
    """contract.md#says-what-to-do: every code is in one of the tables, or needs nothing done."""
    idle = {code for code, hint in hints("en").items() if NOTHING.match(hint)}
    assert sorted({*ACTIONS, *UNTRIED, *idle} ^ set(CODES)) == []
    assert sorted([*ACTIONS, *UNTRIED, *idle]) == sorted({*ACTIONS, *UNTRIED, *idle})


def test_nothing_is_to_be_done_only_where_the_return_is_accepted():
    """contract.md#says-what-to-do: no error is told to be left alone, in any language."""
    for code in CODES:
        idle = {bool(NOTHING.match(hints(language)[code])) for language in ("id", "en")}
        assert len(idle) == 1, code
        assert not (idle == {True} and CODES[code].severity is Severity.ERROR), code


def left(cases, forms):
    """The cases of which the advice was followed and ended nothing, all judged in one batch.

    ``cases`` are by name, each with the code and place of its finding.
    """
    sent = {
        f"{name}: {code}/{file}": (data, (code, case.sheet, case.cell))
        for name, code, case in cases
        for file, data in ACTIONS[code](case).items()
    }
    returns = judge([examine(name, data, forms) for name, (data, _) in sent.items()], forms)
    return [
        each.file
        for each, (_, place) in zip(returns, sent.values(), strict=True)
        if place in {(one.code, one.sheet, one.cell) for one in each.findings}
    ]


# --- the samples -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forms():
    definition = load(template("kecamatan-sreseh-2024"))[0]
    return Forms(definition, sample_key(), lambda digest: None)


def samples():
    """Each sample's name, its files, and of each file one finding of every code."""
    for folder in sorted(BAD.iterdir()):
        files = {
            path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".json"
        }
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
        for sent in expected:
            for each in {one["code"]: one for one in reversed(sent["findings"])}.values():
                yield folder.name, files, sent["file"], each


def cases(forms):
    """Every finding of a sample whose advice can be followed, with what its sender has at hand."""
    period = Period.parse(PERIOD, forms.current.cadence)
    units = {unit.code: unit for unit in forms.current.units[:5]}
    blank = dict(
        zip(units, workbooks(forms.current, period, units.values(), sample_key()), strict=True)
    )
    good = {path.name[:13]: path.read_bytes() for path in QUARTER.iterdir()}
    for name, files, file, each in samples():
        village = "35.27.01.2005" if "disanah" in file else "35.27.01.2001"
        if each["code"] in ACTIONS:
            yield (
                name,
                each["code"],
                Case(
                    files,
                    file,
                    each["sheet"],
                    each["cell"],
                    blank[village][1],
                    good[village],
                    invented_values()[village],
                    partial(read, files[file], forms),
                    layout(forms.current, units[village].kind),
                ),
            )


def read(data, forms):
    """What is read of a file that came, nothing where it is none of ours."""
    [returned] = judge([examine("kiriman.xlsx", data, forms)], forms)
    return returned.values


def test_what_a_sample_is_told_ends_its_findings(forms):
    """contract.md#says-what-to-do: each code of each bad return, its advice followed."""
    told = list(cases(forms))
    together = [each for each in told if each[1] == "DUP-002"]
    assert len(told) > 40
    assert left([each for each in told if each not in together], forms) == []
    # Only these are about each other: what is kept stands alone.
    assert [left([each], forms) for each in together] == [[]] * 2


# --- what no sample has ------------------------------------------------------------------------


def shaped(name, content, like=None, values=GOOD):
    """A return with one cell holding this XML, looking as another cell of its sheet does."""
    sheet = "Kegiatan" if "." in name else "Isian"
    place = f"{sheet}!{address(LAYOUT, name)}"
    data = filled(values)
    return put(look_like(data, place, address(LAYOUT, like)) if like else data, place, content)


def moved_name(root):
    for each in root.iterfind("{*}definedNames/{*}definedName"):
        if each.get("name") == "persen":
            each.text = "Isian!$C$7"


def shifted_left():
    """A row of the register typed one column too far to the left."""
    book = openpyxl.load_workbook(io.BytesIO(filled({**GOOD, "kegiatan": None})))
    for column, value in enumerate((DAY(2025, 1, 31), "Rapat", 12, "ST/1"), start=1):
        book["Kegiatan"].cell(LAYOUT.tables[0].first, column).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


MADE = {
    "LOCK-011": lambda: change_part(filled(GOOD), "xl/workbook.xml", moved_name),
    "VALUE-014": lambda: filled({**GOOD, NIHIL + "kegiatan": "Nihil"}),
    "VALUE-017": shifted_left,
    "VALUE-019": lambda: filled({**GOOD, "nama": "\u200b"}),
    "VALUE-020": lambda: shaped("nama", "<v>45047</v>", like="sejak"),
    "VALUE-021": lambda: shaped("nama", "<v>3.5270101019E+15</v>"),
    "VALUE-022": lambda: filled(
        {**GOOD, "sejak": "15/08/2024", "kegiatan": [{**EVENT, "tanggal": DAY(2025, 1, 3)}]}
    ),
    "VALUE-023": lambda: shaped("sejak", f"<v>{serial(GOOD['sejak']) + 0.5}</v>"),
    "VALUE-024": lambda: filled({**GOOD, "kegiatan": [EVENT, EVENT]}),
}


def test_what_a_return_is_told_ends_its_finding():
    """contract.md#says-what-to-do: findings that no sample has, their advice followed."""
    sent = {code: make() for code, make in MADE.items()}
    told = []
    for code, each in zip(sent, check(*sent.values()), strict=True):
        [finding] = [one for one in each.findings if one.code == code]
        files, values = {"kiriman.xlsx": sent[code]}, partial(dict, each.values)
        at_hand = issue(define()), filled(GOOD), GOOD, values, LAYOUT
        told.append(("", code, Case(files, "kiriman.xlsx", finding.sheet, finding.cell, *at_hand)))
    assert left(told, known()) == []


def test_every_action_is_tried():
    """contract.md#says-what-to-do: an action that nothing needs proves nothing."""
    tried = {each["code"] for *_, each in samples()}
    assert sorted(set(ACTIONS) - tried - set(MADE)) == []
