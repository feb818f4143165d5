"""Whom to call at each unit, as a table that people fill in: ``contacts.csv``.

Its columns are ``code,contact``; a contact is a name and a mobile number, in one text.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.csv_list import LIVE, CsvList
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.own_files import CONTACTS
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry.writer import sole_writer
from iku_workbook.replies.whatsapp import number_in
from iku_workbook.safe_text import visible

COLUMNS = ("code", "contact")
_LARGEST = 16 * MEGABYTE


class Contact(NamedTuple):
    """Who is called, and at which number; either may be empty."""

    name: str = ""
    number: str = ""

    @classmethod
    def of(cls, text: str) -> Contact:
        """The two in one text."""
        number = number_in(text)
        before, _, after = text.partition(number) if number else (text, "", "")
        name = " ".join(f"{before.strip(' ,:-')} {after}".split())
        return cls(name, number)

    @property
    def text(self) -> str:
        """Both in one, as the list has it."""
        return f"{self.name} {self._listed}".strip()

    @property
    def _listed(self) -> str:
        """The number as a spreadsheet takes it for a text."""
        number = self.number
        return "0" + number[3:].lstrip(" .-") if number.startswith("+62") else number

    @property
    def is_called(self) -> bool:
        """Whether its number is the one that is called by the list: the first of its text."""
        return not self.number or number_in(self.text) == self._listed


def contacts(campaign: CampaignFolder) -> dict[str, Contact]:
    """The contacts that are known, by the units' codes; OperatorError for another kind of file."""
    return {code: Contact.of(text) for code, text in campaign.contacts().items()}


def contacts_in(content: bytes) -> dict[str, Contact]:
    """The contacts in a file that was sent; OperatorError for another kind of file."""
    found = CsvList.in_bytes(content, Path(CONTACTS), needed=COLUMNS, bad="bad-contacts")
    return {each["code"]: Contact.of(each.get("contact", "")) for _, each in found.entries()}


def mistakes(said: Mapping[str, Contact]) -> Iterator[tuple[str, str, OperatorError]]:
    """What cannot stand on the list: the unit's code, ``name`` or ``number``, and why."""
    for code, each in said.items():
        if each.name.startswith(LIVE) or visible(each.name) != each.name:
            yield code, "name", OperatorError("contact-words", words=visible(each.name))
        if each.number and number_in(each.number) != each.number:
            yield code, "number", OperatorError("contact-number", value=each.number)
        elif not each.is_called:
            yield code, "name", OperatorError("contact-numbers", words=each.name)


def stamp_of(campaign: CampaignFolder) -> str:
    """Changes with the list."""
    file = campaign.own_file(CONTACTS)
    return hashlib.sha256(file.read_bytes() if file.is_file() else b"").hexdigest()[:16]


def put(
    campaign: CampaignFolder,
    said: Mapping[str, Contact],
    *,
    by: str,
    at: datetime.datetime,
    instead_of: str,
) -> int:
    """Write the contacts that are others than on the list; how many are.

    OperatorError where the list is not the one that was seen (``instead_of``), and where something
    cannot stand on it; nothing is written then.
    """
    for *_, error in mistakes(said):
        raise error
    with sole_writer(campaign.registry().path, by, at.astimezone(campaign.zone)):
        if stamp_of(campaign) != instead_of:
            raise OperatorError("contacts-changed")
        file = campaign.own_file(CONTACTS)
        found = CsvList.of(file, COLUMNS, _LARGEST, needed=COLUMNS, bad="bad-contacts")
        places = {each.get("code", ""): place for place, each in found.entries()}
        known = contacts(campaign)
        changed = {code: each for code, each in said.items() if known.get(code, Contact()) != each}
        for code, each in changed.items():
            cells = {"code": code, "contact": each.text}
            if code in places:
                found.lines[places[code]] = found.line(cells, found.lines[places[code]][1])
            else:
                found.lines.append(found.line(cells))
        if changed:
            found.write()
    return len(changed)
