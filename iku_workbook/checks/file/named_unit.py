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
_VILLAGE_CODE = re.compile(r"(?<![\w.])\d{2}\.\d{2}\.\d{2}\.\d{4}(?!\w|\.\d)")  # Kemendagri's
_JOINED_BEFORE, _JOINED_AFTER = re.compile(r"[\w.]"), re.compile(r"\w|\.\d")
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
        self._agency = tuple(words_of(definition.agency.name))

    def told_against(self, file: str, unit: Unit) -> Unit | None:
        """The other unit that the name of a unit's own form tells; None where it tells none.

        A village that the office is called after is meant only where the name says so: ``Desa X``.
        """
        if unit.code in file and _has_code(file, unit.code):
            return None
        [*_, part] = file.replace("\\", "/").split("/")
        found = [each for each in self._told(part) if not self._is_the_office(part, each)]
        return found[0] if len(found) == 1 and found[0].code != unit.code else None

    def told_by(self, file: str) -> str | None:
        """The code of the one unit that a file's name tells; None where none does, or several.

        Where the name tells none, the folder or archive that the file lies in may: ``Desa
        Noreh.zip/foto.jpg``. The folders of the office's own computer do not. Nor does a name where
        a village's code says that it is another office's: names occur twice.
        """
        for part in parts_of(file):
            if any(code not in self._by_code for code in _VILLAGE_CODE.findall(part)):
                return None
            found = self._told(part)
            if found:
                return found[0].code if len(found) == 1 else None
        return None

    @cached_property
    def _spellings(self) -> dict[str, list[tuple[Unit, tuple[str, ...]]]]:
        """Units with a way to write their names, by its first word."""
        found: dict[str, list[tuple[Unit, tuple[str, ...]]]] = {}
        for unit in self._units:
            name = tuple(words_of(unit.name))
            if len("".join(name)) >= _SHORTEST:
                for spelling in _spelled(name):
                    found.setdefault(spelling[0], []).append((unit, spelling))
        return found

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self._units}

    @cached_property
    def _lengths(self) -> list[int]:
        """How long codes are that are looked for, the longest first."""
        return sorted({len(code) for code in self._by_code} - set(range(_SHORTEST_CODE)))[::-1]

    def _coded(self, part: str) -> Iterator[Unit]:
        """The units whose codes stand in a part of a path, the longest first: units are many, and a
        name is short.
        """
        for length in self._lengths:
            begins = range(len(part) - length + 1)
            found = {part[at : at + length] for at in begins} & self._by_code.keys()
            yield from (self._by_code[code] for code in sorted(found))

    def _told(self, part: str) -> list[Unit]:
        """All units that one part of a path may mean."""
        coded = [unit for unit in self._coded(part) if _has_code(part, unit.code)]
        if coded:
            return [coded[0]]
        words = words_of(part)
        places = [
            _Place(start, start + len(spelling), unit)
            for start, word in enumerate(words)
            if not start or words[start - 1] not in _BEFORE_ANOTHER
            for unit, spelling in self._spellings.get(word, ())
            if tuple(words[start : start + len(spelling)]) == spelling
        ]
        places = [each for each in places if not any(_within(each, other) for other in places)]
        # "Desa Noreh, Kec. Sreseh": where several fit, the word before says which is meant.
        said = {each.unit.code: each.unit for each in places if _is_said(words, each)}
        found = {each.unit.code: each.unit for each in places}
        return list((said if len(found) > 1 and said else found).values())

    def _is_the_office(self, part: str, unit: Unit) -> bool:
        """Whether a name that the office bears too may mean the office."""
        name, words = tuple(words_of(unit.name)), tuple(words_of(part))
        length = len(name)
        of_the_office = any(
            self._agency[at : at + length] == name for at in range(len(self._agency))
        )
        said = any(
            words[at] in _BEFORE_A_UNIT and words[at + 1 : at + 1 + length] == name
            for at in range(len(words))
        )
        return of_the_office and not said and not _has_code(part, unit.code)


def names_of(definition: Definition) -> UnitNames:
    """The names of a definition's units, made once for all files that are checked by it."""
    if definition.digest not in _known:
        _known.clear()
        _known[definition.digest] = UnitNames(definition)
    return _known[definition.digest]


_known: dict[str, UnitNames] = {}


def _has_code(part: str, code: str) -> bool:
    """Whether a code stands in it, and not within a longer word or number."""
    at = part.find(code)
    while at >= 0:
        within = at > 0 and _JOINED_BEFORE.match(part, at - 1)
        if not within and not _JOINED_AFTER.match(part, at + len(code)):
            return True
        at = part.find(code, at + 1)
    return False


def _spelled(name: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The ways to write a name, in one word or not: ``desanoreh``, ``taman sari``."""
    whole = "".join(name)
    return {name, (whole,), *((before + whole,) for before in _BEFORE_A_UNIT if len(before) > 2)}


def _within(one: _Place, other: _Place) -> bool:
    """Whether a name is but a part of a longer one: Taman, of Taman Sari."""
    inside = other.start <= one.start and one.end <= other.end
    return inside and one.end - one.start < other.end - other.start


def _is_said(words: Sequence[str], place: _Place) -> bool:
    return place.start > 0 and words[place.start - 1] in _BEFORE_A_UNIT


def parts_of(file: str) -> Sequence[str]:
    """A file's name, and before it the folders and archives that it lies in, the nearest first; but
    not those of the office's own computer.
    """
    *outer, name = file.replace("\\", "/").split("/")
    return (name,) if _ABSOLUTE.match(file) else (name, *reversed(outer))


def words_of(text: str) -> list[str]:
    """Words and numbers, without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))
