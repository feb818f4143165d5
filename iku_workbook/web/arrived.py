"""What came to a campaign, read once for each state of its registry: who looks on asks again and
again, mostly for the files of a moment ago.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from iku_workbook.campaign.arrivals import Arrival, arrivals, chosen
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.web.snapshot import Stamp, stamp

_KEPT = 4  # choices of files


class Came(NamedTuple):
    """The definition, the days on which files came, and those that are shown; the last first."""

    definition: Definition
    days: Sequence[datetime.date]
    shown: Sequence[Arrival]


_Asked = tuple[Path, str, str]
_kept: dict[_Asked, tuple[Stamp, Came]] = {}
_reading = Lock()


def arrived(campaign: CampaignFolder, numbers: str, day: str) -> Came:
    """What came, and of it the files of these numbers, or else of a day: :func:`.chosen`."""
    asked = campaign.root, numbers, day
    with _reading:
        now = stamp(campaign)
        known = _kept.pop(asked, None)
        if known is None or known[0] != now:
            known = now, _read(campaign, numbers, day)
        _kept[asked] = known
        while len(_kept) > _KEPT:
            del _kept[next(iter(_kept))]
        return known[1]


def _read(campaign: CampaignFolder, numbers: str, day: str) -> Came:
    definition = campaign.definition()
    with campaign.registry() as registry:
        came = registry.receipts()[::-1]
        days = list(dict.fromkeys(each.at.date() for each in came))
        shown = arrivals(definition, registry, chosen(came, numbers, day))
    return Came(definition, days, shown)
