"""Backup and proof, without a terminal."""

import io
import zipfile

from iku_workbook.web.views import upkeep

PAGE = "/campaigns/sreseh-2024/upkeep"


def test_a_backup_is_saved_and_the_records_are_proved(browser):
    """contract.md#page-upkeep: a backup, the recovery sheet, the proof with a printed code."""
    page = browser.get(PAGE).text
    head = page.partition("<code>")[2].partition("</code>")[0]
    proved = browser.post(f"{PAGE}/proof", data={"code": head}).text
    assert "Semua utuh" in proved
    assert "Cocok" in proved
    made = browser.post(f"{PAGE}/backup", data={"passphrase": "", "again": ""})
    assert ".iku" in made.headers["content-disposition"]
    assert zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert browser.post(f"{PAGE}/sheet").content.startswith(b"<!")


def test_a_backup_that_cannot_be_recorded_is_given_to_whoever_was_told_so(browser, monkeypatch):
    """contract.md#page-upkeep: what is handed out without a record is not handed out in silence."""
    monkeypatch.setattr(upkeep, "record_exports", lambda *about, **how: False)
    said = {"passphrase": "", "again": ""}
    page = browser.post(f"{PAGE}/backup", data=said)
    assert (page.status_code, "tidak dapat dicatat" in page.text) == (422, True)
    assert 'name="unnoted" value="1"' in page.text
    made = browser.post(f"{PAGE}/backup", data={**said, "unnoted": "1"})
    assert zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert 'name="unnoted"' not in browser.get(PAGE).text


def test_what_cannot_be_done_is_said_on_the_page(browser):
    """contract.md#page-upkeep: two passphrases that differ, one too short, a code that is none."""
    for where, data in (
        ("backup", {"passphrase": "satu-dua-tiga-empat", "again": "lain"}),
        ("backup", {"passphrase": "pendek", "again": "pendek"}),
        ("proof", {"code": "bukan kode"}),
    ):
        page = browser.post(f"{PAGE}/{where}", data=data)
        assert (page.status_code, 'role="alert"' in page.text) == (422, True), where
