"""How much a returned workbook may cost to read, and the only exception that reading it raises."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

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


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent on one file. The defaults fit any workbook that an office fills in by hand.

    file         bytes of the file itself
    entries      files inside the archive
    declared     bytes of all entries together, unpacked, as the archive declares them
    ratio        how many times an entry larger than a mebibyte may grow when it is unpacked
    inflated     bytes really unpacked, of all parts that are read
    part         bytes unpacked of one part
    tree         bytes that the tree of one part may take
    sheets       sheets of every kind
    cells        cells of all sheets together, styled empty ones included
    texts        texts that cells share
    text         characters of one text (Excel itself stops at 32,767)
    formulas     characters of formulas written out from shared ones
    seconds      time from the first byte to the last cell
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


class Meter:
    """What one reading has spent of its budget so far."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._deadline = time.monotonic() + budget.seconds
        self._inflated = 0
        self.cells_left = budget.cells
        self._formulas = 0

    def tick(self) -> None:
        """Unreadable FILE-029 once the time is up."""
        if time.monotonic() > self._deadline:
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
