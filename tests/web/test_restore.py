"""A campaign from its backup, without a terminal."""

import io
import re
import shutil
import threading
import zipfile

import pytest

from iku_workbook.campaign import sealed_keys
from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.recovery_code import recovery_code
from iku_workbook.campaign.sources import gather
from iku_workbook.campaign.upkeep import verify
from iku_workbook.web.views import restore as views
from tests.web.conftest import NAME, client_of

START, PASSPHRASE = "/start/restore", "kerbau tenang di pematang"
HOSTILE = '<img src=x onerror="1">.iku'


@pytest.fixture(scope="module", autouse=True)
def _cheap():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_keys, "_COST", 1 << 10)
        yield


@pytest.fixture(scope="module")
def backups(received, tmp_path_factory):
    """One with the keys and one without, and the code of the recovery sheet."""
    folder, campaign = tmp_path_factory.mktemp("usb"), CampaignFolder.at(received / NAME)
    about = {"by": "Seksi PMD", "at": now()}
    sealed = back_up(campaign, folder / "kunci.iku", passphrase=PASSPHRASE, **about)
    bare = back_up(campaign, folder / "tanpa.iku", **about)
    code = recovery_code(campaign.key())
    return sealed.file.read_bytes(), bare.file.read_bytes(), code


@pytest.fixture
def at(tmp_path):
    """A page over a folder without a campaign."""
    made = client_of(tmp_path / "baru")
    yield made
    made.app.state.trays.clear()


def bring(browser, content, name="a.iku", **how):
    return browser.post(START, files={"file": (name, content)}, **how)


def test_a_campaign_on_a_bare_computer_with_the_code_of_the_sheet(at, tmp_path, backups):
    """contract.md#page-restore: what it holds is shown first; then it is there, with its key."""
    content, _, code = backups
    page = bring(at, content, HOSTILE)
    assert page.status_code == 200
    for words in ("Kantor Kecamatan Sreseh", "2024", "12 berkas yang diterima", "Seksi PMD"):
        assert words in page.text, words
    assert re.search(r"Kode bukti</dt><dd><code>\d+-\w{4}-\w{4}-\w{4}<", page.text)
    home = tmp_path / "baru"
    assert not (home / NAME).exists()
    for secret, status, words in (
        ("", 409, "belum diisi"),
        ("salah sama sekali", 409, "tidak membuka kunci"),
        (f"{code[:-1]}{'0' if code[-1] != '0' else '1'}", 409, "kelompok 8"),
    ):
        refused = at.post(page.url.path, data={"secret": secret, "do": "restore"})
        assert (refused.status_code, words in refused.text) == (status, True), secret
        assert 'aria-invalid="true"' in refused.text
    done = at.post(page.url.path, data={"secret": code.lower(), "do": "restore"})
    assert "Kegiatan sreseh-2024 sudah pulih" in done.text
    assert "Kunci kegiatan ini belum ada" not in done.text
    assert at.get(f"/campaigns/{NAME}/").status_code == 200
    assert verify(CampaignFolder.at(home / NAME)).flaws == []
    assert "Kegiatan sreseh-2024 sudah pulih" in at.get(page.url.path).text
    assert at.post(page.url.path, data={"secret": code}).status_code == 200  # sent twice
    assert [each.name for each in home.iterdir() if not each.name.startswith(".")] == [NAME]


def test_a_second_click_waits_and_another_backup_takes_nothing_away(at, backups, monkeypatch):
    """contract.md#page-restore: what became of a backup is told, whoever does what meanwhile."""
    content, bare, code = backups
    begun, go_on, really = threading.Event(), threading.Event(), views.restore_beside

    def slow(*about, **how):
        begun.set()
        assert go_on.wait(60)
        return really(*about, **how)

    monkeypatch.setattr(views, "restore_beside", slow)
    address, answers = bring(at, content).url.path, []

    def click():
        answers.append(at.post(address, data={"secret": code, "do": "restore"}))

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    assert begun.wait(60)
    assert bring(at, bare).status_code == 200
    go_on.set()
    for each in clicks:
        each.join()
    for each in answers:
        assert "Kegiatan sreseh-2024 sudah pulih" in each.text


def test_without_a_key_it_is_said_what_that_means_and_what_to_do(at, tmp_path, backups):
    """contract.md#page-restore: first without, then the keys from a backup, or a new one."""
    sealed, bare, _ = backups
    page = bring(at, bare)
    assert 'name="secret"' not in page.text
    assert "tidak akan dikenali" in page.text
    done = at.post(page.url.path, data={"do": "restore"}).text
    assert "Kunci kegiatan ini belum ada di sini" in done
    assert "Cari cadangan lain" in done
    upkeep = f"/campaigns/{NAME}/upkeep"
    assert "Kunci kegiatan ini tidak ada di komputer ini" in at.get(upkeep).text
    definition = tmp_path / "baru" / NAME / "definition.yaml"
    definition.write_bytes(definition.read_bytes() + b"# ditulis sesudahnya\n")
    again = bring(at, sealed)
    assert "akan digantikan: definition.yaml." in again.text
    assert "Kegiatan sreseh-2024 yang ada di sini" in again.text
    taken = at.post(again.url.path, data={"secret": PASSPHRASE, "do": "restore"}).text
    assert "belum ada di sini" not in taken
    campaign = CampaignFolder.at(tmp_path / "baru" / NAME)
    assert verify(campaign).flaws == []
    before = campaign.key()
    assert at.post(f"{upkeep}/key").status_code == 422
    assert campaign.key() == before
    assert "Kunci baru dipakai" in at.post(f"{upkeep}/key", data={"meant": "1"}).text
    assert campaign.key() != before
    assert before in campaign.keys.older()


def test_nothing_takes_the_place_of_a_campaign_that_holds_more(browser, home, backups):
    """contract.md#page-restore: it is said what it holds; keys that are lost can be had alone."""
    campaign = CampaignFolder.at(home / NAME)
    (home / "lagi.xlsx").write_bytes(b"one more")
    with campaign.registry() as registry:
        files = gather([str(home / "lagi.xlsx")])
        list(receive(registry, campaign.forms(), files, by="Camat", clock=now))
    (campaign.root / ".iku" / "key").unlink()
    shutil.rmtree(campaign.root / ".iku" / "keys")
    page = bring(browser, backups[0])
    assert "memuat lebih banyak" in page.text
    assert "berkas yang diterima" in page.text
    forged = browser.post(page.url.path, data={"secret": PASSPHRASE, "do": "restore"})
    assert forged.status_code == 409
    assert "Tidak ada yang diganti" in forged.text
    taken = browser.post(page.url.path, data={"secret": PASSPHRASE, "do": "keys"})
    assert "1 kunci sudah diambil" in taken.text
    with campaign.registry() as registry:
        assert len(registry.receipts()) == 13


def test_what_is_no_backup_is_said_and_leaves_nothing(at, tmp_path, backups):
    """contract.md#page-restore: also a bomb, a damaged one, and a ticket of nobody."""
    sealed, *_ = backups
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("registry.db", bytes(1 << 24))
        archive.writestr("backup.json", "{}")
    way_out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sealed)) as good, zipfile.ZipFile(way_out, "w") as bad:
        for each in good.infolist():
            bad.writestr(each.filename.replace("definition.yaml", "../x"), good.read(each))
    damaged = bytearray(sealed)
    damaged[len(sealed) // 2] ^= 1
    for content in (b"", b"PK\3\4", b"SQLite format 3\0", bomb.getvalue(), bytes(damaged)):
        page = bring(at, content, HOSTILE)
        assert page.status_code in {400, 404, 409}, content[:20]
        assert ('role="alert"' in page.text, "<img" in page.text) == (True, False)
        assert ".iku-made" not in page.text
    assert bring(at, way_out.getvalue()).status_code == 409
    assert "Pilih sekali lagi" in at.get(f"{START}/{'0' * 32}").text
    assert at.post(START, data={}).status_code == 400
    [tray] = (tmp_path / "baru").glob(".iku-made-*/files")
    assert list(tray.iterdir()) == []
