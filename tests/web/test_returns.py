"""The page of one return: what it says, what was found in it, mending it here or in the file."""

import io
import re
import shutil

import openpyxl
import pytest
from openpyxl.comments import Comment

from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.layout import layout
from iku_workbook.periods import Period
from iku_workbook.registry import review
from iku_workbook.workbook.fill import fill
from samples.year import PERIOD, QUARTER
from tests.web.conftest import NAME, client_of

LABUHAN, TAMAN = "35.27.01.2002", "35.27.01.2003"
HOSTILE = "<img src=x onerror=alert(1)>\u202e\"'"
RETURNS = f"/campaigns/{NAME}/returns"
BAD = {
    "skor_idm": HOSTILE,
    "dokumen_pengajuan": "seratus",
    "nomor_perdes": "x" * 5000,
    "kegiatan": [{"tanggal": "8 Febuari", "jenis": "Rapat", "pokok": HOSTILE, "bukti": "1"}],
}


def taken_in(campaign, code, changes, name, remark=""):
    """The number of a unit's return that says the same as its first, but for these values."""
    definition, period = campaign.definition(), Period.parse(PERIOD)
    unit = next(each for each in definition.units if each.code == code)
    with campaign.registry() as registry:
        before = registry.lineage(code, PERIOD)[0].values
    [(_, data)] = workbooks(definition, period, [unit], campaign.key())
    data = fill(data, layout(definition, unit.kind), {**before, **changes})
    if remark:
        book, saved = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
        book["Isian"]["C6"].comment = Comment(remark, "desa")
        book.save(saved)
        data = saved.getvalue()
    path = campaign.inbox / name
    path.write_bytes(data)
    with campaign.registry() as registry:
        files = gather([str(path)])
        [taken] = receive(registry, campaign.forms(), files, by="Loket", clock=now)
    return taken.number


@pytest.fixture(scope="module")
def wrong(received, tmp_path_factory):
    """The home of a campaign with a wrong return of two villages, and a photograph."""
    home = shutil.copytree(received, tmp_path_factory.mktemp("wrong") / "kegiatan")
    campaign = CampaignFolder(home / NAME)
    (campaign.root / "contacts.csv").write_text(f"code,contact\n{LABUHAN},Sekdes 0812-3456-7890\n")
    assert taken_in(campaign, LABUHAN, BAD, "labuhan.xlsx", "dicek lagi <b>besok</b>") == 13
    photo = campaign.inbox / "IMG.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0")
    with campaign.registry() as registry:
        forms = campaign.forms()
        list(receive(registry, forms, gather([str(photo)]), by="Loket", clock=now))
    return home


@pytest.fixture(scope="module")
def looking(wrong):
    """A browser at it, for tests that change nothing."""
    return client_of(wrong)


@pytest.fixture
def mending(wrong, tmp_path):
    """A browser at a copy of it."""
    return client_of(shutil.copytree(wrong, tmp_path / "kegiatan"))


def page(browser, number=13, **asked):
    answer = browser.get(f"{RETURNS}/{number}", params=asked)
    assert answer.status_code == 200
    return answer.text


def test_findings_and_sheet_are_tied_both_ways(looking):
    """contract.md#page-return: each wrong cell is marked and described by its finding, and linked
    both ways; what was typed, read and said before stands in real tables; no script is needed.
    """
    text = page(looking)
    assert re.search(r' class="input has-error" id="cell-1-C10" aria-describedby="said-2 ">', text)
    assert 'href="#finding-2"' in text
    assert 'href="#cell-1-C10"' in text
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert not [each for each in ids if " " in each or "<" in each]
    described = " ".join(re.findall(r'aria-describedby="([^"]*)"', text))
    named = {*described.split(), *re.findall(r'href="#([^"]*)"', text)}
    assert named <= {*ids, "main"}
    assert text.count('scope="row"') > 14
    assert "Yang berubah sejak kiriman 2" in text
    assert "Sekdes" in text
    assert "dicek lagi &lt;b&gt;besok&lt;/b&gt;" in text
    assert "<script src=" in text
    assert text.count("<script") == 2


def test_what_a_village_typed_is_data(looking):
    """contract.md#page-return: nothing that stands in a cell becomes markup, a style or an id."""
    text = page(looking)
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "\u202e" not in text
    assert "style=" not in text
    assert "x" * 400 not in text


def test_a_file_that_is_no_form_has_its_findings_alone(looking):
    """contract.md#page-return: a photograph; and what is not there is said."""
    text = page(looking, 14)
    assert "Gambar" in text
    assert "<table" not in text
    assert looking.get(f"{RETURNS}/99").status_code == 404
    assert looking.get(f"{RETURNS}/99/copy").status_code == 404
    assert looking.get(f"{RETURNS}/14/copy").status_code == 404
    assert page(looking, 13, **{"block-2": "999999999", "block-x": "1"})


def test_the_file_and_its_copy_are_downloads(looking, wrong):
    """contract.md#page-return: the bytes as they came; the copy to mend, with its message."""
    answer = looking.get(f"{RETURNS}/13/file")
    assert answer.content == (wrong / NAME / "inbox" / "labuhan.xlsx").read_bytes()
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''13-")
    copy = looking.get(f"{RETURNS}/13/copy")
    assert "Perbaikan" in openpyxl.load_workbook(io.BytesIO(copy.content)).sheetnames[0]
    text = page(looking)
    assert "https://wa.me/6281234567890?text=Yth.%20" in text
    assert "data-copy=" in text


def mend(browser, number=13, reason="Ditelepon: 126", **cells):
    data = {"reason": reason} | {f"cell.{name}": text for name, text in cells.items()}
    return browser.post(f"{RETURNS}/{number}/mend", data=data, follow_redirects=False)


def test_a_few_cells_are_mended_on_the_page(mending):
    """contract.md#page-return: the outcome is a return of its own; who, why and what was are shown;
    nothing typed is lost by an error, which is said at the cell and above.
    """
    refused = mend(mending, skor_idm="0,8312", dokumen_pengajuan="seribu")
    assert refused.status_code == 422
    assert 'value="0,8312"' in refused.text
    assert 'value="seribu"' in refused.text
    assert "Ditelepon: 126</textarea>" in refused.text
    assert 'tabindex="-1" autofocus' in refused.text
    assert refused.text.count('aria-invalid="true"') == 1
    assert mend(mending, reason=" ", dokumen_pengajuan="126").status_code == 422
    mending.headers["sec-fetch-mode"] = "navigate"
    by_hand = mend(mending, reason=" ", dokumen_pengajuan="126")
    assert (by_hand.status_code, 'value="126"' in by_hand.text) == (200, True)
    del mending.headers["sec-fetch-mode"]
    assert mend(mending).status_code == 422
    assert mending.get(f"{RETURNS}/15").status_code == 404
    done = mend(mending, skor_idm="0,8312", dokumen_pengajuan="126")
    assert (done.status_code, done.headers["location"]) == (303, "../15?done=mended")
    text = page(mending, 15, done="mended")
    assert "Perbaikan tersimpan sebagai kiriman ini" in text
    assert "Ditelepon: 126" in text
    assert "kiriman 13 menjadi kiriman 15" in text
    former = page(mending)
    assert re.search(r"Sesudah ini datang yang lebih baru: <a [^>]*>Kiriman 15<", former)
    assert 'form="mend"' not in former


def test_a_finding_is_waived_with_a_reason(mending):
    """contract.md#page-return: named by its own number; without a reason nothing is done."""
    handle = re.search(r'name="finding" value="([0-9.]+)"', page(mending))[1]
    about = {"finding": handle, "reason": " "}
    refused = mending.post(f"{RETURNS}/13/waive", data=about)
    assert refused.status_code == 422
    assert "<details open>" in refused.text
    about["reason"] = "Sesuai SK"
    done = mending.post(f"{RETURNS}/13/waive", data=about, follow_redirects=False)
    assert done.status_code == 303
    text = page(mending)
    assert "Sesuai SK" in text
    assert "Dikesampingkan" in text


def test_what_was_approved_is_looked_at_and_not_mended(mending, tmp_path):
    """contract.md#page-return: why nothing can be mended is said in its place."""
    campaign = CampaignFolder(tmp_path / "kegiatan" / NAME)
    with campaign.registry() as registry, registry.writing("Kasi", now()):
        review.approve(registry, LABUHAN, PERIOD, now(), by="Kasi PMD")
    text = page(mending)
    assert "Di sini tidak dapat diperbaiki" in text
    assert 'form="mend"' not in text
    assert mend(mending, skor_idm="0,8312").status_code == 422


def test_a_form_of_another_year_leads_to_its_campaign(browser, home):
    """contract.md#page-return: received in the wrong campaign of the office, it is told which."""
    text = (home / NAME / "definition.yaml").read_text("utf-8")
    text = text.replace("\ncode: sreseh-2024", "\ncode: sreseh-2025")
    other = CampaignFolder.create(home / "lain-2025", text)
    assert other.definition().code.endswith("2025")
    with other.registry() as registry:
        files = gather([str(next(QUARTER.glob("*.xlsx")))])
        list(receive(registry, other.forms(), files, by="Seksi PMD", clock=now))
    assert f"Terima berkas di {NAME}" in browser.get("/campaigns/lain-2025/returns/1").text
    assert "Terima berkas di" not in browser.get(f"{RETURNS}/1").text
