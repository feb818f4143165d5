"""Dates that a computer read otherwise than they were typed, and what else becomes of figures."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from iku_workbook.replies.corrected_copy import corrected
from iku_workbook.serials import serial
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    define,
    filled,
    known,
    layout_of,
    look_like,
    put,
    said,
)

LAYOUT = layout_of(define())
DAY = datetime.date
COLUMN = "kegiatan.tanggal"


def rows(*dates, **values):
    """A return whose register has these dates, each row with evidence of its own."""
    events = [{"tanggal": each, "bukti": f"ST/{at}"} for at, each in enumerate(dates)]
    return filled({**GOOD, **values, "kegiatan": events})


def swapped(returned):
    """Cell, what stands there and what it may be, of every date that is asked about."""
    return [
        (each.cell, each.found, each.data["other"])
        for each in returned.findings
        if each.code == "VALUE-022"
    ]


@pytest.mark.parametrize(
    "text", ["15/01/2025", "13/1/2025", "31-01-2025", "15/01/25", "01/15/2025", "1-31-25"]
)
def test_a_text_gives_away_how_the_computer_reads_dates(text):
    """VALUE-022; facts.md#month-first: the others are asked about, with both readings."""
    [returned] = check(rows(text, DAY(2025, 3, 2), DAY(2025, 1, 3), sejak=DAY(2024, 8, 9)))
    assert returned.verdict is Verdict.ACCEPTED
    assert swapped(returned) == [
        (address(LAYOUT, "sejak"), DAY(2024, 8, 9), DAY(2024, 9, 8)),
        (address(LAYOUT, COLUMN, 1), DAY(2025, 3, 2), DAY(2025, 2, 3)),
        (address(LAYOUT, COLUMN, 2), DAY(2025, 1, 3), DAY(2025, 3, 1)),
    ]
    message = catalogue("id").finding(returned.findings[-1])
    assert message.text.startswith("Tanggal: 1 Maret 2025 atau 3 Januari 2025?")
    assert f"{address(LAYOUT, COLUMN)} " in message.text
    assert "2025-03-01" in message.hint


@pytest.mark.parametrize(
    "text",
    [
        "15.01.2025",
        "15 / 01 / 2025",
        " 15/01/2025",
        "15/01/2025 ",
        "15/01/2025\u00a0",
        "15/01/2025\u200b",
        "'15/01/2025",
        "15 Januari 2025",
        "Rabu, 15/01/2025",
        "2025-01-15",
        "05/02/2025",
        "15/01/2025 00:00",
    ],
)
def test_what_stays_a_text_on_any_computer_gives_nothing_away(text):
    """facts.md#month-first: no false alarm for dots, spaces, words, marks, an apostrophe."""
    [returned] = check(rows(text, DAY(2025, 3, 2), DAY(2025, 1, 3)))
    assert swapped(returned) == []


@pytest.mark.parametrize("other", ["02/03/2025", "01/31/2025"])
def test_texts_that_another_reason_keeps_give_nothing_away(other):
    """facts.md#month-first: any computer makes a date of the one, no computer keeps both."""
    [returned] = check(rows("15/01/2025", other, DAY(2025, 3, 2)))
    assert swapped(returned) == []


@pytest.mark.parametrize(
    "date",
    [
        DAY(2025, 1, 31),  # no month 31
        DAY(2025, 3, 3),  # the same both ways
        DAY(2025, 2, 5),  # 2 May is not in the quarter
    ],
)
def test_a_date_with_one_reading_is_not_asked_about(date):
    """facts.md#month-first: cell by cell, where the other reading may be."""
    [returned] = check(rows("15/01/2025", date, DAY(2025, 1, 3)))
    assert swapped(returned) == [(address(LAYOUT, COLUMN, 2), DAY(2025, 1, 3), DAY(2025, 3, 1))]


@settings(max_examples=10)
@given(st.lists(st.dates(DAY(2025, 1, 1), DAY(2025, 3, 31)), min_size=3, max_size=3))
def test_without_such_a_text_nothing_is_asked(dates):
    """facts.md#month-first; quality.md#false-alarms: true dates alone tell nothing."""
    [plain], [given_away] = check(rows(*dates)), check(rows("15/01/2025", *dates))
    assert swapped(plain) == []
    asked = [each for _, each, _ in swapped(given_away)]
    assert asked == [
        each for each in dates if max(each.day, each.month) < 4 and each.day != each.month
    ]


def test_an_apostrophe_keeps_a_text_a_text():
    """facts.md#month-first: Excel marks what was typed behind one by the cell's style."""

    def quoted(root):
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            style.set("quotePrefix", "1")

    data = rows("15/01/2025", DAY(2025, 3, 2))
    [returned] = check(change_part(data, "xl/styles.xml", quoted))
    assert swapped(returned) == []


def test_a_date_that_is_refused_is_not_asked_about_too():
    """contract.md#one-cause: 2 May is out of the quarter, and that is said."""
    [returned] = check(rows("15/01/2025", DAY(2025, 5, 2)))
    assert [code for code, *_ in said(returned)] == ["VALUE-008", "VALUE-004"]


def test_a_time_of_day_is_asked_about_once():
    """VALUE-023; facts.md#time-of-day: once a column, with the rows."""
    dates = [DAY(2025, 1, 30), DAY(2025, 1, 31), DAY(2025, 3, 31)]
    data = rows(*dates, DAY(2025, 2, 28))
    for at, date in enumerate(dates):
        cell = f"<v>{serial(date) + 0.354166666666667}</v>"
        data = put(data, f"Kegiatan!{address(LAYOUT, COLUMN, at)}", cell)
    data = put(
        data, f"Isian!{address(LAYOUT, 'sejak')}", f"<v>{serial(DAY(2024, 8, 17)) + 0.5}</v>"
    )
    [returned] = check(data)
    assert said(returned) == [
        ("VALUE-023", "warning", address(LAYOUT, "sejak"), "sejak"),
        ("VALUE-023", "warning", address(LAYOUT, COLUMN), COLUMN),
    ]
    first = LAYOUT.tables[0].first
    assert returned.findings[1].data["rows"] == f"{first}, {first + 1}, {first + 2}"
    assert "30 Januari 2025 08.30" in catalogue("id").finding(returned.findings[1]).text
    assert [each["tanggal"] for each in returned.values["kegiatan"]][:3] == dates


@pytest.mark.parametrize("name", ["nama", "kegiatan.bukti"])
@pytest.mark.parametrize(
    ("date", "read"),
    [
        (DAY(2023, 5, 1), "01/05/2023"),
        (DAY(2024, 12, 5), "05/12/2024"),
        (DAY(1999, 1, 31), "31/01/1999"),
    ],
)
def test_a_text_that_became_a_date(name, date, read):
    """VALUE-020; facts.md#text-to-date: asked about; read as Indonesians write a date."""
    sheet, like = ("Kegiatan", COLUMN) if "." in name else ("Isian", "sejak")
    place = address(LAYOUT, name)
    data = rows(DAY(2025, 1, 31), nama="Melati")
    data = put(
        look_like(data, f"{sheet}!{place}", address(LAYOUT, like)),
        f"{sheet}!{place}",
        f"<v>{serial(date):.0f}</v>",
    )
    [returned] = check(data)
    assert said(returned) == [("VALUE-020", "warning", place, name)]
    assert returned.findings[0].data["understood"] == read
    assert returned.verdict is Verdict.ACCEPTED


LONG = [3527010101900001, 1970010120000310, 197001012000031000, 10**15, 123456789012345670000]


@pytest.mark.parametrize("number", LONG)
def test_a_number_too_long_to_be_kept_is_asked_about_and_written_whole(number):
    """VALUE-021; facts.md#lost-figures: a NIK has 16 figures, a NIP 18; never 3.5E+15."""
    data = put(filled(GOOD), f"Isian!{address(LAYOUT, 'nama')}", f"<v>{number:.14E}</v>")
    [returned] = check(data)
    assert said(returned) == [("VALUE-021", "warning", address(LAYOUT, "nama"), "nama")]
    kept = str(
        int(f"{number:.14E}".partition("E")[0].replace(".", "")) * 10 ** (len(str(number)) - 15)
    )
    assert returned.values["nama"] == kept
    for language, mark in (("id", "."), ("en", ",")):
        assert (
            f"{int(kept):,}".replace(",", mark)
            in catalogue(language).finding(returned.findings[0]).text
        )
    copy = corrected(data, returned, known())
    [again] = check(copy)
    assert again.values["nama"] == kept


@pytest.mark.parametrize("number", [3527010101900000, 9007199254740992])
def test_a_long_number_among_numbers_is_asked_about_too(number):
    """facts.md#lost-figures: where no bound refuses it."""
    [returned] = check(filled({**GOOD, "naik": 0, "surat": None, "datang": 1} | {"naik": number}))
    codes = [code for code, *_ in said(returned)]
    assert "VALUE-021" in codes
    assert returned.values["naik"] == number


@pytest.mark.parametrize("number", [999999999999999, 12, 0, 1.5])
def test_a_number_that_is_kept_whole_is_not_asked_about(number):
    """facts.md#lost-figures: up to 15 figures nothing is lost."""
    [returned] = check(filled({**GOOD, "nama": number}))
    assert said(returned) == []
