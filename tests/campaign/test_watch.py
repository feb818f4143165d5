"""A watched folder: what lies in it is taken as it is where the folder itself is received."""

import zipfile

from iku_workbook.campaign import sources, watch


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
