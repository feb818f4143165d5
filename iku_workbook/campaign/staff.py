"""The office's people: a list beside the definition, which people and the page edit.

``staff.csv`` has the columns ``name,section,indicators``: the last has indicators by their codes,
spaces between them, and is empty where a person answers for all. What else a person wrote into it
stays as it stands.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from iku_workbook.campaign.csv_list import LIVE, CsvList
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.own_files import STAFF
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry.writer import sole_writer
from iku_workbook.safe_text import is_readable, visible
from iku_workbook.suggest import nearest

COLUMNS = ("name", "section", "indicators")
_LARGEST = 4 * MEGABYTE
_BETWEEN = re.compile(r"[\s;,]+")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the office's people.

    indicators  the codes of those that the person answers for; none: all of them
    """

    name: str
    section: str = ""
    indicators: tuple[str, ...] = ()

    def answers_for(self, indicator: str) -> bool:
        """Whether the person may decide what is of an indicator, by its code."""
        return not self.indicators or indicator in self.indicators


def staff(campaign: CampaignFolder) -> list[Person]:
    """The office's people, in the order of the file; nobody where there is none.

    OperatorError for a file of another kind, and for one in which a name stands twice.
    """
    return [person for _, person in _people(_read(campaign))]


def person_of(campaign: CampaignFolder, name: str) -> Person | None:
    """The person of a name, whatever its capitals; None where nobody bears it."""
    return next((each for each in staff(campaign) if is_name(name, each.name)), None)


def is_name(one: str, other: str) -> bool:
    """Whether two names are the same, whatever their capitals and blanks."""
    return _key(one) == _key(other)


def put(
    campaign: CampaignFolder,
    person: Person,
    *,
    by: str,
    at: datetime.datetime,
    instead_of: str | None = None,
) -> Person:
    """Add a person, or put one ``instead_of`` the one of that name; as it is on the list then.

    OperatorError for words that nobody can read or that a spreadsheet would run, for a name that
    stands there already, for an indicator that is none, and where nobody bears that name.
    """
    person = _sound(campaign, person)
    with _changing(campaign, by, at) as found:
        places = {_key(each.name): place for place, each in _people(found)}
        place = places.pop(_key(instead_of), None) if instead_of is not None else None
        if instead_of is not None and place is None:
            raise OperatorError("no-person", name=instead_of)
        if _key(person.name) in places:
            raise OperatorError("staff-twice", file=found.path, name=person.name)
        if place is None:
            found.lines.append(found.line(_cells(person)))
        else:
            found.lines[place] = found.line(_cells(person), found.lines[place][1])
        found.write()
    return person


def remove(campaign: CampaignFolder, name: str, *, by: str, at: datetime.datetime) -> None:
    """Take a person off the list; OperatorError where nobody bears the name."""
    with _changing(campaign, by, at) as found:
        places = {_key(each.name): place for place, each in _people(found)}
        if _key(name) not in places:
            raise OperatorError("no-person", name=name)
        del found.lines[places[_key(name)]]
        found.write()


@contextmanager
def _changing(campaign: CampaignFolder, by: str, at: datetime.datetime) -> Iterator[CsvList]:
    """The list, to be changed by one at a time."""
    with sole_writer(campaign.registry().path, by, at.astimezone(campaign.zone)):
        yield _read(campaign)


def _read(campaign: CampaignFolder) -> CsvList:
    path = campaign.own_file(STAFF)
    return CsvList.of(path, COLUMNS, _LARGEST, needed=["name"], bad="bad-staff")


def _people(found: CsvList) -> Iterator[tuple[int, Person]]:
    """Each person, with the place of the line; OperatorError where two bear one name."""
    seen: set[str] = set()
    for place, known in found.entries():
        name = known.get("name", "")
        if not name:
            continue
        if _key(name) in seen:
            raise OperatorError("staff-twice", file=found.path, name=name)
        seen.add(_key(name))
        ids = tuple(filter(None, _BETWEEN.split(known.get("indicators", ""))))
        yield place, Person(name, known.get("section", ""), ids)


def _cells(person: Person) -> dict[str, str]:
    indicators = " ".join(person.indicators)
    return {"name": person.name, "section": person.section, "indicators": indicators}


def _sound(campaign: CampaignFolder, person: Person) -> Person:
    """The same with single blanks; OperatorError where it cannot stand on the list."""
    name, section = (" ".join(each.split()) for each in (person.name, person.section))
    if not is_readable(name):
        raise OperatorError("no-name")
    for each in (name, section):
        if each.startswith(LIVE) or visible(each) != each:
            raise OperatorError("staff-words", words=visible(each))
    known = [each.code for each in campaign.definition().indicators]
    for each in person.indicators:
        if each not in known:
            near = nearest(each, known) or ", ".join(known)
            raise OperatorError("no-such-indicator", name=each, nearest=near)
    return Person(name, section, person.indicators)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
