"""The folder a person works in."""

import datetime
import os
import shutil
import stat
from pathlib import Path

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.durable import whole, write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.registry.chain import key_id
from tests.campaign.issued import issue
from tests.forms import define, period_of

TEXT = "iku: 1\n"


@pytest.fixture
def campaign(tmp_path):
    return CampaignFolder.create(tmp_path / "klinik-2025", TEXT)


def test_a_new_campaign_is_ready_to_work_in(campaign):
    """contract.md#folder: definition.yaml, outbox, inbox, results, .iku."""
    found = {path.relative_to(campaign.root).as_posix() for path in campaign.root.rglob("*")}
    folders = {"outbox", "inbox", "results", ".iku", ".iku/definitions", ".iku/keys"}
    copy = f".iku/keys/{key_id(campaign.key())}.newest"
    assert found == folders | {"definition.yaml", ".iku/key", copy}
    assert campaign.definition_file.read_text(encoding="utf-8") == TEXT


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_key_is_the_owners(campaign):
    """contract.md#key: the signing key: 32 random bytes, mode 0600."""
    key = campaign.root / ".iku" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert campaign.key() == key.read_bytes()
    assert len(campaign.key()) == 32


def test_every_campaign_has_a_key_of_its_own(campaign, tmp_path):
    """contract.md#key: the key is random."""
    assert CampaignFolder.create(tmp_path / "other", TEXT).key() != campaign.key()


def test_the_demonstration_brings_its_own_key(tmp_path):
    """contract.md#demo: iku demo: the seals of the sample returns hold."""
    assert CampaignFolder.create(tmp_path / "demo", TEXT, b"k" * 32).key() == b"k" * 32


def test_the_key_never_leaves_the_folder(campaign):
    """quality.md#key-secret: the signing key: never in a workbook."""
    definition = define()
    paths = issue(campaign, definition, period_of(definition), definition.units, campaign.outbox)
    key = campaign.key()
    for path in [*paths, *(campaign.root / ".iku" / "definitions").iterdir()]:
        data = path.read_bytes()
        assert key not in data
        assert key.hex() not in data.decode("latin-1").lower()


@pytest.mark.parametrize("below", [".", "outbox", "outbox/2025-Q1/deep", ".iku"])
def test_a_campaign_is_found_from_below(campaign, below):
    """contract.md#campaign: iku works in a campaign as git works in a repository."""
    start = campaign.root / below
    start.mkdir(parents=True, exist_ok=True)
    assert CampaignFolder.find(start) == CampaignFolder(campaign.root.resolve())


def test_outside_there_is_no_campaign(tmp_path):
    """contract.md#campaign: a campaign mistake is an operator's, told by its code."""
    (tmp_path / "definition.yaml").write_text(TEXT)
    with pytest.raises(OperatorError) as error:
        CampaignFolder.find(tmp_path)
    assert error.value.code == "no-campaign"


@pytest.mark.parametrize(("content", "code"), [(None, "no-key"), (b"short", "bad-key")])
def test_a_key_that_is_not_there_or_not_whole(campaign, content, code):
    """contract.md#key: without its 32 bytes nothing is sealed."""
    shutil.rmtree(campaign.root / ".iku" / "keys")
    path = campaign.root / ".iku" / "key"
    path.unlink()
    if content:
        path.write_bytes(content)
    with pytest.raises(OperatorError) as error:
        campaign.key()
    assert error.value.code == code


def test_what_was_issued_from_is_kept(campaign):
    """contract.md#old-definitions: .iku/definitions/ holds every definition, by digest."""
    older, newer = define(), define(title="Versi baru")
    for definition in (older, newer, older):
        campaign.keep(definition)
    for definition in (older, newer):
        again = campaign.issued(definition.digest)
        assert again == definition
        assert again.digest == definition.digest


@pytest.mark.parametrize(
    "digest", ["", "0" * 64, "../" * 21 + "x", "/etc/passwd", "0" * 63 + "/", "é" * 64, "0" * 65]
)
def test_what_a_workbook_claims_is_no_path(campaign, digest):
    """quality.md#hostile: a digest that was never issued from is nothing, whatever it is."""
    campaign.keep(define())
    assert campaign.issued(digest) is None


def test_a_file_is_written_whole(tmp_path):
    """contract.md#exit-130: Ctrl-C leaves everything complete or untouched."""
    path = tmp_path / "new" / "file.xlsx"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("trouble", [OSError("disk full"), KeyboardInterrupt()])
def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch, trouble):
    """contract.md#exit-130: Ctrl-C leaves everything complete or untouched."""
    path = tmp_path / "file.xlsx"
    write_whole(path, b"one")

    def stopped():
        with whole(path) as file:
            file.write(b"t")  # part of it
            raise trouble

    with pytest.raises(type(trouble)):
        stopped()

    def interrupted(self, target):
        raise trouble

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(type(trouble)):
        write_whole(path, b"two")
    monkeypatch.undo()
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_key_signs_and_the_old_one_is_still_known(campaign):
    """contract.md#old-definitions: what was handed out before is recognised, as what is new."""
    definition, period = define(), period_of(define())
    before = campaign.key()
    [old] = issue(campaign, definition, period, definition.units[:1], campaign.root / "old")
    for _ in range(2):
        assert campaign.rotate_key(by="Loket", at=datetime.datetime.now(datetime.UTC))
    [new] = issue(campaign, definition, period, definition.units[:1], campaign.root / "new")
    assert campaign.key() != before
    assert before in campaign.keys.older()
    assert len(campaign.keys.older()) == 2
    assert old.read_bytes() != new.read_bytes()
    forms = Forms(definition, campaign.key(), campaign.issued, campaign.keys.older())
    for path in (old, new):
        codes = {each.code for each in examine(path.name, path.read_bytes(), forms).findings}
        assert not {code for code in codes if code.startswith("FORM")}
    alone = Forms(definition, campaign.key(), campaign.issued)
    found = examine(old.name, old.read_bytes(), alone).findings
    assert [each.code for each in found] == ["FORM-003"]
