"""Prints tables and styled text on the terminal; nothing in a text can act as a command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from iku_workbook.definition.model import Target

Row = Sequence[tuple[str, str]]
"""Cells: a text, and the name of what it is."""

_STYLES = {
    "accepted": "bold green",
    "needs-correction": "bold yellow",
    "rejected": "bold red",
    "not-examined": "bold magenta",
    "no-return": "dim",
    "awaiting-decision": "bold magenta",
    "overruled": "bold magenta",
    "approved": "bold green",
    "missing": "dim",
    "error": "red",
    "warning": "yellow",
    "info": "blue",
    "quiet": "dim",
    "strong": "bold",
}


def screen(file: IO[str] | None = None) -> Console:
    """Standard output, or a file; colours only on a terminal, and never against NO_COLOR."""
    return Console(markup=False, highlight=False, emoji=False, file=file)


def figure(value: Target | None, decimals: int | None, language: str) -> str:
    """A number as the language writes it; a dash where there is none."""
    from iku_workbook.definition.targets import written

    return "-" if value is None else written(value, decimals, language)


def styled(spans: Iterable[tuple[str, str]]) -> Text:
    """One line of spans, each in the style of what it is."""
    return Text.assemble(*((text, _STYLES.get(name, "")) for text, name in spans))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table: the first column in words, as wide as there is room, the others numbers."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    made.add_column(Text(headings[0]), overflow="fold")
    for index, head in enumerate(headings[1:], start=1):
        pieces = [*head.split(), *(row[index] for row in rows)]
        made.add_column(Text(head), justify="right", width=max(map(len, pieces)))
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def indented(rows: Sequence[Row], indent: int) -> Padding:
    """Rows without headings, as wide as their words but for the last column, which has the rest."""
    made = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0][:-1]:
        made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for row in rows:
        made.add_row(*(Text(text, _STYLES.get(name, "")) for text, name in row))
    return Padding(made, (0, 0, 0, indent))


def words_table(headings: Sequence[str], rows: Sequence[Sequence[tuple[str, str]]]) -> Table:
    """A table of texts, each cell in its own style; columns wrap where they must."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for head in headings:
        made.add_column(Text(head), overflow="fold")
    for row in rows:
        made.add_row(*(Text(text, _STYLES.get(name, "")) for name, text in row))
    return made
