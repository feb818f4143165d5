"""Formulas: what each may read, what it gives, and where programs would differ over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.lint_context import PREVIOUS, Subject, Use, Written, formula_mistake
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Call, Name, Node, walk
from iku_workbook.formula.functions import FUNCTIONS, Takes
from iku_workbook.formula.tree import children
from iku_workbook.formula.types import Type, infer

_DATE_PARTS = frozenset({"YEAR", "MONTH", "DAY"})
_GIVES = {
    Use.REQUIRED: (Type.LOGICAL, "required-not-logical"),
    Use.RULE: (Type.LOGICAL, "check-not-logical"),
    Use.RESULT: (Type.NUMBER, "result-not-number"),
}


def check_formulas(subject: Subject) -> Iterator[Mistake]:
    """Unreadable formulas; names that are unknown, circular or misplaced; types; kinds; dates."""
    yield from subject.unreadable
    yield from _cycles(subject)
    for written in subject.formulas:
        yield from _names(subject, written)
        yield from _misplaced(subject, written)
        if subject.is_whole(written):
            yield from _types(subject, written)
            yield from _kinds(subject, written)
        yield from _blank_calculations(subject, written)
        yield from _optional_dates(subject, written)
        yield from _joined_decimals(subject, written)


def _cycles(subject: Subject) -> Iterator[Mistake]:
    index = {each.id: at for at, each in reversed(list(enumerate(subject.definition.calculations)))}
    for cycle in subject.cycles:
        path = ("calculations", index[cycle[0]], "formula")
        yield subject.source.mistake("circular", path, {"cycle": " -> ".join(cycle)})


def _names(subject: Subject, written: Written) -> Iterator[Mistake]:
    for node in walk(written.tree):
        if not isinstance(node, Name) or subject.is_known(node.name):
            continue
        name = node.name
        code, data = "unknown-name", {"name": name, "nearest": _nearest(subject, name)}
        if name.startswith(PREVIOUS) and name.removeprefix(PREVIOUS) in subject.calculations:
            code, data = "previous-not-field", {"name": name}
        elif name in subject.registers:
            columns = [column for column in subject.columns if column.startswith(name + ".")]
            code, data = "register-without-column", {"name": name, "columns": ", ".join(columns)}
        yield _at(subject, written, node, code, data)


def _nearest(subject: Subject, name: str) -> str:
    if name.startswith(PREVIOUS):
        return suggest(name, [PREVIOUS + field for field in subject.fields])
    if subject.is_range(name):
        return suggest(name, subject.columns)
    return suggest(name, [*subject.fields, *subject.calculations, *subject.columns])


def _misplaced(subject: Subject, written: Written) -> Iterator[Mistake]:
    """Conditions read what is entered, now; results read a whole year, which has no "before"."""
    for node in walk(written.tree):
        if not isinstance(node, Name):
            continue
        if written.use is Use.REQUIRED and node.name in subject.calculations:
            yield _at(subject, written, node, "required-calculation", {"name": node.name})
        elif written.use in {Use.REQUIRED, Use.RESULT} and any(
            name.startswith(PREVIOUS) for name in subject.reads(node)
        ):
            yield _at(subject, written, node, "previous-misplaced", {"name": node.name})


def _types(subject: Subject, written: Written) -> Iterator[Mistake]:
    gives, mistakes = infer(written.tree, subject.type_of, subject.is_range)
    for mistake in mistakes:
        yield formula_mistake(subject.source, written.path, mistake)
    sound = all(mistake.severity == "warning" for mistake in mistakes)
    if written.use in _GIVES and sound:
        wanted, code = _GIVES[written.use]
        if gives is not wanted:
            yield subject.source.mistake(code, written.path)


def _kinds(subject: Subject, written: Written) -> Iterator[Mistake]:
    """What a formula reads must be reported by some unit together."""
    inputs = subject.inputs(written.tree)
    if written.use is Use.REQUIRED:
        asked = subject.kinds(written.owner)
        for name in inputs:
            if missing := asked - subject.kinds(name):
                data = {"field": written.owner, "name": name, "kinds": _listed(missing)}
                yield subject.source.mistake("required-not-reported", written.path, data)
        return
    common = subject.all_kinds
    for at, name in enumerate(inputs):
        kinds = subject.kinds(name)
        if not common & kinds:
            data = {"first": ", ".join(inputs[:at]), "first_kinds": _listed(common)}
            data |= {"second": name, "second_kinds": _listed(kinds)}
            yield subject.source.mistake("kinds-apart", written.path, data)
            return
        common &= kinds


def _blank_calculations(subject: Subject, written: Written) -> Iterator[Mistake]:
    """A calculation without a value shows an empty text, which ISBLANK does not take for blank."""
    for node in walk(written.tree):
        match node:
            case Call(function="ISBLANK", arguments=(Name(name=name),)):
                if name in subject.calculations:
                    yield _at(subject, written, node, "isblank-calculation", {"name": name})


def _optional_dates(subject: Subject, written: Written) -> Iterator[Mistake]:
    """Of a blank date Excel says the year 1900 and LibreOffice 1899."""
    asked = {
        name
        for node in walk(written.tree)
        if isinstance(node, Call) and node.function == "ISBLANK"
        for argument in node.arguments
        for name in subject.reads(argument)
    }
    for node in walk(written.tree):
        match node:
            case Call(function=function, arguments=(Name(name=name),)) if function in _DATE_PARTS:
                field = subject.field_of(name)
                if field is None or field.type.record.holds is not Holds.DATE or name in asked:
                    continue
                if field.required is not True or name.startswith(PREVIOUS):
                    data = {"name": name, "function": function}
                    yield _at(subject, written, node, "optional-date", data)


def _joined_decimals(subject: Subject, written: Written) -> Iterator[Mistake]:
    """A number joined to a text shows the decimal sign of the computer it is opened on."""
    for node in _outside_criteria(written.tree):
        if isinstance(node, Binary) and node.operator == "&":
            for operand in (node.left, node.right):
                if isinstance(operand, Name) and _has_decimals(subject, operand.name):
                    data = {"name": operand.name}
                    yield _at(subject, written, operand, "joined-decimal", data, Severity.WARNING)


def _outside_criteria(node: Node) -> Iterator[Node]:
    """The node and all under it, but for what a criterion joins: that is read as it is written."""
    yield node
    for at, child in enumerate(children(node)):
        joined = isinstance(child, Binary) and child.operator == "&"
        criterion = isinstance(node, Call) and FUNCTIONS[node.function].taken(at) is Takes.CRITERION
        if not (joined and criterion):
            yield from _outside_criteria(child)


def _has_decimals(subject: Subject, name: str) -> bool:
    if name in subject.calculations:
        return subject.type_of(name) is Type.NUMBER and subject.calculations[name].decimals != 0
    field = subject.field_of(name)
    return field is not None and field.type.record.has_decimals


def _at(
    subject: Subject,
    written: Written,
    node: Node,
    code: str,
    data: Mapping[str, str],
    severity: Severity = Severity.ERROR,
) -> Mistake:
    offset = node.column - 1
    return subject.source.mistake(code, written.path, data, severity=severity, offset=offset)


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(sorted(kinds))
