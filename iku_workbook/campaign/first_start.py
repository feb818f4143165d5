"""An office's first start: a campaign from three answers, and the forms of its first period; and
its next year, which goes on from the last one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from iku_workbook import resources
from iku_workbook.campaign import region
from iku_workbook.campaign.create import create
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate, try_out
from iku_workbook.campaign.offered import Offered, held
from iku_workbook.campaign.office import today
from iku_workbook.campaign.own_files import CONTACTS, EMBLEMS, STAFF, TEMPLATES
from iku_workbook.definition import Definition, load
from iku_workbook.definition.adapt import Adaptation
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.periods import Period, periods_of

_LARGEST = 16 * MEGABYTE  # a file that goes along


@dataclass(frozen=True, slots=True)
class Begun:
    """A campaign that was made, whose forms of a period lie ready.

    look_at  the lines of its definition that a person should look at
    """

    campaign: CampaignFolder
    period: Period
    look_at: Sequence[int]


def begin(
    home: Path,
    definition: Path | str,
    *,
    subdistrict: str | None,
    year: int | None,
    by: str,
    at: datetime.datetime,
) -> Begun:
    """Make a campaign in ``home``, in a folder that bears its place and year, and its first forms.

    definition   a file, or the name of one that is shipped
    subdistrict  the code of a sub-district whose villages become the units; None for its own

    DefinitionError where the definition has mistakes, OperatorError where there is such a campaign
    already; nothing is made then.
    """
    source = definition if isinstance(definition, Path) else resources.template(definition)
    given = load(source)[0]
    name = _folder_name(given, subdistrict, year)
    if (home / name).exists():
        raise OperatorError("campaign-begun", name=name)
    if isinstance(definition, Path):
        try_out(given)
    made = create(home / name, source, subdistrict=subdistrict, year=year)
    return _with_first_forms(made.campaign, made.look_at, by, at)


@dataclass(frozen=True, slots=True)
class NextYear:
    """A year that an office has not begun, and the campaign that it goes on from.

    along  the names of the files that go along beside the definition and its list of units; nothing
           else does: no return, no decision, no key, nobody's token, and no target
           but of a plan that goes on
    """

    campaign: CampaignFolder
    definition: Definition
    year: int
    along: Sequence[str]

    @property
    def name(self) -> str:
        """Its folder: as the last one, with its own year."""
        before = self.campaign.root.name
        name = before.replace(str(self.definition.year), str(self.year))
        return name if name != before else _folder_name(self.definition, None, self.year)


def next_years(campaigns: Iterable[CampaignFolder]) -> list[NextYear]:
    """The year after the last one of each office; of what cannot be read nothing goes on."""
    last: dict[tuple[str, str], NextYear] = {}
    for campaign in campaigns:
        with suppress(OperatorError, OSError):
            definition = campaign.definition()
            office = (definition.agency.name, definition.agency.regency)
            if office not in last or last[office].definition.year < definition.year:
                following = definition.year + 1
                last[office] = NextYear(campaign, definition, following, _along(campaign))
    return list(last.values())


def go_on(home: Path, following: NextYear, *, by: str, at: datetime.datetime) -> Begun:
    """Begin an office's next year, and make the forms of its first period.

    OperatorError where there is such a campaign already; nothing is made then.
    """
    if (home / following.name).exists():
        raise OperatorError("campaign-begun", name=following.name)
    before = held(following.campaign)
    adaptation = Adaptation(before.text.decode("utf-8-sig"))
    adaptation.leave_targets(following.year)
    adaptation.change_year(following.year)
    own = following.campaign.own_file
    along = {name: read_named(own(name), _LARGEST) for name in following.along}
    with Offered(adaptation.text.encode(), before.units).laid_out() as file:
        made = create(home / following.name, file, along=along)
    return _with_first_forms(made.campaign, adaptation.lines_left(), by, at)


def _along(campaign: CampaignFolder) -> list[str]:
    """Contacts, staff, the emblem, and the office's own templates."""
    templates = sorted((campaign.root / TEMPLATES).glob("*.docx"))
    names = [CONTACTS, STAFF, *EMBLEMS, *(f"{TEMPLATES}/{each.name}" for each in templates)]
    return [name for name in names if campaign.own_file(name).is_file()]


def _with_first_forms(
    campaign: CampaignFolder, look_at: Sequence[int], by: str, at: datetime.datetime
) -> Begun:
    own = campaign.definition()
    period = first_period(own, today(campaign.zone))
    generate(campaign, own, period, own.reporting_in(period), by=by, at=at)
    return Begun(campaign, period, look_at)


def first_period(definition: Definition, day: datetime.date) -> Period:
    """The period whose forms are wanted first: the one that runs, else the year's first."""
    periods = periods_of(definition.year, definition.cadence)
    return next((each for each in periods if each.start <= day <= each.end), periods[0])


def _folder_name(definition: Definition, subdistrict: str | None, year: int | None) -> str:
    """``sreseh-2024``; with the regency's name where the sub-district has namesakes."""
    said = str(year or definition.year)
    if subdistrict is None:
        return slug(definition.code.replace(str(definition.year), said))
    place = region.place(subdistrict)
    same = [each for each in region.search(place.name) if each.name == place.name]
    named = place.name if len(same) == 1 else f"{place.name} {place.regency}"
    return slug(f"{named} {said}")


def slug(text: str) -> str:
    """A text as the name of a folder that every system takes: ``sreseh-2024``."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
