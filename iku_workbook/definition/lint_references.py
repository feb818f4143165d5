"""Checks what one part of a definition refers to in another, and what nothing refers to.

Fields refer to codelists, fields and registers to kinds of unit, units to their parents,
reconciliations to fields and calculations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iku_workbook.definition.lint_context import PREVIOUS, LintContext
from iku_workbook.definition.locations import KeyPath
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import names
from iku_workbook.formula.types import Type


def check_references(context: LintContext) -> Iterator[Mistake]:
    """References to what there is not."""
    yield from _units(context)
    yield from _codelists(context)
    yield from _kinds(context)
    yield from _nothing_to_fill_in(context)
    yield from _reconciliations(context)
    yield from _objectives(context)


def check_unused(context: LintContext) -> Iterator[Mistake]:
    """Warn of unused codelists, registers, and fields that no formula reads.

    Text and dates are evidence for people to read, and a calculation is there to be seen.
    """
    used = {name for formula in context.formulas for name in names(formula.tree)}
    used |= {name for rule in context.definition.rules for name in rule.shown}
    for each in context.definition.reconciliations:
        used |= {each.left.of, each.right.of}
    used = {name.removeprefix(PREVIOUS) for name in used}
    registers = {name.partition(".")[0] for name in used if "." in name}
    # A name that is misspelt is one mistake; that nothing else reads its field follows from it.
    whole = not context.unreadable and all(map(context.is_whole, context.formulas))
    for at, field in enumerate(context.definition.fields if whole else ()):
        if field.id not in used and not field.type.record.evidence:
            yield _unused(context, "field-unused", ("fields", at, "id"), field.id)
    for at, register in enumerate(context.definition.registers if whole else ()):
        if register.id not in registers:
            yield _unused(context, "register-unused", ("registers", at, "id"), register.id)
    for codelist in context.unused_codelists:
        yield _unused(context, "codelist-unused", ("codelists", codelist), codelist)


def separated(choices: Sequence[str]) -> list[str]:
    """The choices that were meant, where semicolons made one of them all; else none."""
    one = len(choices) == 1 and ";" in choices[0]
    return [choice.strip() for choice in choices[0].split(";")] if one else []


def _unused(context: LintContext, code: str, path: KeyPath, name: str) -> Mistake:
    at_key = path[0] in {"codelists", "kinds"}
    return context.locations.mistake(
        code, path, {"name": name}, severity=Severity.WARNING, at_key=at_key
    )


def _units(context: LintContext) -> Iterator[Mistake]:
    units = context.definition.units
    first: dict[str, int] = {}
    for at, unit in enumerate(units):
        # File names that differ by case alone are one file on most office computers.
        if first.setdefault(unit.code.lower(), at) != at:
            yield context.locations.mistake(
                "duplicate-unit", ("units", at, "code"), {"unit": unit.code}
            )
    parents = {unit.code: unit.parent for unit in units}
    for at, unit in enumerate(units):
        if unit.parent is None:
            continue
        path: KeyPath = ("units", at, "parent")
        if unit.parent not in parents:
            guess = suggest(unit.parent, parents)
            yield context.locations.mistake(
                "unknown-parent", path, {"unit": unit.parent, "nearest": guess}
            )
        elif _is_own_ancestor(unit.code, parents):
            yield context.locations.mistake("circular-parent", path, {"unit": unit.code})


def _is_own_ancestor(code: str, parents: Mapping[str, str | None]) -> bool:
    above, seen = parents[code], {code}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code


def _codelists(context: LintContext) -> Iterator[Mistake]:
    known = context.definition.codelists
    for listed, choices in known.items():
        if meant := separated(choices):
            data = {"found": choices[0], "write": ", ".join(meant)}
            yield context.locations.mistake("list-semicolons", ("codelists", listed, 0), data)
    named: list[tuple[KeyPath, str | None]] = [
        (("fields", at, "codelist"), field.codelist)
        for at, field in enumerate(context.definition.fields)
    ]
    for at, register in enumerate(context.definition.registers):
        named += [
            (("registers", at, "fields", inner, "codelist"), field.codelist)
            for inner, field in enumerate(register.fields)
        ]
    for path, name in named:
        if name is not None and name not in known:
            guess = suggest(name, known)
            yield context.locations.mistake(
                "unknown-codelist", path, {"name": name, "nearest": guess}
            )


def _kinds(context: LintContext) -> Iterator[Mistake]:
    """Kinds that no unit is of, and units whose kind is another but for its capitals: they are
    asked nothing of what is asked of that one.
    """
    written: dict[str, str] = {}
    for at, unit in enumerate(context.definition.units):
        first = written.setdefault(unit.kind.casefold(), unit.kind)
        if unit.kind != first:
            data = {"name": unit.kind, "nearest": first}
            kind = ("units", at, "kind")
            yield context.locations.mistake("kinds-alike", kind, data, severity=Severity.WARNING)
    for named in context.definition.kinds:
        if named not in context.all_kinds:
            yield _unused(context, "kind-without-units", ("kinds", named), named)
    for key in ("fields", "registers"):
        for at, record in enumerate(getattr(context.definition, key)):
            for inner, kind in enumerate(record.reported_by or ()):
                if kind not in context.all_kinds:
                    guess = suggest(kind, sorted(context.all_kinds))
                    path: KeyPath = (key, at, "reported_by", inner)
                    yield context.locations.mistake(
                        "unknown-kind", path, {"name": kind, "nearest": guess}
                    )


def _nothing_to_fill_in(context: LintContext) -> Iterator[Mistake]:
    """A unit whose workbook would have nothing to fill in, and that stands above no other."""
    definition = context.definition
    reporting = {unit.kind for unit in definition.asked}
    above = {unit.parent for unit in definition.units}
    for at, unit in enumerate(definition.units):
        if unit.kind not in reporting and unit.code not in above:
            reporting |= {unit.kind}
            yield _unused(context, "kind-asked-nothing", ("units", at), unit.kind)


def _reconciliations(context: LintContext) -> Iterator[Mistake]:
    """Each side is a number that is added up: a flow outside a register, or a calculation."""
    fields, calculations = context.fields, context.calculations
    for at, reconciliation in enumerate(context.definition.reconciliations):
        for key in ("left", "right"):
            name = getattr(reconciliation, key).of
            path: KeyPath = ("reconciliations", at, key, "of")
            if name not in fields and name not in calculations:
                guess = suggest(name, [*fields, *calculations])
                yield context.locations.mistake(
                    "unknown-quantity", path, {"name": name, "nearest": guess}
                )
            elif context.type_of(name) not in {Type.NUMBER, Type.ANY} or (
                name in fields and fields[name].type.record.percent
            ):
                yield context.locations.mistake("quantity-not-number", path, {"name": name})


def _objectives(context: LintContext) -> Iterator[Mistake]:
    """Where objectives are listed, each indicator names one of them, and each has an indicator."""
    listed = context.definition.objectives
    known = {said for each in listed for said in (each.id, each.text)}
    named = {each.objective for each in context.definition.indicators}
    for index, indicator in enumerate(context.definition.indicators):
        if listed and indicator.objective and indicator.objective not in known:
            data = {"value": indicator.objective}
            data["nearest"] = suggest(indicator.objective, [each.id for each in listed])
            path = ("indicators", index, "objective")
            yield context.locations.mistake("unknown-objective", path, data)
    for index, objective in enumerate(listed):
        if not {objective.id, objective.text} & named:
            yield _unused(context, "objective-unused", ("objectives", index, "id"), objective.id)
