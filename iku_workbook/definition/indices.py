"""Indices: indicators that are computed from the results of others.

A formula names a result by its indicator: ``IKU_1_nilai`` is the value, ``IKU_1_capaian`` its
achievement of the period's target in percent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import NamedTuple

from iku_workbook.definition.indicators import Indicator
from iku_workbook.formula import compose
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Binary, Call, Node, Number, Unary, names, walk


class Figure(StrEnum):
    """What of a result an index may read, as the end of its name."""

    VALUE = "nilai"
    ACHIEVEMENT = "capaian"


class Read(NamedTuple):
    """One figure of the result of another indicator."""

    code: str
    figure: Figure


def readable(indicators: Iterable[Indicator]) -> dict[str, Read]:
    """Everything that an index may read, by its name in a formula."""
    return {
        f"{each.code.replace('-', '_')}_{figure}": Read(each.code, figure)
        for each in indicators
        for figure in Figure
    }


def guarded(tree: Node) -> Node:
    """The formula, blank where one of the results that it reads is, and where it has none."""
    safe = compose.call("IFERROR", tree, compose.text(""))
    read = list(dict.fromkeys(names(tree)))
    known = compose.call("COUNT", *map(compose.name, read))
    return compose.call("IF", compose.compare(known, "=", len(read)), safe, compose.text(""))


def in_order(indicators: Iterable[Indicator]) -> list[str]:
    """The codes of all indicators, each after those that it reads; CycleError from ``graphlib``
    where one reads itself.
    """
    listed = list(indicators)
    known = readable(listed)
    graph = {each.code: {known[name].code for name in read_by(each)} for each in listed}
    return list(TopologicalSorter(graph).static_order())


def read_by(indicator: Indicator) -> tuple[str, ...]:
    """The names that an index reads; none of any other indicator."""
    return tuple(names(parse(indicator.index.formula))) if indicator.index is not None else ()


def behind(indicators: Mapping[str, Indicator], code: str) -> list[str]:
    """The codes of the indicators whose returns an index comes from, through others too."""
    known = readable(indicators.values())
    found: dict[str, None] = {}
    for name in read_by(indicators[code]):
        read = indicators[known[name].code]
        found |= dict.fromkeys(behind(indicators, read.code) if read.index else [read.code])
    return [*found]


_TOGETHER = frozenset(("SUM", "AVERAGE", "MIN", "MAX"))


def directions(tree: Node) -> Mapping[str, int] | None:
    """Whether a formula rises (1) or falls (-1) with each name; None where that is not plain.

    Plain are sums and differences, what is multiplied or divided by a number, and SUM, AVERAGE,
    MIN, MAX and ROUND of these.
    """
    match tree:
        case Unary(operator="-", operand=inner):
            return _turned(directions(inner))
        case Unary(operand=inner) | Call(function="ROUND", arguments=(inner, Number())):
            return directions(inner)
        case Binary(operator="+", left=left, right=right):
            return _both(directions(left), directions(right))
        case Binary(operator="-", left=left, right=right):
            return _both(directions(left), _turned(directions(right)))
        case Binary(operator="*", left=Number(), right=inner):
            return directions(inner)
        case Binary(operator="*" | "/", left=inner, right=Number()):
            return directions(inner)
        case Call(function=function, arguments=inner) if function in _TOGETHER:
            found: Mapping[str, int] | None = {}
            for each in inner:
                found = _both(found, directions(each))
            return found
        case _:
            return _plain(tree)


def _plain(tree: Node) -> Mapping[str, int] | None:
    read = list(names(tree))
    if not read:
        return {}
    return {read[0]: 1} if len(list(walk(tree))) == 1 else None


def _turned(found: Mapping[str, int] | None) -> Mapping[str, int] | None:
    return None if found is None else {name: -way for name, way in found.items()}


def _both(
    one: Mapping[str, int] | None, other: Mapping[str, int] | None
) -> Mapping[str, int] | None:
    """Together; None where a name would rise in one and fall in the other."""
    if (
        one is None
        or other is None
        or any(other.get(name, way) != way for name, way in one.items())
    ):
        return None
    return {**one, **other}
