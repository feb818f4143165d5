"""One campaign with its sample returns, made once for all tests of the commands."""

import shutil

import pytest

from iku_workbook import resources
from iku_workbook.campaign.batch import issue
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.periods import Period
from samples.year import DEFINITION, PERIOD, QUARTER, sample_key


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demonstration's campaign early in its year: the first quarter's forms are out, their
    twelve returns lie in the inbox, nothing is received. Tests read it and write elsewhere.
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


@pytest.fixture
def campaign(demo, tmp_path):
    """A copy of the demo's campaign that a test may change."""
    return shutil.copytree(demo, tmp_path / "campaign")


@pytest.fixture(scope="session")
def bad():
    """A return that the office did not hand out."""
    folder = resources.sample_folder("bad") / "another-workbook"
    return next(folder.glob("*.xlsx"))
