"""A definition, what has come for it, and the period: of the three that differ most."""

from iku_workbook.periods import Period
from tests.documents import material
from tests.forms import load
from tests.newest import SCHOOL
from tests.results.year import returned
from tests.source import CHECKOUT

CLINICS = CHECKOUT / "tests" / "definition" / "puskesmas.yaml"


def villages():
    return material.definition(), material.year(), "2024-Q2"


def clinics():
    """Half a year of three clinics, one of which owes the last month."""
    shown = load(CLINICS)
    said = [
        (each.code, unit.code, {"bayi": 40 + each.number, "imunisasi": 38 + at})
        for each in Period.parse("2025-M06").year_to_date
        for at, unit in enumerate(shown.units)
        if (each.number, at) != (6, 2)
    ]
    return shown, [returned(unit, code, values) for code, unit, values in said], "2025-M06"


def schools():
    """The first half of a year, complete; of the second one school has reported."""
    shown = load(SCHOOL)
    said = [("S01", "2025-S1"), ("S02", "2025-S1"), ("S01", "2025-S2")]
    values = {"pupils": 200, "present": 187, "visits": []}
    return shown, [returned(unit, code, values) for unit, code in said], "2025-S2"
