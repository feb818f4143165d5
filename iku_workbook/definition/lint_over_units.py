"""Checks what an indicator takes together over units: quotients added up, what is always the same.

The sum of percentages is no percentage; their mean is one, where that is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.indicators import Indicator, OverUnits
from iku_workbook.definition.lint_context import LintContext, LocatedFormula, Use
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.findings import Severity
from iku_workbook.formula import Node, names
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import COMPARISONS, Binary, Call, Name, Number, Unary, walk

_PERCENT = "%"
_AS_FIRST_ARGUMENT = frozenset(("ROUND", "ABS", "INT", "IFERROR"))
_AS_ITS_ARGUMENTS = frozenset(("SUM", "MIN", "MAX"))
_SUMMED_COLUMN = {"SUMIF": 2, "SUMIFS": 0}


def check_over_units(context: LintContext) -> Iterator[Mistake]:
    """Quotients that are added up, percentages without their hundred, values that never change."""
    by_code = {each.code: each for each in context.definition.indicators}
    for formula in context.formulas:
        if formula.use is Use.RESULT and context.is_whole(formula):
            indicator = by_code[formula.owner]
            yield from _summed(context, indicator, formula)
            if indicator.value is not None:
                yield from _percent(context, indicator, formula)
                yield from _constant(context, indicator, formula)
    yield from _weights_apart(context)


def _weights_apart(context: LintContext) -> Iterator[Mistake]:
    """Some kind of unit must have both a value and its weight."""
    values: dict[str, LocatedFormula] = {}
    for formula in context.formulas:
        if formula.use is not Use.RESULT or not context.is_whole(formula):
            continue
        if formula.path[-2:] == ("value", "formula"):
            values[formula.owner] = formula
        value = values.get(formula.owner) if formula.path[-1] == "weight" else None
        if value is None:
            continue
        first, second = (_kinds(context, each) for each in (value, formula))
        if first and second and not first & second:
            data = {"first": value.text, "first_kinds": ", ".join(sorted(first))}
            data |= {"second": formula.text, "second_kinds": ", ".join(sorted(second))}
            yield context.locations.mistake("kinds-apart", formula.path, data)


def _summed(
    context: LintContext, indicator: Indicator, formula: LocatedFormula
) -> Iterator[Mistake]:
    part = formula.path[2]
    is_sum = indicator.value is not None and indicator.value.over_units is OverUnits.SUM
    if (part != "numerator" and not is_sum) or _units(context, formula) < 2:
        return
    if (found := _quotient(context, formula.tree)) is not None:
        code = "value-ratio-summed" if is_sum else "numerator-ratio"
        yield _warning(context, formula, code, indicator, to_excel(found))


def _percent(
    context: LintContext, indicator: Indicator, formula: LocatedFormula
) -> Iterator[Mistake]:
    """85% is 0.85 in a formula."""
    if indicator.unit_of_measure != _PERCENT or formula.path[-1] != "formula":
        return
    trees = [formula.tree]
    trees += [context.trees[name] for name in context.reads(formula.tree) if name in context.trees]
    hundred = any(node == Number(100.0) for tree in trees for node in walk(tree))
    found = _quotient(context, formula.tree)
    if found is not None and not hundred:
        yield _warning(context, formula, "percent-unscaled", indicator, to_excel(found))


def _constant(
    context: LintContext, indicator: Indicator, formula: LocatedFormula
) -> Iterator[Mistake]:
    if not names(formula.tree):
        is_weight = formula.path[-1] == "weight"
        code = "weight-constant" if is_weight else "value-constant"
        yield _warning(context, formula, code, indicator, formula.text)


def _warning(
    context: LintContext, formula: LocatedFormula, code: str, indicator: Indicator, found: str
) -> Mistake:
    data = {"indicator": indicator.code, "found": found}
    return context.locations.mistake(code, formula.path, data, severity=Severity.WARNING)


def _units(context: LintContext, formula: LocatedFormula) -> int:
    """How many units can compute it."""
    kinds = _kinds(context, formula)
    return sum(unit.kind in kinds for unit in context.definition.units)


def _kinds(context: LintContext, formula: LocatedFormula) -> frozenset[str]:
    """The kinds of unit that report all that a formula reads."""
    kinds = context.all_kinds
    for name in context.inputs(formula.tree):
        kinds &= context.kinds(name)
    return kinds


def _quotient(context: LintContext, node: Node) -> Node | None:
    """The part of a formula that makes all of it a quotient or a percentage, if one does: a
    quotient times something that is asked is a quantity again.
    """
    match node:
        case Name(name=name) if (field := context.field_of(name)) is not None:
            return node if field.type.record.percent else None
        case Name(name=name) if name in context.trees:
            return node if _quotient(context, context.trees[name]) is not None else None
        case Unary(operand=operand):
            return _quotient(context, operand)
        case Binary(operator="/", left=left, right=right):
            return node if names(right) else _quotient(context, left)
        case Binary(operator="*", left=left, right=right) if names(left) and names(right):
            return None
        case Binary(operator=operator, left=left, right=right):
            joined = operator in COMPARISONS or operator == "&"
            return None if joined else _quotient(context, left) or _quotient(context, right)
        case Call(function="AVERAGE"):
            return node
        case Call():
            found = (_quotient(context, each) for each in _given(node))
            return next((each for each in found if each is not None), None)
    return None


def _given(call: Call) -> tuple[Node, ...]:
    """The arguments that the result is made of."""
    function, arguments = call.function, call.arguments
    if function == "IF":
        return arguments[1:]
    if function in _SUMMED_COLUMN:
        at = _SUMMED_COLUMN[function]
        return arguments[at : at + 1] or arguments[:1]
    if function in _AS_FIRST_ARGUMENT:
        return arguments[:1]
    return arguments if function in _AS_ITS_ARGUMENTS else ()
