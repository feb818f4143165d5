"""Figures around every target and band, and what console, master, documents and JSON say of them.

What they have to say is worked out here with fractions alone. ``python -m tests.results.rounding``
goes through a larger table of them.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from iku_workbook.definition.model import Polarity
from iku_workbook.documents.context import context
from iku_workbook.periods import Period
from iku_workbook.results.year import consolidate_year
from tests.forms import define
from tests.results.year import returned

BANDS = [("91", "Sangat Tinggi"), ("76", "Tinggi"), ("66.5", "Sedang"), ("0", "Rendah")]
TARGETS = ("100", "75", "66.667", "0.5", "1234.5")
STEPS = ("0.005", "0.0005", "0.00005", "0.0000001")
DAY = datetime.date(2025, 4, 15)
PERIOD = "2025-Q1"


class Case(NamedTuple):
    """A value held against a target; both as they are written."""

    code: str
    value: str
    target: str
    polarity: Polarity

    @property
    def percent(self) -> Fraction:
        """The achievement, exact."""
        value, target = Fraction(self.value), Fraction(self.target)
        if self.polarity is Polarity.LOWER:
            return max(Fraction(0), (2 * target - value) / target * 100)
        return value / target * 100

    def reached(self, value: Fraction) -> bool:
        """Whether a value reaches the target."""
        target = Fraction(self.target)
        return value >= target if self.polarity is Polarity.HIGHER else value <= target


def cases(targets=TARGETS, polarities=tuple(Polarity), steps=STEPS, bands=BANDS):
    """Values on, just below and just above each target, and each beginning of a band."""
    found = []
    for target, polarity in product(targets, polarities):
        marks = {Decimal(target)}
        for start, _ in bands[:-1]:
            share = Decimal(start) / 100
            marks.add(Decimal(target) * (share if polarity is Polarity.HIGHER else 2 - share))
        for mark in sorted(marks):
            moves = [Decimal(0), *map(Decimal, steps), *(-Decimal(step) for step in steps)]
            values = {format((mark + move).normalize(), "f") for move in moves}
            for value in sorted(values):
                found.append(Case(f"A-{len(found) + 1}", value, target, polarity))
    return found


def measured(asked):
    """A definition with an indicator for each case, and the one return that says its value."""
    fields = [
        {
            "id": f"angka_{each.code[2:]}",
            "label": each.code,
            "type": "decimal",
            "minimum": 0,
            "over_time": "latest",
            "required": True,
        }
        for each in asked
    ]
    indicators = [
        {
            "code": each.code,
            "name": f"Angka {each.code}",
            "numerator": {"label": "x", "formula": f"angka_{each.code[2:]}"},
            "denominator": {"label": "x", "formula": "1"},
            "polarity": each.polarity.value,
            "targets": {PERIOD: float(each.target)},
        }
        for each in asked
    ]
    definition = define(
        units=[{"code": "35.01", "name": "Noreh", "kind": "desa"}],
        fields=fields,
        registers=[],
        calculations=[],
        rules=[],
        indicators=indicators,
        achievement={"bands": [{"from": float(start), "label": word} for start, word in BANDS]},
    )
    said = {f"angka_{each.code[2:]}": float(each.value) for each in asked}
    return definition, [returned("35.01", PERIOD, said)]


def written(number):
    """A figure as the definition's language writes it, read back."""
    return Fraction(number.replace(".", "").replace(",", "."))


def decimals(number):
    """How many a written figure has."""
    return len(number.partition(",")[2])


def word(percent):
    """The band of an achievement."""
    return next(word for start, word in BANDS if percent >= Fraction(start))


def wrong(case, value, achievement, band):
    """What is wrong with the figures that are shown for a case: [] where nothing is."""
    found = []
    true, shown = Fraction(case.value), written(value)
    if case.reached(true) != case.reached(shown):
        found.append(f"{value} beside {case.target}")
    if not _is_rounded(true, value):
        found.append(f"{value} for {case.value}")
    percent = written(achievement)
    if (word(case.percent), case.percent >= 100) != (word(percent), percent >= 100):
        found.append(f"{achievement} for {float(case.percent)}")
    if not _is_rounded(case.percent, achievement):
        found.append(f"{achievement} is not {float(case.percent)} rounded")
    if band != word(case.percent):
        found.append(f"{band} for {float(case.percent)}")
    return [f"{case}: {each}" for each in found]


def _is_rounded(true, shown):
    places = decimals(shown)
    exact = Decimal(true.numerator) / Decimal(true.denominator)
    return places >= 2 and exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(
        shown.replace(".", "").replace(",", ".")
    )


def mistakes(asked):
    """Everything wrong with what documents say of these cases, by the engine's own figures."""
    definition, returns = measured(asked)
    year = consolidate_year(definition, returns, Period.parse(PERIOD))
    said = {each["kode"]: each for each in context(year, DAY)["indikator"]}
    shown = {
        code: (one["realisasi"], one["capaian"], one["predikat"]) for code, one in said.items()
    }
    return [each for case in asked for each in wrong(case, *shown[case.code])]


if __name__ == "__main__":
    table = cases()
    found = mistakes(table)
    print("\n".join(found) or f"{len(table)} figures, none claims what it does not reach")
    raise SystemExit(bool(found))
