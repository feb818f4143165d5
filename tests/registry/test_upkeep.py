"""Backups, proofs, and databases of other versions."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.registry import Registry, RegistryError, database, review, upkeep
from iku_workbook.registry.database import connect, migrate, versions
from iku_workbook.registry.flaws import DamagedPart, Flaw
from iku_workbook.workbook.seal import Identity
from tests.registry.desk import PERIOD, UNIT, day

FOUND = Path(__file__).parent / "versions"
"""A registry as each earlier version wrote it, with the same content: one dump a version."""

HALF = """
import os, sqlite3, sys
writer = sqlite3.connect(sys.argv[1])
writer.execute("PRAGMA cache_size = 1")
writer.execute("BEGIN")
writer.execute("DROP TRIGGER file_stays")
writer.execute("UPDATE file SET content = zeroblob(9000)")
os._exit(1)
"""


def schema(connection):
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    return rows.fetchall()


def written_by(version, path):
    """A registry of an earlier version."""
    old = sqlite3.connect(path)
    old.executescript((FOUND / f"{version}.sql").read_text(encoding="utf-8"))
    old.close()
    return path


@pytest.mark.parametrize("version", range(1, len(versions())))
def test_every_earlier_version_is_brought_up_to_date(version, tmp_path):
    """house.md#migrations: schema versions migrate forward, from every earlier one, and nothing
    is lost.
    """
    with Registry(written_by(version, tmp_path / "registry.db")) as registry:
        lineages = registry.lineages()
        told = {
            each.file: (str(each.verdict), [one.code for one in each.findings])
            for own in lineages.values()
            for each in own
        }
        assert told == {
            "satu.xlsx": ("accepted", ["DUP-007"]),
            "dua.xlsx": ("accepted", ["DUP-006"]),
            "tiga.xlsx": ("accepted", ["VALUE-002"]),
        }
        assert lineages[UNIT, PERIOD][1].approval.by == "Kasi PMD"
        assert lineages[UNIT, PERIOD][1].values["datang"] == 41
        assert [each.file for each in registry.unplaced()] == ["empat.xlsx"]
        assert upkeep.verify(registry) == []
        fresh = sqlite3.connect(":memory:")
        migrate(fresh, tmp_path)
        assert schema(registry.connection) == schema(fresh)
        fresh.close()


def test_two_that_migrate_at_once_do_it_once(tmp_path):
    """house.md#migrations: schema versions migrate forward, whoever else opens the registry
    meanwhile.
    """
    path = written_by(1, tmp_path / "registry.db")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: connect(path, create=True).close(), range(32)))
    assert len(found) == 32
    with Registry(path) as registry:
        assert len(registry.receipts()) == 4


def test_a_migration_that_fails_leaves_everything_as_it_was(tmp_path, monkeypatch):
    """house.md#migrations: a schema version is reached whole or not at all."""
    path = written_by(1, tmp_path / "registry.db")
    before = path.read_bytes()
    later = [*versions(), "CREATE TABLE later (x);\nINSERT INTO nowhere VALUES (1);\n"]
    monkeypatch.setattr(database, "versions", lambda: later)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        connect(path, create=True)
    assert path.read_bytes() == before


def test_a_newer_registry_is_not_touched(tmp_path):
    """contract.md#exit-2: a clear, specific message: an older program leaves a newer registry
    alone.
    """
    path = tmp_path / "registry.db"
    made = sqlite3.connect(path)
    made.execute("PRAGMA user_version = 999")
    made.execute("CREATE TABLE later (x)")
    made.commit()
    made.close()
    before = path.read_bytes()
    with pytest.raises(RegistryError) as raised:
        connect(path, create=True)
    assert raised.value.code == "registry-newer"
    assert path.read_bytes() == before


def test_power_cuts_are_prepared_for(desk):
    """quality.md#synced: SQLite, journal DELETE, synchronous EXTRA."""
    with desk.registry.writing("Loket", day(0)):
        ask = desk.registry.connection.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("delete",)
        assert ask("PRAGMA synchronous").fetchone() == (3,)
        assert ask("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_backup_restores_everything(desk, tmp_path):
    """house.md#backup: a backup is the whole registry; restoring loses nothing that stood there."""
    desk.receive(desk.form("satu.xlsx"))
    copy = tmp_path / "cadangan.db"
    assert upkeep.backup(desk.registry, copy) == 1
    desk.receive(desk.form("dua.xlsx", datang=41), on=1)
    desk.registry.close()
    count, aside = upkeep.restore(copy, desk.registry.path, day(2))
    assert count == 1
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    with Registry(aside) as old:
        assert [each.name for each in old.receipts()] == ["satu.xlsx", "dua.xlsx"]
    desk.receive(desk.form("tiga.xlsx", datang=42), on=3)
    assert desk.counts() == {UNIT: ("tiga.xlsx", "accepted")}


def other_program(path):
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE bookmark (x)")
    made.close()
    return path.read_bytes()


def test_only_a_whole_backup_is_restored(desk, tmp_path):
    """contract.md#exit-2: a clear, specific message, and the registry stays as it is."""
    desk.receive(desk.form("satu.xlsx"))
    copy = tmp_path / "cadangan.db"
    upkeep.backup(desk.registry, copy)
    whole = copy.read_bytes()
    damaged = bytearray(whole)
    damaged[-6000] ^= 1
    before = desk.registry.path.read_bytes()
    for data, code in (
        (bytes(damaged), "backup-damaged"),
        (whole[: len(whole) // 2], "backup-damaged"),
        (b"bukan cadangan" * 1000, "no-backup"),
        (b"", "no-backup"),
        (other_program(tmp_path / "other.db"), "no-backup"),
    ):
        copy.write_bytes(data)
        with pytest.raises(RegistryError) as raised:
            upkeep.restore(copy, desk.registry.path, day(2))
        assert raised.value.code == code
        assert "database" not in str(raised.value)  # SQLite's own words are no one else's
        assert copy.read_bytes() == data
    with pytest.raises(RegistryError) as raised:
        upkeep.restore(tmp_path / "tidak-ada.db", desk.registry.path, day(2))
    assert raised.value.code == "no-backup"
    assert desk.registry.path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if "restored" in each.name] == []


def test_a_backup_of_an_earlier_version_is_restored_and_stays_as_it_is(tmp_path):
    """house.md#migrations: schema versions migrate forward; a backup is only read."""
    copy, path = written_by(1, tmp_path / "cadangan.db"), tmp_path / "registry.db"
    before = copy.read_bytes()
    assert upkeep.restore(copy, path, day(2)) == (4, None)
    assert copy.read_bytes() == before
    with Registry(path) as registry:
        assert len(registry.lineages()) == 2


def test_what_a_killed_run_left_half_written_never_meets_a_restored_registry(desk, tmp_path):
    """Nothing is lost: a journal belongs to the database beside which it was written."""
    desk.receive(desk.form("satu.xlsx"))
    copy = tmp_path / "cadangan.db"
    upkeep.backup(desk.registry, copy)
    desk.receive(*(desk.form(f"{each}.xlsx", datang=each) for each in range(100, 120)), on=1)
    desk.registry.close()
    subprocess.run([sys.executable, "-c", HALF, desk.registry.path], check=False)
    assert desk.registry.path.with_name("registry.db-journal").stat().st_size > 0
    count, aside = upkeep.restore(copy, desk.registry.path, day(2))
    assert count == 1
    for path, files in ((desk.registry.path, 1), (aside, 21)):
        with Registry(path) as registry:
            assert (upkeep.verify(registry), len(registry.receipts())) == ([], files)


def test_a_backup_is_whole_while_others_receive(desk, tmp_path):
    """commands.md#iku-backup: a backup is made while others may go on working."""
    desk.receive(desk.form("satu.xlsx"))
    paths = [desk.form(f"{each}.xlsx", datang=each) for each in range(100, 120)]

    def work():
        with desk.open() as registry:
            sources = gather([str(each) for each in paths])
            options = {"by": "Loket", "clock": lambda: day(1)}
            return list(receive(registry, desk.forms, sources, **options))

    with ThreadPoolExecutor(1) as pool, Registry(desk.registry.path) as reader:
        receiving = pool.submit(work)
        while not receiving.done():
            copy = tmp_path / "cadangan.db"
            count = upkeep.backup(reader, copy)
            with Registry(copy) as made:
                assert (upkeep.verify(made), len(made.receipts())) == ([], count)
        assert len(receiving.result()) == 20
        assert upkeep.backup(reader, copy) == 21


def test_a_single_altered_bit_is_noticed(desk):
    """house.md#verify: iku verify hashes everything anew."""
    path = desk.form("satu.xlsx")
    desk.receive(path)
    assert upkeep.verify(desk.registry) == []
    desk.registry.close()
    data = bytearray(desk.registry.path.read_bytes())
    [(content,)] = desk.registry.connection.execute("SELECT content FROM file")
    desk.registry.close()
    data[data.index(content) + len(content) // 2] ^= 1
    desk.registry.path.write_bytes(data)
    assert upkeep.verify(desk.registry) == [Flaw(DamagedPart.FILE, "1 (satu.xlsx)")]


def test_a_figure_that_a_disk_altered_is_noticed(desk):
    """house.md#verify: iku verify hashes everything anew, also what a return said and who
    decided what.
    """
    desk.receive(desk.form("satu.xlsx", datang=41))
    issued = Identity("1", "contoh", "0" * 64, UNIT, "2025-Q9", "AB12")
    with desk.registry.writing("Kasi PMD", day(1)):
        review.approve(desk.registry, UNIT, PERIOD, day(1), by="Kasi PMD", reason="Sesuai.")
        desk.registry.record_issued([issued], day(1), "Loket")
    assert upkeep.verify(desk.registry) == []
    desk.registry.close()
    whole = desk.registry.path.read_bytes()
    for said, record in (
        (b'"datang": 41', "examination 1"),
        (b"satu.xlsx2025", "receipt 1"),
        (b"Sesuai", "decision 1"),
        (b"2025-Q9", "issued 1"),
    ):
        data = bytearray(whole)
        data[data.index(said) + len(said) - 1] ^= 1
        desk.registry.path.write_bytes(data)
        assert Flaw(DamagedPart.RECORD, record) in upkeep.verify(desk.registry)
        desk.registry.close()
