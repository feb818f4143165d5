"""How Indonesian numbers and dates are written and what is read from what people type."""

import contextlib
import datetime
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_workbook.numbers import (
    Ambiguous,
    UnreadableText,
    format_date,
    format_number,
    read_date,
    read_number,
)

NO_BREAK = "\N{NO-BREAK SPACE}"


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234567.89, None, "1.234.567,89", "1,234,567.89"),
        (12, None, "12", "12"),
        (12.50, None, "12,5", "12.5"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (-1234.5, None, "-1.234,5", "-1,234.5"),
        (1e-10, None, "0,0000000001", "0.0000000001"),
        (1e300, None, "1E300", "1E300"),
        (123456789012345.6, None, "123.456.789.012.346", "123,456,789,012,346"),
        (7 / 12 * 100, 2, "58,33", "58.33"),
        (100, 2, "100,00", "100.00"),
        (0.125, 2, "0,13", "0.13"),
        (2.5, 0, "3", "3"),
        (-0.001, 2, "0,00", "0.00"),
        (1e-20, 2, "0,00", "0.00"),
        (1e22, 2, "1E22", "1E22"),
        (float("nan"), None, "nan", "nan"),
        (float("-inf"), 2, "-inf", "-inf"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(value, decimals, indonesian, english):
    """facts.md#locale: locale id is 1.234.567,89; halves round as a spreadsheet shows."""
    assert format_number(value, decimals=decimals) == indonesian
    assert format_number(value, decimals=decimals, language="en") == english


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        (" 12 ", 12),
        (f"{NO_BREAK}12{NO_BREAK}", 12),
        ("\u200e12\u202c", 12),
        ("'12", 12),
        ("05", 5),
        ("+5", 5),
        ("-5", -5),
        ("−5", -5),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("0,85", 0.85),
        ("0.123", 0.123),
        (",5", 0.5),
        (".500", 0.5),
        ("1234,567", 1234.567),
        ("1.234.567,89", 1234567.89),
        ("1,234,567.89", 1234567.89),
        ("1.234,5", 1234.5),
        ("1.234,567", 1234.567),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("-1.234.567,5", -1234567.5),
        ("0%", 0),
    ],
)
def test_a_text_with_one_reading_is_that_number(text, value):
    """facts.md#marks: 12,5 and 12.5, points or commas for thousands, spaces, signs."""
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rp1.234.567,50", 1234567.5),
        ("Rp 500.000,-", 500000),
        ("Rp. 500.000", 500000),
        (f"rp{NO_BREAK}500,000", 500000),
        ("500.000,-", 500000),
        ("Rp5.000,--", 5000),
        ("-Rp5.000", -5000),
        ("Rp-5.000", -5000),
        ("Rp 12,5", 12.5),
    ],
)
def test_an_amount_of_money_never_has_three_decimals(text, value):
    """facts.md#locale: Rp1.234.567,50; three figures after a mark are thousands."""
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1.234", (1234, 1.234)),
        ("1,234", (1.234, 1234)),
        ("-1.000", (-1000, -1)),
        ("012.345", (12345, 12.345)),
    ],
)
def test_a_text_with_two_readings_is_refused_with_both(text, readings):
    """facts.md#ambiguous: a point is for thousands here and for decimals elsewhere."""
    with pytest.raises(Ambiguous) as refused:
        read_number(text)
    assert refused.value.readings == readings
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234", 1234), ("1,234", 1234), ("12.000", 12000), ("12.5", 12.5), ("0.123", 0.123)],
)
def test_what_is_counted_has_no_decimals_to_confuse_with_thousands(text, value):
    """facts.md#ambiguous: in a whole-number field 1.234 is one thousand and some."""
    assert read_number(text, whole=True) == value


@pytest.mark.parametrize("text", ["83,33%", "83.33 %", "83,33 persen", f"83,33{NO_BREAK}%"])
def test_a_percentage_counts_hundredths_only_where_the_field_does(text):
    """facts.md#percent: 85% and 85 and 0,85 are all seen for the same thing."""
    assert read_number(text, units={"%"}) == 83.33
    with pytest.raises(Ambiguous) as refused:
        read_number(text)
    assert refused.value.readings == (83.33, 0.8333)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("12 dokumen", {"dokumen"}),
        ("12 Dokumen", {"dokumen"}),
        ("12dokumen", {"Dokumen"}),
        ("12 orang per hari", {"hari", "orang per  hari"}),
        ("12 km2", {"km2"}),
        ("12", {"dokumen"}),
    ],
)
def test_the_unit_of_measure_may_stand_after_the_number(text, units):
    """facts.md#trailing-words: trailing words (12 dokumen)."""
    assert read_number(text, units=units) == 12


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "- 5", "+-5", "nihil", "Nihil", "belum", "n/a", "#N/A", "TRUE"),
        *("12 dokumen", "12 ribu", "1,5 juta", "5 rb", "5jt", "5k", "2 lusin", "Rp 5 juta"),
        *("3-4", "3+4", "1/2", "½", "3 x 4", "=3+4", "1 234", "12 345"),
        *("1E5", "3.527E+09", "1e-3", "1_000", "0x10", "nan", "inf", "-inf", "Infinity"),
        *("٣", "１２", "²", "1.23.456", "12,34,567", "1.234,567.8", "1.234,567,8", "1,2,3"),
        *("5.", "12,", ".", ",", ",-", "12,5,-", "35.27.01.2001", "5-", "(5)", "--5"),
        *("9" * 400, "9" * 99 + " dokumen", "1." * 60, "%", "Rp", "satu"),
    ],
)
def test_what_is_no_number_is_refused(text):
    """facts.md#no-numbers, quality.md#not-a-number: NaN/inf/1_000/non-ASCII digits."""
    with pytest.raises(UnreadableText):
        read_number(text)


@given(
    st.floats(min_value=-1e15, max_value=1e15, allow_nan=False)
    | st.integers(-(10**15), 10**15)
    | st.decimals(-(10**6), 10**6, places=2).map(float),
    st.sampled_from(["id", "en"]),
)
def test_what_is_written_reads_back_or_names_the_value_among_its_readings(value, language):
    """facts.md#round-trip: writing and reading are each other's inverse, to 15 digits."""
    written = format_number(value, language=language)
    try:
        readings = (read_number(written),)
    except Ambiguous as refused:
        readings = refused.readings
    except UnreadableText:
        assert "E" in written
        return
    assert float(f"{value:.15g}") in readings


@given(st.text(max_size=120), st.booleans())
def test_any_text_is_read_or_refused(text, whole):
    """house.md#no-traceback: a person never sees a traceback, whatever was typed."""
    for read in (lambda typed: read_number(typed, whole=whole, units={"%", "dokumen"}), read_date):
        with contextlib.suppress(UnreadableText, Ambiguous):
            read(text)


# --- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("31/03/2024", "31-03-2024", "31.3.2024", "31/3/24", "31 / 03 / 2024", " 31/3/2024 "),
        *("31 Maret 2024", "31 Mar 2024", "31Maret2024", "31-Mar-24", "31 MARET 2024"),
        *(
            "Minggu, 31 Maret 2024",
            "Ahad 31 Maret 2024",
            "Min, 31/03/2024",
            "Sunday, 31 March 2024",
        ),
        *("31 March 2024", "March 31, 2024", "Mar 31 2024", f"31{NO_BREAK}Maret 2024"),
        *("2024-03-31", "2024/3/31", "2024-03-31 00:00:00", "2024-03-31T00:00:00", "'31/03/2024"),
        *("03/31/2024", "3-31-24", "2024-31-03"),
    ],
)
def test_a_day_is_read_from_every_usual_way_to_write_it(text):
    """facts.md#dates-typed: 31/03/2024, 31 Maret 2024, dates as text."""
    assert read_date(text) == datetime.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("03/04/2024", datetime.date(2024, 4, 3)),
        ("12-11-10", datetime.date(2010, 11, 12)),
        ("1/1/69", datetime.date(2069, 1, 1)),
        ("1/1/70", datetime.date(1970, 1, 1)),
        ("29/02/2024", datetime.date(2024, 2, 29)),
    ],
)
def test_the_day_comes_first_and_short_years_are_of_our_time(text, date):
    """facts.md#locale: locale id, 31/03/2024."""
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("1 Januari 2024", 1), ("1 Jan 2024", 1), ("1 Pebruari 2024", 2), ("1 Febuari 2024", 2)),
        *(("1 Mei 2024", 5), ("1 Juni 2024", 6), ("1 Jul. 2024", 7), ("1 Agust 2024", 8)),
        *(("1 Agt 2024", 8), ("1 Ags 2024", 8), ("1 Sept 2024", 9), ("1 Okt 2024", 10)),
        *(("1 Nopember 2024", 11), ("1 Nop 2024", 11), ("1 Des 2024", 12), ("1 Dec 2024", 12)),
    ],
)
def test_months_are_known_by_their_usual_spellings(text, month):
    """facts.md#dates-typed: months as people spell them, Indonesian or English."""
    assert read_date(text) == datetime.date(2024, month, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "nihil", "45382", "31", "Maret", "31 Maret", "31/03", "Maret 2024", "03/2024"),
        *("31/02/2024", "30 Februari 2024", "29/02/2023", "0/3/2024", "31/13/2024", "32/1/2024"),
        *("Senin, 31 Maret 2024", "Minggoe, 31 Maret 2024", "31 Foo 2024", "31-03/2024"),
        *("31/03/0024", "31/03/1899", "31/03/024", "1-2 Maret 2024", "31/03/2024 s.d. 2/4/2024"),
        *("٣١/03/2024", "31 03 2024x", "2024-03-31 10:30", "Q1 2024", "9" * 200),
    ],
)
def test_what_names_no_day_is_refused(text):
    """facts.md#no-completion: an impossible or incomplete date is never completed."""
    with pytest.raises(UnreadableText):
        read_date(text)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(9999, 12, 31)), st.sampled_from(["id", "en"])
)
def test_a_date_that_is_written_reads_back(date, language):
    """facts.md#dates-typed: 31 Maret 2024, both ways."""
    assert read_date(format_date(date, language=language)) == date


def test_both_languages_put_the_day_first():
    """facts.md#dates-typed: 31 Maret 2024."""
    date = datetime.date(2024, 3, 31)
    assert format_date(date) == "31 Maret 2024"
    assert format_date(date, language="en") == "31 March 2024"


def test_reading_needs_no_babel():
    """contract.md#light: nothing heavy is imported before it is needed."""
    program = (
        "import sys; from iku_workbook.numbers import read_number; read_number('1,5');"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
