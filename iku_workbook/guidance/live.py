"""A live cell: a locked formula that follows what is typed, and names for such formulas.

Defined names stand for inputs and results. What only the guidance needs has names of its own, which
are written as cells: ``state.<item>``, ``rule.<id>``, ``messages.<register>``, ``list.<codelist>``.
An item is what must be answered: a field, or a register as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from iku_workbook.formula.tree import Node, Number, Text
from iku_workbook.layout import Layout, Place
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period

# The state of an item.
FINE, MISSING, WRONG, UNREAD = range(4)
# The hidden sheet's columns for an item; the first holds its id.
NEEDED, STATE, TROUBLE, LINK, FIRST_ITEM, TITLE, FIRST_TITLE, ROWS, WRONG_ROWS = range(2, 11)
ALL_CONFIRMED = 11  # of the first confirmation: whether one speaks for all
ASKS, ASK, ASK_TITLE = 12, 13, 14  # whether an item asks a question; where the first one leads
# How a message begins: never by colour alone.
FINE_MARK, MISSING_MARK, WRONG_MARK, NOTE_MARK = "✓", "•", "✗", "!"


@dataclass(frozen=True, slots=True)
class Live:
    """One live cell; a tree that is a bare number or text is a constant of the form."""

    name: str
    place: Place
    tree: Node

    @property
    def is_constant(self) -> bool:
        """Whether the cell holds a value of the form rather than a formula."""
        return isinstance(self.tree, Number | Text)


@dataclass(frozen=True, slots=True)
class GuidedForm:
    """The layout, period and language that guidance formulas are made for."""

    layout: Layout
    period: Period
    say: Catalogue
