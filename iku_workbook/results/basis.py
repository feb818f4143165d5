"""What results rest on: which returns count, as known when, by which definition and program.

A master, a document and the JSON say it themselves, so that none of them is taken for another.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook import __version__
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_date
from iku_workbook.zones import Zone

_SHOWN = 12  # of a digest: nobody has so many definitions that two begin alike


def brief(digest: str) -> str:
    """As much of a definition's digest as people compare."""
    return digest[:_SHOWN]


class Certainty(StrEnum):
    """Whether the definition that results are of is the one that held on their day."""

    RECORDED = "recorded"
    INFERRED = "inferred"
    """no record says which held; it is what forms or examinations of that time were of"""
    LOST = "lost"
    """it is on record, and its text is gone: today's is used"""


@dataclass(frozen=True, slots=True)
class Basis:
    """What results rest on.

    day         at whose end, at the office, it was so; the day of computing where nothing else
                was asked for
    zone        the office's, by which that day ends
    definition  the digest of the campaign's own definition
    approved    whether only approved returns count
    certainty   whether that definition held then; of one that is lost ``lost`` has the digest
    programs    the versions of the program, other than this one, by whose rules returns had been
                judged by then
    closed      when the period was closed, where the definition is that of its closing and another
                holds since
    """

    day: datetime.date
    zone: Zone
    definition: str
    approved: bool = False
    certainty: Certainty = Certainty.RECORDED
    lost: str | None = None
    programs: tuple[str, ...] = ()
    closed: datetime.datetime | None = None

    @property
    def is_exact(self) -> bool:
        """Whether all that held on the day could be had."""
        return self.certainty is Certainty.RECORDED

    @property
    def counted(self) -> str:
        """Which returns count, for programs: ``approved``, or all that are ``accepted``."""
        return "approved" if self.approved else "accepted"

    def mode(self, say: Catalogue) -> str:
        """Which returns count, in words; nothing where all that were accepted do."""
        return say("results.approved_only") if self.approved else ""

    @property
    def program(self) -> str:
        """The program, and its version."""
        return f"iku {__version__}"

    def defined_by(self, say: Catalogue) -> str:
        """The definition, in words."""
        about = {"definition": brief(self.definition)}
        if self.closed is not None:
            return say("results.defined_by_closed", at=self.closed, **about)
        return say("results.defined_by", **about)

    def made_with(self, say: Catalogue) -> str:
        """Definition and program, in words."""
        return f"{self.defined_by(say)}, {self.program}"

    def state(self, say: Catalogue) -> str:
        """The day, in words."""
        return say("results.as_of", date=format_date(self.day, language=say.language))

    def doubts(self, say: Catalogue) -> tuple[str, ...]:
        """Sentences about what held on the day and could not be had; none where all could."""
        found = [self.definition_doubt(say)]
        if self.programs:
            programs = ", ".join(f"iku {each}" for each in self.programs)
            found.append(say("results.other_programs", programs=programs, program=__version__))
        return tuple(filter(None, found))

    def definition_doubt(self, say: Catalogue) -> str:
        """A sentence where the definition may be another than held on the day."""
        if self.is_exact:
            return ""
        about = {"date": format_date(self.day, language=say.language)}
        about |= {"definition": brief(self.definition), "lost": brief(self.lost or "")}
        return say(f"results.definition_{self.certainty}", **about)

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        written: dict[str, object] = {
            "day": self.day.isoformat(),
            "timezone": str(self.zone),
            "definition": self.definition,
            "definition_known": str(self.certainty),
            "program": __version__,
            "mode": self.counted,
        }
        if self.lost is not None:
            written["definition_lost"] = self.lost
        if self.closed is not None:
            written["closed"] = self.closed.isoformat(timespec="seconds")
        if self.programs:
            written["judged_by"] = list(self.programs)
        return written
