"""What came to a campaign, read once for each state of its registry: who looks on asks again and
again.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from iku_workbook.campaign.arrivals import Arrival, arrivals
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.web.snapshot import Stamp, stamp

_KEPT = 4  # campaigns


def arrived(campaign: CampaignFolder) -> tuple[Definition, list[Arrival]]:
    """The definition, and every file that came, the last one first."""
    return _read(campaign.root, stamp(campaign))


@lru_cache(_KEPT)
def _read(root: Path, _of: Stamp) -> tuple[Definition, list[Arrival]]:
    campaign = CampaignFolder.at(root)
    definition = campaign.definition()
    with campaign.registry() as registry:
        return definition, arrivals(definition, registry)
