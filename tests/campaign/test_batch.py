"""One function over many workbooks: issuing them, and validating them when they come back."""

import functools
import hashlib
import multiprocessing
import pickle
import zipfile
from concurrent.futures import ProcessPoolExecutor

import pytest

from iku_workbook.campaign import batch, examine_files, executors
from iku_workbook.campaign.batch import KnownValues, validate, validate_in_turn
from iku_workbook.campaign.executors import Processes
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Verdict
from iku_workbook.resources import template
from iku_workbook.workbook.issue import file_name
from tests.campaign.issued import issue
from tests.forms import AWKWARD, GOOD, awkward, define, filled, known, period_of, said

pytestmark = pytest.mark.slow

MANY = 40  # enough for several processes to be used


@pytest.fixture
def folder(tmp_path):
    """Forty returns: most are right, some are not, some are no workbook at all."""
    for at in range(MANY):
        values = {**GOOD, "datang": 40 + at, "naik": 99 if at % 5 == 0 else 30}
        data = filled(values, code="35.02" if at % 2 else "35.01") if at % 7 else b"%PDF-1.4"
        (tmp_path / f"{at:02}.xlsx").write_bytes(data)
    return tmp_path


def test_workbooks_are_written_where_they_are_asked_for(tmp_path):
    """contract.md#generate: outbox/P/CODE-name.xlsx, one a unit."""
    definition, done = define(), []
    campaign = CampaignFolder.create(tmp_path / "klinik", "x")
    out = campaign.outbox / "2025-Q1"
    paths = issue(
        campaign, definition, period_of(definition), definition.units, out, progress=done.append
    )
    names = ["35.01-noreh.xlsx", "35.02-taman.xlsx", "35-kantor.xlsx"]
    assert paths == [out / name for name in names]
    assert sorted(out.iterdir()) == sorted(paths)
    assert sum(done) == 3
    assert campaign.issued(definition.digest) == definition
    for path, unit in zip(paths, definition.units, strict=True):
        forms = Forms(definition, campaign.key(), campaign.issued)
        [returned] = validate(gather([str(path)]), forms)
        assert (returned.unit, returned.period) == (unit.code, "2025-Q1")


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_two_processes_write_what_one_writes(tmp_path, monkeypatch):
    """contract.md#jobs: iku generate -j N; the same inputs give the same bytes."""
    monkeypatch.setattr(batch, "_SHARE", 1)
    definition, done = define(), []
    campaign = CampaignFolder.create(tmp_path / "klinik", "x")
    period, units = period_of(definition), definition.units
    alone = issue(campaign, definition, period, units, tmp_path / "alone")
    together = issue(
        campaign,
        definition,
        period,
        units,
        tmp_path / "two",
        executor=Processes(2),
        progress=done.append,
    )
    assert [path.name for path in together] == [path.name for path in alone]
    assert [path.read_bytes() for path in together] == [path.read_bytes() for path in alone]
    assert sum(done) == len(units)


def test_what_is_known_of_a_unit_is_in_its_workbook(tmp_path):
    """definition.md#previous: previous.field is the value accepted for the period before."""
    definition = define()
    campaign = CampaignFolder.create(tmp_path / "klinik", "x")
    known = {"35.01": KnownValues({"skor": 0.5}, {"datang": 30})}
    paths = issue(
        campaign,
        definition,
        period_of(definition, 2),
        definition.units[:2],
        tmp_path,
        known=known,
    )
    forms = Forms(definition, campaign.key(), campaign.issued)
    contents = [
        examine_files.examine(path.name, path.read_bytes(), forms).content for path in paths
    ]
    assert [(each.values["skor"], each.previous["datang"]) for each in contents] == [
        (0.5, 30),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Noreh", "35.01-noreh.xlsx"),
        ("Tanjung/Perak", "35.01-tanjung-perak.xlsx"),
        ("../../etc", "35.01-etc.xlsx"),
        ("Bèhung  'Baru'", "35.01-behung-baru.xlsx"),
        ("文", "35.01.xlsx"),
        ("CON", "35.01-con.xlsx"),
    ],
)
def test_file_names_are_plain(name, file):
    """facts.md#illegal-names: 63 names hold characters that are illegal in file names; codes
    come first.
    """
    assert file_name(Unit(code="35.01", name=name, kind="desa")) == file


def test_names_that_occur_twice_make_two_files():
    """facts.md#names-twice: 16 names occur twice inside one kecamatan: key by code, never by
    name.
    """
    units = awkward().units
    assert len({file_name(unit) for unit in units}) == len(AWKWARD)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("start", [None, "spawn"])
def test_two_processes_say_what_one_says(folder, monkeypatch, start):
    """contract.md#jobs: -j N: the same findings in the same order, however the system starts
    processes (Windows and macOS start them from nothing).
    """
    context = multiprocessing.get_context(start)
    pool = functools.partial(ProcessPoolExecutor, mp_context=context)
    monkeypatch.setattr(executors, "ProcessPoolExecutor", pool)
    sources = gather([str(folder)])
    forms = Forms.of_definition(define())
    done = []
    alone = validate(sources, forms)
    together = validate(sources, forms, executor=Processes(2), progress=done.append)
    assert together == alone
    assert [each.file for each in together] == sorted(path.name for path in folder.iterdir())
    assert done == [1] * MANY
    verdicts = [each.verdict for each in alone]
    assert verdicts.count(Verdict.REJECTED) == 6
    assert {"FILE-008", "FORM-010", "RULE-001", "DUP-002"} <= {
        row[0] for each in alone for row in said(each)
    }


def test_what_is_sent_to_other_processes_can_be_sent(tmp_path):
    """contract.md#jobs: -j N: what a campaign issued from is known in every process."""
    campaign = CampaignFolder.create(tmp_path / "klinik", "x")
    campaign.keep(define())
    of_campaign = Forms(define(title="Baru"), campaign.key(), campaign.issued)
    of_campaign.layout(define(), "desa", period_of(define())).names  # noqa: B018 - what was worked out goes along
    for forms in (of_campaign, Forms.of_definition(define())):
        again = pickle.loads(pickle.dumps(forms))
        assert again.definition(define().digest) == define()
    data = filled(GOOD)
    received = examine_files.examine("x.xlsx", data, known(key=None))
    assert pickle.loads(pickle.dumps(received)) == received


def test_a_file_that_breaks_us_is_reported(folder, monkeypatch):
    """quality.md#one-file: a file that crashes us is reported as FILE-, and the rest goes on."""
    examine = examine_files.examine
    breaking = filled({**GOOD, "datang": 41}, code="35.02")
    (folder / "01.xlsx").write_bytes(breaking)

    def fragile(file, data, forms):
        if data == breaking:
            raise RecursionError("deep")
        return examine(file, data, forms)

    monkeypatch.setattr(examine_files, "examine", fragile)
    returns = {each.file: each for each in validate(gather([str(folder)]), known())}
    broken = returns.pop("01.xlsx")
    assert said(broken) == [("FILE-000", "error", None, None)]
    assert broken.findings[0].data == {"kind": "RecursionError"}
    assert broken.sha256 == hashlib.sha256(breaking).hexdigest()
    assert broken.verdict is Verdict.NOT_EXAMINED
    assert len(returns) == MANY - 1
    assert "FILE-000" not in {row[0] for each in returns.values() for row in said(each)}


def test_the_lock_file_beside_an_open_workbook_is_called_so():
    """quality.md#lock-files: lock files (``~$``) end in a named finding, whatever is in them."""
    for name in ("~$noreh.xlsx", "kiriman.zip/desa/~$noreh.xlsx", "desa\\~$noreh.xlsx"):
        received = examine_files.examine(name, filled(GOOD), known())
        assert [each.code for each in received.findings] == ["FILE-040"]
        assert received.content is None


def test_a_file_that_is_gone_does_not_end_the_batch(folder):
    """quality.md#one-file: the rest of the batch goes on."""
    sources = gather([str(folder)])
    (folder / "03.xlsx").unlink()
    returns = validate(sources, known())
    assert said(returns[3]) == [("FILE-042", "error", None, None)]
    assert returns[3].verdict is Verdict.NOT_EXAMINED
    assert len(returns) == MANY


def test_a_damaged_member_of_an_archive_is_called_so(tmp_path):
    """contract.md#paths: PATH is a .zip of workbooks; FILE-: what the bytes are."""
    path = tmp_path / "kiriman.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("satu.xlsx", filled(GOOD))
        archive.writestr("dua.xlsx", b"x" * 1000)
    data = bytearray(path.read_bytes())
    at = data.index(b"satu.xlsx") + len("satu.xlsx")
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(data)
    returns = {each.file: said(each)[0][0] for each in validate(gather([str(path)]), known())}
    assert returns == {"kiriman.zip/satu.xlsx": "FILE-013", "kiriman.zip/dua.xlsx": "FILE-010"}


def test_an_empty_batch():
    """contract.md#paths: no file is no finding."""
    assert validate([], known()) == []
    assert validate([], known(), executor=Processes(2)) == []


def test_a_campaign_knows_its_own_forms(tmp_path):
    """contract.md#validate: iku validate inside a campaign checks seals with its key."""
    text = template("kecamatan-sreseh-2024").read_text(encoding="utf-8")
    campaign = CampaignFolder.create(tmp_path / "sreseh", text)
    forms = campaign.forms()
    assert (forms.current.code, forms.key) == ("sreseh-2024", campaign.key())
    campaign.keep(define())
    assert forms.definition(define().digest) == define()
    assert forms.definition("0" * 64) is None


def test_each_is_given_as_soon_as_it_is_done(folder, monkeypatch):
    """contract.md#jsonl: jsonl is written as each is done; not after the last was read."""
    monkeypatch.setattr(batch, "TOGETHER", 8)
    sources = gather([str(folder)])
    done = []
    turn = validate_in_turn(sources, known(), progress=done.append)
    first = next(turn)
    assert sum(done) == 8
    rest = list(turn)
    assert [each.file for each in (first, *rest)] == [source.name for source in sources]
    assert sum(done) == len(sources)


def test_in_turn_says_what_is_said_together_and_doubles_where_they_are_later(folder, monkeypatch):
    """commands.md#iku-validate: a line is not taken back; the later of two names the earlier."""
    sources = gather([str(folder)])
    together = validate(sources, known())
    assert list(validate_in_turn(sources, known())) == together

    def but_doubles(returns):
        return [[one for one in each.findings if one.family != "DUP"] for each in returns]

    monkeypatch.setattr(batch, "TOGETHER", 8)
    turn = list(validate_in_turn(sources, known()))
    assert but_doubles(turn) == but_doubles(together)
    forms = {}
    for each in turn:
        if each.verdict is not Verdict.REJECTED:
            said = {one.code for one in each.findings if one.family == "DUP"}
            earlier = forms.setdefault((each.unit, each.period), [])
            assert bool(said) >= bool(earlier and each.sha256 not in earlier)
            earlier.append(each.sha256)
    assert any(len(found) > 8 for found in forms.values())
