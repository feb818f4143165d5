"""Orders of arrival: what comes and what people decide, held against the table of rules.

The table stands in docs/registry.md; :class:`Table` is it once more, told by what was sent and not
by what the registry read. ``python -m tests.registry.orders`` tries two hundred orders.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from iku_workbook.campaign import watch
from iku_workbook.registry import RegistryError, lineage, review
from tests.forms import GOOD, define, filled
from tests.registry.desk import OTHER, PERIOD, UNIT, Desk, day

AT_ONCE, IN_PARTS, WATCHED = "at once", "in parts", "--watch"
BY = {"by": "Kasi PMD", "reason": "Sesuai berkas kertas."}

LEVEL = {"first": 40, "more": 45, "most": 50, "less": 35, "named": 60, "copy": 70, "wrong": None}
"""What each return of the unit says in one of its figures."""
ARRIVALS = (*LEVEL, "next", "other", "photo")
DECISIONS = ("approve", "reopen", "return", "keep older", "accept", "waive", "undo", "undo first")
NAMES = {"named": f"{OTHER}-taman.xlsx", "other": f"{OTHER}.xlsx"}


@cache
def content(kind: str) -> bytes:
    """The file of an arrival, made once."""
    if kind == "photo":
        return b"\xff\xd8\xff\xe0 Laporan difoto."
    level = {"wrong": "dua puluh", "next": 41, "other": LEVEL["copy"]}.get(kind, LEVEL.get(kind))
    unit = OTHER if kind == "other" else UNIT
    values = {**GOOD, "datang": level}
    if kind == "next":
        return filled({**values, "kegiatan": []}, define(), unit, period=2)
    return filled(values, define(), unit)


@dataclass
class Sent:
    """One return of the unit for the period, and what people decided about it."""

    number: int
    kind: str
    sent_back: bool = False
    waived: bool = False
    confirmed: bool = False
    approved: bool = False

    @property
    def valid(self) -> bool:
        return not self.sent_back and (self.kind != "wrong" or self.waived)


@dataclass
class Decided:
    """One decision of the log; ``undoes`` is the number of another."""

    what: str
    receipt: int
    undoes: int | None = None


@dataclass
class Table:
    """The table of rules: what came, and what was decided, each in its order."""

    came: list[str] = field(default_factory=list)
    log: list[Decided] = field(default_factory=list)

    def arrive(self, kind: str) -> None:
        """The same bytes again are no new return."""
        if kind not in self.came:
            self.came.append(kind)

    def sent(self) -> list[Sent]:
        """The unit's returns, after what holds of the log."""
        found = [Sent(at, kind) for at, kind in enumerate(self.came, start=1) if kind in LEVEL]
        for number, each in enumerate(self.log, start=1):
            if number in self.undone() or each.what == "undo":
                continue
            for one in found:
                self._apply(each, one)
        return found

    @staticmethod
    def _apply(each: Decided, one: Sent) -> None:
        if each.what == "return" and one.number <= each.receipt:
            one.sent_back = True
        if one.number != each.receipt:
            return
        one.sent_back = one.sent_back or each.what == "refuse"
        one.waived = one.waived or each.what == "waive"
        one.confirmed = one.confirmed or each.what == "accept"
        if each.what in {"approve", "reopen"}:
            one.approved = each.what == "approve"

    def undone(self) -> set[int]:
        found: set[int] = set()
        for number in range(len(self.log), 0, -1):
            undoes = self.log[number - 1].undoes
            if undoes is not None and number not in found:
                found.add(undoes)
        return found

    def outcome(self) -> tuple[Sent | None, list[Sent]]:
        """What counts, and what awaits a decision."""
        counts: Sent | None = None
        asked: list[Sent] = []
        valid = [each for each in self.sent() if each.valid]
        approved = [each for each in valid if each.approved]
        if approved:
            return approved[-1], []
        for each in valid:
            if counts is not None and not each.confirmed and self._doubtful(each, counts):
                asked.append(each)
            else:
                counts, asked = each, []
        return counts, asked

    def _doubtful(self, new: Sent, old: Sent) -> bool:
        before = self.came[: new.number - 1]
        level, was = LEVEL[new.kind], LEVEL[old.kind]
        fallen = was is not None and (level is None or level < was)
        copied = new.kind == "copy" and "other" in before
        return fallen or copied or new.kind == "named" or "next" in before

    def decide(self, what: str) -> list[Decided]:
        """The decisions that a person's command comes to; none where it is refused."""
        counts, asked = self.outcome()
        approved = counts is not None and counts.approved
        sent = self.sent()
        found: list[Decided] = []
        if what == "approve" and counts is not None and not approved:
            found = [Decided("approve", counts.number)]
        elif what == "reopen" and counts is not None and approved:
            found = [Decided("reopen", counts.number)]
        elif what in {"return", "keep older"} and sent and not approved:
            older = counts and any(each.valid and each.number < counts.number for each in sent)
            if asked:
                found = [Decided("refuse", each.number) for each in asked]
            elif what == "return":
                found = [Decided("return", sent[-1].number)]
            elif counts is not None and older:
                found = [Decided("refuse", counts.number)]
        elif what == "accept" and asked:
            found = [Decided("accept", asked[-1].number)]
        elif what == "waive" and not approved:
            found = [
                Decided("waive", each.number)
                for each in sent
                if each.kind == "wrong" and not each.waived
            ]
        elif what.startswith("undo"):
            found = self._undo(what, sent, approved=approved)
        self.log += found
        return found

    def _undo(self, what: str, sent: Sequence[Sent], *, approved: bool) -> list[Decided]:
        number = self.number_to_undo(what)
        if not 0 < number <= len(self.log) or number in self.undone():
            return []
        target = self.log[number - 1]
        of_it = next(each for each in sent if each.number == target.receipt)
        if approved and not (target.what == "approve" and of_it.approved):
            return []
        return [Decided("undo", target.receipt, number)]

    def number_to_undo(self, what: str) -> int:
        """The decision that is undone: the last one or the first."""
        return len(self.log) if what == "undo" else 1


class OfficeDesk:
    """A real desk, at which the same comes in one way."""

    def __init__(self, folder: Path, way: str) -> None:
        self.desk, self.way = Desk(folder), way
        self.waiting: list[Path] = []
        self.visits = 0

    def arrive(self, kind: str) -> None:
        self.visits += 1
        name = NAMES.get(kind, f"{kind}.xlsx")
        path = self.desk.file(f"{self.visits:02}/{name}", content(kind))
        self.waiting.append(path)
        if self.way == IN_PARTS:
            self.take()

    def take(self) -> None:
        """Receive what lies in the inbox."""
        pairs = (sorted(self.waiting[at : at + 2]) for at in range(0, len(self.waiting), 2))
        if self.way == WATCHED:
            with patch.object(watch, "arrivals", lambda _folder, _quiet: pairs):
                watch.take_arrivals(self.desk.folder, self.desk.take, _held)
        elif self.waiting:
            self.desk.receive(*self.waiting)
        self.waiting = []

    def decide(self, what: str, table: Table) -> bool:
        """The same decision; whether it was not refused."""
        self.take()
        registry = self.desk.registry
        with registry.writing("Kasi PMD", day(1)):
            try:
                self._decide(what, table)
            except RegistryError:
                return False
        return True

    def _decide(self, what: str, table: Table) -> None:
        registry, now = self.desk.registry, day(1)
        own = registry.lineage(UNIT, PERIOD)
        if what.startswith("undo"):
            review.undo(registry, table.number_to_undo(what), now, **BY)
        elif what == "accept":
            asked = [each.number for each in own if each.awaits]
            review.accept(registry, asked[-1] if asked else len(own) or 1, now, **BY)
        elif what == "waive":
            wrong = [one for each in own for one, finding in review.handles(each) if _due(finding)]
            review.waive(registry, wrong[0] if wrong else "0.1", now, **BY)
        else:
            _OF_THE_UNIT[what](registry, UNIT, PERIOD, now, **BY)

    def outcome(self) -> tuple[int | None, list[int]]:
        """What counts, and what awaits a decision, by number."""
        self.take()
        own = self.desk.registry.lineage(UNIT, PERIOD)
        assert own == self.desk.registry.lineages().get((UNIT, PERIOD), [])
        counts = lineage.counting(own)
        return counts and counts.number, [each.number for each in own if each.awaits]


_OF_THE_UNIT: dict[str, Callable] = {
    "approve": review.approve,
    "reopen": review.reopen,
    "return": review.send_back,
    "keep older": lambda *about, **by: review.send_back(*about, keep_older=True, **by),
}


def _due(finding) -> bool:
    return finding.family == "VALUE" and finding.waived is None


def _held(error) -> None:
    raise error


def tried(order: Sequence[str]) -> None:
    """One order of arrival, come in each of the ways; AssertionError where the table says else."""
    with tempfile.TemporaryDirectory() as folder:
        desks = [OfficeDesk(Path(folder, way), way) for way in (AT_ONCE, IN_PARTS, WATCHED)]
        table = Table()
        for desk in desks:
            desk.desk.folder.mkdir()
        for step in order:
            if step in ARRIVALS:
                table.arrive(step)
                for desk in desks:
                    desk.arrive(step)
                continue
            before = Table(list(table.came), list(table.log))
            expected = bool(table.decide(step))
            for desk in desks:
                assert desk.decide(step, before) == expected, (desk.way, step)
        counts, asked = table.outcome()
        for desk in desks:
            found = desk.outcome()
            assert found == (counts and counts.number, [each.number for each in asked]), desk.way
            desk.desk.registry.close()


ORDERS = st.lists(
    st.one_of(st.sampled_from(ARRIVALS), st.sampled_from(ARRIVALS), st.sampled_from(DECISIONS)),
    min_size=3,
    max_size=14,
)


def try_orders(many: int) -> None:
    """Try so many orders."""

    @settings(max_examples=many, deadline=None, phases=[Phase.generate], database=None)
    @given(ORDERS)
    def each(order: list[str]) -> None:
        tried(order)

    each()


def main() -> int:
    """Two hundred orders, or as many as are named; prints how long it took."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    since = time.monotonic()
    try_orders(many)
    print(f"{many} orders of arrival, each in three ways: {time.monotonic() - since:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
