"""Our engine computing as ONLYOFFICE does where it is known to differ from Excel.

docs/formula.md lists the kinds. What it shows must be what Excel shows, or else this.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

import numpy as np

from iku_workbook.formula.aggregates import Operand
from iku_workbook.formula.values import Column, Kind
from tests.formula.ironcalcs_ways import binary_integer, binary_modulo

_EVALUATE = import_module("iku_workbook.formula.evaluate")


@contextmanager
def onlyoffices_ways() -> Iterator[None]:
    """Within it, whatever computes a formula computes it as ONLYOFFICE does."""
    with (
        patch.dict(_EVALUATE._AGGREGATES, {"COUNTBLANK": _nothing_in_them}),
        patch.dict(_EVALUATE._SCALARS_OF_A_PROGRAM, {"INT": binary_integer, "MOD": binary_modulo}),
    ):
        yield


def _nothing_in_them(operands: Sequence[Operand]) -> Column:
    """COUNTBLANK passes over a cell whose formula gives an empty text."""
    nothing = operands[0].cells().kind == Kind.BLANK
    return Column.numbers(nothing.sum(axis=1).astype(np.float64))
