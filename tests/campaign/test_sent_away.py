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


@pytest.mark.parametrize(
    "line",
    [
        ["validate", RETURNS[0], "--corrections"],
        ["receive", RETURNS[0], "--migrate"],
        ["status", "--messages"],
        ["backup"],
        ["backup", "--recovery-sheet"],
        ["new"],
        ["check"],
        ["-C"],
    ],
)
def test_what_goes_to_no_address_says_so(own, tmp_path, monkeypatch, line):
    """contract.md#addresses: an address is no path, and no folder ``s3:`` is made for it."""
    monkeypatch.chdir(tmp_path)
    told = run("-C", own.root, "--lang", "en", *line, "memory://kasi:pintu@away/x")
    assert told.status == 2
    assert "memory://kasi@away/x is an address" in told.err
    assert not list(tmp_path.glob("memory*"))


def test_what_is_replaced_there_is_said(store, here):
    """contract.md#addresses: no version stays there; the same bytes are not sent again."""
    lines = ("-C", here, "--lang", "en", *CONSOLIDATE, "-o")
    assert "Replaced" not in run(*lines, f"{AT}.csv").err
    told = run(*lines, f"{AT}.csv").err
    assert "Replaced" not in told
    assert f"Already at the address with the same content, not sent again (9): {AT}" in told
    why = ("--as", "Kasi (contoh)", "--note", "contoh")
    run("-C", here, "return", "35.27.01.2001", "--period", "2024-Q1", *why)
    told = run(*lines, f"{AT}.csv")
    assert "Replaced at the address; what stood there before is not kept" in told.err
    assert "memory://away/told.datapackage.json" in told.err
    assert not run(*lines, f"{AT}.csv", "-q").err


def test_results_of_other_options_are_not_replaced(store, here):
    """contract.md#addresses: what was written with --approved says so, as a file does."""
    run("-C", here, *CONSOLIDATE, "--approved", "-o", f"{AT}.json")
    told = run("-C", here, "--lang", "en", *CONSOLIDATE, "-o", f"{AT}.json")
    assert (told.status, f"{AT}.json was written with other options" in told.err) == (2, True)


def test_documents_filled_forms_and_files_go_to_an_address(store, here, tmp_path):
    """contract.md#addresses: whatever a command writes in one file."""
    at = ("-o", "memory://away/told.docx")
    told = run("-C", here, "--lang", "en", "report", "rencana-aksi", *at)
    assert "Written: memory://away/told.docx" in told.err
    run("-C", here, "report", "rencana-aksi", "-o", tmp_path / "told.docx")
    told = run("-C", here, "file", "1", "-o", "memory://away/1.xlsx")
    assert "memory://away/1.xlsx" in told.err
    (tmp_path / "values.json").write_text("{}")
    form = next((QUARTER.parent).glob("**/*.xlsx"))
    told = run(
        "-C", here, "fill", form, tmp_path / "values.json", "-o", "memory://away/filled.xlsx"
    )
    assert told.out == "memory://away/filled.xlsx\n"
    there = names(store)
    assert there["told.docx"] == (tmp_path / "told.docx").read_bytes()
    assert {*there} == {"told.docx", "1.xlsx", "filled.xlsx"}


def test_a_store_that_is_not_to_be_read_can_be_written_to(store, here, monkeypatch):
    """contract.md#addresses: with --force; nobody can tell then what stood there."""

    def refuse(*_, **__):
        raise PermissionError("read")

    monkeypatch.setattr(MemoryFileSystem, "info", refuse)
    lines = ("-C", here, "--lang", "en", "status", "-o", f"{AT}.json")
    assert "cannot be read: PermissionError: read" in run(*lines).err
    assert run(*lines, "--force").status != 2
    assert list(names(store)) == ["told.json"]


def test_previous_returns_come_from_an_address(store, here, tmp_path):
    """commands.md#iku-generate: --previous takes what iku validate takes."""
    form = ("-C", here, "generate", "--period", "2024-Q2", "--unit", "35.27.01.2001", "--bare")
    store.pipe(f"/away/{RETURNS[0].name}", RETURNS[0].read_bytes())
    for out, previous in (("a", RETURNS[0]), ("b", f"memory://away/{RETURNS[0].name}")):
        assert run(*form, "-o", tmp_path / out, "--previous", previous).status == 0
    [near], [far] = ((tmp_path / out).iterdir() for out in "ab")
    assert near.read_bytes() == far.read_bytes()
