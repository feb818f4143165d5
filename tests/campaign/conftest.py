"""One campaign with received returns for all tests of what an office does."""

import pytest

from tests.campaign.office import copied, office, take_in


@pytest.fixture(scope="session")
def received(tmp_path_factory):
    """Twelve villages have returned the first quarter; tests read it and write elsewhere."""
    campaign = office(tmp_path_factory.mktemp("office") / "sreseh-2024")
    take_in(campaign)
    return campaign


@pytest.fixture
def own(received, tmp_path):
    """A copy of it that a test may change."""
    return copied(received, tmp_path / "sreseh-2024")


@pytest.fixture
def here(own, monkeypatch, tmp_path):
    """Its folder; what a run put aside for an address is gone at the end."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield own.root
    assert not list(temporary.glob("iku-*"))
