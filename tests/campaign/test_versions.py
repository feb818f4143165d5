"""What was written out stays, under the number that the record has of it."""

import datetime
import json

import pytest

from iku_workbook.campaign.documents import write_document
from iku_workbook.campaign.journal import export_kind, record_exports
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.overtaken import overtaken
from iku_workbook.campaign.results import Selection, write_results, year_of
from iku_workbook.messages import catalogue
from iku_workbook.registry import review
from iku_workbook.registry.exports import exports, versions_of
from iku_workbook.report.overtaken import sentence
from samples.year import PERIOD
from tests.campaign.office import BY, FIRST, at, copied

DAY = datetime.date(2024, 4, 30)
NOREH = "35.27.01.2001"
NOW = Selection()


@pytest.fixture(scope="module")
def own(received, tmp_path_factory):
    """A campaign for all tests of this module, each of which writes files of its own."""
    return copied(received, tmp_path_factory.mktemp("versions") / "sreseh-2024")


def written(campaign, name, form="json", chosen=NOW):
    """Write results as a command does; the names under which versions stay."""
    kept = []
    year = year_of(campaign, FIRST, chosen)
    outputs = Outputs(Kind.RESULTS, campaign.root)
    out = campaign.results / name
    paths = write_results(year, out, form, DAY, "id", outputs, kept.append)
    about = {"by": BY, "at": at(), "period": FIRST, "origin": chosen.origin(year)}
    assert record_exports(campaign, export_kind(form), paths, **about)
    return [each.relative_to(campaign.results).as_posix() for each in kept]


def test_what_is_replaced_stays_under_its_number(own):
    """quality.md#versions: the same bytes are no new version, others leave the one before."""
    assert written(own, "hasil.json") == written(own, "hasil.json") == []
    first = (own.results / "hasil.json").read_bytes()
    with own.registry() as registry, registry.writing(BY, at(9)):
        review.approve(registry, NOREH, PERIOD, at(9), by="Camat")
    assert written(own, "hasil.json") == ["versions/hasil-v1.json"]
    assert (own.results / "versions" / "hasil-v1.json").read_bytes() == first
    assert written(own, "hasil.json") == []
    with own.registry() as registry:
        known = [
            (each.version, each.origin.mode, each.origin.as_of, each.period)
            for each in exports(registry.connection, registry.zone, registry.believes)
            if each.name == "hasil.json"
        ]
        entries = [
            each.origin.entry
            for each in exports(registry.connection, registry.zone, registry.believes)
        ]
        assert sorted(versions_of(registry.connection, "hasil.json").values()) == [1, 2]
    assert known == [(number, None, None, PERIOD) for number in (1, 1, 2, 2)]
    assert entries[0] == entries[1] < entries[2] == entries[3]


def test_what_nobody_noted_stays_under_its_hash(own):
    """quality.md#versions: another of that name is never written over."""
    outputs = Outputs(Kind.RESULTS, own.root)
    year = year_of(own, FIRST, NOW)
    target, kept = own.results / "lain.json", []
    for approved in (False, True):
        document = {"period": PERIOD, "approved": approved}
        target.write_text(json.dumps(document), encoding="utf-8")
        outputs.note(target)
        write_results(year, target, "json", DAY, "id", outputs, kept.append)
    assert len({each.name for each in kept}) == len(kept) == 2
    assert all(each.name.startswith("lain-") and each.is_file() for each in kept)


def test_a_file_that_a_person_changed_is_no_version(own):
    """quality.md#outputs: it stays, and is written over by --force alone: then without a copy."""
    written(own, "diubah.json")
    target = own.results / "diubah.json"
    target.write_text("{}", encoding="utf-8")
    kept = []
    forced = Outputs(Kind.RESULTS, own.root, force=True)
    year = year_of(own, FIRST, Selection())
    write_results(year, target, "json", DAY, "id", forced, kept.append)
    assert kept == []


def test_documents_and_tables_are_versions_too(own):
    """quality.md#versions: each file of a run that is replaced."""
    kept = []
    for _ in range(2):
        write_document(own, "rencana-aksi", NOW, kept=kept.append)
        write_document(own, "lkjip", NOW, period=PERIOD, kept=kept.append)
    assert kept == []
    assert written(own, "tabel.csv", "csv") == []
    (own.root / "definition.yaml").write_text(
        own.definition_file.read_text(encoding="utf-8").replace("Sreseh", "Sreseh Baru"),
        encoding="utf-8",
    )
    write_document(own, "rencana-aksi", Selection(), kept=kept.append)
    assert len(kept) == 1


def test_a_changed_definition_overtakes_what_is_planned(received, tmp_path):
    """contract.md#overtaken: a document of targets too; not one as of a day that is past, and none
    by a change of what no document says.
    """
    own = copied(received, tmp_path / "sreseh-2024")

    def plan(chosen, name):
        path, _ = write_document(own, "perjanjian-kinerja", chosen, out=own.results / name)
        origin = chosen.origin()
        assert record_exports(own, export_kind("docx"), [path], by=BY, at=at(9), origin=origin)

    def told():
        with own.registry() as registry:
            found = overtaken(own.definition(), registry, own.issued)
            return [each.name for one in found for each in one.files]

    plan(NOW, "pk.docx")
    plan(Selection(as_of=DAY), "pk-dulu.docx")
    assert told() == []
    text = own.definition_file.read_text(encoding="utf-8")
    own.definition_file.write_text(
        text.replace("yang diajukan warga", "dari warga"), encoding="utf-8"
    )
    assert told() == []
    own.definition_file.write_text(text.replace('"2024": 75', '"2024": 77'), encoding="utf-8")
    assert told() == ["pk.docx"]
    plan(NOW, "pk.docx")
    assert told() == []


def test_status_names_what_newer_records_have_overtaken(received, tmp_path):
    """contract.md#overtaken: since which receipt or decision, of approved returns by approvals
    alone; writing it again ends that.
    """
    own = copied(received, tmp_path / "sreseh-2024")
    say, names = catalogue("id"), {NOREH: "Noreh"}

    def told():
        with own.registry() as registry:
            return overtaken(own.definition(), registry, own.issued)

    with own.registry() as registry, registry.writing(BY, at()):
        review.approve(registry, "35.27.01.2002", PERIOD, at(), by="Camat")
    written(own, "hasil.json")
    written(own, "disetujui.json", chosen=Selection(approved=True))
    assert told() == []
    with own.registry() as registry, registry.writing(BY, at(9)):
        review.approve(registry, NOREH, PERIOD, at(9), by="Camat")
    [approved] = told()
    assert [each.name for each in approved.files] == ["disetujui.json"]
    assert "keputusan nomor 2 (Noreh, 9 April 2024 16.00 WIB)" in sentence(approved, names, say)
    with own.registry() as registry, registry.writing(BY, at(10)):
        review.reopen(registry, NOREH, PERIOD, at(10), by="Camat", reason="Ada perbaikan.")
        review.send_back(registry, NOREH, PERIOD, at(11), by="Camat", reason="Salah jumlah.")
    [both] = told()
    assert ([each.name for each in both.files], len(both.counting_changes)) == (["hasil.json"], 1)
    assert (both.counting_changes[0].before.unit, both.counting_changes[0].after) == (NOREH, None)
    assert both.counting_changes[0].number == 4
    written(own, "hasil.json")
    assert told() == []
