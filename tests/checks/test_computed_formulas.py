"""LOCK-: what was changed although it is locked."""

import pytest

from iku_workbook.checks.file.formula_equality import same_formula
from iku_workbook.findings import Verdict
from tests.forms import GOOD, address, check, define, drop, filled, known, layout_of, put, said

PERSEN, NILAI = "Isian!C8", "IKU!C8"
ISSUED = 'IF(COUNTBLANK(naik)+COUNTBLANK(datang)>0,"",IFERROR(naik/datang*100,""))'


@pytest.mark.parametrize(
    ("content", "found"), [("<v>75</v>", 75.0), ("", None), ("<v>99</v>", 99.0)]
)
def test_a_pasted_constant(content, found):
    """LOCK-001: the formula is gone, whatever value stands there now."""
    [returned] = check(put(filled(GOOD), PERSEN, content))
    assert said(returned) == [("LOCK-001", "error", "C8", "persen")]
    assert returned.verdict is Verdict.NEEDS_CORRECTION
    [finding] = returned.findings
    assert (finding.sheet, finding.expected, finding.found) == ("Isian", "=" + ISSUED, found)


@pytest.mark.parametrize(
    "formula",
    [
        "naik/datang*100",
        ISSUED.replace("100", "100+0"),
        "75",
        "SUM(C6",
        "Lain!C8",
        "LET(x,1,x)",
    ],
)
def test_another_formula(formula):
    """LOCK-002: a formula replaced by another, with the same result today or unreadable."""
    written = formula.replace("<", "&lt;").replace(">", "&gt;")
    [returned] = check(put(filled(GOOD), PERSEN, f"<f>{written}</f><v>75</v>"))
    assert said(returned) == [("LOCK-002", "error", "C8", "persen")]
    assert returned.findings[0].found == "=" + formula


def test_every_altered_cell_is_found():
    """quality.md#tampered: a tampered return: each found."""
    data = put(put(filled(GOOD), NILAI, "<v>100</v>"), PERSEN, "<f>1</f><v>1</v>")
    [returned] = check(data)
    assert said(returned) == [
        ("LOCK-002", "error", "C8", "persen"),
        ("LOCK-001", "error", "C8", "IKU_1_nilai"),
    ]


@pytest.mark.parametrize(
    "formula",
    [
        ISSUED.replace(",", ", ").replace("+", " + "),
        ISSUED.lower().replace("countblank", "CountBlank"),
        ISSUED.replace("naik/datang*100", "((naik/datang)*100)"),
    ],
)
def test_a_formula_that_was_only_respelled(formula):
    """quality.md#false-alarms: 0 false alarms on genuine returns: programs respell what they
    save.
    """
    written = formula.replace("<", "&lt;").replace(">", "&gt;")
    [returned] = check(put(filled(GOOD), PERSEN, f"<f>{written}</f><v>75</v>"))
    assert said(returned) == []


@pytest.mark.parametrize("sheet", ["Petunjuk", "Isian", "Kegiatan", "IKU"])
def test_lost_protection_is_a_warning(sheet):
    """LOCK-003; quality.md#genuine: lost protection is a warning, never an error."""
    [returned] = check(drop(filled(GOOD), sheet, "sheetProtection"))
    assert said(returned) == [("LOCK-003", "warning", None, None)]
    assert returned.findings[0].sheet == sheet
    assert returned.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("sheet", ["Isian", "Kegiatan"])
def test_lost_entry_rules_are_a_warning(sheet):
    """LOCK-004; quality.md#genuine: lost validation is a warning, never an error."""
    [returned] = check(drop(filled(GOOD), sheet, "dataValidations"))
    assert said(returned) == [("LOCK-004", "warning", None, None)]
    assert returned.findings[0].sheet == sheet
    assert returned.verdict is Verdict.ACCEPTED


def test_logical_values_as_libreoffice_writes_them():
    """quality.md#false-alarms: 0 false alarms on genuine returns: TRUE is saved as TRUE()."""
    calculation = {"id": "persen", "label": "p", "formula": 'IF(nama = "TRUE()", TRUE, FALSE)'}
    definition = define(calculations=[calculation], rules=[])
    data, layout = filled(GOOD, definition), layout_of(definition)
    place, issued = f"Isian!{address(layout, 'persen')}", layout.computed["persen"][0].formula
    respelled = issued.replace(",TRUE,", ",TRUE(),").replace("FALSE", "FALSE()")
    for formula, codes in ((respelled, []), (issued.replace('"TRUE()"', '"TRUE"'), ["LOCK-002"])):
        written = formula.replace("<", "&lt;").replace(">", "&gt;")
        [returned] = check(put(data, place, f"<f>{written}</f>"), forms=known(definition))
        assert [row[0] for row in said(returned)] == codes


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a&(b&c)", "a&b&c", True),
        ('IF(a&("x"&SUM(b,c)&d)="y",1,2)', 'IF(a&"x"&SUM(b,c)&d="y",1,2)', True),
        ("a&(b&(c&d))", "a&b&c&d", True),
        ("a&(b+c)", "a&b+c", True),
        ("a&(b=c)", "a&b=c", False),
        ("a&(b&c)*2", "a&b&c*2", False),
        ("a*(b&c)", "a*b&c", False),
        ('a&"(b&c)"', 'a&"b&c"', False),
        ("a&F(b)", "a&F b", False),
        ("a&(b&c", "a&b&c", False),
    ],
)
def test_brackets_that_join_nothing_else(one, other, same):
    """quality.md#false-alarms: IronCalc leaves out brackets that change nothing; those that do
    something stay.
    """
    assert same_formula(one, other) is same
