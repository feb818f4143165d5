"""What goes out for a period, unit by unit: its form, and the message that now goes with it.

A person sends it; nothing is sent from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from iku_workbook.campaign.correspondence import told_about
from iku_workbook.campaign.definition_differences import same_form
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.packing import pack
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.registry.closings import Closed
from iku_workbook.replies.letters import Term, covering, reminder
from iku_workbook.replies.whatsapp import whatsapp
from iku_workbook.report.standing import SETTLED, Overview, state_of
from iku_workbook.results.status import Standing
from iku_workbook.workbook.issue import file_name


class Purpose(StrEnum):
    """What a message is about."""

    ANNOUNCE = "announce"
    """the form, which the unit has not had before"""
    REMIND = "remind"
    """a return that is owed of a form that went out before"""
    MEND = "mend"
    """what is to be corrected in a return"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to a unit.

    standing  how it stands; None where the period has not begun
    form      its workbook; None where none lies there
    purpose   what its message is about; None where it is to be told nothing: it owes nothing, or
              its form is not made yet
    copy_of   the number of the return whose corrected copy goes along; None without one
    contact   whom to call, as the office noted it
    outdated  whether its workbook asks otherwise than the definition does now
    """

    unit: Unit
    standing: Standing | None
    form: Path | None
    purpose: Purpose | None
    message: str
    copy_of: int | None
    contact: str
    outdated: bool

    @property
    def returned(self) -> bool:
        """Whether the unit has sent what it owes."""
        return self.standing is not None and state_of(self.standing) in SETTLED

    @property
    def whatsapp(self) -> str:
        """An address that opens WhatsApp with the message, for the unit's number where known."""
        return whatsapp(self.message, self.contact)


def parcels(campaign: CampaignFolder, known: Overview, period: Period) -> Iterator[Parcel]:
    """What goes to each unit for a period of the year."""
    with campaign.registry() as registry:
        handed_out = registry.handed_out(period.code)
        last = registry.last_issued(period.code)
    closed = known.closing_of(period)
    forms = Forms(known.definition, None, campaign.issued)
    old = {each for each in set(last.values()) if _asks_otherwise(campaign, each, known.definition)}
    outdated = {unit for unit, digest in last.items() if digest in old}
    writer = _Writer(known, period, closed, forms, handed_out, outdated)
    for unit in known.definition.reporting_in(period):
        form = form_of(campaign, period, unit)
        yield writer.parcel(unit, form if form.is_file() else None)


def _asks_otherwise(campaign: CampaignFolder, digest: str, definition: Definition) -> bool:
    """Whether forms of the definition with this digest differ from those made of another one."""
    if digest == definition.digest:
        return False
    issued = campaign.issued(digest)
    return issued is not None and not same_form(issued, definition)


def form_of(campaign: CampaignFolder, period: Period, unit: Unit) -> Path:
    """Where the form of a unit stands, whether it was made or not."""
    return campaign.outbox / period.code / file_name(unit)


def without_form(campaign: CampaignFolder, definition: Definition, period: Period) -> list[Unit]:
    """The units whose form of a period does not lie there."""
    units = definition.reporting_in(period)
    return [each for each in units if not form_of(campaign, period, each).is_file()]


def pack_forms(
    campaign: CampaignFolder, definition: Definition, period: Period, target: Path
) -> None:
    """One archive of the forms of a period and their messages, as they lie there now.

    OperatorError where there is none.
    """
    forms = [form_of(campaign, period, unit) for unit in definition.reporting_in(period)]
    there = [one for each in forms for one in (each, each.with_suffix(".txt")) if one.is_file()]
    if not there:
        raise OperatorError("no-forms-made", period=period.code)
    pack(there, target)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what each unit is to be told about a period now.

    handed_out  when its first form was made for each unit, by the unit's code
    outdated    the units whose last form asks otherwise than the definition does now
    """

    known: Overview
    period: Period
    closed: Closed | None
    forms: Forms
    handed_out: Mapping[str, datetime.datetime]
    outdated: Set[str]

    def parcel(self, unit: Unit, form: Path | None) -> Parcel:
        standing = self.known.matrix.get((unit.code, self.period.code))
        contact = self.known.contacts.get(unit.code, "")
        purpose, message, copy_of = self._purpose(unit, standing, form), "", None
        if purpose is Purpose.MEND and standing is not None and standing.decided is not None:
            told = told_about(
                standing.decided,
                self.forms,
                closed=self.closed,
                head=self.known.head,
                term=Term(standing.due, self.known.day),
            )
            if told is not None:
                message, copy_of = told.text, standing.decided.number if told.copied else None
        if purpose is not None and not message:
            purpose, message = self._of_form(purpose, unit, standing)
        outdated = form is not None and unit.code in self.outdated
        return Parcel(unit, standing, form, purpose, message, copy_of, contact, outdated)

    def _purpose(self, unit: Unit, standing: Standing | None, form: Path | None) -> Purpose | None:
        """A form that was made today is announced: nobody has sent it on before."""
        since = self.handed_out.get(unit.code)
        if standing is None:
            return Purpose.ANNOUNCE if form else None
        if state_of(standing) in SETTLED:
            return None
        if standing.decided is not None:
            return Purpose.MEND
        if since is None and form is None and standing.other is None:
            return None
        new = since is not None and since.date() >= self.known.day and standing.other is None
        return Purpose.ANNOUNCE if new or self.known.day <= self.period.end else Purpose.REMIND

    def _of_form(
        self, purpose: Purpose, unit: Unit, standing: Standing | None
    ) -> tuple[Purpose, str]:
        definition, day = self.known.definition, self.known.day
        language = definition.language
        if purpose is Purpose.ANNOUNCE or standing is None:
            due = standing.due if standing is not None else None
            return Purpose.ANNOUNCE, covering(definition, unit, self.period, language, due, day)
        return Purpose.REMIND, reminder(definition, standing, day, language, self.closed)
