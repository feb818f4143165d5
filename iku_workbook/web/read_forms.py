"""What the pages read returns by: made once for each state of a campaign's definition and keys."""

from __future__ import annotations

import threading
from pathlib import Path

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
    files = [*root.iterdir(), *(root / HIDDEN).glob("key*")]
    found = ((each, each.stat()) for each in sorted(files) if each.is_file())
    return tuple((each.name, state.st_mtime_ns, state.st_size) for each, state in found)
