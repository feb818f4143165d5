"""A master of more units than a workbook takes well."""

import pytest

from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.results import write_results
from iku_workbook.campaign.written_tables import by_format, table_format
from iku_workbook.results import brief
from iku_workbook.results.year import consolidate_year
from tests.forms import period_of
from tests.libreoffice import needs_libreoffice, office
from tests.master.master import read, write
from tests.results.year import random_year, regency

SAME = "✓ Semua baris masih sama dengan saat buku ini disusun."


@pytest.fixture
def brief_master(monkeypatch):
    """Nine villages in three kecamatan, three quarters, of which a master may have 26 rows."""
    definition = regency(3, 9)
    period = period_of(definition, 3)
    returns = random_year(definition, period, seed=2)
    whole = write(definition, returns, period)
    monkeypatch.setattr(brief, "MOST_ROWS", 26)
    return whole, write(definition, returns, period)


def test_it_holds_what_units_contribute(brief_master):
    """house.md#brief-master: each unit's parts as figures; the results are the same."""
    whole, short = (read(each, values=True) for each in brief_master)
    gone = {"Matriks", "Alur perhitungan", "Data", "Jejak", "Temuan", "Daftar pilihan"}
    assert gone <= set(whole.sheetnames)
    assert set(short.sheetnames) <= set(whole.sheetnames) - gone
    told = [cell.value for row in short["Ringkasan"].iter_rows() for cell in row]
    assert any(str(each).startswith("Buku ini ringkas") for each in told)
    figures = [[cell.value for cell in row] for row in short["Capaian"].iter_rows(max_col=12)]
    assert figures == [
        [cell.value for cell in row] for row in whole["Capaian"].iter_rows(max_col=12)
    ]


def _figures(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(max_col=12)]


@needs_libreoffice
def test_its_sums_are_live(brief_master, tmp_path):
    """house.md#brief-master: LibreOffice comes to the same, and finds every row unchanged."""
    _comes_to_the_same(brief_master[1], tmp_path)


def _comes_to_the_same(master, folder):
    file, saved = folder / "master.xlsx", folder / "out.xlsx"
    file.write_bytes(master)
    assert office().work(file, read=["Ringkasan!A5"], save=[saved]) == {"Ringkasan!A5": SAME}
    before, after = (read(each, values=True) for each in (master, saved.read_bytes()))
    for sheet in ("Ringkasan", "Capaian", "Per unit induk"):
        pairs = zip(before[sheet].iter_rows(), after[sheet].iter_rows(), strict=False)
        for own, other in pairs:
            for one, two in zip(own, other, strict=False):
                if isinstance(one.value, int | float):
                    assert two.value == pytest.approx(one.value), (sheet, one.coordinate)


@pytest.fixture
def latest_master(monkeypatch, brief_master):
    """The same year, of which a brief master may have 26 rows too."""
    definition = regency(3, 9)
    period = period_of(definition, 3)
    monkeypatch.setattr(brief, "MOST_PARTS", 26)
    return brief_master[1], write(definition, random_year(definition, period, seed=2), period)


def test_of_very_many_rows_the_last_period_alone_is_listed(latest_master):
    """house.md#brief-master: its units stand there, earlier results are figures, and it says so."""
    short, latest = (read(each, values=True) for each in latest_master)
    told = [cell.value for row in latest["Ringkasan"].iter_rows() for cell in row]
    assert any("pada periode terakhir saja" in str(each) for each in told)
    assert _figures(latest["Capaian"]) == _figures(short["Capaian"])
    rows, fewer = (_parts(each["Perhitungan"]) for each in (short, latest))
    assert [row[1:] for row in rows[-9:]] == [row[1:] for row in fewer]
    assert len(rows) == 27
    formulas = read(latest_master[1])["Capaian"]
    sums = [row[2].value for row in formulas.iter_rows() if "SUM(" in str(row[3].value)]
    assert {*sums} == {"Triwulan III"}


def _parts(sheet):
    """Its rows without their fingerprints, which count the rows."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [row[:-3] for row in rows if isinstance(row[0], int)]


@needs_libreoffice
def test_the_sums_of_the_last_period_are_live(latest_master, tmp_path):
    """house.md#brief-master: LibreOffice comes to the same of one with the last period alone."""
    _comes_to_the_same(latest_master[1], tmp_path)


def test_all_else_goes_beside_it(monkeypatch, tmp_path):
    """house.md#brief-master: the tables stand beside it, and are told apart by their format."""
    definition = regency(3, 9)
    period = period_of(definition, 3)
    year = consolidate_year(definition, random_year(definition, period, seed=2), period)
    monkeypatch.setattr(brief, "MOST_ROWS", 26)
    outputs = Outputs(Kind.RESULTS, tmp_path, force=False)
    day = period.end
    written = write_results(year, tmp_path / "master.xlsx", "xlsx", day, "id", outputs)
    kinds = dict(by_format("xlsx", written))
    assert [each.name for each in kinds.pop("xlsx")] == ["master.xlsx"]
    ((kind, tables),) = kinds.items()
    assert kind == table_format()
    assert f"master-isian.{kind}" in {each.name for each in tables}
    assert all(each.is_file() for each in written)


@needs_libreoffice
def test_counts_have_separators_of_thousands(monkeypatch, tmp_path):
    """house.md#brief-master: as the workbook's language writes them, whatever the program's is."""
    definition = regency(3, 1002)
    period = period_of(definition, 1)
    monkeypatch.setattr(brief, "MOST_ROWS", 26)
    file, saved = tmp_path / "master.xlsx", tmp_path / "out.xlsx"
    file.write_bytes(write(definition, random_year(definition, period, seed=2), period))
    assert office().work(file, read=["Ringkasan!A5"], save=[saved]) == {"Ringkasan!A5": SAME}
    for each in (file, saved):
        sheet = read(each.read_bytes(), values=True)["Ringkasan"]
        told = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert any(text.endswith(" dari 1.002") for text in told)
        assert not any("dari 1002" in text for text in told)
