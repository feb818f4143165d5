"""The results so far as cards: one an indicator, with how much of it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.notes import settled_band
from iku_workbook.safe_text import short
from iku_workbook.web.shown import shown, shown_target


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator's result so far, as the board shows it.

    open         whether returns or decisions can still move it into another band
    provisional  whether they can still move it at all
    """

    code: str
    name: str
    value: str
    unit: str
    target: str
    band: str
    range: str
    counted: str
    whole: bool
    open: bool
    provisional: bool


def cards(
    definition: Definition,
    results: Mapping[str, IndicatorResult] | OperatorError | None,
    say: Catalogue,
) -> list[Card]:
    """A card for each indicator; none where nothing can be computed."""
    if results is None or isinstance(results, OperatorError):
        return []
    return [_card(definition, code, result, say) for code, result in results.items()]


def _card(definition: Definition, code: str, result: IndicatorResult, say: Catalogue) -> Card:
    indicator = next(each for each in definition.indicators if each.code == code)
    ends = {
        name: shown(end, say, decimals) for name, (end, decimals) in result.ends(indicator).items()
    }
    return Card(
        code,
        short(indicator.name),
        shown(result.value, say, result.places.value),
        short(indicator.unit_of_measure) if result.value is not None else "",
        shown_target(indicator, result.target, say),
        settled_band(result, say),
        say("results.range", **ends) if ends else "",
        _counted(result, say),
        result.reported == result.expected,
        result.bands is not None,
        result.provisional,
    )


def _counted(result: IndicatorResult, say: Catalogue) -> str:
    """How many returns it is of; where it has no result in this period, that."""
    if not result.due:
        return say("page_board.not-due")
    return say("page_board.from", reported=result.reported, expected=result.expected)


def why_none(results: object, say: Catalogue) -> list[str]:
    """Why nothing can be computed, and what to do; nothing where nothing has come yet."""
    if results is None:
        return [say("page_board.results-later")]
    if not isinstance(results, OperatorError) or results.code == "no-returns-named":
        return []
    return [part for each in results.messages(say) for part in (each.text, each.hint) if part]
