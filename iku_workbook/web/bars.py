"""A small chart of one indicator over the periods, as numbers for an SVG that pages draw.

The table beside it says the same: the picture is for the eye alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iku_workbook.definition.targets import Target, TargetRange, ends_of

WIDTH, HEIGHT, GAP = 300, 110, 12
_TOP, _FOOT = 18, 20  # room for figures above bars, and for names of periods below


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: where its bar stands, what it says, and where its target lies, if it has one;
    where that ends, if it is a range.
    """

    x: float
    y: float
    width: float
    height: float
    said: str
    name: str
    target: float | None
    target_to: float | None

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Where the figure stands: over the bar, and over the lines of its target where they lie
        close to it.
        """
        lines = (each for each in (self.target, self.target_to) if each is not None)
        return min([self.y, *(each for each in lines if abs(each - self.y) < _TOP)]) - 4


def bars(
    periods: Sequence[tuple[str, float | None, Target | None, str]], places: int
) -> tuple[Bar, ...]:
    """Bars for as many periods as the year has, of each its name, value, target and the value in
    words.
    """
    known = [each for _, value, target, _ in periods for each in (value, *ends_of(target)) if each]
    most = max((each for each in known if each > 0), default=1)
    width = (WIDTH - GAP) / places - GAP
    room = HEIGHT - _TOP - _FOOT

    def height(value: float | None) -> float:
        return round(max(value or 0, 0) / most * room, 1)

    return tuple(
        Bar(
            round(GAP + place * (width + GAP), 1),
            HEIGHT - _FOOT - height(value),
            round(width, 1),
            height(value),
            said,
            name,
            HEIGHT - _FOOT - height(ends_of(target)[0]) if target is not None else None,
            HEIGHT - _FOOT - height(target.to) if isinstance(target, TargetRange) else None,
        )
        for place, (name, value, target, said) in enumerate(periods)
    )
