"""A result beside those of other years, and beside a national standard."""

from dataclasses import replace

import pytest

from iku_workbook.definition.indicators import NationalStandard
from iku_workbook.definition.targets import Polarity, TargetRange
from iku_workbook.documents.indicator import difference
from iku_workbook.messages import catalogue
from tests.documents import material
from tests.documents.material import written
from tests.documents.years import clinics

RANGE = TargetRange.model_validate({"from": 60.0, "to": 85.0})


def facts_of(**changes):
    """What a template can name of the first indicator, changed."""
    first, *others = material.definition().indicators
    shown = first.model_copy(update=changes)
    definition = material.definition().model_copy(update={"indicators": (shown, *others)})
    result = material.results(definition).results.indicators[first.code]
    return material.facts(definition)["indikator"][0], result


def test_a_result_stands_beside_those_of_several_years():
    """facts.md#several-years: each year with what was aimed at and reached; of years to come the
    target alone.
    """
    targets = {"2022": 50.0, "2023": 65.0, "2024": 75.0, "2025": 80.0, "2026": 90.0}
    said, result = facts_of(targets=targets, baseline={"2021": 40.0, "2022": 45.0, "2023": 50.0})
    none = "-"
    assert [tuple(each.values())[:4] for each in said["beberapa_tahun"]] == [
        ("2021", none, written(40), none),
        ("2022", written(50), written(45), written(90)),
        ("2023", written(65), written(50), written(100 * 50 / 65)),
        ("2024", written(75), written(result.value), written(result.year_achievement)),
        ("2025", written(80), none, none),
        ("2026", written(90), none, none),
    ]
    assert [each["sementara"] for each in said["beberapa_tahun"]] == [False] * 3 + [
        result.provisional,
        False,
        False,
    ]


def test_a_year_came_to_what_its_last_period_did():
    """facts.md#several-years: its last period is the year, unless it says its own."""
    said, _ = facts_of(baseline={"2022-Q3": 1.0, "2022-Q4": 2.0, "2023-Q4": 3.0, "2023": 4.0})
    known = {each["tahun"]: each["realisasi"] for each in said["beberapa_tahun"]}
    assert (known["2022"], known["2023"]) == (written(2), written(4))


def test_earlier_years_are_judged_as_this_one():
    """facts.md#several-years: where lower is better an earlier year that was lower did better."""
    said, _ = facts_of(polarity=Polarity.LOWER, targets={"2023": 10.0}, baseline={"2023": 8.0})
    assert said["beberapa_tahun"][0]["capaian"] == written(120)


@pytest.mark.parametrize(("standard", "sign"), [(40.0, "+"), (90.0, "")])
def test_a_national_standard_stands_beside_the_result(standard, sign):
    """facts.md#national-standard: with who says so, and what the result is more or less."""
    of = NationalStandard(value=standard, source="Contoh")
    said, result = facts_of(national_standard=of)
    assert said["standar_nasional"] == written(standard)
    assert said["sumber_standar"] == "Contoh"
    assert said["selisih_standar"] == sign + written(result.value - standard)
    said, _ = facts_of()
    assert {said[name] for name in ("standar_nasional", "sumber_standar", "selisih_standar")} == {
        ""
    }


def test_every_unit_is_named():
    """facts.md#every-unit: documents name each unit, however many there are."""
    whole = material.definition()
    many = [
        whole.units[0].model_copy(update={"code": f"1.{number}", "name": f"Contoh {number}"})
        for number in range(30)
    ]
    shown = whole.model_copy(update={"units": tuple(many)})
    returns = [replace(material.year()[0], unit=each.code) for each in many]
    first = material.facts(shown, returns)["indikator"][0]
    named = {name.partition(" (")[0] for name in first["di_depan"] + first["di_belakang"]}
    assert named == {each.name for each in many}


@pytest.mark.parametrize(
    ("value", "against", "shown"),
    [
        (58.333, 60.0, "-1,67"),
        (61.0, 60.0, "+1,00"),
        (60.0, 60.0, "0,00"),
        (70.0, RANGE, "0,00"),
        (50.0, RANGE, "-10,00"),
        (90.0, RANGE, "+5,00"),
        (None, 60.0, "-"),
        (60.0, None, "-"),
    ],
)
def test_a_difference_is_the_result_less_what_it_is_held_against(value, against, shown):
    """facts.md#differences: with its sign; of a range from its nearer end."""
    assert difference(value, against, 2, catalogue("id")) == shown


def test_who_has_no_target_of_their_own_is_named():
    """facts.md#every-unit: where some clinics have targets of their own, those without one are on
    neither side, and the report says so.
    """
    shown, returns, period = clinics()
    facts = material.facts(shown, returns, period)
    said = facts["indikator"][0]
    assert (said["di_depan"], said["di_belakang"]) == ([], ["Puskesmas Awal"])
    assert said["tanpa_target"] == ["Tengah", "Akhir"]
    document = material.opened(material.filled(material.template("lkjip"), facts))
    note = "Tidak dibandingkan, karena tidak bertarget sendiri untuk Juni 2025: Tengah, Akhir."
    assert note in material.texts(document)


def test_without_a_scale_no_table_has_a_column_for_it():
    """facts.md#no-empty-columns: ratings where the definition has a scale, and nowhere else."""
    shown, returns, period = clinics()
    facts = material.facts(shown, returns, period)

    def heads(of):
        document = material.opened(material.filled(material.template("lkjip"), of))
        return {cell.text for table in document.tables for cell in table.rows[0].cells}

    assert "Predikat" in heads(material.facts())
    assert "Predikat" not in heads(facts)
    plan = material.opened(material.filled(material.template("rencana-aksi"), facts))
    assert material.table(plan, "No").rows[3].cells[1].text == "belum ditetapkan"
