"""What is read and written over FTP, from and to a real server."""

import os
import zipfile

import pytest

from iku_workbook.campaign import sent_away
from iku_workbook.campaign.fetched import fetch
from samples.year import QUARTER
from tests.campaign.ftp import PASSWORD, OverFtp
from tests.campaign.office import tree
from tests.cli.run import run

pytestmark = pytest.mark.slow

RETURNS = sorted(QUARTER.iterdir())[:3]


@pytest.fixture
def ftp(tmp_path):
    """A server."""
    folder = tmp_path / "served"
    folder.mkdir()
    made = OverFtp(folder)
    yield made
    made.end()


def test_when_a_file_was_saved_comes_along(ftp, tmp_path):
    """contract.md#addresses: FTP tells it in a way of its own."""
    ftp.write("inbox/kiriman.xlsx", RETURNS[0].read_bytes())
    os.utime(ftp.folder / "inbox" / "kiriman.xlsx", (1_711_000_000, 1_711_000_000))
    [source] = fetch(ftp.address("inbox"), tmp_path, [].append)
    assert source.path.stat().st_mtime == 1_711_000_000


def test_a_server_that_dies_keeps_whole_files_and_the_rerun_completes_them(
    ftp, own, monkeypatch, tmp_path
):
    """contract.md#addresses: nothing half, and what was meant for it stays on this machine."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    units = ("--unit", "35.27.01.2001", "--unit", "35.27.01.2002")
    lines = ("-C", own.root, "--lang", "en", "generate", "--period", "2024-Q2", *units, "-o")
    run(*lines, tmp_path / "Q2")
    local = {name: data for name, data in tree(tmp_path).items() if name.startswith("Q2")}
    put, done = sent_away.put_whole, []

    def dying(*about):
        if len(done) == 2:
            ftp.server.end()
        put(*about)
        done.append(True)

    monkeypatch.setattr(sent_away, "put_whole", dying)
    told = run(*lines, ftp.address("Q2"))
    assert told.status == 2
    assert "could not be written" in told.err
    assert PASSWORD not in told.err
    there = ftp.files()
    assert len(there) == 2
    assert all(local[name] == data for name, data in there.items())
    [kept] = tmp_path.glob("iku-*")
    assert tree(kept) == local
    monkeypatch.setattr(sent_away, "put_whole", put)
    ftp.server.start()
    again = run(*lines, ftp.address("Q2"))
    assert "not sent again (2)" in again.err
    assert ftp.files() == local


def test_returns_and_results_over_ftp(ftp, here, tmp_path):
    """contract.md#addresses: read, examined, received, written, as of this machine."""
    for path in RETURNS:
        ftp.write(f"inbox/{path.name}", path.read_bytes())
    with zipfile.ZipFile(tmp_path / "kiriman.zip", "w") as archive:
        archive.write(RETURNS[0], RETURNS[0].name)
        archive.writestr("besar.bin", b"\0" * (3 << 20))  # more than is read at once
    ftp.write("inbox/kiriman.zip", (tmp_path / "kiriman.zip").read_bytes())
    options = ("-C", here, "--lang", "en")
    near = run(*options, "validate", ftp.folder / "inbox", "--format", "json")
    far = run(*options, "validate", ftp.address("inbox"), "--format", "json")
    assert far == near
    told = run(*options, "receive", ftp.address("inbox"), "--again", "-o", ftp.address("told.json"))
    assert told.status in {0, 1}
    assert f"Written: {ftp.shown('told.json')}" in told.err
    for form in ("csv", "xlsx"):
        lines = (*options, "consolidate", "--period", "2024-Q1", "-o")
        assert run(*lines, tmp_path / "out" / f"Q1.{form}").status != 2
        assert run(*lines, ftp.address(f"out/Q1.{form}")).status != 2
    assert tree(ftp.folder / "out") == tree(tmp_path / "out")
    again = run(*options, "consolidate", "--period", "2024-Q1", "-o", ftp.address("out/Q1.csv"))
    assert "not sent again" in again.err
    for verb in (["report", "rencana-aksi"], ["file", "1"], ["log"], ["status"]):
        name = {"report": "rencana.docx", "file": "1.xlsx"}.get(verb[0], f"{verb[0]}.csv")
        assert run(*options, *verb, "-o", ftp.address(name)).status in {0, 1}, verb
        assert (ftp.folder / name).stat().st_size
    assert not [name for name in ftp.files() if "partial" in name]
