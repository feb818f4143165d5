"""Which form a workbook is: its identity, its seal, its unit and period, its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iku_workbook.checks.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Finding
from iku_workbook.layout import HIDDEN_SHEET, Layout
from iku_workbook.periods import Period, PeriodError, label
from iku_workbook.workbook.reading.identity import identities
from iku_workbook.workbook.reading.workbook import Workbook
from iku_workbook.workbook.seal import Identity, verify


@dataclass(frozen=True, slots=True)
class Recognised:
    """A form of ours, whatever else is wrong with it.

    unit, layout  as the form was issued
    now, asked    the same unit and what is asked of it, by the definition that holds now
    answers       what is asked now, at the places where this form has it
    """

    unit: Unit
    period: Period
    layout: Layout
    now: Unit
    asked: Layout
    answers: Layout

    @property
    def is_old(self) -> bool:
        """Whether the definition has changed since the form was issued."""
        return self.layout is not self.asked


def recognise(
    workbook: Workbook, forms: Forms, file: str
) -> tuple[Identity | None, Recognised | None, list[Finding]]:
    """The identity that the workbook claims, the form where it is one of ours, and the findings."""
    carriers = identities(workbook)
    if not carriers:
        return None, None, [_error("FORM-001", file)]
    # Any one carrier serves. Where they disagree, one that our key signed speaks for the others.
    keys = (forms.key, *forms.older) if forms.key else ()
    genuine = [each for each in carriers if any(verify(*each, key) for key in keys)]
    identity, _ = (genuine or carriers)[0]
    if len(carriers) > 1:
        return identity, None, [_error("FORM-004", file)]
    if forms.key and not genuine:
        # What another campaign's key signed is no broken seal of ours.
        if identity.code != forms.current.code:
            return identity, None, [_error("FORM-002", file, code=identity.code)]
        return identity, None, [_error("FORM-003", file, issue=identity.issue)]
    definition = forms.definition(identity.digest)
    if definition is None:
        return identity, None, [_error("FORM-002", file, code=identity.code)]
    recognised, findings = _place(workbook, definition, identity, forms, file)
    return identity, recognised, [*_doubts(identity, forms, file), *findings]


def _doubts(identity: Identity, forms: Forms, file: str) -> Iterator[Finding]:
    """What is to be known of a form that is ours: no key to prove it, or nobody handed it out."""
    if not forms.key:
        yield Finding("FORM-010", file)
    elif forms.noted is not None and not forms.noted(identity):
        yield Finding("FORM-020", file, data={"issue": identity.issue})


def _place(
    workbook: Workbook, definition: Definition, identity: Identity, forms: Forms, file: str
) -> tuple[Recognised | None, list[Finding]]:
    unit, now = (forms.unit(each, identity.unit) for each in (definition, forms.current))
    if unit is None or now is None:
        return None, [_error("FORM-005", file, unit=identity.unit)]
    period = _period(definition, identity)
    if period is None or _period(forms.current, identity) is None:
        return None, [_error("FORM-007", file, period=identity.period)]
    if forms.asked is not None and period != forms.asked:
        language = definition.language
        names = {"period": label(period, language), "asked": label(forms.asked, language)}
        return None, [_error("FORM-021", file, **names)]
    layout, asked = forms.layout(definition, unit.kind), forms.layout(forms.current, now.kind)
    present = {sheet.name for sheet in workbook.sheets}
    # Without its hidden sheet a form is still read: the identity stood elsewhere too.
    needed = [name for name in layout.sheets if name != HIDDEN_SHEET]
    missing = [_error("FORM-006", file, name=name) for name in needed if name not in present]
    if missing:
        return None, missing
    answers = forms.answers(layout, asked)
    return Recognised(unit, period, layout, now, asked, answers), []


def _period(definition: Definition, identity: Identity) -> Period | None:
    """The period claimed, None where it is not one of the definition's year."""
    try:
        period = Period.parse(identity.period, definition.cadence)
    except PeriodError:
        return None
    return period if period.year == definition.year else None


def _error(finding: str, file: str, **data: object) -> Finding:
    return Finding(finding, file, data=data)
