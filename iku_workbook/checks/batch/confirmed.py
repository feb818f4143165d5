"""Asks about answers that a form brought forward and that nobody has said to be still so.

What a form brought forward stands in its column of earlier values: where nothing stands there,
nothing was brought forward, and nothing is asked. A value that differs is an answer by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iku_workbook.brought_forward import asks, changed
from iku_workbook.checks.batch.submissions import Found, Submissions
from iku_workbook.checks.received import Content
from iku_workbook.findings import Finding
from iku_workbook.form_words import ALL_SAME, SAME, form_words
from iku_workbook.layout import Confirmation, Layout

UNCONFIRMED, CONTRADICTED, UNTOUCHED = "HIST-006", "HIST-007", "HIST-008"
CONFIRMED = "HIST-009"


class _Group(NamedTuple):
    """A group with something brought forward, what was chosen there, and what was typed over it."""

    name: str
    group: Confirmation
    chosen: str
    changed: list[str]


def check_confirmed(submissions: Submissions) -> Iterator[Found]:
    """Of each group that was brought forward: whether it was confirmed, said to be the same though
    it is not, or left as it was; a form that came back with nothing but these is no answer. An
    entry that was refused is found already, and contradicts nothing.
    """
    layout, say = submissions.layout, form_words(submissions.layout.definition)
    if not layout.confirmations:
        return
    same, all_same = (say(key).casefold() for key in (SAME, ALL_SAME))
    for submission, content in enumerate(submissions.contents):
        groups = list(_brought(layout, content))
        every = any(each.chosen == all_same for each in groups)
        untouched = bool(groups) and _untouched(layout, content, groups)
        for each in groups:
            if each.changed:
                read = [of for of in each.changed if (submission, of) not in submissions.refused]
                if read and each.chosen == same:
                    yield _find(submissions, submission, CONTRADICTED, each, read)
            elif each.chosen in {same, all_same} or (every and not each.chosen):
                yield _find(submissions, submission, CONFIRMED, each, each.group.fields)
            elif not untouched:
                yield _find(submissions, submission, UNCONFIRMED, each, each.group.fields)
        if untouched:
            yield _find(submissions, submission, UNTOUCHED, groups[0], ())


def confirmed(findings: Iterable[Finding]) -> frozenset[str]:
    """The fields that a return says to be still as they were brought forward."""
    noted = (each.data.get("fields") for each in findings if each.code == CONFIRMED)
    return frozenset(
        str(of) for fields in noted if isinstance(fields, list | tuple) for of in fields
    )


def _brought(layout: Layout, content: Content) -> Iterator[_Group]:
    """The groups of today's form that this one had, and in which it brought something forward."""
    for name, group in layout.confirmations.items():
        if name in content.confirmed and asks(group, content.previous):
            chosen = content.confirmed[name].casefold()
            yield _Group(name, group, chosen, changed(group, content.values, content.previous))


def _untouched(layout: Layout, content: Content, groups: list[_Group]) -> bool:
    """Whether nothing was typed and nothing chosen: all that stands there was brought forward."""
    brought = {of for each in groups for of in each.group.fields}
    others = (value for of, value in content.values.items() if of not in brought)
    answered = any(content.events.values()) or content.nihil or content.unreadable
    typed = any(each.changed or each.chosen for each in groups)
    return not (typed or answered or any(value is not None for value in others))


def _find(
    submissions: Submissions, submission: int, code: str, each: _Group, fields: Iterable[str]
) -> Found:
    layout, named = submissions.layout, list(fields)
    labels = ", ".join(layout.fields[of].field.label for of in named)
    return submissions.find(
        submission,
        code,
        each.group.place,
        each.name,
        found=submissions.contents[submission].confirmed[each.name] or None,
        group=each.group.heading,
        labels=labels,
        fields=named,
    )
