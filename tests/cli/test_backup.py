"""A campaign backed up and restored, as a person at the keyboard does it."""

import re
import shutil

import pytest

from iku_workbook.campaign import sealed_keys
from tests.cli.run import run

PASSPHRASE = "kerbau tenang di pematang"
NOREH = "35.27.01.2001-noreh.xlsx"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """What makes guessing dear makes no test better."""
    monkeypatch.setattr(sealed_keys, "_COST", 1 << 10)


def head_of(text):
    """The head of the chain that a text names."""
    return re.search(r"\d+(?:-[0-9A-Z]{4})+", text)[0]


def lines(ran):
    return " ".join((ran.out + ran.err).split())


def test_a_campaign_is_restored_from_its_backup_and_the_printed_sheet(
    campaign, tmp_path, monkeypatch
):
    """quality.md#recovery-sheet: on a bare machine, typed from paper; forms that are out are
    recognised, what was approved still is, and the heads of the chain agree.
    """
    usb, sheet = tmp_path / "usb", tmp_path / "lembar.html"
    usb.mkdir()
    run("-C", campaign, "receive", campaign / "inbox" / NOREH)
    run("-C", campaign, "approve", NOREH[:13], "--period", "2024-Q1", "--as", "Kasi PMD")
    typed = f"{PASSPHRASE}\n"
    made = run("-C", campaign, "backup", usb, "--with-key", stdin=typed * 2)
    assert (made.status, "lembar" in made.err) == (0, True)
    [file] = usb.iterdir()
    assert run("-C", campaign, "backup", "--recovery-sheet", sheet).status == 0
    assert sheet.stat().st_mode & 0o077 == 0
    page = sheet.read_text(encoding="utf-8")
    groups = re.findall(r"<li><code>([0-9A-Z]{5})</code></li>", page)
    assert len(groups) == 8
    assert "iku restore" in page
    standing = run("-C", campaign, "status", "--unit", NOREH[:13]).out
    head = head_of(run("-C", campaign, "verify").out)
    forms = shutil.move(campaign / "inbox", tmp_path / "kiriman")
    shutil.rmtree(campaign)
    bare = tmp_path / "komputer-baru"
    bare.mkdir()
    monkeypatch.chdir(bare)
    wrong = run("restore", file, stdin="\n" + "-".join(groups)[:-1] + "0O\n")
    assert wrong.status == 2
    assert list(bare.iterdir()) == []
    restored = run("restore", file, stdin="\n" + " ".join(groups).lower() + "\n")
    assert restored.status == 0, lines(restored)
    assert "1 berkas" in restored.out
    assert run("status", "--unit", NOREH[:13]).out == standing
    verified = run("verify", "--head", head)
    assert (verified.status, head_of(verified.out)) == (0, head), lines(verified)
    again = run("receive", forms)
    assert (again.status, "Formulir" in again.err) == (0, False), lines(again)


def test_what_is_missing_is_said_with_what_to_do(campaign, tmp_path):
    """quality.md#key-in-backup: a backup without keys says so when it is made and when it is
    restored; the office goes on with a new key.
    """
    file, bare = tmp_path / "sreseh.iku", tmp_path / "bare"
    run("-C", campaign, "receive", campaign / "inbox" / NOREH)
    made = run("-C", campaign, "backup", file)
    assert (made.status, "Kunci TIDAK ikut" in lines(made)) == (0, True)
    restored = run("restore", file, bare)
    assert restored.status == 1
    for each in ("tidak dikenali", "iku key restore", "iku key rotate", "iku generate"):
        assert each in lines(restored)
    assert run("-C", bare, "status").status == 0
    assert run("-C", bare, "generate", "--period", "2024-Q1").status == 2
    assert run("-C", bare, "key", "rotate").status == 0
    assert run("-C", bare, "generate", "--period", "2024-Q1", "--unit", NOREH[:13]).status == 0


def test_an_empty_campaign_never_takes_the_place_of_the_only_copy(campaign, tmp_path):
    """house.md#backup: nor does anything else, and the message says which backup holds more."""
    file = tmp_path / "sreseh.iku"
    run("-C", campaign, "receive", campaign / "inbox")
    assert run("-C", campaign, "backup", file).status == 0
    kept = file.read_bytes()
    run("new", tmp_path / "kosong")
    for force in ([], ["--force"]):
        refused = run("-C", tmp_path / "kosong", "backup", file, *force)
        assert (refused.status, "sreseh.iku tidak ditimpa" in lines(refused)) == (2, True)
    for target in (campaign / ".iku" / "key", campaign / "inbox" / NOREH, tmp_path / "flashdisk"):
        assert run("-C", campaign, "backup", target).status == 2
    assert not (tmp_path / "flashdisk").exists()
    beside = "di dalam folder kegiatan sendiri"
    for target, said in ((campaign, True), (tmp_path, False)):
        assert (beside in lines(run("-C", campaign, "backup", target))) is said
    other = run("-C", tmp_path / "kosong", "restore", file)
    assert (other.status, "cadangan kegiatan lain" in lines(other)) == (2, True)
    assert file.read_bytes() == kept


def test_a_passphrase_never_stands_on_the_command_line(campaign, tmp_path):
    """quality.md#key-in-backup: it is typed twice, or a script names a file or a variable."""
    file, secret = tmp_path / "x.iku", tmp_path / "frasa.txt"
    backup = ("-C", campaign, "backup", file, "--with-key")
    assert run(*backup).status == 2
    assert run(*backup, stdin=f"{PASSPHRASE}\nlain sama sekali\n").status == 2
    assert run(*backup, stdin="pendek\npendek\n").status == 2
    assert not file.exists()
    secret.write_text(f"{PASSPHRASE}\n")
    assert run(*backup, "--passphrase-file", secret).status == 0
    assert run(*backup, IKU_PASSPHRASE=PASSPHRASE).status == 0
    assert run("restore", file, tmp_path / "bare").status == 1
    key = ("-C", tmp_path / "bare", "key", "restore", file)
    assert run(*key).status == 2
    assert run("-C", tmp_path / "bare", "key", "restore").status == 2
    found = run(*key, "--passphrase-file", secret)
    assert (found.status, "1 yang tadinya" in found.err) == (0, True)
    assert run("-C", campaign, "backup").status == 2
