"""The matrix of units by periods as the board shows it: mark, word and age, urgent ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.report.standing import MARKS, SETTLED, STATES, Overview, late_words, state_of
from iku_workbook.results.status import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit in one period, as the matrix shows it."""

    state: str
    mark: str
    words: str
    age: str
    link: str


def units_shown(overview: Overview, period: Period, chosen: str) -> list[Unit]:
    """The units to be shown: those that need attention first, then in the order of the list."""
    states = {
        unit.code: [state_of(overview.matrix[unit.code, each.code]) for each in overview.periods]
        for unit in overview.definition.reporting
    }
    units = [
        unit for unit in overview.definition.reporting if not chosen or chosen in states[unit.code]
    ]
    return sorted(
        units,
        key=lambda unit: state_of(overview.matrix[unit.code, period.code]) in SETTLED,
    )


def rows(
    overview: Overview, units: Sequence[Unit], say: Catalogue
) -> Iterator[tuple[Unit, list[Cell]]]:
    """Each unit with its cells."""
    for unit in units:
        cells = (overview.matrix[unit.code, period.code] for period in overview.periods)
        yield unit, [_cell(overview, each, say) for each in cells]


def _cell(overview: Overview, standing: Standing, say: Catalogue) -> Cell:
    state, decided = state_of(standing), standing.decided
    if decided is not None and decided.number is not None:
        link = f"returns/{decided.number}"
    else:
        link = f"send?period={standing.period.code}#unit-{standing.unit.code}"
    return Cell(state, MARKS[state], late_words(standing, say), _age(overview, standing, say), link)


def _age(overview: Overview, standing: Standing, say: Catalogue) -> str:
    """For how long a unit has been owing something; nothing where it owes nothing."""
    if state_of(standing) in SETTLED and not standing.asked:
        return ""
    if standing.decided is not None and standing.decided.received is not None:
        days = (overview.day - standing.decided.received.date()).days
        return say("page_board.since", days=days) if days > 0 else say("page_board.today")
    due = standing.period.due(overview.definition.due_days)
    days = (overview.day - due).days
    return say("page_board.overdue" if days > 0 else "page_board.due", days=abs(days), due=due)


def settled(overview: Overview) -> list[str]:
    """Of so many units how many owe nothing, period by period."""
    return [
        f"{sum(state_of(each) in SETTLED for each in column)}/{len(column)}"
        for column in overview.columns()
    ]


def states(overview: Overview, say: Catalogue) -> list[tuple[str, str, str, int]]:
    """Each state that there is: its name, mark and words, and how many units are in it."""
    columns = [state_of(each) for column in overview.columns() for each in column]
    return [
        (state, MARKS[state], say(f"standing.{state}"), columns.count(state))
        for state in STATES
        if state in columns
    ]
