"""Asks about texts that YAML cuts at a ` #`: ``name: Balai #2`` is to YAML a name and a comment."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.findings import Severity

# Keys that hold what people write; in ids, formulas and codes no `#` is meant.
_TEXTS = frozenset(
    [
        "title",
        "name",
        "label",
        "group",
        "help",
        "definition",
        "objective",
        "message",
        "vision",
        "duty",
        "regency",
        "contact",
        "address",
        "telephone",
        "place",
        "about",
        "rank",
        "number",
        "unit_of_measure",
    ]
)


def check_comments(context: LintContext) -> Iterator[Mistake]:
    """A comment right behind a text, and without a space after its sign, may belong to it."""
    for path, mark in context.locations.marks.items():
        if mark.remark and (path[-1] in _TEXTS or isinstance(path[-1], int)):
            data = {"remark": mark.remark.strip(), "text": mark.raw}
            offset = len(mark.raw) + mark.remark.index("#")
            yield context.locations.mistake(
                "cut-by-remark", path, data, severity=Severity.WARNING, offset=offset
            )
