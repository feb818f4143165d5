"""All formulas of a definition (calculations, indicators' parts) in the order to compute them.

A calculation, numerator, denominator or value is blank while a required field that it reads is
blank, while a calculation that it reads is blank, and where it cannot be computed (a division by
zero). That rule is put into the formula itself, once, here: the guarded tree is what stands in the
locked cell and what the engine evaluates, so the two cannot differ in what "blank" means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from iku_workbook.definition import Definition
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.indicators import Part
from iku_workbook.definition.model import Field, Indicator, OverTime, Register
from iku_workbook.formula import compose
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import Binary, Call, Node, names, walk
from iku_workbook.formula.whole_numbers import gives_whole_numbers
from iku_workbook.periods import IN_FORMULAS, PERIOD, Cadence, Period

if TYPE_CHECKING:
    from iku_workbook.formula.arithmetic import Arithmetic
    from iku_workbook.formula.values import Column

PREVIOUS = "previous."
_NOTHING = compose.text("")
_ON_BLANKS = frozenset(("ISBLANK", "COUNT", "COUNTA", "COUNTBLANK"))


class Role(StrEnum):
    """The role of a computed value: a calculation, or a part of an indicator."""

    CALCULATION = "calculation"
    NUMERATOR = "pembilang"
    DENOMINATOR = "penyebut"
    VALUE = "nilai"
    WEIGHT = "bobot"


@dataclass(frozen=True, slots=True)
class Computed:
    """One locked formula cell.

    name       its defined name in the workbook
    owner      the id of the calculation or the code of the indicator
    tree       the guarded formula
    formula    the same as it stands in the cell, without ``=``
    reads      every input that it depends on, through calculations and guards too: field ids,
               ``register.field`` columns and ``previous.field``
    decimals   places shown: 0 where it can only be whole, None for as many as there are
    """

    name: str
    owner: str
    role: Role
    tree: Node
    formula: str
    reads: frozenset[str]
    decimals: int | None


def result_name(code: str, role: Role) -> str:
    """The defined name of an indicator's part: ``IKU-1`` gives ``IKU_1_nilai``."""
    return f"{code.replace('-', '_')}_{role}"


def parts_of(indicator: Indicator) -> Mapping[Role, Part]:
    """What units contribute to an indicator: numerator and denominator, or a value and what it
    weighs, which is named by its formula.
    """
    if indicator.value is None:
        both = {Role.NUMERATOR: indicator.numerator, Role.DENOMINATOR: indicator.denominator}
        return {role: part for role, part in both.items() if part is not None}
    value, weight = indicator.value, indicator.value.weight
    parts = {
        Role.VALUE: Part(label=value.label, formula=value.formula, each_period=value.each_period)
    }
    return parts | ({Role.WEIGHT: Part(label=weight, formula=weight)} if weight else {})


def part_labels(definition: Definition, indicator: Indicator) -> dict[Role, str]:
    """What each part is called; a weight as the field or calculation that it is, if it is one."""
    found = {role: part.label for role, part in parts_of(indicator).items()}
    if Role.WEIGHT in found:
        named = {each.id: each.label for each in definition.fields}
        named |= {each.id: each.label for each in definition.calculations}
        found[Role.WEIGHT] = named.get(found[Role.WEIGHT], found[Role.WEIGHT])
    return found


def part_names(indicator: Indicator) -> list[str]:
    """The defined names of an indicator's parts."""
    return [result_name(indicator.code, role) for role in parts_of(indicator)]


def reported_fields(
    definition: Definition, kind: str, period: Period | None = None
) -> tuple[Field, ...]:
    """The fields that units of this kind report; where a period is given, those asked in it."""
    return tuple(field for field in definition.fields if _reports(field, kind, period))


def reported_registers(
    definition: Definition, kind: str, period: Period | None = None
) -> tuple[Register, ...]:
    """The registers that units of this kind fill in; where a period is given, those of it."""
    return tuple(each for each in definition.registers if _reports(each, kind, period))


def asked(item: Field | Register | Indicator, period: Period) -> bool:
    """Whether a question is asked, or an indicator has a result, in a period: where it has a
    cadence of its own, in those that end a period of that.
    """
    return item.cadence is None or period.closes(item.cadence)


def asked_before(item: Field | Register, period: Period) -> Period:
    """The last period before another in which a question is asked."""
    earlier = period.previous
    while not asked(item, earlier):
        earlier = earlier.previous
    return earlier


def cadences_closed(definition: Definition, period: Period) -> frozenset[Cadence]:
    """The cadences of questions and indicators of which a period ends one: what forms of two
    periods ask is the same where these are.
    """
    items: list[Field | Register | Indicator] = [*definition.fields, *definition.registers]
    items += definition.indicators
    return frozenset(each.cadence for each in items if each.cadence and period.closes(each.cadence))


def _reports(item: Field | Register, kind: str, period: Period | None) -> bool:
    reports = item.reported_by is None or kind in item.reported_by
    return reports and (period is None or asked(item, period))


@dataclass(frozen=True, slots=True)
class Calculations:
    """The formulas that units of one kind see, each after all that it reads."""

    computed: tuple[Computed, ...]

    def __iter__(self) -> Iterator[Computed]:
        return iter(self.computed)

    @property
    def names(self) -> frozenset[str]:
        """The defined names of all of them."""
        return frozenset(each.name for each in self.computed)

    def inputs(self, of: Iterable[str]) -> frozenset[str]:
        """Every input that these names depend on: themselves, or all that a result reads."""
        reads = {each.name: each.reads for each in self.computed}
        found = frozenset[str]().union(*(reads.get(name, {name}) for name in of))
        return found.difference(IN_FORMULAS)

    def behind(self, of: Iterable[str]) -> tuple[Computed, ...]:
        """These results and all that they are computed from, each after what it reads."""
        wanted, found = set(of), list[Computed]()
        for each in reversed(self.computed):
            if each.name in wanted:
                found.append(each)
                wanted.update(names(each.tree))
        return tuple(reversed(found))

    def evaluate(
        self,
        inputs: Mapping[str, Column],
        size: int,
        of: Iterable[str] | None = None,
        *,
        arithmetic: Arithmetic | None = None,
    ) -> dict[str, Column]:
        """Every result over ``size`` submissions, by defined name; where some are named (``of``),
        those and what they are computed from. What ``inputs`` holds already is not computed again.

        ``inputs`` holds a column of shape (size,) for each field and ``previous.field``, and of
        shape (size, rows) for each ``register.field``, as far as they are read. ``arithmetic`` is
        the program's that computes; Excel's if none is given.
        """
        from iku_workbook.formula.arithmetic import EXCEL
        from iku_workbook.formula.evaluate import evaluate

        scope, wanted = dict(inputs), self.computed if of is None else self.behind(of)
        for computed in wanted:
            if computed.name not in scope:
                scope[computed.name] = evaluate(computed.tree, scope, size, arithmetic or EXCEL)
        return {computed.name: scope[computed.name] for computed in wanted}


def calculations(definition: Definition, kind: str, period: Period | None = None) -> Calculations:
    """The formulas of a definition that units of ``kind`` can compute from what they report; where
    a period is given, from what they are asked in it.

    A formula that reads no field at all belongs to the units that its indicator's other part
    concerns: "jumlah seluruh desa" counts villages, not the office that reports beside them.
    """
    return _Compiler(definition, kind, period).compile()


class _Compiler:
    def __init__(self, definition: Definition, kind: str, period: Period | None) -> None:
        self.definition, self.period = definition, period
        self.fields = {field.id: field for field in reported_fields(definition, kind, period)}
        self.inputs = self.fields | {PREVIOUS + name: each for name, each in self.fields.items()}
        for register in reported_registers(definition, kind, period):
            self.inputs |= {f"{register.id}.{field.id}": field for field in register.fields}
        self.parsed = {each.id: parse(each.formula) for each in definition.calculations}
        self.done: dict[str, Computed] = {}

    def compile(self) -> Calculations:
        parsed = self.parsed
        graph = {name: set(names(tree)) & set(parsed) for name, tree in parsed.items()}
        own = {each.id: each for each in self.definition.calculations}
        for name in TopologicalSorter(graph).static_order():
            self._add(name, name, Role.CALCULATION, parsed[name], own[name].decimals)
        for indicator in self.definition.measured:
            if self.period is None or asked(indicator, self.period):
                self._add_indicator(indicator)
        return Calculations(tuple(self.done.values()))

    def _add_indicator(self, indicator: Indicator) -> None:
        said = parts_of(indicator)
        parts = {role: parse(part.formula) for role, part in said.items()}
        concerned = any(_entered(tree) and self._computable(tree) for tree in parts.values())
        constant = not any(_entered(tree) for tree in parts.values())
        for role, tree in parts.items():
            if _entered(tree) or concerned or constant:
                self._add(
                    result_name(indicator.code, role),
                    indicator.code,
                    role,
                    tree,
                    indicator.decimals if role is Role.VALUE else None,
                    once_filled=indicator.value is not None or self._modern_number(tree),
                    whole=not said[role].gives_halves,
                )
        if indicator.value is None:
            self._add_ratio(indicator)

    def _add_ratio(self, indicator: Indicator) -> None:
        parts = (Role.NUMERATOR, Role.DENOMINATOR)
        numerator, denominator = (compose.name(result_name(indicator.code, role)) for role in parts)
        ratio = Binary("/", numerator, denominator, 1)
        scaled = Binary("*", ratio, compose.number(indicator.scale), 1)
        value = result_name(indicator.code, Role.VALUE)
        self._add(value, indicator.code, Role.VALUE, scaled, indicator.decimals)

    def _add(
        self,
        name: str,
        owner: str,
        role: Role,
        tree: Node,
        decimals: int | None,
        *,
        once_filled: bool = False,
        whole: bool = True,
    ) -> None:
        if not self._computable(tree):
            return
        if decimals is None and whole and gives_whole_numbers(tree, self._whole):
            decimals = 0
        guarded = self._guarded(tree, self._if_filled(tree) if once_filled else tree)
        reads = self._inputs_of(guarded)
        self.done[name] = Computed(
            name,
            owner,
            role,
            guarded,
            to_excel(guarded),
            frozenset(reads),
            decimals,
        )

    def _computable(self, tree: Node) -> bool:
        return all(name in self.inputs or name in self.done for name in _entered(tree))

    def _whole(self, read: str) -> bool:
        if read in self.done:
            return self.done[read].decimals == 0
        if read in IN_FORMULAS:
            return True
        field = self.inputs[read]
        whole = field.type.record.whole and field.over_time is not OverTime.MEAN
        return whole or field.type.record.holds is Holds.DATE

    def _if_filled(self, tree: Node) -> Node:
        """Blank where nothing that it reads is filled in: a number that nobody typed is no 0. Not
        where events are counted, of which there may be none, or blanks are asked about.
        """
        read = sorted(self._inputs_of(tree))
        if not read or self._asks_for_blanks(tree) or not all(name in self.fields for name in read):
            return tree
        if any(self.fields[name].required is True for name in read):
            return tree
        if self.definition.modern:
            empty = [compose.looks_empty(compose.name(name)) for name in read]
            return compose.call("IF", compose.call("AND", *empty), _NOTHING, tree)
        blanks = compose.add([compose.call("COUNTBLANK", compose.name(name)) for name in read])
        return compose.call("IF", compose.compare(blanks, "=", len(read)), _NOTHING, tree)

    def _modern_number(self, tree: Node) -> bool:
        """Whether it reads numbers alone, of which one that nobody filled in gives no result; in
        version 1 it counts as 0.
        """
        fields = [self.fields.get(name) for name in self._inputs_of(tree)]
        return self.definition.modern and all(
            each and each.type.record.is_number for each in fields
        )

    def _inputs_of(self, tree: Node) -> set[str]:
        found: set[str] = set()
        for read in names(tree):
            found |= self.done[read].reads if read in self.done else {read}
        return found.difference(IN_FORMULAS)

    def _asks_for_blanks(self, tree: Node) -> bool:
        asks = any(isinstance(node, Call) and node.function in _ON_BLANKS for node in walk(tree))
        behind = (self.parsed[read] for read in names(tree) if read in self.parsed)
        return asks or any(map(self._asks_for_blanks, behind))

    def _guarded(self, tree: Node, filled: Node) -> Node:
        if not names(tree):
            return tree
        if self.definition.modern:
            lacking = [each for read in names(tree) if (each := self._lacks(read)) is not None]
            cases = [(compose.call("OR", *lacking), _NOTHING)] if lacking else []
            return compose.call("IFERROR", compose.choose(cases, filled), _NOTHING)
        terms = [term for read in names(tree) if (term := self._blank_count(read)) is not None]
        safe = compose.call("IFERROR", filled, _NOTHING)
        if not terms:
            return safe
        return compose.call("IF", compose.compare(compose.add(terms), ">", 0), _NOTHING, safe)

    def _lacks(self, read: str) -> Node | None:
        """Whether ``read`` is blank and should not be, as a formula; None where it may be blank."""
        empty, required = compose.looks_empty(compose.name(read)), self._required(read)
        if isinstance(required, bool):
            return empty if required else None
        return compose.call("AND", compose.sure(parse(required)), empty)

    def _blank_count(self, read: str) -> Node | None:
        """The same in forms of version 1: 1 where ``read`` is blank and should not be."""
        count, required = compose.call("COUNTBLANK", compose.name(read)), self._required(read)
        if isinstance(required, bool):
            return count if required else None
        needed = compose.sure(parse(required))
        return compose.call("IF", needed, count, compose.number(0))

    def _required(self, read: str) -> bool | str:
        """Whether a result needs what it reads: a calculation always, a field as it is asked."""
        if read in self.done:
            return True
        return self.fields[read].required if read in self.fields else False


def _entered(tree: Node) -> list[str]:
    """The names that a formula reads, but for what it reads of the period: nobody enters that."""
    return [name for name in names(tree) if name not in IN_FORMULAS]


def read_of_period(definition: Definition) -> frozenset[str]:
    """What some formula of a definition reads of the period; mostly nothing."""
    formulas = [each.formula for each in definition.calculations]
    for indicator in definition.indicators:
        formulas += [part.formula for part in parts_of(indicator).values()]
    formulas += [each.check for each in definition.rules]
    formulas += [each.required for each in definition.fields if isinstance(each.required, str)]
    read = {name for each in formulas if PERIOD in each for name in names(parse(each))}
    return frozenset(read.intersection(IN_FORMULAS))
