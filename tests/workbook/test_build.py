"""The workbook that is handed out: what stands where, what is locked, what programs can read."""

import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from iku_workbook.calculations import (
    Role,
    part_labels,
    reported_fields,
    reported_registers,
    result_name,
)
from iku_workbook.campaign.batch import workbooks
from iku_workbook.definition import Definition
from iku_workbook.definition.model import FieldType
from iku_workbook.formula.functions import FUNCTIONS
from iku_workbook.guidance import Guidance
from iku_workbook.inputs import columns
from iku_workbook.layout import HIDDEN_SHEET, IDENTITY, SEAL_NAME, Place
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.seal import PROPERTY, Identity, parse, verify
from tests.forms import (
    AWKWARD,
    KEY,
    awkward,
    define,
    issue,
    layout_of,
    load,
    parts,
    period_of,
    shipped,
)
from tests.ooxml import needs_validator, validate

UTF16 = 2  # bytes of what Excel counts as one character
TITLE, INPUT, ERROR = 32, 255, 224
LITERAL = re.compile(r'"[^"]*"')
FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")


@pytest.fixture(
    scope="module", params=[*shipped(), None], ids=lambda path: path.stem if path else "awkward"
)
def definition(request):
    """Every definition at hand, and one whose every text is as strange as it may be."""
    return load(request.param) if request.param else awkward()


@pytest.fixture
def forms(definition):
    """Of each kind of unit the layout, the workbook's bytes, and what openpyxl sees in them."""
    codes = {unit.kind: unit.code for unit in definition.units}.values()
    return [(layout_of(definition, code), *issued(definition.to_json(), code)) for code in codes]


@cache
def issued(text, code):
    data = issue(Definition.from_json(text), code)
    return data, openpyxl.load_workbook(io.BytesIO(data))


def cells_of(book, name):
    """The cells that a defined name points to."""
    [(sheet, address)] = book.defined_names[name].destinations
    found = book[sheet][address.replace("$", "")]
    return [cell for row in found for cell in row] if isinstance(found, tuple) else [found]


def beside(cell, column):
    return cell.parent.cell(cell.row, column).value


def shown(value):
    return "".join(str(run) for run in value) if isinstance(value, list) else str(value)


def test_names_point_at_their_cells(forms, definition):
    """contract.md#defined-names: every field, calculation, previous.<field>, <register>.<field> and
    indicator's part has a defined name; nothing else has but the seal.
    """
    for layout, _, book in forms:
        expected = {SEAL_NAME}
        for field in reported_fields(definition, layout.kind):
            [cell], [earlier] = cells_of(book, field.id), cells_of(book, f"previous.{field.id}")
            assert (cell.value, earlier.value) == (None, None)
            assert shown(beside(cell, 2)).startswith(field.label)
            assert (earlier.row, earlier.column) == (cell.row, 4)
            expected |= {field.id, f"previous.{field.id}"}
        for calculation in definition.calculations:
            if calculation.id in layout.computed:
                [cell] = cells_of(book, calculation.id)
                assert cell.data_type == "f"
                assert shown(beside(cell, 2)).startswith(calculation.label)
                expected.add(calculation.id)
        expected |= register_names(book, definition, layout) | set(layout.confirmations)
        expected |= result_names(book, definition, layout)
        assert set(book.defined_names) == expected


def register_names(book, definition, layout):
    found = set()
    for register in reported_registers(definition, layout.kind):
        found.add(f"nihil.{register.id}")
        [answer] = cells_of(book, f"nihil.{register.id}")
        assert answer.value is None
        for field in register.fields:
            name = f"{register.id}.{field.id}"
            cells = cells_of(book, name)
            assert len(cells) == register.rows
            assert shown(cells[0].offset(-1).value).startswith(field.label)
            assert {cell.value for cell in cells} == {None}
            found.add(name)
    return found


def result_names(book, definition, layout):
    found = set()
    for indicator in definition.indicators:
        labels = {Role.VALUE: ""} | part_labels(definition, indicator)
        for role, label in labels.items():
            name = result_name(indicator.code, role)
            if name in layout.computed:
                [cell] = cells_of(book, name)
                assert cell.data_type == "f"
                assert beside(cell, 2).endswith(label)
                found.add(name)
    return found


def test_only_input_cells_are_unlocked(forms):
    """contract.md#locked: input cells are unlocked, everything else is locked."""
    for layout, _, book in forms:
        inputs = {(place.sheet, place.row, place.column) for _, place in layout.fields.values()}
        for table in layout.tables:
            rows = range(table.first, table.last + 1)
            inputs |= {(table.sheet, row, column) for _, column in table.columns for row in rows}
            inputs.add((table.sheet, table.nihil.row, table.nihil.column))
        unlocked = {
            (sheet.title, cell.row, cell.column)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        assert unlocked == inputs
        columns = (each for sheet in book for each in sheet.column_dimensions.values())
        assert all(each.protection.locked for each in columns)


def test_every_sheet_is_protected_without_a_password(forms):
    """form.md#protection: column and row formatting, selecting locked
    cells.
    """
    for _, _, book in forms:
        for sheet in book:
            protection = sheet.protection
            assert protection.sheet
            assert (protection.password, protection.hashValue) == (None, None)
            # In the file TRUE means forbidden.
            assert (protection.formatColumns, protection.formatRows) == (False, False)
            assert not protection.selectLockedCells
            assert protection.insertRows
            assert protection.deleteRows


def test_the_first_sheet_is_open_and_the_last_very_hidden(forms):
    """form.md#opens-first: the file saved open on the first sheet; the hidden sheet is very
    hidden.
    """
    for layout, _, book in forms:
        assert tuple(book.sheetnames) == layout.sheets
        assert [sheet.sheet_state for sheet in book] == ["visible"] * (len(book.sheetnames) - 1) + [
            "veryHidden"
        ]
        assert book.active.title == layout.guide


def test_nothing_is_newer_than_excel_2010(forms):
    """contract.md#plain-excel: no macros, no external links, nothing newer than Excel 2010."""
    for _, data, book in forms:
        for name, part in parts(data).items():
            assert not re.search(r"vba|macro|external|activeX|embed|query|connection", name, re.I)
            assert b"TargetMode" not in part
            assert b"_xlfn" not in part
        formulas = [
            cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        formulas += [
            formula
            for sheet in book
            for rule in sheet.data_validations.dataValidation
            for formula in (rule.formula1, rule.formula2)
            if formula
        ]
        used = {name for each in formulas for name in FUNCTION.findall(LITERAL.sub("", each))}
        assert used <= set(FUNCTIONS)  # all of them older than 2010


def test_every_formula_carries_our_value(forms, definition):
    """contract.md#cached: every formula carries its cached value, of the empty form."""
    for layout, data, _ in forms:
        computed = layout.calculations.evaluate(columns(layout, [{}]), 1)
        results = {name: column.objects()[0] for name, column in computed.items()}
        places = {name: place for name, (_, place) in layout.computed.items()}
        guidance = Guidance(layout, period_of(definition))
        results |= guidance.evaluate({}, {}).cells
        places |= {live.name: live.place for live in guidance.cells if not live.is_constant}
        for table in layout.tables:
            for row in range(table.first, table.last + 1):
                places[f"{table.register.id} {row}"] = Place(table.sheet, row, table.message_column)
                results[f"{table.register.id} {row}"] = ""
        sheets = {sheet.name: sheet.cells for sheet in read(data, Budget()).sheets}
        formulas = {
            (name, *key)
            for name, cells in sheets.items()
            for key, cell in cells.items()
            if cell.formula is not None
        }
        assert formulas == {(each.sheet, each.row, each.column) for each in places.values()}
        for name, place in places.items():
            assert sheets[place.sheet][place.row, place.column].value == results[name]


def test_lists_stand_on_the_hidden_sheet(forms, definition):
    """form.md#dropdown: a dropdown is a range on the hidden sheet, by address."""
    for layout, _, book in forms:
        asked = [(field, place.sheet, place.address) for field, place in layout.fields.values()]
        for table in layout.tables:
            for field, column in table.columns:
                first, last = (
                    book[table.sheet].cell(row, column).coordinate
                    for row in (table.first, table.last)
                )
                asked.append((field, table.sheet, f"{first}:{last}"))
        for field, sheet, address in asked:
            if field.type is FieldType.CHOICE:
                [rule] = [
                    rule
                    for rule in book[sheet].data_validations.dataValidation
                    if str(rule.sqref) == address
                ]
                assert rule.type == "list"
                assert re.fullmatch(
                    rf"'?{HIDDEN_SHEET}'?!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", rule.formula1
                )
                cells = book[HIDDEN_SHEET][rule.formula1.rpartition("!")[2].replace("$", "")]
                listed = tuple(cell.value for (cell,) in cells)
                assert listed == definition.codelists[field.codelist]


def test_every_input_has_a_rule_and_a_message_that_fits(forms, definition):
    """form.md#validation-texts: data validation: title at most 32 characters, input message 255,
    error 224.
    """
    for layout, _, book in forms:
        rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
        asked = len(layout.fields) + sum(len(each.columns) + 1 for each in layout.tables)
        assert len(rules) == asked
        for rule in rules:
            texts = [(rule.errorTitle, TITLE), (rule.error, ERROR)]
            # Where help stands in sight, nothing pops up (form.md#said-once).
            if rule.prompt or not definition.modern:
                texts.append((rule.prompt, INPUT))
            if rule.promptTitle or not definition.modern:
                texts.append((rule.promptTitle, TITLE))
            for text, limit in texts:
                assert 0 < len(text.encode("utf-16-le")) // UTF16 <= limit
            assert rule.errorStyle in (None, "stop")


def test_the_identity_stands_in_three_places(forms, definition):
    """contract.md#seal: identity in a hidden sheet's cells, a string custom property and a
    constant defined name; house.md#identity: any one serves.
    """
    for layout, data, _ in forms:
        book = read(data, Budget())
        cells = book.sheets[-1].cells
        texts = [cells[place.row, place.column].value for place in layout.identity.values()]
        assert list(layout.identity) == list(IDENTITY)
        carriers = {
            (Identity(*texts[:-1]), texts[-1]),
            parse(book.properties[PROPERTY]),
            parse(book.names[SEAL_NAME].strip('"')),
        }
        [(identity, seal)] = carriers
        assert verify(identity, seal, KEY)
        assert (identity.code, identity.digest) == (definition.code, definition.digest)


def test_the_same_inputs_give_the_same_bytes():
    """house.md#same-bytes: the same definition, unit, period and key give the same bytes."""
    definition = define()
    variants = [
        issue(definition, "35.01"),
        issue(definition, "35.02"),
        issue(definition, "35.01", period=2),
        issue(definition, "35.01", key=b"k" * 32),
        issue(define(due_days=11), "35.01"),
    ]
    assert len(set(variants)) == len(variants)
    # Equal definitions: read back from JSON, whose keys are in order.
    again = Definition.from_json(definition.to_json())
    [(_, data)] = workbooks(again, period_of(again), again.units[:1], KEY)
    assert data == variants[0]


@pytest.mark.parametrize("at", range(len(AWKWARD)))
def test_a_units_name_is_text_whatever_it_holds(at):
    """quality.md#nothing-live: text that begins with ``=`` or ``http:``: 0 live formulas or
    links.
    """
    definition = awkward()
    unit = definition.units[at]
    data, book = issued(definition.to_json(), unit.code)
    title = f"Desa {unit.name}"
    sheets = {sheet.name: sheet.cells for sheet in read(data, Budget()).sheets}
    layout = layout_of(definition, unit.code)
    assert title in [cell.value for cell in sheets[layout.guide].values()]
    for name in layout.sheets[1:-1]:
        assert sheets[name][2, 1].value == f"{title} · Triwulan I 2025"
    formulas = sum(cell.formula is not None for cells in sheets.values() for cell in cells.values())
    live = [each for each in Guidance(layout, period_of(definition)).cells if not each.is_constant]
    rows = sum(table.register.rows for table in layout.tables)
    assert formulas == len(layout.computed) + len(live) + rows
    assert not any(link.target for sheet in book for link in sheet._hyperlinks)


def test_other_programs_read_it(forms):
    """facts.md#programs: Excel 2010, WPS, LibreOffice and Google Sheets have to open it."""
    for layout, data, book in forms:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert len(set(archive.namelist())) == len(archive.namelist())
        calamine = CalamineWorkbook.from_filelike(io.BytesIO(data))
        assert tuple(calamine.sheet_names) == layout.sheets
        theirs = calamine.get_sheet_by_name(layout.entry).to_python(skip_empty_area=False)
        for each in layout.entry_rows:
            label = shown(book[layout.entry].cell(each.row, 2).value or "")
            assert theirs[each.row - 1][1] == ("" if label == "None" else label)


@needs_validator
def test_excel_finds_nothing_to_repair(forms, tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every workbook that we write: 0 errors."""
    for at, (_, data, _) in enumerate(forms):
        (tmp_path / f"{at}.xlsx").write_bytes(data)
    assert not [error for errors in validate(tmp_path.iterdir()).values() for error in errors]
