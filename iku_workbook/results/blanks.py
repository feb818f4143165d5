"""Whether a formula counts the empty rows of a register.

Most functions pass over blank cells, so a unit's filled rows are enough for them, and can stand
close together in the master. Where one counts them, a unit needs all the rows that its sheets had.
"""

from __future__ import annotations

from iku_workbook.definition.model import Register
from iku_workbook.formula.criteria import matches
from iku_workbook.formula.tree import Call, Logical, Name, Node, Number, Text, walk
from iku_workbook.formula.values import Column
from iku_workbook.layout import Layout


def sees_blanks(form: Layout, register: Register) -> bool:
    """Whether a formula of this form gives another result with another number of empty rows."""
    columns = {f"{register.id}.{field.id}" for field in register.fields}
    return any(
        _counts_blanks(node, columns)
        for computed in form.calculations
        for node in walk(computed.tree)
        if isinstance(node, Call)
    )


def _counts_blanks(call: Call, columns: set[str]) -> bool:
    ranges = [each.name for each in call.arguments if isinstance(each, Name)]
    if not columns.intersection(ranges):
        return False
    if call.function == "COUNTBLANK":
        return True
    # An empty row is blank in every column: it counts where it meets every criterion.
    return call.function in {"COUNTIF", "COUNTIFS"} and all(
        _may_match_blank(criterion) for criterion in call.arguments[1::2]
    )


def _may_match_blank(criterion: Node) -> bool:
    """Whether a blank cell meets a criterion; one that has yet to be computed may be any."""
    if not isinstance(criterion, Number | Text | Logical):
        return True
    return bool(matches(Column.of([criterion.value]), Column.of([[None]])).any())
