"""Units that split, merge, change their code, join and leave: every quarter by plain loops."""

import itertools

import pytest

from iku_workbook.documents.returns import by_period
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.notes import gaps
from iku_workbook.results.year import consolidate_year
from tests.results.passing_units import TIMES, YEAR, answers, returns, there

VALUED = {each.code for each in YEAR.indicators if each.value is not None}
QUARTERS = {number: Period.parse(f"2025-Q{number}") for number in (1, 2, 3, 4)}


def by_hand(quarter, said):
    """Numerator and denominator of every indicator; ``said`` are answers by unit and quarter."""
    above = dict.fromkeys((each.code for each in YEAR.indicators), 0)
    below = dict(above)
    for code in TIMES:
        own = {at: said[code, at] for at in range(1, quarter + 1) if (code, at) in said}
        now = there(code, quarter)
        flows = {name: sum(each[name] for each in own.values()) for name in ("masuk", "selesai")}
        last = own[max(own)] if own else {"air": None, "rumah": None}
        above["ALIR"] += flows["selesai"]
        below["ALIR"] += flows["masuk"]
        above["RATA"] += flows["selesai"]
        above["TIAP"] += flows["masuk"]
        below["TIAP"] += sum(there(code, at) for at in range(1, quarter + 1))
        above["SISA"] += flows["masuk"] - flows["selesai"]
        above["KALI"] += flows["selesai"] * last["air"] if own else 0
        above["RAMAI"] += sum(row["orang"] for each in own.values() for row in each["acara"])
        for name in ("RATA", "DESA", "RAMAI", "LAMA", "SISA"):
            below[name] += now
        if now and own:
            above["TETAP"] += last["air"]
            below["TETAP"] += last["rumah"]
            below["KALI"] += last["rumah"]
            above["DESA"] += last["air"] >= 20
            above["LAMA"] += sum(each["lama"] for each in own.values()) / len(own)
        above["KASUS"] += flows["selesai"]
        below["KASUS"] = 1
        above["BERAT"] += flows["selesai"]
        below["BERAT"] += flows["masuk"]
        if now and own:
            above["RERATA"] += last["air"]
            below["RERATA"] += 1
            above["PALING"] = max(above["PALING"], flows["masuk"])
            below["PALING"] = 1
        if quarter in own:
            above["KINI"] += own[quarter]["selesai"]
            below["KINI"] += own[quarter]["masuk"]
    return {name: (above[name], below[name]) for name in above}


def said_in(received):
    return {(each.unit, int(each.period[-1])): each.values for each in received}


@pytest.mark.parametrize("without", [(), {("K", 3), ("A2", 4), ("H", 2)}], ids=["all", "some"])
@pytest.mark.parametrize("quarter", QUARTERS)
def test_plain_loops_find_the_same(quarter, without):
    """quality.md#passing-units: flows stay for the year, states and "1 a unit" count while a unit
    is there.
    """
    received = returns(without)
    found = consolidate(YEAR, received, QUARTERS[quarter])
    expected = by_hand(quarter, said_in(received))
    for code, (above, below) in expected.items():
        result = found.indicators[code]
        assert result.value == pytest.approx(above / below, rel=1e-12), code
        if code in VALUED:
            continue
        assert (result.numerator or 0) == pytest.approx(above, rel=1e-12), code
        assert (result.denominator or 0) == pytest.approx(below, rel=1e-12), code
        here = [each for each in TIMES if there(each, quarter)]
        reported = [each for each in here if (each, quarter) not in without]
        assert (result.reported, result.expected) == (len(reported), len(here)), code
    if not without:
        assert not any(each.provisional for each in found.indicators.values())


def test_a_unit_is_nowhere_asked_for_what_is_not_its_time():
    """quality.md#passing-units: who joined later or has left lacks nothing, whoever is there
    does.
    """
    found = consolidate(YEAR, returns({("G", 4), ("H", 2), ("A2", 3)}), QUARTERS[4])
    assert {each.unit.code for each in found.there} == {"A1", "A2", "D", "F", "G", "K"}
    absent = {each.unit.code for each in found.units if each.status is Status.ABSENT}
    assert absent == {"A", "B", "C", "E", "H"}
    assert [each.rpartition("from: ")[2] for each in gaps(found, catalogue("en"))] == [
        "Desa H.",
        "Desa A2.",
        "Desa G.",
    ]
    year = consolidate_year(YEAR, returns({("G", 4), ("H", 2), ("A2", 3)}), QUARTERS[4])
    owing = [each["belum"] for each in by_period(year, QUARTERS[4].end, catalogue("en"))]
    assert owing == [[], ["Desa H"], ["Desa A2"], ["Desa G"]]  # so says the accountability report
    # What a unit that left still owes moves flows, and no state.
    assert found.indicators["ALIR"].open_units == {"G", "H", "A2"}
    assert found.indicators["TETAP"].open_units == {"G"}


def test_the_range_is_that_of_all_that_may_still_come():
    """quality.md#passing-units: a unit that left may still say what its flows were, no more."""
    missing = {("H", 2), ("K", 4)}
    found = consolidate(YEAR, returns(missing), QUARTERS[4])
    ends: dict = {}
    for one, other in itertools.product((0, 50), repeat=2):
        for two, more in itertools.product((0, 50), repeat=2):
            for rumah, air in itertools.product((1, 50), (0, 50)):
                late = {("H", 2): (one, two), ("K", 4): (other, more)}
                said = said_in(returns(missing))
                for (code, at), (masuk, selesai) in late.items():
                    mine = {"masuk": masuk, "selesai": selesai, "rumah": rumah, "air": air}
                    said[code, at] = answers(code, at) | mine
                for name, (above, below) in by_hand(4, said).items():
                    ends.setdefault(name, []).append(above / below)
    for name in ("ALIR", "RATA", "TETAP", "TIAP", "KASUS", "RERATA", "PALING"):
        result = found.indicators[name]
        expected = (min(ends[name]), max(ends[name]))
        assert (result.range.least, result.range.greatest) == pytest.approx(expected), name


def test_the_previous_value_is_that_of_the_former_code():
    """quality.md#passing-units: a new code goes on with the old one's history; a part of a unit,
    and several as one, begin without any.
    """
    before = {
        quarter: {
            each.unit.code: each.previous.unit if each.previous else None
            for each in consolidate(YEAR, returns(), QUARTERS[quarter]).there
        }
        for quarter in (2, 3)
    }
    assert before[2]["F"] == "E"
    assert before[3] == {"F": "F", "K": "K", "A1": None, "A2": None, "D": None}
