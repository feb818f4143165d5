"""Dates that a computer read otherwise than they were typed, and what else becomes of figures."""

import datetime
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.findings import Verdict
from iku_workbook.guidance.region import line_place
from iku_workbook.messages import catalogue
from iku_workbook.replies.corrected_copy import corrected
from iku_workbook.serials import serial
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    check_apart,
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


GIVING_AWAY = ["15/01/2025", "13/1/2025", "31-01-2025", "15/01/25", "01/15/2025", "1-31-25"]


def test_a_text_gives_away_how_the_computer_reads_dates():
    """VALUE-022; facts.md#month-first: the others are asked about, with both readings."""
    dates = DAY(2025, 3, 2), DAY(2025, 1, 3)
    for returned in check_apart(
        *(rows(text, *dates, sejak=DAY(2024, 8, 9)) for text in GIVING_AWAY)
    ):
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


TELLING_NOTHING = [
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
]


def test_what_stays_a_text_on_any_computer_gives_nothing_away():
    """facts.md#month-first: no false alarm for dots, spaces, words, marks, an apostrophe."""
    dates = DAY(2025, 3, 2), DAY(2025, 1, 3)
    found = check_apart(*(rows(text, *dates) for text in TELLING_NOTHING))
    assert {text: swapped(each) for text, each in zip(TELLING_NOTHING, found, strict=True)} == {
        text: [] for text in TELLING_NOTHING
    }


def test_texts_that_another_reason_keeps_give_nothing_away():
    """facts.md#month-first: any computer makes a date of the one, no computer keeps both."""
    others = "02/03/2025", "01/31/2025"
    for returned in check_apart(*(rows("15/01/2025", text, DAY(2025, 3, 2)) for text in others)):
        assert swapped(returned) == []


def test_a_date_with_one_reading_is_not_asked_about():
    """facts.md#month-first: no month 31, 3 March both ways, 2 May not in the quarter."""
    certain = DAY(2025, 1, 31), DAY(2025, 3, 3), DAY(2025, 2, 5)
    for returned in check_apart(*(rows("15/01/2025", date, DAY(2025, 1, 3)) for date in certain)):
        place = address(LAYOUT, COLUMN, 2)
        assert swapped(returned) == [(place, DAY(2025, 1, 3), DAY(2025, 3, 1))]


QUARTER = st.dates(DAY(2025, 1, 1), DAY(2025, 3, 31))


@settings(max_examples=1)
@given(st.lists(st.tuples(QUARTER, QUARTER, QUARTER), min_size=6, max_size=6))
def test_without_such_a_text_nothing_is_asked(many):
    """facts.md#month-first; quality.md#false-alarms: true dates alone tell nothing."""
    assert [swapped(each) for each in check_apart(*(rows(*dates) for dates in many))] == [[]] * 6
    given_away = check_apart(*(rows("15/01/2025", *dates) for dates in many))
    for dates, each in zip(many, given_away, strict=True):
        asked = [date for _, date, _ in swapped(each)]
        assert asked == [one for one in dates if one.day < 4 and one.day != one.month]


MODERN = define(iku=2)
FORM = layout_of(MODERN)


def from_computer(order, *dates, **more):
    """A return in which the form has told how the computer that saved it reads dates."""
    values = {"kegiatan": [{"tanggal": each, "bukti": f"ST/{at}"} for at, each in enumerate(dates)]}
    data = filled({**GOOD, **values}, MODERN, **more)
    told = {FORM.region: (f"<v>{order}</v>", ""), line_place(FORM): ("<v>bulan/hari</v>", "str")}
    for place, (shown, kind) in told.items():
        data = shows(data, place, shown, kind)
    return data


def shows(data, place, shown, kind):
    """The workbook with another result of a formula."""
    formula = next(
        sheet.cells[place.row, place.column].formula
        for sheet in read(data, Budget.of_ours()).sheets
        if sheet.name == place.sheet
    )
    content = f"<f>{escape(formula)}</f>{shown}"
    return put(data, f"{place.sheet}!{place.address}", content, kind)


def test_the_form_itself_gives_away_how_the_computer_reads_dates():
    """VALUE-022; form.md#region; facts.md#month-first: with no text at all, where it is told that
    the month comes first; whatever the form tells is as genuine.
    """
    dates = DAY(2025, 3, 2), DAY(2025, 1, 31), DAY(2025, 1, 3)
    by_order = {order: from_computer(order, *dates) for order in (0, 1, 2)}
    found = check_apart(*by_order.values(), forms=known(MODERN))
    asked = dict(zip(by_order, found, strict=True))
    assert said(asked[0]) == said(asked[1]) == []
    assert swapped(asked[2]) == [
        (address(FORM, COLUMN), DAY(2025, 3, 2), DAY(2025, 2, 3)),
        (address(FORM, COLUMN, 2), DAY(2025, 1, 3), DAY(2025, 3, 1)),
    ]
    assert asked[2].verdict is Verdict.ACCEPTED
    text = catalogue("id").finding(asked[2].findings[0]).text
    assert f'Di sel Petunjuk!{line_place(FORM).address} tertulis "bulan/hari"' in text


def test_what_was_accepted_before_is_not_asked_about_again():
    """facts.md#month-first: a date that stood in the last period's return is the same."""
    before = {"sejak": DAY(2024, 8, 9)}
    for previous, asked in ((before, set()), ({}, {"sejak"})):
        data = filled({**GOOD, **before}, MODERN, previous=previous)
        [returned] = check(shows(data, FORM.region, "<v>2</v>", ""), forms=known(MODERN))
        found = {each.field for each in returned.findings if each.code == "VALUE-022"}
        assert found - {COLUMN} == asked


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


def as_date(name, date):
    """A return with a date in a cell for texts."""
    sheet, like = ("Kegiatan", COLUMN) if "." in name else ("Isian", "sejak")
    place = f"{sheet}!{address(LAYOUT, name)}"
    data = look_like(rows(DAY(2025, 1, 31), nama="Melati"), place, address(LAYOUT, like))
    return put(data, place, f"<v>{serial(date):.0f}</v>")


def test_a_text_that_became_a_date():
    """VALUE-020; facts.md#text-to-date: asked about; read as Indonesians write a date."""
    dates = {
        "01/05/2023": DAY(2023, 5, 1),
        "05/12/2024": DAY(2024, 12, 5),
        "31/01/1999": DAY(1999, 1, 31),
    }
    cases = [(name, *each) for name in ("nama", "kegiatan.bukti") for each in dates.items()]
    found = check_apart(*(as_date(name, date) for name, _, date in cases))
    for (name, day, _), returned in zip(cases, found, strict=True):
        assert said(returned) == [("VALUE-020", "warning", address(LAYOUT, name), name)]
        assert returned.findings[0].data["understood"] == day
        assert returned.verdict is Verdict.ACCEPTED


LONG = [3527010101900001, 197001012000031000, 123456789012345670000]


def kept(number):
    """The number with the 15 figures that programs keep."""
    more = len(str(number)) - 15
    return number // 10**more * 10**more


def test_a_number_too_long_to_be_kept_is_asked_about_and_written_whole():
    """VALUE-021; facts.md#lost-figures: a NIK has 16 figures, a NIP 18; never 3.5E+15."""
    place = f"Isian!{address(LAYOUT, 'nama')}"
    sent = [put(filled(GOOD), place, f"<v>{kept(number):.14E}</v>") for number in LONG]
    for number, returned in zip(LONG, check_apart(*sent), strict=True):
        assert said(returned) == [("VALUE-021", "warning", address(LAYOUT, "nama"), "nama")]
        assert returned.values["nama"] == str(kept(number))
        for language, mark in (("id", "."), ("en", ",")):
            message = catalogue(language).finding(returned.findings[0])
            assert f" {kept(number):,}".replace(",", mark) in message.text
    copies = [
        corrected(data, each, known()) for data, each in zip(sent, check_apart(*sent), strict=True)
    ]
    assert [each.values["nama"] for each in check_apart(*copies)] == [
        str(kept(each)) for each in LONG
    ]


def test_a_long_number_among_numbers_is_asked_about_too():
    """facts.md#lost-figures: where no bound refuses it."""
    numbers = 3527010101900000, 9007199254740992
    for number, each in zip(
        numbers, check_apart(*(filled({**GOOD, "naik": n}) for n in numbers)), strict=True
    ):
        assert "VALUE-021" in [code for code, *_ in said(each)]
        assert each.values["naik"] == number


def test_a_number_that_is_kept_whole_is_not_asked_about():
    """facts.md#lost-figures: up to 15 figures nothing is lost."""
    for each in check_apart(*(filled({**GOOD, "nama": n}) for n in (999999999999999, 12, 0, 1.5))):
        assert said(each) == []
