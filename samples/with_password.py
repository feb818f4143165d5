"""Saves a workbook with a password, as LibreOffice does it: SOURCE.xlsx TARGET.xlsx.

Runs under the Python that has LibreOffice's bridge, like tests/uno_client.py.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import uno
from com.sun.star.beans import NamedValue

from tests.uno_client import FILTERS, named, start


def main(source: str, target: str) -> None:
    """Opens, saves, and ends the office."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        office, desktop, _ = start(Path(profile))
        here = uno.systemPathToFileUrl(str(Path(source).resolve()))
        document = desktop.loadComponentFromURL(here, "_blank", 0, (named("Hidden", True),))
        there = uno.systemPathToFileUrl(str(Path(target).resolve()))
        kind = named("FilterName", FILTERS["xlsx"])
        secret = NamedValue(), NamedValue()
        secret[0].Name, secret[0].Value = "OOXPassword", "rahasia"
        secret[1].Name, secret[1].Value = "CryptoType", "Standard"
        encryption = uno.Any("[]com.sun.star.beans.NamedValue", secret)
        document.storeToURL(there, (kind, named("EncryptionData", encryption)))
        document.close(True)
        desktop.terminate()
        office.wait(20)


if __name__ == "__main__":
    main(*sys.argv[1:])
