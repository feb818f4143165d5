"""The reader of returned workbooks: formulas, shared ones written out."""

import pytest
from openpyxl.formula.translate import Translator

from iku_workbook.cell_addresses import a1
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
from tests.workbook.tiny import book, worksheet


def formulas(data):
    found = read(book(worksheet(data)), Budget()).sheets[0].cells
    return {a1(*key): cell.formula for key, cell in found.items()}


def test_formulas_stand_without_their_sign():
    """house.md#all-formulas: the formula has no '='; cells without one have None."""
    data = (
        '<row r="1"><c r="A1"><f>IF(B1&gt;2,"a&amp;b",C1)</f><v>1</v></c><c r="B1"><f/></c></row>'
    )
    assert formulas(data) == {"A1": 'IF(B1>2,"a&b",C1)', "B1": None}


@pytest.mark.parametrize("space", ["", "\n"])
def test_shared_formulas_are_written_out(space):
    """house.md#all-formulas: every formula is read, the shared ones too, even before their
    master.
    """
    data = (
        '<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A1:A3" si="0">B2*$C$1</f></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    )
    assert formulas(data + space) == {"A1": "B1*$C$1", "A2": "B2*$C$1", "A3": "B3*$C$1"}


def test_a_shared_formula_without_a_master_is_refused():
    """house.md#findings: a problem in a workbook is a finding, never a traceback."""
    with pytest.raises(Unreadable) as caught:
        formulas('<row r="1"><c r="A1"><f t="shared" si="5"/></c></row>')
    assert caught.value.code == "FILE-033"


def test_array_and_table_formulas():
    """house.md#all-formulas: an array formula as it stands at its first cell; tables as Excel
    shows.
    """
    data = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">SUM(B1:B2)</f><v>1</v></c>'
        '<c r="B1"><f t="dataTable" ref="B1:B2" dt2D="1" dtr="1" r1="C1" r2="C2"/></c>'
        '<c r="C1"><f t="dataTable" ref="C1:C2" dt2D="0" dtr="1" r1="D1"/></c>'
        '<c r="D1"><f t="dataTable" ref="D1:D2" dt2D="0" dtr="0" r1="D1"/></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>'
    )
    assert formulas(data) == {
        "A1": "SUM(B1:B2)",
        "B1": "TABLE(C1,C2)",
        "C1": "TABLE(D1,)",
        "D1": "TABLE(,D1)",
        "A2": None,
    }


@pytest.mark.parametrize(
    "formula",
    [
        "A1+$B1+C$1+$D$1",
        "SUM(A:A)+SUM($A:B)+SUM(1:1)+SUM($1:2)",
        "SUM(Lembar!A1:B2)",
        "'Data A1'!A1",
        '\'It\'\'s A1\'!A1&"A1 ""B2"" C3"',
        "LOG10(A1)+ATAN2(B1,C1)+DEC2BIN(5)",
        "IF(A1=1E5,#REF!,#N/A)",
        "TAX_2024+A1B+tarif.1",
        "_xlfn.CONCAT(A1,B1)",
        "1.5E+3*A1",
        "A1:B2 B1:C3",
        "OFFSET(A1,1,2):D4",
        "{1,2;3,4}*A1",
        "-A1%",
    ],
)
def test_shared_formulas_move_as_openpyxl_moves_them(formula):
    """house.md#all-formulas: proved against openpyxl; marks, whole rows and columns, names,
    texts.
    """
    shared = SharedFormula(formula, 5, 5)
    for row, column in ((5, 5), (9, 6), (6, 8)):
        expected = Translator("=" + formula, "E5").translate_formula(a1(row, column))
        assert "=" + shared.at(row, column) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Q1:Q4!A1)", "SUM(Q1:Q4!B2)"),
        ("Q1!A1", "Q1!B2"),
        ("Tabel[[#This Row],[A1]]+A1", "Tabel[[#This Row],[A1]]+B2"),
        ("Tabel[A1 '] B2]+A1", "Tabel[A1 '] B2]+B2"),
        ("XFD1+A1048576+A1", "#REF!+#REF!+B2"),
        ("ZZZ1+A1048577+A0+A1", "ZZZ1+A1048577+A0+B2"),
        ("a1+$b$2", "B2+$B$2"),
        ('"A1', '"B2'),
        ("", ""),
    ],
)
def test_what_is_no_reference_does_not_move(formula, expected):
    """ECMA-376 part 1, 18.3.1.40: relative references move; names of sheets and columns do not."""
    assert SharedFormula(formula, 1, 1).at(2, 2) == expected
