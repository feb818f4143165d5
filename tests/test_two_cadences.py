"""One definition, two cadences: what is asked, read, counted and shown where some of it is asked
less often than the rest.
"""

import pytest

from iku_workbook.definition import load
from iku_workbook.definition.model import Indicator
from iku_workbook.layout import layout
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period, periods_of, short_label
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.notes import notes
from iku_workbook.results.walk import walk
from iku_workbook.results.year import consolidate_year
from tests.definition.small import marked, mistakes_in, places
from tests.forms import check, define, filled, issue, known, layout_of, said
from tests.libreoffice import needs_libreoffice
from tests.master.master import read, write
from tests.master.test_master_recalculated import unchanged
from tests.results.year import returned

NUMBER = {"type": "integer", "minimum": 0, "maximum": 100, "required": True}
HALF = {"cadence": "semester"}
TWICE = define(
    units=[{"code": str(at), "name": f"Unit {at}", "kind": "desa"} for at in (1, 2)],
    fields=[
        {"id": "datang", "label": "Kunjungan", **NUMBER, "over_time": "sum"},
        {"id": "puas", "label": "Responden puas", **NUMBER, "over_time": "sum", **HALF},
        {"id": "ditanya", "label": "Responden", **NUMBER, "over_time": "sum", **HALF},
        {"id": "nilai", "label": "Nilai", **NUMBER, "over_time": "latest", **HALF}
        | {"largest_ratio": 1.5, "non_decreasing": True},
    ],
    registers=[
        {"id": "keluhan", "label": "Keluhan", "rows": 3, **HALF}
        | {"fields": [{"id": "isi", "label": "Isi", "type": "text", "required": True}]}
    ],
    calculations=[{"id": "bagian", "label": "Bagian puas", "formula": "puas / ditanya * 100"}],
    rules=[
        {"id": "sebagian", "check": "puas <= ditanya", "severity": "error", "message": "Lebih."}
    ],
    indicators=[
        {"code": "RAMAI", "name": "Kunjungan", "numerator": {"label": "a", "formula": "datang"}}
        | {"denominator": {"label": "b", "formula": 1}},
        {"code": "SKM", "name": "Puas", "numerator": {"label": "a", "formula": "puas"}}
        | {"denominator": {"label": "b", "formula": "ditanya"}, "scale": 100, **HALF}
        | {"targets": {"2025": 90, "2025-Q2": 80, "2025-Q4": 90}},
        {"code": "NILAI", "name": "Nilai", "numerator": {"label": "a", "formula": "nilai"}}
        | {"denominator": {"label": "b", "formula": 1}},
        {"code": "KELUHAN", "name": "Keluhan", **HALF}
        | {"numerator": {"label": "a", "formula": "COUNTA(keluhan.isi)"}}
        | {"denominator": {"label": "b", "formula": "datang"}},
    ],
)
IN_EACH = Indicator.model_validate(
    {"code": "KALI", "name": "Puas kali kunjungan"}
    | {"numerator": {"label": "a", "formula": "puas * datang", "each_period": "sum"}}
    | {"denominator": {"label": "b", "formula": "datang"}}
)
QUARTERS = periods_of(2025, "quarterly")
KIND = "desa"


def half(puas, ditanya, nilai, complaints=0):
    events = [{"isi": f"Keluhan {at}"} for at in range(complaints)]
    return {"puas": puas, "ditanya": ditanya, "nilai": nilai, "keluhan": events}


SAID = {
    ("1", "2025-Q1"): {"datang": 10},
    ("1", "2025-Q2"): {"datang": 20, **half(40, 50, 3, 2)},
    ("1", "2025-Q3"): {"datang": 30},
    ("1", "2025-Q4"): {"datang": 40, **half(45, 50, 4)},
    ("2", "2025-Q1"): {"datang": 1},
    ("2", "2025-Q2"): {"datang": 2, **half(8, 10, 2)},
    ("2", "2025-Q3"): {"datang": 3},
    ("2", "2025-Q4"): {"datang": 4, **half(10, 10, 2, 1)},
}
YEAR = [returned(unit, period, values) for (unit, period), values in SAID.items()]


def values(number, returns=YEAR):
    found = consolidate(TWICE, returns, QUARTERS[number - 1]).indicators
    return {code: each.value for code, each in found.items()}


def test_a_form_asks_what_its_period_asks():
    """definition.md#cadence: the first quarter's form has no question of the half-year, nor what
    is computed from it; the second's has all.
    """
    first, second = (layout(TWICE, KIND, each) for each in QUARTERS[:2])
    assert list(first.questions) == ["datang"]
    assert list(second.questions) == ["datang", "puas", "ditanya", "nilai", "keluhan"]
    assert {each.owner for each in first.calculations} == {"RAMAI"}
    assert {each.owner for each in second.calculations} == {
        *("bagian", "RAMAI", "SKM", "NILAI", "KELUHAN")
    }


def test_each_is_read_as_what_it_asks():
    """definition.md#cadence: both are accepted, and nothing is missed that was not asked."""
    forms = known(TWICE)
    files = [filled(SAID["1", period.code], TWICE, period=period.number) for period in QUARTERS[:3]]
    for returned_, period in zip(check(*files, forms=forms), QUARTERS, strict=False):
        assert (said(returned_), returned_.verdict.value) == ([], "accepted")
        assert returned_.values == SAID["1", period.code]
    [blank] = check(issue(TWICE, period=2), forms=forms)
    missing = {field for code, _, _, field in said(blank) if code == "VALUE-001"}
    assert {"datang", "puas", "ditanya", "nilai"} <= missing


def test_it_is_compared_with_when_it_was_asked_last():
    """definition.md#cadence: half-years are compared with half-years, over the quarter between."""
    forms = known(TWICE)
    later = SAID["1", "2025-Q4"] | {"nilai": 1}
    files = [filled(SAID["1", each.code], TWICE, period=each.number) for each in QUARTERS[:3]]
    last = check(*files, filled(later, TWICE, period=4), forms=forms)[-1]
    assert [(code, field) for code, _, _, field in said(last)] == [("HIST-002", "nilai")]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, {"RAMAI": 11 / 2, "SKM": None, "NILAI": None, "KELUHAN": None}),
        (2, {"RAMAI": 33 / 2, "SKM": 80, "NILAI": 5 / 2, "KELUHAN": 2 / 33}),
        (3, {"RAMAI": 66 / 2, "SKM": None, "NILAI": 5 / 2, "KELUHAN": None}),
        (4, {"RAMAI": 110 / 2, "SKM": 103 / 120 * 100, "NILAI": 6 / 2, "KELUHAN": 3 / 110}),
    ],
)
def test_results_by_hand(number, expected):
    """definition.md#cadence: an indicator has a result when its half-year ends; one without a
    cadence of its own holds what was said last.
    """
    assert values(number) == pytest.approx(expected)


def test_what_is_not_asked_yet_is_not_awaited():
    """definition.md#cadence: nothing is provisional for a question that nobody was asked."""
    only = [each for each in YEAR if each.period == "2025-Q1"]
    first = consolidate(TWICE, only, QUARTERS[0]).indicators
    assert [code for code, each in first.items() if each.provisional] == []
    third = [each for each in YEAR if each.period in {"2025-Q1", "2025-Q2"}]
    found = consolidate(TWICE, third, QUARTERS[2]).indicators
    assert [code for code, each in found.items() if each.provisional] == ["RAMAI"]
    [note] = notes(TWICE.indicators[1], found["SKM"], catalogue("en"))
    assert note == "Measured by half-year; this period has no result."


def test_a_half_year_that_is_lacking_can_still_move_its_result():
    """definition.md#cadence: and what it may be is between the bounds of one answer, not two."""
    lacking = [each for each in YEAR if (each.unit, each.period) != ("2", "2025-Q4")]
    nilai = consolidate(TWICE, lacking, QUARTERS[3]).indicators["NILAI"]
    assert nilai.open_units == {"2"}
    assert nilai.range == pytest.approx((4 / 2, 104 / 2))
    skm = consolidate(TWICE, lacking, QUARTERS[3]).indicators["SKM"]
    assert skm.range == pytest.approx((93 / 210 * 100, 193 / 210 * 100))


@needs_libreoffice
def test_the_master_computes_the_same(tmp_path):
    """quality.md#master-unchanged: 0 cells change; a period without a result says why."""
    made = {number: write(TWICE, YEAR, QUARTERS[number - 1]) for number in (3, 4)}
    for data in made.values():
        assert unchanged(data, tmp_path) > 10
    rows = read(made[3])["Capaian"].iter_rows(values_only=True)
    third = ("SKM", short_label(QUARTERS[2], "id"))
    own = next(row for row in rows if (row[0], row[2]) == third)
    assert any("per semester" in str(cell) for cell in own)


GOOD = """iku: 1
code: dua-2025
title: Dua irama
year: 2025
cadence: quarterly
due_days: 10
agency: {name: Kantor}
units: [{code: "1", name: A, kind: desa}]
fields:
  - {id: datang, label: Datang, type: integer, required: true, over_time: sum}
  - {id: puas, label: Puas, type: integer, required: true, over_time: sum, cadence: semester}
rules:
  - {id: wajar, check: puas >= 0, severity: error, message: Kurang.}
indicators:
  - code: IKU-1
    name: Puas
    cadence: semester
    numerator: {label: Puas, formula: puas}
    denominator: {label: Puas, formula: puas}
    targets: {"2025-Q2": 80}
  - code: IKU-2
    name: B
    numerator: {label: a, formula: datang}
    denominator: {label: b, formula: datang}
"""


CADENCES = [
    ("sum, cadence: semester", "sum, cadence: «quarterly", "cadence-not-slower"),
    ("sum, cadence: semester", "sum, cadence: «monthly", "cadence-not-slower"),
    ("    cadence: semester", "    cadence: «quarterly", "cadence-not-slower"),
    ("check: puas >= 0", "check: «puas >= previous.puas", "previous-slower"),
    (
        "Datang, type: integer, required: true",
        "Datang, type: integer, required: «puas > 0",
        "required-slower",
    ),
    (
        "IKU-1\n    name: Puas\n    cadence: semester",
        "«IKU-1\n    name: Puas",
        "indicator-slower",
    ),
    ('"2025-Q2": 80', '«"2025-Q1": 80', "bad-period"),
    ("puas}\n    targets", "datang}\n    result: «period\n    targets", "result-between"),
]


@pytest.mark.parametrize(("old", "new", "code"), CADENCES)
def test_what_makes_no_sense_is_told(old, new, code, tmp_path):
    """definition.md#mistakes: a mistake about cadences is named with its place."""
    assert GOOD.count(old) == 1
    text, place = marked(GOOD.replace(old, new))
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    assert (code, place) in places(mistakes_in(path))


def test_it_is_sound_as_it_stands(tmp_path):
    """definition.md#mistakes: nothing is told of what is right; a period that asks nothing is."""
    path = tmp_path / "definition.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path)[1] == []
    path.write_text(GOOD.replace("over_time: sum}", "over_time: sum, cadence: annual}"), "utf-8")
    assert "period-asks-nothing" in [code for code, _ in places(mistakes_in(path))]


def test_the_second_form_shows_when_it_was_asked_last():
    """definition.md#cadence: beside a question of the half-year stands the half-year before."""
    assert Period.parse("2025-Q4") in QUARTERS
    form = layout_of(TWICE, period=4)
    assert list(form.previous) == ["datang", "puas", "ditanya", "nilai"]


@needs_libreoffice
@pytest.mark.parametrize(("number", "above"), [(1, None), (2, 816), (3, 816), (4, 2656)])
def test_a_slower_question_in_each_period_counts_where_it_is_asked(number, above, tmp_path):
    """definition.md#each-period: 40 x 20 + 8 x 2 of the second quarter, 45 x 40 + 10 x 4 of the
    fourth, and nothing of the others; live in the master.
    """
    definition = TWICE.model_copy(update={"indicators": (*TWICE.indicators, IN_EACH)})
    period = QUARTERS[number - 1]
    until = [each for each in YEAR if str(each.period) <= period.code]
    found = consolidate(definition, until, period).indicators["KALI"]
    assert (found.numerator, found.provisional) == (above, False)
    assert unchanged(write(definition, until, period), tmp_path) > 100


def test_the_way_down_from_a_slower_question_leads_to_the_periods_that_asked_it():
    """definition.md#cadence: nobody looks for its cell on a form that did not have it."""
    year = consolidate_year(TWICE, YEAR, QUARTERS[3])
    [unit, _] = TWICE.units
    [found] = walk(year, unit, "puas").inputs
    assert [(each.period, each.value) for each in found.sources] == [
        ("2025-Q2", 40),
        ("2025-Q4", 45),
    ]
