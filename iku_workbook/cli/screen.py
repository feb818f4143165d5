"""Prints tables and styled text on the terminal; nothing in a text can act as a command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from iku_workbook.cli.session import between_words

if TYPE_CHECKING:
    from iku_workbook.definition.model import Target

_NAMES = 24  # characters: what words before numbers need

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


def tell(console: Console, text: str | Text) -> None:
    """A sentence: broken between words on a terminal, one line where it goes to a file."""
    if isinstance(text, str) and console.is_terminal:
        lines = (between_words(line, console.width) for line in text.split("\n"))
        console.print("\n".join(lines), soft_wrap=True)
    else:
        console.print(text, soft_wrap=not console.is_terminal)


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
        wide = max(_wide(head), *(len(row[index]) for row in rows))
        made.add_column(Text(head), justify="right", width=wide)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def tables(width: int, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Table]:
    """The same in a table or more, each as wide as the screen: its words stand before every one."""
    columns = range(1, len(headings))
    wide = [max(_wide(headings[at]), *(len(row[at]) for row in rows)) for at in columns]
    begin = 1
    while begin < len(headings):
        end, room = begin + 1, width - _NAMES - wide[begin - 1] - 1
        while end < len(headings) and room > wide[end - 1]:
            room -= wide[end - 1] + 1
            end += 1
        chosen = [0, *range(begin, end)]
        yield table([headings[at] for at in chosen], [[row[at] for at in chosen] for row in rows])
        begin = end


def _wide(head: str) -> int:
    """A heading breaks between its words."""
    return max(map(len, head.split()), default=0)


def room_for_names(width: int, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers of a table leave enough of a screen's width to the words before them."""
    return len(list(tables(width, headings, rows))) == 1


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
