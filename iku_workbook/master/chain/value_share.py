"""What one unit's value does to an indicator's result, where that is no quotient.

The formulas serve whichever indicator is chosen: how its values are taken together stands on the
hidden sheet, 0 for a quotient, and so do the columns of the computation sheet that they read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iku_workbook.definition.indicators import Indicator
from iku_workbook.master.chain.selection import INDICATOR, PERIOD, WHERE, Chain
from iku_workbook.results.over_units import UnitParts, together

SUM = 1
"""The number by which the hidden sheet knows a sum of values."""


@dataclass(frozen=True, slots=True)
class ValueShare:
    """Formulas over the values of the chosen period; ``how`` tells of which kind they are."""

    chain: Chain

    def _chosen(self, number: int) -> str:
        return f"INDEX({self.chain.lists.of_values[number]},{self.chain.chosen(INDICATOR)})"

    @property
    def how(self) -> str:
        """A formula: how the values are taken together, 0 for a quotient."""
        return self._chosen(0)

    @property
    def own(self) -> str:
        """A formula: the value of the chosen unit, nothing where it is blank."""
        found = self._of_unit(1)
        return f'IF(ISNUMBER({found}),{found},"")'

    def without(self, own: str, all_: str) -> str:
        """A formula: the result if the unit were not on the list; its own value and the result
        stand in two cells.
        """
        values, weights = self._of_units(1), self._of_units(2)
        count, weight = f"COUNT({values})", f"N({self._of_unit(2)})"
        whole = f"SUMPRODUCT(--ISNUMBER({values}),{weights})"
        rest = f"SUMPRODUCT({values},{weights})-{own}*{weight}"
        left = (
            f"SUM({values})-{own}",
            f"(SUM({values})-{own})/({count}-1)",
            f'IF({whole}-{weight}=0,"",({rest})/({whole}-{weight}))',
            f"IF({own}={all_},SMALL({values},2),{all_})",
            f"IF({own}={all_},LARGE({values},2),{all_})",
        )
        known = f"AND(COUNT({own},{all_})=2,{count}>1)"
        return f'IF({known},CHOOSE({self.how},{",".join(left)}),"")'

    def _of_unit(self, number: int) -> str:
        table = self._table
        return f"INDEX({table},{self.chain.chosen(WHERE)},{self._chosen(number)})"

    def _of_units(self, number: int) -> str:
        """The cells of all units in the chosen period."""
        count, period = len(self.chain.master.units.codes), self.chain.chosen(PERIOD)
        column = self._chosen(number)
        first, last = f"({period}-1)*{count}+1", f"{period}*{count}"
        return f"INDEX({self._table},{first},{column}):INDEX({self._table},{last},{column})"

    @property
    def _table(self) -> str:
        return self.chain.master.layout.computation.table(self.chain.periods)


def without(indicator: Indicator, own: UnitParts, rest: Sequence[UnitParts]) -> float | None:
    """The same, computed here, of the ``rest`` of the units."""
    if own.value is None or not any(each.value is not None for each in rest):
        return None
    return together(indicator, rest).value
