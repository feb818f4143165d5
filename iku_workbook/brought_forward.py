"""What a form brings forward of the last accepted return, and how that is said to be still so.

States hold until somebody says otherwise. So a form of the newest grammar begins with those that
were accepted last, and one choice for each group says that they are still so
(form.md#brought-forward). A value that is typed over them is an answer by itself.
"""

from __future__ import annotations

import datetime
from typing import Any, assert_never

from iku_workbook.bounds import bounds
from iku_workbook.definition.field_types import TEXT_LIMIT, Holds
from iku_workbook.definition.model import Field
from iku_workbook.form_words import SAME, form_words
from iku_workbook.inputs import Values
from iku_workbook.layout import Confirmation, Layout
from iku_workbook.periods import Period


def carries(period: Period) -> bool:
    """Whether forms of a period bring anything forward: what holds all year ends with the year."""
    return period.number > 1


def brought_forward(layout: Layout, period: Period, previous: Values) -> dict[str, Any]:
    """The values that a form begins with, of those accepted last, and that nobody has confirmed
    them; what today's field does not accept is asked anew.
    """
    found: dict[str, Any] = {}
    for name, group in layout.confirmations.items() if carries(period) else ():
        values = {of: previous.get(of) for of in group.fields}
        fit = {of for of in values if _fits(layout, layout.fields[of].field, values[of], period)}
        found |= {of: value for of, value in values.items() if of in fit}
        found[name] = None
    return found


def answer(layout: Layout, name: str, values: Values, previous: Values) -> str | None:
    """What is answered to a confirmation: what was chosen; or that all is the same, where values
    that say so were given and nothing was said of a choice, as a file of values does.
    """
    if name in values:
        chosen = values[name]
        return chosen if isinstance(chosen, str) else None
    group = layout.confirmations[name]
    if not asks(group, previous) or changed(group, values, previous):
        return None
    return form_words(layout.definition)(SAME)


def asks(group: Confirmation, previous: Values) -> bool:
    """Whether anything was brought forward that can be confirmed."""
    return any(previous.get(of) is not None for of in group.fields)


def changed(group: Confirmation, values: Values, previous: Values) -> list[str]:
    """The fields of a group that say something else than what was brought forward."""
    return [of for of in group.fields if not _same(values.get(of), previous.get(of))]


def _same(value: object, before: object) -> bool:
    """As a formula compares two cells: capitals make no difference."""
    if isinstance(value, str) and isinstance(before, str):
        return value.casefold() == before.casefold()
    return value == before


def _fits(layout: Layout, field: Field, value: object, period: Period) -> bool:
    """Whether an accepted value is one that today's field accepts."""
    record, limits = field.type.record, bounds(field, period, in_register=False)
    match record.holds:
        case Holds.CHOICE:
            return value in layout.definition.codelists[field.codelist or ""]
        case Holds.TEXT:
            return isinstance(value, str) and len(value) <= TEXT_LIMIT
        case Holds.NUMBER:
            if not isinstance(value, int | float) or (record.whole and value % 1):
                return False
        case Holds.DATE:
            if not isinstance(value, datetime.date):
                return False
        case _:
            assert_never(record.holds)
    return limits is not None and limits.allow(value)
