"""Handing forms out, as any program does it."""

import hashlib
import zipfile

import pytest

from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.sources import gather
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.periods import Period
from samples.year import QUARTER
from tests.campaign.office import BY, at, tree
from tests.cli.run import run

SECOND = Period.parse("2024-Q2")


def generate_forms(campaign, count=2, **options):
    definition = campaign.definition()
    units = definition.reporting[:count]
    return generate(campaign, definition, SECOND, units, by=BY, at=at(), **options)


def test_forms_messages_and_the_archive_of_both(own):
    """contract.md#generate: workbooks, a message to each, one archive; progress is told."""
    done = []
    made = generate_forms(own, progress=done.append)
    names = ["35.27.01.2001-noreh", "35.27.01.2002-labuhan"]
    assert [path.name for path in made.workbooks] == [f"{name}.xlsx" for name in names]
    assert made.archive == own.outbox / "2024-Q2.zip"
    assert sum(done) == 2
    assert sorted(tree(made.folder)) == sorted(
        f"{name}{e}" for name in names for e in (".xlsx", ".txt")
    )
    archived = made.archive.read_bytes()
    assert made.hashes == {made.archive: hashlib.sha256(archived).hexdigest()}
    assert made.hashes[made.archive] in (own.root / HIDDEN / "outputs").read_text()
    with zipfile.ZipFile(made.archive) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == tree(made.folder)


def test_what_was_handed_out_is_no_return(own):
    """contract.md#no-return: forms, messages and their archive where they were written, as they
    were; one that somebody has filled in there is received.
    """
    made = generate_forms(own)
    filled = made.workbooks[0]
    filled.write_bytes((QUARTER / filled.name).read_bytes())
    before = own.registry()
    known = len(before.receipts())
    ran = run("-C", own.root, "receive", made.folder, made.archive)
    assert ran.out.count("– Bukan kiriman · Berkas kantor sendiri, belum diisi") == 7
    assert "Sudah diterima pada" in ran.out
    assert len(own.registry().receipts()) == known


def test_an_archive_that_cannot_be_written_leaves_no_form_either(own):
    """contract.md#exit-2: what goes out together is all there, or nothing is changed."""
    (own.outbox / "2024-Q2.zip").mkdir()
    with pytest.raises(OperatorError) as refused:
        generate_forms(own)
    assert refused.value.data["file"] == own.outbox / "2024-Q2.zip"
    assert sorted(path.name for path in own.outbox.iterdir()) == ["2024-Q2.zip"]


def test_a_letter_that_cannot_be_written_leaves_what_was_there(own):
    """contract.md#exit-2: forms, messages and the archive of an earlier run stay as they were."""
    generate_forms(own)
    letter = own.outbox / "2024-Q2" / "35.27.01.2003-taman.txt"
    letter.mkdir()
    before = tree(own.outbox)
    with pytest.raises(OperatorError):
        generate_forms(own, count=3)
    assert tree(own.outbox) == before


def test_what_was_accepted_before_is_shown_in_the_forms(own, received):
    """definition.md#previous: from the registry, or from files; the same gives the same bytes."""
    from_registry = tree(generate_forms(own, bare=True).folder)
    files = gather([str(QUARTER)])
    out = own.root / "again"
    assert tree(generate_forms(own, bare=True, earlier=files, out=out).folder) == from_registry
    assert tree(generate_forms(own, bare=True, earlier=[], out=out).folder) != from_registry
