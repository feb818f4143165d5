"""The desk that the page stands on: the folder that holds the office's campaigns, one a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.errors import OperatorError, unknown


@dataclass(frozen=True)
class Desk:
    """What one run of the page works on.

    home      the folder in which campaigns lie side by side, and new ones are made
    first     the name of the campaign that it was opened with; None where there is none yet
    language  of a person who has not chosen one
    secret    what this computer's own browser shows, once, to be let in
    hosts     the names by which the page may be asked for, without ports, lower-case
    """

    home: Path
    first: str | None
    language: str
    secret: str
    hosts: frozenset[str]

    @classmethod
    def at(cls, folder: Path, language: str, secret: str, hosts: frozenset[str]) -> Desk:
        """The desk for a folder: the campaigns beside the one that it lies in, or those in it."""
        try:
            root = CampaignFolder.find(folder.absolute()).root
        except OperatorError:
            return cls(folder.absolute(), None, language, secret, hosts)
        return cls(root.parent, root.name, language, secret, hosts)

    def names(self) -> list[str]:
        """The names of the campaigns, the newest year first as far as names tell."""
        return sorted(self._found(), reverse=True)

    def _found(self) -> Iterator[str]:
        if not self.home.is_dir():
            return
        for each in self.home.iterdir():
            if not each.name.startswith(".") and _is_campaign(each):
                yield each.name

    def campaign(self, name: str) -> CampaignFolder:
        """The campaign of this name; OperatorError for a name that is none of theirs.

        A name is looked up among those that are there, and never taken as a path.
        """
        known = self.names()
        if name not in known:
            raise unknown("no-such-campaign", name, known)
        return CampaignFolder.at(self.home / name)

    def opened(self) -> str | None:
        """The name of the campaign that is shown where nobody names one."""
        known = self.names()
        return self.first if self.first in known else next(iter(known), None)


def _is_campaign(folder: Path) -> bool:
    try:
        CampaignFolder.at(folder)
    except (OperatorError, OSError):  # also a folder of the system, into which nobody may look
        return False
    return True
