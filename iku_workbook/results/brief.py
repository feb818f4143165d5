"""When a master is brief: where its rows would be more than a workbook takes well."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.periods import Period

MOST_ROWS = 10_000
"""Units times periods of the year so far of which a master holds all that was received.

To open 3,000, 8,376 and 20,000 rows LibreOffice needed 7, 17 and 37 s of processor time, and 0.6,
1.3 and 2.8 GB: the last is more than an office's computer has left. Of 10,000 it is half of that.
"""

MOST_PARTS = 100_000
"""Units times periods of which a brief master lists what each contributes.

To open 83,762 rows of those LibreOffice needs 1.2 GB, of four times as many 5 GB.
"""


def is_brief(definition: Definition, period: Period) -> bool:
    """Whether the master of a year up to a period holds of each unit what it contributes alone, and
    all else stands in tables beside it.
    """
    return rows_of(definition, period) > MOST_ROWS


def first_listed(definition: Definition, period: Period) -> int:
    """The number of the first period whose units the computation sheet lists: of more rows than a
    workbook takes well the last period's alone, and all that is earlier is figures.
    """
    return period.number if rows_of(definition, period) > MOST_PARTS else 1


def rows_of(definition: Definition, period: Period) -> int:
    """Units times periods of the year so far."""
    return len(definition.reporting) * len(period.year_to_date)
