"""What comes in is kept before it is read, counted once, and never lost."""

import os
import sqlite3
import zipfile

import pytest

from iku_workbook.campaign import examiner, intake
from iku_workbook.campaign.sources import READ_AT_MOST, Source, gather
from iku_workbook.findings import Verdict
from iku_workbook.registry import Registry, RegistryError
from tests.forms import GOOD, KEY, filled, known
from tests.registry.desk import OTHER, PERIOD, UNIT, day


def codes(returned):
    return [each.code for each in returned.findings]


def test_every_byte_is_kept_with_who_and_when(desk):
    """house.md#every-byte: the registry holds every byte ever received, when, and what came of
    it.
    """
    path = desk.form("noreh.xlsx")
    [told] = desk.receive(path, by="Loket (contoh)")
    [receipt] = desk.registry.receipts()
    assert (receipt.name, receipt.by, receipt.at) == ("noreh.xlsx", "Loket (contoh)", day(0))
    kept = desk.registry.stored(receipt.number, receipt.name, READ_AT_MOST).read()
    assert kept == path.read_bytes()
    assert (told.verdict, told.unit, told.period) == (Verdict.ACCEPTED, UNIT, PERIOD)


def test_what_was_said_is_read_back_as_it_was(desk):
    """contract.md#findings-json: values, indicators and findings are the same from the registry."""
    path = desk.form("noreh.xlsx", datang="dua puluh")
    other = desk.form("taman.xlsx", OTHER)
    told = desk.receive(path, other)
    alone = examiner.validate_in_turn(gather([str(path), str(other)]), desk.forms)
    for one, again in zip(told, alone, strict=True):
        for part in ("file", "sha256", "unit", "period", "findings", "values", "indicators"):
            assert getattr(one, part) == getattr(again, part), part


def test_the_same_bytes_again_add_nothing_and_say_when_they_came(desk):
    """quality.md#same-twice: the same file twice adds nothing, says so."""
    first = desk.form("noreh.xlsx")
    desk.receive(first)
    renamed = desk.file("kiriman kedua.xlsx", first.read_bytes())
    [told] = desk.receive(renamed, on=1)
    assert told.file == "kiriman kedua.xlsx"
    assert codes(told) == ["DUP-005"]
    assert told.findings[0].data == {"other": "noreh.xlsx", "at": day(0)}
    assert told.verdict is Verdict.ACCEPTED
    assert len(desk.registry.receipts()) == 1


def test_the_same_bytes_twice_in_one_run_are_one(desk):
    """quality.md#same-twice: the same file twice adds nothing, says so."""
    first = desk.form("a.xlsx")
    again = desk.file("b.xlsx", first.read_bytes())
    told = desk.receive(first, again)
    assert [codes(each) for each in told] == [[], ["DUP-005"]]


def test_files_of_one_run_count_in_the_order_in_which_they_were_saved(desk):
    """commands.md#iku-receive: files of one run are taken in the order in which they were saved."""
    late = desk.form("a.xlsx", datang=41)
    early = desk.form("b.xlsx", datang=40)
    os.utime(late, (2000, 2000))
    os.utime(early, (1000, 1000))
    told = desk.receive(late, early)
    assert [(each.file, codes(each)) for each in told] == [
        ("b.xlsx", ["DUP-007"]),
        ("a.xlsx", ["DUP-006"]),
    ]


def test_what_is_no_workbook_is_kept_too(desk):
    """quality.md#nothing-lost: nothing received is lost, whatever it is."""
    path = desk.file("laporan.xlsx", b"Laporan menyusul.")
    [told] = desk.receive(path)
    assert told.verdict is Verdict.REJECTED
    assert [each.file for each in desk.registry.unplaced()] == ["laporan.xlsx"]
    assert len(desk.registry.receipts()) == 1


def test_the_campaigns_own_keys_and_files_are_never_taken_in(desk):
    """quality.md#links: by a link, a second name, in a copy or an archive; each file says so, and
    what comes with it is taken in.
    """
    inbox, own = desk.folder / "inbox", desk.folder / "own"
    own.mkdir()
    desk.registry = Registry(own / "registry.db")
    desk.receive(desk.form("noreh.xlsx"))
    (own / "kunci").write_bytes(KEY)
    (own / "log.txt").write_bytes(b"of the campaign")
    (inbox / "a.xlsx").symlink_to(own / "kunci")
    os.link(own / "kunci", inbox / "b.xlsx")
    (inbox / "c.xlsx").write_bytes(b"our key: " + KEY + b"\n")
    os.link(own / "log.txt", inbox / "d.xlsx")
    os.link(desk.registry.path, inbox / "e.xlsx")
    with zipfile.ZipFile(inbox / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cadangan/key", KEY)
    told = desk.take(gather([str(inbox)]))
    assert {each.file: (codes(each), str(each.verdict)) for each in told} == {
        "a.xlsx": (["FILE-057"], "not-examined"),
        "b.xlsx": (["FILE-058"], "not-examined"),
        "c.xlsx": (["FILE-058"], "not-examined"),
        "d.xlsx": (["FILE-058"], "not-examined"),
        "e.xlsx": (["FILE-058"], "not-examined"),
        "f.zip/cadangan/key": (["FILE-058"], "not-examined"),
        "noreh.xlsx": (["DUP-005"], "accepted"),
    }
    assert [each.name for each in desk.registry.receipts()] == ["noreh.xlsx"]
    assert KEY not in desk.registry.path.read_bytes()
    looked_at = examiner.validate_in_turn(gather([str(inbox)]), desk.forms)
    assert sorted(code for each in looked_at for code in codes(each)).count("FILE-058") == 3


def test_a_file_larger_than_the_checks_read_is_kept_whole(desk):
    """quality.md#nothing-lost: every byte is kept, also where no check would read it."""
    path = desk.folder / "besar.xlsx"
    with path.open("wb") as file:
        file.truncate(READ_AT_MOST + 5_000_000)
        file.seek(READ_AT_MOST + 4_000_000)
        file.write(b"ujung")
    [told] = desk.receive(path)
    assert told.verdict is Verdict.REJECTED
    number = desk.registry.receipts()[0].number
    kept = desk.registry.stored(number, "besar.xlsx", 1 << 30).read()
    assert kept == path.read_bytes()


@pytest.mark.parametrize("more", [1, -1], ids=["growing", "shrinking"])
def test_a_large_file_that_is_still_being_written_holds_nothing_up(desk, monkeypatch, more):
    """quality.md#one-file: it is named, and what comes with it is taken in."""
    good, large = desk.form("noreh.xlsx"), desk.file("rekaman.mp4", bytes(200_000))
    hashed = intake._of_path

    def meanwhile(path, name=None):
        found = hashed(path, name)
        os.truncate(path, path.stat().st_size + more)
        return found

    monkeypatch.setattr(intake, "READ_AT_MOST", 100_000)
    monkeypatch.setattr(intake, "_of_path", meanwhile)
    told = desk.receive(good, large)
    assert {each.file: codes(each) for each in told} == {
        "noreh.xlsx": [],
        "rekaman.mp4": ["FILE-042"],
    }
    assert [each.name for each in desk.registry.receipts()] == ["noreh.xlsx"]


@pytest.mark.parametrize("name", [b"kiriman.zip", b"kiriman\xff.zip"], ids=["text", "no text"])
def test_a_member_that_cannot_be_unpacked_is_kept_as_its_archive(desk, name):
    """commands.md#iku-receive: such a member is kept as the archive that holds it."""
    path = desk.folder / os.fsdecode(name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("noreh.xlsx", filled(GOOD, desk.definition))
        archive.writestr("taman.xlsx", filled(GOOD, desk.definition, OTHER))
    data = bytearray(path.read_bytes())
    at = data.index(b"taman.xlsx") + len("taman.xlsx")
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    told = desk.receive(path)
    names = {each.name for each in desk.registry.receipts()}
    shown = name.decode(errors="replace")
    assert names == {f"{shown}/noreh.xlsx", shown}
    assert sorted(str(each.verdict) for each in told) == ["accepted", "rejected"]


def test_a_file_that_vanished_is_reported_and_the_rest_is_taken_in(desk):
    """quality.md#one-file: one file never ends the batch."""
    here, gone = desk.form("a.xlsx"), desk.form("b.xlsx", OTHER)
    sources = gather([str(here), str(gone)])
    gone.unlink()
    told = {each.file: codes(each) for each in desk.take(sources)}
    assert told == {"b.xlsx": ["FILE-042"], "a.xlsx": []}
    assert [each.name for each in desk.registry.receipts()] == ["a.xlsx"]


def test_what_an_interrupted_run_kept_is_examined_by_the_next(desk, monkeypatch):
    """house.md#bytes-first: bytes are stored before anything tries to understand them."""
    first, second = desk.form("a.xlsx"), desk.form("b.xlsx", OTHER)

    def fall_over(*arguments, **options):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(examiner, "validate_in_turn", fall_over)
        with pytest.raises(MemoryError):
            desk.receive(first, second)
    assert len(desk.registry.unexamined()) == 2
    third = desk.form("c.xlsx", datang=41)
    assert [each.file for each in desk.receive(third)] == ["c.xlsx"]
    assert desk.registry.unexamined() == []
    assert desk.counts() == {UNIT: ("c.xlsx", "accepted"), OTHER: ("b.xlsx", "accepted")}


def test_figures_copied_from_a_village_that_returned_earlier_are_asked_about(desk):
    """quality.md#other-unit: every figure equal to another village's, weeks apart."""
    desk.receive(desk.form("noreh.xlsx", kegiatan=[]))
    [told] = desk.receive(desk.form("taman.xlsx", OTHER, kegiatan=[]), on=20)
    assert codes(told) == ["DUP-003"]
    assert told.findings[0].data["other"] == "noreh.xlsx"


def test_a_return_is_compared_with_what_was_accepted_before(desk):
    """contract.md#families: HIST- is against earlier periods, which the registry knows."""
    values = {**GOOD, "kegiatan": []}
    first, second = (
        desk.file(f"{number}.xlsx", filled(values, desk.definition, UNIT, period=number))
        for number in (1, 2)
    )
    desk.receive(first)
    wrong = {**values, "datang": "lima"}
    desk.receive(desk.file("x.xlsx", filled(wrong, desk.definition, UNIT, period=1)))
    [told] = desk.receive(second, on=1)
    assert codes(told) == ["HIST-004"]


@pytest.mark.parametrize(
    "table",
    [
        "file",
        "dictionary",
        "receipt",
        "examination",
        "decision",
        "issued",
        "fault",
        "entry",
        "keyed",
        "export",
        "defined",
        "closing",
        "extension",
        "mended",
        "spending",
    ],
)
def test_nothing_is_ever_changed_or_taken_away(desk, table):
    """house.md#append-only: nothing is updated in place; the database itself refuses."""
    desk.receive(desk.form("noreh.xlsx"))
    connection = sqlite3.connect(desk.registry.path)
    connection.executescript(
        "INSERT INTO decision (at, by, what, receipt, reason) VALUES ('', '', 'approve', 1, '');"
        "INSERT INTO issued (issue, unit, period, definition, at) VALUES ('A', '', '', '', '');"
        "INSERT INTO fault VALUES (1, 1, '', '', '', NULL, NULL, '[]', '');"
        "INSERT OR IGNORE INTO entry VALUES (1, 'receipt', 1, x'');"
        "INSERT OR IGNORE INTO keyed VALUES (1, '', '', '', '', NULL);"
        "INSERT INTO export (at, by, what, name, sha256, proof)"
        f" VALUES ('', '', '', '', '{64 * '0'}', '');"
        "INSERT INTO defined VALUES (1, '', '', '', '');"
        "INSERT INTO closing VALUES (1, '', '', 'close', '', '', '');"
        "INSERT INTO extension VALUES (1, '', '', '', '', '', '', '');"
        "INSERT INTO mended VALUES (1, '', '', 1, 1, '[]', '', '');"
        "INSERT INTO spending VALUES (1, '', '', '', '', 1, '');"
    )
    column = connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
    for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            connection.execute(change)
    connection.close()


def test_a_second_writer_is_told_who_writes(desk):
    """house.md#one-writer: one writer at a time, with a clear message to the second."""
    path = desk.form("noreh.xlsx")
    registry = desk.registry.__class__(desk.registry.path)
    with desk.registry.writing("Loket A", day(0)):
        with pytest.raises(RegistryError) as raised, registry.writing("Loket B", day(0)):
            pass
        assert registry.receipts() == []  # reading is always possible
    assert raised.value.code == "registry-held"
    assert raised.value.data["by"] == "Loket A"
    assert len(desk.receive(path)) == 1
    registry.close()


def test_a_form_of_a_unit_that_is_not_asked_is_no_units_return(desk):
    """contract.md#verdicts: rejected is what we cannot trust to be our form."""
    stranger = known(desk.definition, key=b"x" * 32)
    assert stranger.key != desk.forms.key
    path = desk.form("noreh.xlsx")
    desk.forms = stranger
    [told] = desk.receive(path)
    assert (told.verdict, told.unit) == (Verdict.REJECTED, UNIT)
    assert desk.counts() == {UNIT: ("noreh.xlsx", "rejected")}


def test_a_source_is_read_once_to_be_kept_and_once_to_be_examined(desk):
    """quality.md#kept-small: what is at hand is not put together anew from what is kept."""
    path = desk.form("noreh.xlsx")
    reads = []

    class Counted(Source):
        def read(self):
            reads.append(self.name)
            return super().read()

    desk.take([Counted("noreh.xlsx", path)])
    assert reads == ["noreh.xlsx", "noreh.xlsx"]
