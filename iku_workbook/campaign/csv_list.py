"""A list that people keep as CSV and the page edits: what else they wrote into it, further columns
and lines, stays as it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import read_named

_MARK = "\ufeff"  # by which spreadsheets know UTF-8
LIVE = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass
class CsvList:
    """The file as it stands: of each line of the table its text and its cells."""

    path: Path
    mark: str = ""
    separator: str = ","
    end: str = "\r\n"
    lines: list[tuple[str, list[str]]] = field(default_factory=list)

    @classmethod
    def of(
        cls, path: Path, columns: Sequence[str], limit: int, *, needed: Sequence[str], bad: str
    ) -> CsvList:
        """The list in a file of at most ``limit`` bytes; one without entries where there is none.

        OperatorError ``bad`` for a file of another kind, without the columns that are ``needed``.
        """
        if not path.exists():
            return cls(path, _MARK, lines=[(",".join(columns) + "\r\n", list(columns))])
        return cls.in_bytes(read_named(path, limit), path, needed=needed, bad=bad)

    @classmethod
    def in_bytes(cls, content: bytes, path: Path, *, needed: Sequence[str], bad: str) -> CsvList:
        """The list that was read from a file, or sent; OperatorError as for :meth:`of`."""
        try:
            found = cls._in_text(content.decode(), path)
        except (UnicodeDecodeError, csv.Error) as error:
            raise OperatorError(bad, file=path) from error
        if not found.lines or not {*needed} <= {*found.header}:
            raise OperatorError(bad, file=path)
        return found

    @classmethod
    def _in_text(cls, text: str, path: Path) -> CsvList:
        mark, text = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
        first = text.partition("\n")[0]
        separator = ";" if ";" in first else ","
        end = "\r\n" if first.endswith("\r") else "\n"
        return cls(path, mark, separator, end, list(_lines(text, separator)))

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.strip().lower() for cell in self.lines[0][1]]

    def entries(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each line below the header: its place, and its cells by column."""
        for place, (_, cells) in enumerate(self.lines[1:], start=1):
            yield place, dict(zip(self.header, map(str.strip, cells), strict=False))

    def line(self, said: Mapping[str, str], cells: Sequence[str] = ()) -> tuple[str, list[str]]:
        """A line with these cells; what stood in other columns stays."""
        before = dict(zip(self.header, cells, strict=False))
        row = [said.get(column, before.get(column, "")) for column in self.header]
        out = io.StringIO()
        csv.writer(out, delimiter=self.separator, lineterminator=self.end).writerow(row)
        return out.getvalue(), row

    def write(self) -> None:
        """Put it in place, whole; a last line without an end gets one before another follows."""
        texts = [text for text, _ in self.lines]
        ended = [text if text.endswith(("\n", "\r")) else text + self.end for text in texts[:-1]]
        content = self.mark + "".join([*ended, *texts[-1:]])
        try:
            write_whole(self.path.resolve(), content.encode())
        except OSError as error:
            raise OperatorError.of_system(error, self.path) from error


def _lines(text: str, separator: str) -> Iterator[tuple[str, list[str]]]:
    """Each line of a table: as it stands, and its cells; one in quotes may be of several."""
    own = text.splitlines(keepends=True)
    reader, begin = csv.reader(own, delimiter=separator, strict=True), 0
    for cells in reader:
        yield "".join(own[begin : reader.line_num]), cells
        begin = reader.line_num
