"""Returns at addresses are read as those of this machine are."""

import sys
import zipfile

import fsspec
import pytest

from iku_workbook.campaign import fetched, sources
from iku_workbook.campaign.fetched import fetch
from iku_workbook.campaign.stores import is_address
from iku_workbook.errors import OperatorError
from iku_workbook.resources import template
from samples.year import DEFINITION, QUARTER
from tests.cli.run import run

RETURNS = sorted(QUARTER.iterdir())[:3]


@pytest.fixture
def bucket():
    """A place that is no file system of this machine, with returns in it."""
    system = fsspec.filesystem("memory")
    for path in RETURNS:
        system.pipe(f"/bucket/inbox/{path.name}", path.read_bytes())
    yield system
    system.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("s3://bucket/inbox", True),
        ("memory://x", True),
        ("simplecache::s3://bucket/x.zip", True),
        ("inbox", False),
        ("C:\\inbox", False),
        ("/inbox/a:b.xlsx", False),
    ],
)
def test_an_address_is_told_from_a_path(given, address):
    """contract.md#addresses: what begins with a protocol."""
    assert is_address(given) is address


def test_the_report_on_an_address_is_that_on_a_folder(bucket, tmp_path):
    """contract.md#addresses: the same names, findings and verdicts; one file, and an archive."""
    for path in RETURNS:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    options = ("--format", "json", "--definition", template(DEFINITION))
    here = run("validate", tmp_path, *options)
    assert run("validate", "memory://bucket/inbox", *options) == here
    assert run("validate", f"file://{tmp_path.as_posix()}", *options) == here
    [name, *_] = [path.name for path in RETURNS]
    here = run("validate", tmp_path / name, *options)
    assert run("validate", f"memory://bucket/inbox/{name}", *options) == here
    with zipfile.ZipFile(tmp_path / "kiriman.zip", "w") as archive:
        archive.write(RETURNS[1], RETURNS[1].name)
    bucket.pipe("/bucket/kiriman.zip", (tmp_path / "kiriman.zip").read_bytes())
    here = run("validate", tmp_path / "kiriman.zip", *options)
    assert run("validate", "memory://bucket/kiriman.zip", *options) == here


def test_addresses_are_taken_from_standard_input(bucket, tmp_path):
    """contract.md#addresses: one a line, as paths are, and beside paths."""
    options = ("--format", "json", "--definition", template(DEFINITION))
    at = [f"memory://bucket/inbox/{path.name}" for path in RETURNS]
    (tmp_path / "here.xlsx").write_bytes(b"%PDF-1.4")
    here = str(tmp_path / "here.xlsx")
    given = run("validate", here, *at, *options)
    assert run("validate", "-", *options, stdin="\n".join([at[0], here, *at[1:]])) == given
    one = run("validate", "-", *options, stdin=f"{at[0]}\r\n")
    assert one == run("validate", "-", *options, stdin=at[0])
    assert one.status == 0
    assert RETURNS[0].name in one.out


def test_names_at_an_address_are_displayed_and_no_paths(bucket, tmp_path):
    """contract.md#addresses: hidden folders are passed over, times are those of the place."""
    bucket.pipe("/bucket/inbox/.git/x.xlsx", b"x")
    bucket.pipe("/bucket/inbox/..%2f..\\etc.xlsx", b"PK")
    passed = []
    sources = fetch("memory://bucket/inbox", tmp_path, passed.append)
    assert [each.name for each in sources] == [
        "..%2f..\\etc.xlsx",
        *(path.name for path in RETURNS),
    ]
    assert passed == [".git/x.xlsx"]
    assert all(tmp_path in each.path.parents for each in sources)
    assert [each.read() for each in sources[1:]] == [path.read_bytes() for path in RETURNS]
    saved = bucket.modified(f"/bucket/inbox/{RETURNS[0].name}").timestamp()
    assert sources[1].path.stat().st_mtime == pytest.approx(saved, abs=0.01)
    whole = fetch("memory://bucket/inbox", tmp_path, passed.append, whole_names=True)
    assert whole[1].name == f"bucket/inbox/{RETURNS[0].name}"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nope://bucket/x", "no-protocol"),
        ("memory://bucket/nothing.xlsx", "no-file"),
        ("sftp://bucket/x", "no-protocol-library"),
        ("memory://bucket/inbox", "too-many-files"),
    ],
)
def test_what_keeps_an_address_from_being_read_is_said(
    bucket, tmp_path, monkeypatch, address, code
):
    """contract.md#addresses: a sentence that says what to do, and the status 2."""
    monkeypatch.setattr(fetched, "FILES", 2)
    monkeypatch.setattr(sources, "FILES", 2)
    monkeypatch.setitem(sys.modules, "paramiko", None)
    with pytest.raises(OperatorError) as told:
        fetch(address, tmp_path, [].append)
    assert told.value.code == code
    ran = run("--lang", "en", "validate", address, "--definition", template(DEFINITION))
    assert (ran.status, ran.err.startswith("iku: ")) == (2, True)


def test_any_error_of_a_protocol_is_told(bucket, tmp_path, monkeypatch):
    """contract.md#addresses: each protocol's library has errors of its own."""

    def refuse(*_, **__):
        raise KeyError("no credentials")

    monkeypatch.setattr(type(bucket), "find", refuse)
    with pytest.raises(OperatorError) as told:
        fetch("memory://bucket/inbox", tmp_path, [].append)
    assert "KeyError: 'no credentials'" in str(told.value)
