"""A small office with programmes, what it reports, and what its programmes have spent."""

from dataclasses import replace
from pathlib import Path

from iku_workbook.documents.programmes import programme_facts
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.year import consolidate_year
from tests.forms import load
from tests.results.year import returned

FILE = Path(__file__).with_name("programmes.yaml")
Q2, Q4 = Period.parse("2025-Q2"), Period.parse("2025-Q4")
SAID = {
    ("1.1", "2025-Q1"): (60, 100),
    ("1.2", "2025-Q1"): (30, 80),
    ("1.1", "2025-Q2"): (70, 110),
    ("1.2", "2025-Q2"): (50, 90),
}
SPENT = {
    ("2025-Q1", "gizi"): 25_000_000,
    ("2025-Q2", "gizi"): 38_500_000,
    ("2025-Q1", "posyandu"): 31_000_000,
    ("2025-Q2", "posyandu"): 20_250_000,
    ("2025-Q1", "mutu"): 12_345_678,
    ("2025-Q1", "penunjang"): 200_000_001,
    ("2025-Q2", "penunjang"): 250_000_000,
}
"""Nobody has said yet what the programme of quality has spent in the second quarter."""


def year_of(period=Q2, spent=SPENT, **changes):
    """The results up to a period, with what was spent."""
    definition = load(FILE).model_copy(update=changes) if changes else load(FILE)
    returns = [
        returned(unit, code, dict(zip(("naik", "timbang"), said, strict=True)))
        for (unit, code), said in SAID.items()
    ]
    return replace(consolidate_year(definition, returns, period), spent=spent)


def money_facts():
    """What a template can name of programmes."""
    return programme_facts(year_of(), catalogue("id"))
