"""The page Riwayat: all that happened, and the same as a file."""

import csv
import io

from iku_workbook.registry.journal import RecordKind
from tests.web.conftest import NAME

LOG = f"/campaigns/{NAME}/log"


def test_all_that_happened_is_one_feed(reader):
    """contract.md#page-log: the newest first; the address says what is shown, page by page."""
    page = reader.get(LOG).text
    assert page.index("Memeriksa berkas 12") < page.index("Menerima berkas 1:")
    assert page.count("<time ") == 26
    only = reader.get(LOG, params={"kind": "receipt", "unit": "35.27.01.2001", "page": "99"}).text
    assert only.count("<time ") == 1
    assert "Menerima berkas" in only
    assert "Belum ada yang terjadi" in reader.get(LOG, params={"kind": "closing"}).text


def test_what_is_no_choice_is_no_page(reader):
    """contract.md#page-log: an unknown unit, period or kind is said in words."""
    for chosen in ({"unit": "Nirwana"}, {"period": "2023-Q1"}, {"kind": "nothing"}):
        assert reader.get(LOG, params=chosen).status_code in {404, 409}, chosen
    assert reader.get(f"{LOG}.exe").status_code == 404


def test_the_log_is_downloaded_as_the_command_writes_it(reader):
    """contract.md#page-log: a table for programs, a workbook to print, of what is shown."""
    answer = reader.get(f"{LOG}.csv", params={"kind": str(RecordKind.RECEIPT)})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {each["kind"] for each in rows} == {"receipt"}
    assert len(rows) == 12
    assert "attachment" in answer.headers["content-disposition"]
    workbook = reader.get(f"{LOG}.xlsx")
    assert workbook.content[:2] == b"PK"
    assert "spreadsheetml" in workbook.headers["content-type"]
