"""What programmes have spent, period by period, as the office's list said at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from iku_workbook.registry.examinations import END_OF_TIME
from iku_workbook.registry.proof import RECORDS, Believes

Spent = Mapping[tuple[str, str], int]
"""Whole rupiah, by the codes of the period and of the programme."""

_SPENDINGS = f"""
    SELECT number, proof, {RECORDS["spending"]} FROM spending WHERE at <= ? ORDER BY number
"""


def spendings(
    connection: sqlite3.Connection, believes: Believes, until: str = END_OF_TIME
) -> Spent:
    """What holds ``until`` a time: of each period and programme the last record that is to be
    believed.
    """
    found: dict[tuple[str, str], int | None] = {}
    for number, proof, *said in connection.execute(_SPENDINGS, (until,)).fetchall():
        _, _, period, programme, spent = said
        if believes("spending", number, proof, said):
            found[period, programme] = spent
    return {key: spent for key, spent in found.items() if spent is not None}


def noted(connection: sqlite3.Connection) -> Spent:
    """What the records say that were written last, whoever wrote them."""
    return spendings(connection, lambda *record: True)
