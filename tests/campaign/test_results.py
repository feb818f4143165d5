"""Results and the files that hold them, as any program makes them."""

import datetime
import json

import pytest

from iku_workbook.campaign import written_tables
from iku_workbook.campaign.executors import HERE, Processes
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.results import (
    Selection,
    render_results,
    select_returns,
    write_results,
    year_of,
)
from iku_workbook.campaign.sources import gather
from iku_workbook.errors import OperatorError
from iku_workbook.results import FORMATS, brief
from iku_workbook.results.table_formats import TABLE_FORMATS
from samples.year import QUARTER
from tests.campaign.office import FIRST, office, tree

DAY = datetime.date(2024, 4, 30)
BESIDE = ("isian", "laporan", "sumbangan", "wilayah", "kolom", "daftar-kegiatan", "predikat")
TABLES = [f"q1-{name}.csv" for name in BESIDE]


@pytest.fixture(scope="module")
def year(received):
    return year_of(received, FIRST, Selection())


def test_of_what_the_registry_accepted_or_of_named_files(received, year):
    """contract.md#consolidate: with paths those returns, without what the registry accepted, whose
    proof code alone tells the two apart.
    """
    done = []
    chosen = Selection(gather([str(QUARTER)]))
    named = year_of(received, FIRST, chosen, progress=done.append)
    assert (year.results.accepted, named.results.accepted) == (12, 12)
    ours = json.loads(render_results(year, "json", DAY))
    assert ours.pop("proof_code") == str(year.head)
    assert ours.pop("last_receipt")["number"] == year.head.receipt.number == 12
    assert json.loads(render_results(named, "json", DAY)) == ours
    assert sum(done) == 12


def test_what_was_known_on_a_day(received):
    """house.md#known-then: the registry as it was at the end of a day."""
    known = select_returns(received, FIRST, Selection(as_of=datetime.date(2024, 4, 7)))
    assert known.returns == []


def test_files_beside_what_only_a_registry_knows_are_a_mistake(received):
    """contract.md#exit-2: two ways to say of what, and no telling which was meant."""
    with pytest.raises(OperatorError) as refused:
        select_returns(received, FIRST, Selection([], approved=True))
    assert refused.value.code == "paths-or-registry"


def test_without_any_return_there_is_nothing_to_add_up(tmp_path):
    """contract.md#exit-2: the message says what to do."""
    with pytest.raises(OperatorError) as refused:
        select_returns(office(tmp_path / "new"), FIRST, Selection())
    assert refused.value.code == "no-returns-named"


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("q1.json", ["q1.json"]),
        ("q1.csv", sorted(["q1.csv", *TABLES, "q1.datapackage.json"])),
        ("q1.xlsx", ["q1.xlsx"]),
    ],
)
def test_every_format_is_written_whole(year, tmp_path, name, files):
    """contract.md#csv: tables are files that belong together; master and JSON are one."""
    form = name.rpartition(".")[2]
    paths = write_results(year, tmp_path / name, form, DAY, "id", Outputs(Kind.RESULTS))
    assert sorted(path.name for path in paths) == files == sorted(tree(tmp_path))
    if form == "csv":
        described = json.loads((tmp_path / "q1.datapackage.json").read_bytes())
        assert {each["path"] for each in described["resources"]} == {"q1.csv", *TABLES}


def test_every_table_format_is_among_the_formats():
    """contract.md#csv: one list for a person to choose from, without the weight of the writers."""
    assert set(FORMATS) == {"xlsx", "json", *TABLE_FORMATS}


def test_a_table_that_cannot_be_written_leaves_none(year, tmp_path):
    """contract.md#exit-2: results and their tables are all there, or nothing is changed."""
    (tmp_path / "q1.csv").write_bytes(b"old")
    (tmp_path / "q1.datapackage.json").mkdir()
    with pytest.raises(OperatorError):
        write_results(year, tmp_path / "q1.csv", "csv", DAY, "id", Outputs(Kind.RESULTS))
    assert tree(tmp_path) == {"q1.csv": b"old"}


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_several_processes_write_the_same_files(year, tmp_path, monkeypatch, form):
    """house.md#executors: -j says how many make a large master and the tables beside each other."""
    monkeypatch.setattr(brief, "MOST_ROWS", 3)
    monkeypatch.setattr(written_tables, "MOST_ROWS", 3)
    found = []
    for name, executor in (("one", HERE), ("two", Processes(2))):
        (folder := tmp_path / name).mkdir()
        outputs = Outputs(Kind.RESULTS)
        paths = write_results(
            year, folder / f"q1.{form}", form, DAY, "id", outputs, executor=executor
        )
        assert {*folder.iterdir()} == {*paths}
        found.append({each.name: each.read_bytes() for each in paths})
    assert found[0] == found[1]
    assert len(found[0]) > len(BESIDE)
