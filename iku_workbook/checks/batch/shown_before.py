"""What a form shows of the period before against what the office accepted then.

Rules may read it, so it is held against the registry as every locked cell is held against the form.
What was accepted may have changed after the form was handed out: asked about, never refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from iku_workbook.calculations import PREVIOUS
from iku_workbook.checks.batch.history import Past
from iku_workbook.checks.batch.recompute import RELATIVE_TOLERANCE
from iku_workbook.checks.batch.submissions import Group
from iku_workbook.definition.model import OverTime
from iku_workbook.findings import Finding


def check_shown_before(group: Group, past: Past) -> Iterator[tuple[int, Finding]]:
    """Each earlier value that is another than was accepted, with the submission.

    A flow of any but the period just before is not shown, and a blank says nothing: the form may
    have been handed out before the return came in.
    """
    for submission, content in enumerate(group.contents):
        known = past.last(content.unit.code, content.period)
        if known is None:
            continue
        period, before = known
        last = period == content.period.previous.code
        for name, (field, _) in group.layout.fields.items():
            shown, accepted = content.previous[name], before.get(name)
            if (
                shown is None
                or accepted is None
                or not (last or field.over_time is OverTime.LATEST)
            ):
                continue
            if not _same(shown, accepted):
                place = group.layout.previous[name]
                yield (
                    submission,
                    Finding(
                        "LOCK-020",
                        group.files[submission],
                        place.sheet,
                        place.address,
                        PREVIOUS + name,
                        accepted,
                        shown,
                        {"label": field.label},
                    ),
                )


def _same(shown: object, accepted: object) -> bool:
    if isinstance(shown, int | float) and isinstance(accepted, int | float):
        return math.isclose(shown, accepted, rel_tol=RELATIVE_TOLERANCE)
    return shown == accepted
