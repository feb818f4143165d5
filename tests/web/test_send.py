"""What goes out: forms, the message of each unit, and later days."""

import io
import zipfile

from iku_workbook.periods import Period
from samples.year import PERIOD

SEND = "/campaigns/sreseh-2024/send"


def test_each_unit_has_its_form_and_the_message_that_fits_now(browser, home):
    """contract.md#page-send: message by state, WhatsApp with its number; who sent owes nothing."""
    folder = home / "sreseh-2024"
    (folder / "contacts.csv").write_text("code,contact\n35.27.01.2001,Sekdes 0812-3456-7890\n")
    before = browser.get(SEND, params={"period": "2024-Q2"}).text
    assert "Formulir periode ini belum dibuat" in before
    assert (before.count("Salin pengingat"), before.count("Salin pesan")) == (0, 0)
    announced = browser.post(SEND, data={"period": "2024-Q2"}).text
    assert announced.count("Salin pesan") == 12
    assert "Salin pengingat" not in announced
    assert "batas waktunya, 10 Juli 2024, sudah lewat" in announced
    assert "https://wa.me/6281234567890?text=" in announced
    now = browser.get(SEND, params={"period": PERIOD})
    assert now.headers["cache-control"] == "no-store"
    assert "Sudah masuk, tidak perlu pesan" in now.text
    one = browser.get(f"{SEND}/{PERIOD}/form/35.27.01.2001")
    assert one.content == next((folder / "outbox" / PERIOD).glob("*2001-*.xlsx")).read_bytes()
    packed = browser.get(f"{SEND}/{PERIOD}/forms.zip")
    assert int(packed.headers["content-length"]) == len(packed.content)
    assert f"formulir-sreseh-2024-{PERIOD}.zip" in packed.headers["content-disposition"]
    assert len(zipfile.ZipFile(io.BytesIO(packed.content)).namelist()) == 12


def test_a_form_that_does_not_lie_there_is_no_page(browser, home):
    """contract.md#page-send: a form that was moved away since is not there: no fault of ours."""
    next((home / "sreseh-2024" / "outbox" / PERIOD).glob("*2001-*.xlsx")).unlink()
    assert browser.get(f"{SEND}/{PERIOD}/form/35.27.01.2001").status_code == 404


def test_a_form_that_somebody_changed_is_not_written_over_unasked(browser, home):
    """contract.md#page-send: the page names it, and asks before it is replaced."""
    changed = next((home / "sreseh-2024" / "outbox" / PERIOD).glob("*2001-*.xlsx"))
    changed.write_bytes(b"mine")
    asked = browser.post(SEND, data={"period": PERIOD})
    assert asked.url.path == f"{SEND}/{PERIOD}/again"
    assert "12 formulir di folder kegiatan" in asked.text
    assert "tetap berlaku" in asked.text
    page = browser.post(SEND, data={"period": PERIOD, "confirmed": "1"})
    assert page.status_code == 409
    assert 'name="force"' in page.text
    assert changed.read_bytes() == b"mine"
    changed.unlink()
    page = browser.post(SEND, data={"period": PERIOD, "which": "missing"})
    assert "Formulir sudah siap" in page.text
    assert changed.is_file()


def test_a_later_day_is_recorded_and_a_wrong_one_comes_back(browser, home):
    """contract.md#page-send: a later day for one unit; what was typed stays with a refusal."""
    given = {
        "period": "2024-Q3",
        "unit": "35.27.01.2002",
        "until": "2099-12-31",
        "reason": "banjir",
    }
    page = browser.post(f"{SEND}/later", data=given)
    assert (page.status_code, "31 Desember 2099" in page.text) == (200, True), page.text
    page = browser.post(f"{SEND}/later", data={**given, "until": "2024-01-01"})
    assert page.status_code == 409
    assert 'value="2024-01-01"' in page.text
    assert 'value="banjir"' in page.text


def test_an_address_of_nothing_is_no_fault(reader):
    """contract.md#page-send: a period or a unit that there is none of is told."""
    for path in (f"{SEND}?period=2023-Q1", f"{SEND}?period=x", f"{SEND}/{PERIOD}/form/lain"):
        assert reader.get(path).status_code in {404, 409}, path
    assert reader.get(f"{SEND}/2024-Q4/forms.zip").status_code == 409
    assert Period.parse("2024-Q4").is_last


def test_forms_of_a_former_definition_are_not_sent_on_unknown(browser, home):
    """contract.md#page-send: forms that ask otherwise than the definition does now are told of."""
    told, period = "12 formulir ini dibuat sebelum definisi diganti", {"period": "2024-Q2"}
    assert told not in browser.post(SEND, data=period).text
    file = home / "sreseh-2024" / "definition.yaml"
    for line, instead, is_told in (
        ('"2024-Q2": 60', '"2024-Q2": 61', False),
        ("label: Jumlah dokumen pengajuan", "label: Jumlah dokumen yang diajukan", True),
    ):
        text = file.read_text("utf-8")
        assert line in text
        file.write_text(text.replace(line, instead), "utf-8")
        assert (told in browser.get(SEND, params=period).text) == is_told, instead
    again = browser.post(SEND, data={**period, "confirmed": "1"})
    assert ("Formulir sudah siap" in again.text, told in again.text) == (True, False)
