"""Examines received returns again where the question that they answered has changed since.

Which these are is told by :mod:`.outdated`; what was found before stays in the registry. An
approved return is never turned: what would be found today is put to whoever approved it
(REVIEW-002).
A form of another period than somebody named stays refused until somebody acts on it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outdated import CAUSES, OF_KEYS, Due, due
from iku_workbook.changes import in_new_words
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.codes import NOT_EXAMINED, Family
from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.inputs import Values
from iku_workbook.registry import Registry, RegistryError
from iku_workbook.registry.defined import last_defined
from iku_workbook.registry.holding import ASKS, about
from iku_workbook.registry.records import Examination, Receipt
from iku_workbook.returns import Return

_CANNOT_WRITE = frozenset({"registry-held", "registry-busy", "registry-write-failed"})


@dataclass(frozen=True, slots=True)
class Reexamined:
    """A return that was examined again: as it held before, and as it holds now.

    same  nothing came of it but that it was looked at
    """

    due: Due
    before: Return
    now: Return
    same: bool

    @property
    def turned(self) -> bool:
        """Whether somebody has to look at it: it is asked about, or no longer accepted."""
        return not self.same and (self.now.outdated or self.now.verdict is not Verdict.ACCEPTED)

    @property
    def cause(self) -> Finding | None:
        """The first finding for which it is not accepted now, None where it is."""
        found = self.now.findings
        errors = (each for each in found if each.severity is Severity.ERROR)
        return next((each for each in found if each.code in NOT_EXAMINED), next(errors, None))


def unheard(_each: object) -> None:
    """What listens to what a run has to tell where nobody else does."""


def reexamine(
    registry: Registry,
    forms: Forms,
    wanted: Sequence[Due],
    clock: Clock,
    executor: Executor = HERE,
    *,
    again: bool = False,
) -> Iterator[Reexamined]:
    """Examine these and record what is found, share by share; the registry is held for writing.

    ``again`` tries also what a fault of this same program kept from being examined again.
    """
    if not wanted:
        return
    forms = forms.of_any_period()
    by_number = {each.examination.returned.number or 0: each for each in wanted}
    placed = (each for own in registry.lineages().values() for each in own)
    held = {each.number or 0: each for each in (*placed, *registry.unplaced())}
    for number in by_number.keys() - held.keys():  # what was set aside is in no list
        held[number] = registry.return_of(number) or by_number[number].examination.returned
    same: dict[int, bool] = {}

    def judge(number: int, found: Return) -> Return:
        before, one = held[number], by_number[number]
        found = _of_its_unit(_with_known_key(found, before), before)
        found = _as_it_came(found, one.examination.returned)
        known = (before, *_approved(registry, before))
        same[number] = any(_says_the_same(each, found, forms) for each in known)
        if same[number] or before.approval is None or found.verdict is Verdict.NOT_EXAMINED:
            return found
        return _asking(one, before.approval.by, found)

    receipts = [_receipt(each.examination) for each in wanted]
    examine = Examiner(registry, forms, clock, executor).examine
    for number, found in examine(receipts, registry.failed_again(), again=again, judge=judge):
        fault = found.verdict is Verdict.NOT_EXAMINED
        now = found if fault else registry.return_of(number) or found
        yield Reexamined(by_number[number], held[number], now, same[number])


def _approved(registry: Registry, before: Return) -> list[Return]:
    """An approved return as it was read when it was approved, and since without a question."""
    if before.approval is None:
        return []
    every = registry.examinations(before.number or 0)
    then = [at for at, each in enumerate(every) if each.at <= before.approval.at]
    own = [each.returned for each in every[then[-1] if then else 0 :]]
    return [each for each in own if all(finding.code != ASKS for finding in each.findings)]


def _with_known_key(found: Return, before: Return) -> Return:
    """What was found; a seal that was genuine before is not broken: its key is no longer here."""
    if not before.values or not any(each.code in OF_KEYS for each in found.findings):
        return found
    return replace(found, findings=(Finding("FORM-026", found.file),))


def _of_its_unit(found: Return, before: Return) -> Return:
    """What was found, of the unit that said it before where today nothing tells whose it is: what
    people decided on it is about that unit's returns.
    """
    if not before.values or found.unit is not None:
        return found
    return replace(found, unit=before.unit, period=before.period)


def _as_it_came(found: Return, former: Return) -> Return:
    """What was found, but of copies and names (DUP) what was noted when it came.

    Which of two came first does not change with the question.
    """
    if not former.values or not found.values:
        return found
    noted = [each for each in former.findings if each.family is Family.DUP]
    own = [each for each in found.findings if each.family is not Family.DUP]
    place = next((at for at, each in enumerate(own) if each.sheet is not None), len(own))
    return replace(found, findings=(*own[:place], *noted, *own[place:]))


def bring_up_to_date(
    campaign: CampaignFolder,
    *,
    by: str,
    clock: Clock,
    executor: Executor = HERE,
    told: Callable[[Reexamined], object] = unheard,
) -> bool:
    """Examine again what today may judge or read differently, where this campaign can be written;
    whether it is on record which definition holds.

    Where nothing can be written all stays as it is: what results are computed from says so itself.
    """
    forms = campaign.forms()
    with campaign.registry() as registry:
        known = last_defined(registry.connection) == forms.current.digest
        if not registry.version() or (known and not due(registry, forms)):
            return True
        try:
            campaign.keep(forms.current)
            with registry.writing(by, clock()):
                for each in reexamine(registry, forms, due(registry, forms), clock, executor):
                    told(each)
        except (RegistryError, OSError) as error:
            if isinstance(error, RegistryError) and error.code not in _CANNOT_WRITE:
                raise
            return known
    return True


def _asking(due: Due, by: str, found: Return) -> Return:
    """What was found, as a question to whoever approved what it would take the place of."""
    data = {"by": by, "changed": ", ".join(due.changed) or CAUSES[due.why]}
    return replace(found, findings=(*found.findings, Finding(ASKS, found.file, data=data)))


def _says_the_same(before: Return, found: Return, forms: Forms) -> bool:
    """Whether all that matters is as it was: what a return says and has to correct, and what comes
    of that. What was not asked before says nothing, and what was let pass stays so.
    """
    was, now = (_said(each.values, forms) for each in (before, found))
    both = before.indicators.keys() & found.indicators.keys()
    passed = [about(each) for each in before.findings if each.waived is not None]
    return (
        was == {name: value for name, value in now.items() if name in was}
        and all(value is None for name, value in now.items() if name not in was)
        and all(before.indicators[code] == found.indicators[code] for code in both)
        and _wrong(before, passed) == _wrong(found, passed)
    )


def _said(values: Values, forms: Forms) -> dict[str, object]:
    """What was filled in of what is asked today, by the names of today."""
    asked = {each.id for each in forms.current.fields}
    asked |= {each.id for each in forms.current.registers}
    return {
        name: [{key: cell for key, cell in row.items() if cell is not None} for row in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
        for name, value in in_new_words(values, forms.current).items()
        if name in asked
    }


def _wrong(returned: Return, passed: Sequence[object]) -> set[str]:
    return {
        about(each)
        for each in returned.findings
        if each.severity is Severity.ERROR
        and each.family is not Family.REVIEW
        and about(each) not in passed
    }


def _receipt(examination: Examination) -> Receipt:
    returned = examination.returned
    at = returned.received or datetime.datetime.now(datetime.UTC)
    return Receipt(returned.number or 0, returned.sha256, returned.file, at, "")
