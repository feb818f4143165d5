"""formula.md#writing-one: Excel's own syntax as Excel stores it; anything else names its place."""

import re
from pathlib import Path

import pytest

import iku_workbook.formula
from iku_workbook.formula import (
    Binary,
    Call,
    FormulaError,
    Logical,
    Name,
    Number,
    Text,
    Unary,
    is_cell_address,
    names,
    parse,
    walk,
)
from iku_workbook.formula.functions import PUBLIC
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.suggest import nearest

a, b, c = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", Number(1)),
        ("2.5", Number(2.5)),
        (".5", Number(0.5)),
        ("1E3", Number(1000)),
        ("1.5e-3", Number(0.0015)),
        ('"Ya"', Text("Ya")),
        ('"dua ""kutip"""', Text('dua "kutip"')),
        ('""', Text("")),
        ("TRUE", Logical(True)),
        ("false", Logical(False)),
        ("truest", Name("truest")),
        ("previous.a", Name("previous.a")),
        ("reg.col_2", Name("reg.col_2")),
        ("-a", Unary("-", a)),
        ("--a", Unary("-", Unary("-", a))),
        ("a+b*c", Binary("+", a, Binary("*", b, c))),
        ("(a+b)*c", Binary("*", Binary("+", a, b), c)),
        ("a-b-c", Binary("-", Binary("-", a, b), c)),
        ("-2^2", Binary("^", Unary("-", Number(2)), Number(2))),
        ("2^-a", Binary("^", Number(2), Unary("-", a))),
        ("a^b^c", Binary("^", Binary("^", a, b), c)),
        ("a&b+c", Binary("&", a, Binary("+", b, c))),
        ("a&b=c", Binary("=", Binary("&", a, b), c)),
        ("a<b=c", Binary("=", Binary("<", a, b), c)),
        ("a<>b", Binary("<>", a, b)),
        ("Sum (a, b)", Call("SUM", (a, b))),
        ("IF(a,\n  b)", Call("IF", (a, b))),
    ],
)
def test_reads_what_excel_stores(text: str, tree: object) -> None:
    """formula.md#writing-one: the operators, literals and names of the language."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "formula-empty", 1),
        ("   ", "formula-empty", 1),
        ("=a", "formula-leading-equals", 1),
        (" =a", "formula-leading-equals", 2),
        ("a b", "formula-syntax", 3),
        ("a == b", "formula-sign", 3),
        ("a != b", "formula-sign", 3),
        ("a)", "formula-syntax", 2),
        ("a.b.c", "formula-syntax", 4),
        ("{1}", "formula-syntax", 1),
        ("a\x00", "formula-syntax", 2),
        ("(a", "formula-incomplete", 3),
        ("a +", "formula-incomplete", 4),
        ("1,5", "formula-decimal-comma", 1),
        ("a, b", "formula-comma", 2),
        ("a ≤ b", "formula-sign", 3),
        ('JIKA(a = "JIKA("; 1; 0)', "formula-foreign-function", 1),
        ("IF(a,,b)", "formula-comma", 6),
        ("IF(a; b; c)", "formula-semicolon", 5),
        ("a * 5%", "formula-percent", 6),
        ("a = 'Ya'", "formula-quotes", 5),
        ("a = “Ya”", "formula-quotes", 5),
        ('a = "Ya', "formula-text-open", 5),
        ("1E999", "formula-number", 1),
        ("A1 + a", "formula-cell-address", 1),
        ("a + tw1", "formula-cell-address", 5),
        ("a + $B$2", "formula-cell-address", 5),
        ("a + Isian!B2", "formula-cell-address", 5),
        ("'Lembar 1'!B2", "formula-cell-address", 1),
        ("SUM(B2:B9)", "formula-cell-address", 5),
        ("SUM(B:B)", "formula-cell-address", 5),
        ("a + CUONT(b)", "formula-unknown-function", 5),
        ("VLOOKUP(a)", "formula-no-such-function", 1),
        ("IFERROR(a, b)", "formula-no-such-function", 1),
        ("1 + ROUND(a)", "formula-arguments", 5),
        ("SUM()", "formula-arguments", 1),
        ("COUNTIFS(r.a, 1, r.b)", "formula-arguments", 1),
        ("+".join("a" * 61), "formula-too-deep", 120),
        ("-" * 3000 + "a", "formula-too-deep", 1),
        ("(" * 3000 + "a", "formula-incomplete", 3002),
        ("a+" * 2000 + "a", "formula-too-long", 4001),
        (f'"{"x" * 256}"', "formula-text-too-long", 1),
        ('"a\nb"', "formula-control-character", 1),
    ],
)
def test_a_mistake_names_its_kind_and_its_place(text: str, code: str, column: int) -> None:
    """definition.md#mistakes: an error names the formula and the column in it."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.column) == (code, column)
    assert caught.value.severity == "error"


def test_an_unknown_function_names_the_nearest_known_one() -> None:
    """definition.md#mistakes: an error names the nearest known name."""
    with pytest.raises(FormulaError) as caught:
        parse("averge(a)")
    assert caught.value.data == {"name": "AVERGE", "nearest": "AVERAGE"}
    assert nearest("Dokumen_selsai", ["dokumen_selesai", "dokumen_masuk"]) == "dokumen_selesai"
    assert nearest("xyz", ["dokumen"]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ROUND(a)", "2"), ("IF(a)", "2-3"), ("SUM()", "1, 2, 3…"), ("SUMIFS(a)", "3, 5, 7…")],
)
def test_a_wrong_count_says_how_many_arguments_there_are(text: str, expected: str) -> None:
    """definition.md#mistakes: what to write instead."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.data["expected"] == expected


def test_only_the_project_writes_iferror() -> None:
    """formula.md#functions: anything but the functions listed is an error."""
    listed = """IF AND OR NOT ISBLANK MIN MAX SUM AVERAGE ABS ROUND INT MOD LEN TRIM COUNT COUNTA
        COUNTBLANK COUNTIF COUNTIFS SUMIF SUMIFS DATE YEAR MONTH DAY"""
    assert list(PUBLIC) == listed.split()
    assert parse("IFERROR(a,b)", internal=True) == Call("IFERROR", (a, b))


def test_every_node_knows_its_column() -> None:
    """definition.md#mistakes: a mistake is reported with its column."""
    tree = parse('IF(a > 1,\n -b, "x")')
    found = {type(node).__name__: node.column for node in walk(tree)}
    assert found == {"Call": 1, "Binary": 6, "Name": 13, "Number": 8, "Unary": 12, "Text": 16}


def test_names_are_distinct_and_in_order() -> None:
    """formula.md#writing-one: operands are names."""
    assert names(parse("b + SUM(r.x, a) + b")) == ("b", "r.x", "a")


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("A1", True),
        ("TW1", True),
        ("xfd1048576", True),
        ("XFE1", False),
        ("A1048577", False),
        ("A0", False),
        ("ABCD1", False),
        ("a", False),
        ("a_1", False),
    ],
)
def test_knows_a_cell_address(name: str, cell: bool) -> None:
    """definition.md#an-id: an id is never like a cell (TW1)."""
    assert is_cell_address(name) is cell


def test_every_code_has_its_sentence_in_both_languages() -> None:
    """house.md#sentences: the only home of sentences is the catalogue."""
    source = Path(iku_workbook.formula.__file__).parent.glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in source)
    codes = set(re.findall(r'"(formula-[a-z-]+)"', text))
    assert len(codes) > 20
    for language in LANGUAGES:
        missing = codes - catalogue(language).keys("definition")
        assert not missing, language


def test_the_reference_lists_every_function() -> None:
    """formula.md#functions: it describes the language that the parser reads."""
    text = (Path(__file__).parents[2] / "docs" / "formula.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z]+)\(", text, re.MULTILINE))
    assert documented == set(PUBLIC)
