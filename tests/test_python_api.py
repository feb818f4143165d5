"""What other programs may rely on: the few names, and the examples of docs/python.md."""

import doctest
import inspect
import re
import shutil
import subprocess
import sys

import pytest

import iku_workbook
from iku_workbook import Campaign, resources
from samples.year import QUARTER, sample_key
from tests.source import CHECKOUT

PAGE = CHECKOUT / "docs" / "python.md"
NOREH = "35.27.01.2001-noreh.xlsx"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A folder with a campaign, and with what villages sent: one late, one with a mistake."""
    monkeypatch.chdir(tmp_path)
    campaign = Campaign.create("sreseh-2024", "kecamatan-sreseh-2024")
    (campaign.folder / ".iku" / "key").write_bytes(sample_key())
    shutil.copytree(QUARTER, "kiriman")
    returns = sorted((tmp_path / "kiriman").iterdir())
    returns[-1].unlink()
    (tmp_path / "kiriman-kedua").mkdir()
    (tmp_path / "kiriman" / NOREH).rename(tmp_path / "kiriman-kedua" / NOREH)
    shutil.copy(resources.sample_folder("bad") / "decimal-in-integer" / NOREH, "kiriman")
    return campaign


def test_the_examples_of_the_page_run(office):
    """python.md#from-a-program: the examples of this page run in the project's tests."""
    blocks = re.findall(r"^```pycon\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    page = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "python.md", None, 0)
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    found = runner.run(page, out=said.append)
    assert found.failed == 0, "".join(said)
    assert found.attempted > 20


def test_the_public_names_are_these_few():
    """python.md#from-a-program: these two names are what you may rely on."""
    assert iku_workbook.__all__ == ["Campaign", "OperatorError", "__version__"]
    assert [name for name in vars(Campaign) if not name.startswith("_")] == [
        "open",
        "create",
        "folder",
        "units",
        "periods",
        "generate",
        "receive",
        "explain",
        "status",
        "approve",
        "accept",
        "send_back",
        "undo",
        "results",
        "save_results",
        "save_document",
    ]
    with pytest.raises(AttributeError, match="no_such_name"):
        iku_workbook.no_such_name  # noqa: B018


def test_every_public_name_is_explained_and_typed():
    """python.md#from-a-program: docstrings and types for whoever relies on them."""
    for name, each in vars(Campaign).items():
        if not name.startswith("_"):
            found = each.fget if isinstance(each, property) else getattr(each, "__func__", each)
            assert inspect.getdoc(found), name
            signature = inspect.signature(found)
            assert signature.return_annotation is not signature.empty, name
            untyped = [
                parameter.name
                for parameter in list(signature.parameters.values())[1:]
                if parameter.annotation is parameter.empty
            ]
            assert not untyped, name


def test_the_package_is_imported_without_its_weight():
    """contract.md#light: nothing heavy is imported before it is needed."""
    code = "import sys, iku_workbook; assert not {'pydantic', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
