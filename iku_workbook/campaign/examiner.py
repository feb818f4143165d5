"""Examines what the registry holds, share by share, whatever ends the program meanwhile.

What a process was at when it ended is examined alone, in another one: a file ends no run more than
once, and is set aside if it ends that one too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from iku_workbook import __version__
from iku_workbook.campaign.ages import Ages
from iku_workbook.campaign.attempt import Attempt
from iku_workbook.campaign.batch import TOGETHER, validate_in_turn
from iku_workbook.campaign.examine_files import ended
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.log import LOG
from iku_workbook.campaign.sources import READ_AT_MOST, AtHand, Source
from iku_workbook.changes import in_new_words
from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.duplicates import remember
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.received import Seen
from iku_workbook.codes import CONFLICT, ENDED, OF_THE_PROGRAM
from iku_workbook.findings import Finding, Verdict
from iku_workbook.periods import Period
from iku_workbook.registry import Registry
from iku_workbook.registry.database import explained
from iku_workbook.registry.records import Fault, Receipt
from iku_workbook.registry.stored import Stored
from iku_workbook.returns import Return

Clock = Callable[[], datetime]
Judge = Callable[[int, Return], Return]


class Examiner:
    """Examines receipts, and records what they say under this program and definition.

    ``ages`` are those of the files that came in this run, ``at_hand`` where they stand, by their
    hashes.
    """

    def __init__(
        self,
        registry: Registry,
        forms: Forms,
        clock: Clock,
        executor: Executor = HERE,
        ages: Ages | None = None,
        at_hand: Mapping[str, Source] = {},
    ) -> None:
        self.registry, self.forms, self.clock, self.executor = registry, forms, clock, executor
        self.ages = ages or Ages(registry, {})
        self.at_hand = at_hand
        self.under = {"program": __version__, "definition": forms.current.digest}
        self.attempt = Attempt.found(registry.path)
        self.seen: Seen | None = None

    def examine(
        self,
        receipts: Sequence[Receipt],
        faults: dict[int, Fault],
        *,
        again: bool = False,
        judge: Judge = lambda number, found: found,
    ) -> Iterator[tuple[int, Return]]:
        """Examine these and record the outcome; each receipt's number with what was recorded.

        ``faults`` are what kept some of them from it before: of this same program and definition
        they are tried ``again`` on request only. ``judge`` has the last word on an outcome.
        """
        last = self.attempt.alone
        for receipt in receipts:
            if receipt.number == last:
                self._set_aside(receipt)
                faults = faults | self._all_faults()
                self.attempt.judged()
        alone: list[Receipt] = []
        waiting: list[Receipt] = []
        for receipt in receipts:
            fault = faults.get(receipt.number)
            if fault is None or again or not self._is_settled(fault):
                ended = fault is not None and _codes(fault) == {ENDED}
                suspect = ended or receipt.number in self.attempt.numbers
                (alone if suspect else waiting).append(receipt)
        yield from self._examined(alone, judge, alone=True)
        yield from self._examined(waiting, judge)

    def _is_settled(self, fault: Fault) -> bool:
        """Whether trying again would come to the same."""
        same = {"program": fault.program, "definition": fault.definition} == self.under
        return same and bool(_codes(fault) & OF_THE_PROGRAM)

    def _examined(
        self, receipts: Sequence[Receipt], judge: Judge, *, alone: bool = False
    ) -> Iterator[tuple[int, Return]]:
        """Examine these, ``alone`` one by one in another process; note first what is attempted."""
        if not receipts:
            return
        self.seen = self.seen or _seen(self.registry, self.forms, self.ages)
        examined = validate_in_turn(
            map(self._file, receipts),
            self.forms,
            executor=self.executor,
            seen=self.seen,
            accepted_before=partial(_last, self.registry, self.forms),
            alone=alone,
        )
        numbers = [each.number for each in receipts]
        size = 1 if alone else TOGETHER
        for start in range(0, len(numbers), size):
            share = numbers[start : start + size]
            attempt = self.attempt
            with attempt.noted(numbers[start:], share[0]) if alone else attempt.noted(share):
                pairs = zip(share, islice(examined, size), strict=True)
                found = [(number, judge(number, each)) for number, each in pairs]
                self._record([*found, *self._contradicted(found)])
            yield from found

    def _file(self, receipt: Receipt) -> Stored | AtHand:
        kept = self.registry.stored(receipt.number, receipt.name, READ_AT_MOST)
        source = self.at_hand.get(receipt.sha256)
        return kept if source is None else AtHand(kept, source, receipt.sha256)

    def _contradicted(self, found: Sequence[tuple[int, Return]]) -> Iterator[tuple[int, Return]]:
        """What an earlier share of this run said, and one of these contradicts (DUP-002): nothing
        tells which of the two holds, so that one is asked about too.
        """
        together = {number for number, _ in found}
        contradicting = [each for _, each in found if _asks_which(each)]
        for each in contradicting:
            for other in self.registry.lineage(each.unit or "", each.period or ""):
                number = other.number or 0
                open_ = number not in together and other.verdict is Verdict.ACCEPTED
                newer = self.ages.is_newer(each.sha256, other.sha256) is True
                if open_ and not newer and other.values != each.values:
                    together.add(number)
                    said = self.registry.examinations(number)[-1].returned
                    question = Finding(CONFLICT, said.file, data={"other": each.file})
                    yield number, replace(said, findings=(question, *said.findings))

    def _record(self, found: Sequence[tuple[int, Return]]) -> None:
        """Record what receipts say, and what kept others from saying it."""
        kept = [each for each in found if each[1].verdict is not Verdict.NOT_EXAMINED]
        failed = [each for each in found if each[1].verdict is Verdict.NOT_EXAMINED]
        self.registry.record(kept, self.clock(), **self.under)
        if failed:
            self.registry.set_aside(failed, self.clock(), **self.under)

    def _set_aside(self, receipt: Receipt) -> None:
        """Set aside what ended this program twice: in a run, and in the one that tried it alone."""
        finding = ended(receipt.name, "2 ×")
        LOG.error("%r, SHA-256 %s: ended two runs", receipt.name, receipt.sha256)
        failed = Return(receipt.name, receipt.sha256, None, None, (finding,), {}, {})
        self._record([(receipt.number, failed)])

    def _all_faults(self) -> dict[int, Fault]:
        return self.registry.faults() | self.registry.failed_again()


def _asks_which(returned: Return) -> bool:
    return any(each.code == CONFLICT for each in returned.findings)


def _codes(fault: Fault) -> set[str]:
    return {each.code for each in fault.returned.findings}


def _seen(registry: Registry, forms: Forms, ages: Ages) -> Seen:
    """What the villages have said so far, and what tells which of two returns is newer."""
    seen = Seen(ages.is_newer, ages.saved_after)
    remember(seen, (each for _, own in registry.lineages_in_turn() for each in own), forms)
    return seen


def _last(registry: Registry, forms: Forms, unit: str, period: Period) -> Accepted | None:
    """What the registry accepted last from a unit before a period, in the words of today."""
    with explained(registry.path):
        last = registry.accepted_before(unit, period.code)
    return Accepted(last.period or "", in_new_words(last.values, forms.current)) if last else None
