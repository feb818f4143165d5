"""A definition's planned figures as the pages show them: a table to be filled in, and what another
definition does to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from iku_workbook.campaign.planned_figures import as_typed
from iku_workbook.campaign.redefine import Proposal
from iku_workbook.campaign.redefined_results import Effect, ResultChange
from iku_workbook.definition import Definition
from iku_workbook.definition.figures import TARGETS, Figure, columns, columns_of_units, figures
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, short_label
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.web.shown import shown


class Filled(NamedTuple):
    """A table as a person has filled it in.

    said   what was typed, by the figures' names; ``own`` the codes of indicators that were ticked
    wrong  what of it cannot be read
    """

    said: Mapping[str, str]
    own: Collection[str]
    wrong: Mapping[Figure, OperatorError]


class Cell(NamedTuple):
    """One figure to be typed: its name in the form, what stands there, what is wrong, and what the
    definition says, where that is something else.
    """

    name: str
    code: str
    label: str
    text: str
    example: bool
    wrong: str
    held: str


class Row(NamedTuple):
    """An indicator's figures; ``example`` where one of them still is, ``own`` where it was ticked
    that they are the office's all the same.
    """

    code: str
    name: str
    unit: str
    example: bool
    own: bool
    cells: list[Cell]


class Table(NamedTuple):
    """Indicators by columns; ``examples`` is how many figures still are. ``units`` by columns:
    their own targets, where some have any.
    """

    heads: list[str]
    rows: list[Row]
    unit_heads: list[str]
    units: list[Row]
    examples: int
    wrong: list[Cell]


class Shown(NamedTuple):
    """What becomes of an indicator, in words; nothing where it does not change."""

    code: str
    name: str
    figures: list[str]
    results: list[str]
    any_results: bool


def table(
    definition: Definition,
    examples: Collection[Figure],
    filled: Filled | None,
    say: Catalogue,
) -> Table:
    """The table as the definition has it, or as it was ``filled`` in, with what is wrong."""
    now = {each.name: as_typed(value) for each, value in figures(definition).items()}
    wrong = {
        each.name: error.in_words(say) for each, error in (filled.wrong.items() if filled else ())
    }
    text, among = filled.said if filled else now, {each.name for each in examples}
    heads = [_label(key, period, say) for key, period in columns(definition)]

    def cells_of(code: str, heads: list[str], figures_: Iterable[Figure]) -> list[Cell]:
        return [
            Cell(name, code, label, said, name in among, wrong.get(name, ""), held)
            for name, label in zip((each.name for each in figures_), heads, strict=True)
            for said, held in ((text.get(name, ""), now.get(name, "")),)
        ]

    rows = []
    for each in definition.indicators:
        own_ = (Figure(each.code, *column) for column in columns(definition))
        cells = cells_of(each.code, heads, own_)
        example, own = any(cell.example for cell in cells), filled and each.code in filled.own
        rows.append(Row(each.code, each.name, each.unit_of_measure, example, bool(own), cells))
    places = columns_of_units(definition)
    unit_heads = [f"{code}: {_label(TARGETS, period, say)}" for code, period in places]
    units = []
    for unit in definition.units if places else ():
        own_ = (Figure(code, TARGETS, period, unit.code) for code, period in places)
        cells = cells_of(unit.code, unit_heads, own_)
        units.append(Row(unit.code, unit.title, "", example=False, own=False, cells=cells))
    mistaken = [cell for row in (*rows, *units) for cell in row.cells if cell.wrong]
    return Table(heads, rows, unit_heads, units, len(examples), mistaken)


def effects(proposal: Proposal, say: Catalogue) -> list[Shown]:
    """What a version does to each indicator."""
    return [_shown(each, say) for each in proposal.effects]


def _shown(each: Effect, say: Catalogue) -> Shown:
    planned = [
        f"{figure.unit} {_label(figure.key, figure.period, say)}".lstrip()
        + f": {_arrow(shown(was, say), shown(now, say))}"
        for figure, (was, now) in each.figures.items()
    ]
    results = [_result(one, say) for one in each.results if one.changed]
    return Shown(each.code, each.name, planned, results, bool(each.results))


def _result(each: ResultChange, say: Catalogue) -> str:
    values = _arrow(*(_value(one, say) for one in (each.before, each.after)))
    achieved = _arrow(*(_achieved(one, say) for one in (each.before, each.after)))
    return say(
        "page_definition.result-change",
        period=short_label(each.period, say.language),
        value=values,
        achievement=achieved,
    )


def _arrow(was: str, now: str) -> str:
    return was if was == now else f"{was} → {now}"


def _value(result: IndicatorResult | None, say: Catalogue) -> str:
    return shown(result.value if result else None, say, result.places.value if result else None)


def _achieved(result: IndicatorResult | None, say: Catalogue) -> str:
    if result is None or result.achievement is None:
        return "–"
    text = f"{shown(result.achievement, say, result.places.achievement)} %"
    return f"{text} ({result.band})" if result.band else text


def _label(key: str, period: str, say: Catalogue) -> str:
    named = short_label(Period.parse(period), say.language) if period else ""
    return say(f"page_definition.figure-{key}", period=named)
