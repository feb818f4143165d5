"""What a program gives to the API and a person can put right is an operator's error."""

import os
from types import SimpleNamespace

import pytest

from iku_workbook import Campaign, OperatorError
from iku_workbook.campaign import staging
from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.staging import write_all
from iku_workbook.cli.session import Session
from iku_workbook.durable import put_in_place, write_together
from tests.campaign.office import BY, at


def save(path):
    Session().save(path, b"a", Kind.REPORT)


def save_all(path):
    write_all([(path, b"a")], Outputs(Kind.RESULTS))


@pytest.mark.parametrize("year", [0, 1900, 99_999])
def test_a_year_that_no_definition_can_be_for(tmp_path, year):
    """contract.md#exit-2: the message names what is wrong, and nothing is changed."""
    with pytest.raises(OperatorError) as refused:
        Campaign.create(tmp_path / "campaign", year=year)
    assert (refused.value.code, refused.value.data["value"]) == ("bad-year", year)
    assert list(tmp_path.iterdir()) == []


def test_a_campaign_below_a_file(tmp_path):
    """contract.md#exit-2: the message names the place that the system refuses."""
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OperatorError) as refused:
        Campaign.create(tmp_path / "file" / "campaign")
    assert refused.value.code == "os-error"
    assert str(tmp_path / "file") in str(refused.value)


def test_a_language_that_no_catalogue_speaks(tmp_path):
    """contract.md#language: id or en."""
    campaign = Campaign.create(tmp_path / "campaign")
    with pytest.raises(OperatorError) as refused:
        campaign.explain(SimpleNamespace(), "xx")
    assert refused.value.code == "not-a-choice"


def test_a_folder_that_takes_no_files_is_named_as_it_was_asked_for(tmp_path, monkeypatch):
    """contract.md#exit-2: the message names the place as it was meant to be."""

    def refuse(prefix, dir):
        raise PermissionError(13, "Permission denied", str(dir / f"{prefix}x"))

    monkeypatch.setattr(staging.tempfile, "mkdtemp", refuse)
    with pytest.raises(OperatorError) as refused:
        save_all(tmp_path / "out" / "a.txt")
    assert refused.value.data["file"] == tmp_path / "out"
    assert staging.PREFIX not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a system without named pipes")
@pytest.mark.parametrize("write", [save_all, save], ids=["all", "one"])
def test_a_pipe_or_device_is_not_replaced(tmp_path, write):
    """contract.md#exit-2: nothing is changed, ``-o /dev/null`` least of all."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.csv").symlink_to("pipe")
    for name in ("pipe", "link.csv"):
        with pytest.raises(OperatorError) as refused:
            write(tmp_path / name)
        assert refused.value.code == "os-error"
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link.csv").is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="a system without named pipes")
def test_nor_by_a_backup(own, tmp_path):
    """contract.md#exit-2: an office that tries a backup out keeps its device."""
    os.mkfifo(tmp_path / "pipe")
    for how in ({}, {"force": True}):
        with pytest.raises(OperatorError) as refused:
            back_up(own, tmp_path / "pipe", by=BY, at=at(), **how)
        assert refused.value.code == "os-error"
    for write in (put_in_place, lambda made, pipe: [*write_together([(pipe, b"x")])]):
        made = tmp_path / "made"
        made.write_bytes(b"x")
        with pytest.raises(OSError, match="pipe"):
            write(made, tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
