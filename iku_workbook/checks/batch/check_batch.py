"""Runs the checks of a batch, and gives each file its findings and verdict.

A new check of the batch is a function from :class:`Submissions` to what it found, and a line in
``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from iku_workbook.calculations import Role, result_name
from iku_workbook.cell_addresses import position
from iku_workbook.checks.batch.accepted import AcceptedBefore, AcceptedReturns, nothing_accepted
from iku_workbook.checks.batch.confirmed import check_confirmed
from iku_workbook.checks.batch.duplicates import (
    check_file_names,
    check_received_twice,
    check_same_entries,
    check_saved_before,
)
from iku_workbook.checks.batch.history import check_history, check_previous_values
from iku_workbook.checks.batch.recompute import check_computed
from iku_workbook.checks.batch.rules import check_rules
from iku_workbook.checks.batch.submissions import Found, Submissions, by_layout_and_period
from iku_workbook.checks.batch.texts import check_texts
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.named_unit import UnitNames, names_of
from iku_workbook.checks.file.old_forms import on_old_form
from iku_workbook.checks.received import Content, Received, Seen
from iku_workbook.codes import AS_READ, Family
from iku_workbook.findings import Finding, Severity, Verdict, verdict
from iku_workbook.returns import Parts, Return


def check_values(submissions: Submissions) -> list[Found]:
    """Every value against its field. The schemas are imported where there is one to check: their
    libraries take longer to load than a file takes to be refused.
    """
    from iku_workbook.checks.batch import values

    return values.check_values(submissions)


CHECKS: tuple[Callable[[Submissions], Iterable[Found]], ...] = (
    check_values,  # first: no other looks at what it refuses
    check_rules,
    check_computed,
    check_history,
    check_previous_values,
    check_confirmed,
    check_received_twice,
    check_file_names,
    check_same_entries,
    check_saved_before,
    check_texts,
)


def check_batch(
    received: Sequence[Received],
    forms: Forms,
    seen: Seen | None = None,
    accepted_before: AcceptedBefore = nothing_accepted,
) -> list[Return]:
    """The verdict on each file, in the order given.

    ``seen`` are files of the same run that were checked before these, which are added to it;
    ``accepted_before`` knows what was accepted before; so do these files of each other.
    """
    returns: dict[int, Return] = {}
    accepted = AcceptedReturns(accepted_before, forms.current.codes_of)
    for indices, submissions in by_layout_and_period(received, forms, accepted, seen or Seen()):
        found = _check(submissions)
        indicators = _indicators(submissions)
        sound = []
        for submission, index in enumerate(indices):
            own, content = found[submission], submissions.contents[submission]
            returned = _returned(received[index], own, indicators[submission], forms)
            returns[index] = returned
            if _is_sound(returned.findings):
                sound.append(content)
        accepted.add(sound)
    names = names_of(forms.current)
    return [
        returns.get(index) or _unrecognised(each, names, forms)
        for index, each in enumerate(received)
    ]


def _check(submissions: Submissions) -> list[list[Finding]]:
    """What the checks find about each of the submissions."""
    found: list[list[Finding]] = [[] for _ in submissions.contents]
    for check in CHECKS:
        for submission, finding in list(check(submissions)):
            found[submission].append(finding)
            if finding.family is Family.VALUE:
                submissions.refused.add((submission, finding.field))
            if finding.severity is Severity.ERROR:
                submissions.unsound.add(submission)
    return found


def _returned(
    received: Received, found: Sequence[Finding], indicators: Mapping[str, Parts], forms: Forms
) -> Return:
    """One file with everything that was found, in the order of reading."""
    content = received.content
    if content is not None and content.is_old:
        # Cells are named as the form that came has them.
        found = list(on_old_form(found, forms.input_layout_of(content)))
    findings = _once((*received.findings, *found))
    return Return(
        file=received.file,
        sha256=received.sha256,
        unit=received.unit,
        period=received.period,
        findings=tuple(sorted(findings, key=_order(content, forms))),
        values=content.all_values() if content else {},
        indicators=indicators,
        old_form=content is not None and content.is_old,
    )


def _unrecognised(received: Received, names: UnitNames, forms: Forms) -> Return:
    """What is no form of ours, with the unit that its name tells where it tells none itself."""
    returned = _returned(received, (), {}, forms)
    return returned if returned.unit else replace(returned, named=names.told_by(received.file))


def _is_sound(findings: Iterable[Finding]) -> bool:
    """Whether later returns are compared with this one; of two that differ, with the newer."""
    own = (each for each in findings if each.family is not Family.DUP)
    return verdict(own) is Verdict.ACCEPTED


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """One cause, one finding: how a text was read is not said where the value is refused."""
    refused = {
        (each.sheet, each.cell)
        for each in findings
        if each.family is Family.VALUE and each.severity is Severity.ERROR
    }
    return [
        each
        for each in findings
        if each.code not in AS_READ or (each.sheet, each.cell) not in refused
    ]


def _indicators(submissions: Submissions) -> list[dict[str, Parts]]:
    """Each submission's own numerators, denominators and values."""
    roles, nothing = (Role.NUMERATOR, Role.DENOMINATOR, Role.VALUE), [None] * submissions.size

    def parts(code: str) -> Iterator[Parts]:
        columns = (submissions.results.get(result_name(code, role)) for role in roles)
        values = (nothing if each is None else map(_number, each.objects()) for each in columns)
        return (Parts(*own) for own in zip(*values, strict=True))

    codes = [block.indicator.code for block in submissions.layout.blocks]
    if not codes:
        return [{} for _ in range(submissions.size)]
    by_submission = zip(*map(parts, codes), strict=True)
    return [dict(zip(codes, own, strict=True)) for own in by_submission]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _order(content: Content | None, forms: Forms) -> Callable[[Finding], tuple[int, int, int]]:
    """The order of reading: findings about the file first, then sheet by sheet, row by row."""
    sheets = forms.input_layout_of(content).sheets if content else ()

    def place(finding: Finding) -> tuple[int, int, int]:
        if finding.sheet not in sheets:
            return (-1, 0, 0)
        row, column = position(finding.cell) if finding.cell else (0, 0)
        return (sheets.index(finding.sheet), row, column)

    return place
