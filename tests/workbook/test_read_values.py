"""The reader of returned workbooks: what a cell's text means, by its type."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.workbook.reading.cell_values import iso_serial
from iku_workbook.workbook.reading.styles import is_date_format
from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
from tests.workbook.tiny import book, cells, worksheet


def values(*contents, strings=""):
    found = read(book(worksheet(cells(*contents)), strings=strings), Budget()).sheets[0].cells
    return [cell.value for cell in found.values()]


def test_values_by_type():
    """house.md#cell-values: None, number, text, logical or error."""
    assert values(
        ">",
        "><v>12</v>",
        't="n"><v>-1.5E-7</v>',
        't="s"><v>0</v>',
        't="str"><v>hasil</v>',
        't="str"><f>""</f><v></v>',
        't="b"><v>1</v>',
        't="b"><v>0</v>',
        't="e"><v>#DIV/0!</v>',
        't="e"><v>#SPILL!</v>',
        't="inlineStr"><is><t>di sini</t></is>',
        't="inlineStr"><is/>',
        't="d"><v>2024-02-01</v>',
        "><v/>",
        't="s">',
        strings="<si><t>ya</t></si>",
    ) == [
        None,
        12.0,
        -1.5e-7,
        "ya",
        "hasil",
        "",
        True,
        False,
        ExcelError.DIVISION,
        ExcelError.VALUE,
        "di sini",
        "",
        45323.0,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "text", ["nan", "NaN", "inf", "-INF", "1_000", "١٢", "1e999", "0x1F", "1,5", "abc", "9" * 500]
)
@pytest.mark.parametrize("content", ["<v>{}</v>", "<v>{}</v>\n"])
def test_numbers_are_those_that_excel_writes(text, content):
    """quality.md#not-a-number: NaN, inf, 1_000 and non-ASCII digits end in a named finding."""
    with pytest.raises(Unreadable) as caught:
        values(">" + content.format(text))
    assert caught.value.code == "FILE-030"
    assert caught.value.data["cell"] == "A1"
    assert text.startswith(caught.value.data["found"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back(number):
    """quality.md#genuine: same values; a number is read as it was written."""
    assert values(f"><v>{number!r}</v>") == [number]


@pytest.mark.parametrize(
    "content",
    [
        't="s"><v>7</v>',
        't="s"><v>-1</v>',
        't="s"><v>0x0</v>',
        't="b"><v>2</v>',
        't="e"><v>oops</v>',
        't="d"><v>31/12/2024</v>',
        't="zzz"><v>1</v>',
    ],
)
def test_what_a_cell_refers_to_must_be_there(content):
    """house.md#findings: a problem in a workbook is a finding, never a traceback."""
    with pytest.raises(Unreadable) as caught:
        values(content, strings="<si><t>ya</t></si>")
    assert caught.value.code == "FILE-033"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<si><t>Desa</t></si>", "Desa"),
        ("<si/>", ""),
        ("<si><t/></si>", ""),
        ("<si><r><t>De</t></r><r><rPr><b/></rPr><t>sa</t></r></si>", "Desa"),
        ("<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>", "東京"),
        ("<si><t xml:space='preserve'> a </t></si>", " a "),
        ('<si><t xml:space="preserve"> a </t></si>', " a "),
        ("<si><t>\n a \t</t></si>", "a"),
        ("<si><t>a &lt;b&gt; &amp;lt; &quot;c&apos;</t></si>", "a <b> &lt; \"c'"),
        ("<si><t>&#65;&#x42;</t></si>", "AB"),
        ("<si><t><![CDATA[a<b]]></t></si>", "a<b"),
        ("<si><t>a<!-- no -->b</t></si>", "ab"),
        ("<si><t>_x0041_b_x005F_x0041_</t></si>", "Ab_x0041_"),
        ("<si><t>_xD83D__xDE00_ _xD83D_</t></si>", "😀 \ufffd"),
        ("<si><t>satu\ndua</t></si>", "satu\ndua"),
    ],
)
def test_texts(item, expected):
    """house.md#cell-values: runs joined, reading aids left out, escapes decoded, as Excel does."""
    assert values('t="s"><v>0</v>', strings=item) == [expected]
    inner = item.removeprefix("<si>").removesuffix("</si>").removesuffix("<si/>")
    assert values(f't="inlineStr"><is>{inner}</is>') == [expected]


@pytest.mark.parametrize(
    ("text", "date1904", "expected"),
    [
        ("2024-02-01", False, 45323),
        ("2024-02-01T12:00:00", False, 45323.5),
        ("2024-02-01T12:00:00.000Z", False, 45323.5),
        ("1900-03-01", False, 61),
        ("1900-02-28", False, 59),
        ("1900-01-01", False, 1),
        ("06:00:00", False, 0.25),
        ("1904-01-02", True, 1),
        ("06:00:00", True, 0.25),
    ],
)
def test_iso_dates_become_serials(text, date1904, expected):
    """house.md#dates: strict files hold dates as ISO 8601; Excel counts 29 February 1900."""
    assert iso_serial(text, date1904) == expected


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)))
def test_serials_agree_with_the_calendar(day):
    """ECMA-376 part 1, 18.17.4: serials count days."""
    assert iso_serial(day.isoformat(), False) == (day - datetime.date(1899, 12, 30)).days
    assert iso_serial(day.isoformat(), True) == (day - datetime.date(1904, 1, 1)).days


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", False),
        ("0.00", False),
        ("dd/mm/yyyy", True),
        ("[$-421]dd mmmm yyyy;@", True),
        ("[h]:mm:ss", True),
        ("[hh]", True),
        ("[mm]", True),
        ('#,##0 "hari"', False),
        ('"Rp"#,##0;[Red]-"Rp"#,##0', False),
        ("[$Rp-421]#,##0", False),
        ("[Red]0.0", False),
        (r"0\d", False),
        ("0_d", False),
        ("* d0", True),
        ("*d0", False),
        ("0;dd/mm/yyyy", False),
        ("", False),
        ("[]0", False),
        ("d" * 200_000, False),
    ],
)
def test_formats_that_show_a_date(code, expected):
    """house.md#dates: a date is told by its format; quotes and colours do not count."""
    assert is_date_format(code) is expected
