"""What commands write over: nothing but their own files, and nothing that a campaign lives on."""

import shutil

import pytest

from samples.year import PERIOD
from tests.campaign.office import tree
from tests.cli.run import run

pytestmark = pytest.mark.slow

NOREH = "35.27.01.2001-noreh"


@pytest.fixture
def office(campaign, monkeypatch):
    """The campaign, worked in, with one return received and an edited form of it."""
    monkeypatch.chdir(campaign)
    shutil.rmtree("outbox")
    run("receive", f"inbox/{NOREH}.xlsx")
    return campaign


def writing(tmp_path):
    """Every command that writes a file of a name that it is given, and that name."""
    values = tmp_path / "values.json"
    values.write_text("{}")
    form, inbox = f"inbox/{NOREH}.xlsx", f"inbox/{NOREH}.xlsx"
    return {
        "page.html": ["validate", inbox, "-o"],
        "lines.jsonl": ["validate", inbox, "-o"],
        "page.json": ["receive", inbox, "-o"],
        "stand.html": ["status", "-o"],
        "master.xlsx": ["consolidate", "--period", PERIOD, "-o"],
        "table.csv": ["consolidate", "--period", PERIOD, "-o"],
        "plan.docx": ["report", "rencana-aksi", "-o"],
        "filled.xlsx": ["fill", form, values, "-o"],
    }


def test_a_command_writes_over_its_own_files_alone(office, tmp_path):
    """quality.md#outputs: a second run replaces what the first one wrote; once a person has changed
    it, or another stands there, it is refused, named and left as it is, unless ``--force``.
    """
    for name, command in writing(tmp_path).items():
        target = tmp_path / name
        assert run(*command, target).status == 0, name
        own = tree(tmp_path)
        again = run(*command, target)
        assert again.status == 0, (name, again.err)
        target.write_bytes(target.read_bytes() + b" ")
        before, received = tree(tmp_path), tree(office)
        refused = run(*command, target)
        assert refused.status == 2
        assert name in refused.err
        assert "--force" in refused.err
        assert tree(tmp_path) == before
        assert tree(office) == received
        assert run(*command, target, "--force").status == 0
        assert tree(tmp_path).keys() == own.keys()
        assert run(*command, target).status == 0


def test_what_goes_out_together_is_refused_together(office, tmp_path):
    """contract.md#force: one edited file keeps all forms as they were; an edited reminder stays, is
    named, and the others are written.
    """
    for status, out, command in (
        (2, "forms", ["generate", "--period", "2024-Q2", "--unit", "35.27.01.2001", "-o"]),
        (1, "reminders", ["status", "--messages"]),
    ):
        folder = tmp_path / out
        first = run(*command, folder)
        assert first.status < 2, first.err
        assert run(*command, folder).status < 2
        edited = next((path for path in sorted(folder.rglob("*.txt"))), None)
        if edited is None:
            continue
        edited.write_text("Bu, ini saya ubah sedikit")
        before = tree(folder)
        refused = run(*command, folder)
        assert (refused.status, edited.name in refused.err) == (status, True)
        assert tree(folder) == before
        assert run(*command, folder, "--force").status < 2
        assert edited.read_text() != "Bu, ini saya ubah sedikit"


def test_another_kind_of_file_is_not_ours(office):
    """quality.md#outputs: a form that was handed out is no result, though the campaign wrote it."""
    assert run("generate", "--period", "2024-Q2", "--bare").status == 0
    form = f"outbox/2024-Q2/{NOREH}.xlsx"
    assert run("consolidate", "--period", PERIOD, "-o", form).status == 2
    assert run("generate", "--period", "2024-Q2", "--bare").status == 0


def test_nothing_is_written_where_a_campaign_keeps_its_own(office, tmp_path):
    """quality.md#outputs: never into .iku, and into the inbox, templates or beside the definition
    only with ``--force``; by whatever way the place is named.
    """
    (tmp_path / "way").symlink_to(office / ".iku")
    (tmp_path / "link.html").symlink_to(office / ".iku" / "key")
    before = tree(office)
    for place in (".iku/key", ".iku/new.html", ".IKU/new.html", tmp_path / "way" / "key"):
        for force in ([], ["--force"]):
            refused = run("status", "--format", "html", "-o", place, *force)
            assert (refused.status, ".iku" in refused.err) == (2, True)
        assert run("generate", "--period", PERIOD, "-o", place).status == 2
        assert run("receive", "inbox", "--corrections", place).status == 2
    for place in ("definition.yaml", f"inbox/{NOREH}.xlsx", "inbox/new.txt", "contacts.csv"):
        assert run("status", "--format", "text", "-o", place).status == 2, place
    refused = run("fill", f"inbox/{NOREH}.xlsx", tmp_path / "none", "-o", "inbox/x.xlsx")
    assert refused.status == 2
    assert run("status", "-o", tmp_path / "link.html").status == 2
    assert {**tree(office), ".iku/outputs": b""} == {**before, ".iku/outputs": b""}
    assert (tmp_path / "link.html").is_symlink()
    assert run("status", "--format", "text", "-o", "inbox/new.txt", "--force").status == 0


def test_a_campaign_that_is_moved_knows_its_files(office, tmp_path, monkeypatch):
    """quality.md#outputs: results within the folder are known by their place in it."""
    assert run("consolidate", "--period", PERIOD).status == 0
    moved = office.rename(tmp_path / "moved")
    monkeypatch.chdir(moved)
    assert run("consolidate", "--period", PERIOD).status == 0
    (moved / "results" / f"{PERIOD}.xlsx").write_bytes(b"edited")
    assert run("consolidate", "--period", PERIOD).status == 2
