"""Rules: a check that can come out both ways, and a message whose values exist."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from math import inf

from iku_workbook.definition.lint_context import PREVIOUS, Subject, Use, Written
from iku_workbook.definition.locations import Path
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import PLACEHOLDER, Field, Rule
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Call, Logical, Name, Node, Number, Unary, names

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def check_rules(subject: Subject) -> Iterator[Mistake]:
    """Checks that are the same whatever is entered, where that is plain, and messages."""
    for written in subject.formulas:
        if written.use is Use.RULE:
            yield from _outcome(subject, written)
    for at, rule in enumerate(subject.definition.rules):
        yield from _message(subject, rule, ("rules", at, "message"))


def _outcome(subject: Subject, written: Written) -> Iterator[Mistake]:
    if not names(written.tree):
        yield subject.source.mistake("rule-reads-nothing", written.path)
        return
    holds = _holds(subject, written.tree)
    if holds is False:
        yield subject.source.mistake("rule-never", written.path)
    elif holds is True:
        yield subject.source.mistake("rule-always", written.path, severity=Severity.WARNING)


def _holds(subject: Subject, node: Node) -> bool | None:
    """Whether a check always or never holds; None where that is not plain."""
    match node:
        case Logical(value=value):
            return value
        case Call(function="NOT", arguments=(inner,)):
            outcome = _holds(subject, inner)
            return None if outcome is None else not outcome
        case Call(function="AND" | "OR" as function, arguments=arguments):
            decisive = function == "OR"
            outcomes = {_holds(subject, argument) for argument in arguments}
            if decisive in outcomes:
                return decisive
            return None if None in outcomes else not decisive
        case Binary(operator=sign, left=Name(name=name), right=other) if sign in _COMPARE:
            return _compared(subject, name, sign, _constant(other))
        case Binary(operator=sign, left=other, right=Name(name=name)) if sign in _COMPARE:
            return _compared(subject, name, _TURNED.get(sign, sign), _constant(other))
    return None


def _constant(node: Node) -> float | None:
    match node:
        case Number(value=value):
            return value
        case Unary(operator=sign, operand=Number(value=value)):
            return -value if sign == "-" else value
    return None


def _compared(subject: Subject, name: str, sign: str, constant: float | None) -> bool | None:
    """A number's bounds against a constant; a blank counts as 0, where a blank may stand."""
    field = subject.field_of(name)
    if (
        constant is None
        or field is None
        or not field.type.record.is_number
        or subject.is_range(name)
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


def _message(subject: Subject, rule: Rule, path: Path) -> Iterator[Mistake]:
    known = {*subject.fields, *subject.calculations}
    known |= {PREVIOUS + name for name in subject.fields}
    for found in PLACEHOLDER.finditer(rule.message):
        if found[1] not in known:
            data = {"name": found[1], "nearest": suggest(found[1], sorted(known))}
            yield subject.source.mistake("message-name", path, data, offset=found.start())
    rest = PLACEHOLDER.sub(lambda found: " " * len(found[0]), rule.message)
    for at, character in enumerate(rest):
        if character in "{}":
            yield subject.source.mistake("message-brace", path, {"found": character}, offset=at)
            return
