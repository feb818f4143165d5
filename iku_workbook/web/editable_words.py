"""The words in which a form asks, as the page offers them to be changed; and what changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.definition.words import LABEL, other_years, words


class Entry(NamedTuple):
    """One text to be typed: its name in the form, what stands there, and what the definition says,
    where that is something else.

    of     the label of what it belongs to
    years  the years that it names beside the definition's own
    """

    name: str
    is_label: bool
    of: str
    text: str
    held: str
    years: list[str]


def entries(definition: Definition, said: Mapping[str, str] | None) -> list[Entry]:
    """Each as the definition has it, or as it was typed."""
    found, of = [], ""
    for word, held in words(definition).items():
        of = held if word.key == LABEL else of
        text = (said or {}).get(word.name, held)
        years = other_years(text, definition.year)
        found.append(Entry(word.name, word.key == LABEL, of, text, held, years))
    return found


def reworded(one: Definition, other: Definition) -> list[tuple[str, str]]:
    """What is said otherwise of what both ask: how it was, and how it is."""
    now = words(other)
    return [(was, now[word]) for word, was in words(one).items() if now.get(word, was) != was]
