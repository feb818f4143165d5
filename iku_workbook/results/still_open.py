"""What could still move an indicator: returns still to come, and decisions still to be made.

A return that is owed may say anything that its fields accept, and so may one that was read under
another question or whose decision has to be made anew. Where a newer return awaits a decision, the
unit's year is one of those that the answers give.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, asked
from iku_workbook.definition.model import OverTime
from iku_workbook.inputs import Row, Scalar
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status, UnitYear, with_accepted
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.presence import stays
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
    """What an indicator reads of the units of one kind, registers by their ids.

    flows   what every return of the year moves: all but states
    states  of which the last value holds
    before  what is read of the period before
    alone   what is read of the period asked for and of no other
    own     what is read period by period, which is among the flows or alone
    """

    flows: frozenset[str]
    states: frozenset[str]
    before: frozenset[str]
    alone: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @classmethod
    def by(cls, evaluation: Evaluation, names: Iterable[str]) -> Reads:
        """What is read by the formulas of these names; a field reads itself."""
        ways = ways_of(evaluation.layout.definition)
        year, each, alone = set[str](), set[str](), set[str]()
        for name in names:
            known = name in evaluation.layout.fields
            reads = frozenset({name}) if known else evaluation.formula(name).reads
            of = year if name not in ways else alone if ways[name] is None else each
            of |= reads
        before = frozenset(name for name in year if name.startswith(PREVIOUS))
        states = frozenset(name for name in year - before if _is_state(evaluation, name))
        flows = _heads((year - before - states) | each)
        return cls(flows, states, before, _heads(alone), _heads(each | alone))

    @property
    def now(self) -> frozenset[str]:
        """All that is read of the year up to this period."""
        return self.flows | self.states | self.alone


def certain_units(evaluation: Evaluation, period: Period, awaiting: Awaiting) -> frozenset[int]:
    """The positions of the units of one kind that owe nothing, and of whose returns none is in
    doubt: nothing can move what they come to, but for states that they have not filled in.
    """
    codes = [(each, each.code) for each in period.year_to_date]
    doubted = {unit for unit, _ in awaiting}
    found = (
        index
        for index, year in enumerate(evaluation.units)
        if year.unit.code not in doubted
        and all(code in year.accepted or not year.unit.reports_in(each) for each, code in codes)
        and not any(each.outdated or each.disputed for each in year.accepted.values())
    )
    return frozenset(found)


def still_open(
    evaluation: Evaluation,
    names: Sequence[str],
    period: Period,
    awaiting: Awaiting,
    certain: Set[int] = frozenset(),
) -> dict[int, list[Case]]:
    """The units of one kind that can still move an indicator, whose parts have these names, and
    what each may come to; ``certain`` are those of :func:`certain_units`.
    """
    found: dict[int, list[Case]] = {}
    of_there, of_absent = Reads.by(evaluation, names), _of_absent(evaluation, names)
    lacking = [evaluation.unfilled[name] for name in of_there.states]
    for index, unit in enumerate(evaluation.units):
        if index in certain and not any(each[index] for each in lacking):
            continue
        reads = of_there if unit.status is not Status.ABSENT else of_absent
        if not reads.now and not reads.before:
            continue
        cases: list[Case] = []
        for year in _years(evaluation, unit, awaiting):
            case = Case(year, movable(evaluation, index, year, reads, period))
            if reads.before or not any(_alike(case, each, reads) for each in cases):
                cases.append(case)
        if len(cases) > 1 or cases[0].inputs:
            found[index] = cases
    return found


def carried(unit: UnitYear, reads: Reads, period: Period) -> str | None:
    """The period up to which a unit counts, where it has no accepted return for this one: what it
    said till then is carried forward. None where it has one, or counts with nothing.
    """
    if period.code in unit.accepted or unit.status is Status.ABSENT:
        return None
    known = any(unit.values.get(name) is not None for name in reads.flows | reads.states)
    return max(unit.accepted, default=None) if known else None


def earliest(carried: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Units that count with what they said before, and the first period that this was till."""
    until: dict[str, str] = {}
    for each in carried:
        for unit, last in each.items():
            until[unit] = min(last, until.get(unit, last))
    return until


def _of_absent(evaluation: Evaluation, names: Sequence[str]) -> Reads:
    """What is read of units that are not there, of which less counts."""
    return Reads.by(evaluation, [name for name in names if stays(evaluation.layout, name)])


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
    owed = [each for each in period.year_to_date if year.unit.reports_in(each)]
    missing = [each for each in owed if each.code not in year.accepted]
    questions = evaluation.layout.questions

    def may_come(name: str, since: str = "") -> bool:
        return any(each.code > since and asked(questions[name], each) for each in missing)

    found = {name for name in reads.flows if may_come(name)}
    if period in missing:
        found |= {name for name in reads.alone if asked(questions[name], period)}
    if period.previous in missing:
        found |= reads.before
    for name in reads.states:
        unfilled = evaluation.unfilled[name][index] and year.status is not Status.ABSENT
        if unfilled or may_come(name, year.sources.get(name, "")):
            found.add(name)
    return frozenset(found)


def _alike(one: Case, other: Case, reads: Reads) -> bool:
    """Whether an indicator sees no difference between two."""
    same = all(one.year.values.get(name) == other.year.values.get(name) for name in reads.now)
    return same and _own(one, reads) == _own(other, reads) and one.inputs == other.inputs


def _own(case: Case, reads: Reads) -> dict[str, list[Scalar | Sequence[Row]]]:
    """What is read of each period."""
    return {
        code: [each.values.get(name) for name in sorted(reads.own)]
        for code, each in case.year.accepted.items()
        if reads.own
    }


def _heads(names: Iterable[str]) -> frozenset[str]:
    """The fields, and of columns their registers."""
    return frozenset(name.partition(".")[0] for name in names)


def _is_state(evaluation: Evaluation, name: str) -> bool:
    fields = evaluation.layout.fields
    return name in fields and fields[name][0].over_time is OverTime.LATEST
