"""What the parts of the chain sheet share: what is chosen at first, how formulas refer to it."""

from __future__ import annotations

from dataclasses import dataclass

from iku_workbook.addresses import absolute
from iku_workbook.master.chain.cached_values import Shown
from iku_workbook.master.chain.lists_sheet import Lists
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import by_code
from iku_workbook.results.accumulate import Status

UNIT, INDICATOR, PERIOD, WHERE = 5, 6, 7, 8  # rows of what is chosen, and of where that stands
CHOICE, ORDER = 3, 4  # columns: what is chosen, and the how-manieth of all choices it is
HEADER = 10
FIRST = HEADER + 1
STEP_WIDTHS = {"number": 7.0, "step": 17.0, "label": 50.0, "how": 52.0}


@dataclass(frozen=True, slots=True)
class Chain:
    """The sheet of one master; ``unit`` is the position of the unit that is chosen at first."""

    master: MasterContext
    lists: Lists
    unit: int
    shown: Shown

    @classmethod
    def of(cls, master: MasterContext, lists: Lists) -> Chain:
        """A unit that has returned is chosen at first, if there is one."""
        years = by_code(master.results)
        accepted = (
            index
            for index, code in enumerate(master.units.codes)
            if years[code].status is Status.ACCEPTED
        )
        unit = next(accepted, 0)
        return cls(master, lists, unit, Shown.of(master, master.units.codes[unit]))

    @property
    def periods(self) -> int:
        """How many periods there are to choose from: the last is chosen at first."""
        return len(self.master.year.periods)

    @property
    def value_column(self) -> int:
        """Where each step's value of the year so far stands, after those of the periods."""
        return len(STEP_WIDTHS) + self.periods + 1

    @property
    def last_step(self) -> int:
        """The last row of the steps."""
        return FIRST + self.lists.most - 1

    def chosen(self, row: int) -> str:
        """A reference to the number of what is chosen in a row; in ``WHERE`` to all together."""
        return absolute(row, ORDER)

    def unless_empty(self, formula: str) -> str:
        """The formula, or nothing while nothing is chosen."""
        return f'IF({self.chosen(WHERE)}="","",{formula})'

    @property
    def position(self) -> str:
        """A formula: how far down the data sheet the row stands that is chosen."""
        working = self.master.plan.working
        whole = working.whole(working.heads["position"], self.periods)
        return f"INDEX({whole},{self.chosen(WHERE)})"

    def of_achievement(self, key: str) -> str:
        """A formula: a figure over all units, of the indicator and period that are chosen."""
        plan = self.master.plan.achievement
        order = f"({self.chosen(INDICATOR)}-1)*{plan.periods}+{self.chosen(PERIOD)}"
        return f"INDEX({plan.whole(key)},{order})"
