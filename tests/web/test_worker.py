"""What is computed beside the pages."""

import os

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.errors import OperatorError
from iku_workbook.web.worker import Worker


def test_what_takes_long_is_computed_in_a_process_of_its_own(tmp_path):
    """quality.md#the-page: the pages are answered meanwhile; a process that ends ends no page, and
    whatever is wrong is said as if it had been computed here.
    """
    worker = Worker()
    other = worker.do(os.getpid)
    assert other != os.getpid()
    assert worker.do(os.getpid) == other
    with pytest.raises(OperatorError) as raised:
        worker.do(CampaignFolder.at, tmp_path)
    assert raised.value.code == "not-a-campaign"
    assert worker.do(os.getpid) == other
    assert worker.do(_ended_elsewhere, os.getpid()) == os.getpid()
    assert worker.do(os.getpid) not in (other, os.getpid())
    worker.stop()
    with pytest.raises(EOFError):
        worker.do(os.getpid)


def _ended_elsewhere(here):
    """Ends any process but this one, as a system does that has no memory left."""
    if os.getpid() != here:
        os._exit(1)
    return here
