"""What the office has to do next, as it follows from how every unit stands.

The order is that of a section's desk: what only a person can decide, what cannot be placed, what
goes back to a unit, whom to remind, what is ready to be signed off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook.periods import Period
from iku_workbook.report.standing import Overview, state_of
from iku_workbook.results.status import Standing


class Step(StrEnum):
    """What there is to be done."""

    ANSWER = "answer"
    """a return awaits a decision: whether it takes the place of the one that counts"""
    CONFIRM = "confirm"
    """a return that counts as it was read under another question than today's"""
    PLACE = "place"
    """a file whose unit nobody could tell"""
    REPORT = "report"
    """a file that a fault of the program kept from being examined"""
    HAND_OUT = "hand-out"
    """the forms of a period that has begun are not out"""
    CORRECT = "correct"
    """a return that goes back to its unit"""
    REMIND = "remind"
    """a unit that owes a return of a period that is over, and whose form is out"""
    APPROVE = "approve"
    """an accepted return that nobody has approved"""
    SPEND = "spend"
    """what programmes have spent in a period that is over is not said"""
    PLAN = "plan"
    """indicators whose targets are the examples of a shipped definition, or none at all"""
    RENEW = "renew"
    """results or documents that newer records have overtaken"""


@dataclass(frozen=True, slots=True)
class NextStep:
    """How many there are of one step, and of which periods where they are of any."""

    step: Step
    count: int
    periods: tuple[Period, ...] = ()


def next_steps(
    overview: Overview, handed_out: Set[str], unplanned: Set[str] = frozenset()
) -> list[NextStep]:
    """Everything that there is to be done; ``handed_out`` are the periods whose forms are out, and
    ``unplanned`` the indicators without targets of the office's own.
    """
    plan = [NextStep(Step.PLAN, len(unplanned))] if unplanned else []
    of_periods = (*_of_periods(overview, handed_out), *_of_money(overview))
    return [*_of_files(overview), *of_periods, *plan, *_of_outputs(overview)]


def out(overview: Overview, handed_out: Set[str]) -> set[Period]:
    """The periods whose forms are with the units, as far as is known."""
    return {
        period
        for period, column in zip(overview.periods, overview.columns(), strict=True)
        if period.code in handed_out or any(each.decided for each in column)
    }


def _of_files(overview: Overview) -> Iterator[NextStep]:
    told = (
        (Step.ANSWER, len(overview.unsettled.awaiting) + len(overview.overruled)),
        (Step.CONFIRM, len(overview.outdated)),
        (Step.PLACE, len(overview.unplaced)),
        (Step.REPORT, len(overview.unexamined)),
    )
    yield from (NextStep(step, count) for step, count in told if count)


def _of_periods(overview: Overview, handed_out: Set[str]) -> Iterator[NextStep]:
    closed = {each.period for each in overview.closed}
    open_ = [each for each in overview.periods if each.code not in closed]
    inside = tuple(each for each in open_ if each.code not in handed_out)
    if inside:
        count = sum(len(overview.definition.reporting_in(each)) for each in inside)
        yield NextStep(Step.HAND_OUT, count, inside)
    columns = list(zip(overview.periods, overview.columns(), strict=True))
    sent = out(overview, handed_out)
    owed: tuple[tuple[Step, Callable[[Standing, Period], bool]], ...] = (
        (Step.CORRECT, lambda one, period: state_of(one) in ("needs-correction", "rejected")),
        (Step.REMIND, lambda one, each: _is_owed(one) and overview.day > each.end and each in sent),
        (Step.APPROVE, lambda one, period: state_of(one) == "accepted"),
    )
    for step, is_one in owed:
        counts = {
            period: sum(is_one(each, period) for each in column)
            for period, column in columns
            if period in open_
        }
        of = tuple(period for period, count in counts.items() if count)
        if of:
            yield NextStep(step, sum(counts.values()), of)


def _of_money(overview: Overview) -> Iterator[NextStep]:
    if overview.unspent:
        count = sum(map(len, overview.unspent.values()))
        yield NextStep(Step.SPEND, count, tuple(overview.unspent))


def _is_owed(standing: Standing) -> bool:
    return state_of(standing) == "missing"


def _of_outputs(overview: Overview) -> Iterator[NextStep]:
    if overview.overtaken:
        yield NextStep(Step.RENEW, sum(len(each.files) for each in overview.overtaken))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a period has come: of so many units how many have what each step asks for.

    written  whether its results were written out
    """

    period: Period
    units: int
    handed_out: bool
    returned: int
    approved: int
    written: bool


def progress(
    overview: Overview, period: Period, handed_out: Set[str], written: Set[str]
) -> Progress:
    """The steps of a period, for whoever sees it for the first time and for whoever reports it."""
    column = overview.column(period)
    return Progress(
        period,
        len(column),
        period.code in handed_out,
        sum(each.decided is not None for each in column),
        sum(each.approved for each in column),
        period.code in written,
    )


def at_work(overview: Overview) -> Period:
    """The period that the office works on: the last one that anything came of, else the last one
    that is over, else the first.
    """
    came = [
        period
        for period, column in zip(overview.periods, overview.columns(), strict=True)
        if any(each.decided is not None for each in column)
    ]
    over = [each for each in overview.periods if each.end < overview.day]
    return (came or over or [overview.periods[0]])[-1]
