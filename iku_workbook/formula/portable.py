"""Finds formulas that spreadsheet programs, or one in two languages, compute differently.

Each was measured. A decimal in a text is read and written as the person's language does: in an
Indonesian office COUNTIF(col, ">2.5") finds nothing, and 2.5 & "" gives ``2,5``. LibreOffice 7.4
passes over blank cells in COUNTIFS and SUMIFS where a criterion before the last finds them and the
last does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.functions import FUNCTIONS, Takes
from iku_workbook.formula.tree import Binary, Call, Node, Number, Text, Unary, children

_DECIMAL = re.compile(r"[<>=]* *[+-]?[0-9]*[.,][0-9]+%? *")
_CHOOSE = frozenset({"IF", "IFERROR"})


def unportable(node: Node) -> Iterator[FormulaError]:
    """What programs or languages compute differently in a formula, wherever that is plain."""
    if isinstance(node, Call):
        yield from _criteria(node)
    if isinstance(node, Binary) and node.operator == "&":
        for side in (node.left, node.right):
            if _has_decimals(side):
                yield FormulaError("formula-decimal-in-text", side.column, {}, "warning")
    for place, child in enumerate(children(node)):
        if _is_criterion(node, place) and isinstance(child, Binary) and child.operator == "&":
            continue  # ">=" & 2.5 is written and read in the same language
        yield from unportable(child)


def _criteria(node: Call) -> Iterator[FormulaError]:
    given = [each for place, each in enumerate(node.arguments) if _is_criterion(node, place)]
    for criterion in given:
        if isinstance(criterion, Text) and _DECIMAL.fullmatch(criterion.value):
            data = {"found": criterion.value}
            yield FormulaError("formula-criterion-decimal", criterion.column, data)
    if given and not _finds_blanks(given[-1]):
        for criterion in given[:-1]:
            if _finds_blanks(criterion):
                yield FormulaError("formula-blank-last", criterion.column, {}, "warning")


def _is_criterion(node: Node, place: int) -> bool:
    return isinstance(node, Call) and FUNCTIONS[node.function].taken(place) is Takes.CRITERION


def _finds_blanks(criterion: Node) -> bool:
    if isinstance(criterion, Binary) and criterion.operator == "&":
        return isinstance(criterion.left, Text) and criterion.left.value == "<>"
    if not isinstance(criterion, Text):
        return False
    return criterion.value in {"", "="} or (
        criterion.value.startswith("<>") and criterion.value != "<>"
    )


def _has_decimals(node: Node) -> bool:
    """Whether a number plainly may have decimals; a name gets the benefit of the doubt."""
    match node:
        case Number(value=value):
            return not value.is_integer()
        case Unary(operand=operand):
            return _has_decimals(operand)
        case Binary(operator="/" | "^"):
            return True
        case Binary(operator="+" | "-" | "*", left=left, right=right):
            return _has_decimals(left) or _has_decimals(right)
        case Call(function="ROUND", arguments=(_, Number(value=0) | Unary(operator="-"))):
            return False
        case Call(function="ROUND" | "AVERAGE"):
            return True
        case Call(function=function, arguments=arguments) if function in _CHOOSE:
            return any(_has_decimals(argument) for argument in arguments[-2:])
        case _:
            return False
