"""A column of values: what goes in comes out, and what no cell can hold is an error value."""

import datetime

import numpy as np
import pytest

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.values import Column, Kind
from iku_workbook.serials import serial


def test_values_come_back_as_python_objects() -> None:
    """formula.md#what-a-value-counts-as: blank, number, text, logical value and error are told
    apart.
    """
    values = [None, 1, 2.5, "Ya", "", True, False, ExcelError.NA]
    column = Column.of(values)
    assert column.objects() == [None, 1.0, 2.5, "Ya", "", True, False, ExcelError.NA]
    assert column.kind.tolist() == [0, 1, 1, 2, 2, 3, 3, 4]
    assert [type(value) for value in column.objects()[5:7]] == [bool, bool]


def test_a_range_is_a_row_a_submission() -> None:
    """formula.md#functions: a register's column."""
    column = Column.of([[1, None], ["x", True], [None, None]])
    assert column.shape == (3, 2)
    assert column.objects() == [[1.0, None], ["x", True], [None, None]]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (datetime.date(1900, 3, 1), 61),
        (datetime.date(2024, 2, 29), 45351),
        (datetime.datetime(2024, 2, 29, 12), 45351.5),
    ],
)
def test_dates_are_serial_numbers(day: datetime.date, number: float) -> None:
    """formula.md#what-a-value-counts-as: a date is a number, days since 1899-12-30."""
    assert serial(day) == number
    assert Column.of([day, None]).objects() == [number, None]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, np.float64("nan")])
def test_what_no_cell_holds_is_an_error_value(value: object) -> None:
    """quality.md#not-a-number: NaN and infinity end in a named finding, not in a result."""
    assert Column.of([value, 1.0]).objects() == [ExcelError.NUM, 1.0]


def test_numpy_values_are_values() -> None:
    """What a data frame holds can be given as it is."""
    assert Column.of([np.int64(3), np.float64(0.5), np.bool_(True)]).objects() == [3.0, 0.5, True]
    with pytest.raises(TypeError):
        Column.of([object()])
    with pytest.raises(ValueError):
        Column.of([[1], [1, 2]])


def test_a_constant_is_held_once() -> None:
    """quality.md#flat-memory: memory is flat."""
    column = Column.constant("Ya", 100_000)
    assert column.is_constant
    assert column.objects()[99_999] == "Ya"
    assert Column.blank(2).kind.tolist() == [Kind.BLANK, Kind.BLANK]


def test_no_cell_holds_a_negative_zero() -> None:
    """formula.md#what-a-value-counts-as: 0 has no sign."""
    assert str(Column.of([-0.0]).objects()[0]) == "0.0"
    assert str(Column.numbers(np.array([-0.0])).objects()[0]) == "0.0"
