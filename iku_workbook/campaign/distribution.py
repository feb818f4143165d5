"""What goes out for a period, unit by unit: its form, and the message that now goes with it.

A person sends it; nothing is sent from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import pack
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.replies.letters import covering, reminder
from iku_workbook.report.standing import SETTLED, Overview, state_of
from iku_workbook.results.status import Standing
from iku_workbook.workbook.issue import file_name

# A telephone number as people write it within a contact: "Sekdes 0812-3456-7890".
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_TRUNK, _COUNTRY = "0", "62"  # how a number begins at home, and when it is called from anywhere


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to a unit.

    standing  how it stands; None where the period has not begun
    form      its workbook; None where none was made
    message   the covering message, or a reminder once the period is over (``reminds``); empty where
              the unit owes nothing
    contact   whom to call, as the office noted it
    """

    unit: Unit
    standing: Standing | None
    form: Path | None
    message: str
    reminds: bool
    contact: str

    @property
    def returned(self) -> bool:
        """Whether the unit has sent what it owes."""
        return self.standing is not None and state_of(self.standing) in SETTLED

    @property
    def whatsapp(self) -> str:
        """An address that opens WhatsApp with the message, for the unit's number where known."""
        return f"https://wa.me/{number_in(self.contact)}?text={quote(self.message)}"


def parcels(campaign: CampaignFolder, known: Overview, period: Period) -> Iterator[Parcel]:
    """What goes to each unit for a period of the year."""
    definition = known.definition
    for unit in definition.reporting:
        standing = known.matrix.get((unit.code, period.code))
        form = form_of(campaign, period, unit)
        reminds, message = _message(known, unit, period, standing)
        contact = known.contacts.get(unit.code, "")
        made = form if form.is_file() else None
        yield Parcel(unit, standing, made, message, reminds, contact)


def form_of(campaign: CampaignFolder, period: Period, unit: Unit) -> Path:
    """Where the form of a unit stands, whether it was made or not."""
    return campaign.outbox / period.code / file_name(unit)


def pack_forms(
    campaign: CampaignFolder, definition: Definition, period: Period, target: Path
) -> None:
    """One archive of the forms of a period and their messages, as they lie there now.

    OperatorError where there is none.
    """
    forms = [form_of(campaign, period, unit) for unit in definition.reporting]
    there = [one for each in forms for one in (each, each.with_suffix(".txt")) if one.is_file()]
    if not there:
        raise OperatorError("no-forms-made", period=period.code)
    pack(there, target)


def number_in(contact: str) -> str:
    """The telephone number in a contact, as it is called from abroad; empty where there is none."""
    found = _NUMBER.search(contact)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return _COUNTRY + digits[1:] if digits.startswith(_TRUNK) else digits


def _message(
    known: Overview, unit: Unit, period: Period, standing: Standing | None
) -> tuple[bool, str]:
    """Whether it reminds, and the message that a unit is to be sent now."""
    definition = known.definition
    if standing is not None and state_of(standing) in SETTLED:
        return False, ""
    if standing is not None and (standing.decided is not None or known.day > period.end):
        closed = next((each for each in known.closed if each.period == period.code), None)
        return True, reminder(definition, standing, known.day, definition.language, closed)
    due = standing.due if standing is not None else None
    return False, covering(definition, unit, period, definition.language, due)
