"""Cell styles; every pair of colours has a contrast of at least 4.5 to 1 (WCAG 1.4.3).

Yellow means "type here" and nothing else: it stands out from white by 1.3 to 1, and has an edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from iku_workbook.calculations import Computed, Role
from iku_workbook.definition.field_types import Holds, decimals_format
from iku_workbook.definition.model import Field

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Looks = Mapping[str, Mapping[str, Any]]
DARK = "#1F4E78"
GREY = "#595959"
_EDGE = {"border": 1, "border_color": "#BFBFBF"}
_TOP = {"valign": "vcenter", "text_wrap": True}
_LEFT = {"align": "left", "indent": 1}
_RIGHT = {"align": "right", "indent": 1}
_PAPER = "#E7E6E6"  # behind what is computed
_COMPUTED = {"font_color": "#1F1F1F", "bg_color": _PAPER, **_TOP, **_EDGE}
YELLOW = "#FFDD75"
_TO_FILL = {"bg_color": YELLOW, "border": 1, "border_color": "#8F6B00"}
_INPUT = {"font_color": "#000000", "locked": False, **_TO_FILL, **_TOP}
# What the office has marked for the person who corrects it.
_MARKED = {"border": 2, "border_color": "#9C0006"}
_WORD = {"bold": True, "align": "center", "valign": "vcenter", **_EDGE}
_BANNER = {"bold": True, "font_size": 13, "align": "left", "indent": 1, "valign": "vcenter"}
_GROUP = {
    "bold": True,
    "font_color": DARK,
    "bg_color": "#DDEBF7",
    "indent": 1,
    "top": 1,
    "bottom": 1,
    "top_color": "#BFBFBF",
    "bottom_color": "#BFBFBF",
}
_BUTTON = {"bold": True, "font_color": "#0563C1", "underline": 1, "bg_color": "#FFFFFF"}
LOOKS: Looks = {
    "title": {"bold": True, "font_size": 17, "font_color": DARK, "valign": "vcenter"},
    "sheet_title": {"bold": True, "font_size": 14, "font_color": DARK, **_TOP},
    "subtitle": {"font_color": "#404040", "valign": "vcenter"},
    "section": {
        "bold": True,
        "font_size": 12,
        "font_color": DARK,
        "bottom": 2,
        "bottom_color": DARK,
    },
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": DARK,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        **_EDGE,
    },
    "group": {**_GROUP, "valign": "vcenter"},
    "group_wrapped": {**_GROUP, **_TOP},
    "group_message": {**_GROUP, **_LEFT, **_TOP, "bold": False, "font_size": 10},
    "choice": {**_GROUP, **_LEFT, "valign": "vcenter", "shrink": True, "locked": False},
    "number": {"align": "center", "font_color": GREY, **_TOP, **_EDGE},
    "label": {"bold": True, **_LEFT, **_TOP, **_EDGE},
    "help": {"font_size": 9, "font_color": GREY},
    "strong": {"bold": True},
    "text": {**_LEFT, **_TOP, **_EDGE},
    "small": {"font_size": 9, "font_color": GREY, **_LEFT, **_TOP, **_EDGE},
    "plain": {**_TOP},
    "plain_strong": {"bold": True, **_TOP},
    "title_wrapped": {
        "bold": True,
        "font_size": 17,
        "font_color": DARK,
        "valign": "vcenter",
        "text_wrap": True,
    },
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "vcenter"},
    "link_indented": {"font_color": "#0563C1", "underline": 1, **_LEFT, "valign": "vcenter"},
    "link_cell": {"font_color": "#0563C1", "underline": 1, **_LEFT, **_TOP, **_EDGE},
    "plain_line": {"valign": "vcenter"},
    "note_line": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "note_right": {"font_size": 9, "font_color": GREY, **_RIGHT, "valign": "vcenter"},
    "note": {"font_size": 9, "font_color": GREY, **_TOP},
    "unit": {"align": "center", "font_color": "#404040", **_TOP, **_EDGE},
    "input": {**_RIGHT, **_INPUT},
    "input_left": {**_LEFT, **_INPUT},
    "input_marked": {**_RIGHT, **_INPUT, **_MARKED},
    "input_left_marked": {**_LEFT, **_INPUT, **_MARKED},
    "remark": {"font_size": 10, "font_color": "#9C0006", **_LEFT, **_TOP, **_EDGE},
    "computed": {**_RIGHT, **_COMPUTED},
    "computed_left": {**_LEFT, **_COMPUTED},
    "computed_strong": {"bold": True, **_RIGHT, **_COMPUTED},
    "input_word": {**_WORD, **_TO_FILL},
    "computed_word": {"font_color": "#1F1F1F", "bg_color": _PAPER, **_WORD},
    "locked_word": {"font_color": "#404040", **_WORD},
    "plain_indented": {**_LEFT, **_TOP},
    "mark": {"bold": True, "align": "center", "valign": "vcenter"},
    "paper_right": {**_RIGHT, **_TOP, **_EDGE},
    "paper_left": {**_LEFT, **_TOP, **_EDGE},
    "paper_text": {"font_size": 9, **_LEFT, **_TOP, **_EDGE},
    "locked": {"font_color": "#404040", **_RIGHT, **_TOP, **_EDGE},
    "earlier": {"font_color": GREY, "italic": True, **_RIGHT, **_TOP, **_EDGE},
    "earlier_left": {"font_color": GREY, "italic": True, **_LEFT, **_TOP, **_EDGE},
    "message": {"font_size": 10, "font_color": "#404040", **_LEFT, **_TOP, **_EDGE},
    "answer": {"font_size": 10, "font_color": "#404040", **_LEFT, **_TOP},
    "count": {"font_size": 10, "font_color": "#404040", **_RIGHT, "valign": "vcenter"},
    "question": {"bold": True, **_RIGHT, **_TOP},
    "banner": {"font_color": DARK, "bg_color": "#DDEBF7", **_BANNER},
    "status": {"font_color": DARK, "bg_color": "#DDEBF7", **_BANNER, **_TOP, "font_size": 11},
    "banner_more": {"font_color": "#404040", "valign": "vcenter", "indent": 1},
    "jump": {"font_color": "#0563C1", "underline": 1, "valign": "vcenter", "indent": 1},
    "onward": {**_BUTTON, **_LEFT, "valign": "vcenter", "shrink": True},
    "back": {"font_color": "#0563C1", "underline": 1, **_RIGHT, "valign": "vcenter"},
    "not_ready": {"bold": True, "align": "center", "valign": "vcenter"},
    "centre": {"align": "center", "valign": "vcenter"},
    "centre_wrapped": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "centre_small": {"align": "center", "valign": "vcenter", "font_size": 9, "font_color": GREY},
}
# How a choice looks where there is something to choose: as an input does.
CHOICE = {"font_color": "#000000", **_TO_FILL}
# Looks laid over a cell while its message begins with a mark: colour never stands alone.
FINE = {"font_color": "#006100", "bg_color": "#C6EFCE"}
MISSING = {"font_color": "#7F4A00"}
ATTENTION = {"font_color": "#403468", "bg_color": "#E4DFF2"}
WRONG = {"font_color": "#9C0006", "bg_color": "#FFC7CE"}
_FIRST_ATTENTION = {"font_color": "#9C5700", "bg_color": "#FFEB9C"}


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Workbook, looks: Looks = LOOKS) -> None:
        self._book, self._looks = book, looks
        self._made: dict[tuple[str, str], Format] = {}
        newest = looks is LOOKS
        self.fine = book.add_format(FINE)
        self.attention = book.add_format(ATTENTION if newest else _FIRST_ATTENTION)
        self.missing = book.add_format(MISSING) if newest else self.attention
        self.wrong = book.add_format(WRONG)
        self.choice = book.add_format(CHOICE)
        # By its colour: some programs lose the number format of a conditional one.
        self.unseen = book.add_format({"font_color": _PAPER}) if newest else self.attention

    def __call__(self, look: str, number_format: str = "General") -> Format:
        """The format called ``look`` showing numbers in ``number_format``."""
        key = (look, number_format)
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {**self._looks[look], "num_format": number_format}
            )
        return self._made[key]


def computed_format(computed: Computed) -> str:
    """The number format of a formula's cell, left open only where it may give a text.

    Where it is left open ("General"), LibreOffice chooses one once the formula gives a number, and
    may then move the looks of the cells below by a row. A text in any other format it saves in an
    .xls as the number 0.
    """
    if computed.decimals is None and computed.role is not Role.CALCULATION:
        return "#,##0.00####"
    return decimals_format(computed.decimals)


def input_look(field: Field, *, in_register: bool, modern: bool = False) -> str:
    """The look of a field's input cell: numbers and dates to the right, words to the left.

    In forms of the first version all stood in the middle but what is written in a register's rows.
    """
    if modern:
        return "input_left" if field.type.record.is_words else "input"
    left = in_register and field.type.record.holds is Holds.TEXT
    return "input_left" if left else "input"
