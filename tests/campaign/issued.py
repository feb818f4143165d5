"""Forms written for a test: all at once, by their paths."""

from pathlib import Path

from iku_workbook.campaign import batch


def issue(*about, **how) -> list[Path]:
    """The paths of the workbooks that ``batch.issue`` writes, in order."""
    return [each.path for each in batch.issue(*about, **how)]
