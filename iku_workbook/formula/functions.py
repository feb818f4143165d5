"""The functions that a formula may call: how many arguments each takes, and of what kind.

How they compute stands in ``scalars`` and ``aggregates``; this table is plain data, so that a
formula can be parsed and checked without numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAXIMUM_ARGUMENTS = 255  # Excel's


class Takes(StrEnum):
    """The kind of argument that a function accepts."""

    NUMBER = "number"
    LOGICAL = "logical"
    VALUE = "value"  # a single value of any type
    NUMBERS = "numbers"  # numbers, or a range of them
    LOGICALS = "logicals"  # logical values, or a range of them
    VALUES = "values"  # values of any type, or a range of them
    RANGE = "range"  # a name: a register's column, or a single cell
    SUMMED = "summed"  # such a name, whose numbers are added up
    CRITERION = "criterion"  # ``">=3"``, ``"Ya"``, ``"<>Rapat*"``, 5


RANGE_NEEDED = frozenset({Takes.RANGE, Takes.SUMMED})
RANGE_ALLOWED = RANGE_NEEDED | {Takes.NUMBERS, Takes.LOGICALS, Takes.VALUES}


@dataclass(frozen=True, slots=True)
class Function:
    """A function's signature.

    takes     what kind each argument must be, in order
    minimum   the fewest arguments
    repeats   how many of the last of ``takes`` may be given again and again, together
    internal  only the project itself writes it; a definition may not
    """

    name: str
    takes: tuple[Takes, ...]
    minimum: int
    repeats: int = 0
    internal: bool = False

    @property
    def maximum(self) -> int:
        """The largest number of arguments."""
        if not self.repeats:
            return len(self.takes)
        once = len(self.takes) - self.repeats
        return once + (MAXIMUM_ARGUMENTS - once) // self.repeats * self.repeats

    def allows(self, count: int) -> bool:
        """Whether the function can be given ``count`` arguments."""
        if not self.minimum <= count <= self.maximum:
            return False
        return not self.repeats or (count - len(self.takes)) % self.repeats == 0

    def taken(self, index: int) -> Takes:
        """The kind of argument expected at ``index``, counted from 0."""
        if index < len(self.takes):
            return self.takes[index]
        once = len(self.takes) - self.repeats
        return self.takes[once + (index - once) % self.repeats]


_T = Takes

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("IF", (_T.LOGICAL, _T.VALUE, _T.VALUE), 2),
        Function("AND", (_T.LOGICALS,), 1, repeats=1),
        Function("OR", (_T.LOGICALS,), 1, repeats=1),
        Function("NOT", (_T.LOGICAL,), 1),
        Function("ISBLANK", (_T.VALUE,), 1),
        Function("MIN", (_T.NUMBERS,), 1, repeats=1),
        Function("MAX", (_T.NUMBERS,), 1, repeats=1),
        Function("SUM", (_T.NUMBERS,), 1, repeats=1),
        Function("AVERAGE", (_T.NUMBERS,), 1, repeats=1),
        Function("ABS", (_T.NUMBER,), 1),
        Function("ROUND", (_T.NUMBER, _T.NUMBER), 2),
        Function("INT", (_T.NUMBER,), 1),
        Function("MOD", (_T.NUMBER, _T.NUMBER), 2),
        Function("LEN", (_T.VALUE,), 1),
        Function("TRIM", (_T.VALUE,), 1),
        Function("COUNT", (_T.VALUES,), 1, repeats=1),
        Function("COUNTA", (_T.VALUES,), 1, repeats=1),
        Function("COUNTBLANK", (_T.RANGE,), 1),
        Function("COUNTIF", (_T.RANGE, _T.CRITERION), 2),
        Function("COUNTIFS", (_T.RANGE, _T.CRITERION), 2, repeats=2),
        Function("SUMIF", (_T.RANGE, _T.CRITERION, _T.SUMMED), 2),
        Function("SUMIFS", (_T.SUMMED, _T.RANGE, _T.CRITERION), 3, repeats=2),
        Function("DATE", (_T.NUMBER, _T.NUMBER, _T.NUMBER), 3),
        Function("YEAR", (_T.NUMBER,), 1),
        Function("MONTH", (_T.NUMBER,), 1),
        Function("DAY", (_T.NUMBER,), 1),
        Function("IFERROR", (_T.VALUE, _T.VALUE), 2, internal=True),
        Function("MATCH", (_T.CRITERION, _T.RANGE, _T.NUMBER), 3, internal=True),
        Function("DATEVALUE", (_T.VALUE,), 1, internal=True),
        Function("HYPERLINK", (_T.VALUE, _T.VALUE), 2, internal=True),
    )
}

PUBLIC: tuple[str, ...] = tuple(name for name, each in FUNCTIONS.items() if not each.internal)
