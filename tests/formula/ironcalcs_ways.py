"""Our engine computing as IronCalc 0.9 does where that is known to differ from Excel.

docs/formula.md lists the kinds. Each is told here exactly, so that a formula in which it occurs is
not left out: what IronCalc shows must be what Excel shows, or else this.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from unittest.mock import patch

import numpy as np

from iku_workbook.formula import (
    Binary,
    Call,
    Node,
    Unary,
    aggregates,
    coerce,
    criteria,
    scalars,
    walk,
)
from iku_workbook.formula.aggregates import Operand
from iku_workbook.formula.arithmetic import Arithmetic
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.values import Column, Kind, Kinds, Mask

_EVALUATE = import_module("iku_workbook.formula.evaluate")
_MET_TEXT = criteria._met_text
_REVERSED = {"<=": ">=", ">=": "<="}


@contextmanager
def ironcalcs_ways() -> Iterator[None]:
    """Within it, whatever computes a formula computes it as IronCalc does."""
    dates = {"YEAR": scalars.year, "MONTH": scalars.month, "DAY": scalars.day}
    sums = {"SUM": aggregates.sum_, "AVERAGE": aggregates.average}
    truths = {"AND": aggregates.every_true, "OR": aggregates.any_true}
    with (
        patch.dict(_EVALUATE._SCALARS, {of: _no_day_zero(each) for of, each in dates.items()}),
        patch.dict(_EVALUATE._SCALARS, {"DATE": _date}),
        patch.dict(_EVALUATE._SCALARS_OF_A_PROGRAM, {"INT": binary_integer, "MOD": binary_modulo}),
        patch.dict(
            _EVALUATE._AGGREGATES,
            {of: _until_decided(each, of == "OR") for of, each in truths.items()},
        ),
        patch.dict(
            _EVALUATE._AGGREGATES_OF_A_PROGRAM,
            {of: _names_are_values(each) for of, each in sums.items()},
        ),
        patch.object(criteria, "_all_met", _all_met),
        patch.object(criteria, "_met_text", _met_text),
        patch.object(coerce, "text_of_number", _text_of_number),
    ):
        yield


def _no_day_zero(part):
    """YEAR, MONTH and DAY of a blank are #NUM!."""

    def way(value: Column) -> Column:
        found, (number, errors) = part(value), coerce.numbers(value)
        none = np.where(np.floor(number) == 0, np.uint8(ExcelError.NUM.code), np.uint8(0))
        return Column.numbers(found.number, coerce.first_error(errors, found.errors(), none))

    return way


def _date(*parts: Column) -> Column:
    """DATE takes the whole number below a year, month or day, not the whole part."""
    return scalars.date(
        *(Column.numbers(np.floor(of), errors) for of, errors in map(coerce.numbers, parts))
    )


def binary_integer(value: Column, *, arithmetic: Arithmetic) -> Column:
    """INT goes down from the binary number, not from its 15 digits."""
    return scalars.integer(value, arithmetic=replace(arithmetic, floor=np.floor))


def binary_modulo(value: Column, divisor: Column, *, arithmetic: Arithmetic) -> Column:
    """MOD goes by the binary quotient, and has a remainder however large that is."""
    (number, first), (by, second) = coerce.numbers(value), coerce.numbers(divisor)
    none = np.where(by == 0, np.uint8(ExcelError.DIVISION.code), np.uint8(0))
    rest = number - by * np.floor(number / by)
    return Column.numbers(rest, coerce.first_error(first, second, none))


def _names_are_values(total):
    """SUM and AVERAGE convert what stands in a single cell that has a name."""

    def way(operands: Sequence[Operand], arithmetic: Arithmetic) -> Column:
        return total([_as_value(each) for each in operands], arithmetic)

    return way


def _as_value(operand: Operand) -> Operand:
    if operand.column.kind.ndim == 2:
        return operand
    return replace(operand, reference=operand.reference & (operand.column.kind == Kind.BLANK))


def _until_decided(truth, decisive: bool):
    """AND and OR stop at the first value that decides: an error after it does not matter."""

    def way(operands: Sequence[Operand]) -> Column:
        decided = np.zeros((operands[0].column.shape[0], 1), np.bool_)
        given = []
        for operand in operands:
            cells = operand.cells()
            is_truth = (cells.kind == Kind.NUMBER) | (cells.kind == Kind.LOGICAL)
            decides = is_truth & ((cells.number != 0) == decisive)
            before = np.logical_or.accumulate(np.hstack([decided, decides]), axis=1)
            kind = np.where(before[:, :-1], np.uint8(Kind.BLANK), cells.kind)
            reference = operand.reference
            given.append(Operand(Column(kind, cells.number, cells.text), reference))
            decided = before[:, -1:]
        return truth(given)

    return way


def _all_met(operands: Sequence[Operand], arithmetic: Arithmetic) -> tuple[Mask, Kinds | None]:
    """COUNTIF and its like: a single cell is no range; an error as criterion finds its like."""
    met, size = np.ones(operands[0].cells().shape, np.bool_), operands[0].column.shape[0]
    for range_, criterion in zip(operands[::2], operands[1::2], strict=True):
        if range_.column.kind.ndim == 1:
            return met, np.full(size, ExcelError.VALUE.code, np.uint8)
        cells, sought = range_.column, criterion.column
        like = (cells.kind == Kind.ERROR) & (cells.number == sought.number[:, None])
        fits = criteria.matches(sought, cells, arithmetic)
        met &= np.where((sought.kind == Kind.ERROR)[:, None], like, fits)
    return met, None


def _met_text(sign: str, value: str, cells: Column) -> Mask:
    """<= and >= hold a text the wrong way round, "<>text" finds other texts alone, and "=" finds
    what looks empty.
    """
    if not value:
        return _MET_TEXT("" if sign == "=" else sign, value, cells)
    met = _MET_TEXT(_REVERSED.get(sign, sign), value, cells)
    plain = not set("*?~") & set(value)
    return np.asarray(met & (cells.kind == Kind.TEXT)) if sign == "<>" and plain else met


def _text_of_number(number: float) -> str:
    """A number as text has as many digits as the binary number needs, and no exponent."""
    text = f"{Decimal(repr(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(tree: Node, scope: Mapping[str, Column], size: int) -> list[bool]:
    """For which submissions these ways say what IronCalc shows.

    They do not where it loses the brackets of a / -(b * c), writes 0 as -0, or rounds to more
    digits than a number has.
    """
    found = np.ones(size, np.bool_)
    for node in walk(tree):
        match node:
            case Binary("/" | "*", _, Unary("-", Binary("*" | "/"))):
                found[:] = False
            case Binary("&", left, right):
                found &= _not_zero(left, scope, size) & _not_zero(right, scope, size)
            case Call("LEN" | "TRIM", (given,)):
                found &= _not_zero(given, scope, size)
            case Call("ROUND", (_, digits)):
                found &= evaluate(digits, scope, size).number < 15
    return found.tolist()


def _not_zero(part: Node, scope: Mapping[str, Column], size: int) -> Mask:
    shown = evaluate(part, scope, size)
    return np.asarray((shown.kind != Kind.NUMBER) | (shown.number != 0))
