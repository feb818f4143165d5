"""Which cells of a return the office can mend itself, and whether it should.

What a village has typed is its own word: of it the office mends what a check asks about, after it
has asked the village, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from iku_workbook.cell_addresses import position
from iku_workbook.codes import CODES, RECORDED, TYPED, Family
from iku_workbook.findings import Finding, Severity
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import names
from iku_workbook.input_cells import InputCell, input_cell, input_cell_at
from iku_workbook.layout import Layout, Place

FEW = 5
"""Cells that somebody corrects while a village is on the telephone."""
SAME = 3
"""Errors of one kind that are a habit: whoever has it learns of it by mending the file."""


class Way(StrEnum):
    """Where a return is mended: by the office, or by the village in its file."""

    HERE = "here"
    FILE = "file"


class Why(StrEnum):
    """What an advice rests on."""

    FEW = "few"
    RESTORED = "restored"
    MANY = "many"
    SAME = "same"
    ELSEWHERE = "elsewhere"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to mend a return, why, and how many cells have an error."""

    way: Way
    why: Why
    cells: int


def mendable(findings: Sequence[Finding], layout: Layout) -> dict[str, InputCell]:
    """The input cells that a finding names, and those that a broken rule reads, by their names.

    ``layout`` has today's fields at the cells of the form that came. What was let pass asks nothing
    any more.
    """
    found: dict[str, InputCell] = {}
    for each in findings:
        if each.family in TYPED and each.waived is None and each.code not in RECORDED:
            found |= {cell.name: cell for cell in _cells(each, layout)}
    return found


def _cells(finding: Finding, layout: Layout) -> Iterator[InputCell]:
    """Those that one finding asks about. A rule over a register names the head of a column, and any
    cell of that may be the wrong one.
    """
    of_column = finding.family is Family.RULE and "." in (finding.field or "")
    if finding.sheet in layout.sheets and finding.cell and not of_column:
        cell = input_cell_at(layout, Place(finding.sheet, *position(finding.cell)))
        if cell is not None:
            yield cell
    if finding.family is Family.RULE:
        rules = {rule.id: rule for rule in layout.definition.rules}
        rule = rules.get(str(finding.data.get("rule")))
        read = layout.calculations.inputs(names(parse(rule.check))) if rule else ()
        cells = (input_cell(layout, name) for name in sorted(read))
        yield from (cell for cell in cells if cell is not None)


def advice(findings: Sequence[Finding], cells: Mapping[str, InputCell]) -> Advice:
    """Where a return is best mended; ``cells`` are those that the office can mend.

    Here, where at most ``FEW`` cells have an error, each of them one that the office can mend, and
    no error is there ``SAME`` times; and where all that is wrong was altered by a program, and is
    right again in any copy. Else in the file: what the same hand does in many cells only that hand
    unlearns, and what stands elsewhere only the village can put in its place.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    wrong = [each for each in errors if not CODES[each.code].restored]
    places = {(each.sheet, each.cell) for each in wrong}
    if not errors:
        return Advice(Way.FILE, Why.NOTHING, 0)
    if not wrong:
        return Advice(Way.HERE, Why.RESTORED, 0)
    mended = {(each.place.sheet, each.place.address) for each in cells.values()}
    if places - mended:
        return Advice(Way.FILE, Why.ELSEWHERE, len(places))
    if max(Counter(each.code for each in wrong).values()) >= SAME:
        return Advice(Way.FILE, Why.SAME, len(places))
    return Advice(*(Way.FILE, Why.MANY) if len(places) > FEW else (Way.HERE, Why.FEW), len(places))
