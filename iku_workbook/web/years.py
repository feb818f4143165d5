"""The results that pages show, with the cells they came from: computed once for each state."""

from __future__ import annotations

import threading
from collections import OrderedDict

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.results import Selection, year_of
from iku_workbook.periods import Period
from iku_workbook.results.year import Year
from iku_workbook.web.snapshot import stamp

_KEPT = 8
_Key = tuple[object, ...]


class Years:
    """The last few that were asked for; whoever asks meanwhile waits for the same one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, Year] = OrderedDict()
        self._locks: dict[_Key, threading.Lock] = {}

    def of(self, campaign: CampaignFolder, period: Period, chosen: Selection) -> Year:
        """The year up to a period as it stands now; OperatorError where there are no results."""
        about = (campaign.root, period.code, chosen.as_of, chosen.approved)
        key = (*about, stamp(campaign))
        with self._lock:
            own = self._locks.setdefault(about, threading.Lock())
        with own:
            found = self._kept.get(key)
            if found is None:
                found = year_of(campaign, period, chosen)
                with self._lock:
                    self._kept[key] = found
                    while len(self._kept) > _KEPT:
                        self._kept.popitem(last=False)
            return found
