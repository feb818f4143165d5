"""What results are made of: the returns that are named, or those that the registry accepted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.session import Session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition
    from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which returns: ``paths``, or the registry's as they stood on ``as_of``.

    approved  leaves out what nobody has approved
    others    campaigns whose registries are added
    """

    paths: tuple[str, ...] = ()
    as_of: datetime.date | None = None
    approved: bool = False
    others: tuple[Path, ...] = ()

    @property
    def day(self) -> datetime.date:
        """The day for which the results are said to hold."""
        return self.as_of or datetime.date.today()


def options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say which of the registry's returns are wanted."""
    for option in (
        click.option("--with", "others", metavar="DIR", multiple=True, type=_FOLDER),
        click.option("--approved", "approved", is_flag=True),
        click.option("--as-of", "as_of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"])),
    ):
        command = option(command)
    return command


_FOLDER = click.Path(path_type=Path)


def gathered(session: Session, wanted: Wanted, jobs: int) -> tuple[Definition, list[Return]]:
    """The definition, and the returns; OperatorError where none are named and none received."""
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.merge import merge
    from iku_workbook.cli.validate import checked

    campaign = session.campaign()
    if wanted.paths:
        if wanted.as_of or wanted.approved or wanted.others:
            raise OperatorError("paths-or-registry")
        forms = campaign.forms()
        return forms.current, checked(session, forms, wanted.paths, jobs)
    others = [CampaignFolder.find(folder) for folder in wanted.others]
    definition = merge(campaign.definition(), others)
    moment = _end_of(wanted.as_of) if wanted.as_of else None
    returns = _received([campaign, *others], moment, approved_only=wanted.approved)
    if not returns and wanted.as_of is None:
        raise OperatorError("no-returns-named")
    return definition, returns


def _received(
    campaigns: Sequence[CampaignFolder], moment: datetime.datetime | None, *, approved_only: bool
) -> list[Return]:
    found = []
    for campaign in campaigns:
        with campaign.registry() as registry:
            found += registry.returns(moment, approved_only=approved_only)
    return found


def _end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day at the office."""
    return datetime.datetime.combine(day, datetime.time.max).astimezone()


def as_date(moment: datetime.datetime | None) -> datetime.date | None:
    """The day that a person named."""
    return None if moment is None else moment.date()
