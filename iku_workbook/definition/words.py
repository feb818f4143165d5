"""The words in which a form asks: the label and the help of each entry and each register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from iku_workbook.definition.model import Definition

LABEL, HELP = KEYS = ("label", "help")
"""The keys that they stand under."""
_YEAR = re.compile(r"\b20[0-9][0-9]\b")


class Word(NamedTuple):
    """The place of one text: the ids of the register, where it is in one, and of the entry; the
    key.
    """

    register: str
    entry: str
    key: str

    @property
    def name(self) -> str:
        """The same as one word, which no other text has."""
        return ".".join(self)


def words(definition: Definition) -> dict[Word, str]:
    """All that a definition says, in the order of the form; a help that there is none of is not."""
    return {word: text for word, text in _all(definition) if text}


def other_years(text: str, year: int) -> list[str]:
    """The years that a text names beside the definition's own."""
    return sorted(set(_YEAR.findall(text)) - {str(year)})


def _all(definition: Definition) -> Iterator[tuple[Word, str]]:
    for each in definition.fields:
        yield Word("", each.id, LABEL), each.label
        yield Word("", each.id, HELP), each.help
    for register in definition.registers:
        yield Word(register.id, "", LABEL), register.label
        yield Word(register.id, "", HELP), register.help
        for column in register.fields:
            yield Word(register.id, column.id, LABEL), column.label
            yield Word(register.id, column.id, HELP), column.help
