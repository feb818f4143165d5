"""The results sheet: for each indicator the unit's numerator, denominator and value."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import Role, result_name
from iku_workbook.layout import HEADER_ROW, LABEL, NUMBER, UNIT, VALUE, IndicatorBlock
from iku_workbook.workbook.build.desk import Desk, head, page
from iku_workbook.workbook.build.styles import decimals_format

_WIDTHS = {NUMBER: 8, LABEL: 56, VALUE: 20, UNIT: 14}
_HEADINGS = {
    NUMBER: "form.code",
    LABEL: "form.indicator",
    VALUE: "form.result",
    UNIT: "form.unit",
}


def write(sheet: Worksheet, desk: Desk) -> None:
    """The results sheet: locked, computed as the village types."""
    head(sheet, desk, desk.layout.results)
    for column, width in _WIDTHS.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = desk.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, desk.styles("header"))
    for block in desk.layout.blocks:
        _write_block(sheet, block, desk)
    page(sheet, desk, repeat=HEADER_ROW)


def _write_block(sheet: Worksheet, block: IndicatorBlock, desk: Desk) -> None:
    indicator = block.indicator
    sheet.set_row(block.row - 1, 20)
    sheet.write_string(block.row - 1, NUMBER - 1, indicator.code, desk.styles("group"))
    sheet.write_string(block.row - 1, LABEL - 1, indicator.name, desk.styles("group"))
    sheet.write_blank(block.row - 1, VALUE - 1, None, desk.styles("group"))
    sheet.write_blank(block.row - 1, UNIT - 1, None, desk.styles("group"))
    labels = {
        Role.NUMERATOR: desk.say("form.numerator", label=indicator.numerator.label),
        Role.DENOMINATOR: desk.say("form.denominator", label=indicator.denominator.label),
        Role.VALUE: desk.say("form.indicator_value"),
    }
    for role, row in block.parts:
        is_value = role is Role.VALUE
        sheet.write_blank(row - 1, NUMBER - 1, None, desk.styles("number"))
        sheet.write_string(row - 1, LABEL - 1, labels[role], desk.styles("text"))
        shown = decimals_format(indicator.decimals if is_value else None)
        desk.write_computed(sheet, result_name(indicator.code, role), "computed", shown)
        unit = (indicator.unit_of_measure or "") if is_value else ""
        sheet.write_string(row - 1, UNIT - 1, unit, desk.styles("unit"))
