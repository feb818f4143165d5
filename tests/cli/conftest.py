"""One campaign with its sample returns, made once for all tests of the commands."""

import shutil

import pytest

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.periods import Period
from samples.year import DEFINITION, PERIOD, QUARTER, sample_key
from tests.campaign.issued import issue


@pytest.fixture(scope="session")
def untouched(tmp_path_factory):
    """The demonstration's campaign early in its year: the first quarter's forms are out, their
    twelve returns lie in the inbox, nothing is received. Tests take copies.
    """
    folder = tmp_path_factory.mktemp("demo") / "campaign"
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    campaign = CampaignFolder.create(folder, text, sample_key())
    definition = campaign.definition()
    period = Period.parse(PERIOD)
    issue(campaign, definition, period, definition.reporting, campaign.outbox / PERIOD)
    for path in QUARTER.iterdir():
        shutil.copy(path, folder / "inbox")
    return folder


@pytest.fixture(scope="session")
def demo(untouched, tmp_path_factory):
    """A copy of it for all: tests read it and write elsewhere; what they write out is noted in it,
    so none may ask what it has on record.
    """
    return shutil.copytree(untouched, tmp_path_factory.mktemp("demo") / "campaign")


@pytest.fixture
def campaign(untouched, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(untouched, tmp_path / "campaign")


@pytest.fixture(scope="session")
def bad():
    """A return that the office did not hand out."""
    folder = resources.sample_folder("bad") / "another-workbook"
    return next(folder.glob("*.xlsx"))
