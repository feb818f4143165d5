"""Catalogues of sentences for people: a folder for each language, a TOML file for each area.

A key is ``area.key``: ``form.guide`` stands in ``form.toml`` under ``guide``. Values named in
braces are filled in as data: text that came from a workbook is never read as a pattern. Numbers and
dates are written as the language writes them.

Words that depend on a number give their plural forms after a colon, as many as the language has, in
the order of CLDR's categories (zero, one, two, few, many, other): ``{count} {count:file|files}``
in English. Indonesian has one form and needs none.
"""

from __future__ import annotations

import datetime
import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from iku_workbook.findings import Change, Changes, Finding

_HERE = Path(__file__).parent
_SENTENCE_ENDS = re.compile(r"(?<=[.;!?])\s+")
_COMMAND = re.compile(r"\biku (?!serve\b)[a-z]|(?<!\S)--[a-z]")  # that one opens the page
_FOLDERS = {each.name for each in _HERE.iterdir() if (each / "form.toml").is_file()}
LANGUAGES = ("id", *sorted(_FOLDERS - {"id"}))
"""Every language that has a folder here, by its CLDR code; the first is the one unless asked."""


@dataclass(frozen=True, slots=True)
class Message:
    """A title, the sentence that says what is wrong, and the hint that says what to do."""

    title: str
    text: str
    hint: str


class AsGiven(int):
    """A number that is said digit by digit, such as a year or a port, and may choose a plural."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence that is said in its reader's language: the key, and what it names."""

    key: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What units are called in sentences, as ``{who.unit}``: one, several, who fills their forms
    in, their head, and all of them.
    """

    unit: str
    units: str
    officer: str
    head: str
    all: str

    @property
    def its(self) -> str:
        """Indonesian: the one that something is of, "desanya", "OPD-nya"."""
        return f"{self.unit}{'-' if self.unit[-1:].isupper() else ''}nya"


@cache  # a country's messages are made of millions, of a few hundred sentences
def _pieces(sentence: str) -> tuple[tuple[str, str | None, str], ...] | None:
    """The texts of a sentence, each with the name of the value that follows it, if any, and what is
    said of that; None where a name leads into a value.
    """
    found = [
        (literal, name, spec or "", conversion)
        for literal, name, spec, conversion in string.Formatter().parse(sentence)
    ]
    named = [(name, spec, conversion) for _, name, spec, conversion in found if name is not None]
    if any(
        not name.isidentifier() or "{" in spec or conversion for name, spec, conversion in named
    ):
        return None
    return tuple((literal, name, spec) for literal, name, spec, _ in found)


class Catalogue(string.Formatter):
    """The sentences of one language; each area is read when it is first used.

    ``{who}`` is what units are called, :class:`UnitWords`: neutral words unless :meth:`naming` says
    otherwise. ``{who.units!c}`` begins with a capital.

    ``on_page`` leaves out sentences that name commands, and has hints replaced by what is done
    instead on the page, where a message has such a hint (``page_hint``): who works there has no
    terminal.
    """

    def __init__(self, language: str, *, on_page: bool = False) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for language {language!r}")
        self.language, self.on_page = language, on_page
        self._areas: dict[str, Mapping[str, Any]] = {}
        self._usual: dict[str, UnitWords] = {}
        self._who: UnitWords | None = None

    def naming(self, who: UnitWords) -> Self:
        """The same sentences about units that are called so."""
        named = copy(self)
        named._who = who
        return named

    def standing_in(self, area: str, other: str) -> Self:
        """The same sentences, those of one area as another has them."""
        changed = copy(self)
        changed._areas, changed._usual = {**self._areas, area: self._area(other)}, {}
        return changed

    def usual_words(self, kind: str) -> UnitWords:
        """The words for a usual kind of unit, put together once."""
        if kind not in self._usual:
            parts = ("unit", "units", "officer", "head", "all")
            self._usual[kind] = UnitWords(*(self(f"kind.{kind}-{part}") for part in parts))
        return self._usual[kind]

    def __call__(self, key: str, /, **data: object) -> str:
        """The sentence under ``area.key`` with ``data`` filled in; KeyError for an unknown key."""
        area, _, name = key.partition(".")
        sentence = self._area(area)[name]
        if not isinstance(sentence, str):
            raise KeyError(f"{key} is a message, not a sentence")
        if self.on_page:
            sentence = without_commands(sentence) or sentence
        return self.vformat(sentence, (), data)

    def template(self, key: str) -> str:
        """The sentence under ``area.key``, its placeholders not filled in."""
        area, _, name = key.partition(".")
        return str(self._area(area)[name])

    def message(self, area: str, code: str, /, **data: object) -> Message:
        """The title, text and hint under ``code`` in ``area`` with ``data`` filled in."""
        entry = self._area(area)[code]
        if self.on_page:
            hint = entry.get("page_hint") or without_commands(entry.get("hint", ""))
            entry = {**entry, "hint": hint}
        parts = (entry.get(part, "") for part in ("title", "text", "hint"))
        return Message(*(self.vformat(part, (), data) for part in parts))

    def finding(self, finding: Finding) -> Message:
        """A finding as a person reads it."""
        own = {
            "file": finding.file,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "behind": self._cells(finding),
            "field": finding.field,
            "expected": finding.expected,
            "found": finding.found,
        }
        nothing = self._where_there_is_nothing(finding)
        try:
            message = self.message(
                "finding", finding.code, **{**own, **finding.data, "nothing": nothing}
            )
        except (LookupError, TypeError, ValueError):  # another program recorded it
            told = " ".join(map(self.show, (finding.expected, finding.found)))
            message = Message(finding.code, f"{finding.code} {told}".rstrip(), "")
        if finding.waived is None:
            return message
        waived = self("report.waived", by=finding.waived.by, reason=finding.waived.reason)
        return replace(message, text=f"{message.text} {waived}", hint="")

    @staticmethod
    def _cells(finding: Finding) -> Phrase:
        """The cell of a finding that says no more of where to look; what was recorded once names
        several.
        """
        cells = finding.data.get("cells", finding.cell)
        return Phrase("report.where-cells", {"cells": cells})

    def _said(self, phrase: Phrase) -> str:
        try:
            return self(phrase.key, **phrase.data)
        except KeyError:  # another version of the program recorded it
            return " ".join(map(self.show, phrase.data.values()))

    def for_programs(self, value: object) -> object:
        """A value as it is; what can only be said is said."""
        return self.show(value) if isinstance(value, Phrase) else value

    def _where_there_is_nothing(self, finding: Finding) -> str:
        """What to write where there is nothing to report: a date is never told to be 0."""
        said = finding.data.get("nothing")
        return f" {self(f'form.nothing_{said}')}" if said in {"zero", "blank"} else ""

    def keys(self, area: str) -> frozenset[str]:
        """Every key of an area of sentences."""
        return frozenset(self._area(area))

    def _area(self, area: str) -> Mapping[str, Any]:
        if area not in self._areas:
            source = _HERE / self.language / f"{area}.toml"
            self._areas[area] = tomllib.loads(source.read_text(encoding="utf-8"))
        return self._areas[area]

    def vformat(self, format_string: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """A sentence with all that it names filled in, as string.Formatter does it."""
        pieces = _pieces(format_string)
        if pieces is None:
            return super().vformat(format_string, args, kwargs)
        filled = [
            literal
            if name is None
            else literal + self.format_field(self.get_value(name, args, kwargs), spec)
            for literal, name, spec in pieces
        ]
        return "".join(filled)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """What a placeholder names."""
        if key == "who" and key not in kwargs:
            return self._who or self.usual_words("unit")
        return super().get_value(key, args, kwargs)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """``!c``: with a capital."""
        if conversion == "c":
            return f"{value[:1].upper()}{value[1:]}"
        return super().convert_field(value, conversion)

    def format_field(self, value: object, format_spec: str) -> str:
        """One placeholder filled in: the value, or the plural form that goes with it."""
        if not format_spec:
            return self.show(value)
        if not isinstance(value, int | float):
            raise TypeError(f"{value!r} is no number, so none of {format_spec!r} goes with it")
        from iku_workbook.numbers import plural_categories, plural_category

        forms = dict(zip(plural_categories(self.language), format_spec.split("|"), strict=True))
        return forms[plural_category(value, self.language)]

    def show(self, value: object) -> str:
        """A value as the language writes it; several as the readings that they are."""
        if value is None:
            return ""
        if isinstance(value, Phrase):
            return self._said(value)
        if isinstance(value, list | tuple):
            return " / ".join(map(self.show, value))
        if isinstance(value, AsGiven):
            return str(value)
        if isinstance(value, float | int) and not isinstance(value, bool):
            from iku_workbook.numbers import format_number

            return format_number(value, language=self.language)
        if isinstance(value, datetime.date):
            from iku_workbook.numbers import format_date, format_time

            day = format_date(value, language=self.language)
            if not isinstance(value, datetime.datetime):
                return day
            from iku_workbook.zones import zone_name

            time = format_time(value, language=self.language)
            return f"{day} {time} {zone_name(value)}".rstrip()
        if isinstance(value, str):
            return str(value)
        from iku_workbook.findings import Changes

        return self._changes(value) if isinstance(value, Changes) else str(value)

    def _changes(self, changes: Changes) -> str:
        named = [self._change(each) for each in changes.named]
        return "; ".join([*named, "…"] if changes.more else named) or "–"

    def _change(self, change: Change) -> str:
        """``datang: 40 → 41``; a dash stands for a blank."""
        if change.before is None and change.after is None:
            return change.name
        before, after = (self.show(each) or "–" for each in (change.before, change.after))
        return f"{change.name}: {before} → {after}"


@cache
def without_commands(text: str) -> str:
    """A text without the sentences that name a command."""
    if not _COMMAND.search(text):
        return text
    return " ".join(each for each in _SENTENCE_ENDS.split(text) if not _COMMAND.search(each))


@cache
def catalogue(language: str, *, on_page: bool = False) -> Catalogue:
    """The catalogue of one of LANGUAGES; ValueError for another."""
    return Catalogue(language, on_page=on_page)
