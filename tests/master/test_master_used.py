"""The master workbook in the hands of a person: sorted, and asked how a figure comes about."""

import random
from itertools import pairwise

import pytest

from iku_workbook.master.chain.selection import BLANK
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.sheet_names import quoted
from tests.forms import load, period_of
from tests.libreoffice import needs_libreoffice, office
from tests.master.master import column, read, write
from tests.results import valued
from tests.results.year import random_year, regency, with_units

SAME = "✓ Semua baris masih sama dengan saat buku ini disusun."


@pytest.fixture(scope="module")
def year():
    """Nine villages in three kecamatan, three quarters."""
    definition = regency(3, 9)
    period = period_of(definition, 3)
    return definition, random_year(definition, period, seed=2), period


@needs_libreoffice
def test_sorting_changes_no_result(year, tmp_path):
    """master.md#sorting-filtering-checking: Data and Matriks are sortable; every result is the
    same in any order. quality.md#row-proof: no alarm, nor after saving as .ods and back.
    """
    definition, returns, period = year
    data = write(definition, returns, period)
    file, saved, ods = (tmp_path / f"master.{kind}" for kind in ("xlsx", "out.xlsx", "ods"))
    file.write_bytes(data)
    # By a count, by a value, by a status in words: each with its own order of the rows.
    by, book = {"Data": (5, 9), "Matriks": (7, 9), "Status": (14, 5)}, read(data)
    whole = {name: book[name].dimensions.partition(":")[2] for name in by}
    sort = {f"{name}!A{first}:{whole[name]}": key for name, (first, key) in by.items()}
    office().work(file, sort=sort, save=[ods])
    assert office().work(ods, read=["Ringkasan!A5"], save=[saved]) == {"Ringkasan!A5": SAME}
    before, after = (read(each, values=True) for each in (data, saved.read_bytes()))
    assert column(after["Data"], 4, "No.") != column(before["Data"], 4, "No.")
    assert column(after["Matriks"], 6, "No.") != column(before["Matriks"], 6, "No.")
    for sheet in ("Ringkasan", "Capaian", "Per unit induk", "Alur perhitungan"):
        assert shown(after[sheet]) == shown(before[sheet]), sheet
    assert rows_by_code(after["Matriks"]) == rows_by_code(before["Matriks"])
    positions = column(after["Perhitungan"], 5, "Baris di Data")
    assert positions != column(before["Perhitungan"], 5, "Baris di Data")


@needs_libreoffice
def test_a_changed_figure_is_noticed(year, tmp_path):
    """quality.md#row-proof: what is no longer what the program wrote is named on the first sheet,
    by sheet and row.
    """
    definition, returns, period = year
    data = write(definition, returns, period)
    file = tmp_path / "master.xlsx"
    file.write_bytes(data)
    sheet = read(data, values=True)["Data"]
    row = next(row for row in range(5, 40) if isinstance(sheet.cell(row, 9).value, int))
    cell, checked = f"Data!{sheet.cell(row, 9).coordinate}", "Ringkasan!A5"
    place = f"✗ Berubah sejak buku ini disusun: Data baris {row}"
    for value, expected in (
        (sheet.cell(row, 9).value, SAME),
        (sheet.cell(row, 9).value + 1, place),
    ):
        said = office().work(file, type_in={cell: float(value)}, read=[checked])
        assert said[checked].startswith(expected), value


def shown(sheet):
    """What the cells show, numbers to nine digits: a sum may be taken in another order."""
    return {
        cell.coordinate: float(f"{cell.value:.9g}") if isinstance(cell.value, float) else cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def rows_by_code(sheet):
    """The rows of the matrix by the codes of the units, whatever their order."""
    return {
        row[1].value: [
            float(f"{cell.value:.9g}") if isinstance(cell.value, float) else cell.value or None
            for cell in row
        ]
        for row in sheet.iter_rows(min_row=7)
    }


def _parts_of(definition, returns, unit, code, number):
    """The parts of a unit's indicator up to a period, and those over all units."""
    result = consolidate(definition, returns, period_of(definition, number)).indicators[code]
    return result.by_unit[unit], (result.numerator, result.denominator)


@needs_libreoffice
def test_the_chain_follows_what_is_chosen(tmp_path):
    """master.md#from-a-figure-to-a-villages-cell: values, parts and share of what is chosen from
    the lists; of a sum what each period added to it, for the unit and over all.
    """
    definition = with_units(load(template("kecamatan-sreseh-2024")), 5)
    period = period_of(definition, 3)
    returns = random_year(definition, period, seed=5)
    data = write(definition, returns, period)
    file = tmp_path / "master.xlsx"
    file.write_bytes(data)
    book = read(data)
    chain, lists = book.worksheets[3], book.worksheets[-1]
    choices = [[cell.value for cell in row if cell.value] for row in lists.iter_cols(1, 3, 2)]
    sheet = quoted(chain.title)
    for unit, indicator, number in ((4, -1, 2), (2, 1, 1)):
        chosen = (choices[0][unit], choices[1][indicator], choices[2][number - 1])
        places = (f"{sheet}!C{row}" for row in (5, 6, 7))
        area = f"{sheet}!A5:J{chain.max_row}"
        typed = dict(zip(places, chosen, strict=True))
        found = office().work(file, type_in=typed, read=[area])[area]
        said = {row[1]: row for row in reversed(found)}
        results = consolidate(definition, returns, period_of(definition, number))
        code = definition.indicators[indicator].code
        result = results.indicators[code]
        own = result.by_unit[definition.units[unit].code]
        own_code = definition.units[unit].code
        sums = [
            _parts_of(definition, returns, own_code, code, each) for each in range(1, number + 1)
        ]
        for key, part in zip(("Pembilang", "Penyebut"), own[:2], strict=True):
            at = ("Pembilang", "Penyebut").index(key)
            steps, said[key], everybody = (row for row in found if row[1] == key)
            for row, which in ((steps, 0), (everybody, 1)):
                levels = [each[which][at] or 0 for each in sums]
                adds = key == "Pembilang" and indicator == -1
                due = [now - before * adds for before, now in pairwise([0, *levels])]
                said_of = [0 if each == BLANK else each for each in row[4 : 4 + number]]
                assert said_of == pytest.approx(due)
                assert row[4 + number : 7] == [""] * (3 - number)
                assert (row[7] or 0) == pytest.approx(levels[-1])
            assert said[key][4] == pytest.approx(part or 0), (unit, code, key)
        assert said["Pembilang"][5] == pytest.approx(result.numerator)
        assert said["Penyebut"][5] == pytest.approx(result.denominator)
        assert said["Realisasi"][5] == pytest.approx(result.value)
        assert result.value is not None


@needs_libreoffice
def test_the_chain_says_what_a_value_does(tmp_path):
    """master.md#values: of an indicator that is one value of every unit its own value, that of all,
    and what all would be without it; of a sum its share too.
    """
    definition = valued.regency()
    returns, _ = valued.some_returns(definition, random.Random(3), share=1)
    file = tmp_path / "master.xlsx"
    file.write_bytes(write(definition, returns, valued.Q2))
    book = read(file.read_bytes())
    chain, lists = book.worksheets[3], book.worksheets[-1]
    units, indicators = (
        [cell.value for cell in row if cell.value] for row in lists.iter_cols(1, 2, 2)
    )
    unit = next(each for each in units if "35.1.1" in each)
    codes = [each.code for each in definition.reporting]
    everybody = valued.by_hand(returns, codes)
    rest = valued.by_hand(returns, [code for code in codes if code != "35.1.1"])
    own = valued.by_hand(returns, ["35.1.1"])
    sheet = quoted(chain.title)
    area = f"{sheet}!A5:J{chain.max_row}"
    for code in ("KASUS", "TUNGGU", "MENIT-minimum"):
        chosen = next(each for each in indicators if each.startswith(f"{code} "))
        typed = {f"{sheet}!C5": unit, f"{sheet}!C6": chosen}
        rows = office().work(file, type_in=typed, read=[area])[area]
        found = {row[1]: row for row in reversed(rows)}
        assert found["Realisasi"][5] == everybody[code][0], code
        assert found["Pembilang"][4:7] == found["Penyebut"][4:7] == ["", "", ""]
        assert found["Realisasi"][4] == own["MENIT-sum" if code == "TUNGGU" else code][0], code
        assert found["Realisasi tanpa unit ini"][5] == rest[code][0], code
        assert (found["Realisasi"][6] != "") == (code == "KASUS"), code
