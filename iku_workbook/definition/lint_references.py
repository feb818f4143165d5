"""What one part says of another: codelists, kinds, parents, periods; and what nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.lint_context import PREVIOUS, Subject
from iku_workbook.definition.locations import Path
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.validation import suggest
from iku_workbook.findings import Severity
from iku_workbook.formula import names
from iku_workbook.formula.types import Type
from iku_workbook.periods import Cadence, periods_of


def check_references(subject: Subject) -> Iterator[Mistake]:
    """References to what is not there."""
    yield from _units(subject)
    yield from _codelists(subject)
    yield from _kinds(subject)
    yield from _asked_nothing(subject)
    yield from _reconciliations(subject)
    for index, indicator in enumerate(subject.definition.indicators):
        yield from _periods(subject, ("indicators", index, "targets"), indicator.targets)
        yield from _periods(subject, ("indicators", index, "baseline"), indicator.baseline)


def check_idle(subject: Subject) -> Iterator[Mistake]:
    """Warns of what nothing uses: a codelist, a number or choice that is asked for, a register.

    Text and dates are evidence for people to read, and a calculation is there to be seen.
    """
    used = {name for written in subject.formulas for name in names(written.tree)}
    used |= {name for rule in subject.definition.rules for name in rule.shown}
    for each in subject.definition.reconciliations:
        used |= {each.left.of, each.right.of}
    used = {name.removeprefix(PREVIOUS) for name in used}
    registers = {name.partition(".")[0] for name in used if "." in name}
    # A name that is misspelt is one mistake; that nothing else reads its field follows from it.
    whole = not subject.unreadable and all(map(subject.is_whole, subject.formulas))
    for at, field in enumerate(subject.definition.fields if whole else ()):
        if field.id not in used and not field.type.record.evidence:
            yield _idle(subject, "field-unused", ("fields", at, "id"), field.id)
    for at, register in enumerate(subject.definition.registers if whole else ()):
        if register.id not in registers:
            yield _idle(subject, "register-unused", ("registers", at, "id"), register.id)
    asked = (*subject.fields.values(), *subject.columns.values())
    for codelist in subject.definition.codelists.keys() - {field.codelist for field in asked}:
        yield _idle(subject, "codelist-unused", ("codelists", codelist), codelist)


def _idle(subject: Subject, code: str, path: Path, name: str) -> Mistake:
    at_key = path[0] == "codelists"
    return subject.source.mistake(
        code, path, {"name": name}, severity=Severity.WARNING, at_key=at_key
    )


def _units(subject: Subject) -> Iterator[Mistake]:
    units = subject.definition.units
    first: dict[str, int] = {}
    for at, unit in enumerate(units):
        # File names that differ by case alone are one file on most office computers.
        if first.setdefault(unit.code.lower(), at) != at:
            yield subject.source.mistake(
                "duplicate-unit", ("units", at, "code"), {"unit": unit.code}
            )
    parents = {unit.code: unit.parent for unit in units}
    for at, unit in enumerate(units):
        if unit.parent is None:
            continue
        path: Path = ("units", at, "parent")
        if unit.parent not in parents:
            guess = suggest(unit.parent, parents)
            yield subject.source.mistake(
                "unknown-parent", path, {"unit": unit.parent, "nearest": guess}
            )
        elif _is_own_ancestor(unit.code, parents):
            yield subject.source.mistake("circular-parent", path, {"unit": unit.code})


def _is_own_ancestor(code: str, parents: Mapping[str, str | None]) -> bool:
    above, seen = parents[code], {code}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code


def _codelists(subject: Subject) -> Iterator[Mistake]:
    known = subject.definition.codelists
    asked: list[tuple[Path, str | None]] = [
        (("fields", at, "codelist"), field.codelist)
        for at, field in enumerate(subject.definition.fields)
    ]
    for at, register in enumerate(subject.definition.registers):
        asked += [
            (("registers", at, "fields", inner, "codelist"), field.codelist)
            for inner, field in enumerate(register.fields)
        ]
    for path, name in asked:
        if name is not None and name not in known:
            guess = suggest(name, known)
            yield subject.source.mistake("unknown-codelist", path, {"name": name, "nearest": guess})


def _kinds(subject: Subject) -> Iterator[Mistake]:
    for key in ("fields", "registers"):
        for at, asked in enumerate(getattr(subject.definition, key)):
            for inner, kind in enumerate(asked.reported_by or ()):
                if kind not in subject.all_kinds:
                    guess = suggest(kind, sorted(subject.all_kinds))
                    path: Path = (key, at, "reported_by", inner)
                    yield subject.source.mistake(
                        "unknown-kind", path, {"name": kind, "nearest": guess}
                    )


def _asked_nothing(subject: Subject) -> Iterator[Mistake]:
    """A unit whose workbook would have nothing to fill in, and that stands above no other."""
    definition = subject.definition
    asked = {unit.kind for unit in definition.reporting}
    above = {unit.parent for unit in definition.units}
    for at, unit in enumerate(definition.units):
        if unit.kind not in asked and unit.code not in above:
            asked |= {unit.kind}
            yield _idle(subject, "kind-asked-nothing", ("units", at), unit.kind)


def _reconciliations(subject: Subject) -> Iterator[Mistake]:
    """Each side is a number that is added up: a flow outside a register, or a calculation."""
    fields, calculations = subject.fields, subject.calculations
    for at, reconciliation in enumerate(subject.definition.reconciliations):
        for key in ("left", "right"):
            name = getattr(reconciliation, key).of
            path: Path = ("reconciliations", at, key, "of")
            if name not in fields and name not in calculations:
                guess = suggest(name, [*fields, *calculations])
                yield subject.source.mistake(
                    "unknown-quantity", path, {"name": name, "nearest": guess}
                )
            elif subject.type_of(name) not in {Type.NUMBER, Type.ANY} or (
                name in fields and fields[name].type.record.percent
            ):
                yield subject.source.mistake("quantity-not-number", path, {"name": name})


def _periods(subject: Subject, path: Path, figures: Mapping[str, float]) -> Iterator[Mistake]:
    """Targets are of the definition's year, the baseline of years before."""
    definition = subject.definition
    year = definition.year
    for key in figures:
        stated = key[:4]
        if stated.isascii() and stated.isdigit() and int(stated) >= 1900:
            known = _codes(int(stated), definition.cadence)
        else:
            known = ()
        at = (*path, key)
        if key not in known:
            example = ", ".join(
                _codes(year if path[-1] == "targets" else year - 1, definition.cadence)
            )
            yield subject.source.mistake(
                "bad-period", at, {"value": key, "allowed": example}, at_key=True
            )
        elif path[-1] == "targets" and int(stated) != year:
            yield subject.source.mistake(
                "target-year", at, {"value": key, "year": str(year)}, at_key=True
            )
        elif path[-1] == "baseline" and int(stated) >= year:
            yield subject.source.mistake(
                "baseline-year", at, {"value": key, "year": str(year)}, at_key=True
            )


def _codes(year: int, cadence: Cadence) -> tuple[str, ...]:
    """The codes of a year and of its periods."""
    own = (period.code for period in periods_of(year, cadence))
    return tuple(dict.fromkeys((str(year), *own)))
