"""Many examined files at once: values, rules, recomputation and history over whole groups, then
doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from iku_workbook.addresses import position
from iku_workbook.calculations import Role, result_name
from iku_workbook.checks.batch.doubles import doubles
from iku_workbook.checks.batch.duplicates import wrong_hands
from iku_workbook.checks.batch.history import Earlier, Past, check_history, nothing_earlier
from iku_workbook.checks.batch.recompute import check_computed
from iku_workbook.checks.batch.rules import check_rules
from iku_workbook.checks.batch.shown_before import check_shown_before
from iku_workbook.checks.batch.submissions import Group, groups, values_of
from iku_workbook.checks.batch.values import check_values
from iku_workbook.checks.file.old_forms import on_old_form
from iku_workbook.checks.known_forms import Forms
from iku_workbook.checks.received import Received, Seen
from iku_workbook.codes import Family
from iku_workbook.findings import Finding, Severity, Verdict, verdict
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.returns import Parts, Return


def check_together(
    received: Sequence[Received],
    forms: Forms,
    seen: Seen | None = None,
    earlier: Earlier = nothing_earlier,
) -> list[Return]:
    """The verdict on each file, in the order given.

    ``seen`` are files of the same run that were checked before these, which are added to it;
    ``earlier`` knows what was accepted before; so do these files of each other.
    """
    found: list[list[Finding]] = [list(each.findings) for each in received]
    indicators, past = dict[int, dict[str, Parts]](), Past(earlier)
    by_time = sorted(groups(received, forms.layout_of), key=lambda one: one[1].period.start)
    for members, group in by_time:
        checked: dict[int, list[Finding]] = {}
        for submission, finding in _check(group, past):
            checked.setdefault(submission, []).append(finding)
        for submission, findings in checked.items():
            found[members[submission]] += _on_its_form(group, submission, findings, forms)
        for submission, parts in enumerate(_indicators(group)):
            indicators[members[submission]] = parts
        sound = [verdict(found[index]) is Verdict.ACCEPTED for index in members]
        past.add(content for content, fine in zip(group.contents, sound, strict=True) if fine)
    seen = seen or Seen()
    for index, finding in (*doubles(received, seen), *wrong_hands(received, seen, forms)):
        found[index].append(finding)
    return [
        Return(
            file=each.file,
            sha256=each.sha256,
            unit=each.unit,
            period=each.period,
            findings=tuple(sorted(_once(found[index]), key=_place_in(each, forms))),
            values=values_of(each.content) if each.content else {},
            indicators=indicators.get(index, {}),
            old_form=each.content is not None and each.content.is_old,
        )
        for index, each in enumerate(received)
    ]


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
        if each.code != "VALUE-008" or (each.sheet, each.cell) not in refused
    ]


def _on_its_form(
    group: Group, submission: int, findings: list[Finding], forms: Forms
) -> Iterable[Finding]:
    """Findings with the cells of the form that came, which may be an old one."""
    content = group.contents[submission]
    if not content.is_old:
        return findings
    return on_old_form(findings, forms.input_layout_of(content))


def _check(group: Group, past: Past) -> list[tuple[int, Finding]]:
    failures = check_values(group)
    refused = {(each.submission, each.name) for each in failures}
    for submission, content in enumerate(group.contents):
        refused |= {(submission, name) for name in content.unreadable}
    return [
        *((each.submission, each.finding) for each in failures),
        *check_rules(group, refused),
        *check_computed(group, refused),
        *check_history(group, refused, past),
        *check_shown_before(group, past),
    ]


def _indicators(group: Group) -> list[dict[str, Parts]]:
    """Each submission's own numerators, denominators and values."""
    results = {name: column.objects() for name, column in group.results.items()}
    codes = [block.indicator.code for block in group.layout.blocks]
    roles = (Role.NUMERATOR, Role.DENOMINATOR, Role.VALUE)

    def part(code: str, role: Role, submission: int) -> float | None:
        name = result_name(code, role)
        value = results[name][submission] if name in results else None
        return None if value is None or isinstance(value, str | ExcelError) else float(value)

    return [
        {code: Parts(*(part(code, role, submission) for role in roles)) for code in codes}
        for submission in range(group.size)
    ]


def _place_in(received: Received, forms: Forms) -> Callable[[Finding], tuple[int, int, int]]:
    """The order of reading: findings about the file first, then sheet by sheet, row by row."""
    sheets = forms.input_layout_of(received.content).sheets if received.content else ()

    def place(finding: Finding) -> tuple[int, int, int]:
        if finding.sheet not in sheets:
            return (-1, 0, 0)
        row, column = position(finding.cell) if finding.cell else (0, 0)
        return (sheets.index(finding.sheet), row, column)

    return place
