"""Values put into a form: they arrive, what they amount to beside them, and nothing else moves."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from iku_workbook.cell_addresses import a1
from iku_workbook.formula.values import Column
from iku_workbook.guidance import Guidance
from iku_workbook.inputs import columns
from iku_workbook.layout import Place
from iku_workbook.messages import catalogue
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.writing.context import height
from tests.fillings import fillings
from tests.forms import GOOD, define, issue, layout_of, load, parts, period_of, put, shipped
from tests.libreoffice import needs_libreoffice, recalculate
from tests.ooxml import needs_validator, validate

pytestmark = pytest.mark.slow

LAYOUT = layout_of(define())
HOSTILE = (
    "=1+1",
    "{=1}",
    "+62 812",
    "@SUM(A1)",
    "http://contoh.id",
    "_x0041_",
    "a\x00b\x0bc",
    "<f>1</f>",
    " dua  spasi ",
    "baris\nbaru",
    "\ud800",
    "12,5",
    "'kutip",
)


def cells(data):
    """Every cell by sheet, row and column."""
    return {
        (sheet.name, *key): cell
        for sheet in read(data, Budget()).sheets
        for key, cell in sheet.cells.items()
    }


def at(place):
    return (place.sheet, place.row, place.column)


def inputs(layout, values, previous):
    """The value of every input cell, and of the period before, by place."""
    kinds = {name: field for name, (field, _) in layout.fields.items()}
    found = {
        at(place): in_cell(field, values.get(name))
        for name, (field, place) in layout.fields.items()
    }
    found |= {
        at(place): in_cell(kinds[name], previous.get(name))
        for name, place in layout.previous.items()
    }
    nihil = catalogue(layout.definition.language)("form.nihil")
    for table in layout.tables:
        rows = values.get(table.register.id, [])
        found[at(table.nihil)] = None if rows else nihil
        for index in range(table.register.rows):
            row = rows[index] if index < len(rows) else {}
            for field, column in table.columns:
                place = Place(table.sheet, table.first + index, column)
                found[at(place)] = in_cell(field, row.get(field.id))
    return found


def in_cell(field, value):
    """A value as its cell holds it: a percentage as a fraction, its digits only moved."""
    if field.type != "percentage" or value is None:
        return value
    return float(Decimal(repr(value)).scaleb(-2))


def as_stored(value):
    """A value as a cell holds it: numbers as doubles, dates as serial numbers."""
    return Column.of([value]).objects()[0]


def results(layout, values, previous):
    computed = layout.calculations.evaluate(columns(layout, [values], [previous]), 1)
    found = {at(place): computed[name].objects()[0] for name, (_, place) in layout.computed.items()}
    guidance = Guidance(layout, period_of(layout.definition))
    said = guidance.evaluate(values, previous)
    found |= {
        at(live.place): said.cells[live.name] for live in guidance.cells if not live.is_constant
    }
    for table in layout.tables:
        for row, message in enumerate(said.rows[table.register.id], start=table.first):
            found[table.sheet, row, table.message_column] = message
    return found


FORMS = st.sampled_from([define(), *map(load, shipped())])


@st.composite
def cases(draw):
    """A definition, a unit of it, values and values of the period before."""
    definition = draw(FORMS)
    unit = draw(st.sampled_from(definition.units))
    [_, (values, previous)] = fillings(definition, unit.kind, 2, seed=draw(st.integers(0)))
    return definition, unit.code, values, previous


@settings(max_examples=25)
@given(cases())
def test_values_arrive_and_nothing_else_changes(case):
    """contract.md#fill: iku fill puts values into input cells; every formula carries its
    cached value.
    """
    definition, code, values, previous = case
    data, layout = issue(definition, code), layout_of(definition, code)
    written = fill(data, layout, values, previous)
    before, after = cells(data), cells(written)
    expected = {
        place: as_stored(value) for place, value in inputs(layout, values, previous).items()
    }
    expected |= results(layout, values, previous)
    assert after.keys() == before.keys()
    for place, cell in before.items():
        assert after[place] == cell._replace(value=expected.get(place, cell.value))
    assert around(written) == around(data)


def around(data):
    """Everything but the contents of cells: other parts as they are, sheets without their rows,
    the looks of cells.
    """
    found = {}
    for name, part in parts(data).items():
        if not name.startswith("xl/worksheets/sheet"):
            found[name] = part
            continue
        root = etree.fromstring(part)
        found[name, "looks"] = [
            (cell.get("r"), cell.get("s")) for cell in root.iterfind(".//{*}sheetData/{*}row/{*}c")
        ]
        root.remove(root.find("{*}sheetData"))
        for selection in root.iterfind(".//{*}selection"):  # a form opens at its first empty input
            selection.set("activeCell", "")
            selection.set("sqref", "")
        found[name] = etree.tostring(root, method="c14n")
    return found


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_arrives_as_text(text):
    """quality.md#nothing-live: text that begins with ``=``, ``+``, ``-``, ``@``, ``{=`` or
    ``http:`` or holds control characters, in any cell: 0 live formulas or links.
    """
    written = fill(issue(define()), LAYOUT, {**GOOD, "nama": text, "datang": text})
    for name in ("nama", "datang"):
        cell = cells(written)[at(LAYOUT.fields[name][1])]
        assert cell.formula is None
        assert cell.value == text.replace("\ud800", "\ufffd")


@pytest.mark.parametrize(
    "value", [True, 12.5, -3, 10**15, 1e300, datetime.date(2024, 2, 29), "", None]
)
def test_a_value_of_another_type_is_written_as_it_is(value):
    """fill: a value of another type than its field's is written as a person might have typed it."""
    written = fill(issue(define()), LAYOUT, {"nama": value})
    assert cells(written)[at(LAYOUT.fields["nama"][1])].value == as_stored(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_a_number_that_no_cell_holds_is_written_as_text(value):
    """quality.md#not-a-number: NaN and inf in a cell make a file that programs call damaged."""
    written = fill(issue(define()), LAYOUT, {"datang": value})
    assert cells(written)[at(LAYOUT.fields["datang"][1])].value == str(value)


def test_a_date_with_a_time_is_written_whole():
    """house.md#dates: dates are serial numbers, whoever gives them."""
    noon = datetime.datetime(2025, 3, 31, 12)
    written = fill(issue(define()), LAYOUT, {"sejak": noon})
    assert cells(written)[at(LAYOUT.fields["sejak"][1])].value == 45747.5


def test_a_row_has_room_for_a_long_text():
    """form.md#row-height: beside the edge of the cell too, in which no letter stands."""
    definition = define(iku=2)
    layout, text = layout_of(definition), "rapat dua " * 20
    [table] = layout.tables
    column = next(column for field, column in table.columns if field.id == "bukti")
    written = fill(issue(definition), layout, {**GOOD, "kegiatan": [{"bukti": text}]})
    sheet = openpyxl.load_workbook(io.BytesIO(written))[table.sheet]
    width = sheet.column_dimensions[a1(1, column)[:-1]].width
    assert sheet.row_dimensions[table.first].height >= height((text, width - 2))


def test_filling_again_replaces_what_was_there():
    """contract.md#fill: iku fill puts values into input cells, whatever was in them."""
    place = LAYOUT.fields["datang"][1]
    data = put(issue(define()), f"Isian!{place.address}", "<f>1+1</f><v>2</v>")
    once = fill(data, LAYOUT, GOOD)
    assert cells(once)[at(place)][:2] == (40.0, None)
    emptied = fill(once, LAYOUT, {})
    assert cells(emptied) == cells(fill(issue(define()), LAYOUT, {}))


def test_what_was_accepted_before_stays():
    """definition.md#previous: previous.field is the value accepted for the period before."""
    calculation = {"id": "persen", "label": "Naik", "formula": "datang - previous.datang"}
    definition = define(calculations=[calculation], rules=[])
    layout = layout_of(definition)
    issued = fill(issue(definition), layout, {}, {"datang": 30, "sejak": datetime.date(2024, 8, 1)})
    filled = cells(fill(issued, layout, {"datang": 40}))
    assert filled[at(layout.previous["datang"])].value == 30
    assert filled[at(layout.previous["sejak"])].value == 45505
    assert filled[at(layout.computed["persen"][1])].value == 10


def test_openpyxl_reads_what_was_put_in():
    """facts.md#programs: programs that people use read the values, and show the results."""
    book = openpyxl.load_workbook(io.BytesIO(fill(issue(define()), LAYOUT, GOOD)), data_only=True)
    names = {
        name: book[place.sheet][place.address].value
        for name, (_, place) in (*LAYOUT.fields.items(), *LAYOUT.computed.items())
    }
    expected = {name: GOOD[name] for name in LAYOUT.fields}
    expected["sejak"] = datetime.datetime(2024, 8, 17)
    results = {"persen": 75, "IKU_1_pembilang": 30, "IKU_1_penyebut": 40, "IKU_1_nilai": 75}
    results |= {"IKU_2_pembilang": 2, "IKU_2_penyebut": 1, "IKU_2_nilai": 2}
    assert names == expected | results
    assert [row[1].value for row in book["Kegiatan"]["A7:B8"]] == [
        datetime.datetime(2025, 1, 31),
        datetime.datetime(2025, 3, 1),
    ]


@needs_libreoffice
def test_a_workbook_saved_by_libreoffice_is_filled_too(tmp_path):
    """contract.md#fill: iku fill WORKBOOK, whichever program saved it."""
    form = tmp_path / "form.xlsx"
    form.write_bytes(issue(define()))
    [saved] = recalculate([form], tmp_path / "saved")
    written = fill(saved.read_bytes(), LAYOUT, GOOD)
    found = cells(written)
    expected = {place: as_stored(value) for place, value in inputs(LAYOUT, GOOD, {}).items()}
    expected |= results(LAYOUT, GOOD, {})
    stored = {place: found[place].value if place in found else None for place in expected}
    assert stored == expected
    assert {place: cell.formula for place, cell in found.items()} == {
        place: cell.formula for place, cell in cells(saved.read_bytes()).items()
    }


@needs_validator
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_excel_finds_nothing_to_repair(path, tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every workbook that we write: 0 errors."""
    definition = load(path)
    for unit in {unit.kind: unit for unit in definition.units}.values():
        layout = layout_of(definition, unit.code)
        values = {name: HOSTILE[index % len(HOSTILE)] for index, name in enumerate(layout.fields)}
        (tmp_path / f"{unit.code}.xlsx").write_bytes(
            fill(issue(definition, unit.code), layout, values, values)
        )
    assert not [error for errors in validate(tmp_path.iterdir()).values() for error in errors]
