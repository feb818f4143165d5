"""The first day of somebody who has seen nothing but the page, in a real browser."""

from playwright.sync_api import expect

from iku_workbook.campaign.folder import CampaignFolder
from tests.web.live import PATIENCE, browsing, needs_browser, person, served
from tests.web.villages import A_PHOTOGRAPH, filled_forms, typed, written


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


def download(clerk, press):
    """The bytes of what a click gives."""
    with clerk.page.expect_download() as waited:
        press()
    return waited.value.path().read_bytes()


def return_twelve(clerk, home, folder):
    """Twelve returns, three of which are wrong, and a photograph; sent by the page at once."""
    page = clerk.page
    archive = download(clerk, page.get_by_role("link", name="Unduh semua").click)
    [name] = [each.name for each in home.iterdir() if not each.name.startswith(".")]
    forms = filled_forms(CampaignFolder.at(home / name), archive)
    assert len(forms) == 12
    wrong = list(forms)[:3]
    forms[wrong[0]] = typed(forms[wrong[0]], "C10", "dua puluh")
    forms[wrong[1]] = typed(forms[wrong[1]], "C10", -5)
    forms[wrong[2]] = typed(forms[wrong[2]], "C11", "banyak sekali")
    forms["foto formulir.jpg"] = A_PHOTOGRAPH
    clerk.goes_to(f"/campaigns/{name}/receive")
    page.get_by_label("Berkas dari desa").set_input_files(written(folder, forms))
    page.get_by_role("button", name="Kirim berkas").click()
    expect(page.get_by_text("Perlu diperbaiki").first).to_be_visible(timeout=PATIENCE * 1000)
    return name


@needs_browser
def test_the_first_day(tmp_path):
    """contract.md#serve: from nothing to twelve returns with their findings, without a terminal."""
    home = tmp_path / "kegiatan"
    home.mkdir()
    with (
        served(home, tmp_path / "own") as at,
        browsing() as browser,
        person(browser, at) as clerk,
    ):
        make_campaign(clerk)
        name = return_twelve(clerk, home, tmp_path / "dari desa")
        page = clerk.page
        states = page.locator("table .state")
        expect(states.filter(has_text="Diterima")).to_have_count(9, timeout=PATIENCE * 1000)
        clerk.goes_to(f"/campaigns/{name}/receive")
        clerk.sees("foto formulir.jpg")
        clerk.goes_to(f"/campaigns/{name}/")
        clerk.sees("9 kiriman Triwulan I diterima dan belum disetujui.")
        clerk.has_no_complaint()
