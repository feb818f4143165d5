"""Accepted values and results as plain tables, for statistics programs and other systems.

From them alone every result can be computed anew.
"""

from __future__ import annotations

import datetime

from iku_workbook.results.input_tables import (
    events_tables,
    fields_table,
    returns_table,
    units_table,
    values_table,
)
from iku_workbook.results.result_tables import (
    bands_table,
    results_table,
    shares_table,
    spending_tables,
)
from iku_workbook.results.table import Table
from iku_workbook.results.year import Year


def tables(year: Year, day: datetime.date) -> tuple[Table, ...]:
    """All of them as of a day, the indicators first."""
    return (
        results_table(year, day),
        values_table(year),
        returns_table(year, day),
        shares_table(year),
        units_table(year),
        fields_table(year),
        *events_tables(year),
        bands_table(year),
        *spending_tables(year),
    )
