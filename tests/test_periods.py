"""Period codes, days and names."""

from datetime import date
from itertools import pairwise

import pytest

from iku_workbook.messages import catalogue
from iku_workbook.periods import Cadence, Period, PeriodError, form_label, label, periods_of


@pytest.mark.parametrize(
    ("code", "cadence", "start", "end", "previous", "indonesian", "english"),
    [
        ("2025", "annual", "01-01", "12-31", "2024", "Tahun 2025", "2025"),
        (
            "2025-S2",
            "semester",
            "07-01",
            "12-31",
            "2025-S1",
            "Semester II 2025",
            "Semester 2, 2025",
        ),
        ("2024-Q1", "quarterly", "01-01", "03-31", "2023-Q4", "Triwulan I 2024", "Quarter 1, 2024"),
        ("2024-M02", "monthly", "02-01", "02-29", "2024-M01", "Februari 2024", "February 2024"),
        ("2025-M12", "monthly", "12-01", "12-31", "2025-M11", "Desember 2025", "December 2025"),
    ],
)
def test_a_code_gives_the_days_and_the_name(
    code, cadence, start, end, previous, indonesian, english
):
    """definition.md#periods: SDMX codes 2025, 2025-S1, 2025-Q1, 2025-M01; "Triwulan I 2025"."""
    period = Period.parse(code)
    assert period == Period.parse(code, cadence)
    assert (period.code, period.cadence) == (code, cadence)
    assert period.start.isoformat() == f"{code[:4]}-{start}"
    assert period.end.isoformat() == f"{code[:4]}-{end}"
    assert period.previous.code == previous
    assert (label(period), label(period, "en")) == (indonesian, english)


@pytest.mark.parametrize("cadence", Cadence)
def test_a_form_calls_a_year_one(cadence):
    """form.md#first-version: what forms call their period stays; of a whole year that is more than
    English sentences have.
    """
    for language, year in (("id", "Tahun 2025"), ("en", "Year 2025")):
        for each in periods_of(2025, cadence):
            expected = year if cadence is Cadence.ANNUAL else label(each, language)
            assert form_label(each, language) == expected


@pytest.mark.parametrize("cadence", Cadence)
def test_the_periods_of_a_year_cover_it_without_a_gap(cadence):
    """definition.md#periods: the last period of a year is also the year's result."""
    periods = periods_of(2024, cadence)
    assert list(periods) == sorted(periods)
    assert [period.code for period in periods] == [
        Period.parse(period.code, cadence).code for period in periods
    ]
    assert sum((period.end - period.start).days + 1 for period in periods) == 366
    assert all(later.previous == earlier for earlier, later in pairwise(periods))
    assert [period.is_last for period in periods] == [False] * (len(periods) - 1) + [True]
    assert periods[-1].year_to_date == periods
    assert periods[0].year_to_date == periods[:1]
    for language in ("id", "en"):
        assert len({label(period, language) for period in periods}) == len(periods)


def test_a_return_is_due_so_many_days_after_the_end():
    """definition.md#the-whole: due_days is days after the end of a period."""
    assert Period.parse("2025-Q4").due(10) == date(2026, 1, 10)


@pytest.mark.parametrize(
    "code",
    [
        *("", "25", "2025-", "2025-Q0", "2025-Q5", "2025-S3", "2025-M13", "2025-M00", "2025-M1"),
        *("2025-Q01", "2025Q1", "2025-q1", "2025-W01", " 2025", "2025\n", "٢٠٢٥", "0000", "9999"),
    ],
)
def test_a_malformed_code_is_refused_with_an_example(code):
    """definition.md#periods: nothing but SDMX codes."""
    with pytest.raises(PeriodError) as refused:
        Period.parse(code)
    assert "2025-Q1" in next(refused.value.messages(catalogue("id"))).text


def test_a_code_of_another_cadence_is_refused_with_one_of_the_right_one():
    """definition.md#periods: a definition has one cadence."""
    with pytest.raises(PeriodError) as refused:
        Period.parse("2025-S1", "monthly")
    sentence = str(refused.value)
    assert "2025-S1" in sentence
    assert "2025-M01" in sentence
