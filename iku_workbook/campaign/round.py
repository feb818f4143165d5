"""A round of receiving: files that come one after the other are kept at once, and examined a share
at a time, so that whoever decides in between gets to write too.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_workbook.campaign.ages import Age, Ages, in_order
from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.intake import Intake, Kept, come_again
from iku_workbook.campaign.outdated import due
from iku_workbook.campaign.reexamine import reexamine
from iku_workbook.campaign.room import demand_room, needed_for
from iku_workbook.campaign.sources import Source
from iku_workbook.registry.records import Receipt

TOGETHER = 16
"""Files examined while the registry is held: fewer seconds than anybody waits for it."""


class Round:
    """What came to a campaign since its last files were examined.

    Which of two files is newer is told by when they were saved, as among the files of one command.
    """

    def __init__(self, campaign: CampaignFolder, clock: Clock, *, again: bool = False) -> None:
        """``again`` examines also what a fault of this same program kept from being examined."""
        self.campaign, self.clock, self._again = campaign, clock, again
        self._ages: dict[str, Age] = {}
        self._tried: set[int] = set()
        self._come_again: set[int] = set()

    def keep(self, sources: Sequence[Source], *, by: str) -> list[Kept]:
        """Keep these; each return is for the period that its form tells.

        RegistryError where another writes or nothing can be written, OperatorError where the disk
        has no room: then none of them is kept.
        """
        campaign = self.campaign
        with campaign.registry() as registry, registry.writing(by, self.clock()):
            demand_room(registry.path, needed_for(sources))
            ages = dict(in_order(sources, self.clock().astimezone(registry.zone)))
            keys = (campaign.key(), *campaign.keys.older())
            kept = Intake(registry, keys, by, self.clock).keep(ages)
        for each in kept:
            if each.new and isinstance(each.outcome, Receipt):
                self._ages[each.outcome.sha256] = ages[each.source]
        self._come_again |= come_again(kept)
        return kept

    def examine(self, *, by: str) -> bool:
        """Examine some of what waits; whether there is more. Before the first what was received
        earlier is examined again, where definition, key or program changed since, and where it was
        for another period than somebody had named and came again here.

        Errors: as :meth:`keep`, and those of a definition with mistakes.
        """
        campaign = self.campaign
        with campaign.registry() as registry:
            if not self._come_again and not any(self._share(registry.unexamined())):
                return False
        forms = campaign.forms()
        campaign.keep(forms.current)
        with campaign.registry() as registry, registry.writing(by, self.clock()):
            if self._come_again or not self._tried:
                wanted = due(registry, forms, self._come_again)
                for _ in reexamine(registry, forms, wanted, self.clock):
                    pass
            waiting = registry.unexamined()
            share, left = self._share(waiting)
            ages = Ages(registry, self._ages, waiting)
            examiner = Examiner(registry, forms, self.clock, ages=ages)
            for _ in examiner.examine(share, registry.faults(), again=self._again):
                pass
            self._tried.update(each.number for each in share)
        self._come_again.clear()
        return bool(left)

    def _share(self, waiting: Sequence[Receipt]) -> tuple[list[Receipt], list[Receipt]]:
        """Some of what waits, and the others."""
        new = [each for each in waiting if each.number not in self._tried]
        return new[:TOGETHER], new[TOGETHER:]
