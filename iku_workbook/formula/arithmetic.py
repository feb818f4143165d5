"""Whose arithmetic a formula is computed with: Excel's, or LibreOffice's where that is asked.

They differ in the last digits only; but a condition can turn a last digit into another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from iku_workbook.formula import excel_arithmetic, libreoffice_arithmetic
from iku_workbook.formula.values import Floats


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A program's own ways, over arrays of one shape.

    order          -1, 0 or 1 of two numbers
    subtract       their difference, within a formula
    subtract_last  their difference, as a formula's last operation
    total          the sum of all numbers of parts of shape (n, rows): (n,)
    floor          the whole number below
    round_to       half away from zero at so many decimals
    """

    order: Callable[[Floats, Floats], Floats]
    subtract: Callable[[Floats, Floats], Floats]
    subtract_last: Callable[[Floats, Floats], Floats]
    total: Callable[[Sequence[Floats]], Floats]
    floor: Callable[[Floats], Floats]
    round_to: Callable[[Floats, Floats], Floats]

    def truncate(self, value: Floats) -> Floats:
        """The whole part."""
        return np.copysign(self.floor(np.abs(value)), value)

    def finishing(self) -> Arithmetic:
        """The same for the operation that comes last in a formula."""
        return replace(self, subtract=self.subtract_last)


EXCEL = Arithmetic(
    excel_arithmetic.order,
    excel_arithmetic.subtract,
    excel_arithmetic.subtract_last,
    excel_arithmetic.total,
    excel_arithmetic.floor,
    excel_arithmetic.round_to,
)
LIBREOFFICE = Arithmetic(
    libreoffice_arithmetic.order,
    libreoffice_arithmetic.subtract,
    libreoffice_arithmetic.subtract,
    libreoffice_arithmetic.total,
    libreoffice_arithmetic.floor,
    libreoffice_arithmetic.round_to,
)
