"""The matrix of units by periods as the board shows it: mark, word and age, urgent ones first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.report.grouping import OVERRULED
from iku_workbook.report.standing import MARKS, STATES, Overview, late_words, state_of
from iku_workbook.report.standing import SETTLED as OWING_NOTHING
from iku_workbook.results.status import Standing

SHOWN = (*STATES, OVERRULED)
"""The states that the matrix tells apart: an approved return of which a newer one came is one."""
_SETTLED = (*OWING_NOTHING, OVERRULED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit in one period, as the matrix shows it."""

    state: str
    mark: str
    words: str
    age: str
    link: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units are in which state.

    units    every unit: those that need attention in the period at work first, then by the list
    by_unit  the states of each unit, period by period, by its code
    settled  of so many units how many owe nothing, period by period
    counts   how often each state occurs, in the order of SHOWN
    """

    units: Sequence[Unit]
    by_unit: Mapping[str, Sequence[str]]
    settled: Sequence[tuple[int, int]]
    counts: Mapping[str, int]

    def shown(self, state: str) -> list[Unit]:
        """The units that are in this state in any period; all where none is named."""
        return [each for each in self.units if not state or state in self.by_unit[each.code]]


def tally(overview: Overview, period: Period) -> Tally:
    """The states of all units, counted once."""
    units = overview.definition.reporting
    columns = [list(map(_state, column)) for column in overview.columns()]
    by_unit = {
        unit.code: [_state(overview.matrix[unit.code, each.code]) for each in overview.periods]
        for unit in units
    }
    place = overview.periods.index(period)
    found = Counter(state for column in columns for state in column)
    return Tally(
        sorted(units, key=lambda unit: by_unit[unit.code][place] in _SETTLED),
        by_unit,
        [(sum(state in _SETTLED for state in column), len(column)) for column in columns],
        {state: found[state] for state in SHOWN if found[state]},
    )


def _state(standing: Standing) -> str:
    return OVERRULED if standing.newer is not None else state_of(standing)


def rows(
    overview: Overview, units: Sequence[Unit], out: Set[Period], say: Catalogue
) -> Iterator[tuple[Unit, list[Cell]]]:
    """Each unit with its cells; ``out`` are the periods whose forms are with the units."""
    for unit in units:
        cells = (overview.matrix[unit.code, period.code] for period in overview.periods)
        yield unit, [_cell(overview, each, each.period in out, say) for each in cells]


def _cell(overview: Overview, standing: Standing, is_out: bool, say: Catalogue) -> Cell:
    state, decided = _state(standing), standing.decided
    if standing.newer is not None:
        link = f"decide/{standing.newer.number}"
    elif decided is not None and decided.number is not None:
        link = f"returns/{decided.number}"
    else:
        link = f"send?period={standing.period.code}#unit-{standing.unit.code}"
    if state == "missing" and standing.other is None and not is_out:
        return Cell(state, MARKS[state], say("page_send.not-out"), "", link)
    return Cell(state, MARKS[state], late_words(standing, say), _age(overview, standing, say), link)


def _age(overview: Overview, standing: Standing, say: Catalogue) -> str:
    """For how long a unit has been owing something; nothing where it owes nothing."""
    if _state(standing) in _SETTLED and not standing.asked:
        return ""
    if standing.decided is not None and standing.decided.received is not None:
        days = (overview.day - standing.decided.received.date()).days
        return say("page_board.since", days=days) if days > 0 else say("page_board.today")
    days = (overview.day - standing.due).days
    key = "overdue" if days > 0 else "due"
    return say(f"page_board.{key}", days=abs(days), due=standing.due)
