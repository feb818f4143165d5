"""What a return says otherwise than an earlier one of its unit and period, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from iku_workbook.bounds import in_words
from iku_workbook.definition.model import Field
from iku_workbook.inputs import Row, Values
from iku_workbook.layout import Layout, RegisterTable
from iku_workbook.messages import Catalogue
from iku_workbook.safe_text import short

_ROWS = 20  # of one register that are named


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One input that says something else, or one row of a register that is new or gone.

    name           the field's id, or the register's
    before, after  in words; None where there was, or is, nothing
    is_row         it is a row of a register
    """

    name: str
    label: str
    before: str | None
    after: str | None
    is_row: bool = False


def changes_between(
    older: Values, newer: Values, layout: Layout, say: Catalogue
) -> tuple[ShownChange, ...]:
    """The inputs that differ, in the order of the form. A row that was corrected is one that is
    gone and one that is new: nothing in a register tells that they are the same event.
    """
    found = [
        ShownChange(name, short(field.label), _said(field, before, say), _said(field, after, say))
        for name, (field, _) in layout.fields.items()
        if (before := older.get(name)) != (after := newer.get(name))
    ]
    for table in layout.tables:
        found += _of_register(table, older, newer, say)
    return tuple(found)


def _of_register(
    table: RegisterTable, older: Values, newer: Values, say: Catalogue
) -> Iterator[ShownChange]:
    of, label = table.register.id, short(table.register.label)
    before, after = (_rows(values.get(of), table, say) for values in (older, newer))
    gone, new = list((before - after).elements()), list((after - before).elements())
    for row in gone[:_ROWS]:
        yield ShownChange(of, label, row, None, is_row=True)
    for row in new[:_ROWS]:
        yield ShownChange(of, label, None, row, is_row=True)
    if not gone and not new and older.get(of) != newer.get(of):
        nihil, answered = say("form.nihil"), newer.get(of) is not None
        yield ShownChange(of, label, None if answered else nihil, nihil if answered else None)


def _rows(value: Any, table: RegisterTable, say: Catalogue) -> Counter[str]:
    rows: Sequence[Row] = value if isinstance(value, list | tuple) else ()
    return Counter(_row(row, table, say) for row in rows)


def _row(row: Row, table: RegisterTable, say: Catalogue) -> str:
    said = (_said(field, row.get(field.id), say) for field, _ in table.columns)
    return short(" · ".join(each or "–" for each in said))


def _said(field: Field, value: object, say: Catalogue) -> str | None:
    return None if value is None else short(in_words(field, value, say))
