"""formula.md#what-a-value-counts-as: semantics are Excel's, over many submissions at once."""

import datetime
import random
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from iku_workbook.formula import parse
from iku_workbook.formula.arithmetic import EXCEL
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.values import Column

DIV, VALUE, NUM, NA = ExcelError.DIVISION, ExcelError.VALUE, ExcelError.NUM, ExcelError.NA

CELLS = {
    "a": 3,
    "b": 0.5,
    "z": None,  # a blank cell
    "empty": "",  # a formula that shows nothing
    "t": "Ya",
    "five": "5",
    "l": True,
    "e": NA,
    "d": datetime.date(2024, 2, 29),
    "r.n": [1, 2, None, 2.5, -3],
    "r.t": ["Ya", "ya", "Tidak", None, ""],
    "r.mixed": [1, "x", True, None, "5"],
    "r.e": [1, DIV, None, NA, 2],
    "r.none": [None] * 5,
    "r.star": ["x*y", "xay", "x?y", "x~y", None],
}


def result(text: str, **cells: object) -> object:
    scope = {name: Column.of([value]) for name, value in {**CELLS, **cells}.items()}
    return evaluate(parse(text, internal=True), scope, 1).objects()[0]


def check(text: str, expected: object) -> None:
    found = result(text)
    assert type(found) is type(expected if isinstance(expected, bool | str) else 0.0) or isinstance(
        expected, ExcelError
    )
    assert found == (
        pytest.approx(expected, rel=1e-15) if isinstance(expected, float) else expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a+1", 4),
        ("a-b*2", 2),
        ("-2^2", 4),
        ("2^3^2", 64),
        ("2^-1", 0.5),
        ("(-8)^(1/3)", -2),
        ("(-2)^0.5", NUM),
        ("0^0", NUM),
        ("0^-1", DIV),
        ("1/0", DIV),
        ("0/0", DIV),
        ("1/z", DIV),
        ("1E308*10", NUM),
        ("10^400", NUM),
        ("0.1+0.2-0.3", 0),
        ("1-0.9-0.1", 0),
        ("1*(1-0.9-0.1)", 2.0**-55),
        ("IF(TRUE,1-0.9-0.1)", -(2.0**-55)),
        ("z", 0),
        ("z+a", 3),
        ("z*a", 0),
        ("-z", 0),
        ("l+1", 2),
        ("TRUE+TRUE", 2),
        ("five+1", 6),
        ('" 1E2 "*1', 100),
        ('"5%"+0', 0.05),
        ('"2024-02-29"+0', 45351),
        ('"2024-02-30"+0', VALUE),
        ('"1,000"+0', VALUE),
        ('"1_000"+0', VALUE),
        ('"١"+0', VALUE),
        ('"inf"+0', VALUE),
        ('"1E999"+0', VALUE),
        ("t+1", VALUE),
        ("empty+1", VALUE),
        ("-t", VALUE),
        ("+t", "Ya"),
        ("e+1/0", NA),
        ("1/0+e", DIV),
        ("t+e", VALUE),
        ("d+1", 45352),
    ],
)
def test_arithmetic(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: a blank counts as 0 in arithmetic, TRUE is 1."""
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('t="YA"', True),
        ('t="Ya "', False),
        ('t<>"tidak"', True),
        ("z=0", True),
        ('z=""', True),
        ("z=FALSE", True),
        ("z=z", True),
        ("z<1", True),
        ('z<"a"', True),
        ("z<TRUE", True),
        ("empty=z", True),
        ("empty=0", False),
        ("five=5", False),
        ('9999<"1"', True),
        ('"zz"<FALSE', True),
        ("1=TRUE", False),
        ("FALSE<TRUE", True),
        ("0.1+0.2=0.3", True),
        ("0.1+0.2>0.3", False),
        ("1.0000000000001=1", False),
        ("9007199254740991=9007199254740990", True),
        ("99.99999999999994=100", False),
        ("99.99999999999994<100", True),
        ("100.0000000000004=100", True),
        ("100.0000000000004>100", False),
        ("100.0000000000004<=100", True),
        ("a>=3", True),
        ("a<b", False),
        ("e=1", NA),
        ("1=e", NA),
    ],
)
def test_comparison(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: text compares without case; numbers before texts before
    logical.
    """
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('t&"-"&a', "Ya-3"),
        ("z&z", ""),
        ("l&1", "TRUE1"),
        ("1/3&z", "0.333333333333333"),
        ("2/3&z", "0.666666666666667"),
        ("0.1+0.2&z", "0.3"),
        ("123456789012345&z", "123456789012345"),
        ("1234567890123456&z", "1.23456789012346E+15"),
        ("-1.5E-12&z", "-1.5E-12"),
        ("0.00001&z", "0.00001"),
        ("b&e", NA),
        ("LEN(t)", 2),
        ("LEN(1/4)", 4),
        ("LEN(z)", 0),
        ('LEN("😀")', 2),
        ("LEN(e)", NA),
        ('TRIM("  dua   kata ")', "dua kata"),
        ('TRIM("a\u00a0 ")', "a\u00a0"),
        ("TRIM(1.50)", "1.5"),
        ("TRIM(z)", ""),
    ],
)
def test_text(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: a number as text has at most 15 digits and a dot."""
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IF(a>1,1,1/0)", 1),
        ("IF(FALSE,e,t)", "Ya"),
        ("IF(FALSE,1)", False),
        ("IF(z,1,2)", 2),
        ("IF(b,1,2)", 1),
        ("IF(e,1,2)", NA),
        ("IF(t,1,2)", VALUE),
        ("IF(TRUE,z,1)", 0),
        ("ISBLANK(IF(TRUE,z,1))", True),
        ("IFERROR(1/0,7)", 7),
        ("IFERROR(a,7)", 3),
        ("NOT(z)", True),
        ("NOT(t)", VALUE),
        ("ISBLANK(z)", True),
        ("ISBLANK(empty)", False),
        ("ISBLANK(e)", False),
        ("ISBLANK(a+z)", False),
        ("AND(a,l)", True),
        ("AND(t,l)", True),
        ("AND(z,l)", True),
        ("AND(z)", VALUE),
        ("AND(t)", VALUE),
        ('AND("Ya",l)', VALUE),
        ("AND(FALSE,1/0)", DIV),
        ("OR(TRUE,e)", NA),
        ("OR(r.n)", True),
        ("AND(r.n)", True),
        ("AND(r.e)", DIV),
        ("OR(r.none,a<b)", False),
    ],
)
def test_logic(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: IF hides the other branch's error; AND and OR pass over
    texts and blanks.
    """
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ABS(-a)", 3),
        ("ROUND(2.675,2)", 2.68),
        ("ROUND(1.005,2)", 1.01),
        ("ROUND(-2.5,0)", -3),
        ("ROUND(0.285,2)", 0.29),
        ("ROUND(1250,-2)", 1300),
        ("ROUND(1234.5,-2.9)", 1200),
        ("ROUND(7,-400)", 0),
        ("ROUND(7,400)", 7),
        ("ROUND(1E-300,310)", 1e-300),
        ("ROUND(a/7*100,2)", 42.86),
        ("ROUND(1234567890123.45,2)", 1234567890123.45),
        ("ROUND(-999999999999.999,3)", -999999999999.999),
        ("ROUND(987654321012345.4,0)", 987654321012345),
        ("LEN(ROUND(123456.789,9))", 10),
        ("INT(-0.1)", -1),
        ("INT(4.35*100)", 435),
        ("MOD(-3,2)", 1),
        ("MOD(3,-2)", -1),
        ("MOD(0.3,0.1)", 0),
        ("MOD(a,z)", DIV),
        ("DATE(2024,2,29)", 45351),
        ("DATE(2024,14,-5)", 45683),
        ("DATE(2024,-1,1)", 45231),
        ("DATE(2024,1.9,1.9)", 45292),
        ("DATE(24,1,1)", 8767),
        ("DATE(9999,12,32)", NUM),
        ("DATE(2024,1E300,1)", NUM),
        ("DATE(-1,1,1)", NUM),
        ("DATE(2023,13,-5)", 45286),
        ("DATE(1900,1,1)", 1),
        ("DATE(1900,2,28)", 59),
        ("DATE(1900,2,29)", 60),
        ("DATE(1900,3,0)", 60),
        ("DATE(1900,3,1)", 61),
        ("INT(123456789-0.0000004)", 123456789),
        ("INT(123456789-0.0000005)", 123456788),
        ("INT(100000000000000.5)", 100000000000001),
        ("ROUND(23/40*100,0)", 58),
        ("YEAR(d)", 2024),
        ("MONTH(d)", 2),
        ("DAY(d)", 29),
        ("DAY(d+0.999)", 29),
        ("YEAR(z)", 1900),
        ("MONTH(z)", 1),
        ("DAY(z)", 0),
        ("DAY(60)", 29),
        ("DAY(61)", 1),
        ("YEAR(2958465)", 9999),
        ("YEAR(2958466)", NUM),
        ("YEAR(-1)", NUM),
        ("YEAR(1E300)", NUM),
        ("MONTH(t)", VALUE),
    ],
)
def test_numbers_and_dates(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: rounding as the decimals read, months and days that run
    over.
    """
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(r.n)", 2.5),
        ("SUM(r.n,a,1)", 6.5),
        ("SUM(r.mixed)", 1),
        ("SUM(five,1)", 1),
        ('SUM("5",1)', 6),
        ('SUM("x",1)', VALUE),
        ("SUM(TRUE,1)", 2),
        ("SUM(l,1)", 1),
        ("SUM(r.e)", DIV),
        ("SUM(r.none)", 0),
        ("SUM(0.1,0.2,-0.3)", 2.0**-54),
        ("SUM(-0.3,0.1,0.2)", 2.0**-55),
        ("SUM(IF(TRUE,t,1),5)", 5),
        ("MIN(r.n)", -3),
        ("MIN(z)", 0),
        ("MIN(z,5)", 5),
        ("MIN(z+0,5)", 0),
        ("MIN(IF(TRUE,z,1),5)", 5),
        ("MAX(t)", 0),
        ("MAX(r.n,7)", 7),
        ("MAX(e,r.e)", NA),
        ("AVERAGE(r.n)", 0.625),
        ("AVERAGE(z,t)", DIV),
        ("AVERAGE(z+0,4)", 2),
        ("COUNT(r.mixed)", 1),
        ("COUNT(r.e)", 2),
        ('COUNT("5","x",TRUE,1/0,a)', 3),
        ("COUNTA(r.mixed)", 4),
        ("COUNTA(r.t)", 4),
        ('COUNTA("",1/0,z)', 2),
        ("COUNTBLANK(r.t)", 2),
        ("COUNTBLANK(z)", 1),
        ("COUNTBLANK(empty)", 1),
        ("COUNTBLANK(e)", 0),
    ],
)
def test_aggregates(text: str, expected: object) -> None:
    """formula.md#what-a-value-counts-as: a cell counts only with a number; a computed value is
    converted.
    """
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('COUNTIF(r.t,"YA")', 2),
        ('COUNTIF(r.t,"<>ya")', 3),
        ('COUNTIF(r.t,"")', 2),
        ('COUNTIF(r.t,"=")', 1),
        ('COUNTIF(r.t,"<>")', 4),
        ('COUNTIF(r.t,"?a")', 2),
        ('COUNTIF(r.t,"*a*")', 3),
        ('COUNTIF(r.t,"*")', 4),
        ('COUNTIF(r.t,"<>*a*")', 2),
        ('COUNTIF(r.t,">t")', 3),
        ('COUNTIF(r.star,"x~*y")', 1),
        ('COUNTIF(r.star,"x~?y")', 1),
        ('COUNTIF(r.star,"x~~y")', 1),
        ('COUNTIF(r.star,"x?y")', 4),
        ('COUNTIF(r.n,">=2")', 2),
        ('COUNTIF(r.n,">="&a)', 0),
        ('COUNTIF(r.n,"> 1")', 2),
        ('COUNTIF(r.n,"<0")', 1),
        ('COUNTIF(r.n,"<>1")', 4),
        ("COUNTIF(r.n,2.5)", 1),
        ('COUNTIF(r.n,"=2.50")', 1),
        ("COUNTIF(r.n,z)", 0),
        ("COUNTIF(r.mixed,five)", 1),
        ("COUNTIF(r.mixed,5)", 1),
        ('COUNTIF(r.mixed,"<>5")', 5),
        ('COUNTIF(r.t,">")', 0),
        ('COUNTIF(r.t,"<=")', 0),
        ('COUNTIF(r.star,"x~y")', 1),
        ('COUNTIF(r.star,"~x*")', 0),
        ("COUNTIF(r.mixed,TRUE)", 1),
        ('COUNTIF(r.mixed,"TRUE")', 1),
        ('COUNTIF(r.mixed,"*")', 2),
        ('COUNTIF(r.e,">0")', 2),
        ('COUNTIF(r.e,"<>x")', 5),
        ("COUNTIF(r.n,e)", NA),
        ('COUNTIF(a,">2")', 1),
        ('COUNTIF(z,"<>x")', 1),
        ('COUNTIFS(r.n,">0",r.t,"Ya")', 2),
        ('COUNTIFS(r.n,"",r.t,"Tidak")', 1),
        ('COUNTIFS(r.n,">0",a,1)', VALUE),
        ('SUMIF(r.t,"ya",r.n)', 3),
        ('SUMIF(r.n,">1")', 4.5),
        ('SUMIF(r.n,">1",r.e)', DIV),
        ("SUMIF(r.n,1,r.e)", 1),
        ("SUMIF(r.n,1,r.mixed)", 1),
        ('SUMIFS(r.n,r.t,"ya",r.n,">1")', 2),
    ],
)
def test_criteria(text: str, expected: object) -> None:
    """formula.md#criteria: criteria of COUNTIF, SUMIF and their plurals are Excel's."""
    check(text, expected)


@pytest.mark.parametrize("text", ["r.n", "r.n+1", "COUNTIF(a+1,1)", "LEN(r.t)", "a&r.t"])
def test_a_column_out_of_place_is_an_error_value(text: str) -> None:
    """formula.md#what-the-definitions-check-refuses: nothing raises, even in what the
    definition's check refuses.
    """
    check(text, VALUE)


def test_each_submission_has_its_own_criterion_and_branch() -> None:
    """quality.md#never-raises: vectorised, and the same as one by one."""
    scope = {
        "least": Column.of([1, 3, None, "Ya", DIV]),
        "r.n": Column.of([[1, 2, 3]] * 5),
        "r.t": Column.of([["Ya", "Tidak", None]] * 5),
    }
    counted = evaluate(parse('COUNTIF(r.n,">="&least)'), scope, 5).objects()
    assert counted == [3, 1, 0, 0, DIV]
    found = evaluate(parse("COUNTIF(r.t,least)"), scope, 5).objects()
    assert found == [0, 0, 0, 1, DIV]
    chosen = evaluate(parse("SUM(IF(COUNT(least)=1,least,7),1)"), scope, 5).objects()
    assert chosen == [2, 4, 8, 8, 8]


def test_a_hostile_criterion_takes_no_time() -> None:
    """quality.md#no-pattern: a pattern from a returned cell cannot stop the program."""
    cells = {"p": "*a" * 120 + "*b", "r.t": ["a" * 32_000] * 5}
    assert result("COUNTIF(r.t,p)", **cells) == 0
    assert result("COUNTIF(r.t,p)", p="x" * 256) == VALUE


def test_no_submissions_give_no_results() -> None:
    """quality.md#never-raises: never an exception."""
    scope = {"a": Column.of([]), "r.t": Column.of([]).reshaped((0, 3))}
    assert evaluate(parse('IF(a=1,"x",COUNTIF(r.t,"y*"))'), scope, 0).objects() == []


def test_every_decimal_of_fifteen_digits_is_rounded_as_it_reads() -> None:
    """formula.md#functions: ROUND goes half away from zero, as the decimals read."""
    chance = random.Random(15)
    values, places, expected = [], [], []
    for _ in range(20_000):
        whole = chance.randrange(10 ** chance.randint(1, 15))
        decimal = Decimal(whole - whole % 10 + 5 if chance.random() < 0.3 else whole)
        decimal = decimal.scaleb(-chance.randint(0, 18))
        digits = chance.randint(-3, 12)
        rounded = decimal.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        values.append(float(decimal))
        places.append(float(digits))
        expected.append(float(rounded))
    found = EXCEL.round_to(np.array(values), np.array(places))
    assert found.tolist() == expected
