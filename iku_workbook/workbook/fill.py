"""Puts values into a form's input cells, and the results into the cached values of its formulas.

Only the cells concerned are changed, in the sheets' own XML: styles, data validation, protection
and identity stay as they were, whichever program saved the workbook.
"""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from iku_workbook.brought_forward import answer, asks, carries
from iku_workbook.cell_addresses import a1
from iku_workbook.definition.model import Field
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.to_excel import number_text
from iku_workbook.guidance import Guidance
from iku_workbook.inputs import Scalar, Values, columns, nihil_answer
from iku_workbook.layout import Layout, Place
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.serials import serial
from iku_workbook.workbook.reading.addresses import position
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.identity import identities
from iku_workbook.workbook.reading.workbook import Workbook, read
from iku_workbook.workbook.writing.context import height

Value = Scalar | ExcelError
# ECMA-376 part 1, 22.9.2.19: what XML cannot hold, and the underscore of what looks like an escape.
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_INDENT = 2  # characters
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class CellContent(NamedTuple):
    """A value to write into a cell; a computed cell keeps its formula and caches the value."""

    value: Value
    computed: bool = False


Cells = dict[tuple[int, int], CellContent]


def fill(data: bytes, layout: Layout, values: Values, previous: Values | None = None) -> bytes:
    """The workbook ``data``, one of ours, with these values in its input cells and nothing else.

    ``values`` are as in the JSON of the contract: a register without rows is answered "nihil", one
    that is missing or None is left unanswered. A value of another type than its field's is written
    as it is, as a person might have typed it. ``previous`` are the values accepted for the previous
    period, shown beside the inputs; without them those in the workbook stay. Values that are those
    of a group that the form brings forward confirm it, unless they say themselves how that is
    answered (:mod:`iku_workbook.brought_forward`). The entry sheet opens at its first empty input.
    """
    workbook = read(data, Budget.of_ours())
    period = Period.parse(identities(workbook)[0][0].period)
    earlier = _earlier(workbook, layout) if previous is None else previous
    answers = _answers(layout, period, values, earlier)
    values = {**values, **dict.fromkeys(layout.confirmations), **answers}
    wanted: dict[str, Cells] = {}
    for place, value in _inputs(layout, values, earlier):
        wanted.setdefault(place.sheet, {})[place.row, place.column] = CellContent(value)
    for place, value in _computed(layout, period, values, earlier):
        content = CellContent(value, computed=True)
        wanted.setdefault(place.sheet, {})[place.row, place.column] = content
    blank = _blank(layout, answers, values)
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = _sheet_parts(source)
        changes = {parts[sheet]: cells for sheet, cells in wanted.items()}
        for name in source.namelist():
            part = source.read(name)
            if name in changes:
                opens = blank[0] if blank and name == parts[layout.entry] else None
                indent = _INDENT if layout.definition.modern else 0
                part = _with_cells(part, changes[name], opens, indent)
            target.writestr(
                zipfile.ZipInfo(name, _FIXED_DATE), part, compress_type=zipfile.ZIP_DEFLATED
            )
    return buffer.getvalue()


def _answers(
    layout: Layout, period: Period, values: Values, earlier: Values
) -> dict[str, str | None]:
    """What is answered to each confirmation that the form asks for."""
    groups = layout.confirmations.items() if carries(period) else ()
    asked = [name for name, group in groups if asks(group, earlier)]
    return {name: answer(layout, name, values, earlier) for name in asked}


def _blank(layout: Layout, asked: Container[str], values: Values) -> list[Place]:
    """The inputs of the entry sheet that hold nothing, from above."""
    places = {name: place for name, (_, place) in layout.fields.items()}
    places |= {name: each.place for name, each in layout.confirmations.items() if name in asked}
    blank = [place for name, place in places.items() if values.get(name) is None]
    return sorted(blank, key=lambda place: place.row)


def _earlier(workbook: Workbook, layout: Layout) -> Values:
    """The values of the previous period that stand in the workbook."""
    sheets = {sheet.name: sheet.cells for sheet in workbook.sheets}
    cells = {
        name: sheets[place.sheet].get((place.row, place.column))
        for name, place in layout.previous.items()
    }
    return {
        name: _stored_value(layout.fields[name][0], cell.value)
        for name, cell in cells.items()
        if cell is not None
    }


def _stored_value(field: Field, value: object) -> Scalar:
    if isinstance(value, float) and not field.type.record.is_words:
        return field.type.record.from_cell(value)
    return _scalar(value)


def _inputs(layout: Layout, values: Values, earlier: Values) -> Iterator[tuple[Place, Value]]:
    """Every input cell, the cells of the previous period, and the rows of the registers."""
    for name, (field, place) in layout.fields.items():
        yield place, _in_cell(field, values.get(name))
        yield layout.previous[name], _in_cell(field, earlier.get(name))
    for name, group in layout.confirmations.items():
        yield group.place, _scalar(values.get(name))
    nihil = catalogue(layout.definition.language)("form.nihil")
    for table in layout.tables:
        yield table.nihil, nihil_answer(values, table.register.id, nihil)
        rows = values.get(table.register.id) or ()
        events: Sequence[Mapping[str, Scalar]] = rows if isinstance(rows, list | tuple) else ()
        for index, row in enumerate(range(table.first, table.last + 1)):
            event = events[index] if index < len(events) else {}
            for field, column in table.columns:
                yield Place(table.sheet, row, column), _in_cell(field, event.get(field.id))


def _computed(
    layout: Layout, period: Period, values: Values, earlier: Values
) -> Iterator[tuple[Place, Value]]:
    """Every computed and every live cell, and what it shows over these values."""
    inputs = columns(layout, [values], [earlier], period=period)
    results = layout.calculations.evaluate(inputs, 1)
    for name, (_, place) in layout.computed.items():
        yield place, results[name].objects()[0]
    guidance = _guidance(layout, period)
    shown = guidance.evaluate(values, earlier)
    for live in guidance.cells:
        if not live.is_constant:
            yield live.place, shown.cells[live.name]
    for table, _ in guidance.row_messages:
        for row, message in enumerate(shown.rows[table.register.id], start=table.first):
            yield Place(table.sheet, row, table.message_column), message


# A village's form is filled after the other: their guidance is the same.
_AT_MOST = 8
_made: dict[tuple[str, str, str], Guidance] = {}


def _guidance(layout: Layout, period: Period) -> Guidance:
    """The guidance of this layout and period, worked out once."""
    key = (layout.definition.digest, layout.kind, period.code)
    if key not in _made:
        while len(_made) >= _AT_MOST:
            del _made[next(iter(_made))]
        _made[key] = Guidance(layout, period)
    return _made[key]


def _in_cell(field: Field, value: object) -> Value:
    return field.type.record.to_cell(_scalar(value))


def _scalar(value: object) -> Scalar:
    """A value that a cell can hold; a number that none can is left as its text."""
    if isinstance(value, float | int):
        return value if abs(value) <= sys.float_info.max else str(value)
    return value if isinstance(value, str | datetime.date) else None


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Each sheet's part, by the sheet's name."""
    book = _tree(archive.read("xl/workbook.xml"))
    relations = _tree(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "").removeprefix("/xl/") for each in relations}
    return {
        sheet.get("name", ""): f"xl/{targets[sheet.get(_RELATION)]}"
        for sheet in book.iterfind("{*}sheets/{*}sheet")
    }


def _tree(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _with_cells(part: bytes, wanted: Cells, opens: Place | None, indent: int) -> bytes:
    """The sheet's XML with these cells changed; cells that it lacks are added in their place.

    Texts begin and end so many characters from the edges: of the first forms nobody asked.
    """
    root = _tree(part)
    data = root.find("{*}sheetData")
    assert data is not None
    namespace = data.tag.rpartition("}")[0] + "}"
    rows = {int(row.get("r", "0")): row for row in data}
    cells = {position(cell.get("r", "")): cell for row in data for cell in row}
    widths = {
        column: float(each.get("width", "0"))
        for each in root.iterfind("{*}cols/{*}col")
        for column in range(int(each.get("min", "0")), int(each.get("max", "0")) + 1)
    }
    for (row, column), content in sorted(wanted.items()):
        cell = cells.get((row, column))
        if cell is None:
            if content.value is None:
                continue
            if row not in rows:
                rows[row] = etree.Element(f"{namespace}row", r=str(row))
                data.insert(sum(number < row for number in rows), rows[row])
            cell = etree.Element(f"{namespace}c", r=a1(row, column))
            before = sum(position(each.get("r", ""))[1] < column for each in rows[row])
            rows[row].insert(before, cell)
        _write(cell, content, namespace)
        if isinstance(content.value, str) and not content.computed:
            _make_room(rows[row], content.value, widths[column] - indent)
    if opens is not None:
        for selection in root.iterfind("{*}sheetViews/{*}sheetView/{*}selection"):
            selection.set("activeCell", opens.address)
            selection.set("sqref", opens.address)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _make_room(row: etree._Element, text: str, width: float) -> None:
    """Stretch a row for a long text, as a program does when a person types it."""
    needed = height((text, width))
    if float(row.get("ht", "0")) < needed:
        row.set("ht", f"{needed:g}")


def _write(cell: etree._Element, content: CellContent, namespace: str) -> None:
    formula = cell.find(f"{namespace}f") if content.computed else None
    for child in list(cell):
        if child is not formula:
            cell.remove(child)
    cell.attrib.pop("t", "")
    value = content.value
    if isinstance(value, str) and formula is None:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{namespace}is"), f"{namespace}t")
        text.set(_SPACE, "preserve")
        text.text = _written(value)
        return
    if value is None and formula is None:
        return
    kind, text_value = _stored(value)
    if kind:
        cell.set("t", kind)
    etree.SubElement(cell, f"{namespace}v").text = text_value


def _stored(value: Value) -> tuple[str, str]:
    """A value's type attribute and text as SpreadsheetML stores them."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, ExcelError):
        return "e", value.value
    if isinstance(value, str | None):
        return "str", _written(value or "")
    number = serial(value) if isinstance(value, datetime.date) else value
    return "", number_text(float(number))


def _written(text: str) -> str:
    """Characters that XML cannot hold as ``_xHHHH_``, as texts that look so must be written too."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
