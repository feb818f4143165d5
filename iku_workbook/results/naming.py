"""Names units in a sentence: with the code where two share a name, the first ten of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from iku_workbook.calculations import parts_of
from iku_workbook.definition.indicators import Index, Indicator, ResultOf, UnitValue
from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue

_NAMED = 10  # in a sentence that people still read


def names_of(units: Iterable[Unit]) -> dict[str, str]:
    """A name for each unit's code; with the code where several share the name."""
    return distinct_names({unit.code: unit.name for unit in units})


def distinct_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names by code, each with its code where several share the name."""
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def index_in_words(index: Index, say: Catalogue) -> str:
    """What an index is, and the formula over results that it comes from."""
    return say("results.index", label=index.label, formula=index.formula)


def together_in_words(indicator: Indicator, say: Catalogue) -> str:
    """How units' values are taken together, or an index is computed; nothing of a quotient."""
    if indicator.index is not None:
        return index_in_words(indicator.index, say)
    return over_units_in_words(indicator.value, say) if indicator.value is not None else ""


def over_units_in_words(value: UnitValue, say: Catalogue) -> str:
    """How the values of several units are taken together: "Mean of all units"."""
    how = value.over_units.value if value.weight is None else "weighted"
    return say(f"results.over_units_{how}")


def over_time_in_words(indicator: Indicator, say: Catalogue) -> str:
    """A sentence about what is computed in each period; empty where all is over the year so far."""
    if indicator.result is ResultOf.PERIOD:
        return say("results.note_period")
    parts = [
        f"{part.label} ({say(f'results.how_{part.each_period}')})"
        for part in parts_of(indicator).values()
        if part.each_period is not None
    ]
    return say("results.note_each_period", parts=", ".join(parts)) if parts else ""


def first_of(names: Sequence[str], say: Catalogue) -> list[str]:
    """The names, or the first of them and how many more there are."""
    more = len(names) - _NAMED
    return [*names[:_NAMED], say("results.more", count=more)] if more > 0 else list(names)
