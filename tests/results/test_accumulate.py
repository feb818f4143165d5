"""What a unit has said in the year so far."""

import pytest

from iku_workbook.periods import Period
from iku_workbook.results.accumulate import ConflictingReturns, Status, accumulate
from tests.forms import define
from tests.results.year import BROKEN, FOREIGN, returned

Q2, Q3 = (Period.parse(f"2025-Q{number}") for number in (2, 3))
ROW = {"tanggal": None, "jenis": "Rapat", "peserta": 3, "bukti": None}
EVENT = {"kegiatan": [ROW]}


def first(returns, period=Q3):
    return accumulate(define(), returns, period)[0]


def test_flows_add_up_and_states_are_carried_forward():
    """house.md#accumulate: `sum` for flows, `latest` for states, registers append."""
    year = first(
        [
            returned(
                "35.01", "2025-Q1", {"datang": 4, "skor": 0.5, "ada": "Ya", "kegiatan": [ROW]}
            ),
            returned("35.01", "2025-Q2", {"datang": None, "skor": None, "ada": "Tidak"}),
            returned("35.01", "2025-Q3", {"datang": 6, "skor": None, "kegiatan": [ROW, ROW]}),
        ]
    )
    assert year.values["datang"] == 10
    assert year.values["skor"] == 0.5
    assert year.values["ada"] == "Tidak"
    assert year.values["naik"] is None
    assert year.values["kegiatan"] == [ROW, ROW, ROW]
    assert year.sources == {"skor": "2025-Q1", "ada": "2025-Q2"}


def test_only_the_year_up_to_the_period_counts():
    """house.md#accumulate: over the year's periods up to the one asked for."""
    returns = [
        returned("35.01", code, {"datang": 1})
        for code in ("2025-Q4", "2024-Q4", "2025-Q2", "2025-Q3")
    ]
    year = first(returns, Q2)
    assert (year.values["datang"], list(year.accepted)) == (1, ["2025-Q2"])


def test_a_zero_is_a_value_and_a_blank_is_none():
    """definition.md#over-time: latest is the last value filled in; a sum of nothing is blank."""
    year = first(
        [
            returned("35.01", "2025-Q1", {"skor": 0.5, "datang": None}),
            returned("35.01", "2025-Q2", {"skor": 0, "datang": None}),
        ]
    )
    assert (year.values["skor"], year.values["datang"]) == (0, None)


def test_only_accepted_returns_count():
    """contract.md#only-accepted: what needs correction or is rejected adds nothing."""
    year = first([returned("35.01", "2025-Q3", {"datang": 7}, BROKEN)])
    assert (year.values, year.status) == ({}, Status.NEEDS_CORRECTION)


def test_the_best_of_several_returns_is_the_status():
    """contract.md#units-status, units_status: accepted, needs-correction, rejected or missing."""
    bad, broken, good = (
        returned("35.01", "2025-Q3", {"datang": 1}, *findings)
        for findings in ((FOREIGN,), (BROKEN,), ())
    )
    assert first([bad, broken, good]).status is Status.ACCEPTED
    assert first([bad, broken]).status is Status.NEEDS_CORRECTION
    assert first([bad]).status is Status.REJECTED
    assert first([]).status is Status.MISSING


def test_the_same_file_twice_counts_once():
    """quality.md#same-twice: the same file twice adds nothing."""
    twice = [returned("35.01", "2025-Q3", {"datang": 5}, file=name) for name in ("a", "b")]
    assert first(twice).values["datang"] == 5


def test_two_different_accepted_returns_are_a_question():
    """No result hangs on the order of files: a person has to choose."""
    with pytest.raises(ConflictingReturns) as error:
        first(
            [returned("35.01", "2025-Q3", {"datang": value}, file=f"{value}") for value in (1, 2)]
        )
    assert error.value.data == {"unit": "35.01", "period": "2025-Q3", "first": "1", "second": "2"}


def test_a_field_that_a_kind_does_not_report_is_left_out():
    """definition.md#reported-by: reported_by names the kinds of unit that report a field."""
    years = accumulate(define(), [returned("35.01", "2025-Q3", {"surat": 3, "datang": 1})], Q3)
    assert "surat" not in years[0].values


def test_the_return_of_the_period_before_may_be_of_the_year_before():
    """definition.md#previous: previous.field is the value accepted for the period before."""
    before = returned("35.01", "2024-Q4", {"datang": 9})
    year = accumulate(define(), [before], Period.parse("2025-Q1"))[0]
    assert (year.previous, year.values) == (before, {})
