"""What the units of a definition are called in sentences: desa, kelurahan, puskesmas, schools."""

from __future__ import annotations

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
    language = language or definition.language
    say = catalogue(language)
    usual = say.usual_words(kind.lower() if kind.lower() in USUAL else USUAL[-1])
    own = definition.kinds.get(kind)
    if own is None or (language != definition.language and kind.lower() in USUAL):
        return usual
    units = own.units or own.unit or usual.units
    return UnitWords(
        own.unit or usual.unit,
        units,
        own.officer or usual.officer,
        own.head or usual.head,
        own.all or (say("kind.all-of", units=units) if own.unit else usual.all),
    )


def words_of_all(definition: Definition, language: str = "") -> UnitWords:
    """The words for all units that report: those of their kind where there is one alone."""
    kinds = sorted({unit.kind for unit in definition.reporting})
    if len(kinds) == 1:
        return words_of(definition, kinds[0], language)
    together = "_".join(kinds)
    known = together in USUAL and not definition.kinds
    return catalogue(language or definition.language).usual_words(together if known else USUAL[-1])


def head_of(definition: Definition, unit: Unit) -> str:
    """Who signs for a unit: "Kepala Desa Noreh", "Lurah Taman", "Kepala Sekolah SD Negeri 1"."""
    words, title = words_of(definition, unit.kind), unit.title
    say = catalogue(definition.language)
    alone = words.head[: -len(words.unit)]
    if words.head.casefold().endswith(f" {words.unit.casefold()}") and _begins(title, words.unit):
        return f"{alone}{title}"
    name = unit.name if unit.place else title
    return say("form.head_of", head=words.head, unit=name)


def officer_of(definition: Definition, unit: Unit) -> str:
    """Who fills in for a unit: "Operator Desa Noreh"."""
    officer = words_of(definition, unit.kind).officer
    officer = f"{officer[:1].upper()}{officer[1:]}"
    return catalogue(definition.language)("form.officer_of", officer=officer, unit=unit.title)


def _begins(title: str, word: str) -> bool:
    return title.casefold().startswith(f"{word.casefold()} ")
