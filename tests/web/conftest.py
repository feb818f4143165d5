"""The page over one made-up campaign, asked as a browser asks it, in this process."""

import shutil
import threading

import pytest
from starlette.testclient import TestClient

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.periods import Period
from iku_workbook.web.app import create_app
from iku_workbook.web.clerk import Clerk
from iku_workbook.web.clerk_work import work
from iku_workbook.web.desk import Desk
from iku_workbook.web.making import Makings
from iku_workbook.web.server import LOOPBACK
from samples.year import DEFINITION, PERIOD, QUARTER, sample_key
from tests.campaign.issued import issue

NAME = "sreseh-2024"
SECRET = "secret-of-the-test-that-nobody-guesses"
ADDRESS = "http://127.0.0.1:8808"
FROM_US = {"sec-fetch-site": "same-origin", "origin": ADDRESS}
"""What a browser sends with a form of ours."""


def in_thread(pipe):
    """A clerk in this process, for tests that are about something else."""
    made = threading.Thread(target=work, args=(pipe,), daemon=True)
    made.start()
    return made


def client_of(home, *, let_in=True, app=None, client=("127.0.0.1", 50000), **options):
    """A browser at the page for the campaigns in a folder; by default one that was let in, on the
    computer on which the page runs.
    """
    app = app or create_app(Desk(home, None, "id", SECRET, LOOPBACK))
    app.state.clerk = Clerk(in_thread)
    app.state.makings = Makings(soon=60)
    made = TestClient(app, base_url=ADDRESS, headers=FROM_US, client=client, **options)
    if let_in:
        made.get("/", params={"pass": SECRET})
    return made


@pytest.fixture(scope="session")
def received(tmp_path_factory):
    """The home of one campaign whose first quarter's twelve returns were received."""
    home = tmp_path_factory.mktemp("kegiatan")
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    campaign = CampaignFolder.create(home / NAME, text, sample_key())
    definition, period = campaign.definition(), Period.parse(PERIOD)
    issue(campaign, definition, period, definition.reporting, campaign.outbox / PERIOD)
    with campaign.registry() as registry:
        files = gather([str(QUARTER)])
        list(receive(registry, campaign.forms(), files, by="Seksi PMD", clock=now))
    return home


@pytest.fixture(scope="session")
def reader(received):
    """A browser at that campaign, for tests that change nothing."""
    return client_of(received)


@pytest.fixture
def home(received, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(received, tmp_path / "kegiatan")


@pytest.fixture
def browser(home):
    """A browser at the copy; what files it has brought stands in no tray afterwards."""
    made = client_of(home)
    yield made
    made.app.state.trays.clear()
