"""``iku`` with another setting of SQLite's ``synchronous`` than the product's own.

The setting stands in ``IKU_TEST_SYNCHRONOUS``. It exists to show that the power cut test fails
where syncs are taken out.
"""

import os
import re
import sqlite3

_SETTING = re.compile(r"(PRAGMA synchronous\s*=\s*)\w+", re.IGNORECASE)


class Careless(sqlite3.Connection):
    """A connection that syncs as it is told here."""

    def execute(self, sql, *arguments):
        """Any statement, but for the one that sets how to sync."""
        level = os.environ["IKU_TEST_SYNCHRONOUS"]
        return super().execute(_SETTING.sub(rf"\g<1>{level}", sql), *arguments)


def main() -> None:
    """The product, careless."""
    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **named, factory=Careless)
    from iku_workbook.cli import main as iku

    iku()
