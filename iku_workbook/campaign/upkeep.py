"""Verification of a campaign's registry and keys."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from iku_workbook.campaign.executors import Executor, Work, meanwhile
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.registry import Registry, upkeep
from iku_workbook.registry.audit import Answer, answer
from iku_workbook.registry.chain import last_entry, taken_over
from iku_workbook.registry.defined import definitions_held
from iku_workbook.registry.flaws import DamagedPart, Flaw
from iku_workbook.registry.head import Head, read_head
from iku_workbook.registry.upkeep import Kept


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of proving a registry.

    files    how many it holds; ``waiting`` are not yet examined
    kept     how it keeps them, of which ``rebuilt`` were put together to the byte
    links    how many its chain has
    head     the chain's end, as it is printed; None where there is none yet
    proved   whether the chain was proved: without the campaign's key only hashes were
    printed  the head that was asked about, what the registry says to it, and what speaks against it
    since    when the chain was begun over what an earlier version had written, where it was
    """

    files: int
    waiting: int
    kept: Kept
    rebuilt: int
    flaws: Sequence[Flaw]
    links: int
    head: Head | None
    proved: bool
    printed: tuple[Head, Answer, Flaw | None] | None = None
    since: datetime.datetime | None = None


def verify(campaign: CampaignFolder, code: str | None = None, *, full: bool = False) -> Verified:
    """Hash everything anew, compare it with what was received, and prove the chain of records.

    ``code`` is a head that was printed once; OperatorError where it is none. With ``full`` every
    file is put together from what is kept of it, else some are.
    """
    asked = read_head(code) if code is not None else None
    if code is not None and asked is None:
        raise OperatorError("not-a-head", code=code)
    with campaign.registry() as registry:
        flaws = [
            *_lost(campaign, registry),
            *upkeep.verify(registry, full=full),
            *_kept_definitions(campaign, registry),
        ]
        keys, head, printed = registry.keys(), registry.head(), None
        if asked is not None:
            printed = (asked, *answer(registry.connection, keys, asked, flaws))
        files, waiting = len(registry.receipts()), len(registry.unexamined())
        links, _ = last_entry(registry.connection)
        since = taken_over(registry.connection, registry.zone)
        kept = upkeep.how_kept(registry)
    rebuilt = kept.apart if full else kept.sample
    proved = bool(head and keys)
    return Verified(files, waiting, kept, rebuilt, flaws, links, head, proved, printed, since)


def bad_records(campaigns: Iterable[CampaignFolder]) -> list[Flaw]:
    """The records that are not what was written, and so not believed."""
    found: list[Flaw] = []
    for campaign in campaigns:
        with campaign.registry() as registry:
            found += [*upkeep.bad_records(registry), *_lost(campaign, registry)]
    return found


def bad_records_meanwhile(
    campaigns: Sequence[CampaignFolder], executor: Executor
) -> Callable[[], list[Flaw]]:
    """The same, when they are asked for: a process beside this one looks for them, where there is
    one. OperatorError as it would be raised here.
    """
    work = Work(_looked, campaigns, lambda _, ending: None, may_hang=False)
    found = meanwhile(executor, work, None)

    def answer() -> list[Flaw]:
        flaws = found()
        return flaws if flaws is not None else bad_records(campaigns)

    return answer


def _looked(campaigns: Sequence[CampaignFolder], _: None) -> list[Flaw] | None:
    """None where it cannot be told there."""
    with suppress(OperatorError):
        return bad_records(campaigns)
    return None


def _lost(campaign: CampaignFolder, registry: Registry) -> Iterator[Flaw]:
    """A registry that is not there, though it was when forms were written: each is noted in it
    first. Forms that an early version handed out, or another computer, say nothing of it.
    """
    if not registry.version() and Outputs(Kind.FORMS, campaign.root).wrote_any():
        yield Flaw(DamagedPart.CHAIN, "registry")


def _kept_definitions(campaign: CampaignFolder, registry: Registry) -> Iterator[Flaw]:
    """The definitions that forms were issued from, and those that stand among them, of which one is
    lost or says something else than when it was kept.
    """
    held = definitions_held(registry.connection, registry.zone, registry.believes)
    wanted = {digest for digest, _ in registry.issued_from()} | campaign.kept_digests()
    wanted |= {each.definition for each in held if each.recorded}
    for digest in sorted(wanted):
        if campaign.issued(digest) is None:
            yield Flaw(DamagedPart.DEFINITION, f"{HIDDEN}/definitions/{digest}.json")
