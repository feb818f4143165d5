"""The records of a definition that say who it is for: the office, its units and their kinds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, PrivateAttr
from pydantic import Field as Key

from iku_workbook.definition.targets import period_aimed
from iku_workbook.definition.values import (
    Code,
    Email,
    Id,
    Label,
    Line,
    Prose,
    Record,
    Telephone,
    distinct,
)
from iku_workbook.periods import Period

_NAMED_ALONE = frozenset({"sekolah", "school", "opd", "unit"})
"""Kinds whose units are called by their names: "SD Negeri 1", not "Sekolah SD Negeri 1"."""

_PLACES = frozenset({"desa", "kelurahan", "desa_kelurahan", "kecamatan", "village"})
"""Kinds whose units' names are those of places."""


class Decree(Record):
    """The decision that the definition carries out."""

    number: Line = ""
    date: datetime.date | None = None
    place: Line = ""
    about: Prose = ""


class Signatory(Record):
    """Who signs; name and rank may be left for the office to enter."""

    title: Label
    name: Line = ""
    rank: Line = ""


class SignedPage(StrEnum):
    """What becomes of a form's page to sign, once it is signed."""

    KEEP = "keep"
    PHOTO = "photo"
    BRING = "bring"


class SendTo(Record):
    """Where forms that are filled in go; where nothing is said, in reply to the message.

    address      of the office, for who comes in person
    signed_page  whether the signed page is kept by the unit, photographed and sent, or brought
    """

    whatsapp: Telephone = ""
    email: Email = ""
    address: Line = ""
    signed_page: Annotated[SignedPage, Key(strict=False)] = SignedPage.KEEP


class Agency(Record):
    """The office: its name, officials and texts, as printed in workbooks and documents.

    ``grounds`` are the regulations the decree rests on; ``superior`` is to whom the signatory
    promises the targets; ``contact`` is who to ask, as one line; ``send_to`` is where the forms go;
    the other lines, from ``address`` to ``email``, stand in the letterhead of its documents.
    """

    name: Label
    regency: Line = ""
    vision: Prose = ""
    missions: tuple[Prose, ...] = ()
    goals: tuple[Prose, ...] = ()
    duty: Prose = ""
    functions: tuple[Prose, ...] = ()
    grounds: tuple[Prose, ...] = ()
    decree: Decree | None = None
    signatory: Signatory | None = None
    superior: Signatory | None = None
    contact: Line = ""
    send_to: SendTo = SendTo()
    address: Line = ""
    postcode: Line = ""
    telephone: Line = ""
    website: Line = ""
    email: Email = ""


class Kind(Record):
    """The words for a kind of unit, in the definition's language; those left out are the usual.

    unit     one of them: "puskesmas"
    units    several, where the language has another word for them: "clinics"
    officer  who fills the forms in: "petugas data"
    head     who signs them: "Kepala Puskesmas"
    all      all of them: "semua puskesmas"
    """

    unit: Line = ""
    units: Line = ""
    officer: Line = ""
    head: Line = ""
    all: Line = ""


class Unit(Record):
    """Who reports: keyed by ``code``, for names occur twice. ``parent`` is another unit's code.

    from_, until  the first and the last period in which it reports, by their codes; None where it
                  always did, or still does
    replaces      the codes of the units that it came from: a split, a merger, or another code
    targets  what it is to reach itself, by indicator and period
    head_name, officer_name  who signs its forms, and who fills them in, if that is to be printed
    """

    code: Code
    name: Label
    kind: Id = "unit"
    parent: Code | None = None
    from_: Code | None = Key(default=None, alias="from")
    until: Code | None = None
    replaces: Annotated[tuple[Code, ...], AfterValidator(distinct)] = ()
    targets: Mapping[str, Mapping[str, float]] = {}
    head_name: Line = ""
    officer_name: Line = ""

    _word: str = PrivateAttr("")

    @property
    def title(self) -> str:
        """The unit's full name: "Desa Noreh". A name that says the kind already stays as it is."""
        word = self._word or self.kind.replace("_", " ").capitalize()
        alone = self.kind.casefold() in _NAMED_ALONE or _says(self.name, word)
        return self.name if alone else f"{word[:1].upper()}{word[1:]} {self.name}"

    @property
    def first_title(self) -> str:
        """What forms of a definition of the grammar's first version call it."""
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def place(self) -> str:
        """The place that papers of it are dated in: its name, where it is a place itself."""
        return self.name if self.kind.casefold() in _PLACES else ""

    def reports_in(self, period: Period) -> bool:
        """Whether it is there in a period."""
        return not (self.from_ or self.until) or self.is_there(period.code)

    def is_there(self, period: str) -> bool:
        """The same for a period's code; codes of one cadence are ordered by time."""
        return (self.from_ or period) <= period <= (self.until or period)

    def target(self, indicator: str, period: Period) -> float | None:
        """Its own target for a period: the period's, or the year's where that alone is said."""
        own = self.targets.get(indicator, {})
        return own.get(period_aimed(own, period))

    def called(self, word: str) -> None:
        """Have the definition's own word for its kind stand in its title."""
        self._word = word


def _says(name: str, word: str) -> bool:
    return f" {word.casefold()} " in f" {name.casefold()} "
