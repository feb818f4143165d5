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
# What a program may read as a number by its language: grouped, with a currency, a date, a time.
# An ISO date is the same everywhere.
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:jan|feb|mar|apr|ma[yi]|jun|jul|a[ug][gus]|sep|o[ck]t|no[vp]|de[cs])[a-z]*"
_BY_LANGUAGE = re.compile(
    rf"""[<>=]*\ *[+-]?\ *(?:
    [0-9]{{1,3}}(?:[., ][0-9]{{3}})+(?:[.,][0-9]*)?%?
    | (?:Rp|IDR|US\$|[$€£¥])\.?\ *[+-]?[0-9][0-9., ]*-?
    | [0-9][0-9., ]*\ *(?:Rp|IDR|[$€£¥])
    | {_DAY}[/-]{_DAY}(?:[/-](?:[0-9]{{2}}|[0-9]{{4}}))?
    | [0-9]{{4}}/[0-9]{{1,2}}/[0-9]{{1,2}}
    | (?:{_DAY}[ -])?{_MONTH}[ -](?:[0-9]{{2}}|[0-9]{{4}})
    | {_DAY}[ -]{_MONTH}
    | [0-9]{{1,2}}[:.][0-9]{{2}}[:.][0-9]{{2}}
    | [0-9]{{1,2}}:[0-9]{{2}}
    )\ *(?:[ap]m)?\ *""",
    re.VERBOSE | re.IGNORECASE,
)
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
        if isinstance(criterion, Text) and (code := _read_by_language(criterion.value)):
            yield FormulaError(code, criterion.column, {"found": criterion.value})
    if given and not _finds_blanks(given[-1]):
        for criterion in given[:-1]:
            if _finds_blanks(criterion):
                yield FormulaError("formula-blank-last", criterion.column, {}, "warning")


def _read_by_language(criterion: str) -> str | None:
    """The code of a criterion in which each program reads another number, by its language."""
    if _DECIMAL.fullmatch(criterion):
        return "formula-criterion-decimal"
    return "formula-criterion-language" if _BY_LANGUAGE.fullmatch(criterion) else None


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
