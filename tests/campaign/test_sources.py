"""Returned files are found the same way on every machine, and their names are never paths."""

import io
import os
import pickle
import zipfile

import pytest

from iku_workbook.campaign import sources
from iku_workbook.campaign.sources import Source, at_most, gather, gather_arrived
from iku_workbook.errors import OperatorError
from iku_workbook.workbook.reading.budget import MEMBERS, Budget, Meter, Unreadable
from iku_workbook.workbook.reading.guard import guard


def archive(path, members, **settings):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **settings) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def names(*paths, stdin=()):
    return [source.name for source in gather([str(path) for path in paths], stdin)]


def test_a_folder_is_searched_in_the_order_of_names(tmp_path):
    """contract.md#paths: PATH is a file, a folder (searched recursively)."""
    for name in ("b.xlsx", "a.XLSX", "sub/deep/c.ods", "notes.txt", "~$b.xlsx", ".d.xlsx", "e.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    found = [".d.xlsx", "a.XLSX", "b.xlsx", "e.pdf", "notes.txt", "~$b.xlsx", "sub/deep/c.ods"]
    assert names(tmp_path) == found


def test_hidden_folders_pipes_and_linked_folders_are_not_searched_and_named(tmp_path):
    """contract.md#paths: a program's own things are no returns, and a pipe would keep us waiting;
    what is not looked into is named.
    """
    for name in (".git/x.xlsx", "seen/y.xlsx", "seen/$RECYCLE.BIN/z.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "lost.xlsx").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.xlsx")
    left = []
    found = gather([str(tmp_path)], passed_over=left.append)
    assert [(source.name, source.link) for source in found] == [
        ("lost.xlsx", True),
        ("seen/y.xlsx", False),
    ]
    assert left == [".git/", "loop/", "pipe.xlsx", "seen/$RECYCLE.BIN/"]
    with pytest.raises(OperatorError) as error:
        gather([str(tmp_path / "pipe.xlsx")])
    assert error.value.code == "no-file"


def test_a_file_that_is_named_counts_whatever_it_is_called(tmp_path):
    """contract.md#paths: a file that a person names is checked, whatever it is."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4")
    assert names(path) == ["scan.pdf"]


def test_names_on_standard_input(tmp_path):
    """contract.md#paths: `-` (names on stdin)."""
    for name in ("one.xlsx", "two words.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    lines = [f"{tmp_path / name}\n" for name in ("one.xlsx", "two words.xlsx")]
    assert names("-", stdin=[*lines, "\n"]) == ["one.xlsx", "two words.xlsx"]


def test_a_path_given_twice_counts_once(tmp_path):
    """contract.md#paths: a file and the folder that it lies in."""
    (tmp_path / "one.xlsx").write_bytes(b"x")
    assert names(tmp_path / "one.xlsx", tmp_path) == ["one.xlsx"]


def test_names_that_occur_twice_are_told_apart_by_their_paths(tmp_path):
    """Every finding names its file: two of one name would be confused."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.xlsx").write_bytes(b"x")
    found = names(tmp_path / "a", tmp_path / "b")
    assert found == [str(tmp_path / "a/x.xlsx"), str(tmp_path / "b/x.xlsx")]


def test_an_archive_of_workbooks(tmp_path):
    """contract.md#paths: a .zip of workbooks; names in it are shown and are never paths."""
    members = {
        "b.xlsx": b"second",
        "a/a.xlsx": b"first",
        "../../etc/evil.xlsx": b"out",
        "readme.txt": b"",
        "inner.zip": b"PK",
        "__MACOSX/._b.xlsx": b"",
    }
    path = archive(tmp_path / "all.zip", members)
    found = gather([str(path)])
    assert [(source.name, source.read()) for source in found] == [
        ("all.zip/../../etc/evil.xlsx", b"out"),
        ("all.zip/__MACOSX/._b.xlsx", b""),
        ("all.zip/a/a.xlsx", b"first"),
        ("all.zip/b.xlsx", b"second"),
        ("all.zip/inner.zip", b"PK"),
        ("all.zip/readme.txt", b""),
    ]


def test_a_campaigns_own_folder_is_never_read(tmp_path):
    """contract.md#paths: not as a folder, below one, as a file of it, by a link, in an archive."""
    own = tmp_path / "kantor" / ".iku"
    own.mkdir(parents=True)
    (own / "key").write_bytes(bytes(32))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(b"x")
    (inbox / "b.xlsx").symlink_to(own / "key")
    archive(inbox / "c.zip", {"kantor/.iku/key": bytes(32), "kantor/d.xlsx": b"x"})
    for path in (tmp_path, own.parent, own, own / "key", inbox / "b.xlsx"):
        with pytest.raises(OperatorError) as error:
            gather([str(path)])
        assert error.value.code == "campaign-given"
    left = []
    found = gather([str(inbox)], passed_over=left.append)
    assert [(source.name, source.link) for source in found] == [
        ("a.xlsx", False),
        ("b.xlsx", True),
        ("c.zip/kantor/d.xlsx", False),
    ]
    assert left == ["c.zip/kantor/.iku/key"]


def test_no_link_below_a_folder_is_followed_whatever_it_leads_to(tmp_path):
    """quality.md#links: not to a file outside, nor through a folder, nor though it took a file's
    place after the file was found; each says so. A link that a person names is meant.
    """
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_bytes(b"secret")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.xlsx").symlink_to(tmp_path / "outside" / "secret.txt")
    (inbox / "b.xlsx").write_bytes(b"x")
    (inbox / "c").symlink_to(tmp_path / "outside")
    left = []
    link, file = gather([str(inbox)], passed_over=left.append)
    arrived = gather_arrived(inbox, [inbox / "c" / "secret.txt"], left.append)
    for source in (link, *arrived):
        with pytest.raises(Unreadable, match="FILE-057"):
            source.read()
    assert left == ["c/"]
    (inbox / "b.xlsx").unlink()
    (inbox / "b.xlsx").symlink_to(tmp_path / "outside" / "secret.txt")
    with pytest.raises(OSError):
        file.read()
    assert [source.read() for source in gather([str(inbox / "a.xlsx")])] == [b"secret"]


def test_a_whole_disk_is_a_mistake(tmp_path, monkeypatch):
    """contract.md#paths: what is kept is kept for ever, so too many files are asked about first."""
    monkeypatch.setattr(sources, "FILES", 3)
    for number in range(4):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "a.xlsx").write_bytes(b"x")
    with pytest.raises(OperatorError) as error:
        gather([str(tmp_path)])
    assert error.value.code == "too-many-files"
    assert len(gather([str(tmp_path)], most=lambda: at_most(1))) == 4


def test_a_large_campaign_has_a_large_inbox():
    """contract.md#paths: the villages of a country send more files than a folder has by mistake."""
    assert (at_most(12), at_most(83_762)) == (20_000, 335_048)


@pytest.mark.parametrize("name", ["kiriman", "kiriman.docx", "kiriman.zip (1)", "DOC-WA1."])
def test_an_archive_under_any_name_is_one(tmp_path, name):
    """quality.md#looked-at: by content, whatever it is called."""
    path = archive(tmp_path / name, {"a.xlsx": b"first", "kosong/": b""})
    assert names(path) == [f"{name}/a.xlsx"]


def test_an_archive_of_empty_folders_is_one_file(tmp_path):
    """quality.md#looked-at: as many lines as files."""
    assert names(archive(tmp_path / "a.zip", {"kosong/": b""})) == ["a.zip"]


@pytest.mark.parametrize("marker", ["[Content_Types].xml", "mimetype", "AndroidManifest.xml"])
def test_a_workbook_under_the_name_of_an_archive_is_a_workbook(tmp_path, marker):
    """Some programs rename what they send; Open XML and OpenDocument are archives themselves."""
    path = archive(tmp_path / "noreh.zip", {marker: b"", "embedded.xlsx": b""})
    [source] = gather([str(path)])
    assert (source.name, source.read()) == ("noreh.zip", path.read_bytes())


def test_an_archive_that_cannot_be_looked_through_is_one_file(tmp_path):
    """quality.md#within: lying sizes and bombs end in a finding about the file, never in us."""
    whole = archive(tmp_path / "w.zip", {"a.xlsx": b"x" * 100}).read_bytes()
    end = whole.rindex(b"PK\x05\x06")
    huge = whole[: end + 12] + (1 << 30).to_bytes(4, "little") + whole[end + 16 :]
    cases = {"cut": whole[:-30], "text": b"no archive", "empty": b"", "huge": huge}
    for name, data in cases.items():
        path = tmp_path / f"{name}.zip"
        path.write_bytes(data)
        assert names(path) == [f"{name}.zip"]


def test_an_archive_of_too_many_members_is_one_file(tmp_path):
    """quality.md#within: its directory is bounded before it is read, and the limit is said."""
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(MEMBERS + 1):
            file.writestr(f"{number}.xlsx", b"")
    [source] = gather([str(path)])
    assert source.name == "many.zip"
    with pytest.raises(Unreadable) as error:
        guard(source.read(), Meter(Budget()))
    assert (error.value.code, error.value.data) == ("FILE-048", {"limit": MEMBERS})


def test_a_member_is_unpacked_one_byte_beyond_what_is_accepted(tmp_path):
    """quality.md#within: a bomb in an archive costs no more than the largest workbook."""
    limit = Budget().file + 1
    path = archive(tmp_path / "bomb.zip", {"bomb.xlsx": bytes(limit + 5)})
    [source] = gather([str(path)])
    assert len(source.read()) == limit
    whole = tmp_path / "large.xlsx"
    with whole.open("wb") as file:
        file.truncate(limit + 5)
    assert len(gather([str(whole)])[0].read()) == limit


def test_members_that_cannot_be_read_say_so(tmp_path):
    """contract.md#families: FILE-013 damaged, FILE-015 with a password."""
    buffer = io.BytesIO(archive(tmp_path / "x.zip", {"a.xlsx": b"x" * 100}).read_bytes())
    data = bytearray(buffer.getvalue())
    locked, damaged, lost = bytearray(data), bytearray(data), bytearray(data)
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    damaged[36:40] = b"\xff\xff\xff\xff"
    lost[:4] = b"none"
    for name, changed, code in (
        ("locked", locked, "FILE-015"),
        ("damaged", damaged, "FILE-013"),
        ("lost", lost, "FILE-013"),
    ):
        path = tmp_path / f"{name}.zip"
        path.write_bytes(changed)
        [source] = gather([str(path)])
        with pytest.raises(Unreadable) as error:
            source.read()
        assert error.value.code == code


@pytest.mark.parametrize(
    ("path", "code"), [("nowhere", "no-file"), ("empty", "no-workbooks"), ("a\0b", "no-file")]
)
def test_a_path_that_holds_nothing_is_a_mistake(tmp_path, path, code):
    """contract.md#exit-2: 2 for a usage mistake, with a clear message."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(OperatorError) as error:
        gather([str(tmp_path / path)])
    assert error.value.code == code


def test_a_name_of_any_bytes_can_be_written(tmp_path):
    """File names are untrusted data: even one that is no text."""
    path = tmp_path / os.fsdecode(b"\xff\xe9.xlsx")
    try:
        path.write_bytes(b"x")
    except OSError:
        pytest.skip("this file system keeps names that are text")
    [name] = names(path)
    assert name.encode("utf-8")


def test_a_source_can_be_sent_to_another_process(tmp_path):
    """contract.md#jobs: -j N."""
    [source] = gather([str(archive(tmp_path / "all.zip", {"a.xlsx": b"first"}))])
    assert pickle.loads(pickle.dumps(source)) == source
    assert isinstance(source, Source)
