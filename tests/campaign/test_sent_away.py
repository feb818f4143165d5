"""What is written goes to an address as it goes to a file of this machine."""

import hashlib
import json
import shutil
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from iku_workbook.campaign.sent_away import Away
from iku_workbook.errors import OperatorError
from iku_workbook.resources import template
from samples.year import DEFINITION, QUARTER
from tests.cli.run import run

RETURNS = sorted(QUARTER.iterdir())[:3]
AT = "memory://away/told"
CONSOLIDATE = ("consolidate", "--period", "2024-Q1")


@pytest.fixture
def store():
    """A place that is no file system of this machine."""
    system = fsspec.filesystem("memory")
    yield system
    if system.exists("/away"):
        system.rm("/away", recursive=True)


@pytest.fixture
def here(own, monkeypatch, tmp_path):
    """A campaign of one's own, and no folder of a run that is over."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield own.root
    assert not list(temporary.glob("iku-*"))


def names(store):
    return {each.rpartition("/")[2]: store.cat(each) for each in store.find("/away")}


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_results_at_an_address_are_those_of_a_file(store, here, tmp_path, form):
    """contract.md#addresses: the same files, beside each other, and the address is told."""
    run("-C", here, "--lang", "en", *CONSOLIDATE, "-o", tmp_path / "out" / f"told.{form}")
    told = run("-C", here, "--lang", "en", *CONSOLIDATE, "-o", f"{AT}.{form}")
    assert f"Written: {AT}.{form}" in told.err
    assert str(tmp_path) not in told.err
    written = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}
    assert names(store) == written
    log = run("-C", here, "log", "--format", "json").out
    assert hashlib.sha256(written[f"told.{form}"]).hexdigest() in log


@pytest.mark.parametrize(
    ("verb", "form"),
    [("status", "html"), ("status", "csv"), ("log", "csv"), ("log", "xlsx")],
)
def test_pages_and_lists_go_to_an_address(store, here, tmp_path, verb, form):
    """contract.md#addresses: whatever a command writes in one file."""
    run("-C", here, verb, "-o", tmp_path / f"told.{form}")
    told = run("-C", here, "--lang", "en", verb, "-o", f"{AT}.{form}", "-q")
    assert told.err == ""
    assert list(names(store)) == [f"told.{form}"]
    assert names(store)[f"told.{form}"][:9] == (tmp_path / f"told.{form}").read_bytes()[:9]


def test_reports_of_returns_go_to_an_address(store, here, tmp_path):
    """contract.md#addresses: also a line a file, and also into a file: address."""
    options = ("--definition", template(DEFINITION))
    run("validate", *RETURNS, "-o", tmp_path / "told.jsonl", *options)
    run("validate", *RETURNS, "-o", f"{AT}.jsonl", *options)
    at_file = f"file://{(tmp_path / 'made' / 'told.jsonl').as_posix()}"
    run("validate", *RETURNS, "-o", at_file, *options)
    lines = (tmp_path / "told.jsonl").read_bytes()
    assert len(lines.splitlines()) == len(RETURNS)
    assert names(store) == {"told.jsonl": lines}
    assert (tmp_path / "made" / "told.jsonl").read_bytes() == lines
    told = run("-C", here, "receive", RETURNS[0], "--again", "-o", "memory://away/in/told.json")
    assert told.status in {0, 1}
    assert json.loads(names(store)["told.json"])


def test_what_stands_there_is_replaced_only_by_who_wrote_it(store, here):
    """contract.md#addresses: by the SHA-256 on record, of what is read back."""
    lines = ("-C", here, "--lang", "en", "status", "-o", f"{AT}.json")
    assert run(*lines).status == run(*lines).status != 2
    store.pipe("/away/told.json", b"{}")
    told = run(*lines)
    assert told.status == 2
    assert f"{AT}.json" in told.err
    assert names(store) == {"told.json": b"{}"}
    assert run(*lines, "--force").status != 2
    assert names(store)["told.json"] != b"{}"
    assert run("-C", here, *CONSOLIDATE, "-o", f"{AT}.json").status == 2  # another command's


def test_tables_are_refused_together(store, here):
    """contract.md#addresses: nothing is put where one of them is somebody else's."""
    store.pipe("/away/told.datapackage.json", b"{}")
    assert run("-C", here, *CONSOLIDATE, "-o", f"{AT}.csv").status == 2
    assert names(store) == {"told.datapackage.json": b"{}"}


@pytest.fixture
def breaking(monkeypatch):
    """The store fails in the midst of an object."""

    def half(self, here, place, **_):
        with self.open(place, "wb") as file:
            file.write(b"half")
            raise ConnectionError("no route")

    def fail():
        monkeypatch.setattr(MemoryFileSystem, "put_file", half)

    return fail


@pytest.mark.parametrize("renames", [False, True])
def test_a_store_that_fails_keeps_what_it_had(store, own, breaking, monkeypatch, renames):
    """contract.md#addresses: it is said, and what was meant for it stays on this machine."""
    if renames:
        monkeypatch.setattr(MemoryFileSystem, "mv", renamed)
    lines = ("-C", own.root, "--lang", "en", "status", "-o", f"{AT}.json")
    run(*lines)
    before = names(store)
    assert list(before) == ["told.json"]
    breaking()
    told = run(*lines)
    assert told.status == 2
    assert f"{AT}.json could not be written: ConnectionError: no route" in told.err
    assert "Written" not in told.err
    assert names(store) == before
    folder = Path("".join(told.err.rpartition("stays in ")[2].split()).rstrip("."))
    assert json.loads((folder / "told.json").read_bytes()).keys()
    shutil.rmtree(folder)


def renamed(self, old, new, **_):
    """As of a file system: the name alone changes."""
    self.store[new] = self.store.pop(old)


def test_where_names_can_change_a_file_gets_its_own_once_it_is_whole(
    store, here, tmp_path, monkeypatch
):
    """contract.md#addresses: until then it has another one, beside it."""
    seen = []

    def observed(self, old, new, **_):
        seen.append((old, new, new in self.store))
        renamed(self, old, new)

    monkeypatch.setattr(MemoryFileSystem, "mv", observed)
    run("-C", here, *CONSOLIDATE, "-o", f"{AT}.json")
    [(old, new, there)] = seen
    assert (new, there) == ("/away/told.json", False)
    assert old.startswith("/away/.told.json.")
    assert list(names(store)) == ["told.json"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nope://bucket/x.json", "no-protocol"),
        ("memory://away/", "address-without-name"),
        ("memory://away", "address-without-name"),
        ("memory://away/..", "address-without-name"),
        ("simplecache::memory://away/told.json", "address-without-name"),
    ],
)
def test_an_address_names_one_file(address, code):
    """contract.md#addresses: what cannot be written to is said before anything is done."""
    with pytest.raises(OperatorError) as told:
        Away(address)
    assert told.value.code == code
    assert run("validate", RETURNS[0], "-o", address).status == 2


def test_no_password_is_told_or_recorded():
    """contract.md#addresses: an address may hold one."""
    away = Away("memory://kasi:rahasia@host/told.json")
    try:
        assert away.address(away.path) == "memory://kasi@host/told.json"
    finally:
        away.close()
    assert not away.folder.exists()


@pytest.mark.parametrize("verb", [["generate", "--period", "2024-Q2"], ["report", "lkjip"]])
def test_what_goes_to_no_address_says_so(own, tmp_path, monkeypatch, verb):
    """contract.md#addresses: an address is no path, and no folder ``s3:`` is made for it."""
    monkeypatch.chdir(tmp_path)
    told = run("-C", own.root, "--lang", "en", *verb, "-o", "memory://away/x")
    assert told.status == 2
    assert "memory://away/x is an address" in told.err
    assert not list(tmp_path.glob("memory*"))
