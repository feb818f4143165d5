"""What the workbook states against what its inputs amount to."""

from __future__ import annotations

import math
from collections.abc import Collection

from iku_workbook.checks.batch.submissions import Group
from iku_workbook.findings import Finding
from iku_workbook.formula.error_values import ExcelError

RELATIVE_TOLERANCE = 1e-9

Value = float | str | bool | ExcelError | None


def check_computed(group: Group, refused: Collection[tuple[int, str]]) -> list[tuple[int, Finding]]:
    """Every computed cell that states another value than we compute, with its submission.

    Not compared: a cell without a stored value (some programs store none), one whose formula was
    altered, and one that reads an input that was refused or read otherwise than the program did.
    """
    unsure: list[set[str]] = [set(content.reread) for content in group.contents]
    for submission, name in refused:
        unsure[submission].add(name)
    findings = []
    for name, (computed, place) in group.layout.computed.items():
        results = group.results[name].objects()
        for submission, content in enumerate(group.contents):
            cell = content.stated.get(name)
            if cell is None or name in content.altered or computed.reads & unsure[submission]:
                continue
            if _same(cell.value, results[submission]):
                continue
            finding = Finding(
                "CALC-001",
                group.files[submission],
                place.sheet,
                place.address,
                name,
                results[submission] if results[submission] != "" else None,
                cell.value,
            )
            findings.append((submission, finding))
    return findings


def _same(stated: Value, computed: Value) -> bool:
    """Equal to 1e-9 relative, or both blank, or the same text; no stored value proves nothing."""
    if stated is None:
        return True
    if isinstance(stated, bool) or isinstance(computed, bool):
        return stated is computed
    if isinstance(stated, float) and isinstance(computed, float):
        return math.isclose(stated, computed, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    return stated == computed
