"""What goes out together is all there, or nothing of it."""

import multiprocessing
import os
from pathlib import Path

import pytest

from iku_workbook.campaign import staging
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.staging import write_all as write
from iku_workbook.errors import OperatorError
from tests.campaign.office import tree

pytestmark = pytest.mark.slow

BEFORE = {"a.txt": b"old a", "z.zip": b"old z"}
NEW = {"a.txt": b"new a", "b.txt": b"new b", "z.zip": b"new z"}


def write_all(files):
    return write(files, Outputs(Kind.RESULTS, force=True))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "outbox"
    made.mkdir()
    for name, data in BEFORE.items():
        (made / name).write_bytes(data)
    return made


def files(folder):
    return [(folder / name, data) for name, data in NEW.items()]


def test_all_files_take_their_places(folder):
    """contract.md#exit-130: each file is complete or untouched; those that belong together, all."""
    assert write_all(files(folder)) == [folder / name for name in NEW]
    assert tree(folder) == NEW
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_place_that_cannot_be_written_leaves_all_as_it_was(folder):
    """contract.md#exit-2: nothing is changed; the message names the file as it was meant to be."""
    (folder / "z.zip").unlink()
    (folder / "z.zip").mkdir()  # the last to be moved
    before = tree(folder)
    with pytest.raises(OperatorError) as refused:
        write_all(files(folder))
    assert refused.value.code == "os-error"
    assert str(folder) in str(refused.value)
    assert staging.PREFIX not in str(refused.value)
    assert tree(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "z.zip"]


def test_what_fails_before_the_end_leaves_no_folder_that_was_made(tmp_path):
    """contract.md#exit-2: nothing is changed, no empty folder either."""

    def written_and_failed():
        yield tmp_path / "new" / "deep" / "a.txt", b"a"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_all(written_and_failed())
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_while_files_are_moved_puts_them_back(folder, monkeypatch):
    """contract.md#exit-130: Ctrl-C, also at the last file."""
    replace = os.replace

    def interrupted(path, target):
        if Path(target).name == "z.zip" and Path(path).parent.name == "new":
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all(files(folder))
    monkeypatch.undo()
    assert tree(folder) == BEFORE


def _killed_at(step, folder):
    """Write the files in a process that ends at its ``step``-th renaming, without any farewell."""
    left = [step]
    replace = os.replace

    def counted(path, target):
        if not left[0]:
            os._exit(9)
        left[0] -= 1
        return replace(path, target)

    os.replace = counted
    write_all(files(folder))
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork")
def test_a_kill_leaves_whole_files_and_the_next_run_completes_them(folder, tmp_path):
    """quality.md#nothing-lost: killed at each step of its writing, and run again."""
    context, outcomes = multiprocessing.get_context("spawn"), []
    for step in range(12):
        process = context.Process(target=_killed_at, args=(step, folder))
        process.start()
        process.join()
        seen = {name: data for name, data in tree(folder).items() if "/" not in name}
        assert all(data in {BEFORE.get(name), NEW[name]} for name, data in seen.items())
        outcomes.append(seen)
        if process.exitcode == 0:
            break
        write_all(files(folder))
        assert {name: data for name, data in tree(folder).items() if "/" not in name} == NEW
        for name in NEW:
            (folder / name).unlink()
        for name, data in BEFORE.items():
            (folder / name).write_bytes(data)
    assert outcomes[0] == outcomes[2] == BEFORE  # while it writes, nothing is in its place
    assert outcomes[-1] == NEW


def test_what_a_killed_run_left_is_taken_away_later(folder):
    """A hidden folder that nobody looks into would keep its room on the disk for ever."""
    left = folder / f"{staging.PREFIX}x"
    left.mkdir()
    os.utime(left, (0, 0))
    write_all(files(folder))
    assert not left.exists()
