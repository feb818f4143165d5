"""Checks the rules of a definition: the check must be able to hold and to fail.

The placeholders in a rule's message must name fields or calculations.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from math import inf

from iku_workbook.definition.lint_context import PREVIOUS, LintContext, LocatedFormula, Use
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import PLACEHOLDER, Field, Rule
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Call, Logical, Name, Node, Number, Unary, names
from iku_workbook.periods import IN_FORMULAS

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def check_rules(context: LintContext) -> Iterator[Mistake]:
    """Rules that always or never hold, as far as bounds show it, and their messages."""
    for formula in context.formulas:
        if formula.use is Use.RULE:
            yield from _outcome(context, formula)
    for at, rule in enumerate(context.definition.rules):
        yield from _message(context, rule, ("rules", at, "message"))


def _outcome(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    if not set(names(formula.tree)).difference(IN_FORMULAS):
        yield context.locations.mistake("rule-reads-nothing", formula.path)
        return
    holds = _holds(context, formula.tree)
    if holds is False:
        yield context.locations.mistake("rule-never", formula.path)
    elif holds is True:
        yield context.locations.mistake("rule-always", formula.path, severity=Severity.WARNING)


def _holds(context: LintContext, node: Node) -> bool | None:
    """Whether a check always (True) or never (False) holds; None where bounds do not show it."""
    match node:
        case Logical(value=value):
            return value
        case Call(function="NOT", arguments=(inner,)):
            outcome = _holds(context, inner)
            return None if outcome is None else not outcome
        case Call(function="AND" | "OR" as function, arguments=arguments):
            decisive = function == "OR"
            outcomes = {_holds(context, argument) for argument in arguments}
            if decisive in outcomes:
                return decisive
            return None if None in outcomes else not decisive
        case Binary(operator=sign, left=Name(name=name), right=other) if sign in _COMPARE:
            return _compared(context, name, sign, _constant(other))
        case Binary(operator=sign, left=other, right=Name(name=name)) if sign in _COMPARE:
            return _compared(context, name, _TURNED.get(sign, sign), _constant(other))
    return None


def _constant(node: Node) -> float | None:
    match node:
        case Number(value=value):
            return value
        case Unary(operator=sign, operand=Number(value=value)):
            return -value if sign == "-" else value
    return None


def _compared(context: LintContext, name: str, sign: str, constant: float | None) -> bool | None:
    """A number's bounds against a constant; a blank counts as 0, where a blank may stand."""
    field = context.field_of(name)
    if (
        constant is None
        or field is None
        or not field.type.record.is_number
        or context.is_range(name)
    ):
        return None
    low, high = _range(field)
    if field.required is not True or name.startswith(PREVIOUS):
        low, high = min(low, 0.0), max(high, 0.0)
    if sign in {"=", "<>"}:
        possible = field.type.record.has_decimals or constant.is_integer()
        if low <= constant <= high and possible and low != high:
            return None
        equal = low == high == constant
        return equal if sign == "=" else not equal
    outcomes = {_COMPARE[sign](low, constant), _COMPARE[sign](high, constant)}
    return outcomes.pop() if len(outcomes) == 1 else None


def _range(field: Field) -> tuple[float, float]:
    """The least and the greatest number that a formula can read from a field."""
    record = field.type.record
    low, high = record.limits if record.limits and record.limits_stated else (-inf, inf)
    low = low if field.minimum is None else field.minimum
    high = high if field.maximum is None else field.maximum
    return record.size(low), record.size(high)


def _message(context: LintContext, rule: Rule, path: KeyPath) -> Iterator[Mistake]:
    known = {*context.fields, *context.calculations}
    known |= {PREVIOUS + name for name in context.fields}
    for found in PLACEHOLDER.finditer(rule.message):
        if found[1] not in known:
            data = {"name": found[1], "nearest": suggest(found[1], sorted(known))}
            yield context.locations.mistake("message-name", path, data, offset=found.start())
    rest = PLACEHOLDER.sub(lambda found: " " * len(found[0]), rule.message)
    for at, character in enumerate(rest):
        if character in "{}":
            yield context.locations.mistake("message-brace", path, {"found": character}, offset=at)
            return
