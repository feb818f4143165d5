"""Budgets, what was spent of them, and what was achieved with it."""

import io
from dataclasses import replace

import openpyxl
import pytest
from docx import Document

from iku_workbook.definition import load
from iku_workbook.documents.context import context
from iku_workbook.documents.render import render
from iku_workbook.master.references import FIRST_ROW
from iku_workbook.master.write import write_master
from iku_workbook.messages import catalogue
from iku_workbook.results.campaigns import Campaigns
from iku_workbook.results.json import document
from iku_workbook.results.money import money, money_sentences
from iku_workbook.results.tables import tables
from tests.documents import material
from tests.libreoffice import needs_libreoffice, recalculate
from tests.master.test_master_recalculated import cells, unchanged
from tests.ooxml import needs_validator, validate
from tests.results.money import FILE, Q4, SPENT, year_of


@pytest.fixture(scope="module")
def year():
    return year_of()


def test_the_definition_is_sound():
    """definition.md#mistakes: what is written by the grammar has no mistakes."""
    assert load(FILE)[1] == []


def test_the_sums_are_those_of_a_calculator(year):
    """facts.md#money: budgets, what is planned until a period, what was spent, and how much that
    is; a sum of which a part is unknown says so.
    """
    found = money(year)
    told = {
        each.programme.id: (
            each.amounts.budget,
            each.amounts.planned,
            each.amounts.spent,
            each.amounts.missing,
        )
        for each in found.programmes
    }
    assert told == {
        "gizi": (150_000_000, 70_000_000, 63_500_000, 0),
        "posyandu": (50_000_000, 30_000_000, 51_250_000, 0),
        "mutu": (75_500_000, None, 12_345_678, 1),
        "penunjang": (900_000_000, None, 450_000_001, 0),
    }
    assert [each.is_over for each in found.programmes] == [False, True, False, False]
    assert found.total.budget == 150_000_000 + 50_000_000 + 75_500_000 + 900_000_000
    assert found.total.spent == 63_500_000 + 51_250_000 + 12_345_678 + 450_000_001
    assert (found.total.planned, found.total.missing) == (None, 1)
    assert found.total.share == pytest.approx(577_095_679 / 1_175_500_000 * 100)


def test_an_objective_is_held_against_what_it_was_to_cost(year):
    """facts.md#money: mean achievement less what was spent of what was planned until then; nothing
    where either is not known.
    """
    food, quality = money(year).objectives
    value = (60 + 30 + 70 + 50) / (100 + 80 + 110 + 90) * 100
    assert food.achievement == pytest.approx(value / 60 * 100)
    assert food.used == pytest.approx((63_500_000 + 51_250_000) / 100_000_000 * 100)
    assert food.difference == pytest.approx(value / 60 * 100 - 114.75)
    assert (quality.used, quality.difference) == (None, None)
    assert quality.achievement == pytest.approx(min(120, 190 / 200 * 100))
    whole = {
        (f"2025-Q{at}", each.id): 1_000_000
        for at in range(1, 5)
        for each in year.definition.programmes
    }
    food, quality = money(year_of(Q4, whole)).objectives
    assert (food.used, quality.used) == pytest.approx((8 / 200 * 100, 4 / 75.5 * 100))


def test_what_is_missing_and_what_is_over_is_said(year):
    """facts.md#money: nobody has to look for it."""
    say = catalogue("id")
    assert money_sentences(replace(year, campaigns=Campaigns(())), say)[1].startswith(
        "Program dan anggaran hanya milik Dinas Kesehatan"
    )
    assert list(money(year).notes(say)) == [
        "Realisasi anggaran Triwulan II belum dicatat: Program Mutu Layanan.",
        "Realisasi melebihi anggaran: Program Posyandu, lebih Rp1.250.000.",
    ]


def test_json_and_tables_have_them_where_there_are_programmes(year):
    """contract.md#results-json: programmes, their sum and objectives; nothing without."""
    found = document(year)
    assert found["programmes"][1]["periods"] == {"2025-Q1": 31_000_000, "2025-Q2": 20_250_000}
    assert found["money"]["missing"] == 1
    assert found["efficiency"][0]["difference"] == money(year).objectives[0].difference
    (table,) = (each for each in tables(year, year.period.end) if each.name == "spending")
    rows = {row[:2]: row[2:] for row in map(tuple, table.rows)}
    assert rows["2025-Q2", "mutu"][-1] is None
    assert rows["2025-Q1", "gizi"] == (
        "Program Perbaikan Gizi Masyarakat",
        "Membaiknya gizi balita",
        150_000_000,
        30_000_000,
        25_000_000,
    )
    without = year_of(programmes=())
    assert not {"programmes", "money", "efficiency"} & document(without).keys()
    assert "spending" not in [each.name for each in tables(without, year.period.end)]


@needs_validator
def test_excel_and_word_find_nothing_wrong(year, tmp_path):
    """quality.md#open-xml: in the master and the documents with money; their tables say it."""
    facts, paths = context(year, year.period.end), [tmp_path / "master.xlsx"]
    paths[0].write_bytes(write_master(year))
    texts = {}
    for kind in ("perjanjian-kinerja", "lkjip"):
        paths.append(tmp_path / f"{kind}.docx")
        paths[-1].write_bytes(render(material.template(kind), facts, "Dinas", year.period.end))
        tables = Document(str(paths[-1])).tables
        texts[kind] = [[cell.text for cell in row.cells] for one in tables for row in one.rows]
    assert {path.name: errors for path, errors in validate(paths).items() if errors} == {}
    assert ["", "Jumlah", "Rp1.175.500.000", ""] in texts["perjanjian-kinerja"]
    assert ["", "Jumlah", "Rp1.175.500.000", "Rp577.095.679 *", "49,09 *"] in texts["lkjip"]
    food = ["Rp100.000.000", "Rp114.750.000", "114,75", "-22,64"]
    assert ["Membaiknya gizi balita", "92,11", *food] in texts["lkjip"]


@needs_libreoffice
def test_the_master_computes_them_live(year, tmp_path):
    """quality.md#master-unchanged: LibreOffice changes no cell; another amount changes sums,
    percentages and differences.
    """
    data = write_master(year)
    assert unchanged(data, tmp_path) > 100
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Anggaran"]
    assert sheet.cell(FIRST_ROW + 2, 11).value is None
    sheet.cell(FIRST_ROW + 2, 11).value = 10_000_000
    sheet.cell(FIRST_ROW, 10).value = 30_000_000
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    (saved,) = recalculate([changed], tmp_path / "again")
    now = cells(saved.read_bytes())
    other = {**SPENT, ("2025-Q2", "mutu"): 10_000_000, ("2025-Q1", "gizi"): 30_000_000}
    expected = money(year_of(spent=other))
    total, first = FIRST_ROW + 4, FIRST_ROW + 9
    assert now["Anggaran", f"G{total}"] == expected.total.spent
    assert now["Anggaran", f"H{total}"] == pytest.approx(expected.total.share)
    assert now["Anggaran", f"I{first}"] == pytest.approx(expected.objectives[0].difference)
    assert (
        "Anggaran"
        not in openpyxl.load_workbook(io.BytesIO(write_master(year_of(programmes=())))).sheetnames
    )
