"""Turns the values read from YAML into a Definition, or into mistakes with line and column.

What pydantic reports of each value becomes a mistake with a code of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from iku_workbook.definition.grade_words import with_figures
from iku_workbook.definition.locations import KeyPath, Locations
from iku_workbook.definition.misread import meant
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.model import Definition, Record
from iku_workbook.definition.targets import TAGS
from iku_workbook.definition.whole_values import with_decimals
from iku_workbook.suggest import nearest, nearest_of

_EXPECTED = {
    "string": "expected-text",
    "int": "expected-integer",
    "float": "expected-number",
    "finite": "expected-number",
    "bool": "expected-logical",
    "date": "expected-date",
    "tuple": "expected-list",
    "mapping": "expected-mapping",
    "dict": "expected-mapping",
    "model": "expected-mapping",
}
_SUGGESTED = 12
_KEYS = 3  # that may be meant by one that is unknown


def build(data: Mapping[str, Any], locations: Locations) -> Definition:
    """The definition that ``data`` describes; DefinitionError with every mistake in it."""
    data, unknown = with_figures(data, locations)
    unheard = [*_blank_keys(locations), *unknown]
    try:
        definition = Definition.model_validate(data)
    except ValidationError as error:
        mistakes = [_mistake(each, locations) for each in error.errors(include_url=False)]
    else:
        if not unheard:
            return with_decimals(definition)
        raise DefinitionError(unheard)
    # Another version of the grammar has other keys: what else is wrong says nothing.
    other_version = [each for each in mistakes if each.code == "grammar-version"]
    raise DefinitionError(other_version or [*mistakes, *unheard]) from None


def _blank_keys(locations: Locations) -> list[Mistake]:
    """Keys without a value are as if they were left out, but for those that nobody knows."""
    return [
        unknown_key(locations, path, known)
        for path, mark in locations.marks.items()
        if mark.blank and isinstance(path[-1], str) and (known := keys_at(path[:-1]))
        if path[-1] not in known
    ]


def suggest(name: str, candidates: Any) -> str:
    """The candidate most like ``name``; without one, a list of all of them."""
    known = list(candidates)
    some = ", ".join(known[:_SUGGESTED]) + (", …" if len(known) > _SUGGESTED else "")
    return nearest(name, known) or some or "-"


def _mistake(error: ErrorDetails, locations: Locations) -> Mistake:
    kind, value = error["type"], error["input"]
    path = tuple(step for step in error["loc"] if step not in TAGS)
    data = dict(error.get("ctx", {}))
    if path and path[-1] == "[key]":
        return locations.mistake(kind, path[:-1], data, at_key=True)
    if kind == "missing":
        return missing_key(locations, path)
    if kind == "extra_forbidden":
        return unknown_key(locations, path, keys_at(path[:-1]))
    if kind == "enum":
        allowed = str(data["expected"]).replace("'", "").replace(" or ", ", ")
        return locations.mistake(
            "not-allowed", path, {"value": _written(locations, path, value), "allowed": allowed}
        )
    if kind == "string_type" and isinstance(value, bool | int | float | date):
        return locations.mistake("needs-quotes", path, {"value": _written(locations, path, value)})
    code = _EXPECTED.get(kind.partition("_")[0], kind)
    if isinstance(value, str | float) and (said := meant(code, locations.raw(path) or str(value))):
        return locations.mistake(said[0], path, said[1])
    if code != kind:
        return locations.mistake(code, path, {"value": _written(locations, path, value)})
    if "at" in data:
        path = (*path, data.pop("at"))
    return locations.mistake(kind, path, data)


def missing_key(locations: Locations, path: KeyPath) -> Mistake:
    """A key that must be there: at the mapping that lacks it, or at the key without a value."""
    written = path in locations.marks
    place = path if written else path[:-1]
    return locations.mistake("missing-key", place, {"key": path[-1]}, at_key=written)


def unknown_key(locations: Locations, path: KeyPath, known: tuple[str, ...]) -> Mistake:
    """A key that the grammar does not have."""
    code, data = unlike(str(path[-1]), known)
    return locations.mistake(code, path, data, at_key=True)


def unlike(key: str, known: Sequence[str]) -> tuple[str, dict[str, object]]:
    """The mistake of an unknown key: with those that are like it, or all where they are few."""
    meant = nearest_of(key, known, _KEYS) or (known if len(known) <= _KEYS else ())
    if not meant:
        return "key-unlike", {"key": key}
    return "unknown-key", {"key": key, "nearest": ", ".join(meant)}


def keys_at(path: KeyPath) -> tuple[str, ...]:
    """The keys that the grammar has in the mapping at ``path``; none where they are free."""
    found: Any = Definition
    for step in path:
        record = _record_in(found)
        if isinstance(step, str):
            found = _fields(record).get(step) if record else _held_in(found)
    record = _record_in(found)
    return tuple(_fields(record)) if record else ()


def _fields(record: type[Record]) -> dict[str, Any]:
    return {info.alias or name: info.annotation for name, info in record.model_fields.items()}


def _record_in(annotation: Any) -> type[Record] | None:
    """The record there, or in the list there; none in a mapping, whose keys are free."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    if get_origin(annotation) is Mapping:
        return None
    found = (_record_in(part) for part in get_args(annotation))
    return next((record for record in found if record), None)


def _held_in(annotation: Any) -> Any:
    """What stands under the free keys of a mapping."""
    return get_args(annotation)[1] if get_origin(annotation) is Mapping else None


def _written(locations: Locations, path: KeyPath, value: Any) -> str:
    """A value as the file has it; brackets stand for a list or a mapping."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, tuple):
        return "[…]"
    return locations.raw(path) or ("" if value is None else str(value))
