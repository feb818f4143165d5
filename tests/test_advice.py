"""What a hint tells to do, done, ends the finding; else the hint misleads whoever follows it."""

import datetime
import io
import json
import re
import tomllib
from functools import cache

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


def found(files, forms):
    """Code, sheet and cell of everything that is found in these files, by name."""
    returns = judge([examine(name, data, forms) for name, data in files.items()], forms)
    places = {
        each.file: [(one.code, one.sheet, one.cell) for one in each.findings] for each in returns
    }
    return places, {each.file: each.values for each in returns}


def follow(case, code, forms):
    """The findings once the advice was followed."""
    places, _ = found(ACTIONS[code](case), forms)
    return [place for each in places.values() for place in each]


# --- the samples -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forms():
    definition = load(template("kecamatan-sreseh-2024"))[0]
    return Forms(definition, sample_key(), lambda digest: None)


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.iterdir()))
def test_what_a_sample_is_told_ends_its_findings(name, forms):
    """contract.md#says-what-to-do: each finding of each bad return, its advice followed."""
    folder, definition = BAD / name, forms.current
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".json"}
    village = "35.27.01.2005" if "disanah" in next(iter(files)) else "35.27.01.2001"
    [unit] = [each for each in definition.units if each.code == village]
    period = Period.parse(PERIOD, definition.cadence)
    [(_, blank)] = workbooks(definition, period, [unit], sample_key())
    [good] = [path.read_bytes() for path in QUARTER.iterdir() if path.name.startswith(village)]
    _, read = found(files, forms)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
    for sent in expected:
        for each in sent["findings"]:
            code, place = each["code"], (each["code"], each["sheet"], each["cell"])
            if code not in ACTIONS:
                continue
            case = Case(
                files,
                sent["file"],
                each["sheet"],
                each["cell"],
                blank,
                good,
                invented_values()[village],
                read[sent["file"]],
                layout(definition, unit.kind),
            )
            assert place not in follow(case, code, forms)


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


@pytest.mark.parametrize("code", MADE)
def test_what_a_return_is_told_ends_its_finding(code):
    """contract.md#says-what-to-do: findings that no sample has, their advice followed."""
    files = {"kiriman.xlsx": MADE[code]()}
    places, read = found(files, known())
    [(_, sheet, cell)] = {place for place in places["kiriman.xlsx"] if place[0] == code}
    case = Case(
        files,
        "kiriman.xlsx",
        sheet,
        cell,
        issue(define()),
        filled(GOOD),
        GOOD,
        read["kiriman.xlsx"],
        LAYOUT,
    )
    assert code not in {place[0] for place in follow(case, code, known())}


def test_every_action_is_tried():
    """contract.md#says-what-to-do: an action that nothing needs proves nothing."""
    samples = {
        each["code"]
        for path in BAD.glob("*/expected.json")
        for sent in json.loads(path.read_text(encoding="utf-8"))["files"]
        for each in sent["findings"]
    }
    assert sorted(set(ACTIONS) - samples - set(MADE)) == []
