"""What the pages read returns by: made once for each state of a campaign's definition and keys."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.hidden import HIDDEN

_Stamp = tuple[tuple[str, int, int], ...]


class ReadForms:
    """The forms of each campaign, as they were read last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Path, tuple[_Stamp, Forms]] = {}

    def of(self, campaign: CampaignFolder) -> Forms:
        """The forms that are known now; OperatorError for a definition with mistakes."""
        stamp = _stamp(campaign.root)
        with self._lock:
            kept = self._kept.get(campaign.root)
            if kept is None or kept[0] != stamp:
                kept = self._kept[campaign.root] = stamp, campaign.forms()
            return kept[1]


def _stamp(root: Path) -> _Stamp:
    """Changes with the definition, the list of units beside it, and the keys."""
    found = []
    for each in sorted([*root.iterdir(), *(root / HIDDEN).glob("key*")]):
        with suppress(FileNotFoundError):  # what somebody was writing just then has its name now
            if S_ISREG((state := each.stat()).st_mode):
                found.append((each.name, state.st_mtime_ns, state.st_size))
    return tuple(found)
