"""Checks numbers whose three digits after the dot may be thousands: ``100.000``, ``71.125``.

YAML and formulas take the dot for the decimal sign. One that ends in a zero nobody writes as a
decimal, so it is an error; another may well be one, so it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.misread import plain
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.findings import Severity

_FIGURE = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_IN_FORMULA = re.compile(r'"[^"]*"|(?<![\w.])(?P<figure>[1-9][0-9]{0,2}\.[0-9]{3})(?![\w.])')


def check_numbers(context: LintContext) -> Iterator[Mistake]:
    """Figures that stand alone, and those in formulas."""
    for path, mark in context.locations.marks.items():
        if mark.quote == "" and _FIGURE.fullmatch(mark.raw):
            yield _mistake(context, path, mark.raw, None)
    for formula in context.formulas:
        for found in _IN_FORMULA.finditer(formula.text):
            if figure := found["figure"]:
                yield _mistake(context, formula.path, figure, found.start())


def _mistake(context: LintContext, path: KeyPath, figure: str, offset: int | None) -> Mistake:
    certain = figure.endswith("0")
    data = {"value": figure, "thousands": figure.replace(".", "").lstrip("+")}
    data["decimal"] = plain(float(figure)) if certain else figure + "0"
    return context.locations.mistake(
        "thousands-dot" if certain else "three-decimals",
        path,
        data | {"read": plain(float(figure))},
        severity=Severity.ERROR if certain else Severity.WARNING,
        offset=offset,
    )
