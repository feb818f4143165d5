"""The master workbook: what stands in it, and that nothing typed by a stranger comes alive."""

import dataclasses
import datetime
import io
import warnings

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from iku_workbook.findings import Finding, Severity
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.master import plan as places
from iku_workbook.results.master import write_master
from iku_workbook.results.master.words import LONGEST, cell_text
from tests.forms import SMALL, define, load
from tests.ooxml import needs_validator, validate
from tests.results.year import BROKEN, FOREIGN, random_year, returned

SRESEH = load(template("kecamatan-sreseh-2024"))
Q2 = Period.parse("2025-Q2")
ROW = {"tanggal": datetime.date(2025, 1, 31), "jenis": "Rapat", "peserta": 2, "bukti": None}
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "https://example.org/=1",
    "mailto:a@example.org",
    "internal:Data!A1",
    "external:c:\\a.xlsx",
    "<r><t>x</t></r>",
    "<r>&",
    "_x0041_",
    "bell\x07 escape\x1b null\x00 tab\t",
    "half \ud800 pair",
    "\ufffe",
    "#N/A",
    "' quoted",
    "]]>",
    "x" * 40_000,
]


def write(definition, returns, period=Q2, **options):
    results = consolidate(definition, returns, period)
    return write_master(results, returns, definition, **options)


def read(data, *, values=False):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def column(sheet, header, title):
    """The values below a heading."""
    (found,) = (cell.column for cell in sheet[header] if cell.value == title)
    return [row[found - 1].value for row in sheet.iter_rows(min_row=header + 1)]


@pytest.fixture(scope="module")
def returns():
    values = {"datang": 10, "naik": 4, "skor": 0.5, "ada": "Ya", "nama": "A", "kegiatan": [ROW]}
    return [
        returned("35.01", "2025-Q1", values),
        returned("35.01", "2025-Q2", values | {"datang": 2, "skor": None, "kegiatan": [ROW, ROW]}),
        returned("35.02", "2025-Q2", values, BROKEN),
        returned("35", "2025-Q1", {"datang": 5, "surat": 7}),
    ]


@pytest.fixture(scope="module")
def data(returns):
    return write(define(), returns)


@pytest.fixture(scope="module")
def shown(data):
    """The workbook as a person sees it."""
    return read(data, values=True)


@pytest.fixture(scope="module")
def live(data):
    """The workbook's formulas."""
    return read(data)


def test_the_sheets_stand_in_reading_order(shown):
    """contract.md, iku consolidate: results first, and below them the way to each value."""
    names = ["Hasil", "Perhitungan", "Data", "Kegiatan", "Temuan"]
    assert shown.sheetnames == names
    assert shown.active.title == "Hasil"


def test_same_inputs_give_the_same_bytes(returns, data):
    """house.md, Rooms: dates are passed in, so the same inputs give the same bytes."""
    assert write(define(), returns) == data


def test_the_head_says_whose_and_when(returns):
    """facts.md, decision 5: completeness stands beside the result."""
    book = read(write(define(), returns, as_of=datetime.date(2025, 7, 12)))
    head = "\n".join(str(row[0].value) for row in book["Hasil"].iter_rows(max_row=4))
    for words in (
        "Klinik Melati 2025",
        "Triwulan II 2025 · Data per 12 Juli 2025",
        "2 desa, 1 kantor",
        "Sudah mengirim: 2",
        "Diterima: 1",
        "Perlu diperbaiki: 1",
        "Belum masuk: 1",
    ):
        assert words in head


def test_results_show_their_parts(shown):
    """facts.md: numerator and denominator are always shown beside a percentage."""
    sheet, header = shown["Hasil"], places.RESULTS_HEADER_ROW
    assert column(sheet, header, "Kode")[:2] == ["IKU-1", "IKU-2"]
    assert column(sheet, header, "Pembilang")[:2] == [8, 3]
    assert column(sheet, header, "Penyebut")[:2] == [17, 2]
    assert column(sheet, header, "Realisasi")[:2] == [8 / 17 * 100, 1.5]
    assert column(sheet, header, "Laporan diterima")[:2] == ["1 dari 3", "1 dari 2"]
    assert column(sheet, header, "Catatan")[0].startswith("Sementara: baru 1 dari 3")


def test_a_figure_leads_down_to_the_cell_of_a_unit(live):
    """house.md, Results: live formulas over the data sheet."""
    results, working = live["Hasil"], live["Perhitungan"]
    total = column(results, places.RESULTS_HEADER_ROW, "Pembilang")[0]
    assert total == '=IF(COUNT(Perhitungan!$N$7:$N$9)=0,"",SUM(Perhitungan!$N$7:$N$9))'
    value = column(results, places.RESULTS_HEADER_ROW, "Realisasi")[0]
    assert value == '=IF(COUNT(C7,D7)=2,IF(D7=0,"",C7/D7*100),"")'
    heads = [cell.value for cell in working[5]]
    row = {head: cell.value for head, cell in zip(heads, working[7], strict=True)}
    assert row["Anak datang"] == "=SUM(Data!E5:E6)"
    assert row["Skor"] == "=Data!G5"
    assert row["Sejak"] is None
    assert row["naik"] == '=IF(COUNTBLANK(G7)>0,"",IFERROR(G7,""))'
    assert row["kegiatan"] == '=IFERROR(COUNTA(Kegiatan!$D$5:$D$7),"")'


def test_a_unit_without_a_return_has_its_row(shown):
    """facts.md, decision 5: every village on the list, returned or not."""
    working = shown["Perhitungan"]
    assert [row[0].value for row in working.iter_rows(min_row=7)] == ["35.01", "35.02", "35"]
    assert column(working, 5, "Status")[1:] == ["Diterima", "Perlu diperbaiki", "Belum masuk"]
    assert column(working, 5, "desa")[1:] == [1, 1, None]
    assert column(working, 5, "naik")[1:] == [8, None, None]


def test_data_are_as_received(shown):
    """house.md, Results: a row a unit and period, and one for each that is missing."""
    data = shown["Data"]
    assert column(data, 4, "Kode wilayah") == ["35.01", "35.01", "35.02", "35", "35"]
    assert column(data, 4, "Periode")[:2] == ["Triwulan I 2025", "Triwulan II 2025"]
    assert column(data, 4, "Status")[2:] == ["Perlu diperbaiki", "Diterima", "Belum masuk"]
    assert column(data, 4, "Anak datang") == [10, 2, None, 5, None]
    assert column(data, 4, "Berkas") == ["35.01.xlsx", "35.01.xlsx", "35.02.xlsx", "35.xlsx", None]


def test_events_of_a_unit_stand_together(shown):
    """interfaces: a register's rows append, each unit's in one block."""
    sheet = shown["Kegiatan"]
    assert column(sheet, 4, "Kode wilayah") == ["35.01"] * 3
    assert column(sheet, 4, "Periode") == ["Triwulan I 2025", *["Triwulan II 2025"] * 2]
    assert [cell.date() for cell in column(sheet, 4, "Tanggal")] == [ROW["tanggal"]] * 3


def test_empty_rows_are_kept_only_where_a_formula_counts_them():
    """definition.md, Formulas: COUNTBLANK and criteria such as "<>Rapat" see the blank rows too."""
    returns = [returned("35.01", code, {"kegiatan": [ROW]}) for code in ("2025-Q1", "2025-Q2")]
    for formula, rows, value in (
        ('COUNTIF(kegiatan.jenis, "Rapat")', 2, 2),
        ("COUNTBLANK(kegiatan.bukti)", 8, 8),
        ('COUNTIF(kegiatan.jenis, "<>Rapat")', 8, 6),
        ('COUNTIFS(kegiatan.jenis, "<>Rapat", kegiatan.peserta, ">1")', 2, 0),
        ('COUNTIF(kegiatan.jenis, IF(ISBLANK(skor), "Rapat", ""))', 8, 2),
    ):
        calculation = {"id": "hitung", "label": "Hitungan", "formula": formula}
        book = read(write(define(calculations=[calculation]), returns), values=True)
        assert len(column(book["Kegiatan"], 4, "Kode wilayah")) == rows, formula
        assert column(book["Perhitungan"], 5, "Hitungan")[1] == value, formula


def test_every_finding_is_listed(shown, returns):
    """contract.md: every finding that has a place names it; every error says what to do."""
    sheet = shown["Temuan"]
    (row,) = sheet.iter_rows(min_row=5, values_only=True)
    assert row[:9] == (
        "35.02.xlsx",
        "35.02",
        "Taman",
        "Triwulan II 2025",
        "Salah",
        "VALUE-001",
        "Isian",
        "C7",
        None,
    )
    assert all(row[9:])


def test_without_findings_the_sheet_says_so():
    """A reader of an empty sheet would not know whether anything was checked."""
    sheet = read(write(define(), []))["Temuan"]
    assert sheet["A5"].value == "Tidak ada temuan."


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:16]))
def test_typed_text_stays_text(text, returns):
    """quality.md, Safety: 0 live formulas or links in any workbook that we write."""
    finding = Finding("RULE-001", Severity.WARNING, data={"message": text})
    event = ROW | {"bukti": text}
    values = {"ada": text, "nama": text, "datang": 1, "kegiatan": [event]}
    bad = [
        returned("35.01", "2025-Q2", values, finding, file=text),
        returned("35.02", "2025-Q2", {}, dataclasses.replace(FOREIGN, sheet=text, field=text)),
    ]
    plain = [returned("35.01", "2025-Q2", values | {"ada": "x", "nama": "x"})]
    book, calm = read(write(define(), bad)), read(write(define(), plain))
    assert formulas(book) <= formulas(calm) | {f"{sheet}!{cell}" for sheet, cell in STATES}
    for sheet in book:
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    expected = cell_text(text)
    for sheet, place in (("Data", "H5"), ("Kegiatan", "G5"), ("Temuan", "A5")):
        cell = book[sheet][place]
        assert (cell.data_type, unescape(cell.value)) == ("s", expected), (sheet, place)


STATES = [("Perhitungan", "I7"), ("Perhitungan", "J7")]


def formulas(book):
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_control_characters_are_seen():
    """form.md: text over 32,767 characters is dropped by XlsxWriter without a word."""
    assert cell_text("a\x00\x07\tb\r\nc\x7f\x85") == "a␀␇␉b␍\nc␡\ufffd"
    assert len(cell_text("x" * 40_000)) == LONGEST
    assert cell_text("x" * 40_000).endswith("…")
    assert cell_text("é 文 🙂") == "é 文 🙂"


def test_every_sheet_is_ready_to_read_and_print(data):
    """quality.md: A4 landscape, one page wide, head repeated, filtered, locked without password."""
    book = read(data)
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in {1, None}  # 1 is what None means
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for column in range(1, sheet.max_column + 1):
            assert sheet.column_dimensions[get_column_letter(column)].width > 4


def test_a_register_may_be_called_as_one_of_our_sheets():
    """form.md: a sheet's name is unique, in any case of letters."""
    register = SMALL["registers"][0] | {"label": "DATA"}
    book = read(write(define(registers=[register]), []))
    assert book.sheetnames == ["Hasil", "Perhitungan", "Data", "DATA 2", "Temuan"]


def test_a_year_reported_at_once_has_one_target():
    """facts.md: quarterly monitoring reports two figures; where the period is the year, one."""
    sheet = read(write(define(cadence="annual"), [], Period.parse("2025")))["Hasil"]
    heads = [cell.value for cell in sheet[places.RESULTS_HEADER_ROW]]
    assert heads.count("Target Tahun 2025") == 1
    assert "Target 2025" not in heads


def test_large_numbers_have_room():
    """form.md: no cell shows ####."""
    values = {"datang": 9_007_199_254_740_992}
    sheet = read(write(define(), [returned("35.01", "2025-Q2", values)]))["Data"]
    assert sheet.column_dimensions["E"].width >= len("9.007.199.254.740.992")


def test_a_sheet_that_is_too_long_is_refused(monkeypatch):
    """Excel has 1,048,576 rows; what does not fit is never cut in silence."""
    monkeypatch.setattr(places, "_SHEET_ROWS", 8)
    with pytest.raises(places.MasterTooLarge):
        write(define(), [])


@needs_validator
@pytest.mark.parametrize("number", [1, 3])
def test_excel_would_open_it(number, tmp_path):
    """quality.md, Truth: Open XML SDK validation of every workbook that we write: 0 errors."""
    period = Period.parse(f"2024-Q{number}")
    path = tmp_path / "master.xlsx"
    path.write_bytes(write(SRESEH, random_year(SRESEH, period), period))
    assert validate([path]) == {path: []}
