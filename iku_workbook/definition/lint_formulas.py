"""Checks every formula of a definition: its names, its type, and whether all programs agree on it.

Programs are those that open the workbook (Excel, LibreOffice, WPS); where they are known to compute
a formula differently, that is a mistake or a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.lint_context import (
    PREVIOUS,
    LintContext,
    LocatedFormula,
    Use,
    formula_mistake,
)
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Call, Name, Node, Number, to_excel, walk
from iku_workbook.formula.functions import FUNCTIONS, Takes
from iku_workbook.formula.tree import COMPARISONS, children
from iku_workbook.formula.types import Type, infer
from iku_workbook.formula.whole_numbers import gives_whole_numbers
from iku_workbook.periods import IN_FORMULAS, PERIOD
from iku_workbook.suggest import nearest

_DATE_PARTS = frozenset({"YEAR", "MONTH", "DAY"})
_GIVES = {
    Use.REQUIRED: (Type.LOGICAL, "required-not-logical"),
    Use.RULE: (Type.LOGICAL, "check-not-logical"),
    Use.RESULT: (Type.NUMBER, "result-not-number"),
}


def check_formulas(context: LintContext) -> Iterator[Mistake]:
    """Unreadable formulas; names that are unknown, circular or misplaced; types; kinds; dates."""
    yield from context.unreadable
    yield from _cycles(context)
    for formula in context.formulas:
        yield from _names(context, formula)
        yield from _misplaced(context, formula)
        if context.is_whole(formula):
            yield from _types(context, formula)
            yield from _kinds(context, formula)
        yield from _blank_calculations(context, formula)
        yield from _optional_dates(context, formula)
        yield from _joined_decimals(context, formula)
        yield from _differences_with_zero(context, formula)
    for formula in (*context.formulas, *context.indices):
        yield from _divided_by_zero(context, formula)


def _cycles(context: LintContext) -> Iterator[Mistake]:
    index = {each.id: at for at, each in reversed(list(enumerate(context.definition.calculations)))}
    for cycle in context.cycles:
        path = ("calculations", index[cycle[0]], "formula")
        yield context.locations.mistake("circular", path, {"cycle": " -> ".join(cycle)})


def _names(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    texts = _unquoted(context, formula)
    choices = {choice.casefold() for choice in context.choices}
    for node in walk(formula.tree):
        if not isinstance(node, Name) or context.is_known(node.name):
            continue
        name = node.name
        code, data = "unknown-name", {"name": name, "nearest": _nearest(context, name)}
        if name.startswith(PREVIOUS) and name.removeprefix(PREVIOUS) in context.calculations:
            code, data = "previous-not-field", {"name": name}
        elif name in context.registers:
            columns = [column for column in context.columns if column.startswith(name + ".")]
            code, data = "register-without-column", {"name": name, "columns": ", ".join(columns)}
        elif name.startswith(PERIOD):
            code, data = "period-name", {"name": name, "known": ", ".join(IN_FORMULAS)}
        elif node in texts or name.casefold() in choices:
            code, data = "text-unquoted", {"name": name}
        yield _at(context, formula, node, code, data)


def _unquoted(context: LintContext, formula: LocatedFormula) -> list[Name]:
    """Unknown names compared with a text or choice, and like no known name: texts themselves."""
    found = []
    for node in walk(formula.tree):
        match node:
            case Binary(operator="=" | "<>", left=Name() as left, right=Name() as right):
                for one, other in ((left, right), (right, left)):
                    field = context.field_of(one.name)
                    words = field is not None and field.type.record.is_words
                    known = [*context.fields, *context.calculations, *context.columns]
                    if words and not nearest(other.name, known):
                        found.append(other)
    return found


def _nearest(context: LintContext, name: str) -> str:
    if name.startswith(PREVIOUS):
        return suggest(name, [PREVIOUS + field for field in context.fields])
    if context.is_range(name):
        return suggest(name, context.columns)
    return suggest(name, [*context.fields, *context.calculations, *context.columns])


def _misplaced(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """Conditions read what is entered, now; results read a whole year, which has no "before"."""
    for node in walk(formula.tree):
        if not isinstance(node, Name):
            continue
        if formula.use is Use.REQUIRED and node.name in context.calculations:
            yield _at(context, formula, node, "required-calculation", {"name": node.name})
        elif formula.use in {Use.REQUIRED, Use.RESULT} and any(
            name.startswith(PREVIOUS) for name in context.reads(node)
        ):
            yield _at(context, formula, node, "previous-misplaced", {"name": node.name})


def _types(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    gives, mistakes = infer(formula.tree, context.type_of, context.is_range)
    for mistake in mistakes:
        yield formula_mistake(context.locations, formula.path, mistake)
    sound = all(mistake.severity == "warning" for mistake in mistakes)
    if formula.use in _GIVES and sound:
        wanted, code = _GIVES[formula.use]
        if gives is not wanted:
            yield context.locations.mistake(code, formula.path)


def _kinds(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """Some kind of unit must report all that a formula uses."""
    inputs = context.inputs(formula.tree)
    if formula.use is Use.REQUIRED:
        kinds = context.kinds(formula.owner)
        for name in inputs:
            if missing := kinds - context.kinds(name):
                data = {"field": formula.owner, "name": name, "kinds": _listed(missing)}
                yield context.locations.mistake("required-not-reported", formula.path, data)
        return
    common = context.all_kinds
    for at, name in enumerate(inputs):
        kinds = context.kinds(name)
        if not kinds & context.all_kinds:
            continue  # a kind that no unit is of is one mistake already
        if not common & kinds:
            data = {"first": ", ".join(inputs[:at]), "first_kinds": _listed(common)}
            data |= {"second": name, "second_kinds": _listed(kinds)}
            yield context.locations.mistake("kinds-apart", formula.path, data)
            return
        common &= kinds


def _divided_by_zero(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """What is divided by the number 0 gives no result, whatever is typed."""
    for node in walk(formula.tree):
        match node:
            case Binary(operator="/", right=Number(value=0) as zero):
                yield _at(context, formula, zero, "divided-by-zero", {}, Severity.WARNING)


def _blank_calculations(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """A calculation without a value shows an empty text, which ISBLANK does not take for blank."""
    for node in walk(formula.tree):
        match node:
            case Call(function="ISBLANK", arguments=(Name(name=name),)):
                if name in context.calculations:
                    yield _at(context, formula, node, "isblank-calculation", {"name": name})


def _optional_dates(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """The year of a blank date is 1900 in Excel and 1899 in LibreOffice."""
    guarded = {
        name
        for node in walk(formula.tree)
        if isinstance(node, Call) and node.function == "ISBLANK"
        for argument in node.arguments
        for name in context.reads(argument)
    }
    for node in walk(formula.tree):
        match node:
            case Call(function=function, arguments=(Name(name=name),)) if function in _DATE_PARTS:
                field = context.field_of(name)
                if field is None or field.type.record.holds is not Holds.DATE or name in guarded:
                    continue
                if field.required is not True or name.startswith(PREVIOUS):
                    data = {"name": name, "function": function}
                    yield _at(context, formula, node, "optional-date", data)


def _joined_decimals(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """A number joined to a text shows the decimal sign of the computer it is opened on."""
    for node in _outside_criteria(formula.tree):
        if isinstance(node, Binary) and node.operator == "&":
            for operand in (node.left, node.right):
                if isinstance(operand, Name) and _has_decimals(context, operand.name):
                    data = {"name": operand.name}
                    yield _at(context, formula, operand, "joined-decimal", data, Severity.WARNING)


def _differences_with_zero(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """0.1 + 0.2 - 0.3 = 0 holds in LibreOffice and not in Excel; 0.1 + 0.2 = 0.3 in both."""
    for node in walk(formula.tree):
        match node:
            case Binary(left=Binary(operator="-") as difference, right=Number(value=0)):
                sides = difference.left, difference.right
            case Binary(left=Number(value=0), right=Binary(operator="-") as difference):
                sides = difference.right, difference.left
            case _:
                continue
        whole = gives_whole_numbers(difference, lambda name: _is_whole(context, name))
        if node.operator in COMPARISONS and not whole:
            plain = Binary(node.operator, *sides)
            data = {"found": to_excel(node), "write": to_excel(plain)}
            yield _at(context, formula, node, "difference-with-zero", data, Severity.WARNING)


def _is_whole(context: LintContext, name: str) -> bool:
    if name in context.trees:
        sound = name in context.types  # not in a circle
        tree = context.trees[name]
        return sound and gives_whole_numbers(tree, lambda read: _is_whole(context, read))
    if name in IN_FORMULAS:
        return True
    field = context.field_of(name)
    return field is not None and not field.type.record.has_decimals


def _outside_criteria(node: Node) -> Iterator[Node]:
    """The node and all under it, but for what a criterion joins: that is read as it is written."""
    yield node
    for at, child in enumerate(children(node)):
        joined = isinstance(child, Binary) and child.operator == "&"
        criterion = isinstance(node, Call) and FUNCTIONS[node.function].taken(at) is Takes.CRITERION
        if not (joined and criterion):
            yield from _outside_criteria(child)


def _has_decimals(context: LintContext, name: str) -> bool:
    if name in context.calculations:
        return context.type_of(name) is Type.NUMBER and context.calculations[name].decimals != 0
    field = context.field_of(name)
    return field is not None and field.type.record.has_decimals


def _at(
    context: LintContext,
    formula: LocatedFormula,
    node: Node,
    code: str,
    data: Mapping[str, str],
    severity: Severity = Severity.ERROR,
) -> Mistake:
    offset = node.column - 1
    return context.locations.mistake(code, formula.path, data, severity=severity, offset=offset)


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(sorted(kinds))
