"""What docs/clients.md says is so."""

import pytest

from tests.clients.programs import PROGRAMS
from tests.clients.table import PAGE, documented, here, page


@pytest.mark.client
def test_the_page_is_what_the_clients_do(tmp_path):
    """quality.md#clients-table: the table of clients is read from the files that they saved."""
    missing = sorted({each.name for each in PROGRAMS if each.version() is None})
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")
    if documented() != here():
        pytest.skip("the page was written with other versions; renew it with make clients-table")
    assert PAGE.read_text(encoding="utf-8") == page(tmp_path)
