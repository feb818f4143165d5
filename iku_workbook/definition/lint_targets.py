"""Checks targets and baselines: whose they are, and of which periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.indicators import ResultOf
from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Target
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.periods import Cadence, periods_of

_FIRST_YEAR = 1900


def check_targets(context: LintContext) -> Iterator[Mistake]:
    """Targets of periods that there are, baselines from before the year, units' own targets."""
    definition = context.definition
    for index, indicator in enumerate(definition.indicators):
        targets: KeyPath = ("indicators", index, "targets")
        yield from _periods(context, targets, indicator.targets, definition.year, indicator.cadence)
        yield from _of_other_years(context, targets, indicator.targets)
        if indicator.result is ResultOf.YEAR:
            yield from _apart(context, targets, indicator.targets)
        baseline: KeyPath = ("indicators", index, "baseline")
        yield from _periods(context, baseline, indicator.baseline, definition.year - 1)
        yield from _not_before(context, baseline, indicator.baseline)
    yield from _of_units(context)


def _periods(
    context: LintContext,
    path: KeyPath,
    figures: Mapping[str, Target],
    year: int,
    own: Cadence | None = None,
) -> Iterator[Mistake]:
    """Keys that are no period of the definition's cadence, or none that ends one of the
    indicator's ``own``; ``year`` is that of the examples.
    """
    cadence = context.definition.cadence
    for key in figures:
        stated = key[:4]
        is_year = stated.isascii() and stated.isdigit() and int(stated) >= _FIRST_YEAR
        if key not in (_codes(int(stated), cadence, own) if is_year else ()):
            data = {"value": key, "allowed": ", ".join(_codes(year, cadence, own))}
            yield context.locations.mistake("bad-period", (*path, key), data, at_key=True)


def _of_other_years(
    context: LintContext, path: KeyPath, targets: Mapping[str, Target]
) -> Iterator[Mistake]:
    """A plan that passes over the definition's own year."""
    year = str(context.definition.year)
    if targets and year not in {key[:4] for key in targets}:
        first = next(iter(targets))
        data = {"value": first, "year": year}
        yield _warning(context, "target-year", (*path, first), data)


def _apart(context: LintContext, path: KeyPath, targets: Mapping[str, Target]) -> Iterator[Mistake]:
    """A year's target that is another than that of its last period, which is the year's result."""
    for year in [key for key in targets if len(key) == 4 and key.isdigit()]:
        last = _codes(int(year), context.definition.cadence)[-1]
        if targets.get(last, targets[year]) != targets[year]:
            yield _warning(context, "targets-apart", (*path, last), {"last": last, "year": year})


def _not_before(
    context: LintContext, path: KeyPath, baseline: Mapping[str, float]
) -> Iterator[Mistake]:
    year = context.definition.year
    for key in baseline:
        if key[:4].isdigit() and int(key[:4]) >= year:
            data = {"value": key, "year": str(year)}
            yield context.locations.mistake("baseline-year", (*path, key), data, at_key=True)


def _of_units(context: LintContext) -> Iterator[Mistake]:
    """For which indicator, and of which periods; a column of the list of units is told once."""
    definition = context.definition
    codes, told = [each.code for each in definition.indicators], set[tuple[str, str]]()
    for at, unit in enumerate(definition.units):
        for code, figures in unit.targets.items():
            path: KeyPath = ("units", at, "targets", code)
            new = {key: each for key, each in figures.items() if (code, key) not in told}
            told |= {(code, key) for key in new}
            if new and code not in codes:
                data = {"name": code, "nearest": suggest(code, codes)}
                yield context.locations.mistake("unknown-indicator", path, data, at_key=True)
            elif new and definition.indicators[codes.index(code)].ranged:
                yield context.locations.mistake(
                    "unit-target-range", path, {"code": code}, at_key=True
                )
            elif code in codes:
                yield from _periods(context, path, new, definition.year)
                yield from _apart(context, path, figures)


def _warning(context: LintContext, code: str, path: KeyPath, data: Mapping[str, object]) -> Mistake:
    return context.locations.mistake(code, path, data, at_key=True, severity=Severity.WARNING)


def _codes(year: int, cadence: Cadence, own: Cadence | None = None) -> tuple[str, ...]:
    """The codes of a year and of its periods, or of those that end one of ``own``."""
    periods = periods_of(year, cadence)
    codes = (period.code for period in periods if own is None or period.closes(own))
    return tuple(dict.fromkeys((str(year), *codes)))
