"""The cell styles of the master: those of the forms, and a few of its own.

Every pair of colours has a contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3).
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from iku_workbook.results.accumulate import Status
from iku_workbook.workbook.writing.styles import DARK, Styles

_EDGE = {"border": 1, "border_color": "#BFBFBF"}
_MIDDLE = {"valign": "vcenter", **_EDGE}
_MIDST = {"align": "center", **_MIDDLE}
_PALE = {"font_color": "#595959", "bg_color": "#F2F2F2"}
_GROUP = {
    "align": "left",
    "indent": 1,
    "bold": True,
    "font_color": DARK,
    "bg_color": "#DDEBF7",
    "valign": "vcenter",
}

_OWN: dict[str, dict[str, Any]] = {
    "cell": {"align": "left", "indent": 1, "text_wrap": True, **_MIDDLE},
    "cell_strong": {"align": "left", "indent": 1, "bold": True, **_MIDDLE},
    "cell_strong_wrapped": {
        "align": "left",
        "indent": 1,
        "bold": True,
        "text_wrap": True,
        **_MIDDLE,
    },
    "strong_center": {"bold": True, **_MIDST},
    "pale_amount": {"align": "right", "indent": 1, **_MIDDLE, **_PALE},
    "cell_center": {"text_wrap": True, **_MIDST},
    "amount": {"align": "right", "indent": 1, **_MIDDLE},
    "sum": {"align": "right", "indent": 1, "bg_color": "#F2F7FC", **_MIDDLE},
    "result": {
        "align": "right",
        "indent": 1,
        "bold": True,
        "font_size": 14,
        "font_color": DARK,
        "bg_color": "#F2F7FC",
        **_MIDDLE,
    },
    "code": {"bold": True, "font_color": DARK, **_MIDST},
    "pale_text": {
        "align": "left",
        "indent": 1,
        "font_color": "#595959",
        "text_wrap": True,
        **_MIDDLE,
    },
    "result_small": {
        "align": "right",
        "indent": 1,
        "bold": True,
        "font_color": DARK,
        "bg_color": "#F2F7FC",
        **_MIDDLE,
    },
    "check": {"bold": True, "align": "left", "indent": 1, "valign": "vcenter"},
    "choice": {
        "bold": True,
        "align": "left",
        "indent": 1,
        "bg_color": "#FFF2CC",
        "locked": False,
        **_MIDDLE,
    },
    "order": {"align": "left", "indent": 1, "font_size": 9, **_MIDDLE, **_PALE},
    "formula_text": {
        "align": "left",
        "indent": 1,
        "font_size": 9,
        "font_color": "#404040",
        "text_wrap": True,
        **_MIDDLE,
    },
    "value": {"text_wrap": True, **_MIDST},
    "value_strong": {"bold": True, "bg_color": "#F2F7FC", "text_wrap": True, **_MIDST},
    "link_center": {"font_color": "#0563C1", "underline": 1, **_MIDST},
    "note": {
        "align": "left",
        "indent": 1,
        "font_size": 9,
        "font_color": "#7F3F00",
        "text_wrap": True,
        **_MIDDLE,
    },
    "source": {"align": "center", "font_size": 8, "font_color": "#595959", **_MIDDLE},
    "detail": {"font_size": 9, "font_color": "#595959"},
    # A text that is longer than its cell is cut there instead of running on over the next ones.
    "digest": {"font_size": 8, "font_color": "#595959", **_MIDDLE, "align": "fill"},
    "group_first": {**_GROUP, "left": 1, "left_color": DARK},
    "group_more": _GROUP,
    "hint": {"font_size": 9, "italic": True, "font_color": "#595959", "valign": "vcenter"},
    "how": {"font_size": 9, "italic": True, "align": "left", "indent": 1, **_MIDDLE, **_PALE},
    "paragraph": {"text_wrap": True, "valign": "vcenter"},
    "other": {**_MIDDLE, **_PALE},
    "good": {**_MIDST, "font_color": "#006100", "bg_color": "#C6EFCE"},
    "attention": {**_MIDST, "font_color": "#9C5700", "bg_color": "#FFEB9C"},
    "bad": {**_MIDST, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "pale": {**_MIDST, **_PALE},
    "warning": {"bold": True, "font_color": "#9C0006", "valign": "vcenter"},
}

STATUS_LOOKS = {
    Status.ACCEPTED: "good",
    Status.UNAPPROVED: "attention",
    Status.NEEDS_CORRECTION: "attention",
    Status.REJECTED: "bad",
    Status.MISSING: "pale",
    Status.ABSENT: "other",
}


class MasterStyles(Styles):
    """Formats of one master workbook, each made once."""

    def __call__(self, look: str, number_format: str = "General") -> Format:
        """The format called ``look`` showing numbers in ``number_format``."""
        if look not in _OWN:
            return super().__call__(look, number_format)
        key = (look, number_format)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_OWN[look], "num_format": number_format})
        return self._made[key]

    def laid_over(self, look: dict[str, Any]) -> Format:
        """A format for a conditional format, over whatever a cell has."""
        key = (repr(sorted(look.items())), "")
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]
