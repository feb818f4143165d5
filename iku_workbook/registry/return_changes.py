"""What changed from one return of a unit and period to the next, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple, cast

from iku_workbook.inputs import Row, Scalar
from iku_workbook.returns import Return

_NO_ROW: Row = {}


class ValueChange(NamedTuple):
    """One value that is another one than before; None where it is blank, or its row is not there.

    field   the id of the field or register
    row     of a register its row, counted from 1: in the newer return, or in the older one where
            it is gone; None for a field
    column  of a register the id of its column
    """

    field: str
    row: int | None
    column: str | None
    old: Scalar
    new: Scalar


class ReturnChanges(NamedTuple):
    """A return beside the one before it: the two, and what differs in their values."""

    older: Return
    newer: Return
    changes: Sequence[ValueChange]


def changes_in(own: Sequence[Return], newer: Return) -> ReturnChanges | None:
    """What a return says otherwise than the last one before it of which values could be read, among
    the returns of its unit and period, oldest first; None where there is none.
    """
    before = [each for each in own if (each.number or 0) < (newer.number or 0) and each.values]
    if not before or not newer.values:
        return None
    return ReturnChanges(before[-1], newer, list(changes_between(before[-1], newer)))


def changes_between(older: Return, newer: Return) -> Iterator[ValueChange]:
    """What differs in the newer one, in the order of its values: what only one of them has too."""
    for name in dict.fromkeys((*newer.values, *older.values)):
        was, now = older.values.get(name), newer.values.get(name)
        if was == now:
            continue
        if isinstance(was, list | tuple) or isinstance(now, list | tuple):
            yield from _rows(name, _as_rows(was), _as_rows(now))
        else:
            yield ValueChange(name, None, None, cast("Scalar", was), cast("Scalar", now))


def _as_rows(value: object) -> Sequence[Row]:
    return value if isinstance(value, list | tuple) else ()


def _rows(name: str, was: Sequence[Row], now: Sequence[Row]) -> Iterator[ValueChange]:
    """The cells of a register's rows that differ; a row that moved along is the same row."""
    before, after = ([repr(sorted(each.items())) for each in rows] for rows in (was, now))
    same = SequenceMatcher(None, before, after, autojunk=False)
    for kind, begin, end, start, stop in same.get_opcodes():
        if kind == "equal":
            continue
        pairs = zip_longest(was[begin:end], now[start:stop], fillvalue=_NO_ROW)
        for place, (old, new) in enumerate(pairs):
            row = (start if new else begin) + place + 1
            for column in dict.fromkeys((*new, *old)):
                if old.get(column) != new.get(column):
                    yield ValueChange(name, row, column, old.get(column), new.get(column))
