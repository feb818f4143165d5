"""What could still move an indicator: returns still to come, and decisions still to be made.

A return that is owed may say anything that its fields accept, and so may one that was read under
another question or whose decision has to be made anew. Where a newer return awaits a decision, the
unit's year is one of those that the answers give.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS
from iku_workbook.definition.model import OverTime
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import UnitYear, with_accepted
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.returns import Return

Awaiting = Mapping[tuple[str | None, str | None], Sequence[Return]]
"""Returns that may take an accepted one's place, by unit and period."""

# Of one unit's questions together; where there are more, those returns may say anything.
_ANSWERS = 256


class Case(NamedTuple):
    """One unit's year as far as it is certain, and the inputs that can still change in it."""

    year: UnitYear
    inputs: frozenset[str]


OpenCases = Mapping[int, Sequence[Case]]
"""By the position of each unit that can still move an indicator: all that it may come to."""


def by_place(awaiting: Iterable[Return]) -> Awaiting:
    """Returns that await a decision, by the unit and period that they are of."""
    found: dict[tuple[str | None, str | None], list[Return]] = {}
    for each in awaiting:
        found.setdefault((each.unit, each.period), []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class Reads:
    """What an indicator reads of the units of one kind: ``flows`` are registers too; ``before``
    is what it reads of the period before.
    """

    flows: frozenset[str]
    states: frozenset[str]
    before: frozenset[str]

    @classmethod
    def by(cls, evaluation: Evaluation, names: Iterable[str]) -> Reads:
        """What is read by the formulas of these names; a field reads itself."""
        reads: set[str] = set()
        for name in names:
            reads |= {name} if name in evaluation.layout.fields else evaluation.formula(name).reads
        before = frozenset(name for name in reads if name.startswith(PREVIOUS))
        states = frozenset(name for name in reads - before if _is_state(evaluation, name))
        flows = frozenset(name.partition(".")[0] for name in reads - before - states)
        return cls(flows, states, before)

    @property
    def now(self) -> frozenset[str]:
        """All that is read of the year up to this period."""
        return self.flows | self.states


def still_open(
    evaluation: Evaluation, reads: Reads, period: Period, awaiting: Awaiting
) -> dict[int, list[Case]]:
    """The units of one kind that can still move an indicator, and what each may come to."""
    found: dict[int, list[Case]] = {}
    if not reads.now and not reads.before:
        return found
    for index, unit in enumerate(evaluation.units):
        cases: list[Case] = []
        for year in _years(evaluation, unit, awaiting):
            case = Case(year, movable(evaluation, index, year, reads, period))
            if not any(_alike(case, each, reads) for each in cases):
                cases.append(case)
        if len(cases) > 1 or cases[0].inputs:
            found[index] = cases
    return found


def carried(unit: UnitYear, reads: Reads, period: Period) -> str | None:
    """The period up to which a unit counts, where it has no accepted return for this one: what it
    said till then is carried forward. None where it has one, or counts with nothing.
    """
    if period.code in unit.accepted:
        return None
    known = any(unit.values.get(name) is not None for name in reads.now)
    return max(unit.accepted, default=None) if known else None


def _years(evaluation: Evaluation, unit: UnitYear, awaiting: Awaiting) -> Iterator[UnitYear]:
    """The unit's year with what is certain of it, once for every answer to what awaits one."""
    certain = {
        code: each
        for code, each in unit.accepted.items()
        if not each.outdated and not each.disputed
    }
    asked = {code: awaiting.get((unit.unit.code, code), ()) for code in certain}
    if math.prod(1 + len(each) for each in asked.values()) > _ANSWERS:
        certain = {code: each for code, each in certain.items() if not asked[code]}
    choices = [(each, *asked[code]) for code, each in certain.items()]
    if len(certain) == len(unit.accepted):
        yield unit
    for chosen in product(*choices):
        accepted = dict(zip(certain, chosen, strict=True))
        if accepted != unit.accepted:
            yield with_accepted(evaluation.layout.definition, unit, accepted)


def movable(
    evaluation: Evaluation, index: int, year: UnitYear, reads: Reads, period: Period
) -> frozenset[str]:
    """The inputs of a unit that a return still to come can change.

    That is more than what a result lacks: a state that is carried forward is known, and yet the
    return for this period may say another.
    """
    missing = [each.code for each in period.year_to_date if each.code not in year.accepted]
    found = reads.flows if missing else frozenset[str]()
    if period.previous.code in missing:
        found |= reads.before
    for name in reads.states:
        unfilled = evaluation.unfilled[name][index]
        if unfilled or any(code > year.sources.get(name, "") for code in missing):
            found |= {name}
    return found


def _alike(one: Case, other: Case, reads: Reads) -> bool:
    """Whether an indicator sees no difference between two."""
    same = all(one.year.values.get(name) == other.year.values.get(name) for name in reads.now)
    return same and one.inputs == other.inputs and not reads.before


def _is_state(evaluation: Evaluation, name: str) -> bool:
    fields = evaluation.layout.fields
    return name in fields and fields[name][0].over_time is OverTime.LATEST
