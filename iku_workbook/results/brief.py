"""When a master is brief: where its rows would be more than a workbook takes well."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.periods import Period

MOST_ROWS = 20_000
"""Units times periods of the year so far of which a master holds all that was received.

LibreOffice needed 25 s of processor time and 1.6 GB to open and save 8,376 villages in one period,
which grow with their number: 20,000 are what a computer of an office can still open.
"""


def is_brief(definition: Definition, period: Period) -> bool:
    """Whether the master of a year up to a period holds of each unit what it contributes alone, and
    all else stands in tables beside it.
    """
    return len(definition.reporting) * len(period.year_to_date) > MOST_ROWS
