"""Checks when units are there, and what they came from: splits, mergers, other codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Unit
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.periods import Period, PeriodError, periods_of


def check_units(context: LintContext) -> Iterator[Mistake]:
    """Periods that are none, units that end before they begin, and what replaces what."""
    definition = context.definition
    by_code = {unit.code: unit for unit in definition.units}
    periods = periods_of(definition.year, definition.cadence)
    for at, unit in enumerate(definition.units):
        wrong = [*_bad_periods(context, at, unit)]
        yield from wrong
        if wrong:
            continue
        if unit.from_ and unit.until and unit.until < unit.from_:
            data = {"from": unit.from_, "until": unit.until}
            yield context.locations.mistake("until-before-from", ("units", at, "until"), data)
        elif not any(map(unit.reports_in, periods)):
            data = {"unit": unit.name, "year": str(definition.year)}
            about = ("never-reports", ("units", at), data)
            yield context.locations.mistake(*about, severity=Severity.WARNING)
        for inner in range(len(unit.replaces)):
            yield from _replaced(context, (at, inner), unit, by_code)


def _bad_periods(context: LintContext, at: int, unit: Unit) -> Iterator[Mistake]:
    definition = context.definition
    for key, code in (("from", unit.from_), ("until", unit.until)):
        if code is not None and _period(context, code) is None:
            allowed = ", ".join(
                each.code for each in periods_of(definition.year, definition.cadence)
            )
            path: KeyPath = ("units", at, key)
            data = {"value": code, "allowed": allowed}
            yield context.locations.mistake("bad-period", path, data)


def _replaced(
    context: LintContext, where: tuple[int, int], unit: Unit, by_code: Mapping[str, Unit]
) -> Iterator[Mistake]:
    """A replaced unit is another one, and over before this one begins."""
    at, inner = where
    code, path = unit.replaces[inner], ("units", at, "replaces", inner)
    other = by_code.get(code)
    data = {"unit": unit.code, "replaced": code}
    if other is None:
        nearest = suggest(code, (each for each in by_code if each != unit.code))
        yield context.locations.mistake("replaces-unknown", path, {**data, "nearest": nearest})
    elif unit.code in _origins(code, by_code):
        yield context.locations.mistake("replaces-circular", path, data)
    elif other.until is None:
        yield context.locations.mistake("replaced-without-until", path, data)
    elif (until := _period(context, other.until)) and (unit.from_ or "") <= other.until:
        said = {**data, "until": other.until, "next": until.next.code}
        yield context.locations.mistake("replaces-overlap", path, said)


def _origins(code: str, by_code: Mapping[str, Unit]) -> set[str]:
    """The unit itself and all that it came from, however long ago."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += by_code[each].replaces if each in by_code else ()
    return found


def _period(context: LintContext, code: str) -> Period | None:
    try:
        return Period.parse(code, context.definition.cadence)
    except PeriodError:
        return None
