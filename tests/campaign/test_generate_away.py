"""Forms go to an address as they go to a folder of this machine: here to a store of objects, to a
file: address, and over FTP to a real server.
"""

import zipfile

import fsspec
import pytest

from iku_workbook.campaign import sent_away
from samples.year import QUARTER
from tests.campaign.ftp import PASSWORD, FtpServer
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


class OverFtp:
    """A real server, with files of this machine behind it."""

    def __init__(self, folder):
        self.folder, self.server = folder, FtpServer(folder)

    def address(self, place):
        return self.server.address(place)

    def shown(self, place):
        return self.address(place).replace(f":{PASSWORD}@", "@")

    def files(self):
        return tree(self.folder)

    def write(self, place, data):
        (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / place).write_bytes(data)

    def delete(self, place):
        (self.folder / place).unlink()

    def end(self):
        self.server.end()


@pytest.fixture(params=["memory", "ftp"])
def place(request, tmp_path):
    """Where the files go."""
    folder = tmp_path / "served"
    folder.mkdir()
    made = InMemory() if request.param == "memory" else OverFtp(folder)
    yield made
    made.end()


@pytest.fixture
def ftp(tmp_path):
    """A server."""
    folder = tmp_path / "served"
    folder.mkdir()
    made = OverFtp(folder)
    yield made
    made.end()


@pytest.fixture
def here(own, monkeypatch, tmp_path):
    """A campaign of one's own, and no folder of a run that is over."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield own
    assert not list(temporary.glob("iku-*"))


def generate(campaign, out, *options):
    lines = ("-C", campaign.root, "--lang", "en", "generate", "--period", "2024-Q2")
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
    records = (each for each in (here.root / ".iku").rglob("*") if each.is_file())
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
    (here.root / "Q2.zip").write_bytes(place.files()["Q2.zip"])
    with zipfile.ZipFile(here.root / "Q2.zip") as archive:
        assert {*archive.namelist()} == {name.removeprefix("Q2/") for name in FORMS}
        assert archive.read(f"{NOREH}.txt") == b"own words"


def test_workbooks_alone(place, here):
    """commands.md#iku-generate: --bare."""
    generate(here, place.address("Q2"), *BOTH, "--bare", "-q")
    assert {*place.files()} == {name for name in FORMS if name.endswith(".xlsx")}


def test_a_server_that_dies_keeps_whole_files_and_the_rerun_completes_them(
    ftp, own, monkeypatch, tmp_path
):
    """contract.md#addresses: nothing half, and what was meant for it stays on this machine."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    generate(own, tmp_path / "Q2", *BOTH)
    local = {name: data for name, data in tree(tmp_path).items() if name.startswith("Q2")}
    put, done = sent_away.put_whole, []

    def dying(*about):
        if len(done) == 2:
            ftp.server.end()
        put(*about)
        done.append(True)

    monkeypatch.setattr(sent_away, "put_whole", dying)
    told = generate(own, ftp.address("Q2"), *BOTH)
    assert told.status == 2
    assert "could not be written" in told.err
    assert PASSWORD not in told.err
    there = ftp.files()
    assert len(there) == 2
    assert all(local[name] == data for name, data in there.items())
    [kept] = tmp_path.glob("iku-*")
    assert tree(kept) == local
    monkeypatch.setattr(sent_away, "put_whole", put)
    ftp.server.start()
    again = generate(own, ftp.address("Q2"), *BOTH)
    assert "not sent again (2)" in again.err
    assert ftp.files() == local


def test_returns_and_results_over_ftp(ftp, here, tmp_path):
    """contract.md#addresses: read, examined, received, written, as of this machine."""
    returns = sorted(QUARTER.iterdir())[:3]
    for path in returns:
        ftp.write(f"inbox/{path.name}", path.read_bytes())
    with zipfile.ZipFile(tmp_path / "kiriman.zip", "w") as archive:
        archive.write(returns[0], returns[0].name)
        archive.writestr("besar.bin", b"\0" * (3 << 20))  # more than is read at once
    ftp.write("inbox/kiriman.zip", (tmp_path / "kiriman.zip").read_bytes())
    options = ("-C", here.root, "--lang", "en")
    near = run(*options, "validate", ftp.folder / "inbox", "--format", "json")
    far = run(*options, "validate", ftp.address("inbox"), "--format", "json")
    assert far == near
    told = run(*options, "receive", ftp.address("inbox"), "--again", "-o", ftp.address("told.json"))
    assert told.status in {0, 1}
    assert f"Written: {ftp.shown('told.json')}" in told.err
    for form in ("csv", "xlsx"):
        lines = (*options, "consolidate", "--period", "2024-Q1", "-o")
        assert run(*lines, tmp_path / "out" / f"Q1.{form}").status != 2
        assert run(*lines, ftp.address(f"out/Q1.{form}")).status != 2
    assert tree(ftp.folder / "out") == tree(tmp_path / "out")
    again = run(*options, "consolidate", "--period", "2024-Q1", "-o", ftp.address("out/Q1.csv"))
    assert "not sent again" in again.err
    for verb in (["report", "rencana-aksi"], ["file", "1"], ["log"], ["status"]):
        name = {"report": "rencana.docx", "file": "1.xlsx"}.get(verb[0], f"{verb[0]}.csv")
        assert run(*options, *verb, "-o", ftp.address(name)).status in {0, 1}, verb
        assert (ftp.folder / name).stat().st_size
    assert not [name for name in ftp.files() if "partial" in name]
