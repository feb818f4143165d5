"""Data validation: the rule that Excel applies while somebody types into an input cell."""

from __future__ import annotations

import datetime
from typing import Any, assert_never

from iku_workbook.bounds import Bounds, asks, bounds, example, spelling
from iku_workbook.definition.field_types import TEXT_LIMIT, Bound, Holds
from iku_workbook.definition.model import Field
from iku_workbook.layout import Layout
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.sheet_names import clipped

# Excel's own limits for a validation's input message and its error message.
_INPUT, _ERROR = 255, 224


def validation(
    layout: Layout, field: Field, period: Period, say: Catalogue, *, in_register: bool
) -> dict[str, Any]:
    """XlsxWriter's options for a field's cells: rule, message on selecting, message on error."""
    limits = bounds(field, period, in_register=in_register)
    expected = say("form.error", wanted=asks(field, limits, period))
    options: dict[str, Any] = {
        "error_title": say("form.error_title"),
        "error_message": _cut(expected, _ERROR),
    }
    prompt = _prompt(field, limits, period, say, help_=field.help if in_register else None)
    options |= {"input_message": _cut(prompt, _INPUT)} if prompt else {}
    record = field.type.record
    options["validate"] = record.validation
    match record.holds:
        case Holds.CHOICE:
            return options | {"source": f"={layout.lists[field.codelist or ''].reference}"}
        case Holds.TEXT:
            return options | {"criteria": "<=", "value": TEXT_LIMIT}
        case Holds.NUMBER | Holds.DATE:
            assert limits is not None
            ends = (limits.least, limits.greatest)
            least, greatest = (_bound(field, each) for each in ends)
            return options | {"criteria": "between", "minimum": least, "maximum": greatest}
    assert_never(record.holds)


def _prompt(
    field: Field, limits: Bounds | None, period: Period, say: Catalogue, *, help_: str | None
) -> str:
    """What pops up over a cell, as short as can be, since it covers the message beside it or the
    cells that are typed into next: how a date or a decimal is typed, and help that stands nowhere
    else.
    """
    told: list[str] = []
    if limits is not None and field.type.record.holds is Holds.DATE:
        told.append(say("form.prompt_date", example=str(example(field, limits, period))))
    elif field.type.record.has_decimals and (spelt := spelling(field, limits, period)):
        told.append(say("form.prompt_decimal", **spelt.data))
    return "\n".join(filter(None, (*told, help_)))


def _bound(field: Field, bound: Bound) -> float | datetime.datetime:
    """A bound as XlsxWriter takes it: a day as a moment, a number as the cell holds it."""
    if isinstance(bound, datetime.date):
        return datetime.datetime.combine(bound, datetime.time())
    return field.type.record.size(bound)


def _cut(text: str, limit: int) -> str:
    return text if clipped(text, limit) == text else clipped(text, limit - 1).rstrip() + "…"
