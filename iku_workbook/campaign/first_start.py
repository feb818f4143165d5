"""An office's first start: a campaign from three answers, and the forms of its first period."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook import resources
from iku_workbook.campaign import region
from iku_workbook.campaign.create import create
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate, try_out
from iku_workbook.campaign.office import today
from iku_workbook.definition import Definition, load
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period, periods_of


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
    campaign, own = made.campaign, made.campaign.definition()
    period = first_period(own, today(campaign.zone))
    generate(campaign, own, period, own.reporting, by=by, at=at)
    return Begun(campaign, period, made.look_at)


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
