"""A small office whose indicators are judged in every way there is, and what it reports."""

from pathlib import Path

from iku_workbook.periods import Period
from tests.forms import load
from tests.results.year import returned

Q2 = Period.parse("2025-Q2")
FILE = Path(__file__).with_name("hospitals.yaml")
NAMES = ("hari", "tempat", "kasus", "jiwa", "mati")
SAID = {
    ("1.1", "2025-Q1"): (500, 900, 3, 100, 0),
    ("1.2", "2025-Q1"): (450, 800, 1, 60, 0),
    ("1.3", "2025-Q1"): (450, 900, 2, 90, 0),
    ("1.1", "2025-Q2"): (900, 900, 1, 110, 1),
    ("1.2", "2025-Q2"): (780, 800, 0, 70, 0),
}
"""By unit and period, under these names: days, days there were, cases, patients, deaths."""


def office():
    """The definition."""
    return load(FILE)


def returns():
    """What it reports in two quarters; one unit has not reported for the second."""
    return [
        returned(unit, period, dict(zip(NAMES, said, strict=True)))
        for (unit, period), said in SAID.items()
    ]
