"""What the units of a definition are called in sentences: desa, kelurahan, puskesmas, schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.messages import UnitWords, catalogue

USUAL = (
    "desa",
    "desa_kelurahan",
    "kelurahan",
    "village",
    "kecamatan",
    "kantor",
    "office",
    "puskesmas",
    "clinic",
    "sekolah",
    "school",
    "opd",
    "unit",
)
"""The kinds that every catalogue has words for; those of the last are for all others."""


def words_of(definition: Definition, kind: str, language: str = "") -> UnitWords:
    """The words for one kind: the definition's own, else the usual ones. In another language than
    the definition's only what that language has no word for is called as the definition says.
    """
    language, own = language or definition.language, definition.kinds.get(kind)
    if own is None or (language != definition.language and kind.lower() in USUAL):
        return _words(kind.lower(), language)
    return _words(kind.lower(), language, own.unit, own.units, own.officer, own.head, own.all)


@lru_cache(maxsize=256)
def _words(
    kind: str,
    language: str,
    unit: str = "",
    units: str = "",
    officer: str = "",
    head: str = "",
    all_units: str = "",
) -> UnitWords:
    """The usual words for a kind, in place of some of which a definition has its own."""
    say = catalogue(language)
    usual = say.usual_words(kind if kind in USUAL else USUAL[-1])
    units = units or unit or usual.units
    return UnitWords(
        unit or usual.unit,
        units,
        officer or usual.officer,
        head or usual.head,
        all_units or (say("kind.all-of", units=units) if unit else usual.all),
    )


def words_of_all(definition: Definition, language: str = "") -> UnitWords:
    """The words for all units that report: those of their kind where there is one alone, and where
    several are called the same, what they have in common.
    """
    kinds = sorted({unit.kind for unit in definition.reporting})
    if len(kinds) == 1:
        return words_of(definition, kinds[0], language)
    together = "_".join(kinds)
    known = together in USUAL and not definition.kinds
    usual = catalogue(language or definition.language).usual_words(together if known else USUAL[-1])
    own = [words_of(definition, kind, language) for kind in kinds]
    if not definition.modern or len({each.unit for each in own}) > 1:
        return usual
    head = catalogue(language or definition.language)("kind.head-of", unit=own[0].unit)
    other = replace(usual, head=head)
    return UnitWords(*(_common(own, other, part.name) for part in fields(UnitWords)))


def _common(own: Sequence[UnitWords], other: UnitWords, part: str) -> str:
    """What all kinds have for a part of the words, else the other."""
    said = {getattr(each, part) for each in own}
    return str(said.pop() if len(said) == 1 else getattr(other, part))


def head_of(definition: Definition, unit: Unit) -> str:
    """Who signs for a unit: "Kepala Desa Noreh", "Lurah Taman", "Kepala Sekolah SD Negeri 1"."""
    words = words_of(definition, unit.kind)
    name = unit.name if unit.place else unit.title
    joined = _joined(words.head, words.unit, unit)
    say = catalogue(definition.language)
    return _capital(joined or say("form.head_of", head=words.head, unit=name))


def officer_of(definition: Definition, unit: Unit) -> str:
    """Who fills in for a unit: "Operator Desa Noreh"."""
    words = words_of(definition, unit.kind)
    joined = _joined(words.officer, words.unit, unit)
    say = catalogue(definition.language)
    return _capital(joined or say("form.officer_of", officer=words.officer, unit=unit.title))


def _joined(role: str, word: str, unit: Unit) -> str:
    """A role and a unit's name of which neither says again what the other says; else nothing."""
    for name in (unit.title, unit.name):
        for shared in (word, role.rpartition(" ")[2]):
            ends = role.casefold().endswith(f" {shared.casefold()}")
            if ends and name.casefold().startswith(f"{shared.casefold()} "):
                return f"{role[: -len(shared)]}{name}"
    return ""


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
