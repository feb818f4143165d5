"""A code on a signed paper, held against the registry months later."""

import json
import re
import shutil
import sqlite3
from contextlib import closing

import docx
import openpyxl
import pytest

from tests.campaign.office import copied, office, take_in
from tests.cli.run import run

CODE = re.compile(r"\d+(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A campaign with the first quarter's returns, and what was printed in the second."""
    campaign = office(tmp_path_factory.mktemp("proof") / "sreseh-2024")
    take_in(campaign)
    for kind in ("lkjip", "perjanjian-kinerja"):
        run("-C", campaign.root, "report", kind, "--period", "2024-Q2")
    run("-C", campaign.root, "consolidate", "--period", "2024-Q2")
    return campaign


def printed(campaign):
    """The code on each paper, and on the page of the status."""
    results = campaign.results
    for kind in ("lkjip", "perjanjian-kinerja"):
        document = docx.Document(results / f"{kind}-2024-Q2.docx")
        footer = "".join(each.text for each in document.sections[0].footer.paragraphs)
        yield CODE.search(footer)[0]
    master = openpyxl.load_workbook(results / "2024-Q2.xlsx").worksheets[0]
    yield CODE.search(str(master["A3"].value))[0]
    yield CODE.search(run("-C", campaign.root, "status").out)[0]
    yield CODE.search(run("-C", campaign.root, "status", "--format", "html").out)[0]
    yield json.loads(run("-C", campaign.root, "status", "--format", "json").out)["proof_code"]
    yield CODE.search(run("-C", campaign.root, "verify").out)[0]


def test_what_was_signed_is_held_against_the_registry(reported, tmp_path):
    """quality.md#head: one code on all that is printed; one command proves it, and disproves it
    once a figure of the first quarter is another.
    """
    [code] = set(printed(reported))
    held = run("-C", reported.root, "verify", "--head", code)
    assert (held.status, f"Cocok: {code}" in held.out) == (0, True)

    own = copied(reported, tmp_path / "altered")
    with closing(sqlite3.connect(own.root / ".iku" / "registry.db")) as hand, hand:
        hand.execute("DROP TRIGGER examination_stays")
        changed = (
            "UPDATE examination SET \"values\" = replace(\"values\", '1', '2') WHERE number = 3"
        )
        hand.execute(changed)
    held = run("-C", own.root, "verify", "--head", code)
    assert (held.status, f"Tidak cocok: {code}" in held.out) == (1, True)
    assert "pemeriksaan 3" in held.out

    slip = code[:-1] + ("1" if code[-1] == "0" else "0")
    for copied_badly in (slip, code[:-1]):
        assert run("-C", reported.root, "verify", "--head", copied_badly).status == 2


def test_without_the_key_hashes_alone_are_checked_and_it_is_said(reported, tmp_path):
    """quality.md#chain: it is said plainly, and the exit status tells."""
    own = copied(reported, tmp_path / "bare")
    (own.root / ".iku" / "key").unlink()
    shutil.rmtree(own.root / ".iku" / "keys", ignore_errors=True)
    found = run("-C", own.root, "verify")
    assert (found.status, "hanya nilai hash" in found.out) == (1, True)


def test_a_reply_bears_the_code_of_what_was_received(reported, tmp_path):
    """quality.md#head: the village has a paper too."""
    own = copied(reported, tmp_path / "village")
    take = run("-C", own.root, "receive", own.definition_file, "--corrections", tmp_path / "out")
    assert take.status == 1
    [letter] = (tmp_path / "out").glob("*.txt")
    [code] = CODE.findall(letter.read_text(encoding="utf-8"))
    assert run("-C", own.root, "verify", "--head", code).status == 0


def test_a_key_that_somebody_put_there_is_told_and_a_rotated_one_is_not(reported, tmp_path):
    """quality.md#vouch: `iku key rotate` is on record at once and vouched for; a key that was put
    in its place by hand is told, with what to do, also by a status.
    """
    own = copied(reported, tmp_path / "rotated")
    assert run("-C", own.root, "key", "rotate").status == 0
    assert run("-C", own.root, "verify").status == 0
    *_, last = run("-C", own.root, "log", "--format", "csv").out.splitlines()
    assert ",key," in last or "kunci" in last, last

    (own.root / ".iku" / "key").write_bytes(b"p" * 32)
    for again in (False, True):
        found = run("-C", own.root, "verify")
        assert (found.status, "tidak dijamin oleh kunci sebelumnya" in found.out) == (1, True), (
            again
        )
        told = run("-C", own.root, "status")
        assert (told.status, "tidak dijamin oleh kunci sebelumnya" in told.err) == (1, True), again
        run("-C", own.root, "receive", own.definition_file)
