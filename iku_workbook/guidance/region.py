"""How the computer that shows a form reads dates and decimals, which a formula can find out.

It depends on regional settings, so nothing is known of it until the form is opened; the engine
computes what stands in a form that nobody has opened yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from iku_workbook.definition.field_types import Holds
from iku_workbook.formula.compose import call, choose, compare, join, name, number, text
from iku_workbook.formula.tree import Binary, Node
from iku_workbook.guidance.live import GuidedForm, Live
from iku_workbook.guidance.words import QUESTION
from iku_workbook.layout import Layout, Place
from iku_workbook.sheet_names import quoted

LINE, ORDER = "region.line", "region.order"
UNKNOWN, DAY_FIRST, MONTH_FIRST = range(3)
_ROW = QUESTION + 1
_EITHER = "2/1/2024"  # the second of January, or the first of February
_MIDST = 14  # days after a period's start: a day that can be no month


def cells(form: GuidedForm) -> Iterator[Live]:
    """The order of day and month, a hidden number, and on the first sheet the line that tells it;
    neither where a form asks for no date and no decimal.
    """
    place, asked = line_place(form.layout), _asked_for(form.layout)
    if form.layout.region is None or place is None or not asked:
        return
    order = call("IFERROR", call("MONTH", call("DATEVALUE", text(_EITHER))), number(UNKNOWN))
    # Of all functions that no entry makes anew, a link is computed whenever a file is opened.
    here = text(f"#{quoted(place.sheet)}!{place.address}")
    yield Live(ORDER, form.layout.region, call("HYPERLINK", here, order))
    sentences = {Holds.DATE: _dates, Holds.NUMBER: _decimals}
    parts = [sentence(form) for kind, sentence in sentences.items() if kind in asked]
    spaced = [piece for part in parts for piece in (text(" "), part)][1:]
    yield Live(LINE, place, join(spaced))


def line_place(layout: Layout) -> Place | None:
    """Where the line stands, None in a form that has none."""
    return Place(layout.guide, _ROW, 1) if layout.region else None


def possible(form: GuidedForm) -> str:
    """The longest that the line can be, nearly, to make its row high enough."""
    keys = {Holds.DATE: "form.region_month_first", Holds.NUMBER: "form.region_point"}
    asked = _asked_for(form.layout)
    said = (form.say(key, example=_example(form)) for kind, key in keys.items() if kind in asked)
    return " ".join(said)


def _asked_for(layout: Layout) -> frozenset[Holds]:
    """Of what regional settings change, what a form asks for: dates; decimals, as numbers."""
    types = {field.type.record for field, _ in layout.inputs.values()}
    return frozenset(each.holds for each in types if each.has_decimals or each.holds is Holds.DATE)


def _dates(form: GuidedForm) -> Node:
    return _by_order(
        text(form.say("form.region_unknown", example=_example(form))),
        text(form.say("form.region_day_first", example=_example(form))),
        text(form.say("form.region_month_first", example=_example(form))),
    )


def _decimals(form: GuidedForm) -> Node:
    half = join([Binary("/", number(1), number(2), 1), text("")])
    comma, point = text(form.say("form.region_comma")), text(form.say("form.region_point"))
    known = call("IF", compare(half, "=", text("0,5")), comma, point)
    return _by_order(text(form.say("form.region_unknown_mark")), known, known)


def _by_order(unknown: Node, day_first: Node, month_first: Node) -> Node:
    order = name(ORDER)
    cases = [
        (compare(order, "=", DAY_FIRST), day_first),
        (compare(order, "=", MONTH_FIRST), month_first),
    ]
    return choose(cases, unknown)


def _example(form: GuidedForm) -> str:
    return (form.period.start + datetime.timedelta(days=_MIDST)).isoformat()
