"""A worksheet of XlsxWriter that stores what it is given, and holds a table of any length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.master.cell_text import cell_text

_STYLE = "TableStyleLight1"
_NAME_LIMIT = 255  # characters of a column's name
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read it as one character


class MasterSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """One worksheet of the master, written by XlsxWriter."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as it is.

        XlsxWriter marks functions newer than Excel 2010 wherever it finds their names, in texts and
        in names of sheets too. No formula here has such a function.
        """
        return formula.removeprefix("=")

    def declare_table(self, name: str, header: int, last: int, columns: Sequence[str]) -> None:
        """Make an Excel table of rows that are written cell by cell, whose header is ``header``.

        XlsxWriter's own ``add_table`` writes the header itself, which it cannot where rows go to
        disk as they are written.
        """
        whole = f"{a1(header, 1)}:{a1(last, len(columns))}"
        self.tables.append(
            {
                "name": name,
                "range": whole,
                "a_range": whole,
                "autofilter": whole,
                "header_row_count": 1,
                "totals_row_shown": False,
                "columns": [
                    {"id": number, "name": title} for number, title in enumerate(columns, start=1)
                ],
                "style": _STYLE,
                "show_first_col": False,
                "show_last_col": False,
                "show_row_stripes": False,
                "show_col_stripes": False,
                "description": None,
                "title": None,
            }
        )


def table_columns(titles: Sequence[str]) -> list[str]:
    """The titles as a table can have them: short, on one line, no two alike."""
    found: list[str] = []
    used: set[str] = set()
    for title in titles:
        plain = _ESCAPED.sub("＿", " ".join(cell_text(title).split()))
        number = 1
        ending = ""
        while (plain[: _NAME_LIMIT - len(ending)] + ending).casefold() in used:
            number += 1
            ending = f" ({number})"
        found.append(plain[: _NAME_LIMIT - len(ending)] + ending)
        used.add(found[-1].casefold())
    return found
