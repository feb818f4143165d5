"""HIST-: a return against what was accepted from the same unit before."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.check_batch import check_batch
from iku_workbook.checks.file.examine import examine
from iku_workbook.findings import Severity, Verdict
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Cadence, Period, name_of
from iku_workbook.returns import Return
from tests.forms import GOOD, SMALL, define, filled, known

pytestmark = pytest.mark.slow

LEVELS = ["Tertinggal", "Berkembang", "Maju", "Mandiri"]
COMPARED = {
    "datang": {"largest_ratio": 3, "ratio_floor": 20},
    "naik": {"largest_ratio": 2.5},
    "skor": {"non_decreasing": True},
    "sejak": {"non_decreasing": True},
    "tingkat": {"non_decreasing": True},
}
LEVEL = {"id": "tingkat", "label": "Tingkat", "type": "choice", "codelist": "tingkat"}
DEFINITION = define(
    codelists={**SMALL["codelists"], "tingkat": LEVELS},
    fields=[{**each, **COMPARED.get(each["id"], {})} for each in [*SMALL["fields"], LEVEL]],
    rules=[],
)
FIRST = {**GOOD, "tingkat": "Maju", "kegiatan": []}
SECOND = {**FIRST, "datang": 41}


def judged(values, *, period=2, code="35.01", earlier=None, definition=DEFINITION):
    """The verdict on a return, ``earlier`` being what was accepted: values by unit and period."""
    forms = known(definition)
    received = examine("kini.xlsx", filled(values, definition, code, period=period), forms)

    def accepted(unit, before):
        found = [each for each in earlier or () if each.unit == unit and each.period < before.code]
        last = max(found, key=lambda each: each.period, default=None)
        return last and Accepted(last.period, last.values)

    [returned] = check_batch([received], forms, accepted_before=accepted)
    return returned


def accepted(values, period=1, code="35.01"):
    """A return as it is kept once it was accepted."""
    returned = judged(values, period=period, code=code)
    assert returned.verdict is Verdict.ACCEPTED
    return returned


def history(returned):
    return [
        (each.code, each.field, each.cell) for each in returned.findings if each.family == "HIST"
    ]


def test_without_anything_earlier_nothing_is_said():
    """contract.md#families: HIST- is against earlier periods: without any, nothing is said."""
    assert history(judged(FIRST)) == []
    others = [accepted(FIRST, code="35.02"), accepted(FIRST, period=3)]
    assert history(judged(FIRST, earlier=others)) == []


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        (40, 120, None),
        (40, 121, "HIST-001"),
        (40, 14, None),
        (121, 40, "HIST-002"),
        (0, 60, None),  # as 20 to 60
        (0, 61, "HIST-001"),
        (61, 0, "HIST-002"),
        (None, 500, None),  # nothing to compare with
    ],
)
def test_a_flow_that_jumps_is_asked_about(before, now, code):
    """definition.md#ratio: largest_ratio, either way round, over ratio_floor."""
    first = Return("a", "", "35.01", "2025-Q1", (), {**FIRST, "naik": 0, "datang": before}, {})
    returned = judged({**SECOND, "naik": 0, "datang": now}, earlier=[first])
    assert history(returned) == ([(code, "datang", "C6")] if code else [])
    assert returned.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("now", "jumps"), [(75, False), (76, True), (12, False), (11, True)])
def test_a_ratio_need_not_be_whole(now, jumps):
    """definition.md#ratio: largest_ratio is any number above 1."""
    returned = judged({**SECOND, "naik": now, "datang": 80}, earlier=[accepted(FIRST)])
    assert bool(history(returned)) is jumps


@pytest.mark.parametrize(
    ("field", "before", "now", "falls"),
    [
        ("skor", 0.75, 0.74, True),
        ("skor", 0.75, 0.75, False),
        ("skor", 0.75, 0.76, False),
        ("skor", None, 0.1, False),
        ("skor", 0.75, None, False),
        ("tingkat", "Mandiri", "Maju", True),
        ("tingkat", "Maju", "Mandiri", False),
        ("tingkat", "Tertinggal", "Berkembang", False),
        ("tingkat", "Swasembada", "Tertinggal", False),  # of a list that was changed since
        ("sejak", datetime.date(2024, 8, 17), datetime.date(2024, 8, 16), True),
        ("sejak", 45521, datetime.date(2024, 8, 16), False),  # was no date then
    ],
)
def test_a_state_that_falls_is_asked_about(field, before, now, falls):
    """definition.md#non-decreasing: non_decreasing; a choice falls down its codelist."""
    first = Return("a", "", "35.01", "2025-Q1", (), {**FIRST, field: before}, {})
    found = history(judged({**SECOND, field: now}, earlier=[first]))
    left_blank = [("HIST-005", field)] if now is None else []
    assert [row[:2] for row in found] == ([("HIST-003", field)] if falls else left_blank)


def test_a_form_that_was_sent_again_is_one_question():
    """contract.md#one-cause: one cause, one finding: not one for each field that is the same."""
    returned = judged({**SECOND, "datang": 40}, earlier=[accepted(FIRST)])
    assert history(returned) == [("HIST-004", None, None)]
    assert returned.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "values",
    [
        {**SECOND, "datang": 40, "nama": "Melati 2"},
        {**SECOND, "datang": 40, "tingkat": None},
        {**SECOND, "datang": "empat puluh"},
    ],
)
def test_one_field_that_differs_is_enough(values):
    """Only a form that says in every field what it said before may have been sent again."""
    told = [("HIST-005", "tingkat")] if values["tingkat"] is None else []
    found = history(judged(values, earlier=[accepted(FIRST)]))
    assert [row[:2] for row in found] == told


def test_a_state_that_is_left_blank_is_told_and_asks_nothing():
    """definition.md#earlier: what counts then is what was said before; a flow that is blank is
    none.
    """
    returned = judged({**SECOND, "tingkat": None}, earlier=[accepted(FIRST)])
    assert [each.severity for each in returned.findings if each.code == "HIST-005"] == ["info"]
    assert returned.verdict is Verdict.ACCEPTED


def test_states_and_quiet_periods_may_stand_still():
    """facts.md#status-carried: a state is carried forward; no documents twice is no copy."""
    quiet = {**FIRST, "datang": 0, "naik": 0}
    assert history(judged(quiet, earlier=[accepted(quiet)])) == []


def quarter(number):
    return name_of(Period(2025, number, Cadence.QUARTERLY))


def test_the_latest_earlier_return_counts():
    """definition.md#earlier: the latest accepted return, whatever its period."""
    earlier = [accepted({**FIRST, "skor": 0.9}), accepted({**SECOND, "skor": 0.5}, 2)]
    returned = judged({**SECOND, "skor": 0.7}, period=3, earlier=earlier)
    assert history(returned) == []
    returned = judged({**SECOND, "skor": 0.4}, period=4, earlier=earlier)
    [finding] = returned.findings[-1:]
    assert (finding.code, finding.data["period"]) == ("HIST-003", quarter(2))


def test_periods_that_come_together_are_compared_too():
    """contract.md#finding-order: an office may receive two quarters in one run, in any order."""
    forms = known(DEFINITION)
    second, wrong, first = (
        examine(f"{number}.xlsx", filled(values, DEFINITION, "35.01", period=number), forms)
        for number, values in ((3, SECOND), (2, {**SECOND, "datang": "lima"}), (1, SECOND))
    )
    told = check_batch([second, wrong, first], forms)
    assert [history(each) for each in told] == [[("HIST-004", None, None)], [], []]
    assert told[0].findings[-1].data["period"] == quarter(1)


def test_what_was_refused_is_not_compared():
    """contract.md#one-cause: one cause, one finding."""
    returned = judged({**SECOND, "datang": 2001}, earlier=[accepted(FIRST)])
    assert [each.code for each in returned.findings if each.field == "datang"] == ["VALUE-004"]


def test_the_sentences_name_both_figures():
    """contract.md#says-what-to-do: every finding says what to do; warnings ask, they do not
    refuse.
    """
    now = {**SECOND, "datang": 1500, "naik": 3, "skor": 0.5, "tingkat": "Berkembang"}
    findings = judged(now, earlier=[accepted(FIRST)]).findings
    findings = [each for each in findings if each.family == "HIST"]
    assert {each.severity for each in findings} == {Severity.WARNING}
    said = [catalogue("id").finding(each) for each in findings]
    assert [each.text for each in said] == [
        "Anak datang naik dari 40 (Triwulan I 2025) menjadi 1.500, lebih dari 3 kali lipatnya.",
        "Anak naik turun dari 30 (Triwulan I 2025) menjadi 3, kurang dari 1/2,5-nya.",
        "Skor turun dari 0,75 (Triwulan I 2025) menjadi 0,5.",
        "Tingkat turun dari Maju (Triwulan I 2025) menjadi Berkembang.",
    ]
    for language in LANGUAGES:
        assert all("C" in catalogue(language).finding(each).hint for each in findings)


FIGURES = st.fixed_dictionaries(
    {
        "datang": st.integers(0, 2000),
        "naik": st.integers(0, 2000),
        "skor": st.none() | st.floats(0, 1),
        "tingkat": st.none() | st.sampled_from(LEVELS),
        "nama": st.text("abc", min_size=1, max_size=3),
    }
)


@settings(max_examples=15, deadline=None)
@given(FIGURES, FIGURES)
def test_whatever_is_said(before, now):
    """Nothing earlier, nothing said; all the same, one question; a field is asked about once."""
    before, now = ({**FIRST, **each} for each in (before, now))
    assert history(judged(now)) == []
    first = judged(before, period=1)
    told = bool(before["datang"] or before["naik"])
    same = history(judged(before, earlier=[first]))
    assert same == ([("HIST-004", None, None)] if told else [])
    fields = [field for _, field, _ in history(judged(now, earlier=[first]))]
    assert len(fields) == len(set(fields))


def shown_before(values, shown, before, period=2):
    """What is said of the earlier values that a form shows, where others were accepted."""
    forms = known(DEFINITION)
    data = filled(values, DEFINITION, period=period, previous=shown)
    received = examine("kini.xlsx", data, forms)
    said = Accepted(before.period, before.values)
    [returned] = check_batch([received], forms, accepted_before=lambda _unit, _period: said)
    return [
        (each.code, each.field, each.cell, each.found, each.expected)
        for each in returned.findings
        if each.code == "LOCK-020"
    ]


def test_the_values_of_the_period_before_are_those_that_were_accepted():
    """quality.md#tampered: every locked cell; these are not the form's but the registry's."""
    before, seven = accepted(FIRST), {"datang": 7}
    assert shown_before(SECOND, FIRST, before) == []
    assert shown_before(SECOND, {}, before) == []
    told = ("LOCK-020", "previous.datang", "D6", 7, 40)
    assert shown_before(SECOND, FIRST | seven, before) == [told]
    # Of an earlier period only states are shown.
    assert shown_before(SECOND, FIRST | seven, before, period=3) == []
    other = ("LOCK-020", "previous.tingkat", "D14", "Mandiri", "Maju")
    assert shown_before(SECOND, FIRST | {"tingkat": "Mandiri"}, before, period=3) == [other]
