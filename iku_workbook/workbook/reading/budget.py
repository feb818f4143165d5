"""Limits for reading a returned workbook: bytes, cells, texts and seconds.

:class:`Unreadable` is the only exception that reading a workbook raises.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

BEYOND = frozenset(
    f"FILE-{each}" for each in ("014", "019", "026", "027", "028", "029", "034", "038", "048")
)
"""The codes that hang on how much a budget allows."""

MEMBERS = 20_000
"""The most files that one archive, or one folder, may hold."""

T = TypeVar("T")

_NO_DATA: Mapping[str, object] = MappingProxyType({})


class Unreadable(Exception):
    """A returned file that cannot be read as a workbook.

    code  ``FILE-0nn``, whose sentence stands in the catalogue of findings
    data  the values that the sentence names; ``sheet`` and ``cell`` where there is such a place
    """

    def __init__(self, code: str, data: Mapping[str, object] = _NO_DATA) -> None:
        super().__init__(code, dict(data))
        self.code = code
        self.data = dict(data)


def nowhere(sheet: str, address: object) -> Unreadable:
    """FILE-032: an address that no sheet has, or that belongs to another row."""
    return Unreadable("FILE-032", {"sheet": sheet, "found": str(address)[:40]})


def at_most(most: int, found: Iterable[T], everywhere: T) -> tuple[T, ...]:
    """What was found, so many at the most. Where there is more, before them stands one that is
    everywhere: what is not looked at may be anywhere.
    """
    each = iter(found)
    taken = tuple(islice(each, most))
    return taken if next(each, None) is None else (everywhere, *taken)


@dataclass(frozen=True, slots=True)
class Size:
    """The size of an issued form, from which limits for its return follow.

    entries   files inside the archive
    cells     cells and rows of all sheets together
    inflated  bytes of all its parts, unpacked
    formulas  characters of all its formulas
    """

    entries: int
    sheets: int
    cells: int
    inflated: int
    formulas: int


# What a form may gain on its way. Each sheet copied once, and a note beside it.
_COPIES = 3
# Google Sheets makes every sheet as large as this, and may save each of its cells.
_GRID = 1_000 * 26
_CELL = 48  # bytes of an empty cell with a style, a row's share in it
_RESPELT = 4  # the most wordy program's parts against ours
_PICTURES = 32  # parts of drawings, notes and photographs a sheet
_FIRST_TRY = 1.0  # seconds, of which a return of common size takes a hundredth
_MEMORY = 200_000  # cells that fit into 300 MB, whatever the form
_TEXT = 3 * 32_767  # characters in a cell: other programs hold more than Excel


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits for reading one file. The defaults fit any workbook filled in by hand.

    file         bytes of the file itself
    entries      files inside the archive
    declared     bytes of all entries together, unpacked, as the archive declares them
    ratio        how many times an entry larger than a mebibyte may grow when it is unpacked
    inflated     bytes really unpacked, of all parts that are read
    part         bytes unpacked of one part
    tree         bytes that the tree of one part may take
    sheets       sheets of every kind
    cells        cells and rows of all sheets together, styled empty ones included
    texts        texts that cells share
    text         characters of one text
    formulas     characters of formulas written out from shared ones
    seconds      the processor's time from the first byte to the last cell: a computer that is
                 busy with other things makes no file a bad one
    """

    file: int = 32 << 20
    entries: int = 2_000
    declared: int = 256 << 20
    ratio: int = 200
    inflated: int = 48 << 20
    part: int = 24 << 20
    tree: int = 128 << 20
    sheets: int = 256
    cells: int = 100_000
    texts: int = 100_000
    text: int = 100_000
    formulas: int = 1_000_000
    seconds: float = 3.0

    @classmethod
    def of_forms(cls, sizes: Iterable[Size]) -> Budget:
        """Limits with room for the largest of these forms and what programs add to it.

        Of photographs alone no form tells: how many bytes they may have is the same for all.
        """
        size = Size(*(max(each) for each in zip(*map(astuple, sizes), strict=True)))
        added = min(size.sheets * _GRID, max(_MEMORY - 2 * size.cells, 0))
        inflated = _RESPELT * size.inflated + _CELL * added
        return cls(
            entries=_COPIES * size.entries + _PICTURES * size.sheets,
            inflated=inflated,
            part=inflated,
            sheets=_COPIES * size.sheets,
            cells=2 * size.cells + added,
            texts=2 * size.cells + added,
            text=_TEXT,
            formulas=_RESPELT * size.formulas,
        )

    @classmethod
    def of_sheets(cls, sheets: int) -> Budget:
        """Limits that any form of so many sheets leaves to its return, whatever its size."""
        least = cls.of_forms([Size(entries=0, sheets=sheets, cells=0, inflated=0, formulas=0)])
        # Of a larger form fewer bytes are added, and its own count more: a cell takes a dozen.
        inflated = least.inflated // 2
        return replace(least, inflated=inflated, part=inflated, seconds=_FIRST_TRY)

    @classmethod
    def of_ours(cls) -> Budget:
        """Limits for a form just generated here, however large its definition makes it."""
        much = 1 << 30
        return cls(
            entries=much,
            inflated=much,
            part=much,
            tree=4 * much,
            sheets=much,
            cells=much,
            texts=much,
            formulas=much,
            seconds=600,
        )


class Meter:
    """Counts what reading one file has used of its budget so far."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._deadline = time.thread_time() + budget.seconds
        self._inflated = 0
        self.cells_left = budget.cells
        self._formulas = 0

    def tick(self) -> None:
        """Unreadable FILE-029 once the time is up."""
        if time.thread_time() > self._deadline:
            raise Unreadable("FILE-029", {"seconds": self.budget.seconds})

    def left_to_inflate(self) -> int:
        """Bytes that the next part may grow to."""
        return min(self.budget.part, self.budget.inflated - self._inflated)

    def inflated(self, size: int) -> None:
        """Count the bytes of a part that was unpacked."""
        self._inflated += size

    def cells(self, more: int) -> None:
        """Count the cells of a sheet; Unreadable FILE-027 beyond the budget."""
        self.cells_left -= more
        if self.cells_left < 0:
            raise self.too_many_cells()

    def too_many_cells(self) -> Unreadable:
        """FILE-027, for a sheet that alone holds more cells than are left."""
        return Unreadable("FILE-027", {"limit": self.budget.cells})

    def formula(self, text: str) -> str:
        """Count a formula written out from a shared one; Unreadable FILE-034 beyond the budget."""
        self.tick()
        self._formulas += len(text)
        if self._formulas > self.budget.formulas:
            raise Unreadable("FILE-034", {"limit": self.budget.formulas})
        return text
