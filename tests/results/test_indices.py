"""Indices whose parts have no result, in a period in which they are not measured or for now."""

import io

import openpyxl
import pytest

from iku_workbook.definition import load
from iku_workbook.master.references import HEADER_ROW
from iku_workbook.master.write import write_master
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.notes import counted, notes
from iku_workbook.results.year import consolidate_year
from tests.libreoffice import needs_libreoffice
from tests.master.test_master_recalculated import unchanged
from tests.results.goals import FILE, returns

SEMESTER = {
    "    name: Infeksi\n": "    name: Infeksi\n    cadence: semester\n",
    '"2025-Q1": 20, "2025-Q2": 25, ': '"2025-Q2": 25, ',
}


@pytest.fixture
def year_with(tmp_path):
    """The year of an office whose definition says something else, up to a quarter."""

    def made(changes, quarter="2025-Q1"):
        text = FILE.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "hospitals.yaml"
        path.write_text(text, encoding="utf-8")
        definition, _ = load(path)
        return consolidate_year(definition, returns(), Period.parse(quarter))

    return made


def said(year, code, lang="id"):
    """Its notes, and how many returns it is of."""
    indicator = next(each for each in year.definition.indicators if each.code == code)
    result, say = year.results.indicators[code], catalogue(lang)
    return (*notes(indicator, result, say), counted(result, say))


def test_an_index_says_which_of_its_parts_is_not_measured(year_with):
    """definition.md#indices: it has no result where one of them has none, and awaits nothing."""
    year = year_with(SEMESTER)
    assert said(year, "LUAS") == (
        "Dihitung dari yang pada periode ini tidak ada hasilnya: nilai INFEKSI.",
        "–",
    )
    assert said(year, "MUTU", "en")[0] == (
        "Computed from what has no result in this period: value of LUAS."
    )
    result = year.results.indicators["LUAS"]
    assert (result.due, result.value, result.provisional, result.expected) == (
        False,
        None,
        False,
        0,
    )


@needs_libreoffice
@pytest.mark.parametrize("quarter", ["2025-Q1", "2025-Q2"])
def test_the_master_has_it_where_it_is_measured_alone(year_with, quarter, tmp_path):
    """quality.md#master-unchanged: 0 cells change, with an index that some periods do not have."""
    data = write_master(year_with(SEMESTER, quarter))
    assert unchanged(data, tmp_path) > 100
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Capaian"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    rows = [row for row in range(HEADER_ROW, 40) if sheet.cell(row, 1).value == "LUAS"]
    note = sheet.cell(rows[0], heads["Catatan"]).value
    assert note == "Dihitung dari yang pada periode ini tidak ada hasilnya: nilai INFEKSI."


def test_an_index_says_which_of_its_parts_is_blank(year_with):
    """definition.md#indices: blank while one of them is, not for want of a numerator."""
    old = '    targets: {"2025": {from: 60, to: 85}, "2025-Q1": {from: 55, to: 80}, '
    year = year_with({old: "    targets: {"})
    assert said(year, "MUTU")[0] == "Belum ada hasil, karena yang dibacanya kosong: capaian BOR."


def test_an_index_that_divides_by_zero_says_so(year_with):
    """definition.md#indices: it has no result where its formula has none."""
    old = '"BOR_nilai - INFEKSI_nilai / 2"'
    year = year_with({old: '"BOR_nilai / (MATI_nilai - MATI_nilai)"'})
    assert said(year, "LUAS")[0] == (
        "Belum ada hasil: rumusnya tidak dapat dihitung, misalnya karena membagi dengan 0."
    )
