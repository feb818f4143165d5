"""What formulas read of the period: its number, its days, its first and its last day."""

import datetime

import pytest

from iku_workbook.layout import HIDDEN_SHEET
from iku_workbook.periods import Period
from iku_workbook.results.indicators import consolidate
from tests.forms import check, define, filled, issue, known, layout_of, parts, put, said
from tests.libreoffice import needs_libreoffice
from tests.master.master import write
from tests.master.test_master_recalculated import unchanged
from tests.results.year import returned

JANUARY, FEBRUARY = Period.parse("2025-M01"), Period.parse("2025-M02")
NUMBER = {"type": "integer", "minimum": 0, "maximum": 1000, "over_time": "sum"}
FIELDS = [
    {"id": "rawat", "label": "Hari rawat", **NUMBER, "required": True},
    {"id": "kasur", "label": "Tempat tidur", **NUMBER, "over_time": "latest", "required": True},
    {"id": "laporan", "label": "Tanggal laporan", "type": "date"},
    {"id": "audit", "label": "Hasil audit", **NUMBER, "required": "period.number >= 2"},
]
INDICATORS = [
    {
        "code": "BOR",
        "name": "Tempat tidur terpakai",
        "numerator": {"label": "Hari rawat", "formula": "rawat"},
        "denominator": {"label": "Hari tersedia", "formula": "tersedia", "each_period": "sum"},
        "scale": 100,
    },
    {
        "code": "BULAN",
        "name": "Bagian tahun",
        "numerator": {"label": "Bulan", "formula": "rawat * 0 + period.number"},
        "denominator": {"label": "Setahun", "formula": 12},
    },
    {
        "code": "HARI",
        "name": "Hari",
        "numerator": {"label": "Hari", "formula": "period.days", "each_period": "sum"},
        "denominator": {"label": "Laporan", "formula": "audit + rawat + 1", "each_period": "mean"},
    },
]
RULES = [
    {
        "id": "tepat_waktu",
        "check": "OR(ISBLANK(laporan), laporan <= period.end + 5)",
        "severity": "warning",
        "message": "Laporan {laporan} terlambat.",
    }
]
CLINIC = define(
    cadence="monthly",
    units=[
        {"code": "1", "name": "Awal", "kind": "desa"},
        {"code": "2", "name": "Baru", "kind": "desa"},
    ],
    fields=FIELDS,
    registers=[],
    calculations=[{"id": "tersedia", "label": "Tersedia", "formula": "kasur * period.days"}],
    rules=RULES,
    indicators=INDICATORS,
)
DAY = datetime.date
RETURNS = [
    returned("1", "2025-M01", {"rawat": 155, "kasur": 10, "audit": 0}),
    returned("1", "2025-M02", {"rawat": 140, "kasur": 20, "audit": 4}),
    returned("2", "2025-M02", {"rawat": 14, "kasur": 1, "audit": 3}),
]


def test_a_period_tells_its_number_days_and_ends():
    """definition.md#period: in January and in February of a year that is no leap year."""
    assert list(FEBRUARY.in_formulas.values()) == [2, 28, DAY(2025, 2, 1), DAY(2025, 2, 28)]
    assert list(Period.parse("2024-S1").in_formulas.values())[1] == 182


def test_results_read_the_period_that_they_are_of():
    """definition.md#period: each period with its own days; over the year so far, the period asked
    for.
    """
    found = consolidate(CLINIC, RETURNS, FEBRUARY).indicators
    # 10 beds in January and 20 in February; 1 in February
    assert found["BOR"].denominator == 10 * 31 + 20 * 28 + 1 * 28
    assert found["BULAN"].numerator == 2 + 2
    assert found["HARI"].numerator == 2 * (31 + 28)  # whoever has returned or not
    assert found["BOR"].open_units == {"2"}
    least, greatest = found["BOR"].range
    assert least == pytest.approx(100 * 309 / (898 + 31 * 1000))
    assert greatest == pytest.approx(100 * 1309 / 898)


@pytest.mark.parametrize(
    ("period", "values", "expected"),
    [
        (1, {}, []),
        (2, {}, [("VALUE-001", "audit")]),
        (2, {"audit": 1, "laporan": DAY(2025, 3, 5)}, []),
        (2, {"audit": 1, "laporan": DAY(2025, 3, 6)}, [("RULE-001", "laporan")]),
    ],
)
def test_what_is_required_or_must_hold_may_hang_on_the_period(period, values, expected):
    """definition.md#period: required in some months only; a date held against the deadline."""
    values = {"rawat": 1, "kasur": 1, **values}
    [verdict] = check(filled(values, CLINIC, period=period), forms=known(CLINIC))
    assert [(code, field) for code, _, _, field in said(verdict)] == expected


def test_the_form_holds_what_its_formulas_read_and_nothing_else():
    """form.md#period-in-formulas: locked, hidden; the form of a definition that reads nothing of
    the period has no such cell.
    """
    form = layout_of(CLINIC)
    assert list(form.of_period) == ["period.number", "period.days", "period.end"]
    assert not layout_of(define()).of_period
    assert b"period." not in parts(issue(define()))["xl/workbook.xml"]
    place = form.of_period["period.days"]
    assert (place.sheet, place.row) == (HIDDEN_SHEET, 2)
    altered = put(filled({"rawat": 1, "kasur": 1}, CLINIC), f"_iku!{place.address}", "<v>99</v>")
    [verdict] = check(altered, forms=known(CLINIC))
    assert "LOCK-008" in {code for code, *_ in said(verdict)}


@needs_libreoffice
def test_the_master_computes_with_the_days_of_each_period(tmp_path):
    """quality.md#master-unchanged: 0 cells change."""
    assert unchanged(write(CLINIC, RETURNS, FEBRUARY), tmp_path)
