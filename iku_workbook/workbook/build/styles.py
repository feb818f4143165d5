"""The looks of cells; every pair of colours has a contrast of at least 4.5 to 1 (WCAG 1.4.3)."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from iku_workbook.definition.model import Field, FieldType

DARK = "#1F4E78"
_EDGE = {"border": 1, "border_color": "#BFBFBF"}
_TOP = {"valign": "top", "text_wrap": True}
_INPUT = {"font_color": "#000000", "bg_color": "#FFF2CC", **_TOP, **_EDGE}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": DARK, "valign": "vcenter"},
    "subtitle": {"font_size": 11, "font_color": "#404040", "valign": "vcenter"},
    "section": {
        "bold": True,
        "font_size": 12,
        "font_color": DARK,
        "bottom": 1,
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
    "group": {
        "bold": True,
        "font_color": DARK,
        "bg_color": "#DDEBF7",
        "valign": "vcenter",
        **_EDGE,
    },
    "number": {"align": "center", "font_color": "#595959", **_TOP, **_EDGE},
    "label": {"bold": True, **_TOP, **_EDGE},
    "help": {"font_size": 9, "font_color": "#595959"},
    "strong": {"bold": True},
    "text": {**_TOP, **_EDGE},
    "plain": {**_TOP},
    "plain_strong": {"bold": True, **_TOP},
    "unit": {"align": "center", "font_color": "#404040", **_TOP, **_EDGE},
    "input": {**_INPUT, "locked": False},
    "sample": _INPUT,
    "computed": {"font_color": "#1F1F1F", "bg_color": "#E7E6E6", **_TOP, **_EDGE},
    "earlier": {"font_color": "#595959", "italic": True, **_TOP, **_EDGE},
}


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}

    def __call__(self, look: str, number_format: str = "General") -> Format:
        """The format called ``look`` showing numbers in ``number_format``."""
        key = (look, number_format)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_LOOKS[look], "num_format": number_format})
        return self._made[key]


def decimals_format(decimals: int | None) -> str:
    """The number format that shows so many decimals, with thousands marked; None shows all."""
    if decimals is None:
        return "General"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def field_format(field: Field) -> str:
    """How a field's value is shown."""
    if field.type is FieldType.INTEGER:
        return "#,##0"
    if field.type is FieldType.DATE:
        return "dd/mm/yyyy"
    if field.type is FieldType.DECIMAL:
        return "General"
    return "@"
