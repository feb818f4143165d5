"""Forms go to an address as they go to a folder of this machine: here to a store of objects, to a
file: address, and over FTP to a real server.
"""

import zipfile

import fsspec
import pytest

from iku_workbook.campaign import sent_away
from samples.year import QUARTER
from tests.campaign.ftp import PASSWORD, OverFtp
from tests.campaign.office import tree
from tests.cli.run import run

pytestmark = pytest.mark.slow

NOREH, LABUHAN = "35.27.01.2001-noreh", "35.27.01.2002-labuhan"
BOTH = ("--unit", "35.27.01.2001", "--unit", "35.27.01.2002")
FORMS = {f"Q2/{name}.{ending}" for name in (NOREH, LABUHAN) for ending in ("xlsx", "txt")}
ALL = {*FORMS, "Q2.zip"}


class InMemory:
    """A store of objects."""

    def __init__(self):
        self.store = fsspec.filesystem("memory")

    def address(self, place):
        return f"memory://away/{place}"

    def shown(self, place):
        return self.address(place)

    def files(self):
        return {
            each.removeprefix("/away/"): self.store.cat(each) for each in self.store.find("/away")
        }

    def write(self, place, data):
        self.store.pipe(f"/away/{place}", data)

    def delete(self, place):
        self.store.rm(f"/away/{place}")

    def end(self):
        if self.store.exists("/away"):
            self.store.rm("/away", recursive=True)


@pytest.fixture(params=["memory", "ftp"])
def place(request, tmp_path):
    """Where the files go."""
    folder = tmp_path / "served"
    folder.mkdir()
    made = InMemory() if request.param == "memory" else OverFtp(folder)
    yield made
    made.end()


def generate(root, out, *options):
    lines = ("-C", root, "--lang", "en", "generate", "--period", "2024-Q2")
    return run(*lines, "-o", out, *options)


def test_forms_at_an_address_are_those_of_a_folder(place, here, tmp_path):
    """contract.md#addresses: workbooks, messages and archive, to the byte; each address is told."""
    assert generate(here, tmp_path / "Q2", *BOTH).status == 0
    told = generate(here, place.address("sent/Q2/"), *BOTH)
    assert (told.status, PASSWORD in told.out + told.err) == (0, False)
    local = {name: data for name, data in tree(tmp_path).items() if name.startswith("Q2")}
    assert place.files() == {f"sent/{name}": data for name, data in local.items()}
    assert {*local} == ALL
    assert told.out.split() == [place.shown(f"sent/Q2/{name}.xlsx") for name in (NOREH, LABUHAN)]
    assert f"everything is also in {place.shown('sent/Q2.zip')}" in told.err
    assert str(tmp_path) not in told.err
    records = (each for each in (here / ".iku").rglob("*") if each.is_file())
    assert not [each for each in records if PASSWORD.encode() in each.read_bytes()]


def test_a_file_address_is_a_folder_of_this_machine(here, tmp_path):
    """contract.md#addresses: file: is a path."""
    told = generate(here, f"file://{(tmp_path / 'Q2').as_posix()}", *BOTH)
    assert told.out.split()[0] == str(tmp_path / "Q2" / f"{NOREH}.xlsx")
    assert (tmp_path / "Q2.zip").is_file()


def test_a_rerun_says_what_stayed_and_completes_the_rest(place, here):
    """contract.md#addresses: what is there is not put again; what is missing is."""
    generate(here, place.address("Q2"), *BOTH)
    before = place.files()
    place.delete(f"Q2/{NOREH}.xlsx")
    told = generate(here, place.address("Q2"), *BOTH)
    assert told.status == 0
    assert "not sent again (4)" in told.err
    assert "Replaced" not in told.err
    assert place.files() == before
    other = generate(here, place.address("Q2"), *BOTH, "--previous", QUARTER / f"{NOREH}.xlsx")
    assert "Replaced at the address" in other.err
    assert place.shown(f"Q2/{LABUHAN}.xlsx") in other.err


def test_what_others_put_there_stays(place, here):
    """contract.md#addresses: all is refused together, and --force replaces it."""
    generate(here, place.address("Q2"), *BOTH)
    place.write(f"Q2/{LABUHAN}.xlsx", b"filled in there")
    place.write("Q2/catatan.txt", b"somebody's")
    before = place.files()
    told = generate(here, place.address("Q2"), *BOTH)
    assert (told.status, place.files()) == (2, before)
    assert place.shown(f"Q2/{LABUHAN}.xlsx") in told.err
    assert generate(here, place.address("Q2"), *BOTH, "--force").status == 0
    assert place.files()[f"Q2/{LABUHAN}.xlsx"] != b"filled in there"
    assert place.files()["Q2/catatan.txt"] == b"somebody's"


def test_what_is_put_there_meanwhile_stays(place, here, monkeypatch):
    """contract.md#addresses: it is looked at once more before anything is put."""
    made = sent_away.Away.there
    looked = []

    def there(self, paths):
        if looked:
            place.write("Q2.zip", b"somebody's")
        looked.append(True)
        return made(self, paths)

    monkeypatch.setattr(sent_away.Away, "there", there)
    assert generate(here, place.address("Q2"), *BOTH).status == 2
    assert place.files() == {"Q2.zip": b"somebody's"}


def test_the_archive_holds_those_of_earlier_runs_too(place, here):
    """contract.md#generate: as beside a folder of this machine, also what somebody changed."""
    generate(here, place.address("Q2"), *BOTH)
    place.write(f"Q2/{NOREH}.txt", b"own words")
    assert generate(here, place.address("Q2"), *BOTH[2:]).status == 0
    (here / "Q2.zip").write_bytes(place.files()["Q2.zip"])
    with zipfile.ZipFile(here / "Q2.zip") as archive:
        assert {*archive.namelist()} == {name.removeprefix("Q2/") for name in FORMS}
        assert archive.read(f"{NOREH}.txt") == b"own words"


def test_workbooks_alone(place, here):
    """commands.md#iku-generate: --bare."""
    generate(here, place.address("Q2"), *BOTH, "--bare", "-q")
    assert {*place.files()} == {name for name in FORMS if name.endswith(".xlsx")}
