"""One campaign with its sample returns, made once for all tests of the commands."""

import shutil

import pytest

from iku_workbook import resources
from tests.cli.run import run


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder that ``iku demo`` makes; tests read it and write elsewhere."""
    folder = tmp_path_factory.mktemp("demo") / "campaign"
    ran = run("demo", folder)
    assert ran.status == 0, ran.err
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
