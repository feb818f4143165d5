"""Writes docs/clients.md anew: python -m tests.clients (or make clients-table)."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clients.programs import PROGRAMS
from tests.clients.table import PAGE, page


def main() -> int:
    """Writes the page; 2 where a client is missing."""
    missing = sorted({each.name for each in PROGRAMS if each.version() is None})
    if missing:
        print(f"Missing: {', '.join(missing)}. Install them with: make clients", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="iku-clients-") as folder:
        PAGE.write_text(page(Path(folder)), encoding="utf-8")
    print(PAGE.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
