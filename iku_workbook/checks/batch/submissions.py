"""Returns of one layout and one period, side by side: what the vectorised checks work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.received import Content, Received
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Node, names
from iku_workbook.formula.values import Column, Kind
from iku_workbook.inputs import Values, columns
from iku_workbook.layout import Layout
from iku_workbook.periods import Period

Mask = npt.NDArray[np.bool_]


def values_of(content: Content) -> Values:
    """A form's values as the contract's JSON has them: registers as lists of their filled rows.

    An empty list is the answer "nihil"; a register that was not answered is None, as any input.
    """
    events = {
        name: [row.values for row in rows] if rows or name in content.nihil else None
        for name, rows in content.events.items()
    }
    return {**content.values, **events}


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions that share a layout and a period, as columns.

    inputs    a column for every input, as the formulas read it
    results   every computed value, by defined name
    """

    layout: Layout
    period: Period
    files: tuple[str, ...]
    contents: tuple[Content, ...]
    inputs: dict[str, Column]
    results: dict[str, Column]

    @classmethod
    def of(cls, received: Sequence[Received], layout: Layout) -> Group:
        """The group of forms that all have this layout and one period."""
        contents = tuple(each.content for each in received if each.content is not None)
        size = len(contents)
        values = [values_of(content) for content in contents]
        inputs = columns(layout, values, [content.previous for content in contents])
        return cls(
            layout=layout,
            period=contents[0].period,
            files=tuple(each.file for each in received),
            contents=contents,
            inputs=inputs,
            results=layout.calculations.evaluate(inputs, size),
        )

    @property
    def size(self) -> int:
        """How many submissions."""
        return len(self.contents)

    def holds(self, formula: str) -> Mask:
        """Where a logical formula is TRUE; nowhere where a unit of this kind cannot compute it."""
        tree = parse(formula)
        scope = self.inputs | self.results
        if any(name not in scope for name in names(tree)):
            return np.zeros(self.size, dtype=bool)
        return evaluate(tree, scope, self.size).true

    def value(self, name: str, submission: int) -> object:
        """What an input or a computed value is in one submission, dates as dates."""
        content = self.contents[submission]
        if name in content.values:
            return content.values[name]
        if name.startswith(PREVIOUS):
            return content.previous.get(name.removeprefix(PREVIOUS))
        column = self.results.get(name)
        if column is None:
            return None
        one = slice(submission, submission + 1)
        return Column(column.kind[one], column.number[one], column.text[one]).objects()[0]

    def blank(self, result: str) -> Mask:
        """Where a computed value is blank: an empty text, as its formula gives it."""
        column = self.results[result]
        return np.asarray((column.kind == Kind.TEXT) & (column.text == ""))

    def unreadable(self, name: str) -> Mask:
        """The submissions whose input ``name`` holds something that is no value."""
        return np.array([name in content.unreadable for content in self.contents], dtype=bool)

    def reads(self, tree: Node) -> frozenset[str]:
        """Every input of this period that a formula depends on, through calculations too."""
        inputs = self.layout.calculations.inputs(names(tree))
        return frozenset(name for name in inputs if not name.startswith(PREVIOUS))


def groups(
    received: Sequence[Received], layout_of: Callable[[Content], Layout]
) -> Iterator[tuple[list[int], Group]]:
    """The recognised forms by layout and period, each group with its members' positions."""
    members: dict[tuple[str, str, str], list[int]] = {}
    for index, each in enumerate(received):
        if content := each.content:
            key = (content.digest, content.unit.kind, content.period.code)
            members.setdefault(key, []).append(index)
    for indices in members.values():
        group = [received[index] for index in indices]
        layout = next(layout_of(each.content) for each in group if each.content)
        yield indices, Group.of(group, layout)
