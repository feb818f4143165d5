"""The copy that goes back: what was typed, what is to be mended, and a form to be returned."""

import io
import re

import openpyxl
import pytest

from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import gather
from iku_workbook.cell_addresses import position
from iku_workbook.findings import Verdict
from iku_workbook.layout import CORRECTION
from iku_workbook.replies.corrected_copy import corrected, to_correct
from samples.year import sample_key
from tests import ooxml
from tests.clients import material
from tests.forms import (
    GOOD,
    add_row,
    address,
    check,
    define,
    drop,
    filled,
    issue,
    known,
    layout_of,
    look_like,
    put,
    said,
)
from tests.libreoffice import edit, needs_libreoffice, recalculate
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

BAD = CHECKOUT / "samples" / "bad"
LAYOUT = layout_of(define())
TABLE = LAYOUT.tables[0]
HOSTILE = '=HYPERLINK("http://jahat.example","klik")'
EVENT = GOOD["kegiatan"][0]
TYPED = {
    "text": {"datang": "empat puluh"},
    "formula": {"naik": "=1+1"},
    "unit": {"datang": "40 anak"},
    "two readings": {"skor": "1.234"},
    "bounds": {"datang": 5000},
    "fraction": {"datang": 39.5},
    "blank": {"naik": None, "nama": None},
    "rule": {"naik": 41},
    "warned": {"naik": 2},
    "choice": {"ada": "Mungkin"},
    "long": {"nama": "x" * 300},
    "date": {"sejak": "kemarin"},
    "date as text": {"sejak": "17/08/2024"},
    "rows": {"kegiatan": [{**EVENT, "tanggal": None}, EVENT, {**EVENT, "peserta": "dua"}]},
    "unanswered": {"kegiatan": None},
    "word for nihil": {"kegiatan": None, "nihil.kegiatan": "tidak ada"},
    "nihil and rows": {"nihil.kegiatan": "Nihil"},
}


def copy_of(data, forms=None):
    [returned] = check(data, forms=forms)
    return corrected(data, returned, forms or known())


def book(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


@pytest.mark.parametrize("case", TYPED)
def test_a_copy_says_what_the_return_said(case):
    """A copy that nobody has mended has the findings of the return: what was typed is as it was."""
    [returned] = check(filled({**GOOD, **TYPED[case]}))
    [again] = check(copy_of(filled({**GOOD, **TYPED[case]})))
    assert to_correct(returned.findings)
    assert said(again) == said(returned)
    assert (again.unit, again.period, again.verdict) == ("35.01", "2025-Q1", returned.verdict)
    assert again.values == returned.values


@pytest.mark.parametrize("case", TYPED)
def test_every_finding_is_listed_marked_and_explained(case):
    """form.md#instructions: instructions stand in a visible column, not in a note alone."""
    data = filled({**GOOD, **TYPED[case]})
    [returned] = check(data)
    wanted = {(each.sheet, each.cell) for each in returned.findings}
    copy = book(copy_of(data))
    first = copy.worksheets[0]
    assert copy.active.title == first.title == LAYOUT.corrections
    links = {cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"{sheet}!{cell}" for sheet, cell in wanted}
    columns = {LAYOUT.entry: CORRECTION, TABLE.sheet: TABLE.correction_column}
    for sheet, cell in wanted:
        mended = copy[sheet][cell]
        assert mended.border.left.style == "medium"
        assert not mended.protection.locked
        assert copy[sheet].cell(mended.row, columns[sheet]).value
        assert mended.comment is None
    assert all(sheet.protection.sheet for sheet in copy.worksheets)


MODERN = define(iku=2)


def modern_copy(typed):
    forms = known(MODERN)
    [returned] = check(filled({**GOOD, **typed}, MODERN), forms=forms)
    return corrected(filled({**GOOD, **typed}, MODERN), returned, forms), returned


@pytest.mark.parametrize("case", TYPED)
def test_a_copy_says_each_thing_once(case):
    """form.md#once: what a check says beside a cell is no remark there too, and the first sheet
    has a word for it; what no check says is a remark.
    """
    data, returned = modern_copy(TYPED[case])
    shown, layout = book(data, data_only=True), layout_of(MODERN)
    table = layout.tables[0]
    columns = {layout.entry: CORRECTION, table.sheet: table.correction_column}
    for each in to_correct(returned.findings):
        sheet, (row, column) = shown[each.sheet], position(each.cell)
        answers = (each.sheet, row) == (table.sheet, table.nihil.row)
        beside = sheet.cell(row, column + 1 if answers else columns[each.sheet] - 1).value or ""
        remark = sheet.cell(row, columns[each.sheet]).value or ""
        assert bool(remark) != beside.startswith(("✗", "•", "!")), (remark, beside)
    states = [row[4].value for row in shown.worksheets[0].iter_rows(min_row=10)]
    assert all(len(state or "") < 20 for state in states)


def test_a_copy_names_the_cells_that_go_together():
    """form.md#once: all that a broken rule reads, in words."""
    data, _ = modern_copy({"naik": 41})
    first = [str(cell.value) for row in book(data).worksheets[0].iter_rows() for cell in row]
    assert "Periksa sel C6 dan C7." in first


@pytest.mark.parametrize("case", ["rule", "rows", "warned"])
def test_all_columns_of_a_copy_fit_a_window(case):
    """form.md#once: 1366 pixels wide, at 100 percent; measured in LibreOffice, of 8 pixels each."""
    data, _ = modern_copy(TYPED[case])
    for sheet in book(data).worksheets[:-1]:
        widths = [each.width for each in sheet.column_dimensions.values() if not each.hidden]
        assert sum(widths) <= WINDOW, sheet.title


WINDOW = 158  # characters


@needs_libreoffice
@pytest.mark.parametrize("case", ["rule", "rows", "warned", "blank"])
def test_the_word_for_a_check_is_computed(case, tmp_path):
    """contract.md#cached: LibreOffice shows the word that stands in the copy."""
    path = tmp_path / "copy.xlsx"
    path.write_bytes(modern_copy(TYPED[case])[0])
    [saved] = recalculate([path], tmp_path / "out")
    ours, theirs = (
        [row[4].value or "" for row in book(each.read_bytes(), data_only=True).worksheets[0].rows]
        for each in (path, saved)
    )
    assert ours == theirs
    assert any(state.startswith(("✗", "•", "!")) for state in ours)


def test_what_was_altered_is_the_forms_own_again():
    """contract.md#families: LOCK- what was altered that must not be."""
    data = put(filled(GOOD), f"{LAYOUT.entry}!{address(LAYOUT, 'persen')}", "<v>99</v>")
    [returned] = check(data)
    assert returned.verdict is Verdict.NEEDS_CORRECTION
    [again] = check(corrected(data, returned, known()))
    assert said(again) == []
    assert again.values == returned.values


def test_a_number_that_became_a_date_is_not_taken_for_a_number():
    """facts.md#number-to-date: a number that turned into a date."""
    place = address(LAYOUT, "datang")
    good = put(filled(GOOD), f"{LAYOUT.entry}!{place}", "<v>45323</v>")
    data = look_like(good, f"{LAYOUT.entry}!{place}", address(LAYOUT, "sejak"))
    [returned] = check(data)
    assert [row[0] for row in said(returned)] == ["VALUE-006"]
    copy = corrected(data, returned, known())
    assert book(copy)[LAYOUT.entry][place].value == "01/02/2024"
    assert check(copy)[0].verdict is Verdict.NEEDS_CORRECTION


def test_rows_below_a_register_come_back_where_they_stood():
    """quality.md#nothing-lost: nothing received is lost; they can be moved, for their cells are
    open.
    """
    data = add_row(filled(GOOD), TABLE.sheet, TABLE.last + 3, D=7)
    [returned] = check(data)
    copy = corrected(data, returned, known())
    cell = book(copy)[TABLE.sheet].cell(TABLE.last + 3, 4)
    assert (cell.value, cell.protection.locked) == (7, False)
    assert said(check(copy)[0]) == said(returned)


def test_no_copy_where_there_is_nothing_to_mend():
    """A lost protection is nothing that an officer mends; another form is not ours to send back."""
    assert copy_of(filled(GOOD)) is None
    assert copy_of(drop(filled(GOOD), LAYOUT.entry, "sheetProtection")) is None
    assert copy_of(issue(define(), key=bytes(32))) is None
    assert copy_of(b"%PDF-1.4") is None
    double = check(filled(GOOD), filled({**GOOD, "datang": 50}))
    assert corrected(filled(GOOD), double[0], known()) is None


@pytest.mark.parametrize("case", sorted(path.name for path in BAD.iterdir()))
def test_every_bad_sample_is_answered(case):
    """contract.md#verdicts: needs-correction is our form, with errors that the officer can mend. A
    copy that nobody mended says the same, but for what is put right.
    """
    forms = known(material.definition(), key=sample_key())
    for source in gather([str(path) for path in (BAD / case).iterdir() if path.suffix != ".json"]):
        [returned] = validate([source], forms)
        copy = corrected(source.read(), returned, forms)
        ours = returned.verdict not in {Verdict.REJECTED, Verdict.NOT_EXAMINED}
        wanted = ours and to_correct(returned.findings)
        assert (copy is not None) == bool(wanted)
        if copy:
            left = [row for row in said(returned) if row[0].startswith(("VALUE", "RULE"))]
            # A formula's result is a value now, and a row pasted beside its place stands in it.
            left = [row[1:] for row in left if row[0] not in {"VALUE-012", "VALUE-016"}]
            assert [row[1:] for row in said(check(copy, forms=forms)[0])] == left


def test_the_same_return_gives_the_same_copy():
    """house.md#same-bytes: the same definition, unit, period and key give the same bytes."""
    data = filled({**GOOD, "naik": 41})
    assert copy_of(data) == copy_of(data)


def test_without_the_key_the_seal_of_the_return_goes_along():
    """contract.md#validate: validate needs no key; the copy is sealed as the return was."""
    data = filled({**GOOD, "naik": 41})
    keyless = known(key=None)
    [returned] = check(data, forms=keyless)
    copy = corrected(data, returned, keyless)
    assert [row[0] for row in said(check(copy)[0])] == ["RULE-001"]


@pytest.mark.parametrize(
    "text",
    [
        *(HOSTILE, "+1", "-1", "@SUM(1)", "{=1}", "http://jahat.example", "external:a"),
        *("_x003D_1", "\ue000seal\ue001", "\x1b]0;x\x07", "mailto:a@b.example", "x" * 40_000),
    ],
)
def test_nothing_typed_becomes_live(text):
    """quality.md#nothing-live: 0 live formulas or links in any workbook that we write."""
    copy = copy_of(typed_everywhere(text))
    assert formulas(copy) == formulas(copy_of(typed_everywhere("a")))
    listed = [cell.value for row in book(copy).worksheets[0].iter_rows() for cell in row]
    live = [value for value in listed if str(value).startswith("=")]
    assert all(re.fullmatch(r"=\w+!\$[A-Z]\$\d+", value) for value in live)
    cells = [cell for sheet in book(copy).worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]
    held = [cell for cell in cells if str(cell.value).startswith(text[:20])]
    assert all(cell.data_type == "s" for cell in held)
    assert held or not text.isprintable() or text.startswith("_x")


def typed_everywhere(text):
    rows = [{**EVENT, "jenis": text, "peserta": text, "bukti": text}]
    return filled({**GOOD, "datang": text, "nama": text, "ada": text, "kegiatan": rows})


def formulas(data):
    """Every formula but those of the first sheet, of which there is one for each finding."""
    return {
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book(data).worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@ooxml.needs_validator
def test_excel_finds_nothing_damaged(tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every workbook that we write: 0 errors."""
    for at, case in enumerate(TYPED.values()):
        (tmp_path / f"{at}.xlsx").write_bytes(copy_of(filled({**GOOD, **case})))
    (tmp_path / "hostile.xlsx").write_bytes(copy_of(typed_everywhere(HOSTILE)))
    below = add_row(filled(GOOD), TABLE.sheet, TABLE.last + 3, B=7, D=7)
    (tmp_path / "below.xlsx").write_bytes(copy_of(below))
    assert not [each for errors in ooxml.validate(tmp_path.iterdir()).values() for each in errors]


@needs_libreoffice
@pytest.mark.parametrize("case", TYPED)
def test_every_formula_carries_its_value(case, tmp_path):
    """contract.md#cached: every formula carries its cached value; LibreOffice changes none."""
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy_of(filled({**GOOD, **TYPED[case]})))
    [saved] = recalculate([path], tmp_path / "out")
    ours, theirs = (book(each.read_bytes(), data_only=True) for each in (path, saved))
    first = [(LAYOUT.corrections, cell) for cell in ("A4", "E10")]
    for sheet, cell in [*first, *(each[:2] for each in formulas(path.read_bytes()))]:
        stated, computed = ours[sheet][cell].value, theirs[sheet][cell].value
        if isinstance(computed, float):
            assert stated == pytest.approx(computed, rel=1e-9), (sheet, cell)
        else:
            assert (stated or None) == (computed or None), (sheet, cell)


@needs_libreoffice
def test_a_copy_that_was_mended_in_libreoffice_is_accepted(tmp_path):
    """A corrected copy, mended in LibreOffice and returned, is accepted."""
    rows = [{**EVENT, "tanggal": "kemarin"}, {**EVENT, "peserta": "dua belas"}]
    wrong = {"datang": "=1+1", "naik": None, "ada": "Mungkin", "kegiatan": rows}
    copy, mended = tmp_path / "copy.xlsx", tmp_path / "mended.xlsx"
    copy.write_bytes(copy_of(filled({**GOOD, **wrong})))
    typed = {
        address(LAYOUT, "datang"): "40",
        address(LAYOUT, "naik"): "30",
        address(LAYOUT, "ada"): "Ya",
        address(LAYOUT, "kegiatan.tanggal", 0): "31/01/2025",
        address(LAYOUT, "kegiatan.peserta", 1): "13",
    }
    cells = {place: typed[place.partition("!")[2]] for place in marked(copy)}
    assert len(cells) == len(typed)
    live = {f"{LAYOUT.corrections}!A4": "✓", f"{LAYOUT.corrections}!E10": "✓"}
    shown = edit(copy, mended, cells, read=live)
    assert {place: str(shown[place])[0] for place in live} == live
    [again] = check(mended.read_bytes())
    assert (said(again), again.verdict) == ([], Verdict.ACCEPTED)
    expected = {**GOOD, "kegiatan": [EVENT, {**EVENT, "peserta": 13}]}
    assert again.values == expected


def marked(copy):
    """The cells that the first sheet leads to."""
    first = openpyxl.load_workbook(copy).worksheets[0]
    return [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
