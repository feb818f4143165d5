"""Reads the trail of a campaign's year out of its registry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, lineage
from iku_workbook.registry.journal import JournalEntry, RecordKind, journal
from iku_workbook.results.trail import Trail
from iku_workbook.returns import Return

_KINDS = frozenset(
    {
        RecordKind.RECEIPT,
        RecordKind.DECISION,
        RecordKind.CLOSING,
        RecordKind.EXTENSION,
        RecordKind.MENDED,
    }
)


def trail(
    campaign: CampaignFolder,
    code: str,
    period: Period,
    moment: datetime.datetime | None,
    zone: datetime.tzinfo,
) -> Trail:
    """The trail of the year up to a period, as it was known at a moment, or is known now.

    ``code`` is the campaign's, and ``zone`` the one that its times are told in. What is of no
    period belongs to it: nobody can tell otherwise.
    """
    codes = {None, *(each.code for each in period.year_to_date)}
    with campaign.registry(zone) as registry:
        lineages = registry.lineages(moment)
        entries = [each for each in _entries(registry, moment) if each.period in codes]
        own = [members for (_, of), members in lineages.items() if of in codes]
        returns = {each.number or 0: each for members in own for each in members}
        received = (each for each in entries if each.kind is RecordKind.RECEIPT)
        returns |= _of_no_unit(registry, {each.number for each in received} - set(returns), moment)
    standing = {
        each.number or 0: lineage.standing(members).number or 0
        for members in own
        for each in members
    }
    return Trail(code, entries, returns, standing)


def _of_no_unit(
    registry: Registry, numbers: Iterable[int], moment: datetime.datetime | None
) -> dict[int, Return]:
    """What no unit is known of, as it was last examined, or why it could not be."""
    faults, found = registry.faults(), {}
    for number in sorted(numbers):
        examined = registry.examinations(number, moment)
        if examined:
            found[number] = examined[-1].returned
        elif number in faults:
            found[number] = faults[number].returned
    return found


def _entries(registry: Registry, moment: datetime.datetime | None) -> Iterator[JournalEntry]:
    return (each for each in journal(registry, until=moment) if each.kind in _KINDS)
