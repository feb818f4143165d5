"""Checks questions and indicators that have a slower cadence than the definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iku_workbook.definition.indicators import ResultOf
from iku_workbook.definition.lint_context import PREVIOUS, LintContext, LocatedFormula, Use
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Field, Register
from iku_workbook.findings import Severity
from iku_workbook.periods import Cadence


def check_cadences(context: LintContext) -> Iterator[Mistake]:
    """Cadences that are no slower, and what then reads or is asked nothing in some period."""
    yield from _not_slower(context)
    yield from _nothing_asked(context)
    slow = _cadences(context)
    for formula in context.formulas:
        if context.is_whole(formula):
            yield from _formula(context, formula, slow)
    yield from _indicators(context, slow)


def _not_slower(context: LintContext) -> Iterator[Mistake]:
    definition = context.definition
    for key in ("fields", "registers", "indicators"):
        for at, record in enumerate(getattr(definition, key)):
            if record.cadence and record.cadence.per_year >= definition.cadence.per_year:
                data = {"value": record.cadence.value, "cadence": definition.cadence.value}
                yield context.locations.mistake("cadence-not-slower", (key, at, "cadence"), data)


def _nothing_asked(context: LintContext) -> Iterator[Mistake]:
    """A kind of unit whose forms would ask nothing in most periods."""
    questions: list[Field | Register] = [*context.definition.fields, *context.definition.registers]
    for kind in sorted({unit.kind for unit in context.definition.reporting}):
        own = [each for each in questions if kind in (each.reported_by or context.all_kinds)]
        if own and all(each.cadence for each in own):
            yield context.locations.mistake("period-asks-nothing", ("cadence",), {"kind": kind})


def _cadences(context: LintContext) -> Mapping[str, Cadence]:
    """By name the inputs that are not asked in every period."""
    found = {f"{PREVIOUS}{each.id}": each.cadence for each in context.definition.fields}
    found |= {each.id: each.cadence for each in context.definition.fields}
    for register in context.definition.registers:
        found |= {f"{register.id}.{field.id}": register.cadence for field in register.fields}
    return {name: cadence for name, cadence in found.items() if cadence is not None}


def _formula(
    context: LintContext, formula: LocatedFormula, slow: Mapping[str, Cadence]
) -> Iterator[Mistake]:
    """What is read of a period in which nobody is asked for it."""
    reads = context.inputs(formula.tree)
    for name in reads:
        data = {"name": name}
        if name.startswith(PREVIOUS) and name in slow:
            yield context.locations.mistake("previous-slower", formula.path, data)
        elif formula.use is Use.REQUIRED and _slower(slow.get(name), slow.get(formula.owner)):
            data |= {"field": formula.owner}
            yield context.locations.mistake("required-slower", formula.path, data)


def _slower(one: Cadence | None, other: Cadence | None) -> bool:
    return one is not None and (other is None or one.per_year < other.per_year)


def _indicators(context: LintContext, slow: Mapping[str, Cadence]) -> Iterator[Mistake]:
    """Results that would stand still between, or pass over what was said between."""
    for at, indicator in enumerate(context.definition.indicators):
        own = [
            each
            for each in context.formulas
            if each.use is Use.RESULT and each.owner == indicator.code and context.is_whole(each)
        ]
        reads = {name for each in own for name in context.inputs(each.tree)}
        if reads and not indicator.cadence and reads <= slow.keys():
            cadence = _quickest(slow[name] for name in reads)
            data = {"code": indicator.code, "cadence": cadence.value}
            path = ("indicators", at, "code")
            yield context.locations.mistake(
                "indicator-slower", path, data, severity=Severity.WARNING
            )
        if indicator.cadence and indicator.result is ResultOf.PERIOD:
            quick = sorted(name for name in reads if _slower(indicator.cadence, slow.get(name)))
            if quick:
                data = {"name": quick[0], "cadence": indicator.cadence.value}
                path = ("indicators", at, "result")
                yield context.locations.mistake("result-between", path, data)


def _quickest(cadences: Iterable[Cadence]) -> Cadence:
    return max(cadences, key=lambda each: each.per_year)
