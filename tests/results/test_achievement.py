"""Achievement and its word (facts.md#achievement)."""

import json

import pytest

from iku_workbook.definition.model import Achievement, Indicator, Polarity, TargetRange
from iku_workbook.formula.parse import parse
from iku_workbook.results.achievement import achieved, achievement, band, divide, reaches

WORDS = {91: "Sangat Tinggi", 76: "Tinggi", 66: "Sedang", 51: "Rendah", 10: "Sangat Rendah"}
BANDS = Achievement.model_validate_json(
    json.dumps({"bands": [{"from": start, "label": word} for start, word in WORDS.items()]})
).bands


def measured(polarity="higher", **own):
    part = {"label": "x", "formula": "1"}
    said = {"code": "A-1", "name": "x", "numerator": part, "denominator": part}
    return Indicator.model_validate_json(
        json.dumps(said | {"polarity": polarity, "achievement": own})
    )


def reached(result, target, polarity="higher", cap=None):
    return achievement(measured(polarity), result, target, cap)


@pytest.mark.parametrize(
    ("result", "target", "expected"),
    [
        (58.5, 60, 97.5),
        (58.333333333333336, 75, 77.77777777777779),
        (0, 60, 0),
        (1.00125, 1, 100.125),
        (-1.00125, 1, -100.125),
        (133.33333333333334, 25, 533.3333333333334),
    ],
)
def test_higher_is_better(result, target, expected):
    """facts.md#achievement: realisasi / target x 100, not rounded."""
    assert reached(result, target) == expected


@pytest.mark.parametrize(
    ("result", "expected"), [(10, 100), (0, 200), (15, 50), (20, 0), (25, 0), (9.5, 105)]
)
def test_lower_is_better(result, expected):
    """facts.md#achievement: (2 x target - realisasi) / target x 100, not below 0."""
    assert reached(result, 10, Polarity.LOWER) == expected


@pytest.mark.parametrize("target", [0, None])
@pytest.mark.parametrize("polarity", list(Polarity))
def test_without_a_target_there_is_none(target, polarity):
    """facts.md#no-achievement: target 0 or none: no capaian."""
    assert reached(50, target, polarity) is None


def test_without_a_result_there_is_none():
    """facts.md#no-achievement: a blank result is neither 0 nor 100."""
    assert reached(None, 50) is None


def test_a_cap_is_off_by_default():
    """facts.md#cap: a cap (often 120 %) is configurable and off by default."""
    assert reached(150, 100) == 150
    assert reached(150, 100, cap=120) == 120
    assert reached(0, 10, Polarity.LOWER, cap=120) == 120
    assert reached(50, 100, cap=120) == 50


LINEAR, RATIO, RANGE = ({"formula": each} for each in ("lower_linear", "lower_ratio", "range"))
PERFECT = {"target_zero": "perfect_if_zero"}
BOR = TargetRange.model_validate({"from": 60.0, "to": 85.0})
FROM_NOTHING = TargetRange.model_validate({"from": 0.0, "to": 85.0})


@pytest.mark.parametrize(
    ("own", "target", "cap", "expected"),
    [
        (LINEAR, 10, None, {0: 200, 5: 150, 10: 100, 15: 50, 20: 0, 30: 0, None: None}),
        (LINEAR | {"floor": -100}, 10, None, {20: 0, 25: -50, 30: -100, 99: -100}),
        (LINEAR | {"floor": 20, "cap": 110}, 10, 150, {0: 110, 10: 100, 19: 20, 18: 20, 17: 30}),
        (LINEAR | PERFECT, 0, None, {0: 100, 1: 0, 0.001: 0, None: None}),
        (LINEAR, 0, None, {0: None, 1: None}),
        (RATIO, 10, 120, {5: 120, 10: 100, 20: 50, 40: 25, 8: 120, 0: 120}),
        (RATIO | {"cap": 200}, 10, 120, {5: 200, 8: 125, 0: 200}),
        (RATIO | {"floor": 30}, 10, 120, {40: 30}),
        (RATIO, 10, None, {5: 200, 0: None}),
        (RATIO | PERFECT, 0, 120, {0: 100, 3: 0}),
        (RATIO, 0, 120, {0: None, 3: None}),
        (RANGE, BOR, None, {30: 50, 59.4: 99, 60: 100, 72: 100, 85: 100, 102: 80, 170: 0, 200: 0}),
        (RANGE, BOR, None, {0: 0, -5: 0, None: None}),
        (RANGE | {"floor": 25}, BOR, 90, {0: 25, 72: 90, 30: 50}),
        (RANGE, FROM_NOTHING, None, {0: 100, 85: 100, -1: 0, 102: 80}),
        ({"floor": 50}, 80, 120, {8: 50, 80: 100, 120: 120}),
    ],
)
def test_a_formula_of_the_indicators_own(own, target, cap, expected):
    """facts.md#achievement-formulas: T/R and (2T-R)/T, a range, a target of 0, floor and cap."""
    formula = own.get("formula", "")
    indicator = measured("lower" if formula.startswith("lower") else "higher", **own)
    found = {each: achievement(indicator, each, target, cap) for each in expected}
    assert found == {each: percent and pytest.approx(percent) for each, percent in expected.items()}


def test_what_is_not_said_is_as_it_was():
    """facts.md#achievement: without an indicator's own formula the tree is that of before."""
    higher, lower = (achieved(measured(each).judging(120.0)) for each in Polarity)
    assert higher == parse(
        'IF(COUNT(result,target)=2,IF(target=0,"",MIN(120,result/target*100)),"")'
    )
    assert lower == parse(
        'IF(COUNT(result,target)=2,IF(target=0,"",MIN(120,MAX(0,(2*target-result)/target*100))),"")'
    )


@pytest.mark.parametrize(
    ("value", "is_reached"), [(59.9, False), (60, True), (85.00000000001, True), (85.1, False)]
)
def test_a_range_is_reached_within_it(value, is_reached):
    """facts.md#achievement-formulas: a range is reached between its ends, and at them."""
    assert reaches(value, BOR, Polarity.HIGHER) is is_reached


@pytest.mark.parametrize(
    ("percent", "word"),
    [
        (250, "Sangat Tinggi"),
        (91, "Sangat Tinggi"),
        (90.99, "Tinggi"),
        (51, "Rendah"),
        (10, "Sangat Rendah"),
        (9.99, "Sangat Rendah"),
        (-5, "Sangat Rendah"),
        (None, None),
    ],
)
def test_the_highest_band_that_is_reached(percent, word):
    """facts.md#bands: >= 91, >= 76, >= 66, >= 51, else the lowest."""
    assert band(percent, BANDS) == word


def test_the_band_is_judged_on_what_is_not_rounded():
    """facts.md#achievement: 90,995 is not 91; what binary numbers leave is no difference."""
    assert band(reached(90.995, 100), BANDS) == "Tinggi"
    assert band(reached(90.9999999, 100), BANDS) == "Tinggi"
    assert reached(0.57 * 91, 0.57) != 91 or band(reached(0.57 * 91, 0.57), BANDS)
    assert band(91 - 1e-13, BANDS) == "Sangat Tinggi"


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(7, 12, 58.333333333333336), (0, 12, 0), (3, 0, None), (3, None, None), (None, 12, None)],
)
def test_a_zero_or_blank_denominator_gives_no_result(numerator, denominator, expected):
    """house.md#no-result: a zero denominator gives no result."""
    assert divide(numerator, denominator, 100) == expected
