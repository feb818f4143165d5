"""Checks programmes: what they serve is there, and their budgets are of the year and agree."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.programmes import Programme
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.periods import periods_of


def check_programmes(context: LintContext) -> Iterator[Mistake]:
    """Every programme."""
    for index, programme in enumerate(context.definition.programmes):
        path: KeyPath = ("programmes", index)
        yield from _served(context, path, programme)
        wrong = list(_periods(context, path, programme))
        yield from wrong or _sums(context, path, programme)


def _served(context: LintContext, path: KeyPath, programme: Programme) -> Iterator[Mistake]:
    definition = context.definition
    known = [said for each in definition.objectives for said in (each.id, each.text)]
    known += [each.objective for each in definition.indicators if each.objective]
    if programme.objective and programme.objective not in known:
        guess = suggest(programme.objective, dict.fromkeys(known))
        data = {"value": programme.objective, "nearest": guess}
        yield context.locations.mistake("programme-objective", (*path, "objective"), data)
    codes = [each.code for each in definition.indicators]
    for at, code in enumerate(programme.indicators):
        if code not in codes:
            data = {"name": code, "nearest": suggest(code, codes)}
            yield context.locations.mistake("unknown-indicator", (*path, "indicators", at), data)


def _periods(context: LintContext, path: KeyPath, programme: Programme) -> Iterator[Mistake]:
    year, at = context.definition.year, (*path, "budget")
    known = [str(year), *(each.code for each in periods_of(year, context.definition.cadence))]
    for key in programme.budget:
        if key not in known and not _is_year(key):
            data = {"value": key, "allowed": ", ".join(dict.fromkeys(known))}
            yield context.locations.mistake("bad-period", (*at, key), data, at_key=True)


def _is_year(key: str) -> bool:
    """Whether it is another year as a whole: a plan of several says them all."""
    return len(key) == len("2025") and key.isascii() and key.isdigit() and key > "1900"


def _sums(context: LintContext, path: KeyPath, programme: Programme) -> Iterator[Mistake]:
    """The year's budget is that of its parts; without all of these it has to be said."""
    year, cadence, at = context.definition.year, context.definition.cadence, (*path, "budget")
    own = programme.budget.get(str(year))
    codes = [each.code for each in periods_of(year, cadence) if each.code != str(year)]
    parts = [programme.budget[code] for code in codes if code in programme.budget]
    whole = len(parts) == len(codes)
    if own is None and not parts:
        data = {"name": programme.id, "year": str(year)}
        yield context.locations.mistake(
            "budget-missing", (*path, "id"), data, severity=Severity.WARNING
        )
    elif own is None and not whole:
        yield context.locations.mistake("budget-of-year", at, {"year": str(year)}, at_key=True)
    elif own is not None and parts and (sum(parts) > own or (whole and sum(parts) != own)):
        data = {"sum": str(sum(parts)), "value": str(own), "year": str(year)}
        yield context.locations.mistake("budget-sum", (*at, str(year)), data)
