"""``iku`` without a verb, and the page without a terminal."""

import io
import sys

import pytest

from iku_workbook.cli import desktop, iku
from tests.cli.run import run


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def opened(monkeypatch):
    """The folders over which the page would have been served."""
    folders = []
    monkeypatch.setattr(
        "iku_workbook.cli.serve.serve", lambda session: folders.append(session.folder) or 0
    )
    return folders


def test_a_program_gets_the_help_and_a_person_the_page(opened, monkeypatch, tmp_path, capsys):
    """contract.md#no-verb: the page on a terminal; help and 2 in a pipe, or without the page."""
    assert iku.main([], standalone_mode=False) == 2
    assert "iku" in capsys.readouterr().err
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(sys, name, Terminal())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "rumah"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "program" / "iku")])
    assert iku.main([], standalone_mode=False) == 0
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "iku")])
    assert iku.main([], standalone_mode=False) == 0
    assert [each.name for each in opened] == ["", "Kegiatan IKU"]
    monkeypatch.setattr("iku_workbook.cli.find_spec", lambda name: None)
    assert iku.main([], standalone_mode=False) == 2


def test_a_start_without_a_console_says_what_went_wrong(opened, monkeypatch, tmp_path):
    """contract.md#no-verb: where nothing can be printed, a text is opened that says it."""
    shown = []
    monkeypatch.setattr("iku_workbook.cli.serve.own_folder", lambda: tmp_path)
    monkeypatch.setattr("webbrowser.open", shown.append)
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    monkeypatch.setattr(sys, "argv", ["iku-halaman", str(tmp_path / "kegiatan")])
    with pytest.raises(SystemExit) as ended:
        desktop.main()
    assert (ended.value.code, opened) == (0, [tmp_path / "kegiatan"])
    sys.stdout.close()
    (tmp_path / "berkas").write_text("")
    monkeypatch.setattr(sys, "argv", ["iku-halaman", str(tmp_path / "berkas")])
    with pytest.raises(SystemExit) as ended:
        desktop.main()
    assert ended.value.code == 2
    assert shown == [(tmp_path / "page-problem.txt").as_uri()]
    assert "berkas" in (tmp_path / "page-problem.txt").read_text(encoding="utf-8-sig")


def test_the_demonstration_can_be_looked_at_on_the_page(opened, tmp_path):
    """contract.md#no-verb: a finished year is opened, not made again."""
    (tmp_path / "contoh").mkdir()
    assert iku.main(["demo", str(tmp_path / "contoh"), "--serve"], standalone_mode=False) == 0
    assert opened == [tmp_path / "contoh"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """contract.md#serve: a folder that was misspelt is not taken for an empty one."""
    ran = run("-C", tmp_path / "salah", "serve", "--no-browser")
    assert (ran.status, "salah" in ran.err) == (2, True)


def test_a_port_that_is_none_is_told_with_those_that_are():
    """contract.md#serve: both bounds of a range are said."""
    ran = run("serve", "--port", "99999")
    assert (ran.status, "dari 1 sampai 65535" in ran.err) == (2, True)
