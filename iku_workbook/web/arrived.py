"""What came to a campaign, read once for each state of its registry: who looks on asks again and
again.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from iku_workbook.campaign.arrivals import Arrival, arrivals
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.hidden import HIDDEN

_KEPT = 4  # campaigns
_Stamp = tuple[tuple[int, int, int], ...]


def arrived(campaign: CampaignFolder) -> tuple[Definition, list[Arrival]]:
    """The definition, and every file that came, the last one first."""
    return _read(campaign.root, _stamp(campaign.root))


@lru_cache(_KEPT)
def _read(root: Path, _of: _Stamp) -> tuple[Definition, list[Arrival]]:
    campaign = CampaignFolder.at(root)
    definition = campaign.definition()
    with campaign.registry() as registry:
        return definition, arrivals(definition, registry)


def _stamp(root: Path) -> _Stamp:
    """Another one whenever what is read is another."""
    files = (root / "definition.yaml", root / HIDDEN / "registry.db")
    states = (each.stat() for each in files if each.exists())
    return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in states)
