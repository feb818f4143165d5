"""Compares the results that a workbook shows with results recomputed from its inputs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.batch.submissions import Found, Submissions
from iku_workbook.checks.received import Content
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.layout import VALUE, Place

RELATIVE_TOLERANCE = 1e-9

Value = float | str | bool | ExcelError | None


def check_computed(submissions: Submissions) -> Iterator[Found]:
    """Every computed cell that states another value than we compute.

    Not compared: a cell without a stored value (some programs store none), one whose formula was
    altered, and one that reads an input that was refused or read otherwise than the program did.
    """
    unsure, answers = _unsure(submissions), _Answers(submissions)
    for name, (computed, place) in submissions.layout.computed.items():
        for submission, content in enumerate(submissions.contents):
            cell = content.stated.get(name)
            if cell is None or name in content.altered or computed.reads & unsure[submission]:
                continue
            result = answers.nearest(name, submission, cell.value)
            if not _same(cell.value, result):
                expected = result if result != "" else None
                yield submissions.find(
                    submission, "CALC-001", place, name, expected=expected, found=cell.value
                )
            elif name in content.signed and not _signs(submissions, content, name, result):
                # No program computes the one cell and not the other.
                layout, shown = submissions.layout, content.signed[name].value
                paper = Place(layout.approval, layout.approval_rows[name], VALUE)
                yield submissions.find(
                    submission, "LOCK-023", paper, name, expected=result, found=shown
                )


def _signs(submissions: Submissions, content: Content, name: str, result: Value) -> bool:
    """Whether the page to sign shows a result, or nothing yet: it waits until all is filled in."""
    shown = content.signed[name].value
    waits = submissions.layout.definition.modern and shown == ""
    return waits or _same(shown, result)


class _Answers:
    """What the cells may state: Excel's results, and LibreOffice's where a last digit decides."""

    def __init__(self, submissions: Submissions) -> None:
        self._excel = cache(lambda name: submissions.results[name].objects())
        results = cache(submissions.results_in_libreoffice)  # hardly ever asked for
        self._libreoffice = cache(lambda name: results()[name].objects())

    def nearest(self, name: str, submission: int, stated: Value) -> Value:
        """The one that is stated; Excel's where neither is."""
        excel: Value = self._excel(name)[submission]
        if _same(stated, excel):
            return excel
        other: Value = self._libreoffice(name)[submission]
        return other if _same(stated, other) else excel


def _unsure(submissions: Submissions) -> list[set[str | None]]:
    """For each submission the inputs that were refused, or read otherwise than the program did."""
    unsure: list[set[str | None]] = [set(content.reread) for content in submissions.contents]
    for submission, name in submissions.refused:
        unsure[submission].add(name)
    for submission, content in enumerate(submissions.contents):
        # The program computed with what the form shows, and we with what the registry has.
        decided = submissions.previous[submission]
        unsure[submission] |= {
            PREVIOUS + name
            for name, shown in content.previous.items()
            if shown != decided.get(name)
        }
    return unsure


def _same(stated: Value, computed: Value) -> bool:
    """Equal to 1e-9 relative, or both blank, or the same text; no stored value proves nothing."""
    if stated is None:
        return True
    if isinstance(stated, bool):
        return stated is computed
    if isinstance(computed, bool):  # LibreOffice saves a logical value as a number
        return stated == float(computed)
    if isinstance(stated, float) and isinstance(computed, float):
        return math.isclose(stated, computed, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    return stated == computed
