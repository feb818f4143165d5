"""Whose returns a regency's results are added up from, and what could not be added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook.messages import Catalogue
from iku_workbook.results.naming import first_of


class Contribution(StrEnum):
    """What a campaign that was named has added."""

    ADDED = "added"
    TWICE = "twice"
    NO_REGISTRY = "no-registry"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class AddedCampaign:
    """One campaign whose registry was to be added.

    folder   as it was named
    code     of its definition, and ``office`` the code under which its results stand
    name     of its agency
    state    what it has added
    returns  how many accepted returns its registry holds
    same_as  the folder that holds the same, where it was named twice
    """

    folder: str
    code: str
    office: str
    name: str
    state: Contribution
    returns: int = 0
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A unit's form that lies in another office's registry, and at its own office did not come.

    number  of its receipt in the registry of the campaign in ``folder``
    """

    folder: str
    number: int
    file: str
    unit: str
    period: str


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The campaigns that were added up, the one that asks first.

    left_out   sub-districts that belong to the same whole and were not named, by code
    misplaced  forms that no office counts
    """

    added: tuple[AddedCampaign, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    misplaced: tuple[Misplaced, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing that belongs to the sum is known to be missing."""
        added = all(each.state is Contribution.ADDED for each in self.added)
        return added and not self.left_out and not self.misplaced


def remarks(campaigns: Campaigns, say: Catalogue) -> Iterator[str]:
    """A sentence for everything that was not added, or stands under another code."""
    for each in campaigns.added:
        about = {"folder": each.folder, "name": each.name, "code": each.code}
        if each.state is not Contribution.ADDED:
            yield say(f"results.added_{each.state}", same=each.same_as, **about)
        elif each.office != each.code:
            yield say("results.added_renamed", office=each.office, **about)
    if campaigns.left_out:
        names = [f"{name} ({code})" for code, name in campaigns.left_out]
        yield say("results.added_left_out", names=", ".join(first_of(names, say)))
    for form in campaigns.misplaced:
        about = {"folder": form.folder, "file": form.file, "unit": form.unit}
        yield say("results.added_misplaced", period=form.period, number=str(form.number), **about)
