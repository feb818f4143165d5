"""Cells and rows that look blank, and what is written where there is nothing."""

import io
import itertools

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.findings import Verdict
from iku_workbook.layout import NIHIL
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.replies.corrected_copy import corrected
from tests.forms import (
    GOOD,
    add_row,
    address,
    check,
    check_apart,
    define,
    filled,
    known,
    layout_of,
    put,
    said,
)

LAYOUT = layout_of(define())
TABLE = LAYOUT.tables[0]
EVENT = GOOD["kegiatan"][0]
BLANKS = ["\u200b", "\u3164", "\u2800", "\ufeff", "\u00ad", "\u202a", "\u2060 \u200d", "\U000e0020"]
ABOUT = "\u200b\u200e\ufeff\u00ad\u2060\u00a0 "
SPACES = [" ", "\u00a0", "\u3000\u2009"]


def returned(*fillings):
    return check_apart(*(filled({**GOOD, **values}) for values in fillings))


def test_a_required_answer_of_marks_alone_is_missing_and_the_mark_is_named():
    """VALUE-019; facts.md#looks-blank: of a number, a choice, a text, and in a register's row."""
    cases = list(zip(itertools.cycle(("datang", "ada", "nama")), BLANKS, strict=False))
    found = returned(*({name: mark} for name, mark in cases))
    for (name, mark), each in zip(cases, found, strict=True):
        assert said(each) == [("VALUE-019", "error", address(LAYOUT, name), name)]
        [finding] = each.findings
        assert f"U+{ord(mark[0]):04X}" in finding.data["marks"]
        assert each.values[name] is None
    rows = returned(*({"kegiatan": [{**EVENT, "tanggal": mark}]} for mark in BLANKS[:3]))
    place = address(LAYOUT, "kegiatan.tanggal")
    for each in rows:
        assert said(each) == [("VALUE-019", "error", place, "kegiatan.tanggal")]


def test_spaces_alone_are_simply_missing():
    """facts.md#looks-blank: a space is no mark to be named."""
    for each in returned(*({"datang": space} for space in SPACES)):
        assert said(each) == [("VALUE-001", "error", address(LAYOUT, "datang"), "datang")]


def test_what_is_not_required_is_blank_without_a_word():
    """facts.md#looks-blank: a decimal, a date, and a row that holds nothing to be seen."""
    blanks = [*BLANKS, *SPACES]
    row = dict.fromkeys(("tanggal", "jenis", "peserta", "bukti"))
    cases = [{"skor": mark, "sejak": mark} for mark in blanks]
    cases += [
        {"kegiatan": [EVENT, {**row, column: mark}, {}, EVENT | {"bukti": "ST/9"}]}
        for mark, column in zip(blanks, itertools.cycle(row), strict=False)
    ]
    for case, each in zip(cases, returned(*cases), strict=True):
        assert (said(each), each.verdict) == ([], Verdict.ACCEPTED), case
        assert all(each.values[name] is None for name in case if name != "kegiatan")
        assert len(each.values["kegiatan"]) == 2


@settings(max_examples=1)
@given(st.lists(st.text(alphabet=ABOUT, min_size=1, max_size=5), min_size=6, max_size=6))
def test_marks_about_a_value_do_not_count(abouts):
    """facts.md#looks-blank: about a number, a date, a choice or a text."""
    values = {"datang": "41", "sejak": "17/08/2024", "ada": "Ya", "nama": "Melati 1"}
    cases = [{name: f"{by}{text}{by}" for name, text in values.items()} for by in abouts]
    for each in returned(*cases):
        assert each.verdict is Verdict.ACCEPTED
        assert each.values["datang"] == 41
        assert each.values["sejak"].isoformat() == "2024-08-17"
        assert (each.values["ada"], each.values["nama"]) == ("Ya", "Melati 1")


def test_a_register_answered_by_marks_is_not_answered():
    """facts.md#looks-blank, VALUE-013: the question whether there is anything to report."""
    found = returned(*({"kegiatan": None, NIHIL + "kegiatan": mark} for mark in BLANKS[:3]))
    for each in found:
        assert [code for code, *_ in said(each)] == ["VALUE-013"]


def test_marks_below_a_table_or_beside_the_form_are_nothing():
    """facts.md#looks-blank: neither entries outside the table nor notes."""
    data = add_row(filled(GOOD), TABLE.sheet, TABLE.last + 2, B=1)
    place = f"{TABLE.sheet}!B{TABLE.last + 2}"
    texts = [f'<is><t xml:space="preserve">{mark}</t></is>' for mark in "\u200b\u3164\u00a0"]
    for each in check_apart(*(put(data, place, text, "inlineStr") for text in texts)):
        assert said(each) == []


def test_the_copy_that_goes_back_is_clean():
    """facts.md#looks-blank: the copy that goes back holds none of the marks."""
    values = {"nama": "\u200b", "datang": "\u200b41\ufeff", "skor": "\u3164", "naik": "\u00adlima"}
    data = filled({**GOOD, **values, "kegiatan": [{**EVENT, "bukti": "ST\u200b/1"}]})
    [each] = check(data)
    book = openpyxl.load_workbook(io.BytesIO(corrected(data, each, known())))
    entry = {name: book["Isian"][address(LAYOUT, name)].value for name in values}
    assert entry == {"nama": None, "datang": "41", "skor": None, "naik": "lima"}
    assert book["Kegiatan"][address(LAYOUT, "kegiatan.bukti")].value == "ST/1"


@pytest.mark.parametrize("text", ["-", "tidak ada"])
def test_where_there_is_nothing_only_a_number_is_told_to_be_zero(text):
    """facts.md#zero-or-blank: never a date; a required choice or date is told neither."""
    values = {"skor": text, "sejak": text, "kegiatan": [{**EVENT, "tanggal": text}]}
    [each] = returned(values)
    hints = {
        (language, finding.field): catalogue(language).finding(finding).hint
        for finding in each.findings
        for language in LANGUAGES
    }
    assert {field for _, field in hints} == {"skor", "sejak", "kegiatan.tanggal"}
    assert hints["id", "skor"].endswith(" Isi 0 bila memang tidak ada.")
    assert hints["en", "skor"].endswith(" Write 0 if there is nothing.")
    assert hints["id", "sejak"].endswith(" Kosongkan bila memang tidak ada.")
    assert hints["en", "sejak"].endswith(" Leave it blank if there is nothing.")
    assert hints["id", "kegiatan.tanggal"].endswith(" (tahun-bulan-tanggal).")
    assert hints["en", "kegiatan.tanggal"].endswith(" (year-month-day).")


def test_a_zero_in_a_date_is_told_to_be_left_blank():
    """facts.md#zero-or-blank: 0 in a date was advice that was followed."""
    [each] = returned({"sejak": 0})
    assert [code for code, *_ in said(each)] == ["VALUE-002"]
    assert each.findings[0].data["nothing"] == "blank"
