"""Checks numbers whose three digits after the dot may be thousands: ``100.000``, ``71.125``.

YAML and formulas take the dot for the decimal sign. One that ends in a zero nobody writes as a
decimal, so it is an error; another may well be one, so it is asked about. So is a comma between two
digits that separates arguments, where the author puts a space after others: ``IF(a > 0, 0,5)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.definition.lint_context import LintContext, LocatedFormula
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.misread import plain
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.findings import Severity

_FIGURE = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_IN_FORMULA = re.compile(r'"[^"]*"|(?<![\w.])(?P<figure>[1-9][0-9]{0,2}\.[0-9]{3})(?![\w.])')

_TEXT = re.compile(r'"[^"]*"')
_TIGHT = re.compile(r"(?<![\w.])(?<![0-9],)([0-9]+),([0-9]+)(?!\w|,[0-9])")
_REPEATS = re.compile(r"(?:MIN|MAX|SUM|AVERAGE|COUNT|COUNTA)\([^()]*$", re.IGNORECASE)


def check_numbers(context: LintContext) -> Iterator[Mistake]:
    """Figures that stand alone, and those in formulas."""
    for path, mark in context.locations.marks.items():
        if mark.quote == "" and _FIGURE.fullmatch(mark.raw):
            yield _mistake(context, path, mark.raw, None)
    for formula in (*context.formulas, *context.indices):
        for found in _IN_FORMULA.finditer(formula.text):
            if figure := found["figure"]:
                yield _mistake(context, formula.path, figure, found.start())
        yield from _commas(context, formula)


def _commas(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    text = _TEXT.sub(lambda found: "_" * len(found[0]), formula.text)
    for found in _TIGHT.finditer(text):
        # Elsewhere IF(a,1,0) is how many people write.
        if re.search(r",\s", text) or _REPEATS.search(text[: found.start()]):
            data = {"value": found[0], "first": found[1], "second": found[2]}
            yield context.locations.mistake(
                "comma-unclear",
                formula.path,
                data,
                severity=Severity.WARNING,
                offset=found.start(),
            )


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
