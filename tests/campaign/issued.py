"""Forms written for a test: all at once, by their paths."""

from pathlib import Path

from iku_workbook.campaign import batch


def issue(campaign, definition, period, units, out: Path, **how) -> list[Path]:
    """The paths of the workbooks that ``batch.issue`` writes, in order."""
    issued = batch.issue(campaign, definition, period, units, out, **how)
    return [out / each.name for each in issued]
