"""Reads YAML text into Python values, and notes the line and column of each.

Only a safe part of YAML 1.2 is read: one document, no anchors, tags or merges, keys that are text;
a key with no value is as if it were left out, but for its mark. What a comma cuts off a value in
braces is a mistake. Depth and number of values are bounded, so that no file can make reading it
expensive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from iku_workbook.definition.locations import KeyPath, Mark
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.yaml_cause import cause
from iku_workbook.definition.yaml_cut import Cut
from iku_workbook.findings import Severity

MAXIMUM_DEPTH = 20
MAXIMUM_VALUES = 50_000
MAXIMUM_MISTAKES = 50
_LONG_WORD = re.compile(r"\S{5000}")  # no text is as long, and the library takes its time over one
_REMARK = re.compile(r"[ \t]+#[^\s#][^\n]*")

_SCALARS = (
    (re.compile(r"|~|null|Null|NULL"), lambda text: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]{1,300}"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
)

# What the YAML library says, and the mistake that it is in our words.
_PROBLEMS = (
    ("found character '\\t'", "yaml-tab"),
    ("mapping values are not allowed", "yaml-colon"),
    ("found unexpected end of stream", "yaml-quote"),
    ("expected ',' or", "yaml-bracket"),
    ("that cannot start any token", "yaml-start"),
    ("expected <block end>", "yaml-indent"),
    ("could not find expected ':'", "colon-lost"),
)


@lru_cache(maxsize=4)  # a program that stays reads the same definition again and again
def compose(text: str, file: str) -> tuple[Any, Mapping[KeyPath, Mark]]:
    """The values (dict, tuple, str, int, float, bool, date, None) and the mark of each path.

    Both are shared by all who ask for the same text, and not to be changed.

    Raises DefinitionError at the first mistake in the YAML itself; duplicate keys are all reported.
    """
    composer = _Composer(text, file)
    if long := _LONG_WORD.search(text):
        raise composer.stop("yaml-too-much", *_place(text, long.start()))
    try:
        value = composer.document(YAML(typ="safe", pure=True).parse(text))
    except ReaderError as error:
        raise composer.stop("yaml-character", *_place(text, error.position)) from None
    except MarkedYAMLError as error:
        if found := cause(text, error):
            line, column = _place(text, found.offset)
            raise composer.stop(found.code, line, column, **found.data) from None
        raise composer.stop(*_in_our_words(error)) from None
    except (YAMLError, ValueError, AttributeError):  # the last two: bugs on malformed input
        raise composer.stop("yaml-syntax", 1, 1) from None
    if composer.mistakes:
        raise DefinitionError(composer.mistakes)
    return value, composer.marks


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _in_our_words(error: MarkedYAMLError) -> tuple[str, int, int]:
    problem = str(error.problem)
    code = next((code for says, code in _PROBLEMS if says in problem), "yaml-syntax")
    # An open quote or bracket is corrected where it was opened, not where the file ends; a key
    # without its colon where it stands, not where the text behind it ends.
    opened = code in {"yaml-quote", "yaml-bracket", "colon-lost"} and error.context_mark
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    return (code, mark.line + 1, mark.column + 1) if mark else (code, 1, 1)


class _Composer:
    """Turns the stream of events into values; recursion is as deep as MAXIMUM_DEPTH at most."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.marks: dict[KeyPath, Mark] = {}
        self.mistakes: list[Mistake] = []

    def document(self, events: Iterator[Event]) -> Any:
        value, documents = None, 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop_at("yaml-documents", event)
                value = self._value(next(events), events, (), None)
        return value

    def _value(
        self, event: Event, events: Iterator[Event], path: KeyPath, key: Event | None
    ) -> Any:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._stop_at("yaml-alias", event)
        if getattr(event, "ctag", None) is not None:
            raise self._stop_at("yaml-tag", event)
        if len(path) > MAXIMUM_DEPTH or len(self.marks) > MAXIMUM_VALUES:
            raise self._stop_at("yaml-too-much", event)
        self.marks[path] = _mark(event, key)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        if not isinstance(event, ScalarEvent):
            return None
        value = _scalar(event)
        if value is None:
            self.marks[path] = replace(self.marks[path], blank=True)
        elif isinstance(value, str) and event.style is None:
            remark = _REMARK.match(self.text, event.end_mark.index)
            if remark:
                self.marks[path] = replace(self.marks[path], remark=remark[0])
        return value

    def _mapping(self, events: Iterator[Event], path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        cut = Cut(self.text)
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent) or event.anchor or event.ctag:
                raise self._stop_at("yaml-key", event)
            following = next(events)
            if cut.stands_alone(event, following):
                continue
            self._cut(cut)
            cut.follows(event, following)
            key = event.value if event.style else event.value.removesuffix(":")  # {help:, type: …}
            inside = (*path, key)
            duplicate = inside in self.marks
            value = self._value(following, events, inside, event)
            if duplicate:
                self._duplicate(event, key)
            elif value is not None:
                values[key] = value
        self._cut(cut)
        return values

    def _sequence(self, events: Iterator[Event], path: KeyPath) -> tuple[Any, ...]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self._value(event, events, (*path, len(values)), None))
        return tuple(values)

    def stop(self, code: str, line: int, column: int, **data: str) -> DefinitionError:
        """The error that ends the reading, with the mistakes found so far."""
        last = Mistake(code, Severity.ERROR, self.file, line, column, data)
        return DefinitionError((*self.mistakes, last))

    def _stop_at(self, code: str, event: Event, **data: str) -> DefinitionError:
        return self.stop(code, event.start_mark.line + 1, event.start_mark.column + 1, **data)

    def _duplicate(self, event: Event, key: str) -> None:
        self._note("duplicate-key", event, key=key)

    def _cut(self, cut: Cut) -> None:
        """What commas cut off the value before, if anything."""
        if found := cut.taken():
            code, event, data = found
            self._note(code, event, **data)

    def _note(self, code: str, event: Event, **data: str) -> None:
        place = event.start_mark.line + 1, event.start_mark.column + 1
        self.mistakes.append(Mistake(code, Severity.ERROR, self.file, *place, data))
        if len(self.mistakes) >= MAXIMUM_MISTAKES:
            raise DefinitionError(self.mistakes)


def _mark(event: Event, key: Event | None) -> Mark:
    start = event.start_mark
    at = start if key is None else key.start_mark
    places = start.line + 1, start.column + 1, at.line + 1, at.column + 1
    if not isinstance(event, ScalarEvent):
        return Mark(*places)
    quote = (event.style or "") if event.style in (None, "'", '"') else None
    if start.line != event.end_mark.line:
        quote = None
    elif quote == '"' and event.end_mark.column - start.column != len(event.value) + 2:
        quote = None  # it holds escapes
    return Mark(*places, event.value, quote)


def _scalar(event: ScalarEvent) -> Any:
    """A plain scalar as YAML 1.2 reads it; what only looks like a date or a number stays text."""
    text: str = event.value
    if event.style is not None:
        return text
    for pattern, convert in _SCALARS:
        if pattern.fullmatch(text):
            try:
                return convert(text)
            except ValueError:
                return text
    return text
