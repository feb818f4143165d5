"""A new campaign, as any program makes it."""

import pytest

from iku_workbook.campaign.create import create
from iku_workbook.definition import DefinitionError
from iku_workbook.errors import OperatorError
from tests.campaign.office import tree


def test_a_shipped_definition_turned_to_another_year(tmp_path):
    """contract.md#new: a campaign folder, ready to generate; where a person should look."""
    created = create(tmp_path / "made", "kecamatan-sreseh-2024", year=2026)
    assert created.campaign.definition().year == 2026
    lines = created.campaign.definition_file.read_text("utf-8").splitlines()
    assert created.look_at
    assert max(created.look_at) <= len(lines)


@pytest.mark.parametrize(
    ("definition", "code"), [("no-such-definition", "no-definition"), (None, "folder-not-empty")]
)
def test_what_cannot_be_made_leaves_nothing(tmp_path, definition, code):
    """contract.md#exit-2: nothing is changed."""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "own.txt").write_bytes(b"mine")
    with pytest.raises(OperatorError) as refused:
        create(folder, definition)
    assert refused.value.code == code
    assert tree(tmp_path) == {"made/own.txt": b"mine"}


def test_a_definition_with_mistakes_makes_no_campaign(tmp_path):
    """contract.md#new: it is checked before anything is made."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("iku: 1\ncode: x\n", encoding="utf-8")
    with pytest.raises(DefinitionError):
        create(tmp_path / "made", broken)
    assert [path.name for path in tmp_path.iterdir()] == ["broken.yaml"]


@pytest.mark.parametrize("there", ["definition.yaml", ".iku"])
def test_a_campaign_is_never_made_over_another(tmp_path, there):
    """contract.md#new: iku new makes a folder; what is there stays as it is."""
    (tmp_path / there).mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OperatorError) as error:
        create(tmp_path)
    assert error.value.code == "campaign-exists"
    assert sorted(tmp_path.rglob("*")) == before
