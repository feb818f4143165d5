"""The context that every check of a definition gets: names looked up, formulas parsed once.

It also knows the type that each calculation gives, and which calculations depend on themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from iku_workbook.definition.indicators import Indicator
from iku_workbook.definition.locations import KeyPath, Locations
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import (
    Calculation,
    Definition,
    Field,
    Register,
    RegisterField,
)
from iku_workbook.findings import Severity
from iku_workbook.formula import FormulaError, Node, names, parse
from iku_workbook.formula.types import Type, infer
from iku_workbook.periods import IN_FORMULAS, PERIOD

PREVIOUS = "previous."


class Use(StrEnum):
    """The role of a formula in a definition."""

    REQUIRED = "required"
    CALCULATION = "calculation"
    RULE = "rule"
    RESULT = "result"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class LocatedFormula:
    """One formula of a definition.

    path   where it stands in the file
    use    what it is for
    owner  the id of the field, calculation or rule, or the code of the indicator, that it is of
    tree   the formula, parsed
    text   the formula, as it is written
    """

    path: KeyPath
    use: Use
    owner: str
    tree: Node
    text: str


class LintContext:
    """A definition's parts by name; where an id occurs twice, the first of them.

    locations   line and column of every part
    columns     the fields of registers, by ``register.field``
    unreadable  the mistakes of formulas that cannot be parsed
    formulas    all others, over what units say
    indices     those over results
    trees       the calculations among them, by id
    """

    def __init__(self, definition: Definition, locations: Locations) -> None:
        self.definition = definition
        self.locations = locations
        self.fields: Mapping[str, Field] = _by_id(definition.fields)
        self.registers: Mapping[str, Register] = _by_id(definition.registers)
        self.calculations: Mapping[str, Calculation] = _by_id(definition.calculations)
        self.columns: Mapping[str, RegisterField] = {
            f"{register.id}.{field.id}": field
            for register in definition.registers
            for field in register.fields
        }
        self.unreadable: list[Mistake] = []
        located = tuple(self._parse())
        self.formulas = tuple(each for each in located if each.use is not Use.INDEX)
        self.indices = tuple(each for each in located if each.use is Use.INDEX)
        self.trees: Mapping[str, Node] = {
            each.owner: each.tree for each in self.formulas if each.use is Use.CALCULATION
        }

    @cached_property
    def unused_codelists(self) -> frozenset[str]:
        """The codelists that no field is answered from."""
        fields = (*self.fields.values(), *self.columns.values())
        return frozenset(self.definition.codelists) - {field.codelist or "" for field in fields}

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Every choice of every codelist."""
        return tuple(each for listed in self.definition.codelists.values() for each in listed)

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Calculations that depend on themselves, as ``(a, b, a)``: a reads b, b reads a."""
        return self._sorted[1]

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """The type of each calculation; one that is circular or unreadable is of any type."""
        known: dict[str, Type] = {}
        for name in self._sorted[0]:
            known[name] = infer(
                self.trees[name], lambda read: self._type(read, known), self.is_range
            )[0]
        return known

    def type_of(self, name: str) -> Type:
        """The type of the value that a name refers to."""
        return self._type(name, self.types)

    def is_range(self, name: str) -> bool:
        """Whether a name is a register's column."""
        return name in self.columns or ("." in name and not name.startswith((PREVIOUS, PERIOD)))

    def field_of(self, name: str) -> Field | None:
        """The field behind ``field``, ``previous.field`` or ``register.field``."""
        return self.fields.get(name.removeprefix(PREVIOUS)) or self.columns.get(name)

    def is_known(self, name: str) -> bool:
        """Whether a formula may use the name."""
        known = name in self.calculations or name in IN_FORMULAS
        return known or self.field_of(name) is not None

    def is_whole(self, formula: LocatedFormula) -> bool:
        """Whether all that a formula reads, through calculations too, is known and not circular."""
        return all(self.is_known(name) for name in self.reads(formula.tree)) and not any(
            name in self.trees and name not in self.types for name in self.reads(formula.tree)
        )

    def reads(self, tree: Node) -> tuple[str, ...]:
        """Every name that a formula uses, directly or through calculations, in order."""
        found: dict[str, None] = {}
        waiting = list(names(tree))
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found[name] = None
                waiting += names(self.trees[name]) if name in self.trees else ()
        return tuple(found)

    def inputs(self, tree: Node) -> tuple[str, ...]:
        """The fields, columns and previous values that a formula uses, calculations resolved."""
        others = {*self.calculations, *IN_FORMULAS}
        return tuple(name for name in self.reads(tree) if name not in others)

    def kinds(self, name: str) -> frozenset[str]:
        """The kinds of unit that report a field, or the register of a column."""
        register = self.registers.get(name.partition(".")[0]) if self.is_range(name) else None
        reported_by = (register or self.fields[name.removeprefix(PREVIOUS)]).reported_by
        return self.all_kinds if reported_by is None else frozenset(reported_by)

    @cached_property
    def all_kinds(self) -> frozenset[str]:
        """Every kind of unit there is."""
        return frozenset(unit.kind for unit in self.definition.units)

    def _type(self, name: str, calculations: Mapping[str, Type]) -> Type:
        if name in IN_FORMULAS:
            return Type.NUMBER
        field = self.field_of(name)
        if field is None:
            return calculations.get(name, Type.ANY)
        return Type.TEXT if field.type.record.is_words else Type.NUMBER

    @cached_property
    def _sorted(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Calculations, each after all that it reads, and those that go in circles."""
        graph = {
            name: {read for read in names(tree) if read in self.trees}
            for name, tree in self.trees.items()
        }
        cycles: list[tuple[str, ...]] = []
        while True:
            try:
                return tuple(TopologicalSorter(graph).static_order()), tuple(cycles)
            except CycleError as error:
                circle = error.args[1][:0:-1]  # as read, without the repetition at its end
                first = min(circle, key=list(self.trees).index)
                turn = circle.index(first)
                cycles.append((*circle[turn:], *circle[:turn], first))
                # Without them, and what reads them, the rest can still be put in order.
                lost = set(circle)
                while more := {name for name, reads in graph.items() if reads & lost} - lost:
                    lost |= more
                graph = {name: reads for name, reads in graph.items() if name not in lost}

    def _parse(self) -> Iterator[LocatedFormula]:
        for path, use, owner, text in _formulas(self.definition):
            try:
                yield LocatedFormula(path, use, owner, parse(text), text)
            except FormulaError as error:
                error = unquoted_choice(error, text, self.choices) or error
                self.unreadable.append(formula_mistake(self.locations, path, error))


def unquoted_choice(error: FormulaError, text: str, choices: Iterable[str]) -> FormulaError | None:
    """A choice of several words without quotes is what stops the parser within it."""
    if error.code != "formula-syntax":
        return None
    for choice in sorted(choices, key=len, reverse=True):
        for found in re.finditer(rf"(?<![\w\"]){re.escape(choice)}(?![\w\"])", text, re.IGNORECASE):
            if found.start() < error.column <= found.end() + 1:
                return FormulaError("text-unquoted", found.start() + 1, {"name": found[0]})
    return None


def formula_mistake(locations: Locations, path: KeyPath, error: FormulaError) -> Mistake:
    """A mistake at a formula's place in the definition, from the parser's error."""
    severity = Severity(error.severity)
    return locations.mistake(
        error.code, path, error.data, severity=severity, offset=error.column - 1
    )


def _formulas(definition: Definition) -> Iterator[tuple[KeyPath, Use, str, str]]:
    for index, field in enumerate(definition.fields):
        if isinstance(field.required, str):
            yield ("fields", index, "required"), Use.REQUIRED, field.id, field.required
    for index, calculation in enumerate(definition.calculations):
        path: KeyPath = ("calculations", index, "formula")
        yield path, Use.CALCULATION, calculation.id, calculation.formula
    for index, rule in enumerate(definition.rules):
        yield ("rules", index, "check"), Use.RULE, rule.id, rule.check
    for index, indicator in enumerate(definition.indicators):
        for key, formula in _measured_by(indicator):
            yield ("indicators", index, *key), Use.RESULT, indicator.code, formula
        if indicator.index is not None:
            path = ("indicators", index, "index", "formula")
            yield path, Use.INDEX, indicator.code, indicator.index.formula


def _measured_by(indicator: Indicator) -> Iterator[tuple[KeyPath, str]]:
    for key in ("numerator", "denominator", "value"):
        if (part := getattr(indicator, key)) is not None:
            yield (key, "formula"), part.formula
    if indicator.value is not None and indicator.value.weight is not None:
        yield ("value", "weight"), indicator.value.weight


_Identified = TypeVar("_Identified", Field, Register, Calculation)


def _by_id(records: tuple[_Identified, ...]) -> dict[str, _Identified]:
    found: dict[str, _Identified] = {}
    for record in records:
        found.setdefault(record.id, record)
    return found
