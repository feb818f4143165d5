"""The options that select which returns results are computed from."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import LocalPath
from iku_workbook.cli.session import named_files

if TYPE_CHECKING:
    from iku_workbook.campaign.results import Selection

_FOLDER = LocalPath()


def options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that select returns of the registry, for several subcommands."""
    for option in (
        click.option("--with", "others", metavar="DIR", multiple=True, type=_FOLDER),
        click.option("--current-list", "current_list", is_flag=True),
        click.option("--approved", "approved", is_flag=True),
        click.option("--as-of", "as_of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"])),
    ):
        command = option(command)
    return command


def selection(
    paths: tuple[str, ...],
    as_of: datetime.datetime | None,
    approved: bool,
    others: tuple[Path, ...],
    *,
    current_list: bool,
) -> Selection:
    """The selection that paths and options make; a path stands for the files in it."""
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.results import Selection

    files = named_files(paths) if paths else None
    day = as_of.date() if as_of else None
    campaigns = [CampaignFolder.at(folder) for folder in others]
    return Selection(files, day, approved, campaigns, current_list)
