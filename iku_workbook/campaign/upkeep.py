"""Backup, restore and verification of a campaign's registry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.errors import OperatorError
from iku_workbook.registry import Registry, upkeep
from iku_workbook.registry.upkeep import DamagedPart, Flaw
from iku_workbook.registry.writer import sole_writer


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files the registry holds, how many are not yet examined, and its flaws."""

    files: int
    waiting: int
    flaws: Sequence[Flaw]


def backup(campaign: CampaignFolder, file: Path) -> int:
    """Copy the registry into one file, whole or not at all; how many received files it holds."""
    with campaign.registry() as registry:
        try:
            return upkeep.backup(registry, file)
        except OSError as error:
            raise OperatorError.of_system(error, file) from error


def restore(
    campaign: CampaignFolder, file: Path, *, by: str, at: datetime.datetime
) -> tuple[int, Path | None]:
    """Replace the registry by a backup; the number of its files, and the old one's path."""
    path = campaign.registry().path
    with sole_writer(path, by, at):
        return upkeep.restore(file, path, at)


def verify(campaign: CampaignFolder) -> Verified:
    """Hash everything anew and compare it with what was received."""
    with campaign.registry() as registry:
        flaws = [*upkeep.verify(registry), *_kept_definitions(campaign, registry)]
        return Verified(len(registry.receipts()), len(registry.unexamined()), flaws)


def bad_records(campaigns: Iterable[CampaignFolder]) -> list[str]:
    """Table and number of the records that are not what was written, and so not believed."""
    found = []
    for campaign in campaigns:
        with campaign.registry() as registry:
            found += upkeep.bad_records(registry)
    return found


def _kept_definitions(campaign: CampaignFolder, registry: Registry) -> Iterator[Flaw]:
    """The definitions that forms were issued from, and those that stand among them, of which one is
    lost or says something else than when it was kept.
    """
    wanted = {digest for digest, _ in registry.issued_from()} | campaign.kept_digests()
    for digest in sorted(wanted):
        if campaign.issued(digest) is None:
            yield Flaw(DamagedPart.DEFINITION, f".iku/definitions/{digest}.json")
