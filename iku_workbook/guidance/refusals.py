"""Live messages about an entry that is not taken: not read as a number or date, or not allowed.

Those of dates and decimals show how such a value is typed on the computer that shows them: a date
as every one reads it, a decimal with the mark of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from iku_workbook.bounds import bounds, example, wants, written
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field
from iku_workbook.formula.compose import join, number, text
from iku_workbook.formula.tree import Node
from iku_workbook.guidance.live import WRONG_MARK, GuidedForm
from iku_workbook.periods import form_label

_EXAMPLE = "\ue000"  # stands in a sentence for what is live in it


def unread(form: GuidedForm, field: Field, *, in_register: bool) -> Node:
    """The message about a text where a number or a date is to stand."""
    return _shown(form, field, _unread(field, in_register=in_register), in_register=in_register)


def not_allowed(form: GuidedForm, field: Field, *, in_register: bool) -> Node:
    """The message about a value that is read, and refused."""
    return _shown(form, field, _refused(field, in_register=in_register), in_register=in_register)


def possible(form: GuidedForm, field: Field) -> Iterator[str]:
    """Both of a field outside registers, as long as they can be."""
    if field.type.record.is_words:
        yield _said(form, field, _refused(field, in_register=False), "", in_register=False)
        return
    limits = bounds(field, form.period, in_register=False)
    assert limits is not None
    value = example(field, limits, form.period)
    shown = value.isoformat() if isinstance(value, datetime.date) else written(field, value)
    for key in (_unread(field, in_register=False), _refused(field, in_register=False)):
        yield _said(form, field, key, shown, in_register=False)


def _unread(field: Field, *, in_register: bool) -> str:
    if in_register:
        return "form.unread_of"
    return "form.unread_date" if field.type.record.holds is Holds.DATE else "form.unread_number"


def _refused(field: Field, *, in_register: bool) -> str:
    is_date = field.type.record.holds is Holds.DATE
    if in_register and is_date and field.minimum is None and field.maximum is None:
        return "form.outside_period"
    spelt_apart = is_date or field.type.record.has_decimals
    if in_register:
        return "form.for_example_of" if spelt_apart else "form.refused_of"
    return "form.for_example" if spelt_apart else "form.refused"


def _said(form: GuidedForm, field: Field, key: str, shown: str, *, in_register: bool) -> str:
    limits = bounds(field, form.period, in_register=in_register)
    said = form.say(
        key,
        label=field.label,
        period=form_label(form.period, form.layout.definition.language),
        wanted=wants(field, limits),
        example=shown,
    )
    return f"{WRONG_MARK} {said}"


def _shown(form: GuidedForm, field: Field, key: str, *, in_register: bool) -> Node:
    """The message as a formula: a number that is joined to a text has this computer's mark."""
    said = _said(form, field, key, _EXAMPLE, in_register=in_register)
    limits = bounds(field, form.period, in_register=in_register)
    if _EXAMPLE not in said or limits is None:
        return text(said)
    value = example(field, limits, form.period)
    if isinstance(value, datetime.date):
        return text(said.replace(_EXAMPLE, value.isoformat()))
    before, _, after = said.partition(_EXAMPLE)
    after = ("%" if field.type.record.percent else "") + after
    return join([text(before), number(value), *([text(after)] if after else [])])
