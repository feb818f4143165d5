"""The syntax tree of a formula: numbers, texts, names, operators and calls.

Each node knows its column in the formula's text, which makes no difference to equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: ``1``, ``2.5``, ``1E3``; never negative when it comes from ``parse``."""

    value: float
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text between double quotes, without them."""

    value: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Logical:
    """A constant of a formula: ``TRUE`` or ``FALSE``."""

    value: bool
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A reference: ``a``, a column ``reg.col`` or ``previous.a``; case matters."""

    name: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign, ``-`` or ``+``; column is the sign's."""

    operator: str
    operand: Node
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands about ``+ - * / ^ & = <> < <= > >=``; column is the operator's."""

    operator: str
    left: Node
    right: Node
    column: int = field(default=1, compare=False)


COMPARISONS = frozenset(("=", "<>", "<", "<=", ">", ">="))


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in capitals; column is the name's."""

    function: str
    arguments: tuple[Node, ...]
    column: int = field(default=1, compare=False)


Node: TypeAlias = Number | Text | Logical | Name | Unary | Binary | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under a node, in the order in which they are written."""
    match node:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all under it, each before its own children, from left to right."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names(node: Node) -> tuple[str, ...]:
    """The distinct names that a formula reads, in the order in which they are first read."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def depth(node: Node) -> int:
    """How many nodes stand on the longest way from the node down; a name alone is 1."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(current))
    return deepest
