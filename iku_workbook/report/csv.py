"""Renders findings as CSV: one row per finding, and one for a file without findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from iku_workbook.findings import Finding
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import Names
from iku_workbook.returns import Return
from iku_workbook.safe_text import data, visible

FINDING_COLUMNS = (
    "code",
    "severity",
    "sheet",
    "cell",
    "field",
    "message",
    "hint",
    "expected",
    "found",
)
COLUMNS = ("file", "sha256", "unit", "name", "period", "verdict", *FINDING_COLUMNS)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(returns: Sequence[Return], language: str, names: Names | None = None) -> str:
    """The table, with a byte order mark; no text in it is ever taken for a formula."""
    say = catalogue(language)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for returned in returns:
        for row in _rows(returned, say, names or {}):
            writer.writerow([inert(cell) for cell in row])
    return BYTE_ORDER_MARK + out.getvalue()


def inert(value: object) -> object:
    """A cell that a spreadsheet takes as it is: an apostrophe before what begins a formula."""
    plain = data(value)
    if not isinstance(plain, str):
        return plain
    prefix = "'" if plain.startswith(_BEGINS_A_FORMULA) else ""
    return prefix + visible(plain)


def _rows(returned: Return, say: Catalogue, names: Names) -> Iterator[tuple[object, ...]]:
    name = names.get(returned.unit) if returned.unit is not None else None
    file = (returned.file, returned.sha256, returned.unit, name, returned.period, returned.verdict)
    for finding in returned.findings:
        yield (*file, *_finding(finding, say))
    if not returned.findings:
        yield (*file, *[None] * (len(COLUMNS) - len(file)))


def _finding(finding: Finding, say: Catalogue) -> tuple[object, ...]:
    message = say.finding(finding)
    return (
        finding.code,
        finding.severity,
        finding.sheet,
        finding.cell,
        finding.field,
        message.text,
        message.hint,
        say.for_programs(finding.expected),
        finding.found,
    )
