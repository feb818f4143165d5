"""Units that have targets of their own, in results, the master, documents and tables."""

import json

import pytest

from iku_workbook.definition import Definition
from iku_workbook.documents.ahead_behind import sides
from iku_workbook.periods import Period
from iku_workbook.results.year import consolidate_year
from tests import forms
from tests.libreoffice import needs_libreoffice
from tests.master.master import column, read, write
from tests.master.test_master_recalculated import unchanged
from tests.results.year import returned
from tests.source import CHECKOUT

JANUARY = Period.parse("2025-M01")
BIRTHS = {"P01": (40, 37), "P02": (20, 15), "P03": (10, 10)}


def definition():
    """Three health centres of two sub-districts, of which one has a target too."""
    said = json.loads(forms.load(CHECKOUT / "tests/definition/puskesmas.yaml").to_json())
    said["units"] += [
        {"code": "U", "name": "Utara", "kind": "kecamatan", "targets": {"IKU-1": {"2025": 90}}},
        {"code": "S", "name": "Selatan", "kind": "kecamatan"},
    ]
    for unit, above in zip(said["units"], ("U", "U", "S"), strict=False):
        unit["parent"] = above
    for each in said["fields"]:
        each["reported_by"] = ["puskesmas"]
    said["achievement"] = {"cap": 120}
    return Definition.from_json(json.dumps(said))


def returns():
    return [
        returned(code, JANUARY.code, {"bayi": born, "imunisasi": done})
        for code, (born, done) in BIRTHS.items()
    ]


def test_each_unit_is_held_against_its_own_target():
    """definition.md#unit-targets: by hand; the office stays held against the office's."""
    year = consolidate_year(definition(), returns(), JANUARY)
    result = year.results.indicators["IKU-1"]
    assert {code: tuple(goal) for code, goal in result.goals.items()} == {
        "P01": (92.5, pytest.approx(37 / 40 * 100 / 92.5 * 100)),
        "P02": (80, pytest.approx(15 / 20 * 100 / 80 * 100)),
        "P03": (None, None),
    }
    assert (result.target, result.achievement) == (95, pytest.approx(62 / 70 * 100 / 95 * 100))
    above = {each.unit.code: each.indicators["IKU-1"] for each in year.levels}
    assert above["U"].target == 90
    assert above["U"].achievement == pytest.approx(52 / 60 * 100 / 90 * 100)
    assert above["S"].target is None
    found = sides(definition().indicators[0], result, dict(zip(BIRTHS, BIRTHS, strict=True)))
    assert ([each.name for each in found.ahead], [each.name for each in found.behind]) == (
        ["P01"],
        ["P02"],
    )


@needs_libreoffice
def test_the_master_shows_and_computes_them(tmp_path):
    """definition.md#unit-targets: matrix and levels have each row's target and achievement, live:
    LibreOffice changes no cell.
    """
    data = write(definition(), returns(), JANUARY)
    assert unchanged(data, tmp_path) > 10
    book = read(data)
    assert column(book["Matriks"], 6, "Target unit") == [92.5, 80, None]
    assert column(book["Per unit induk"], 6, "Target unit") == [90, None]
