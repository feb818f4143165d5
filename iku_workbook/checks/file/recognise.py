"""Recognises which form a workbook is, by its identity, seal, unit, period and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Finding
from iku_workbook.layout import HIDDEN_SHEET, Layout
from iku_workbook.periods import Period, PeriodError, name_of
from iku_workbook.workbook.issue import token_texts_of
from iku_workbook.workbook.reading.identity import identities
from iku_workbook.workbook.reading.workbook import Workbook
from iku_workbook.workbook.seal import Identity, verify


@dataclass(frozen=True, slots=True)
class RecognisedForm:
    """A form of ours, whatever else is wrong with it.

    identity, seal  what it carries in its hidden sheet
    unit, layout    as the form was issued
    current_unit    the same unit by the definition that holds now, and
    current_layout  the layout of the forms that it is issued now
    input_layout    the current definition's fields, at the cells where this form has them
    words           the unit's own texts, by the reference form's token that each replaces
    """

    identity: Identity
    seal: str
    unit: Unit
    period: Period
    layout: Layout
    current_unit: Unit
    current_layout: Layout
    input_layout: Layout
    words: dict[str, str]

    @property
    def is_old(self) -> bool:
        """Whether the definition has changed since the form was issued."""
        return self.layout is not self.current_layout


def recognise(
    workbook: Workbook, forms: Forms, file: str
) -> tuple[Identity | None, RecognisedForm | None, list[Finding]]:
    """The identity that the workbook claims, the form where it is one of ours, and the findings."""
    carriers = identities(workbook)
    if not carriers:
        return None, None, [_error("FORM-001", file)]
    # Any one carrier serves. Where they disagree, one that our key signed speaks for the others.
    keys = (forms.key, *forms.older) if forms.key else ()
    genuine = [each for each in carriers if any(verify(*each, key) for key in keys)]
    identity, seal = (genuine or carriers)[0]
    if len(carriers) > 1:
        return identity, None, [_error("FORM-004", file)]
    definition = forms.definition(identity.digest)
    if not genuine and definition is None and forms.unit(forms.current, identity.unit) is None:
        about = {key: getattr(identity, key) for key in ("code", "unit", "period")}
        return None, None, [_error("FORM-027", file, **about)]  # no unit of ours
    if forms.key and not genuine:
        known = forms.known_keys
        # What another campaign's key signed is no broken seal of ours.
        if identity.code != forms.current.code:
            return identity, None, [_foreign(identity, forms, file, keys=known)]
        return identity, None, [_error("FORM-003", file, issue=identity.issue, keys=known)]
    if definition is None and genuine:
        # Our key signed it, so the definition was ours: it is the campaign that has lost it.
        return identity, None, [_error("FORM-024", file, digest=identity.digest)]
    if definition is None:
        return identity, None, [_foreign(identity, forms, file)]
    recognised, findings = _form(workbook, definition, identity, seal, forms, file)
    return identity, recognised, [*_doubts(identity, forms, file), *findings]


def _doubts(identity: Identity, forms: Forms, file: str) -> Iterator[Finding]:
    """What is to be known of a form that is ours: no key to prove it, or no record of its issue."""
    if not forms.key:
        yield Finding("FORM-010", file)
    elif forms.on_record is not None and not forms.on_record(identity):
        yield Finding("FORM-020", file, data={"issue": identity.issue})


def _form(
    workbook: Workbook,
    definition: Definition,
    identity: Identity,
    seal: str,
    forms: Forms,
    file: str,
) -> tuple[RecognisedForm | None, list[Finding]]:
    unit, current_unit = (forms.unit(each, identity.unit) for each in (definition, forms.current))
    if unit is None or current_unit is None:
        return None, [_error("FORM-005", file, unit=identity.unit)]
    period = _period(definition, identity)
    if period is None or _period(forms.current, identity) is None:
        other = _of_another_year(identity, forms, file)
        return None, [other or _error("FORM-007", file, period=identity.period)]
    if not current_unit.reports_in(period):
        about = {"unit": current_unit.title, "period": name_of(period)}
        return None, [_error("FORM-029", file, **about)]
    if forms.period is not None and period != forms.period:
        names = {"period": name_of(period), "asked": name_of(forms.period)}
        return None, [_error("FORM-021", file, **names)]
    layout = forms.layout(definition, unit.kind, period)
    current_layout = forms.layout(forms.current, current_unit.kind, period)
    present = {sheet.name for sheet in workbook.sheets}
    # Without its hidden sheet a form is still read: the identity stood elsewhere too.
    needed = [name for name in layout.sheets if name != HIDDEN_SHEET]
    missing = [_error("FORM-006", file, name=name) for name in needed if name not in present]
    if missing:
        return None, missing
    input_layout = forms.input_layout(definition, (unit.kind, current_unit.kind), period)
    words = token_texts_of(identity, seal, unit, definition)
    own, now = (identity, seal, unit, period, layout), (current_unit, current_layout)
    return RecognisedForm(*own, *now, input_layout, words), []


def _period(definition: Definition, identity: Identity) -> Period | None:
    """The period claimed, None where it is not one of the definition's year."""
    try:
        period = Period.parse(identity.period, definition.cadence)
    except PeriodError:
        return None
    return period if period.year == definition.year else None


def _foreign(identity: Identity, forms: Forms, file: str, **data: object) -> Finding:
    """A form that is none of this campaign's: of another year, or of another campaign."""
    return _of_another_year(identity, forms, file, **data) or _error(
        "FORM-002", file, code=identity.code, **data
    )


def _of_another_year(identity: Identity, forms: Forms, file: str, **data: object) -> Finding | None:
    """That a form is for a period of another year than this campaign's, by its own words."""
    try:
        period = Period.parse(identity.period)
    except PeriodError:
        return None
    if period.year == forms.current.year:
        return None
    years = {"year": str(forms.current.year), "other": str(period.year)}
    return _error("FORM-030", file, code=identity.code, period=name_of(period), **years, **data)


def _error(finding: str, file: str, **data: object) -> Finding:
    return Finding(finding, file, data=data)
