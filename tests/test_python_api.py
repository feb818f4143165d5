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


def test_what_is_settled_is_answered_no_more(office, tmp_path):
    """contract.md#settled: a program has it as the command does, with nothing to copy."""
    inbox, answers = tmp_path / "kiriman", tmp_path / "jawaban"
    office.receive(inbox, corrections=answers)
    assert [each.name for each in answers.glob("*noreh*.txt")]
    office.receive(tmp_path / "kiriman-kedua", corrections=answers)
    assert not list(answers.glob("*noreh*"))
    photograph = tmp_path / "foto noreh.jpg"
    photograph.write_bytes(b"\xff\xd8\xff\xe0")
    office.receive(photograph, tmp_path / "kiriman-kedua", corrections=answers)
    assert not list(answers.glob("*noreh*"))


def test_a_unit_that_has_left_the_list_is_sent_its_return_back(office, tmp_path):
    """contract.md#unsettled: what it returned counts no longer, and a program can say so too."""
    office.receive(tmp_path / "kiriman-kedua")
    definition = office.folder / "definition.yaml"
    text = definition.read_text("utf-8")
    definition.write_text(re.sub(r"(?m)^ *- .*35\.27\.01\.2001.*\n", "", text), "utf-8")
    assert "35.27.01.2001" not in office.units
    sent_back = office.send_back("35.27.01.2001", "2024-Q1", by="Kasi PMD", note="pindah")
    assert str(sent_back.verdict) == "needs-correction"


def test_an_address_is_no_path(office, tmp_path):
    """contract.md#addresses: it is refused, and no folder of that name is made."""
    for act in (
        lambda: office.generate("2024-Q1", out="s3://kasi:pintu@wadah/forms"),
        lambda: office.receive("s3://kasi:pintu@wadah/inbox"),
        lambda: office.save_document("lampiran", out="s3://kasi:pintu@wadah/lampiran.docx"),
    ):
        with pytest.raises(iku_workbook.OperatorError, match="s3://kasi@wadah"):
            act()
    assert not list(tmp_path.glob("s3*"))


def test_the_package_is_imported_without_its_weight():
    """contract.md#light: nothing heavy is imported before it is needed."""
    code = "import sys, iku_workbook; assert not {'pydantic', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
