"""The program's log: it may fail, and nothing else fails with it."""

import sys

import pytest

from iku_workbook.campaign.log import LOG, log_into


@pytest.fixture
def campaign(tmp_path):
    (tmp_path / ".iku").mkdir()
    yield tmp_path
    for each in [one for one in LOG.handlers if hasattr(one, "baseFilename")]:
        LOG.removeHandler(each)
        each.close()


def log_a_fault(campaign):
    log_into(campaign)
    try:
        raise ZeroDivisionError("a fault of the program")
    except ZeroDivisionError:
        LOG.error("unforeseen", exc_info=sys.exc_info())


def test_a_fault_is_logged_in_the_campaign(campaign):
    """house.md#no-traceback: where in the program it was noticed, for those who look after it."""
    log_a_fault(campaign)
    assert "a fault of the program" in (campaign / ".iku" / "log" / "iku.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(campaign, capsys):
    """house.md#no-traceback: a campaign that can only be read is read all the same."""
    (campaign / ".iku" / "log").write_text("no folder can be made here")
    log_a_fault(campaign)
    assert capsys.readouterr() == ("", "")
