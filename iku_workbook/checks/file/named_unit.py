"""Tells the unit that a file's name names: a photograph has nothing else that says whose it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit

_WORD = re.compile(r"[^\W\d_]+|\d+")
_BEFORE_A_UNIT = frozenset({"desa", "ds", "kelurahan", "kel"})
_BEFORE_ANOTHER = frozenset({"kecamatan", "kec", "kabupaten", "kab", "kota", "provinsi", "prov"})
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")
_SHORTEST = 3  # letters of a name that is looked for
_SHORTEST_CODE = 4  # of a code: a shorter one is any number, such as that of a photograph


class _Place(NamedTuple):
    """Where a unit's name stands among the words of a file's name."""

    start: int
    end: int
    unit: Unit


class UnitNames:
    """The units that report, as a file's name may name them."""

    def __init__(self, definition: Definition) -> None:
        self._units = definition.reporting

    def told_by(self, file: str) -> str | None:
        """The code of the one unit that a file's name tells; None where none does, or several.

        Where the name tells none, the folder or archive that the file lies in may: ``Desa
        Noreh.zip/foto.jpg``. The folders of the office's own computer do not.
        """
        parts = file.replace("\\", "/").split("/")
        if _ABSOLUTE.match(file):
            parts = parts[-1:]
        for part in reversed(parts):
            found = self._named(part)
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    @cached_property
    def _names(self) -> list[tuple[Unit, tuple[str, ...]]]:
        named = [(unit, tuple(words_of(unit.name))) for unit in self._units]
        return [(unit, name) for unit, name in named if len("".join(name)) >= _SHORTEST]

    def _named(self, part: str) -> set[str]:
        """The codes of all units that one part of a path may mean."""
        codes = (unit.code for unit in self._units if len(unit.code) >= _SHORTEST_CODE)
        coded = [code for code in codes if code in part and _has_code(part, code)]
        if coded:
            return {max(coded, key=len)}
        words = words_of(part)
        places = [
            _Place(start, end, unit)
            for unit, name in self._names
            for start, end in _places(words, name)
            if not start or words[start - 1] not in _BEFORE_ANOTHER
        ]
        places = [each for each in places if not any(_within(each, other) for other in places)]
        # "Desa Noreh, Kec. Sreseh": where several fit, the word before says which is meant.
        said = {each.unit.code for each in places if _is_said(words, each)}
        found = {each.unit.code for each in places}
        return said if len(found) > 1 and said else found


def _has_code(part: str, code: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(code)}(?!\w|\.\d)", part) is not None


def _places(words: Sequence[str], name: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a name stands among words, written in one or not: ``desanoreh``, ``taman sari``."""
    whole, length = "".join(name), len(name)
    joined = {whole, *(before + whole for before in _BEFORE_A_UNIT if len(before) > 2)}
    for start, word in enumerate(words):
        if tuple(words[start : start + length]) == name:
            yield start, start + length
        elif word in joined:
            yield start, start + 1


def _within(one: _Place, other: _Place) -> bool:
    """Whether a name is but a part of a longer one: Taman, of Taman Sari."""
    inside = other.start <= one.start and one.end <= other.end
    return inside and one.end - one.start < other.end - other.start


def _is_said(words: Sequence[str], place: _Place) -> bool:
    return place.start > 0 and words[place.start - 1] in _BEFORE_A_UNIT


def words_of(text: str) -> list[str]:
    """Words and numbers, without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))
