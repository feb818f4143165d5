"""What is not settled about results: returns that await a decision, and changes of the list.

A definition says who reports now. What was accepted from a unit that is no longer on the list is
not counted, and a unit that has joined owes returns for periods that were over before: both change
results that may have been signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An accepted return of a unit that has left the list; ``name`` is what it was called."""

    returned: Return
    name: str

    @property
    def unit(self) -> str:
        """The unit's code."""
        return str(self.returned.unit)

    @property
    def period(self) -> str:
        """The period's code."""
        return str(self.returned.period)

    @property
    def approved(self) -> bool:
        """Whether a person has approved it."""
        return self.returned.approval is not None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A unit that joined the list after the forms of a period had gone out.

    closed  every unit that was asked then has an approved return for that period
    """

    unit: Unit
    period: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What is not settled about results.

    awaiting  returns that take an accepted one's place only when a person says so
    left      accepted returns that are not counted: their units are no longer on the list
    joined    units that were not on the list when forms went out
    """

    awaiting: Sequence[Return] = ()
    left: Sequence[NotCounted] = ()
    joined: Sequence[Newcomer] = ()

    @property
    def weighs(self) -> bool:
        """Whether somebody has to do something about it: the exit status says so."""
        return bool(self.awaiting or self.left)

    @property
    def of_the_list(self) -> Unsettled:
        """What comes of units that left or joined, without what awaits a decision."""
        return Unsettled((), self.left, self.joined)

    def until(self, period: Period) -> Unsettled:
        """What of it matters for the results of a year up to a period."""
        codes = {each.code for each in period.year_to_date}
        return Unsettled(
            [each for each in self.awaiting if each.period in codes],
            [each for each in self.left if each.period in codes],
            [each for each in self.joined if each.period in codes],
        )

    def not_counted(self) -> list[dict[str, object]]:
        """Those of units that have left, for programs."""
        return [
            {
                "unit": each.unit,
                "name": each.name,
                "period": each.period,
                "file": each.returned.file,
                "approved": each.approved,
            }
            for each in self.left
        ]

    def joined_later(self) -> list[dict[str, object]]:
        """Those that have joined, for programs."""
        return [
            {"unit": each.unit.code, "period": each.period, "closed": each.closed}
            for each in self.joined
        ]

    def refuse(self, period: Period) -> None:
        """OperatorError where the list changes what was approved, and nobody was asked about that.

        An approved return is not counted, or a unit joined after the period itself was closed.
        """
        named = [
            *(f"{each.name} ({each.unit}, {each.period})" for each in self.left if each.approved),
            *(
                f"{each.unit.name} ({each.unit.code}, {each.period})"
                for each in self.joined
                if each.closed and each.period == period.code
            ),
        ]
        if named:
            raise OperatorError("approved-list-changed", units="; ".join(named))


SETTLED = Unsettled()
