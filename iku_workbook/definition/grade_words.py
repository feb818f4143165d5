"""Takes a grade's word for the figure at which it begins, where a target or baseline is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iku_workbook.definition.locations import KeyPath, Locations
from iku_workbook.definition.mistakes import Mistake

_BY_PERIOD = ("targets", "baseline")
_ONE = "plan_target"


def with_figures(
    data: Mapping[str, Any], locations: Locations
) -> tuple[Mapping[str, Any], list[Mistake]]:
    """What is read from YAML, with figures for words; and the words that are no grade's."""
    indicators, mistakes = data.get("indicators"), list[Mistake]()
    if not isinstance(indicators, tuple) or not any(map(_starts, indicators)):
        return data, []
    own = [
        _resolved(each, ("indicators", at), locations, mistakes)
        for at, each in enumerate(indicators)
    ]
    return {**data, "indicators": tuple(own)}, mistakes


def _resolved(said: Any, path: KeyPath, locations: Locations, mistakes: list[Mistake]) -> Any:
    starts = _starts(said)
    if not starts:
        return said

    def figure(value: Any, *at: str) -> Any:
        if not isinstance(value, str):
            return value
        if (word := value.strip().casefold()) in starts:
            return starts[word]
        known = ", ".join(str(each["label"]) for each in said["grades"])
        data = {"value": value, "known": known}
        mistakes.append(locations.mistake("unknown-grade", (*path, *at), data))
        return 0.0

    found = dict(said)
    for key in _BY_PERIOD:
        if isinstance(said.get(key), Mapping):
            found[key] = {at: figure(each, key, at) for at, each in said[key].items()}
    if _ONE in said:
        found[_ONE] = figure(said[_ONE], _ONE)
    return found


def _starts(indicator: Any) -> dict[str, Any]:
    """Where each grade begins, by its word; nothing where they are not written as they should."""
    grades = indicator.get("grades") if isinstance(indicator, Mapping) else None
    if not isinstance(grades, tuple) or not all(isinstance(each, Mapping) for each in grades):
        return {}
    return {str(each.get("label")).casefold(): each.get("from") for each in grades}
