"""The rule that a spreadsheet program applies while somebody types into an input cell."""

from __future__ import annotations

import datetime
from typing import Any

from iku_workbook.bounds import TEXT_LIMIT, bounds, expectation
from iku_workbook.definition.model import Field, FieldType
from iku_workbook.layout import Layout, clipped
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period

# Excel's own limits for a validation's title, its input message and its error message.
_TITLE, _INPUT, _ERROR = 32, 255, 224


def validation(
    layout: Layout, field: Field, period: Period, say: Catalogue, *, in_register: bool
) -> dict[str, Any]:
    """XlsxWriter's options for a field's cells: rule, message on selecting, message on error."""
    limits = bounds(field, period, in_register=in_register)
    wanted = expectation(field, limits, say)
    options: dict[str, Any] = {
        "input_title": _cut(field.label, _TITLE),
        "input_message": _cut("\n".join(filter(None, (wanted, field.help))), _INPUT),
        "error_title": say("form.error_title"),
        "error_message": _cut(say("form.error", label=field.label, wanted=wanted), _ERROR),
    }
    if limits is None:
        return options | _rule_of_words(layout, field)
    return options | {
        "validate": field.type.value,
        "criteria": "between",
        "minimum": _number(limits.least),
        "maximum": _number(limits.greatest),
    }


def _rule_of_words(layout: Layout, field: Field) -> dict[str, Any]:
    if field.type is FieldType.CHOICE:
        return {"validate": "list", "source": f"={layout.lists[field.codelist or ''].reference}"}
    return {"validate": "length", "criteria": "<=", "value": TEXT_LIMIT}


def _number(bound: float | datetime.date) -> float | datetime.datetime:
    if isinstance(bound, datetime.date):
        return datetime.datetime.combine(bound, datetime.time())
    return bound


def _cut(text: str, limit: int) -> str:
    return text if clipped(text, limit) == text else clipped(text, limit - 1).rstrip() + "…"
