"""The master workbook: what stands in it, and that nothing typed by a stranger comes alive."""

import dataclasses
import datetime
import io
import zipfile

import pytest
from openpyxl.utils.escape import unescape

from iku_workbook.cli.consolidate import show
from iku_workbook.cli.session import Session
from iku_workbook.documents.context import context
from iku_workbook.findings import Decision
from iku_workbook.master import fingerprints, write_master
from iku_workbook.master import layout as plan
from iku_workbook.master import references as places
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.campaigns import Campaigns
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.levels import levels
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.results.year import consolidate_year
from tests.forms import SMALL, define, load
from tests.master.master import column, read, write
from tests.ooxml import needs_validator, validate
from tests.results.year import BROKEN, random_year, regency, returned

SRESEH = load(template("kecamatan-sreseh-2024"))
Q1 = Period.parse("2025-Q1")
LOCKED = {"Ringkasan", "Capaian", "Alur perhitungan", "Perhitungan", "Kegiatan", "Pemeriksaan"}
FILTERED = {"Capaian", "Matriks", "Perhitungan", "Kegiatan", "Status", "Jejak", "Temuan"}
ROW = {"tanggal": datetime.date(2025, 1, 31), "jenis": "Rapat", "peserta": 2, "bukti": None}


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
    """contract.md#master, iku consolidate: results first, and below them the way to each value."""
    names = ["Ringkasan", "Capaian", "Matriks", "Alur perhitungan", "Perhitungan", "Data"]
    assert shown.sheetnames == [
        *names,
        "Kegiatan",
        "Status",
        "Jejak",
        "Temuan",
        "Pemeriksaan",
        "Daftar pilihan",
    ]
    assert shown.active.title == "Ringkasan"
    assert [sheet.title for sheet in shown if sheet.sheet_state != "visible"] == ["Daftar pilihan"]


def test_same_inputs_give_the_same_bytes(returns, data):
    """house.md#same-bytes: dates are passed in, so the same inputs give the same bytes."""
    assert write(define(), returns) == data


def test_the_head_says_whose_and_when(returns):
    """facts.md#all-villages: completeness stands beside the result."""
    book = read(write(define(), returns, as_of=datetime.date(2025, 7, 12)))
    head = "\n".join(str(row[0].value) for row in book["Ringkasan"].iter_rows(max_row=4))
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


def test_what_awaits_a_decision_or_was_not_added_up_stands_on_the_first_sheet(returns):
    """contract.md#unsettled: where a person has to decide something, that stands there too."""
    awaits = dataclasses.replace(returns[0], number=9, file="baru.xlsx")
    q2, unsettled = Period.parse("2025-Q2"), Unsettled(awaiting=(awaits,))
    year = consolidate_year(define(), returns, q2, unsettled)
    year = dataclasses.replace(year, campaigns=Campaigns((), (("35.09", "Contoh"),)))
    sheet = read(write_master(year, as_of=datetime.date(2025, 7, 12)), values=True)["Ringkasan"]
    said = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Menunggu keputusan: " in said
    assert "(baru.xlsx)" in said
    assert "Contoh (35.09)" in said


def test_results_show_their_parts(shown):
    """facts.md#parts-shown: numerator and denominator are always shown beside a percentage."""
    sheet, header = shown["Ringkasan"], places.RESULTS_HEADER_ROW
    assert column(sheet, header, "Kode")[:2] == ["IKU-1", "IKU-2"]
    assert column(sheet, header, "Pembilang")[:2] == [8, 3]
    assert column(sheet, header, "Penyebut")[:2] == [17, 2]
    assert column(sheet, header, "Realisasi")[:2] == [8 / 17 * 100, 1.5]
    assert column(sheet, header, "Laporan diterima")[:2] == ["1 dari 3", "1 dari 2"]
    assert column(sheet, header, "Catatan")[0].startswith("Sementara: baru 1 dari 3")


def test_achievement_holds_every_period_of_the_year(shown):
    """master.md#sheets: per indicator and period, pembilang and penyebut visible."""
    sheet = shown["Capaian"]
    periods = [f"Triwulan {number}" for number in ("I", "II", "III", "IV")]
    assert column(sheet, 4, "Kode")[:8] == ["IKU-1"] * 4 + ["IKU-2"] * 4
    assert column(sheet, 4, "Periode")[:8] == periods * 2
    assert column(sheet, 4, "Pembilang")[:8] == [4, 8, None, None, 1, 3, None, None]
    assert column(sheet, 4, "Penyebut")[:8] == [15, 17, None, None, 2, 2, None, None]
    assert column(sheet, 4, "Realisasi")[4:6] == [0.5, 1.5]
    assert column(sheet, 4, "Laporan diterima")[:4] == [2, 1, None, None]
    assert column(sheet, 4, "Periksa")[:4] == ["✓", "✓", None, None]


def test_a_result_is_held_against_base_year_and_plan():
    """facts.md#comparison: comparison with the baseline year and with the plan's end target."""
    period = Period.parse("2024-Q1")
    values = {"status_desa": "Maju", "skor_idm": 0.8}
    book = read(write(SRESEH, [returned("35.27.01.2001", "2024-Q1", values)], period), values=True)
    rows = [[cell.value for cell in row] for row in book["Capaian"].iter_rows()]
    (row,) = (row for row in rows if row[0] == "IKU-1" and row[4] == 50 and row[6] == 75)
    assert row[3] == pytest.approx(100 / 12)
    assert row[5] == pytest.approx(100 / 12 - 50)
    assert row[7] == pytest.approx(100 / 12 / 75 * 100)


def test_the_matrix_shows_every_unit_and_indicator(shown):
    """master.md#sheets: villages by indicators."""
    sheet = shown["Matriks"]
    assert column(sheet, 6, "Unit") == ["Noreh", "Taman", "Kantor"]
    assert column(sheet, 6, "IKU-1 Realisasi") == [8 / 12 * 100, None, None]
    assert column(sheet, 6, "kegiatan") == [3, None, None]
    assert column(sheet, 6, "IKU-2 Realisasi") == [3, None, None]


def test_status_tells_late_nihil_and_approved_apart():
    """master.md#sheets: how each unit stands, counted; when received, who approved."""
    nothing = {"datang": 0, "naik": 0, "ada": "Tidak", "kegiatan": []}
    at = datetime.datetime(2025, 4, 20, 9, 30, tzinfo=datetime.UTC)
    returns = [
        dataclasses.replace(
            returned("35.01", "2025-Q1", nothing), received=at, approval=Decision("Kasi", at)
        ),
        returned("35.02", "2025-Q1", {}, BROKEN),
    ]
    data = write(define(), returns, Q1, as_of=datetime.date(2025, 4, 30))
    sheet = read(data, values=True)["Status"]
    assert column(sheet, 13, "Triwulan I") == [
        "Disetujui · terlambat · nihil",
        "Perlu diperbaiki · terlambat",
        "Belum masuk · terlambat",
    ]
    assert column(sheet, 4, "Triwulan I")[:7] == [1, 0, 1, 0, 1, 3, 1]
    assert read(data)["Status"]["D5"].value == '=COUNTIF($D$14:$D$16,"Disetujui*")'
    row = [cell.value for cell in read(data)["Data"][5]][: -fingerprints.COLUMNS]
    assert row[-2:] == [at.replace(tzinfo=None), "Kasi"]


def test_a_figure_leads_down_to_the_cell_of_a_unit(live):
    """house.md#live-master: live formulas over the data sheet."""
    achievement, working = live["Capaian"], live["Perhitungan"]
    header = places.RESULTS_HEADER_ROW
    assert column(live["Ringkasan"], header, "Realisasi")[0] == "=Capaian!$F$6"
    total = column(achievement, 4, "Pembilang")[1]
    assert total == '=IF(COUNT(Perhitungan!$R$10:$R$12)=0,"",SUM(Perhitungan!$R$10:$R$12))'
    value = column(achievement, 4, "Realisasi")[1]
    assert value == '=IF(COUNT(D6,E6)=2,IF(E6=0,"",D6/E6*100),"")'
    heads = [cell.value for cell in working[5]]
    row = {head: cell.value for head, cell in zip(heads, working[10], strict=True)}
    found = "IF(INDEX(Data!$A$5:$A$10,$A10)=$A10,$A10,MATCH($A10,Data!$A$5:$A$10,0))"
    assert row["Baris di Data"] == "=" + found
    assert row["Anak datang"] == "=$I7+INDEX(Data!$G$5:$G$10,$H10)"
    assert row["Skor"] == "=$K7"
    assert row["Sejak"] is None
    assert row["naik"] == '=IF(COUNTBLANK($J10)>0,"",IFERROR($J10,""))'
    assert row["kegiatan"] == '=IFERROR(COUNTA(Kegiatan!$D$5:$D$7),"")'


def test_a_unit_without_a_return_has_its_row(shown):
    """facts.md#all-villages: every village on the list, returned or not, in every period."""
    working = shown["Perhitungan"]
    assert column(working, 5, "Kode unit")[1:] == ["35.01", "35.02", "35"] * 2
    status = ["Diterima", "Belum masuk", "Diterima", "Diterima", "Perlu diperbaiki", "Belum masuk"]
    assert column(working, 5, "Status")[1:] == status
    assert column(working, 5, "desa")[1:] == [1, 1, None] * 2
    assert column(working, 5, "naik")[1:] == [4, None, None, 8, None, None]


def test_data_are_as_received(shown):
    """master.md#sheets: a row a unit and period, those that are missing too."""
    data = shown["Data"]
    assert column(data, 4, "No.") == [1, 2, 3, 4, 5, 6]
    assert column(data, 4, "Kode unit") == ["35.01", "35.02", "35"] * 2
    assert column(data, 4, "Periode")[2:4] == ["Triwulan I 2025", "Triwulan II 2025"]
    assert column(data, 4, "Status")[4:] == ["Perlu diperbaiki", "Belum masuk"]
    assert column(data, 4, "Anak datang") == [10, None, 5, 2, None, None]
    files = ["35.01.xlsx", None, "35.xlsx", "35.01.xlsx", "35.02.xlsx", None]
    assert column(data, 4, "Berkas") == files


def test_data_are_a_table(live):
    """master.md#sheets: an Excel table; its columns are called as its first cells."""
    (table,) = live["Data"].tables.values()
    assert table.ref == "A4:T10"
    assert table.column_names == [cell.value for cell in live["Data"][4]]


def test_a_table_has_no_two_columns_alike():
    """Excel would call a workbook damaged whose table has two columns of one name."""
    labels = ["Anak datang", "Anak datang _x0041_", "ANAK datang"]
    fields = [dict(field) for field in SMALL["fields"]]
    for field, label in zip(fields, labels, strict=False):
        field["label"] = label
    sheet = read(write(define(fields=fields), []))["Data"]
    (table,) = sheet.tables.values()
    assert table.column_names[6:9] == ["Anak datang", "Anak datang ＿x0041_", "ANAK datang (2)"]
    assert table.column_names == [unescape(cell.value) for cell in sheet[4]]


def test_a_field_may_be_called_as_one_of_our_columns():
    """definition.md#an-id: an id is any word; that of a field may be "status"."""
    ids = ("status", "unit", "number", "position", "file")
    number = {"type": "integer", "over_time": "sum"}
    fields = [*SMALL["fields"], *({"id": each, "label": f"Isi {each}"} | number for each in ids)]
    values = {"datang": 1, "naik": 1, "ada": "x", "nama": "x"} | dict.fromkeys(ids, 7)
    book = read(write(define(fields=fields), [returned("35.01", "2025-Q2", values)]), values=True)
    for each in ids:
        assert column(book["Data"], 4, f"Isi {each}")[3] == 7
        assert column(book["Perhitungan"], 5, f"Isi {each}")[4] == 7
    assert column(book["Data"], 4, "Status")[3] == "Diterima"


def test_events_of_a_unit_stand_together(shown):
    """house.md#accumulate: a register's rows append, each unit's in one block."""
    sheet = shown["Kegiatan"]
    assert column(sheet, 4, "Kode unit") == ["35.01"] * 3
    assert column(sheet, 4, "Periode") == ["Triwulan I 2025", *["Triwulan II 2025"] * 2]
    assert [cell.date() for cell in column(sheet, 4, "Tanggal")] == [ROW["tanggal"]] * 3


def test_empty_rows_are_kept_only_where_a_formula_counts_them():
    """formula.md#criteria: COUNTBLANK and criteria such as "<>Rapat" see the blank rows too."""
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
        assert len(column(book["Kegiatan"], 4, "Kode unit")) == rows, formula
        assert column(book["Perhitungan"], 5, "Hitungan")[4] == value, formula


def test_every_finding_is_listed(shown, returns):
    """contract.md#says-what-to-do: every finding that has a place names it; every error says
    what to do.
    """
    sheet = shown["Temuan"]
    (row,) = sheet.iter_rows(min_row=5, values_only=True)
    assert (row[:3], row[5:11]) == (
        ("Taman", "Triwulan II 2025", "Kesalahan"),
        ("Isian", "C7", None, "VALUE-001", "35.02.xlsx", "35.02"),
    )
    assert all(row[3:5]), "what is wrong and what to do stand where they are seen first"


def test_without_findings_the_sheet_says_so():
    """A reader of an empty sheet would not know whether anything was checked."""
    sheet = read(write(define(), []))["Temuan"]
    assert sheet["A5"].value == "Tidak ada temuan."


def test_every_sheet_is_ready_to_read_and_print(data):
    """master.md#sorting-filtering-checking: A4 landscape, head repeated, filtered, locked
    without password.
    """
    for sheet in read(data):
        if sheet.sheet_state == "hidden":
            continue
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in {1, 2, None}  # 1 is what None means
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert bool(sheet.auto_filter.ref) is (sheet.title in FILTERED)
        assert sheet.protection.sheet is (sheet.title in LOCKED)
        assert not sheet.protection.password
        shown = [each for each in sheet.column_dimensions.values() if not each.hidden]
        assert all(each.width > 4 for each in shown)


def test_what_may_be_sorted_cannot_be_typed_over(data):
    """master.md#sorting-filtering-checking: sortable; a figure of a return is not changed by
    mistake.
    """
    book = read(data)
    for title, cells in (("Data", "A5:T10"), ("Matriks", "A7:N9")):
        (rule,) = book[title].data_validations.dataValidation
        assert (str(rule.sqref), rule.type, rule.formula1) == (cells, "custom", "FALSE")


def test_charts_show_the_year(data):
    """master.md#sheets: a native trend chart per period for each indicator."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        first = archive.read("xl/charts/chart1.xml").decode()
    assert len(charts) == 2
    for cells in ("$C$5:$C$8", "$F$5:$F$8", "$H$5:$H$8"):
        assert f"Capaian!{cells}" in first


def test_levels_have_a_sheet_of_their_own():
    """master.md#sheets: results and completeness per kecamatan and for the regency."""
    definition, period = regency(3, 9), Period.parse("2024-Q2")
    returns = random_year(definition, period)
    book = read(write(definition, returns, period), values=True)
    sheet, results = book["Per unit induk"], consolidate(definition, returns, period)
    above = levels(definition, results)
    assert column(sheet, 6, "Kode unit") == [each.unit.code for each in above]
    for indicator in definition.indicators:
        shown = column(sheet, 6, f"{indicator.code} Realisasi")
        expected = [each.indicators[indicator.code].value for each in above]
        assert shown == pytest.approx(expected)
    assert column(sheet, 6, "Jumlah unit") == [9, 3, 3, 3]


def test_a_register_may_be_called_as_one_of_our_sheets():
    """form.md#sheet-names: a sheet's name is unique, in any case of letters."""
    register = SMALL["registers"][0] | {"label": "DATA"}
    book = read(write(define(registers=[register]), []))
    assert "DATA 2" in book.sheetnames


def test_a_year_reported_at_once_has_one_target():
    """facts.md#two-figures: quarterly monitoring reports two figures; where the period is the
    year, one.
    """
    sheet = read(write(define(cadence="annual"), [], Period.parse("2025")))["Ringkasan"]
    heads = [cell.value for cell in sheet[places.RESULTS_HEADER_ROW]]
    assert heads.count("Target Tahun 2025") == 1
    assert "Target 2025" not in heads


def test_large_numbers_have_room():
    """form.md#shown-as-it-is: no cell shows ####."""
    values = {"datang": 9_007_199_254_740_992}
    sheet = read(write(define(), [returned("35.01", "2025-Q2", values)]))["Data"]
    assert sheet.column_dimensions["G"].width >= len("9.007.199.254.740.992")


def test_a_sheet_that_is_too_long_is_refused(monkeypatch):
    """Excel has 1,048,576 rows; what does not fit is never cut in silence."""
    monkeypatch.setattr(plan, "ROWS", 8)
    with pytest.raises(plan.MasterTooLarge):
        write(define(), [])


@needs_validator
@pytest.mark.parametrize("number", [1, 3])
def test_excel_would_open_it(number, tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every workbook that we write: 0 errors."""
    period = Period.parse(f"2024-Q{number}")
    path = tmp_path / "master.xlsx"
    path.write_bytes(write(SRESEH, random_year(SRESEH, period), period))
    assert validate([path]) == {path: []}


def test_what_may_still_change_is_seen(capsys, monkeypatch):
    """contract.md#carried: on the first day of a quarter, with figures of the last one alone, they
    are marked wherever they stand, and results are provisional with their range.
    """
    values = {"status_desa": "Maju", "skor_idm": 0.8, "anggaran_kinerja": "Ya"}
    returns = [returned(each.code, "2024-Q3", values) for each in SRESEH.units]
    year = consolidate_year(SRESEH, returns, Period.parse("2024-Q4"))
    book = read(write_master(year), values=True)
    [head] = [row for row in book["Ringkasan"].iter_rows(values_only=True) if row[0] == "Kode"]
    [row] = [row for row in book["Ringkasan"].iter_rows(values_only=True) if row[0] == "IKU-1"]
    shown = dict(zip(head, row, strict=True))
    assert (shown["Realisasi"], shown["Predikat"]) == (100, "Sangat Tinggi (sementara)")
    assert (shown["Paling rendah"], shown["Paling tinggi"]) == (0, 100)
    assert shown["Laporan diterima"] == "0 dari 12"
    rules = book["Matriks"].conditional_formatting
    marked = {
        rule.dxf.numFmt.formatCode
        for each in rules
        for rule in each.rules
        if rule.dxf and rule.dxf.numFmt and '<>"' in rule.formula[0]
    }
    assert marked == {'"✓ "#,##0.00" *"', '"✗ "#,##0.00" *"'}
    show(Session("id"), year)
    assert "antara 0,00 dan 100,00" in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "120")  # a screen with room for it
    show(Session("id"), year)
    said = capsys.readouterr().out
    assert "0,00 – 100,00" in said
    assert "12 unit dihitung" in said
    one = context(year, datetime.date(2024, 10, 8))["indikator"][0]
    assert one["di_depan"][0] == "Noreh (sampai Triwulan III 2024)"
    assert one["sementara"]
