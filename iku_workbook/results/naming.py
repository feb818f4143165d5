"""Names units in a sentence: with the code where two share a name, the first ten of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue

_NAMED = 10  # in a sentence that people still read


def names_of(units: Iterable[Unit]) -> dict[str, str]:
    """A name for each unit's code; with the code where several share the name."""
    units = list(units)
    times = Counter(unit.name for unit in units)
    return {
        unit.code: unit.name if times[unit.name] == 1 else f"{unit.name} ({unit.code})"
        for unit in units
    }


def first_of(names: Sequence[str], say: Catalogue) -> list[str]:
    """The names, or the first of them and how many more there are."""
    more = len(names) - _NAMED
    return [*names[:_NAMED], say("results.more", count=more)] if more > 0 else list(names)
