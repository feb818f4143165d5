"""Verification of a campaign's registry and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.registry import upkeep
from iku_workbook.registry.upkeep import Flaw


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files the registry holds, how many are not yet examined, and its flaws."""

    files: int
    waiting: int
    flaws: Sequence[Flaw]


def verify(campaign: CampaignFolder) -> Verified:
    """Hash everything anew and compare it with what was received."""
    with campaign.registry() as registry:
        flaws = upkeep.verify(registry)
        return Verified(len(registry.receipts()), len(registry.unexamined()), flaws)
