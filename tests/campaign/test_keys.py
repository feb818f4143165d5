"""quality.md#keys-kept: no key is lost, whatever befalls the disk or the program."""

import errno
import os
import shutil
import stat
import sys
from contextlib import suppress

import pytest

from iku_workbook.campaign import keys as keys_module
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.keys import Keys
from iku_workbook.errors import OperatorError
from iku_workbook.messages import LANGUAGES
from iku_workbook.registry.chain import key_id
from tests.cli.run import run

CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"}
FIRST = b"1" * 32
DAMAGED = {"empty": b"", "short": b"1" * 31, "zeros": bytes(32), "gone": None}


class Killed(BaseException):
    """The program is no more: what it would still have done is not done."""


class Executioner:
    """Lets a program change so many things on the disk, and nothing after."""

    def __init__(self):
        self.left = None
        sys.addaudithook(self.watch)

    def watch(self, event, about):
        if self.left is None or event not in CHANGES:
            return
        if event == "open" and not (about[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        self.left -= 1
        if self.left < 0:
            raise Killed

    def lets(self, changes, work):
        """Whether the work came to its end within so many changes."""
        self.left = changes
        try:
            work()
        except Killed:
            return False
        finally:
            self.left = None
        return True


@pytest.fixture(scope="module")
def executioner():
    return Executioner()


@pytest.fixture
def keys(tmp_path):
    made = Keys(tmp_path)
    made.begin(FIRST)
    return made


def known(keys):
    """Every key that forms are recognised by."""
    return {keys.current(), *keys.older()}


def put(keys, file, content):
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


def test_killed_at_every_step_of_two_rotations_no_key_is_lost(executioner, tmp_path):
    """quality.md#keys-kept: kills at every step; what sealed before is known, one key seals, and
    rotating again completes. Nothing but keys is left, and where the newest is damaged then, its
    copy seals.
    """
    ended, changes, flaws = False, 0, set()
    while not ended:
        keys = Keys(tmp_path / str(changes))
        keys.folder.mkdir()
        keys.begin(FIRST)
        used = {FIRST}

        def twice(keys=keys, used=used):
            for _ in range(2):
                keys.rotate()
                used.add(keys.current())

        ended = executioner.lets(changes, twice)
        assert used | {keys.current()} <= known(keys)
        flaws |= {flaw.code for flaw in keys.flaws()}
        before = known(keys)
        put(keys, keys.file, b"")
        assert keys.current() in before
        assert used <= known(keys)
        assert keys.rotate()
        assert before < known(keys)
        assert list(keys.flaws()) == []
        changes += 1
    assert changes > 20
    assert flaws == {"key-replaced"}


@pytest.mark.parametrize("swallowed", range(4))
def test_a_disk_that_keeps_nothing_is_not_believed(keys, monkeypatch, swallowed):
    """quality.md#keys-kept: what was written is read back before it is used: a disk that is full
    and says nothing leaves an empty file, which is not taken for a key, twice.
    """
    write, left = keys_module.write_whole, [swallowed]

    def forgetful(path, data, mode):
        left[0] -= 1
        write(path, data if left[0] >= 0 else b"", mode)

    monkeypatch.setattr(keys_module, "write_whole", forgetful)
    used = {FIRST}
    for _ in range(3):
        with suppress(OSError):
            keys.rotate()
        used.add(keys.current())
        assert used <= known(keys)
    monkeypatch.undo()
    assert keys.rotate()
    assert used < known(keys)


def test_a_full_disk_changes_nothing(keys, monkeypatch):
    """quality.md#keys-kept: nor does a disk that is full and says so, at any of the writes; and
    what could not be written has a name.
    """
    sync, left, named = os.fsync, [0], []

    def full(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    for writes in range(8):
        before, left[0] = known(keys), writes
        try:
            keys.rotate()
        except OSError as error:
            named.append(str(error.filename))
        left[0] = 100
        assert before <= known(keys)
    assert len(named) > 3
    assert all(each.startswith(str(keys.folder.parent)) for each in named)
    assert keys.rotate()


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_key_is_recovered_from_its_copy(keys, damage):
    """quality.md#keys-kept: it is named, its copy seals, and the next that seals mends it."""
    keys.rotate()
    newest, older = keys.current(), keys.older()
    put(keys, keys.file, DAMAGED[damage])
    assert (keys.current(), keys.older()) == (newest, older)
    assert [flaw.code for flaw in keys.flaws()] == ["key-recovered"]
    keys.keep()
    assert list(keys.flaws()) == []
    assert keys.file.read_bytes() == newest


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_key_that_is_lost_is_named(keys, damage):
    """quality.md#keys-kept: without a copy (a folder of before there were any) nothing seals until
    a person puts it back or begins anew; what is left of it stays.
    """
    shutil.rmtree(keys.folder / "keys")
    put(keys, keys.file, DAMAGED[damage])
    assert [flaw.code for flaw in keys.flaws()] == ["key-lost"]
    with pytest.raises(OperatorError) as error:
        keys.current()
    assert error.value.code == ("no-key" if damage == "gone" else "bad-key")
    assert not keys.rotate()
    assert list(keys.flaws()) == []
    left = [path.read_bytes() for path in keys.folder.glob("*.damaged")]
    assert left == ([] if damage == "gone" else [DAMAGED[damage]])


def test_a_damaged_older_key_costs_itself_alone(keys):
    """quality.md#keys-kept: the others seal and recognise as before, and it is named."""
    keys.rotate()
    keys.rotate()
    first = keys.folder / "keys" / f"{key_id(FIRST)}.key"
    others = known(keys) - {FIRST}
    for content in (b"", FIRST[:-1], FIRST[:-1] + b"2"):
        first.write_bytes(content)
        assert known(keys) == others
        assert [(flaw.code, flaw.file) for flaw in keys.flaws()] == [("older-key-damaged", first)]
    first.with_name("dari cadangan.key").write_bytes(FIRST)
    assert known(keys) == {FIRST, *others}


def test_keys_of_before_there_were_copies_are_known(keys):
    """quality.md#keys-kept: an empty older key that an earlier program left beside the same key in
    use is no loss; a key that a person put there seals, and the one before is still known.
    """
    shutil.rmtree(keys.folder / "keys")
    (keys.folder / "keys").mkdir()
    (keys.folder / "keys" / f"{key_id(FIRST)}.key").write_bytes(b"")
    assert list(keys.flaws()) == []
    assert keys.rotate()
    assert keys.older() == (FIRST,)
    keys.file.write_bytes(b"2" * 32)
    assert [flaw.code for flaw in keys.flaws()] == ["key-replaced"]
    assert len(known(keys)) == 3
    keys.keep()
    assert list(keys.flaws()) == []
    assert (keys.current(), len(known(keys))) == (b"2" * 32, 3)


@pytest.mark.skipif(os.name == "nt", reason="a system without pipes that have names")
def test_what_is_no_file_is_no_key(keys):
    """quality.md#keys-kept: nobody waits at a pipe."""
    keys.file.unlink()
    os.mkfifo(keys.file)
    os.mkfifo(keys.folder / "keys" / "pipa.key")
    assert keys.current() == FIRST
    assert [flaw.code for flaw in keys.flaws()] == ["key-recovered", "older-key-damaged"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_every_key_is_the_owners(keys):
    """contract.md#key: mode 0600, the old ones too."""
    keys.rotate()
    files = [keys.file, *(keys.folder / "keys").iterdir()]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
    assert stat.S_IMODE((keys.folder / "keys").stat().st_mode) == 0o700


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_names_a_damaged_key(tmp_path, language):
    """quality.md#keys-kept: in a line with the file and what to do, once; without a copy whoever
    needs the key is told so, and begins anew by rotating.
    """
    folder = tmp_path / "c"
    run("new", folder)
    campaign = CampaignFolder(folder)
    first = campaign.key()
    (folder / ".iku" / "key").write_bytes(b"")
    for command in (["check"], ["status"], ["verify"], ["key", "rotate"]):
        ran = run("-C", folder, "--lang", language, *command)
        assert ran.status == 0
        assert ran.err.count(f"{key_id(first)}.newest") == 1, command
    assert run("-C", folder, "check").err == ""
    assert first in campaign.keys.older()
    shutil.rmtree(folder / ".iku" / "keys")
    (folder / ".iku" / "key").write_bytes(b"")
    ran = run("-C", folder, "--lang", language, "generate", "--period", "2024-Q1")
    assert ran.status == 2
    assert "iku key rotate" in ran.err
    assert list((folder / "outbox").iterdir()) == []
    assert "iku generate" in run("-C", folder, "--lang", language, "key", "rotate").err
    assert run("-C", folder, "check").err == ""
