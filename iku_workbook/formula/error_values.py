"""The error values of a spreadsheet, such as ``#DIV/0!``."""

from __future__ import annotations

from enum import StrEnum


class ExcelError(StrEnum):
    """An error value, in the order of Excel's ERROR.TYPE."""

    NULL = "#NULL!"
    DIVISION = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"

    @property
    def code(self) -> int:
        """Excel's ERROR.TYPE, from 1; 0 stands for no error."""
        return _CODES[self]


_CODES = {error: code for code, error in enumerate(ExcelError, start=1)}
