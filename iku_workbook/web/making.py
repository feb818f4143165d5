"""What may take longer than a browser waits: it is made beside the pages, which look after it."""

from __future__ import annotations

import datetime
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now

_KEPT = 50


class Made(NamedTuple):
    """What was made: the files' names, and whether the campaign's record has them."""

    names: list[str]
    noted: bool


@dataclass(frozen=True, slots=True)
class Making:
    """One thing that is made.

    number  by which the pages ask for it
    about   which thing of a campaign it is: its kind, and what else tells it from others
    since   when it was begun, in the office's time zone
    soon    seconds within which most things are made
    page    the address, within the campaign, of the page that shows it
    """

    number: int
    about: tuple[str, Hashable]
    since: datetime.datetime
    soon: float
    page: str
    _future: Future[Made] = field(default_factory=Future)

    @property
    def address(self) -> str:
        """Where it is shown, within the campaign."""
        return f"{self.page}&making={self.number}"

    @property
    def is_over(self) -> bool:
        """Whether it is made, or could not be."""
        return self._future.done()

    def made(self) -> Made | None:
        """What was made, a moment after it was begun; None where that takes longer. Whatever kept
        it from being made is raised.
        """
        over = self._future in wait([self._future], self.soon).done
        return self._future.result() if over else None

    def run(self, make: Callable[[], Made]) -> None:
        """Make it."""
        try:
            self._future.set_result(make())
        except BaseException as error:  # raised where somebody asks what became of it
            self._future.set_exception(error)


class Makings:
    """What is made, and the last things that were."""

    def __init__(self, soon: float = 2.0) -> None:
        self._soon = soon
        self._lock, self._numbers = threading.Lock(), itertools.count(1)
        self._kept: OrderedDict[int, tuple[CampaignFolder, Making]] = OrderedDict()

    def begin(
        self,
        campaign: CampaignFolder,
        about: tuple[str, Hashable],
        page: str,
        make: Callable[[], Made],
    ) -> Making:
        """Have something made, which a page shows; who asks for it meanwhile waits for the same."""
        with self._lock:
            for of, each in self._kept.values():
                if of.root == campaign.root and each.about == about and not each.is_over:
                    return each
            since = now().astimezone(campaign.zone)
            made = Making(next(self._numbers), about, since, self._soon, page)
            self._kept[made.number] = campaign, made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        threading.Thread(target=made.run, args=(make,), name="making", daemon=True).start()
        return made

    def of(self, campaign: CampaignFolder, number: str) -> Making | None:
        """One of a campaign's, by its number; None where this page has not begun it."""
        known = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
        of, found = self._kept.get(known, (None, None))
        return found if of is not None and of.root == campaign.root else None
