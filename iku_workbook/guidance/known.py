"""Formulas for what is known: results, once all that they come from is, and earlier values."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.formula.compose import add, call, choose, compare, name, number, text
from iku_workbook.formula.tree import Node
from iku_workbook.guidance.live import FINE, GuidedForm, Live
from iku_workbook.guidance.states import is_blank, items_behind
from iku_workbook.layout import EARLIER, HEADER_ROW, HIDDEN_SHEET, UNIT, Place
from iku_workbook.periods import form_label

_UNKNOWN = 4  # the hidden column beside a result's figures for the chart
_ARGUMENTS = 200  # of a function; Excel takes 255


def cells(form: GuidedForm) -> tuple[Iterator[Live], ...]:
    """All of them."""
    return results(form), earlier_head(form)


def results(form: GuidedForm) -> Iterator[Live]:
    """Whether each result is known, in a hidden cell: 1 where it is blank, or something that it
    comes from is missing or wrong; and on the results' sheet its unit, or that it is not known.
    """
    layout = form.layout
    for block in layout.blocks:
        of = result_name(block.indicator.code, Role.VALUE)
        if of in layout.computed:
            unknown = [is_blank(of), *(_is_open(each) for each in items_behind(layout, [of]))]
            row = layout.chart_rows[block.indicator.code]
            tree = call("IF", call("OR", *unknown), number(1), number(0))
            yield Live(f"unknown.{of}", Place(HIDDEN_SHEET, row, _UNKNOWN), tree)
            place = layout.computed[of].place
            yield Live(f"unit.{of}", Place(place.sheet, place.row, UNIT), unit(form, of))


def unit(form: GuidedForm, of: str) -> Node:
    """A result's unit of measure; that it is not known yet instead, where nothing stands."""
    owner = form.layout.computed[of].computed.owner
    measured = next(each.indicator for each in form.layout.blocks if each.indicator.code == owner)
    said = text(form.say("form.not_known"))
    return choose([(is_unknown(of), said)], text(measured.unit_of_measure))


def is_unknown(of: str) -> Node:
    """Whether a result is not known yet."""
    return compare(name(f"unknown.{of}"), ">", 0)


def earlier_head(form: GuidedForm) -> Iterator[Live]:
    """The head of the column of earlier values: their period, and whether there are none."""
    layout = form.layout
    if not layout.previous:
        return
    cells = [name(PREVIOUS + each) for each in layout.previous]
    groups = [cells[at : at + _ARGUMENTS] for at in range(0, len(cells), _ARGUMENTS)]
    none = compare(add([call("COUNTA", *each) for each in groups]), "=", 0)
    period = form_label(form.period.previous, layout.definition.language)
    tree = choose([(none, text(form.say("form.none_earlier")))], text(period))
    yield Live("earlier.head", Place(layout.entry, HEADER_ROW, EARLIER), tree)


def _is_open(item: str) -> Node:
    return compare(name(f"state.{item}"), ">", FINE)
