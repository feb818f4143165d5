"""The shipped definition says what the decree says, and decides what it leaves open."""

import re

import pytest

from iku_workbook.definition import load
from iku_workbook.formula import parse
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.values import Column
from tests.source import CHECKOUT

PATH = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"
TEXT = PATH.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sreseh():
    definition, warnings = load(PATH)
    assert warnings == []
    return definition


def value(definition, name, **entered):
    """A calculation or a part of an indicator, over one submission."""
    formulas = {each.id: each.formula for each in definition.calculations}
    for each in definition.indicators:
        formulas[f"{each.code}/"] = each.numerator.formula
        formulas[f"/{each.code}"] = each.denominator.formula
    scope = {key: Column.of([entry]) for key, entry in entered.items()}
    return evaluate(parse(formulas[name]), scope, 1).objects()[0]


def test_it_holds_the_decree(sreseh):
    """facts.md#appendix: the appendix as data."""
    agency = sreseh.agency
    assert agency.decree.number == "188/01/KEP/434.501/2024"
    assert agency.decree.date.isoformat() == "2024-01-08"
    counts = [len(each) for each in (agency.missions, agency.goals, agency.functions)]
    assert counts == [3, 4, 10]
    assert len(agency.grounds) == 4
    assert agency.signatory.title == "Camat Sreseh"
    assert (agency.signatory.name, agency.signatory.rank) == ("", "")
    assert [each.code for each in sreseh.indicators] == ["IKU-1", "IKU-2", "IKU-3", "IKU-4"]
    assert {each.scale for each in sreseh.indicators} == {100}


def test_twelve_villages_report(sreseh):
    """facts.md#decree: 12 desa, no kelurahan."""
    codes = [unit.code for unit in sreseh.units]
    assert codes == [f"35.27.01.{number}" for number in range(2001, 2013)]
    assert {unit.kind for unit in sreseh.units} == {"desa"}


def test_what_the_decree_leaves_open_is_six_visible_lines():
    """facts.md#one-line: what this project decides is each one line in the definition."""
    assert sorted(re.findall(r"^ *# KEPUTUSAN ([1-6]): \w", TEXT, re.MULTILINE)) == list("123456")


def test_figures_that_are_not_the_decrees_are_marked():
    """facts.md#sample-targets: a sample's targets are marked as samples."""
    figures = re.findall(r"^ *(?:targets|baseline|plan_target):.*$", TEXT, re.MULTILINE)
    assert len(figures) == 12
    assert all("# CONTOH" in line for line in figures)


@pytest.mark.parametrize(
    ("score", "status"),
    [
        (0, "Sangat Tertinggal"),
        (0.4907, "Sangat Tertinggal"),
        (0.4908, "Tertinggal"),
        (0.5989, "Tertinggal"),
        (0.5990, "Berkembang"),
        (0.7072, "Berkembang"),
        (0.7073, "Maju"),
        (0.8155, "Maju"),
        (0.8156, "Mandiri"),
        (1, "Mandiri"),
    ],
)
def test_a_bound_belongs_to_the_lower_status(sreseh, score, status):
    """facts.md#idm: the IDM bands used for 2024."""
    assert value(sreseh, "status_menurut_skor", skor_idm=score) == status


def test_advanced_villages_are_maju_or_mandiri(sreseh):
    """facts.md#desa-maju: a village that moves up does not lower the indicator."""
    counted = {
        status: value(sreseh, "IKU-1/", status_desa=status)
        for status in sreseh.codelists["status_idm"]
    }
    assert [status for status, count in counted.items() if count == 1] == ["Maju", "Mandiri"]
    assert value(sreseh, "/IKU-1") == 1


def test_coordination_and_guidance_are_counted(sreseh):
    """facts.md#activities: activities are counted, of the two kinds that the decree names."""
    kinds = [["Koordinasi", "Pembinaan", "Lainnya", "Koordinasi", None]]
    held = {"kegiatan.jenis": Column.of(kinds)}
    formula = next(each.formula for each in sreseh.calculations if each.id == "jumlah_kegiatan")
    assert evaluate(parse(formula), held, 1).objects() == [3]
    assert sreseh.indicators[3].numerator.formula == "jumlah_kegiatan"
