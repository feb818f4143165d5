"""Orders of arrival: what comes and what people decide, held against the table of rules.

The table stands in docs/registry.md; :class:`Table` is it once more, told by what was sent and not
by what the registry read. ``python -m tests.registry.orders`` tries two hundred orders.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from iku_workbook.campaign import watch
from iku_workbook.registry import RegistryError, lineage, review
from tests.forms import GOOD, KEY, SMALL, define, filled, known
from tests.registry.desk import OTHER, PERIOD, UNIT, Desk, day

AT_ONCE, IN_PARTS, WATCHED = "at once", "in parts", "--watch"
BY = {"by": "Kasi PMD", "reason": "Sesuai berkas kertas."}

LEVEL = {"first": 40, "more": 45, "most": 50, "less": 35, "named": 60, "copy": 70, "wrong": None}
"""What each return of the unit says in one of its figures."""
ARRIVALS = (*LEVEL, "next", "other", "photo")
CHANGES = ("bound", "key")
"""What the office changes, and puts right the next time: a bound, and the key."""
_BOUND = 50
_FIELDS = [
    each | {"maximum": _BOUND} if each["id"] == "datang" else each for each in SMALL["fields"]
]

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


@dataclass(frozen=True)
class Question:
    """What is asked at a time: whether a bound is tight, and whether the key is a wrong one."""

    tight: bool = False
    locked_out: bool = False

    def changed(self, what: str) -> "Question":
        """The same with one thing changed; a bound is left alone while the key is wrong."""
        if what == "key":
            return Question(self.tight, not self.locked_out)
        return self if self.locked_out else Question(not self.tight)

    def takes(self, kind: str) -> bool:
        """Whether nothing is wrong with a return but what a person wrote in words."""
        return not self.locked_out and not (self.tight and (LEVEL[kind] or 0) > _BOUND)


@dataclass
class Sent:
    """One return of the unit for the period, and what people decided about it.

    sound   whether the examination that holds took it
    asking  the same of one that asks whether an approval still stands
    """

    number: int
    kind: str
    sound: bool = True
    asking: bool | None = None
    sent_back: bool = False
    waived: bool = False
    confirmed: bool = False
    approved: bool = False

    @property
    def valid(self) -> bool:
        return self.sound and not self.sent_back and (self.kind != "wrong" or self.waived)


@dataclass
class Decided:
    """One decision of the log; ``undoes`` is the number of another."""

    what: str
    receipt: int
    undoes: int | None = None


@dataclass(frozen=True)
class Change:
    """The question changed when so much had been decided: to what, and who was asked about it."""

    after: int
    to: Question
    asked: frozenset[int]


@dataclass
class Table:
    """The table of rules: what came, what was decided and changed, each in its order."""

    came: list[str] = field(default_factory=list)
    log: list[Decided] = field(default_factory=list)
    question: Question = Question()
    first: list[tuple[Question, int]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def copy(self) -> "Table":
        """The same, which stays as it is."""
        return replace(self, came=list(self.came), log=list(self.log))

    def arrive(self, kind: str) -> None:
        """The same bytes again are no new return."""
        if kind not in self.came:
            self.came.append(kind)
            self.first.append((self.question, len(self.changes)))

    def change(self, what: str) -> None:
        """What may be judged otherwise now is: but an approved return is asked about."""
        to = self.question.changed(what)
        if to != self.question:
            asked = {
                each.number
                for each in self.sent()
                if each.approved and to.takes(each.kind) != each.sound
            }
            if what == "key":
                asked = set()
            self.question = to
            self.changes.append(Change(len(self.log), to, frozenset(asked)))

    def sent(self) -> list[Sent]:
        """The unit's returns, after what holds of the log."""
        found = [
            Sent(at, kind, self.first[at - 1][0].takes(kind))
            for at, kind in enumerate(self.came, start=1)
            if kind in LEVEL
        ]
        for number in range(len(self.log) + 1):
            if number:
                each = self.log[number - 1]
                if number not in self.undone() and each.what != "undo":
                    for one in found:
                        self._apply(each, one)
            for at, change in enumerate(self.changes):
                if change.after == number:
                    for one in found:
                        self._examine(at, change, one)
        return found

    def _examine(self, at: int, change: Change, one: Sent) -> None:
        question, known = self.first[one.number - 1]
        locked_out = self.changes[at - 1].to.locked_out if at > known else question.locked_out
        # A key only lets in what another kept out; what was taken stays so.
        if at < known or (change.to.locked_out and one.sound) or (locked_out and one.sound):
            return
        if one.approved and one.number in change.asked:
            one.asking = change.to.takes(one.kind)
        else:
            one.sound, one.asking = change.to.takes(one.kind), None

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
            if one.asking is not None and (one.asking or each.what == "reopen"):
                one.sound = one.asking
            one.asking = None

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
        return fallen or copied or new.kind == "named" or self._is_over(before)

    def _is_over(self, before: Sequence[str]) -> bool:
        """Whether a later period was accepted before; while the key is wrong, nothing is."""
        if "next" not in before:
            return False
        question, known = self.first[self.came.index("next")]
        return not question.locked_out or len(self.changes) > known

    def decide(self, what: str) -> list[Decided]:
        """The decisions that a person's command comes to; none where it is refused."""
        counts, asked = self.outcome()
        approved = counts is not None and counts.approved
        sent = self.sent()
        found: list[Decided] = []
        if what == "approve" and counts is not None and (not approved or counts.asking is not None):
            found = [Decided("approve", counts.number)]
        elif what == "reopen" and counts is not None and approved:
            found = [Decided("reopen", counts.number)]
        elif what == "keep older" and counts is not None and approved:
            newer = [each for each in sent if each.valid and each.number > counts.number]
            found = [Decided("refuse", each.number) for each in newer]
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
                if each.kind == "wrong" and each.sound and not each.waived
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
        self.visits, self.ticks = 0, 0

    def now(self) -> float:
        """The time in days since the first, a little later each time."""
        self.ticks += 1
        return self.ticks / 100

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
                watch.take_arrivals(self.desk.folder, self._take, _held)
        elif self.waiting:
            self.desk.receive(*self.waiting, on=self.now())
        self.waiting = []

    def _take(self, sources) -> None:
        self.desk.take(sources, on=self.now())

    def change(self, to: Question) -> None:
        """Ask otherwise from now on; what lies in the inbox was received before."""
        self.take()
        current, other = (define(fields=_FIELDS), define())[:: 1 if to.tight else -1]
        self.desk.forms = known(current, other, key=KEY[::-1] if to.locked_out else KEY)
        self.desk.receive(on=self.now())

    def decide(self, what: str, table: Table) -> bool:
        """The same decision; whether it was not refused."""
        self.take()
        registry = self.desk.registry
        with registry.writing("Kasi PMD", day(self.now())):
            try:
                self._decide(what, table)
            except RegistryError:
                return False
        return True

    def _decide(self, what: str, table: Table) -> None:
        registry, now = self.desk.registry, day(self.now())
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
        registry = self.desk.registry
        assert own == registry.lineages().get((UNIT, PERIOD), [])
        numbers = [each.number for each in registry.receipts()]
        alone = {each: found for each in numbers if (found := registry.return_of(each))}
        assert registry.returns_of(numbers) == alone
        counts = lineage.counting(own)
        return counts and counts.number, [each.number for each in own if each.awaits]


_OF_THE_UNIT: dict[str, Callable] = {
    "approve": review.approve,
    "reopen": review.reopen,
    "return": review.send_back,
    "keep older": lambda *about, **by: review.send_back(*about, keep_older=True, **by),
}


def _due(finding) -> bool:
    return finding.code == "VALUE-002" and finding.waived is None


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
            if step == "bound" and any(each.what == "waive" for each in table.log):
                continue  # what was let pass under another bound is another finding
            if step in CHANGES:
                table.change(step)
                for desk in desks:
                    desk.change(table.question)
                continue
            before = table.copy()
            expected = bool(table.decide(step))
            for desk in desks:
                assert desk.decide(step, before) == expected, (desk.way, step)
        counts, asked = table.outcome()
        for desk in desks:
            found = desk.outcome()
            assert found == (counts and counts.number, [each.number for each in asked]), desk.way
            desk.desk.registry.close()


ORDERS = st.lists(
    st.one_of(
        st.sampled_from(ARRIVALS),
        st.sampled_from(ARRIVALS),
        st.sampled_from((*DECISIONS, *CHANGES)),
    ),
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
