"""Achievement and its word (facts.md#achievement)."""

import json

import pytest

from iku_workbook.definition.model import Achievement, Indicator, Polarity
from iku_workbook.results.achievement import achievement, band, divide

WORDS = {91: "Sangat Tinggi", 76: "Tinggi", 66: "Sedang", 51: "Rendah", 10: "Sangat Rendah"}
BANDS = Achievement.model_validate_json(
    json.dumps({"bands": [{"from": start, "label": word} for start, word in WORDS.items()]})
).bands


def reached(result, target, polarity="higher", cap=None):
    part = {"label": "x", "formula": "1"}
    said = {"code": "A-1", "name": "x", "numerator": part, "denominator": part}
    indicator = Indicator.model_validate_json(json.dumps(said | {"polarity": polarity}))
    return achievement(indicator, result, target, cap)


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
