"""A watched folder: what lies in it is taken as it is where the folder itself is received."""

import errno
import zipfile

import pytest

from iku_workbook.campaign import sources, watch
from iku_workbook.errors import OperatorError
from iku_workbook.registry import RegistryError


def test_nothing_that_is_put_there_ends_the_watch(tmp_path, monkeypatch):
    """commands.md#iku-receive: what is no return, or is no longer there, is passed over and named,
    and all others are taken, by their names in the folder.
    """
    (tmp_path / ".iku").mkdir()
    (tmp_path / ".iku" / "key").write_bytes(b"secret")
    inbox = tmp_path / "inbox"
    (inbox / "Desa Noreh").mkdir(parents=True)
    (inbox / "Desa Noreh" / "foto.jpg").write_bytes(b"x")
    (inbox / "link.xlsx").symlink_to(tmp_path / ".iku" / "key")
    with zipfile.ZipFile(inbox / "kampanye.zip", "w") as archive:
        archive.writestr(".iku/key", b"secret")
    (inbox / "hilang.xlsx").write_bytes(b"x")
    put = [each for each in inbox.rglob("*") if each.is_file()]
    monkeypatch.setattr(watch, "arrivals", lambda _folder, _quiet: [sorted(put)])
    directory = sources._directory

    def deleted(path):
        (inbox / "hilang.xlsx").unlink(missing_ok=True)
        return directory(path)

    monkeypatch.setattr(sources, "_directory", deleted)
    taken, left = [], []
    watch.take_arrivals(inbox, taken.extend, AssertionError, left.append)
    names = [each.name for each in taken]
    assert names == ["Desa Noreh/foto.jpg", "link.xlsx"]
    assert sorted(left) == ["hilang.xlsx", "kampanye.zip/.iku/key"]


@pytest.mark.parametrize(
    "error",
    [
        *map(RegistryError, ("registry-held", "registry-busy", "registry-full")),
        OperatorError("no-room"),
        OSError(errno.EIO, "x"),
    ],
)
def test_files_wait_while_somebody_else_uses_the_registry(tmp_path, monkeypatch, error):
    """commands.md#iku-receive: a person is told once, and they are taken as soon as that is over,
    though nothing else is put there; so too when a disk is full, or refuses.
    """
    monkeypatch.setattr(watch, "_REST", 0.0)
    (tmp_path / "noreh.xlsx").write_bytes(b"x")
    looks = [[tmp_path / "noreh.xlsx"], [], [], []]
    monkeypatch.setattr(watch, "arrivals", lambda _folder, _quiet: looks)
    taken, told, busy = [], [], iter([True, True, False])

    def take(files):
        if next(busy):
            raise error
        taken.extend(each.name for each in files)

    watch.take_arrivals(tmp_path, take, told.append)
    assert (taken, len(told)) == (["noreh.xlsx"], 1)
