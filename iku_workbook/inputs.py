"""The values of many submissions as columns, the form in which formulas are evaluated.

A submission's values are a mapping as in the JSON of the contract: a field's id to its value
(None where blank; numbers, text, dates), a register's id to a list of its filled rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from iku_workbook.calculations import PREVIOUS
from iku_workbook.definition.model import Field
from iku_workbook.layout import NIHIL, Layout
from iku_workbook.periods import Period
from iku_workbook.serials import serial

if TYPE_CHECKING:
    from iku_workbook.formula.values import Column

Scalar = float | int | str | datetime.date | None
Row = Mapping[str, Scalar]
Values = Mapping[str, "Scalar | Sequence[Row]"]
"""A text under ``nihil.<register>`` is what was typed where only "nihil" is accepted."""


def columns(
    layout: Layout,
    submissions: Sequence[Values],
    previous: Sequence[Values] | None = None,
    periods: int = 1,
    only: Container[str] | None = None,
    period: Period | None = None,
) -> dict[str, Column]:
    """Every input of the layout's formulas: shape (n,) a field, (n, rows) a register's column;
    where some are named, ``only`` those.

    ``previous`` holds the values accepted for the previous period, submission by submission. A
    register of ``rows`` rows has ``rows * periods`` cells, as many as its sheets held: functions
    that see blank cells count the empty rows too. ``period`` is the one that the formulas are
    computed for, of which they may read ``period.number`` and the like.
    """
    from iku_workbook.formula.values import Column

    earlier = previous if previous is not None else [{}] * len(submissions)
    found: dict[str, Column] = {}
    for name, value in period.in_formulas.items() if period else ():
        found[name] = Column.constant(serial_of(value), len(submissions))
    for name, (field, _) in layout.fields.items():
        for of, answers in ((name, submissions), (PREVIOUS + name, earlier)):
            if only is not None and of not in only:
                continue
            found[of] = Column.of(_in_cells(field, [values.get(name) for values in answers]))
    for table in layout.tables:
        rows = table.register.rows * periods
        filled = [_rows(values, table.register.id) for values in submissions]
        for field, _ in table.columns:
            if only is not None and f"{table.register.id}.{field.id}" not in only:
                continue
            cells = [
                _in_cells(field, [row.get(field.id) for row in each]) + [None] * (rows - len(each))
                for each in filled
            ]
            found[f"{table.register.id}.{field.id}"] = Column.of(cells)
    return found


def serial_of(value: int | datetime.date) -> float:
    """What a cell holds of a fact of the period."""
    return serial(value) if isinstance(value, datetime.date) else float(value)


def _in_cells(field: Field, values: list[Any]) -> list[Any]:
    """A field's values as formulas read them; all but percentages are read as they are stored."""
    record = field.type.record
    return [record.to_cell(value) for value in values] if record.percent else values


def nihil_answer(values: Values, register: str, nihil: str) -> str | None:
    """The answer to a register's question "nothing to report": the word, or what was typed."""
    typed = values.get(NIHIL + register)
    if isinstance(typed, str):
        return typed
    return nihil if values.get(register) == [] else None


def _rows(values: Values, register: str) -> Sequence[Row]:
    rows = values.get(register)
    if type(rows) is list:
        return rows
    return rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ()
