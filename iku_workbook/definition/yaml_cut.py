"""What a comma cuts off a value within braces.

``{label: Undangan, tahap 1}`` is to YAML a label ``Undangan`` and a key ``tahap 1`` without a
colon, ``{"2025": 90,5}`` the figure 90 and a key 5.
"""

from __future__ import annotations

import re
from contextlib import suppress

from ruamel.yaml.events import Event, ScalarEvent

from iku_workbook.definition.misread import plain, two_readings
from iku_workbook.definition.yaml_cause import quoted
from iku_workbook.numbers import UnreadableText, read_number

FORMULAS = frozenset({"formula", "check", "required"})
"""The keys whose text is a formula."""
_WHOLE = re.compile(r"[-+.0-9]+|true|false")
"""A value that no word goes on: ``{maximum: 9, required}`` lacks a colon, not quotes."""
_DECIMAL = re.compile(r"(?<![\w.,])([0-9]+),([0-9]+)(?![\w,])")


class Cut:
    """Follows a mapping key by key, and gathers those that are pieces of the value before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._key: ScalarEvent | None = None
        self._value: Event | None = None
        self._pieces: list[ScalarEvent] = []

    def stands_alone(self, key: ScalarEvent, value: Event) -> bool:
        """Whether a "key" is none: there is no colon behind it. It is kept as a piece."""
        ends = key.end_mark.index
        alone = value.start_mark.index == ends and value.end_mark.index == ends
        alone = alone and not key.value.endswith(":")
        if alone:
            self._pieces.append(key)
        return alone

    def follows(self, key: ScalarEvent, value: Event) -> None:
        """The key and value that the next pieces belong to."""
        self._key, self._value = key, value

    def taken(self) -> tuple[str, Event, dict[str, str]] | None:
        """The mistake that the pieces gathered so far are, once: code, place, data."""
        if not self._pieces:
            return None
        first, last = self._pieces[0], self._pieces[-1]
        self._pieces = []
        if self._key is None or not isinstance(self._value, ScalarEvent):
            return "key-alone", first, {"key": first.value}
        kept = self._value.value
        if self._value.style is None and _WHOLE.fullmatch(kept) and not first.value[:1].isdigit():
            return "key-alone", first, {"key": first.value}
        whole = kept + self._source(self._value.end_mark.index, last.end_mark.index)
        if unclear := two_readings(whole):
            return "number-unclear", self._value, unclear
        data = {"kept": kept, "rest": self._source(first.start_mark.index, last.end_mark.index)}
        key = self._source(self._key.start_mark.index, self._key.end_mark.index)
        data["write"] = f"{key}: {_written(self._key.value, whole)}"
        return "cut-by-comma", self._value, data

    def _source(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split("\n"))


def _written(key: str, whole: str) -> str:
    """How a value with commas is written: a figure with a dot, a text between quotes."""
    if re.fullmatch(r"[-+0-9.,]+", whole):
        with suppress(UnreadableText):
            return plain(read_number(whole))
    if key in FORMULAS and "(" not in whole:
        return _DECIMAL.sub(r"\1.\2", whole)
    return quoted(whole)
