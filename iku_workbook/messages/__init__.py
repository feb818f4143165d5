"""The only home of sentences: catalogues of messages, one folder a language, one file an area.

A key is ``area.key``: ``form.guide`` stands in ``form.toml`` under ``guide``. Values named in
braces are filled in as data: text that came from a workbook is never read as a pattern. Numbers and
dates are written as the language writes them.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from iku_workbook.findings import Finding

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """A title, the sentence that says what is wrong, and the hint that says what to do."""

    title: str
    text: str
    hint: str


class Catalogue:
    """The sentences of one language; areas are read when they are first asked for."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for language {language!r}")
        self.language = language
        self._areas: dict[str, Mapping[str, Any]] = {}

    def __call__(self, key: str, /, **data: object) -> str:
        """The sentence under ``area.key`` with ``data`` filled in; KeyError for an unknown key."""
        area, _, name = key.partition(".")
        sentence = self._area(area)[name]
        if not isinstance(sentence, str):
            raise KeyError(f"{key} is a message, not a sentence")
        return sentence.format_map(self._shown(data))

    def template(self, key: str) -> str:
        """The sentence under ``area.key`` as it stands, its places still in braces."""
        area, _, name = key.partition(".")
        return str(self._area(area)[name])

    def message(self, area: str, code: str, /, **data: object) -> Message:
        """The title, text and hint under ``code`` in ``area`` with ``data`` filled in."""
        entry = self._area(area)[code]
        shown = self._shown(data)
        title, text, hint = (entry.get(part, "") for part in ("title", "text", "hint"))
        return Message(title.format_map(shown), text.format_map(shown), hint.format_map(shown))

    def finding(self, finding: Finding) -> Message:
        """A finding as a person reads it."""
        own = {
            "file": finding.file,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "field": finding.field,
            "expected": finding.expected,
            "found": finding.found,
        }
        message = self.message("finding", finding.code, **{**own, **finding.data})
        if finding.waived is None:
            return message
        waived = self("report.waived", by=finding.waived.by, reason=finding.waived.reason)
        return replace(message, text=f"{message.text} {waived}", hint="")

    def keys(self, area: str) -> frozenset[str]:
        """Every key of an area."""
        return frozenset(self._area(area))

    def _area(self, area: str) -> Mapping[str, Any]:
        if area not in self._areas:
            source = files(__package__) / self.language / f"{area}.toml"
            self._areas[area] = tomllib.loads(source.read_text(encoding="utf-8"))
        return self._areas[area]

    def _shown(self, data: Mapping[str, object]) -> dict[str, str]:
        return {name: self.show(value) for name, value in data.items()}

    def show(self, value: object) -> str:
        """A value as the language writes it."""
        if value is None:
            return ""
        if isinstance(value, float | int) and not isinstance(value, bool):
            from iku_workbook.numbers import format_number

            return format_number(value, language=self.language)
        if isinstance(value, datetime.date):
            from iku_workbook.numbers import format_date

            day = format_date(value, language=self.language)
            timed = isinstance(value, datetime.datetime)
            return f"{day} {value:%H.%M}" if timed else day
        return str(value)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language (``id`` or ``en``)."""
    return Catalogue(language)
