"""What a number format shows of a value, however it is spelt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.checks.file.number_formats import Entry, entry_shown, shown, shows_otherwise

ISSUED = "#,##0.00"
# As programs and people write what shows the same.
SAME = [
    "0.00",
    "General",
    "#,##0.000",
    "#,##0.00;-#,##0.00",
    "#,##0.00;[Red]-#,##0.00",
    "#,##0.00_);(#,##0.00)",
    "#,##0.00_ ;[Red]\\-#,##0.00\\ ",
    '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    "[$-421]#,##0.00",
    "[Blue]0.00",
    "0.00##",
]
NUMBERS = st.integers(-(10**9), 10**9).map(lambda number: number / 100)


@given(NUMBERS, st.sampled_from(SAME))
@settings(max_examples=200, deadline=None)
def test_spellings_of_one_format_show_one_figure(value, code):
    """quality.md#false-alarms: formats are compared by what they show."""
    assert shows_otherwise(value, code, ISSUED) is None
    assert entry_shown(value, code, ISSUED)[0] is Entry.RIGHT


@given(NUMBERS.filter(bool), st.text("0123456789", min_size=1, max_size=6), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_digits_that_are_not_the_numbers_own_are_found(value, digits, where):
    """quality.md#seen: digits that the format adds, before, behind or instead."""
    code = (f'"{digits}"0.00', f'0.00"{digits}"', f'"{digits}"', f'[<>0]"{digits}"0.00')[where]
    assert shows_otherwise(value, code, ISSUED) is not None
    assert entry_shown(value, code, ISSUED)[0] is Entry.OTHERWISE


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (5.0, "0*0"),  # filled with zeros: 50000
        (5.0, "*9General"),
        (15.0, '0"."0'),
        (15.0, "0\\,0"),
        (1234.0, '#","##0'),
        (15.0, '0"."0"."'),
        (5.0, "-0"),
        (5.0, "(0)"),
        (5.0, '0"\uff10"'),
        (45000.0, "[>99999]0;yyyy"),
        (45000.0, "e"),
        (50.0, '[>1E1]"12";0'),
        (5.0, "0" + "%" * 200),
        (5.0, "0" + "," * 200),
    ],
)
def test_other_figures_than_the_entry_are_found(value, code):
    """quality.md#seen: filled up, divided by a drawn point, negative, or made a date."""
    assert entry_shown(value, code, "#,##0")[0] is Entry.OTHERWISE


@pytest.mark.parametrize(
    "code",
    [
        '0" m2"',
        "00\\.00\\.00",
        '"Rp"#,##0",-"',
        '#"."##0',
        '0"."',
        "0 g",
        "(Rp) 0",
        '_-* 0_-;-* 0_-;"-"',
    ],
)
def test_what_people_write_beside_a_figure_is_no_other_figure(code):
    """quality.md#false-alarms: a unit, a currency, thousands divided by a point of one's own."""
    assert entry_shown(1234.0, code, "#,##0")[0] is Entry.RIGHT


@given(st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_format_stops_the_program(value, code):
    """quality.md#never-raises: whatever a stranger wrote as a format."""
    assert isinstance(shown(code, value).text, str)
    shows_otherwise(value, code, ISSUED)
    entry_shown(value, code, ISSUED)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1.234,50"),
        (0.85, "0%", "85%"),
        (-5, "0;0", "5"),
        (-5, "0;(0)", "(5)"),
        (0, '0;0;"nihil"', "nihil"),
        (25000, "0,", "25"),
        (7, '0" anak"', "7 anak"),
        (45672, "dd/mm/yyyy", "15/01/2025"),
        ("Maju", "@", "Maju"),
        ("Maju", '0;0;0;"Mandiri"', "Mandiri"),
        ("Maju", "0.00", "Maju"),
        (60, '[<50]"kurang";[>=50]"cukup"', "cukup"),
    ],
)
def test_what_is_shown(value, code, text):
    """quality.md#seen: the text that a finding quotes is the one that stands on the page."""
    assert shown(code, value).text == text


@pytest.mark.parametrize(
    ("value", "code", "unit", "entry"),
    [
        (80.0, '0" juta"', "", Entry.OTHERWISE),
        (80.0, "0 jt", "", Entry.OTHERWISE),
        (80.0, '"Rp "#,##0" ribu"', "", Entry.OTHERWISE),
        (80.0, '0" juta"', "juta rupiah", Entry.RIGHT),  # what the form asks for
        (5e6, '0,," juta"', "", Entry.RIGHT),
        (5.4e6, '0,," juta"', "", Entry.ROUNDED),
        (80.0, '0" orang"', "", Entry.RIGHT),
    ],
)
def test_words_that_make_more_of_a_number(value, code, unit, entry):
    """quality.md#seen: 80 that shows as 80 million is not what was counted."""
    assert entry_shown(value, code, "#,##0", unit)[0] is entry
