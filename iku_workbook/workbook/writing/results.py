"""The results sheet: what the unit's own figures come to, how, and what the office aims at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import Role, part_labels, part_names, parts_of, result_name
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.definition.indicators import ResultOf
from iku_workbook.definition.model import Indicator, OverTime, TargetRange
from iku_workbook.definition.targets import period_aimed, written
from iku_workbook.layout import (
    HEADER_ROW,
    HIDDEN_SHEET,
    LABEL,
    NUMBER,
    UNIT,
    VALUE,
    IndicatorBlock,
    Span,
)
from iku_workbook.own_share import compared, drawn
from iku_workbook.workbook.writing.context import (
    AIMED,
    HEAD,
    OTHERS,
    SMALL,
    SMALLER,
    FormContext,
    head,
    height,
    page,
    room_on_paper,
)
from iku_workbook.workbook.writing.styles import DARK

_WIDTHS = {NUMBER: 9, LABEL: 58, VALUE: 18, UNIT: 16}
_HEADINGS = {
    NUMBER: "form.code",
    LABEL: "form.indicator",
    VALUE: "form.result",
    UNIT: "form.unit",
}

_PART_WORDS = {
    Role.NUMERATOR: "form.numerator",
    Role.DENOMINATOR: "form.denominator",
    Role.WEIGHT: "form.weight",
}
_LONGEST_CODE = 16  # characters: the width of its column at most
_BOLD = 0.85  # bold capitals are wider
_GAP = 15  # points: the row between two blocks
_BAR, _AROUND_BARS = 42, 80  # pixels
_BELOW_BREAK = 4  # pixels: so that no edge of the chart stays on the page before
_STATE = OverTime.LATEST
_HOW = sum(_WIDTHS[column] for column in (LABEL, VALUE, UNIT)) - 2  # less its indent


def write(book: Workbook, sheet: Worksheet, form: FormContext) -> None:
    """The results sheet: locked, computed as the village types."""
    head(sheet, form, form.say("form.results_title"))
    agency = form.layout.definition.agency.name
    note = form.say("form.results_note", agency=agency, everyone=form.everyone)
    widths = _widths(form)
    small_print = height((note, sum(widths.values())), least=HEAD[2], size=SMALL)
    sheet.set_row(2, small_print)
    sheet.merge_range(2, NUMBER - 1, 2, UNIT - 1, note, form.styles("note"))
    sheet.set_row(HEADER_ROW - 1, HEAD[-1])
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, width)
        heading = form.say(_HEADINGS[column])
        sheet.write_string(HEADER_ROW - 1, column - 1, heading, form.styles("header"))
    parts = [(block.row, _write_block(sheet, block, form)) for block in form.layout.blocks]
    parts.append((form.layout.blocks[-1].how + 2, _write_chart(book, sheet, form)))
    room = room_on_paper(form, [*widths.values()])
    breaks = _breaks(parts, room, above=sum(HEAD) - HEAD[2] + small_print)
    page(sheet, form, repeat=HEADER_ROW, pages=0 if breaks else 1)
    sheet.set_h_pagebreaks(breaks)


def _breaks(parts: Sequence[tuple[int, float]], room: float, above: float) -> list[int]:
    """The rows above which a page ends, so that each part (first row, height) stands on one; none
    where all of them fit one page that is made a little smaller; ``above`` is the sheet's head.
    """
    breaks = list[int]()
    if above + sum(tall + _GAP for _, tall in parts) <= room * SMALLER:
        return breaks
    for row, tall in parts:
        if above + tall > room * OTHERS:
            breaks.append(row - 1)
            above = HEAD[-1]
        above += tall + _GAP
    return breaks


def _widths(form: FormContext) -> Mapping[int, float]:
    """The width of each column; that of codes has room for the longest."""
    longest = max((len(each.indicator.code) for each in form.layout.blocks), default=0) / _BOLD
    return {**_WIDTHS, NUMBER: min(max(_WIDTHS[NUMBER], longest + 2), _LONGEST_CODE)}


def _write_block(sheet: Worksheet, block: IndicatorBlock, form: FormContext) -> float:
    """One indicator; gives the height."""
    indicator = block.indicator
    row, name = block.row - 1, sum(_WIDTHS[column] for column in (LABEL, VALUE, UNIT))
    code = (indicator.code, (_widths(form)[NUMBER] - 2) * _BOLD)
    total = height(code, (indicator.name, name * _BOLD), least=24)
    sheet.set_row(row, total)
    sheet.write_string(row, NUMBER - 1, indicator.code, form.styles("group_wrapped"))
    sheet.merge_range(row, LABEL - 1, row, UNIT - 1, indicator.name, form.styles("group_wrapped"))
    labels = _labels(indicator, form)
    for role, row in block.parts:
        value = role is Role.VALUE
        unit = max(indicator.unit_of_measure, form.say("form.not_known"), key=len) if value else ""
        total += _write_line(sheet, form, row, labels[role], unit, strong=value)
        look = "computed_strong" if value else "computed"
        form.write_computed(sheet, result_name(indicator.code, role), look)
    _hide_unknown(sheet, block, form)
    total += _write_target(sheet, block, form)
    how = _how(indicator, form)
    row = block.how - 1
    tall = height((how, _HOW), least=20, size=SMALL)
    sheet.set_row(row, tall)
    sheet.merge_range(row, LABEL - 1, row, UNIT - 1, how, form.styles("small"))
    sheet.write_blank(row, NUMBER - 1, None, form.styles("number"))
    return total + tall


def _hide_unknown(sheet: Worksheet, block: IndicatorBlock, form: FormContext) -> None:
    """A value and its parts are seen once all that they come from is there and right: as on the
    page to sign.
    """
    value = result_name(block.indicator.code, Role.VALUE)
    if f"unit.{value}" not in form.live:
        return
    form.write_live(sheet, f"unit.{value}", "unit")
    row = form.live[f"unit.{value}"].place.row
    open_ = f'=$D${row}="{form.say("form.not_known")}"'
    rule = {"type": "formula", "criteria": open_, "format": form.styles.unseen}
    first, last = (block.parts[at][1] - 1 for at in (0, -1))
    sheet.conditional_format(first, VALUE - 1, last, VALUE - 1, rule)


def _labels(indicator: Indicator, form: FormContext) -> dict[Role, str]:
    """What each part is called, and the value that they make."""
    labels = part_labels(form.layout.definition, indicator)
    said = {
        role: form.say(key, label=labels[role])
        for role, key in _PART_WORDS.items()
        if role in labels
    }
    return {**said, Role.VALUE: form.say("form.indicator_value", period=form.period_name)}


def _how(indicator: Indicator, form: FormContext) -> str:
    """How the office's figure comes about, in words."""
    value = indicator.value
    if value is not None:
        how = "weighted_mean" if value.weight is not None else value.over_units.value
        return form.say(f"form.how_{how}", everyone=form.everyone)
    numerator, denominator = (part.label for part in parts_of(indicator).values())
    said = form.say("form.how", numerator=numerator, denominator=denominator)
    if indicator.scale != 1:
        said = form.say("form.how_scaled", how=said, scale=indicator.scale)
    return f"{said}."


def _write_target(sheet: Worksheet, block: IndicatorBlock, form: FormContext) -> float:
    """What is to be reached; gives the height."""
    indicator = block.indicator
    target, own = form.target(indicator), form.own_target(indicator)
    agency, period = form.layout.definition.agency.name, form.target_period_name(indicator)
    label = form.say("form.target", agency=agency, period=period)
    if own:
        period = form.own_target(indicator, AIMED)
        label = form.say("form.own_target", period=period)
    if target is not None and indicator.code not in compared(form.layout.definition):
        label = f"{label}. {form.say('form.target_of_all', everyone=form.everyone)}"
    elif (own or target is not None) and _aims_at_more(indicator, form):
        label = f"{label}. {form.say('form.target_at_end', period=period)}"
    tall = _write_line(sheet, form, block.target, label, indicator.unit_of_measure)
    look = form.styles("locked", decimals_format(indicator.decimals))
    if own:
        sheet.write_string(block.target - 1, VALUE - 1, own, look)
    elif target is None:
        sheet.write_string(block.target - 1, VALUE - 1, form.say("form.no_target"), look)
    elif isinstance(target, TargetRange):
        said = written(target, None, form.say.language)
        sheet.write_string(block.target - 1, VALUE - 1, said, look)
    else:
        sheet.write_number(block.target - 1, VALUE - 1, target, look)
    return tall


def _aims_at_more(indicator: Indicator, form: FormContext) -> bool:
    """Whether its target is of a longer time than the entries that this sheet is computed from: of
    the year, or of the year so far of what adds up.
    """
    if indicator.result is ResultOf.PERIOD:
        return False
    whose = [indicator.targets]
    if form.own_target(indicator):
        units = form.layout.definition.units
        whose = [targets for each in units if (targets := each.targets.get(indicator.code))]
    if any(period_aimed(targets, form.period) != form.period.code for targets in whose):
        return True
    read = form.layout.calculations.inputs(part_names(indicator))
    states = {name for name, each in form.layout.fields.items() if each.field.over_time is _STATE}
    return form.period.number > 1 and not read <= states


def _write_line(
    sheet: Worksheet, form: FormContext, row: int, label: str, unit: str, *, strong: bool = False
) -> float:
    """A line's words; gives the height."""
    tall = height((label, _WIDTHS[LABEL]), (unit, _WIDTHS[UNIT]), least=18)
    sheet.set_row(row - 1, tall)
    sheet.write_blank(row - 1, NUMBER - 1, None, form.styles("number"))
    sheet.write_string(row - 1, LABEL - 1, label, form.styles("label" if strong else "text"))
    sheet.write_string(row - 1, UNIT - 1, unit, form.styles("unit"))
    return tall


def _write_chart(book: Workbook, sheet: Worksheet, form: FormContext) -> float:
    """The unit's values beside the targets, as far as they can be held against them; the height."""
    codes = drawn(form.layout.definition)
    indicators = [each.indicator for each in form.layout.blocks if each.indicator.code in codes]
    rows = [row for code, row in form.layout.chart_rows.items() if code in codes]
    if not any(form.target(each) or form.own_target(each) for each in indicators):
        return 0
    chart = book.add_chart({"type": "bar"})
    decimals = decimals_format(max(each.decimals for each in indicators))
    names = Span(HIDDEN_SHEET, 1, rows[0], rows[-1]).reference
    for column, key, colour in ((3, "target_short", "#A6A6A6"), (2, "own", DARK)):
        chart.add_series(
            {
                "name": form.say(f"form.{key}"),
                "categories": f"={names}",
                "values": f"={Span(HIDDEN_SHEET, column, rows[0], rows[-1]).reference}",
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": f"{decimals};-{decimals};",  # no 0 where nothing is known yet
                    "font": {"size": 9},
                },
            }
        )
    chart.set_title(
        {
            "name": form.say("form.chart", period=form.period_name),
            "name_font": {"size": 11, "color": DARK},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True})
    chart.show_hidden_data()
    tall = _AROUND_BARS + _BAR * len(rows)
    chart.set_size({"width": 640, "height": tall})
    sheet.insert_chart(form.layout.blocks[-1].how + 1, 1, chart, {"y_offset": _BELOW_BREAK})
    return tall * 0.75  # points
