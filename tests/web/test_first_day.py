"""The first days of somebody who has seen nothing but the page, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from iku_workbook.campaign.folder import CampaignFolder
from samples.year import invented_values
from tests.web.live import PATIENCE, browsing, needs_browser, person, served
from tests.web.villages import A_PHOTOGRAPH, filled_forms, typed, written

NAME = "sreseh-2024"
SOON = PATIENCE * 1000


@pytest.fixture
def home(tmp_path):
    """The folder in which the office keeps its campaigns: none yet."""
    made = tmp_path / "kegiatan"
    made.mkdir()
    return made


def make_campaign(clerk):
    """From nothing to the forms of the first quarter: three answers."""
    page = clerk.page
    clerk.goes_to("/")
    clerk.sees("Belum ada kegiatan")
    page.get_by_label("Nama kecamatan").fill("sreseh")
    page.get_by_role("radio", name="Sreseh").first.check()
    page.get_by_label("Tahun", exact=True).fill("2024")
    page.get_by_role("button", name="Buat kegiatan").click()
    page.wait_for_url("**/send**")
    clerk.looks()


def right(file, field="dokumen_pengajuan"):
    """What the village of a form means by its first or second number of documents."""
    return invented_values()[file[:13]][field]


def download(clerk, press):
    """The bytes of what a click gives."""
    with clerk.page.expect_download() as waited:
        press()
    return waited.value.path().read_bytes()


def send(clerk, paths):
    """Files chosen and sent; nobody waits for more than that they are kept."""
    clerk.goes_to(f"/campaigns/{NAME}/receive")
    clerk.page.get_by_label("Berkas dari desa").set_input_files(paths)
    clerk.page.get_by_role("button", name="Kirim berkas").click()


def forms_of(clerk, home):
    """The twelve forms that the page gives out, filled in, by the names of their files."""
    archive = download(clerk, clerk.page.get_by_role("link", name="Unduh semua").click)
    forms = filled_forms(CampaignFolder.at(home / NAME), archive)
    assert len(forms) == 12
    return forms


def open_return(clerk, file):
    """The page of a return, by its line in the table of files."""
    clerk.goes_to(f"/campaigns/{NAME}/receive")
    clerk.page.get_by_role("row").filter(has_text=file).get_by_role("link").first.click()
    clerk.page.wait_for_url(re.compile(r"/returns/\d+"))
    clerk.looks()


def mend_here(clerk, file, value):
    """The one wrong cell corrected on the page, after a call."""
    open_return(clerk, file)
    page = clerk.page
    save = page.get_by_role("button", name="Simpan sebagai kiriman baru")
    page.get_by_label("Siapa yang ditanya").fill("Sekretaris desa, lewat telepon: dua puluh")
    page.get_by_label("Isian yang benar").first.fill("dua puluh")
    save.click()
    expect(page.locator(".notice:focus")).to_contain_text("Belum disimpan", timeout=SOON)
    page.get_by_label("Isian yang benar").first.fill(value)
    save.click()
    clerk.sees("Perbaikan tersimpan")
    clerk.looks()


def keeps_its_place(clerk):
    """Lines are swapped while somebody stands among them with the keyboard."""
    page = clerk.page
    lines = page.get_by_role("region", name="Berkas", exact=True)
    lines.evaluate("each => { each.dataset.former = ''; each.focus(); }")
    expect(page.locator("[data-former]")).to_have_count(0, timeout=SOON)
    expect(lines).to_be_focused()
    expect(page.locator("#told")).to_contain_text("Diperiksa")


def mend_in_file(clerk, file, cell, value, folder):
    """The copy to correct, which the village corrects and sends back."""
    open_return(clerk, file)
    copy = download(clerk, clerk.page.get_by_role("link", name="Unduh salinan perbaikan").click)
    send(clerk, written(folder, {f"perbaikan {file}": typed(copy, cell, value)}))
    line = clerk.page.get_by_role("row").filter(has_text=f"perbaikan {file}")
    expect(line).to_contain_text("Diterima", timeout=SOON)


def approve_all(clerk):
    """Everything that waits, one after the other, until nothing does."""
    page = clerk.page
    clerk.goes_to(f"/campaigns/{NAME}/decide")
    ticked = page.get_by_role("button", name="Setujui yang dipilih")
    if ticked.count():
        ticked.click()
        clerk.looks()
    for _ in range(14):
        begin = page.get_by_role("link", name="Mulai memutuskan")
        if not begin.count():
            break
        begin.click()
        page.get_by_role("button", name="Setujui dan berikutnya").click()
        page.goto(f"{clerk.address}/campaigns/{NAME}/decide")


def take_away(clerk, button, ending):
    """A result written and downloaded."""
    page = clerk.page
    clerk.goes_to(f"/campaigns/{NAME}/results?period=2024-Q1")
    page.get_by_role("button", name=button).click()
    made = page.get_by_role("status").get_by_role("link").first
    expect(made).to_be_visible(timeout=SOON)
    while made.text_content() == "Lihat lagi":  # what takes longer is made beside the page
        clerk.page.wait_for_timeout(500)
        made.click()
        expect(made).to_be_visible(timeout=SOON)
    assert made.text_content().endswith(ending)
    return download(clerk, made.click)


@needs_browser
def test_the_first_day_and_the_second(home, tmp_path):
    """contract.md#serve, contract.md#refused-form, contract.md#kept-focus: a first quarter,
    from nothing to master and LKjIP; then a restart, a late return, a correction and its decision.
    No step needs a terminal; what is refused is no error; the focus stays among renewed lines.
    """
    folder = tmp_path / "dari desa"
    with served(home, tmp_path / "own") as at, browsing() as browser:
        with person(browser, at) as clerk:
            make_campaign(clerk)
            forms = forms_of(clerk, home)
            late, *names = forms
            wrong = names[:3]
            sent = {name: forms[name] for name in names}
            sent[wrong[0]] = typed(forms[wrong[0]], "C10", "dua puluh")
            sent[wrong[1]] = typed(forms[wrong[1]], "C10", -5)
            sent[wrong[2]] = typed(forms[wrong[2]], "C11", "banyak sekali")
            sent["foto formulir.jpg"] = A_PHOTOGRAPH
            send(clerk, written(folder, sent))
            states = clerk.page.locator("table .state")
            expect(states.filter(has_text="Diterima")).to_have_count(8, timeout=SOON)
            mend_here(clerk, wrong[0], str(right(wrong[0])))
            mend_in_file(clerk, wrong[1], "C10", right(wrong[1]), folder)
            approve_all(clerk)
            assert take_away(clerk, "Buku rekapitulasi", ".xlsx").startswith(b"PK")
            assert take_away(clerk, "LKjIP Bab III", ".docx").startswith(b"PK")
            clerk.has_no_complaint()
        at.kill()
    with (
        served(home, tmp_path / "own") as at,
        browsing() as browser,
        person(browser, at) as clerk,
    ):
        clerk.goes_to("/")
        clerk.sees("belum kembali")
        send(clerk, written(folder, {late: forms[late]}))
        keeps_its_place(clerk)
        line = clerk.page.get_by_role("row").filter(has_text=late)
        expect(line).to_contain_text("Diterima", timeout=SOON)
        done = right(wrong[2], "dokumen_selesai")
        mend_in_file(clerk, wrong[2], "C11", done, folder)
        approve_all(clerk)
        clerk.goes_to(f"/campaigns/{NAME}/")
        clerk.has_no_complaint()
