"""A campaign in one file, and the campaign again from that file."""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from iku_workbook.campaign import backup_file, sealed_keys
from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.create import create
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.journal import record_exports
from iku_workbook.campaign.recovery_code import read_code, recovery_code
from iku_workbook.campaign.restore import restore, restore_keys
from iku_workbook.campaign.upkeep import verify
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.registry.chain import key_id
from iku_workbook.registry.flaws import DamagedPart
from iku_workbook.registry.records import ExportKind
from samples.year import DEFINITION, QUARTER
from tests.campaign.office import BY, FIRST, at, take_in, tree
from tests.registry.test_room import Disk

PASSPHRASE = "kerbau tenang di pematang"
NOREH = "35.27.01.2001-noreh.xlsx"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """What makes guessing dear makes no test better."""
    monkeypatch.setattr(sealed_keys, "_COST", 1 << 10)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def made(campaign, target, day=10, **how):
    return back_up(campaign, target, by=BY, at=at(day), **how)


def put_back(file, folder, **how):
    return restore(file, folder, by=BY, at=at(20), **how)


def refused(code, act, *given, **how):
    with pytest.raises(OperatorError) as raised:
        act(*given, **how)
    assert raised.value.code == code, raised.value
    return str(raised.value)


def test_after_an_older_backup_the_key_goes_on_with_its_chain(own, stick):
    """house.md#backup: what is lost by it is said; verification is sound however much comes after,
    also where the key was rotated since the backup. A chain that the key does not know is told.
    """
    file = made(own, stick / "old.iku").file
    later = stick / "later.txt"
    later.write_bytes(b"put out")

    def write(times):
        for _ in range(times):
            record_exports(own, ExportKind.BACKUP, [later], by=BY, at=at(15))

    write(3)
    own.rotate_key(by=BY, at=at(16))
    take_in(own, stick / "old.iku")
    restored = put_back(file, own.root)
    assert (list(restored.more), restored.doubted) == (["receipt", "examination", "file"], False)
    write(8)
    assert verify(own).flaws == []
    marks = own.root / ".iku" / "registry.marks"
    marks.write_text(json.dumps({key_id(own.key()): [1, "0" * 64, "0" * 64]}))
    assert restore(file, own.root, by=BY, at=at(21)).doubted
    assert [each.part for each in verify(own).flaws] == [DamagedPart.BEGUN]


def test_a_campaign_on_a_bare_machine_from_one_file_and_the_printed_sheet(own, stick, tmp_path):
    """house.md#backup: registry, definitions, contacts, templates, keys before this one too; forms
    that are out are recognised.
    """
    (own.root / "contacts.csv").write_text("code,contact\n35.27.01.2001,0812\n")
    (own.root / "templates").mkdir()
    (own.root / "templates" / "lkjip.docx").write_bytes(b"the office's own")
    code = recovery_code(own.key())
    file = made(own, stick, passphrase=PASSPHRASE).file
    assert file.name == "sreseh-2024-04-10.iku"
    shutil.rmtree(own.root)
    bare = tmp_path / "bare"
    restored = put_back(file, bare, secret=code.lower().replace("-", " "))
    assert (restored.received, restored.has_key, list(restored.aside)) == (12, True, [])
    campaign = CampaignFolder(bare)
    assert verify(campaign).flaws == []
    assert campaign.contacts() == {"35.27.01.2001": "0812"}
    assert (bare / "templates" / "lkjip.docx").read_bytes() == b"the office's own"
    assert {path.name for path in bare.iterdir()} >= {"inbox", "outbox", "results"}
    assert (bare / ".iku").stat().st_mode & 0o077 == 0
    assert (bare / ".iku" / "key").stat().st_mode & 0o077 == 0
    [again] = take_in(campaign, QUARTER / NOREH)
    assert again.verdict is Verdict.ACCEPTED
    assert "FORM-003" not in {each.code for each in again.findings}
    assert again.repeats is not None


def test_keys_are_under_the_passphrase_or_not_there(own, stick, tmp_path):
    """quality.md#key-in-backup: never in the clear; all that there are, whoever opens them."""
    key = own.key()
    own.rotate_key(by=BY, at=at())
    bare = made(own, stick / "bare.iku").file
    sealed = made(own, stick / "s.iku", passphrase=PASSPHRASE)
    for file in (bare, sealed.file):
        assert not any(each in file.read_bytes() for each in (key, own.key(), key.hex().encode()))
    restored = put_back(bare, tmp_path / "one", secret=PASSPHRASE)
    assert (restored.has_key, restored.sealed) == (False, False)
    restored = put_back(sealed.file, tmp_path / "two")
    assert (restored.has_key, restored.sealed) == (False, True)
    two = CampaignFolder(tmp_path / "two")
    refused("no-key", two.key)
    refused("secret-wrong", restore_keys, two, sealed.file, PASSPHRASE + "!")
    refused("secret-wrong", restore_keys, two, sealed.file, recovery_code(key))  # of the key before
    refused("backup-without-keys", restore_keys, two, bare, PASSPHRASE)
    assert restore_keys(two, sealed.file, PASSPHRASE) == 2
    assert (two.key(), two.keys.older()) == (own.key(), (key,))
    one = CampaignFolder(tmp_path / "one")
    one.rotate_key(by=BY, at=at())  # the office went on with a new key, and then finds the sheet
    new = one.key()
    assert restore_keys(one, sealed.file, recovery_code(own.key())) == 2
    assert (one.key(), {*one.keys.older()}) == (new, {key, own.key()})
    short = refused("passphrase-too-short", made, own, stick / "x.iku", passphrase="rahasia")
    assert "12" in short


def test_a_recovery_code_says_where_it_was_mistyped():
    """quality.md#recovery-sheet: a group that was copied wrongly is named."""
    code = recovery_code(bytes(range(32)))
    groups = code.split("-")
    assert (len(groups), {len(each) for each in groups}) == (8, {5})
    assert read_code(f" {code.lower()} ") == read_code(code.replace("-", "")) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert read_code(PASSPHRASE) is read_code(code[:-1]) is None
    told = 0
    for place, sign in enumerate(code):
        for other in {"7", "K"} - {sign, "-"}:
            typed = code[:place] + other + code[place + 1 :]
            if sign != "-" and read_or_none(typed) is None:
                told += 1
    assert told > 70  # one in 32 mistakes looks right, and opens nothing
    swapped = "-".join([groups[1], groups[0], *groups[2:]])
    assert "1, 2" in refused("recovery-code-mistyped", read_code, swapped)


def read_or_none(typed):
    try:
        return read_code(typed)
    except OperatorError:
        return None


def test_a_backup_never_replaces_one_that_holds_more(own, stick):
    """house.md#backup: whatever another backup holds that the new one would not; an empty
    campaign's of the same name above all.
    """
    more = stick / "sreseh.iku"
    made(own, more)
    first = more.read_bytes()
    made(own, more, 11)  # holds the same
    assert more.read_bytes() != first
    made(own, more, passphrase=PASSPHRASE)
    kept = more.read_bytes()
    empty = create(own.root.with_name("empty"), DEFINITION).campaign
    for campaign, how in (
        (own, {}),  # without the keys
        (own, {"force": True}),
        (empty, {"passphrase": PASSPHRASE}),
        (empty, {"passphrase": PASSPHRASE, "force": True}),
    ):
        assert "sreseh.iku" in refused("backup-holds-more", made, campaign, more, **how)
        assert more.read_bytes() == kept
    (own.root / ".iku" / "registry.db").unlink()
    told = refused("backup-holds-more", made, own, more, passphrase=PASSPHRASE)
    assert "received files, examinations" in told
    assert more.read_bytes() == kept
    assert [path.name for path in stick.iterdir()] == ["sreseh.iku"]


def test_what_is_no_backup_is_another_s_file(own, stick):
    """quality.md#outputs: a return, the key, a damaged backup are left as they are; a database that
    an earlier version wrote is never replaced.
    """
    file = stick / "kiriman.xlsx"
    shutil.copy(QUARTER / NOREH, file)
    refused("output-not-ours", made, own, file)
    made(own, file, force=True)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    refused("output-not-ours", made, own, file)
    old = stick / "lama.db"
    shutil.copy(own.root / ".iku" / "registry.db", old)
    refused("backup-holds-more", made, own, old, force=True)
    for place in (".iku/key", ".iku/registry.db", "inbox/x.iku", "definition.yaml"):
        before = tree(own.root)
        with pytest.raises(OperatorError):
            made(own, own.root / place)
        assert tree(own.root) == before
    assert "usb2" in refused("no-backup-folder", made, own, stick.parent / "usb2" / "x.iku")


def test_generations_stand_beside_each_other(own, stick):
    """house.md#backup: a folder keeps one a day and more; one that holds less says so."""
    names = [made(own, stick, day).file.name for day in (10, 10, 11)]
    assert names == ["sreseh-2024-04-10.iku", "sreseh-2024-04-10-2.iku", "sreseh-2024-04-11.iku"]
    (own.root / ".iku" / "registry.db").unlink()
    poor = made(own, stick, 12)
    assert (poor.received, poor.richer) == (0, stick / names[-1])
    assert (own.root.parent / "usb" / "sreseh-2024-04-12.iku").exists()
    anew = create(own.root.with_name("anew"), DEFINITION).campaign  # another key, the same name
    assert [made(anew, stick, day).richer for day in (13, 14)] == [stick / names[-1]] * 2


def test_a_campaign_that_is_there_keeps_what_is_replaced(own, stick, tmp_path):
    """house.md#backup: restoring loses nothing that stood there, and what is restored is whole."""
    file = made(own, stick).file
    text = own.definition_file.read_text(encoding="utf-8")
    own.definition_file.write_text(text + "# sesudah cadangan\n", encoding="utf-8")
    (own.root / "templates").mkdir()
    (own.root / "templates" / "own.docx").write_bytes(b"made since")
    key = own.key()
    restored = put_back(file, own.root)
    assert (restored.received, restored.has_key) == (12, True)
    assert own.definition_file.read_text(encoding="utf-8") == text
    registry, aside = restored.aside
    assert (aside / "definition.yaml").read_text(encoding="utf-8").endswith("# sesudah cadangan\n")
    assert registry.is_file()
    assert (own.root / "templates" / "own.docx").read_bytes() == b"made since"
    assert own.key() == key
    before = tree(own.root)
    other = create(tmp_path / "other", DEFINITION).campaign
    theirs = made(other, tmp_path / "theirs.iku").file
    assert "theirs.iku" in refused("backup-of-another", put_back, theirs, own.root)
    assert tree(own.root) == before
    refused("restore-into-empty", put_back, file, stick.parent)
    holds = tmp_path / "alone"
    holds.mkdir()
    beside = Path(shutil.copy(file, holds))
    assert put_back(beside, holds).root == holds  # the folder holds the backup alone
    assert beside.is_file()


def test_a_backup_of_an_earlier_version_is_restored(own, tmp_path):
    """house.md#backup: what was one database goes into a campaign that is there."""
    definition = own.definition()
    own.keep(definition)
    own.record_issued(definition, FIRST, definition.units[:2], by=BY, at=at())
    old = tmp_path / "lama.db"
    with sqlite3.connect(own.root / ".iku" / "registry.db") as kept, sqlite3.connect(old) as copy:
        kept.backup(copy)
    kept.close()
    copy.close()
    restored = put_back(old, own.root)
    assert (restored.received, len(restored.aside)) == (12, 1)
    refused("backup-of-registry", put_back, old, tmp_path / "bare")
    other = create(tmp_path / "other", DEFINITION).campaign
    other.keep(definition)
    refused("backup-of-another", put_back, old, other.root)
    assert not (other.root / ".iku" / "registry.db").exists()


def rewritten(file, out, change):
    """A backup with other members, and a manifest that agrees with them."""
    with zipfile.ZipFile(file) as archive:
        members = {each.filename: archive.read(each) for each in archive.infolist()}
    manifest = json.loads(members.pop("backup.json"))
    change(members, manifest)
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**members, "backup.json": json.dumps(manifest)}.items():
            archive.writestr(name, data)
    return out


def test_only_a_whole_backup_is_restored(own, stick, tmp_path):
    """quality.md#hostile: damage anywhere, names that lead elsewhere, and what is no backup end
    in a sentence with the file's name, and nothing is made.
    """
    file = made(own, stick, passphrase=PASSPHRASE).file
    whole, bare, bad = file.read_bytes(), tmp_path / "bare", tmp_path / "bad.iku"

    def tried(code):
        assert "bad.iku" in refused(code, put_back, bad, bare)
        assert not bare.exists()

    for at_byte in range(40, len(whole), len(whole) // 40):
        damaged = bytearray(whole)
        damaged[at_byte] ^= 1
        bad.write_bytes(damaged)
        with pytest.raises(OperatorError):
            put_back(bad, bare)
        assert not bare.exists()
    for data, code in (
        (b"", "no-backup"),
        (b"no backup" * 99, "no-backup"),
        ((QUARTER / NOREH).read_bytes(), "no-backup"),
        (whole[: len(whole) // 2], "backup-damaged"),
        (whole[:99], "backup-damaged"),
    ):
        bad.write_bytes(data)
        tried(code)
    for name in ("office/../../x", "office/.iku/key", "/x", "office/a\\b", "other/x", "office"):

        def outside(members, manifest, name=name):
            members[name] = b"x"
            manifest["files"][name] = "0" * 64

        rewritten(file, bad, outside)
        tried("backup-damaged")

    def newer(members, manifest):
        manifest["format"] = 9

    rewritten(file, bad, newer)
    tried("backup-newer")
    for wrong in ([], {"files": 1}, {"format": "x"}):

        def otherwise(members, manifest, wrong=wrong):
            manifest.clear() if wrong == [] else manifest.update(wrong)

        rewritten(file, bad, otherwise)
        with pytest.raises(OperatorError):
            put_back(bad, bare)


HOSTILE = (
    "CREATE TRIGGER zz AFTER INSERT ON receipt BEGIN UPDATE head SET entry = 0; END",
    "CREATE VIEW zz AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
    "INSERT INTO sqlite_master VALUES ('table', 'zz', 'zz', 0, 'CREATE VIRTUAL TABLE zz USING zz')",
    "ALTER TABLE receipt ADD COLUMN zz GENERATED ALWAYS AS (hex(zeroblob(900000000))) VIRTUAL",
    "UPDATE sqlite_master SET sql = replace(sql, ' TEXT', ' CHECK (hex(zeroblob(900000000))) TEXT')"
    " WHERE name = 'receipt'",
    "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE receipt USING zz' WHERE name = 'receipt'",
    "INSERT INTO sqlite_master SELECT 'view', 'v', 'v', 0, 'CREATE VIEW v AS SELECT '"
    " || printf('%.*c', 9999, '(') || 1 || printf('%.*c', 9999, ')')",
    "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'decision'",
    "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'file')"
    " WHERE name = 'decision'",
    "INSERT INTO sqlite_master VALUES ('view', 'v', 'v', 0, 'CREATE VIEW v AS SELECT '"
    " || printf('%.*c', 2000000, '1'))",
    "PRAGMA user_version = 99",
)


def test_a_backup_that_was_made_to_hurt_changes_nothing(own, stick, tmp_path):
    """quality.md#bad-records: whatever its registry brings along, and whatever it agrees with, the
    backup is named, and not even the definition in it has taken a place.
    """
    file, bad, hostile = made(own, stick).file, tmp_path / "bad.iku", tmp_path / "hostile.db"
    before, told = tree(own.root), []
    for statement in HOSTILE:
        shutil.copyfile(own.registry().path, hostile)
        with sqlite3.connect(hostile) as other:
            other.execute("PRAGMA writable_schema = ON")
            other.execute(statement)
        other.close()

        def planted(members, manifest):
            members["registry.db"] = hostile.read_bytes()
            members["definition.yaml"] += b"# planted\n"
            for name in ("registry.db", "definition.yaml"):
                manifest["files"][name] = hashlib.sha256(members[name]).hexdigest()

        rewritten(file, bad, planted)
        for folder in (own.root, tmp_path / "bare"):
            with pytest.raises(OperatorError) as raised:
                put_back(bad, folder)
            assert str(bad) in str(raised.value), statement
            assert "\n" not in str(raised.value)
        told.append(raised.value.code)
        assert tree(own.root) == before, statement
        assert not (tmp_path / "bare").exists()
    assert told[-1] == "registry-newer"
    assert {*told[:-1]} == {"backup-strange", "backup-damaged"}


def test_a_full_disk_leaves_the_backup_that_stood_there(own, stick, monkeypatch):
    """quality.md#nothing-lost: complete or untouched, and proved before it takes its place."""
    file = made(own, stick / "x.iku").file
    kept = file.read_bytes()
    write = backup_file.write

    def torn(target, members, about):
        write(target, members, about)
        target.seek(1000)
        target.write(b"\xff" * 50)

    def full(target, members, about):
        target.write(b"begun")
        raise OSError(28, "No space left on device")

    for broken, code in ((torn, "backup-damaged"), (full, "os-error")):
        monkeypatch.setattr(backup_file, "write", broken)
        refused(code, made, own, file)
        assert file.read_bytes() == kept
        assert [path.name for path in stick.iterdir()] == ["x.iku"]


def test_a_full_disk_is_told_before_anything_is_restored(own, stick, tmp_path, monkeypatch):
    """quality.md#room: where there is no room, nothing is begun; where it ends on the way, the
    folder is named as it was asked for.
    """
    file, before, bare = made(own, stick).file, tree(own.root), tmp_path / "bare"
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda place: Disk(10, 10, 1 << 20))
        assert str(bare) in refused("no-room", put_back, file, bare)
        refused("no-room", put_back, file, own.root)

    def no_room(self, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backup_file.BackupFile, "pieces", no_room)
    monkeypatch.setattr(backup_file.BackupFile, "check", lambda self: None)
    for folder, named in ((bare, tmp_path), (own.root, own.root / ".iku")):
        with pytest.raises(OSError, match="space") as raised:
            put_back(file, folder)
        assert raised.value.filename == str(named)
    assert (tree(own.root), bare.exists()) == (before, False)


def test_one_bad_record_costs_no_backup(own, stick, tmp_path):
    """house.md#backup: a registry that is not whole is backed up and restored as it is, and both
    say so; it takes the place of no other backup.
    """
    file = made(own, stick / "x.iku").file
    with sqlite3.connect(own.root / ".iku" / "registry.db") as changed:
        changed.execute("DROP TRIGGER receipt_stays")
        changed.execute("UPDATE receipt SET by = 'x' WHERE number = 3")
        changed.execute(
            "CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt"
            " BEGIN SELECT raise(ABORT, 'append only'); END"
        )
    changed.close()
    refused("backup-holds-more", made, own, file)
    flawed = made(own, stick / "y.iku")
    assert flawed.flaws > 0
    restored = put_back(flawed.file, tmp_path / "bare")
    assert (restored.received, restored.flaws) == (12, flawed.flaws)
    found = verify(CampaignFolder(tmp_path / "bare"))
    assert "receipt 3" in {each.what for each in found.flaws}


def test_a_restoration_that_is_cut_short_has_lost_nothing(own, stick, tmp_path, monkeypatch):
    """quality.md#nothing-lost: ended at each renaming, what stood there is in its place or aside,
    the campaign opens, and restoring once more completes.
    """
    file = made(own, stick / "x.iku").file
    text = own.definition_file.read_text(encoding="utf-8")
    replace, steps = Path.replace, 0
    while True:
        root = shutil.copytree(own.root, tmp_path / f"run-{steps}")
        (root / "definition.yaml").write_text(text + "# diubah\n", encoding="utf-8")
        (root / ".iku" / "registry.db").write_bytes(b"")  # lost
        left = [steps]

        def ending(path, target, left=left):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", ending)
        try:
            put_back(file, root)
        except KeyboardInterrupt:
            ended = True
        else:
            ended = False
        monkeypatch.setattr(Path, "replace", replace)
        kept = [*tree(root).values()]
        assert any(each.endswith(b"# diubah\n") for each in kept)
        assert CampaignFolder(root).key() == own.key()
        CampaignFolder(root).definition()
        if not ended:
            break
        assert restore(file, root, by=BY, at=at(21)).received == 12
        assert (root / "definition.yaml").read_text(encoding="utf-8") == text
        steps += 1
    assert steps > 2
