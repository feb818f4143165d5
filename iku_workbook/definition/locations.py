"""Line and column of every part of a definition's file, for the mistakes that are reported.

A part is named by the keys and positions that lead to it: ``("fields", 2, "formula")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from iku_workbook.definition.mistakes import Mistake
from iku_workbook.findings import Severity

KeyPath = tuple[str | int, ...]
"""The keys of mappings and positions in lists (from 0) that lead to a part of the file."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Line and column (from 1) of a value and of its key, and how a scalar was quoted.

    raw     a scalar's text, without quotes
    quote   ``"``, ``'``, or ``""`` for plain; None where the text's characters do not stand on one
            line just as they are read (several lines, escapes) and for what is not a scalar
    blank   whether there is a key and no value
    remark  the comment right behind a plain text, with no space after its sign, as it stands
    """

    line: int
    column: int
    key_line: int
    key_column: int
    raw: str = ""
    quote: str | None = None
    blank: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class UnitsFile:
    """The list of units, where it is a file of its own: the line of each unit."""

    file: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Locations:
    """Line and column of every part of a definition file.

    file   the definition's file name
    marks  the position of each part; the whole stands under the empty path
    units  the list of units, where it is a file of its own
    """

    file: str
    marks: Mapping[KeyPath, Mark] = field(default_factory=dict)
    units: UnitsFile | None = None

    def locate(self, path: KeyPath) -> tuple[int, int]:
        """Line and column of a part, or of the nearest part around it that exists."""
        mark = self._nearest(path)
        return mark.line, mark.column

    def locate_key(self, path: KeyPath) -> tuple[int, int]:
        """Line and column of a part's key."""
        mark = self._nearest(path)
        return mark.key_line, mark.key_column

    def locate_inside(self, path: KeyPath, offset: int) -> tuple[int, int]:
        """Line and column of the character at ``offset`` (from 0) of a text, spaces around it cut.

        Where the text spans lines or holds escapes, the place where it begins.
        """
        mark = self._nearest(path)
        column = mark.column
        if mark.quote is not None:
            at = offset + len(mark.raw) - len(mark.raw.lstrip())
            doubled = mark.raw[:at].count("'") if mark.quote == "'" else 0
            column += len(mark.quote) + at + doubled
        return mark.line, column

    def raw(self, path: KeyPath) -> str:
        """A scalar as it was written, empty where there is none."""
        mark = self.marks.get(path)
        return mark.raw if mark else ""

    def mistake(
        self,
        code: str,
        path: KeyPath,
        data: Mapping[str, object] | None = None,
        *,
        severity: Severity = Severity.ERROR,
        offset: int | None = None,
        at_key: bool = False,
    ) -> Mistake:
        """A mistake at ``path``: at its value, its key, or a character (``offset``) of its text."""
        if self.units and path[:1] == ("units",) and len(path) > 1 and isinstance(path[1], int):
            return Mistake(
                code, severity, self.units.file, self.units.lines[path[1]], 1, dict(data or {})
            )
        if offset is not None:
            line, column = self.locate_inside(path, offset)
        else:
            line, column = self.locate_key(path) if at_key else self.locate(path)
        return Mistake(code, severity, self.file, line, column, dict(data or {}))

    def _nearest(self, path: KeyPath) -> Mark:
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Mark(1, 1, 1, 1))
