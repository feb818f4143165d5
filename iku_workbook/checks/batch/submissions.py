"""Returns of one layout and period as columns, on which the batch's checks work."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

import numpy as np
import numpy.typing as npt

from iku_workbook.calculations import PREVIOUS, asked_before
from iku_workbook.checks.batch.accepted import Accepted, AcceptedReturns
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.received import Content, Received, Seen
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, OverTime
from iku_workbook.findings import Finding, Severity
from iku_workbook.formula.arithmetic import LIBREOFFICE
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Node, names
from iku_workbook.formula.values import Column, Kind
from iku_workbook.inputs import Row, Scalar, Values, columns
from iku_workbook.layout import Layout, Place
from iku_workbook.periods import Period

Mask = npt.NDArray[np.bool_]


class Found(NamedTuple):
    """A finding, and which of the submissions it is about, counted from 0."""

    submission: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Submissions:
    """Returns of one layout and one period, side by side, as columns.

    received   the files, each a recognised form, in the order in which they came
    contents   what each of them says
    inputs     a column for every input, as the formulas read it
    results    every computed value, by defined name
    previous   the values of the previous period that formulas read: what the registry has, and
               what the form shows where it has nothing
    accepted   what was accepted for earlier periods
    seen       returns that were checked before these; the checks for duplicates add to it
    refused    what was refused already, by submission and name of the input: one cause, one
               finding, so no further check looks at it
    unsound    the submissions in which an error was found so far
    """

    layout: Layout
    period: Period
    received: tuple[Received, ...]
    contents: tuple[Content, ...]
    inputs: dict[str, Column]
    results: dict[str, Column]
    previous: tuple[Values, ...]
    accepted: AcceptedReturns
    seen: Seen
    refused: set[tuple[int, str | None]]
    unsound: set[int]

    @classmethod
    def of(
        cls, received: Sequence[Received], layout: Layout, accepted: AcceptedReturns, seen: Seen
    ) -> Submissions:
        """The recognised forms, which all have this layout and one period."""
        contents = tuple(each.content for each in received if each.content is not None)
        values = [content.all_values() for content in contents]
        previous = tuple(_previous(content, layout, accepted) for content in contents)
        period = contents[0].period
        inputs = columns(layout, values, previous, period=period)
        return cls(
            layout=layout,
            period=period,
            received=tuple(received),
            contents=contents,
            inputs=inputs,
            results=layout.calculations.evaluate(inputs, len(contents)),
            previous=previous,
            accepted=accepted,
            seen=seen,
            refused={
                (submission, name)
                for submission, content in enumerate(contents)
                for name in content.unreadable
            },
            unsound={
                submission
                for submission, each in enumerate(received)
                if any(one.severity is Severity.ERROR for one in each.findings)
            },
        )

    def last_asked(self, submission: int) -> dict[str, Accepted | None]:
        """For each field what its unit had accepted last, when it was asked before."""
        fields, content = self.layout.fields.values(), self.contents[submission]
        return self.accepted.last_asked(
            (field for field, _ in fields), content.unit.code, content.period
        )

    def find(
        self,
        submission: int,
        code: str,
        place: Place | None = None,
        field: str | None = None,
        *,
        expected: object = None,
        found: object = None,
        own_severity: Severity | None = None,
        said: Mapping[str, object] | None = None,
        **data: object,
    ) -> Found:
        """A finding about one of the submissions; ``said`` is how its sentence names values."""
        finding = Finding(
            code,
            self.received[submission].file,
            place.sheet if place else None,
            place.address if place else None,
            field,
            expected,
            found,
            {**data, **(said or {})},
            own_severity=own_severity,
        )
        return Found(submission, finding)

    @property
    def size(self) -> int:
        """The number of submissions: the length of every column."""
        return len(self.contents)

    def results_in_libreoffice(self) -> dict[str, Column]:
        """``results`` as LibreOffice's arithmetic has them."""
        evaluated = self.layout.calculations.evaluate
        return evaluated(self.inputs, self.size, arithmetic=LIBREOFFICE)

    def holds(self, formula: str) -> Mask:
        """Where a logical formula is TRUE; nowhere where a unit of this kind cannot compute it."""
        tree = parse(formula)
        scope = self.inputs | self.results
        if any(name not in scope for name in names(tree)):
            return np.zeros(self.size, dtype=bool)
        return evaluate(tree, scope, self.size).true

    def value(self, name: str, submission: int) -> object:
        """The value of an input or a calculation in one submission, dates as dates."""
        content = self.contents[submission]
        if name in content.values:
            return content.values[name]
        if name.startswith(PREVIOUS):
            return self.previous[submission].get(name.removeprefix(PREVIOUS))
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


def comparable(field: Field, last: Accepted, period: Period) -> bool:
    """Whether what was accepted last is what a form for the period shows beside a field: of a flow
    it shows the last period in which it was asked and no other.
    """
    before = asked_before(field, period)
    return last.period == before.code or field.over_time is OverTime.LATEST


def _previous(content: Content, layout: Layout, accepted: AcceptedReturns) -> Values:
    """The values of the previous period: a locked cell that was emptied or altered decides none."""
    known: dict[str, Scalar | Sequence[Row]] = {}
    fields = [field for field, _ in layout.fields.values()]
    lasts = accepted.last_asked(fields, content.unit.code, content.period)
    for name, (field, _) in layout.fields.items():
        last = lasts[name]
        if last is None or not comparable(field, last, content.period):
            continue
        if _fits(field, last.values.get(name)):
            known[name] = last.values.get(name)
    return {**content.previous, **known}


def _fits(field: Field, value: object) -> bool:
    """Whether an accepted value is one of today's field: it may have asked for something else."""
    match field.type.record.holds:
        case Holds.NUMBER:
            return isinstance(value, int | float)
        case Holds.DATE:
            return isinstance(value, datetime.date)
        case Holds.CHOICE | Holds.TEXT:
            return isinstance(value, str)
    assert_never(field.type.record.holds)


class Members(NamedTuple):
    """Submissions of one layout and period, and the index of each among all received files."""

    indices: list[int]
    submissions: Submissions


def by_layout_and_period(
    received: Sequence[Received], forms: Forms, accepted: AcceptedReturns, seen: Seen
) -> Iterator[Members]:
    """The recognised forms by layout and period, earlier periods first.

    Each is made when it is asked for: what was accepted of the earlier ones is then known.
    """
    members: dict[tuple[str, str, str], list[int]] = {}
    periods: dict[tuple[str, str, str], Period] = {}
    for index, each in enumerate(received):
        if content := each.content:
            key = (content.digest, content.unit.kind, content.period.code)
            members.setdefault(key, []).append(index)
            periods[key] = content.period
    for key in sorted(members, key=lambda key: periods[key].start):
        own = [received[index] for index in members[key]]
        layout = next(forms.layout_of(each.content) for each in own if each.content)
        yield Members(members[key], Submissions.of(own, layout, accepted, seen))
