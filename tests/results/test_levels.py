"""Results below the whole list, and the same quantity from two kinds of unit."""

import pytest

from iku_workbook.definition.model import OverTime
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.json import document
from iku_workbook.results.notes import disagreements
from iku_workbook.results.year import consolidate_year
from tests.forms import define
from tests.master.master import read, write
from tests.results.year import returned
from tests.schemas import mistakes

Q1, Q2 = (Period.parse(f"2025-Q{number}") for number in (1, 2))
FIELDS = [
    {"id": "selesai", "label": "Selesai", "reported_by": ["desa"]},
    {"id": "masuk", "label": "Masuk", "reported_by": ["desa"]},
    {"id": "tercatat", "label": "Tercatat di kantor", "reported_by": ["kantor"]},
]
SHARE = {
    "code": "A-1",
    "name": "Selesai",
    "numerator": {"label": "Selesai", "formula": "selesai"},
    "denominator": {"label": "Masuk", "formula": "masuk"},
    "scale": 100,
}
COUNT = {
    "code": "A-2",
    "name": "Desa",
    "numerator": {"label": "Desa dengan masukan", "formula": "IF(masuk > 0, 1, 0)"},
    "denominator": {"label": "Desa", "formula": "1"},
}


@pytest.fixture(scope="module")
def regency():
    """A regency, two sub-districts whose offices report, two villages of the same name in each."""
    units = [{"code": "35", "name": "Kabupaten", "kind": "kabupaten"}]
    for part in ("35.01", "35.02"):
        units.append({"code": part, "name": f"Kantor {part}", "kind": "kantor", "parent": "35"})
        units += [
            {"code": f"{part}.{number}", "name": "Sukamaju", "kind": "desa", "parent": part}
            for number in (1, 2)
        ]
    fields = [
        each | {"type": "integer", "over_time": "sum", "required": True, "minimum": 0}
        for each in FIELDS
    ]
    compared = {
        "id": "masuk_cocok",
        "label": "Dokumen masuk",
        "left": {"label": "Menurut desa", "of": "masuk"},
        "right": {"label": "Menurut kantor", "of": "tercatat"},
        "tolerance": 1,
    }
    return define(
        units=units,
        fields=fields,
        registers=[],
        calculations=[],
        rules=[],
        reconciliations=[compared],
        indicators=[SHARE, COUNT],
    )


def village(code, done, came, period="2025-Q1"):
    return returned(code, period, {"selesai": done, "masuk": came})


def office(code, noted, period="2025-Q1"):
    return returned(code, period, {"tercatat": noted})


FOUR = [
    village("35.01.1", 1, 2),
    village("35.01.2", 2, 2),
    village("35.02.1", 0, 10),
    village("35.02.2", 5, 10),
]


def test_every_unit_above_others_has_results_of_its_own(regency):
    """facts.md#regency: results and completeness per kecamatan and for the regency; villages go
    by their code.
    """
    above = consolidate_year(regency, FOUR, Q1).levels
    assert [(each.accepted, each.units) for each in above] == [(4, 6), (2, 3), (2, 3)]
    found = {each.unit.code: each.indicators for each in above}
    assert list(found) == ["35", "35.01", "35.02"]
    share = {code: found[code]["A-1"] for code in found}
    assert (share["35.01"].numerator, share["35.01"].denominator) == (3, 4)
    assert [each.value for each in share.values()] == pytest.approx([800 / 24, 75, 25])
    assert (share["35.01"].reported, share["35.01"].expected) == (2, 2)
    assert (share["35"].reported, share["35"].expected) == (4, 4)


def test_the_levels_add_up_to_the_whole(regency):
    """house.md#sum-divide: sums over the units, never means of percentages."""
    above = consolidate_year(regency, FOUR[:3], Q1).levels
    found = {each.unit.code: each.indicators["A-2"] for each in above}
    assert found["35"].denominator == found["35.01"].denominator + found["35.02"].denominator == 4
    assert found["35.02"].value == 0.5
    assert (found["35.02"].reported, found["35.02"].expected) == (1, 2)


def test_a_unit_that_is_asked_nothing_is_not_awaited(regency):
    """A regency stands above its offices: nobody waits for a workbook of its own."""
    year = consolidate_year(regency, FOUR, Q1)
    assert "35" not in [each.unit.code for each in year.results.units]
    assert document(year)["units"] == 6


def test_a_flat_list_has_no_levels():
    """contract.md#results-json: what is added stands only where a definition has it."""
    year = consolidate_year(define(), [], Q1)
    assert year.levels == ()
    assert not {"levels", "reconciliations"} & document(year).keys()


def compared(regency, *returns, period=Q1):
    year = consolidate_year(regency, returns, period)
    return {each.above.code: each for each in year.reconciled}


def test_the_master_says_what_does_not_agree(regency):
    """definition.md#reconciliations: sums that differ are told where the results are read."""
    returns = [*FOUR, office("35.01", 5), office("35.02", 22)]
    sheet = read(write(regency, returns, Q1))["Ringkasan"]
    said = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
    place = said.index("Rekonsiliasi")
    (first, second) = said[place + 1 : place + 3]
    assert first.startswith("Rekonsiliasi Dokumen masuk, Kabupaten:")
    assert second.startswith("Rekonsiliasi Dokumen masuk, Kantor 35.02:")


def test_an_office_is_held_against_its_villages(regency):
    """definition.md#reconciliations: where both report the same quantity, their sums are
    compared.
    """
    found = compared(regency, *FOUR, office("35.01", 5), office("35.02", 22))
    assert (found["35.01"].left, found["35.01"].right, found["35.01"].agrees) == (4, 5, True)
    assert (found["35.02"].left, found["35.02"].right, found["35.02"].agrees) == (20, 22, False)
    assert found["35"].agrees is False


def test_what_is_incomplete_is_not_compared(regency):
    """definition.md#reconciliations: a difference that comes of a missing return is no
    disagreement; whose part is lacking is said.
    """
    found = compared(regency, *FOUR[1:], office("35.01", 9), office("35.02", 20))
    assert found["35.01"].agrees is None
    assert found["35.02"].agrees is True
    assert found["35"].agrees is None
    assert [unit.code for unit in found["35"].lacking] == ["35.01.1"]
    assert (found["35.01"].left, found["35.01"].right) == (2, 9)  # so far
    found = compared(regency, *FOUR, office("35.01", 4), office("35.02", 20), period=Q2)
    assert {each.agrees for each in found.values()} == {None}


def test_the_json_names_both_sides(regency):
    """contract.md#results-json: additions are welcome."""
    said = document(consolidate_year(regency, [*FOUR, office("35.01", 5)], Q1))
    assert mistakes("results", said) == []
    assert said["levels"]["35.01"]["A-1"]["value"] == 75
    assert said["reconciliations"][1] == {
        "id": "masuk_cocok",
        "above": "35.01",
        "left": 4,
        "right": 5,
        "agrees": True,
        "lacking": [],
    }


def test_who_is_awaited_is_said_once_a_reconciliation(regency):
    """definition.md#reconciliations: until both sides are complete, it is said who is awaited."""
    year = consolidate_year(regency, [*FOUR[1:], office("35.01", 4), office("35.02", 22)], Q1)
    differs, waits = disagreements(year, catalogue("id"))
    assert differs.startswith("Rekonsiliasi Dokumen masuk, Kantor 35.02:")
    assert waits == (
        "Rekonsiliasi Dokumen masuk, Kabupaten, Kantor 35.01: belum dapat dibandingkan. "
        "Yang ditunggu: Sukamaju (35.01.1)."
    )


def test_a_state_is_compared_as_indicators_take_it(regency):
    """definition.md#reconciliations: a state of this period is complete, whatever lacks before."""
    fields = [
        each.model_copy(update={"over_time": OverTime.LATEST}) if each.id != "selesai" else each
        for each in regency.fields
    ]
    states = regency.model_copy(update={"fields": tuple(fields)})
    second = [
        *(village(f"35.0{a}.{b}", 1, 3, "2025-Q2") for a in (1, 2) for b in (1, 2)),
        office("35.01", 6, "2025-Q2"),
        office("35.02", 6, "2025-Q2"),
    ]
    assert [each.agrees for each in consolidate_year(states, second, Q2).reconciled] == [True] * 3
    [*_, last] = consolidate_year(states, [*FOUR, *second[:-1]], Q2).reconciled
    assert (last.agrees, [unit.code for unit in last.lacking]) == (None, ["35.02"])
