"""Infers the type of what a formula gives, without computing it, and finds type mistakes in it.

A date is a number. Only certain mistakes are reported: a value of unknown type (``Type.ANY``) may
be right, and gets a warning where it would matter.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from iku_workbook.formula.errors import FormulaError, Severity
from iku_workbook.formula.functions import FUNCTIONS, RANGE_ALLOWED, RANGE_NEEDED, Takes
from iku_workbook.formula.portable import unportable
from iku_workbook.formula.tree import Binary, Call, Logical, Name, Node, Number, Text, Unary


class Type(StrEnum):
    """The type of a value; ANY is one that differs from case to case."""

    NUMBER = "number"
    TEXT = "text"
    LOGICAL = "logical"
    ANY = "any"


# All types that a node may give; {ANY} where a name's own type is not known.
_Types = frozenset[Type]
_NUMBER: _Types = frozenset({Type.NUMBER})
_TEXT: _Types = frozenset({Type.TEXT})
_LOGICAL: _Types = frozenset({Type.LOGICAL})
_ARITHMETIC = frozenset("+-*/^")
_RESULTS = {"TRIM": _TEXT} | dict.fromkeys(("AND", "OR", "NOT", "ISBLANK"), _LOGICAL)


def infer(
    node: Node, type_of: Callable[[str], Type], is_range: Callable[[str], bool]
) -> tuple[Type, list[FormulaError]]:
    """The type of a formula's result, and its mistakes from left to right.

    ``type_of`` gives the type of a name (of a register's column: of its cells); ``is_range`` tells
    whether the name is such a column, written ``register.field``.
    """
    reader = _Reader(type_of, is_range)
    types = reader.single(node)
    result = next(iter(types)) if len(types) == 1 else Type.ANY
    mistakes = [*reader.mistakes, *unportable(node)]
    return result, sorted(mistakes, key=lambda mistake: mistake.column)


class _Reader:
    def __init__(self, type_of: Callable[[str], Type], is_range: Callable[[str], bool]) -> None:
        self.type_of = type_of
        self.is_range = is_range
        self.mistakes: list[FormulaError] = []

    def single(self, node: Node) -> _Types:
        """The types of a node that must give one value."""
        if isinstance(node, Name) and self.is_range(node.name):
            self._report("formula-range-outside", node, name=node.name)
        return self._types(node)

    def _types(self, node: Node) -> _Types:
        match node:
            case Number():
                return _NUMBER
            case Text():
                return _TEXT
            case Logical():
                return _LOGICAL
            case Name(name=name):
                return frozenset({self.type_of(name)})
            case Unary(operator="-", operand=operand):
                self._number(operand)
                return _NUMBER
            case Unary(operand=operand):
                return self.single(operand)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)

    def _binary(self, node: Binary) -> _Types:
        if node.operator in _ARITHMETIC:
            self._number(node.left)
            self._number(node.right)
            return _NUMBER
        left, right = self.single(node.left), self.single(node.right)
        if node.operator == "&":
            return _TEXT
        if Type.ANY not in left | right and not left & right:
            data = {"left": min(left), "right": min(right)}
            self._report("formula-types-differ", node, "warning", **data)
        elif node.operator not in {"=", "<>"} and Type.TEXT in left & right:
            self._report("formula-text-order", node, "warning", operator=node.operator)
        return _LOGICAL

    def _call(self, node: Call) -> _Types:
        function = FUNCTIONS[node.function]
        given = [
            self._argument(argument, function.taken(index))
            for index, argument in enumerate(node.arguments)
        ]
        self._one_register(node)
        if node.function == "IF":
            return frozenset().union(*given[1:]) | (_LOGICAL if len(given) == 2 else frozenset())
        if node.function == "IFERROR":
            return frozenset().union(*given)
        return _RESULTS.get(node.function, _NUMBER)

    def _argument(self, node: Node, takes: Takes) -> _Types:
        if takes in RANGE_NEEDED and not isinstance(node, Name):
            self._report("formula-range-needed", node)
            return self.single(node)
        types = self._types(node) if takes in RANGE_ALLOWED else self.single(node)
        if takes is Takes.NUMBER:
            self._refuse_text(node, types)
        elif takes in {Takes.LOGICAL, Takes.LOGICALS} and Type.TEXT in types:
            self._report("formula-not-logical", node)
        elif takes in {Takes.NUMBERS, Takes.SUMMED}:
            if not isinstance(node, Name):
                self._refuse_text(node, types)
            elif not types & {Type.NUMBER, Type.ANY}:
                # Excel leaves it out without a word; LibreOffice adds logical values up.
                self._report("formula-not-summed", node, "warning", name=node.name)
        return types

    def _number(self, node: Node) -> None:
        self._refuse_text(node, self.single(node))

    def _refuse_text(self, node: Node, types: _Types) -> None:
        if Type.TEXT in types:
            self._report("formula-text-in-arithmetic", node)
        elif Type.ANY in types:
            self._report("formula-may-be-text", node, "warning")

    def _one_register(self, node: Call) -> None:
        """Ranges that are read side by side must be as long as each other: of one register."""
        function = FUNCTIONS[node.function]
        ranges = [
            argument
            for index, argument in enumerate(node.arguments)
            if function.taken(index) in RANGE_NEEDED and isinstance(argument, Name)
        ]
        for other in ranges[1:]:
            if self._register_of(other) != self._register_of(ranges[0]):
                data = {"first": ranges[0].name, "name": other.name}
                self._report("formula-mixed-registers", other, **data)

    def _register_of(self, node: Name) -> str:
        return node.name.partition(".")[0] if self.is_range(node.name) else ""

    def _report(self, code: str, node: Node, severity: Severity = "error", /, **data: str) -> None:
        self.mistakes.append(FormulaError(code, node.column, data, severity))
