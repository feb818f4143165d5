"""The exception for a formula that cannot be used: code, position and data.

Its sentence stands in the catalogues of :mod:`iku_workbook.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Severity = Literal["error", "warning"]


class FormulaError(Exception):
    """One mistake in one formula.

    code      a key of the message catalogue's area ``definition``, such as ``formula-syntax``
    column    1-based position in the formula's text
    data      the values that the sentence names
    severity  ``error`` keeps the definition from being used, ``warning`` does not
    """

    def __init__(
        self,
        code: str,
        column: int,
        data: Mapping[str, object] | None = None,
        severity: Severity = "error",
    ) -> None:
        super().__init__(code, column, dict(data or {}), severity)
        self.code = code
        self.column = column
        self.data: dict[str, object] = dict(data or {})
        self.severity: Severity = severity
