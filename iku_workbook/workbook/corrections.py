"""The corrections shown in a corrected copy: each finding in words, and its cell.

A corrected copy is the form that goes back to a unit with its own entries, marked where they are
wrong. ``replies.corrected_copy`` collects these values, ``writing.corrections`` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.findings import Severity
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Place


@dataclass(frozen=True, slots=True)
class Correction:
    """One finding: texts that are safe to write, and the cell where there is one.

    message      what is wrong
    hint         what to do about it
    restored     already put right in the copy, with nothing left to do
    check_cell   the locked cell whose formula tells whether it is corrected, None without one
    check_text   what that cell shows before anything is corrected
    said         whether that cell says the same as the message
    missing      whether nothing stands in the cell where something has to
    group        the confirmation of what was brought forward that the cell belongs to, if any
    rule         the rule that is broken, if the form can tell it
    reads        the other items that it reads: nobody can tell before these are right
    open         which of the group and of these are not answered or not right yet
    """

    severity: Severity
    place: Place | None
    message: str
    hint: str
    restored: bool
    check_cell: Place | None
    check_text: str = ""
    said: bool = False
    missing: bool = False
    group: str = ""
    rule: str = ""
    reads: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corrections:
    """The findings to show in a corrected copy, in reading order, and values to restore.

    banner  what the form's first line says over the values that are put in
    below   what was typed below a register's last row, where the form has no cells
    """

    items: tuple[Correction, ...]
    banner: str
    below: Mapping[Place, Scalar]

    def remark(self, sheet: str, row: int) -> str:
        """The remark beside a row, empty where nothing in it needs correction, or the check beside
        it says what.
        """
        texts = [
            f"{each.message} {each.hint}".strip()
            for each in self.items
            if each.place and (each.place.sheet, each.place.row) == (sheet, row)
            if not each.restored and not each.said
        ]
        return "\n".join(texts)

    @property
    def places(self) -> frozenset[Place]:
        """The cells that need correction."""
        return frozenset(each.place for each in self.items if each.place and not each.restored)
