"""How long a form takes to fill in, estimated from its questions."""

from __future__ import annotations

import math

from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.definition import Definition
from iku_workbook.periods import Period

_AROUND = 180  # seconds: to open the file, to look it over, to save and to send it
_ANSWER = 30  # seconds for a question
_CELL = 10  # seconds for a cell of a register
_EVENTS = 4  # rows that a register has by and large
_STEP = 5  # minutes: nobody measures them closer


def minutes_to_fill(definition: Definition, kind: str, period: Period) -> int:
    """About how many minutes a period's form of a unit of ``kind`` takes, in steps of five."""
    questions = len(reported_fields(definition, kind, period))
    cells = sum(len(each.fields) for each in reported_registers(definition, kind, period))
    seconds = _AROUND + _ANSWER * questions + _CELL * _EVENTS * cells
    return _STEP * math.ceil(seconds / 60 / _STEP)
