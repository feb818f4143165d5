"""A plain table for statistics programs and other systems: its columns, keys and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class ColumnType(StrEnum):
    """The type of a column, as Frictionless Table Schema names it."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    LOGICAL = "boolean"
    DATE = "date"
    MOMENT = "datetime"


class Table(NamedTuple):
    """A table for other programs.

    name      of the kind of table, by which its columns are explained
    columns   by name
    key       the columns that tell rows apart
    rows      in the order of the columns
    register  the one whose rows it holds, which explains its columns itself; None for any other
    refers    columns whose values are the key of another table, by that table's name
    """

    name: str
    columns: Mapping[str, ColumnType]
    key: tuple[str, ...]
    rows: Iterable[Sequence[object]]
    register: str | None = None
    refers: Mapping[str, tuple[str, ...]] = {}
