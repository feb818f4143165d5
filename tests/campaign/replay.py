"""A campaign's year, day by day: what happens, what is printed, and the same printed again later.

``python -m tests.campaign.replay 300`` replays three hundred years that hypothesis makes up.
"""

import datetime
import json
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from iku_workbook.campaign import closing, placing, review
from iku_workbook.campaign.reexamine import bring_up_to_date
from iku_workbook.campaign.results import Selection, planned_year, render_results, year_of
from iku_workbook.documents.context import context
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.records import DecisionKind, ExportKind
from iku_workbook.results.basis import Certainty
from iku_workbook.results.notes import gaps
from iku_workbook.results.open_questions import open_questions
from tests.campaign.asking import NOREH, TAMAN, Asking

PERIODS = tuple(Period.parse(f"2025-Q{number}") for number in (1, 2))
VARIANTS = ({}, {"hadir": 30, "warga": 95}, {"hadir": 120}, {"status": "Berkembang", "warga": 20})
FIRST = datetime.date(2025, 4, 2)
MORNING, EVENING = datetime.time(3, tzinfo=datetime.UTC), datetime.time(14, 59, tzinfo=datetime.UTC)
BARU = {"code": "35.03", "name": "Baru", "kind": "desa"}


def _set(**keys):
    return lambda asked: asked.update(keys)


def _unit(change):
    def changed(asked):
        asked["units"] = change(list(asked["units"]))

    return changed


def _field(name, **keys):
    def changed(asked):
        next(each for each in asked["fields"] if each["id"] == name).update(keys)

    return changed


def _indicator(**keys):
    return lambda asked: asked["indicators"][0].update(keys)


def _without(code):
    return lambda units: [each for each in units if each["code"] != code] or units


CHANGES = (
    _indicator(targets={"2025-Q1": 50, "2025-Q2": 60}),
    _indicator(targets={"2025-Q1": 90, "2025": 95}),
    _indicator(scale=1, decimals=3),
    _indicator(scale=100),
    _set(achievement={"cap": 120, "bands": [{"from": 0, "label": "Rendah"}]}),
    _set(title="Contoh lain 2025", due_days=20),
    _set(timezone="WIT"),
    _set(timezone="WITA"),
    _set(agency={"name": "Kecamatan Lain", "regency": "Kabupaten"}),
    _field("hadir", maximum=50),
    _field("hadir", maximum=200),
    _field("warga", label="Penduduk", unit_of_measure="orang"),
    _unit(lambda units: units if BARU in units else [*units, BARU]),
    _unit(_without(TAMAN)),
    _unit(lambda units: [{**each, "name": each["name"] + "!"} for each in units]),
    _set(rules=[]),
)
FILES = tuple((unit, number, at) for unit in (NOREH, TAMAN) for number in (1, 2) for at in range(4))
UNITS = st.sampled_from((NOREH, TAMAN))
DECISIONS = (DecisionKind.APPROVE, DecisionKind.RETURN, DecisionKind.REFUSE, DecisionKind.REOPEN)
EVENTS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from(range(len(FILES) + 1))),
    st.tuples(st.just("decide"), st.sampled_from(DECISIONS), UNITS, st.sampled_from(PERIODS)),
    st.tuples(st.just("define"), st.sampled_from(range(len(CHANGES)))),
    st.tuples(st.just("accept"), st.integers(1, 9)),
    st.tuples(st.just("undo"), st.integers(1, 5)),
    st.tuples(st.just("waive"), st.integers(1, 9), st.integers(1, 4)),
    st.tuples(st.just("assign"), UNITS),
    st.tuples(st.just("dismiss"), st.integers(1, 9)),
    st.tuples(st.just("generate"), st.sampled_from(PERIODS)),
    st.tuples(st.just("close"), st.sampled_from(PERIODS)),
    st.tuples(st.just("open"), st.sampled_from(PERIODS)),
)
DAYS = st.lists(st.lists(EVENTS, max_size=5), min_size=2, max_size=7)


def prepared(root, files=FILES):
    """An office with forms, and every return that may come, or these."""
    office = Asking(root)
    known = {each.code: each for each in office.definition.units}
    for period in PERIODS:
        office.campaign.record_issued(
            office.definition, period, known.values(), by="Loket", at=_at(FIRST, MORNING)
        )
    for unit, number, at in files:
        made = office.form(unit, number, **VARIANTS[at])
        made.rename(made.with_name(f"{unit}-{number}-{at}.xlsx"))
    (office.campaign.inbox / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return office


def _at(day, time):
    return datetime.datetime.combine(day, time)


class Replay:
    """One office's days, in a copy of its campaign."""

    def __init__(self, office, root):
        folder = Path(shutil.copytree(office.campaign.root, root / "c"))
        self.office = office.moved(type(office.campaign)(folder))
        self.day, self.minutes = FIRST, 0
        self.printed = {}

    @property
    def campaign(self):
        return self.office.campaign

    def clock(self):
        """A minute later than before."""
        self.minutes += 1
        return _at(self.day, MORNING) + datetime.timedelta(minutes=self.minutes)

    def live(self, days):
        """What happens on each day, and what is printed at its end."""
        for events in days:
            self.minutes = 0
            for what, *about in events:
                with suppress(OperatorError):
                    getattr(self, f"_{what}")(*about)
            self.printed[self.day] = self.print(self._today())
            self.day += datetime.timedelta(days=1)

    def again(self):
        """What differs when each day is printed again later: the day, what, and from when."""
        for day, before in self.printed.items():
            now = self.print(Selection(as_of=day, current_list=True))
            for key in before.keys() | now.keys():
                if before.get(key) != now.get(key):
                    yield day, key, before.get(key), now.get(key)

    def _today(self):
        bring_up_to_date(self.campaign, by="Loket", clock=lambda: _at(self.day, EVENING))
        return Selection(current_list=True)

    def print(self, chosen):
        """All that is printed of a selection, by what it is; nothing where nothing had come."""
        found = {}
        with mock.patch("iku_workbook.campaign.results.today", return_value=self.day):
            for approved in (False, True):
                one = Selection(None, chosen.as_of, approved, current_list=True)
                with suppress(OperatorError):
                    year = year_of(self.campaign, PERIODS[1], one)
                    if year.returns or year.unsettled.left:
                        found |= {(approved, key): each for key, each in _printed(year, one)}
            year = planned_year(self.campaign, PERIODS[1], chosen)
            found["plan"] = repr(context(year, year.basis.day))
            assert year.basis.certainty is Certainty.RECORDED
        if chosen.as_of is None:
            self._put_out()
        return found

    def _put_out(self):
        at = _at(self.day, EVENING)
        with self.campaign.registry() as registry, registry.writing("Loket", at):
            registry.record_exports(ExportKind.MASTER, [("x.xlsx", "0" * 64)], at, by="Loket")

    def _come(self, at):
        name = "foto.png" if at == len(FILES) else "{}-{}-{}.xlsx".format(*FILES[at])
        with mock.patch.object(self.office, "clock", self.clock):
            self.office.receive(self.campaign.inbox / name)

    def _decide(self, what, unit, period):
        known = {each.code: each for each in self.office.definition.units}
        about = {"by": "Kasi", "at": self.clock(), "reason": "Sesuai"}
        if unit in known:
            review.decide(self.campaign, what, known[unit], period, **about)

    def _define(self, at):
        self.office.ask(CHANGES[at])

    def _accept(self, number):
        review.accept(self.campaign, number, by="Kasi", at=self.clock(), reason="")

    def _undo(self, number):
        review.undo(self.campaign, number, by="Kasi", at=self.clock(), reason="Keliru")

    def _waive(self, number, finding):
        about = {"by": "Kasi", "at": self.clock(), "reason": "Sesuai"}
        review.waive(self.campaign, f"{number}.{finding}", **about)

    def _assign(self, unit):
        known = {each.code: each for each in self.office.definition.units}
        with self.campaign.registry() as registry:
            numbers = [each.number for each in registry.unplaced()]
        if numbers and unit in known:
            about = {"by": "Kasi", "at": self.clock(), "reason": "Foto"}
            placing.assign(self.campaign, numbers[0], known[unit], PERIODS[0], **about)

    def _dismiss(self, number):
        placing.dismiss(self.campaign, number, by="Kasi", at=self.clock(), reason="Bukan")

    def _close(self, period):
        closing.close(self.campaign, period, by="Camat", at=self.clock(), reason="")

    def _open(self, period):
        about = {"by": "Camat", "at": self.clock(), "reason": "Keliru"}
        closing.open_again(self.campaign, period, **about)

    def _generate(self, period):
        definition = self.office.definition
        about = {"by": "Loket", "at": self.clock()}
        self.campaign.record_issued(definition, period, definition.reporting, **about)


def _printed(year, chosen):
    day = chosen.day(year.definition.timezone.time)
    say = catalogue(year.definition.language)
    yield "json", json.loads(render_results(year, "json", day))
    if chosen.approved is bool(day.toordinal() % 2):  # half of them: it takes the longest
        yield "master", render_results(year, "xlsx", day)
    yield "document", repr(context(year, day))
    yield "notes", (gaps(year.results, say), open_questions(year.definition, year.unsettled, say))


def replayed(office, days):
    """Live through days, and compare with what is printed of each later."""
    with tempfile.TemporaryDirectory() as folder:
        year = Replay(office, Path(folder))
        year.live(days)
        different = [(day, key) for day, key, *_ in year.again()]
        assert different == [], different
        return len(year.printed)


def main(examples):
    """Replay so many years."""
    with tempfile.TemporaryDirectory() as folder:
        office, days = prepared(Path(folder) / "office"), []

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(DAYS)
        def every(made):
            days.append(replayed(office, made))

        every()
        print(f"{len(days)} years, {sum(days)} days printed again: no difference")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100)
