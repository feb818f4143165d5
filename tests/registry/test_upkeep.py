"""Backups, proofs, and databases of other versions."""

import sqlite3

import pytest

from iku_workbook.registry import Registry, RegistryError, upkeep
from iku_workbook.registry.database import connect, migrate, versions
from tests.registry.desk import UNIT, day


def schema(connection):
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    return rows.fetchall()


@pytest.mark.parametrize("version", range(len(versions())))
def test_every_earlier_version_is_brought_up_to_date(version, tmp_path):
    """house.md: schema versions migrate forward, from every earlier one."""
    path = tmp_path / "registry.db"
    old = sqlite3.connect(path)
    for script in versions()[:version]:
        old.executescript(script)
    old.execute(f"PRAGMA user_version = {version}")
    old.commit()
    old.close()
    opened, fresh = connect(path, create=True), sqlite3.connect(":memory:")
    migrate(fresh, path)
    assert schema(opened) == schema(fresh)
    assert opened.execute("PRAGMA user_version").fetchone() == (len(versions()),)
    opened.close()
    fresh.close()


def test_a_newer_registry_is_not_touched(tmp_path):
    """Bad input gets a clear, specific message: an older program leaves a newer registry alone."""
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
    """quality.md, Safety: SQLite, journal DELETE, synchronous EXTRA."""
    with desk.registry.writing("Loket", day(0)):
        ask = desk.registry.connection.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("delete",)
        assert ask("PRAGMA synchronous").fetchone() == (3,)
        assert ask("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_backup_restores_everything(desk, tmp_path):
    """house.md: a backup is the whole registry; restoring loses nothing that stood there."""
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


def test_only_a_whole_backup_is_restored(desk, tmp_path):
    """Bad input gets a clear, specific message, and the registry stays as it is."""
    desk.receive(desk.form("satu.xlsx"))
    copy = tmp_path / "cadangan.db"
    upkeep.backup(desk.registry, copy)
    damaged = bytearray(copy.read_bytes())
    damaged[-6000] ^= 1
    before = desk.registry.path.read_bytes()
    for data, code in (
        (bytes(damaged), "backup-damaged"),
        (b"bukan cadangan" * 1000, "registry-damaged"),
    ):
        copy.write_bytes(data)
        with pytest.raises(RegistryError) as raised:
            upkeep.restore(copy, desk.registry.path, day(2))
        assert raised.value.code == code
    with pytest.raises(RegistryError) as raised:
        upkeep.restore(tmp_path / "tidak-ada.db", desk.registry.path, day(2))
    assert raised.value.code == "no-backup"
    assert desk.registry.path.read_bytes() == before


def test_a_single_altered_bit_is_noticed(desk):
    """house.md: iku verify hashes everything anew."""
    path = desk.form("satu.xlsx")
    desk.receive(path)
    assert upkeep.verify(desk.registry) == []
    desk.registry.close()
    data = bytearray(desk.registry.path.read_bytes())
    at = data.index(path.read_bytes()[5000:5200])
    data[at] ^= 1
    desk.registry.path.write_bytes(data)
    [wrong] = upkeep.verify(desk.registry)
    assert wrong.startswith("sha256 ")
