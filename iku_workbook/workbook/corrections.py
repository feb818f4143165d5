"""What a copy to mend says: each finding as the person reads it who mends it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.findings import Severity
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Place


@dataclass(frozen=True, slots=True)
class Correction:
    """One finding: texts that are safe to write, and the cell where there is one.

    restored  already put right in the copy, with nothing left to do
    live      the locked cell that says whether it has been mended, None where no cell can tell
    says      what that cell says before anything is mended
    """

    severity: Severity
    place: Place | None
    wrong: str
    mend: str
    restored: bool
    live: Place | None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """All of them, in the order of reading, and what the copy holds beside the form's own cells.

    banner  what the form's first line says over the values that are put in
    below   what was typed below a register's last row, where the form has no cells
    """

    items: tuple[Correction, ...]
    banner: str
    below: Mapping[Place, Scalar]

    def remark(self, sheet: str, row: int) -> str:
        """What is said beside a row, empty where there is nothing to mend in it."""
        here = ((place, said) for place, said in self.notes().items() if place.sheet == sheet)
        return "\n".join(said for place, said in here if place.row == row)

    def notes(self) -> dict[Place, str]:
        """What is said of each cell that is to be mended."""
        found: dict[Place, str] = {}
        for each in self.items:
            if each.place and not each.restored:
                said = f"{each.wrong} {each.mend}".strip()
                found[each.place] = f"{found[each.place]}\n{said}" if each.place in found else said
        return found
