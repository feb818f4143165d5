"""What is shown claims nothing that the figure does not reach, and says so alike everywhere."""

import json

import pytest

from iku_workbook.cli.consolidate import show
from iku_workbook.cli.session import Session
from iku_workbook.documents.charts import described
from iku_workbook.documents.context import context
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.json import document
from iku_workbook.results.notes import notes
from iku_workbook.results.rounding import of_change
from iku_workbook.results.year import consolidate_year
from tests import onlyoffice
from tests.forms import define
from tests.libreoffice import needs_libreoffice, office
from tests.master.master import read, write
from tests.onlyoffice import needs_onlyoffice
from tests.results import rounding
from tests.results.year import returned

ASKED = rounding.cases(("100", "66.667"), steps=("0.005", "0.0005", "0.0000001"))
PERIOD = Period.parse(rounding.PERIOD)


@pytest.fixture(scope="module")
def year():
    definition, returns = rounding.measured(ASKED)
    return consolidate_year(definition, returns, PERIOD)


@pytest.fixture(scope="module")
def facts(year):
    return context(year, rounding.DAY)


def test_json_holds_what_was_computed(year):
    """quality.md#rounding: values and achievements are not rounded, whatever is shown of them."""
    said = document(year)["indicators"]
    for case in ASKED:
        found = said[case.code]
        assert found["value"] == float(case.value)
        assert found["achievement"] == pytest.approx(float(case.percent), rel=1e-13)
        assert found["band"] == rounding.word(case.percent), case


def test_nothing_is_claimed_that_is_not_reached(facts):
    """quality.md#rounding: on its side of every target and band, in as few decimals as that needs,
    half away from zero.
    """
    said = {each["kode"]: each for each in facts["indikator"]}
    found = []
    for case in ASKED:
        one = said[case.code]
        found += rounding.wrong(case, one["realisasi"], one["capaian"], one["predikat"])
        assert rounding.written(one["target"]) == rounding.Fraction(case.target)
    assert not found, "\n".join(found)
    assert {len(each["realisasi"].partition(",")[2]) for each in said.values()} >= {2, 3, 4, 7}


@pytest.fixture(scope="module")
def master(year):
    return write(year.definition, year.returns, PERIOD)


def test_console_master_and_charts_show_the_same(year, facts, master, capsys, monkeypatch):
    """quality.md#rounding: one answer, wherever it is read."""
    expected = {each["kode"]: (each["realisasi"], each["capaian"]) for each in facts["indikator"]}
    monkeypatch.setenv("COLUMNS", "160")
    show(Session("id"), year)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    rows = {line[0]: line for line in lines if line and line[0] in expected and "Angka" in line}
    assert {code: (row[-4], row[-2]) for code, row in rows.items()} == expected
    values, shown = read(master, values=True), {}
    for sheet, columns, header in (("Ringkasan", (5, 8), 7), ("Capaian", (6, 9), 4)):
        for row in values[sheet].iter_rows(min_row=header + 1):
            if row[0].value in expected and row[columns[1] - 1].value not in (None, ""):
                shown[sheet, row[0].value] = tuple(_seen(row[at - 1]) for at in columns)
    assert shown == {(sheet, code): each for sheet, code in shown for each in [expected[code]]}
    assert len(shown) == 2 * len(expected)
    bars = described(facts["grafik_capaian"])
    for one in facts["indikator"]:
        assert f"{one['nama']}: {one['capaian']}" in bars
        assert f"Triwulan I: {one['realisasi']} (Target: {one['target']})" in described(
            one["grafik"]
        )


@needs_libreoffice
def test_a_spreadsheet_program_shows_the_same(facts, master, tmp_path):
    """quality.md#rounding: computed anew and shown by LibreOffice, it is what documents say."""
    (tmp_path / "master.xlsx").write_bytes(master)
    count, chosen = len(ASKED), next(each for each in ASKED if each.value == "99.995")
    summary, sheet = (f"Ringkasan!A8:I{7 + count}", f"Capaian!A5:J{4 + 4 * count}")
    chain = "'Alur perhitungan'!A1:F40"
    choice = {"'Alur perhitungan'!C6": f"{chosen.code} · Angka {chosen.code}"}
    show = [summary, sheet, chain]
    found = office().work(tmp_path / "master.xlsx", type_in=choice, show=show)
    expected = [
        (each["kode"], each["realisasi"], each["capaian"], each["predikat"])
        for each in facts["indikator"]
    ]
    assert [(row[0], row[4], row[7], row[8]) for row in found[summary]] == expected
    assert [(row[0], row[5], row[8], row[9]) for row in found[sheet][::4]] == expected
    [own] = [row[-2:] for row in found[chain] if row[1] == "Realisasi"]
    assert [rounding.written(each) for each in own] == [rounding.Fraction(chosen.value)] * 2


_SHOWN = """
(function () {
    Api.RecalculateAllFormulas();
    return JSON.stringify([["Ringkasan", 8, 1, "AEHI"], ["Capaian", 5, 4, "AFIJ"]].map(
        ([name, first, step, columns]) => [...Array(COUNT).keys()].map(at => [...columns].map(
            column => Api.GetSheet(name).GetRange(column + (first + step * at)).GetText()))));
})()
"""


@needs_onlyoffice
def test_another_spreadsheet_program_shows_the_same(facts, master, tmp_path):
    """quality.md#rounding: computed anew and shown by ONLYOFFICE, it is what documents say."""
    (tmp_path / "master.xlsx").write_bytes(master)
    script = _SHOWN.replace("COUNT", str(len(ASKED)))
    [said] = onlyoffice.work([onlyoffice.Job(tmp_path / "master.xlsx", script)])
    other = str.maketrans(",.", ".,")  # it writes numbers as in English
    found = [
        [
            (code, value.translate(other), share.translate(other), word)
            for code, value, share, word in rows
        ]
        for rows in json.loads(said)
    ]
    expected = [
        (each["kode"], each["realisasi"], each["capaian"], each["predikat"])
        for each in facts["indikator"]
    ]
    assert found == [expected, expected]


def test_a_change_is_not_shown_as_none():
    """quality.md#rounding: +0,004 and not +0,00; what binary numbers leave is none."""
    assert of_change(99.996, 100, 2) == of_change(100.004, 100, 2) == 3
    assert of_change(57 / 100 * 100, 57, 2) == of_change(None, 57, 2) == 2


def _seen(cell):
    """A number as its format shows it."""
    decimals = len(cell.number_format.partition(".")[2])
    return format_number(cell.value, decimals=decimals)


def test_units_are_marked_by_what_they_reach_and_not_by_what_is_shown():
    """quality.md#rounding: in the matrix, and among those ahead and behind, too."""
    part = {"label": "x", "formula": "1"}
    fields = [{"id": "angka", "label": "V", "type": "decimal", "minimum": 0, "over_time": "latest"}]
    units = [{"code": f"35.0{at}", "name": f"Desa {at}", "kind": "desa"} for at in (1, 2, 3)]
    indicator = {"code": "A-1", "name": "x", "numerator": part | {"formula": "angka"}}
    for targets, yardstick, finest in (
        ({rounding.PERIOD: 100}, "target 100,00", 3),
        ({}, "hasil semua desa, 100,00", 2),
    ):
        definition = define(
            units=units,
            fields=fields,
            registers=[],
            calculations=[],
            rules=[],
            indicators=[indicator | {"denominator": part, "targets": targets}],
        )
        returns = [
            returned(f"35.0{at}", rounding.PERIOD, {"angka": value})
            for at, value in ((1, 99.995), (2, 100), (3, 100.0002))
        ]
        one = context(consolidate_year(definition, returns, PERIOD), rounding.DAY)["indikator"][0]
        assert one["patokan"] == yardstick
        assert one["di_belakang"] == ["Desa 1 (99,995)"]
        assert one["di_depan"] == ["Desa 3 (100,00)", "Desa 2 (100,00)"]
        rules = read(write(definition, returns, PERIOD))["Matriks"].conditional_formatting
        formats = {
            rule.dxf.numFmt.formatCode
            for each in rules
            for rule in each.rules
            if rule.dxf and rule.dxf.numFmt
        }
        assert formats == {
            f'"{sign} "#,##0.{"0" * decimals}' for sign in "✓✗" for decimals in range(2, finest + 1)
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_says_how_it_was_rounded_where_that_matters(language):
    """quality.md#rounding: 133,33 of 25 is 533,33, and the note says the result that gives it."""
    indicator = {
        "code": "A-1",
        "name": "x",
        "numerator": {"label": "x", "formula": "datang"},
        "denominator": {"label": "x", "formula": "naik"},
        "scale": 100,
        "targets": {rounding.PERIOD: 25, "2025": 1},
    }
    definition = define(indicators=[indicator], calculations=[], rules=[])
    say = catalogue(language)

    def noted(came, rose):
        returns = [
            returned(each.code, rounding.PERIOD, {"datang": came, "naik": rose})
            for each in definition.units
        ]
        found = consolidate(definition, returns, PERIOD).indicators["A-1"]
        return notes(definition.indicators[0], found, say)

    value = format_number(400 / 3, decimals=4, language=language)
    assert say("results.note_rounded", value=value) in noted(4, 3)
    assert not [each for each in noted(4, 2) if "," in each and "200" in each]
