"""Cells of a return are mended at the office: a sealed workbook again, with who, why and what."""

import json
import re
import shutil

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.mend import mend
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.file.read_form import read_form
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from iku_workbook.registry import review, upkeep
from iku_workbook.registry.journal import journal
from iku_workbook.replies.mended_copy import NotMended
from iku_workbook.replies.mending import Way, Why, advice, mendable
from iku_workbook.report.journal import sentence
from iku_workbook.report.labelled import naming
from tests.campaign.asking import DAY
from tests.cli.run import run
from tests.forms import GOOD, KEY, SMALL, define, filled, layout_of, put

WHO = {"by": "Seksi PMD", "reason": "Menelepon Pak Kades: 40 anak"}
WRONG = {**GOOD, "datang": "empat puluh", "kegiatan": [{**GOOD["kegiatan"][0], "peserta": 0}]}
PERIOD = "2025-Q1"


def text_of(definition):
    """It as a person writes it: JSON is YAML, but for dates."""
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(definition))


class Office:
    """A campaign, and what comes in."""

    def __init__(self, campaign):
        self.campaign = campaign

    def receive(self, data, name="noreh.xlsx", hours=0):
        path = self.campaign.inbox / name
        path.write_bytes(data)
        with self.campaign.registry() as registry:
            forms = self.campaign.forms()
            taken = receive(registry, forms, gather([str(path)]), by="Loket", clock=self.clock)
            [returned] = list(taken)
        return returned

    def clock(self):
        return DAY

    def mend(self, number, **texts):
        named = {each.replace("__", "."): text for each, text in texts.items()}
        return mend(self.campaign, number, named, clock=self.clock, **WHO)

    def lineage(self):
        with self.campaign.registry() as registry:
            return registry.lineage("35.01", PERIOD)

    def decide(self, what, *about, **more):
        with self.campaign.registry() as registry, registry.writing("Kasi", DAY):
            what(registry, *about, DAY, by="Kasi PMD", **more)


@pytest.fixture(scope="module")
def began(tmp_path_factory):
    root = tmp_path_factory.mktemp("mend") / "klinik-2025"
    office = Office(CampaignFolder.create(root, text_of(SMALL), KEY))
    office.receive(filled(WRONG))
    return office


@pytest.fixture
def office(began, tmp_path):
    return Office(CampaignFolder(shutil.copytree(began.campaign.root, tmp_path / "klinik-2025")))


def test_a_mended_return_is_a_sealed_workbook_received_as_any(office):
    """contract.md#mend: it counts by the checks alone, and says who, why and what had stood there.

    Nothing else in it differs; the record is one of the chain, and stands in the log.
    """
    done = office.mend(1, datang="40 anak", **{"kegiatan[1]__peserta": "12"})
    returned = done.returned
    assert (returned.number, returned.verdict, done.origin) == (2, Verdict.ACCEPTED, 1)
    assert returned.values["datang"] == 40
    assert returned.values["kegiatan"] == [GOOD["kegiatan"][0]]
    others = {name: value for name, value in GOOD.items() if name not in {"datang", "kegiatan"}}
    assert {name: returned.values[name] for name in others} == others
    told = [(each.name, each.cell, each.old, each.new) for each in done.cells]
    assert told == [
        ("datang", "Isian!C6", "empat puluh", 40),
        ("kegiatan[1].peserta", "Kegiatan!D7", 0, 12),
    ]
    [first, second] = office.lineage()
    assert first.superseded
    note = next(each for each in second.findings if each.code == "REVIEW-008")
    words = catalogue("id").finding(note).text
    assert "oleh Seksi PMD" in words
    assert WHO["reason"] in words
    assert "datang: empat puluh → 40" in words
    with office.campaign.registry() as registry:
        assert upkeep.verify(registry) == []
        data = bytes_of(registry, second)
        [entry] = [each for each in journal(registry) if each.what == "mend"]
    about = (entry.by, entry.receipt, entry.about["origin"], entry.about["reason"])
    assert about == ("Seksi PMD", 2, 1, WHO["reason"])
    told = sentence(entry, catalogue("id"))
    assert told.startswith("Memperbaiki kiriman 1 di kantor menjadi kiriman 2 (#1): ")
    assert "datang: empat puluh → 40" in told
    spoken = sentence(entry, catalogue("id"), naming(office.campaign.definition()))
    assert "Anak datang: empat puluh → 40; Kegiatan 1, Peserta: 0 → 12" in spoken
    form = read_form("x", data, office.campaign.forms())
    assert (form.findings, form.returned.form.unit.code) == ((), "35.01")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"datang": "empat"}, "mend-not-valid"),
        ({"datang": "4000"}, "mend-not-valid"),
        ({"datang": ""}, "mend-not-valid"),
        ({"datang": "40", "kegiatan[1].peserta": "-1"}, "mend-not-valid"),
        ({"datang": "empat puluh", "kegiatan[1].peserta": "3"}, "mend-not-valid"),
        ({"kegiatan[1].peserta": "0"}, "mend-changes-nothing"),
        ({"naik": "31"}, "mend-not-asked"),
        ({"persen": "3"}, "mend-computed"),
        ({"kegiatan[9].peserta": "3"}, "no-field"),
        ({"datangg": "3"}, "no-field"),
        ({}, "mend-no-cell"),
    ],
)
def test_what_is_wrong_itself_or_not_asked_about_is_refused(began, texts, code):
    """contract.md#mend: nothing is recorded, and what was wrong is said by the cell's name."""
    with pytest.raises(OperatorError) as error:
        mend(began.campaign, 1, texts, clock=began.clock, **WHO)
    assert error.value.code == code
    for language in ("id", "en"):
        assert all(each.text for each in error.value.messages(catalogue(language)))
    if isinstance(error.value, NotMended):
        assert set(error.value.findings) <= set(texts)
    with began.campaign.registry() as registry:
        assert len(registry.receipts()) == 1
        assert registry.mended() == {}


def test_what_has_its_place_taken_or_was_decided_is_not_mended(office):
    """contract.md#mend: the newest alone; not where one is approved, nor in a closed period."""

    def refused(number, **more):
        with pytest.raises(OperatorError) as error:
            mend(office.campaign, number, {"datang": "40"}, clock=office.clock, **{**WHO, **more})
        return error.value.code

    assert refused(1, reason=" ") == "no-words"
    assert refused(9) == refused(2**70) == "nothing-to-mend"
    office.receive(b"\xff\xd8\xff\xe0", "IMG.jpg")
    assert refused(2) == "nothing-to-mend"
    office.decide(review.close, PERIOD)
    assert refused(1) == "period-closed"
    office.decide(review.open_again, PERIOD, reason="lagi")
    office.receive(filled({**WRONG, "datang": "x"}), "lagi.xlsx")
    assert refused(1) == "newer-came"
    done = office.mend(3, datang="40", **{"kegiatan[1]__peserta": "12"})
    assert refused(3) == "mended-already"
    office.decide(review.approve, "35.01", PERIOD)
    assert refused(done.returned.number) == "approved-already"


def test_what_was_kept_and_not_examined_is_completed(office, monkeypatch):
    """contract.md#mend: something ended the program between the two; the same, typed once more, has
    the return examined that is there already, with its record, and none is there twice.
    """
    with monkeypatch.context() as ended:
        ended.setattr("iku_workbook.campaign.mend._examine_waiting", lambda *_: None)
        with pytest.raises(KeyError):
            office.mend(1, datang="40", **{"kegiatan[1]__peserta": "12"})
    with office.campaign.registry() as registry:
        assert (len(registry.unexamined()), list(registry.mended())) == (1, [2])
    with pytest.raises(OperatorError) as error:
        office.mend(1, datang="40", **{"kegiatan[1]__peserta": "12"})
    assert error.value.code == "mended-already"
    assert [each.verdict for each in office.lineage()][-1] is Verdict.ACCEPTED
    with office.campaign.registry() as registry:
        assert len(registry.receipts()) == 2
        assert upkeep.verify(registry) == []


def test_the_same_again_is_not_recorded(office):
    """contract.md#mend: what was received before is named, so that nothing counts twice."""
    again = {"datang": "40", "kegiatan[1].peserta": "12"}
    first = mend(office.campaign, 1, again, clock=office.clock, **WHO)
    office.receive(filled({**WRONG, "datang": "empat puluh anak"}), "b.xlsx")
    with pytest.raises(OperatorError) as error:
        mend(office.campaign, 3, again, clock=office.clock, **WHO)
    assert (error.value.code, error.value.data) == ("mended-before", {"number": "2"})
    assert [each.number for each in office.lineage()] == [1, first.returned.number, 3]


def test_an_old_form_is_mended_on_the_form_of_today(office):
    """contract.md#mend: the workbook is one that is issued now, and on record as such."""
    renamed = [{**SMALL["fields"][0], "label": "Anak hadir"}, *SMALL["fields"][1:]]
    extra = {"id": "baru", "label": "Baru", "type": "integer", "over_time": "sum"}
    office.campaign.keep(office.campaign.definition())
    text = text_of({**SMALL, "fields": [extra, *renamed]})
    office.campaign.definition_file.write_text(text, encoding="utf-8")
    done = office.mend(1, datang="40", **{"kegiatan[1]__peserta": "12"})
    assert done.returned.verdict is Verdict.ACCEPTED
    assert not done.returned.old_form
    assert done.cells[0].cell != "Isian!C6"
    assert not {"FORM-020", "FORM-022"} & {each.code for each in done.returned.findings}


def test_the_command_line_mends(office):
    """contract.md#mend: what the page can do, a terminal can."""
    root = str(office.campaign.root)
    begin = ("mend", "1", "-C", root, "--as", "Seksi PMD", "--reason", "ditelepon")
    done = run(*begin, "datang=40")
    assert (done.status, done.out.splitlines()) == (
        1,
        [
            "Diperbaiki: Desa Noreh, Triwulan I 2025, kiriman 1 menjadi kiriman 2,"
            " sekarang perlu diperbaiki.",
            "  datang: empat puluh → 40",
        ],
    )
    done = run("mend", "2", *begin[2:], "kegiatan[1].peserta=12")
    assert (done.status, "sekarang diterima" in done.out) == (0, True)
    assert run(*begin, "datang").status == run(*begin, "a=1", "a=2").status == 2


def findings_of(data):
    from tests.forms import check, known

    [returned] = check(data, forms=known())
    return returned.findings


def advised(values=(), data=None):
    layout = layout_of(define())
    found = findings_of(data or filled({**GOOD, **dict(values)}))
    cells = mendable(found, layout)
    return advice(found, cells), set(cells)


def test_where_to_mend_is_advised():
    """contract.md#mend: a few cells here; a habit, many or what stands elsewhere in the file."""
    few, cells = advised({"datang": "x", "sejak": "y"})
    assert (few.way, few.why, few.cells) == (Way.HERE, Why.FEW, 2)
    assert cells == {"datang", "sejak"}
    rows = [{**GOOD["kegiatan"][0], "tanggal": "x"} for _ in range(3)]
    assert advised({"kegiatan": rows})[0].why is Why.SAME
    assert advised()[0].why is Why.NOTHING
    broken, cells = advised({"naik": 41})
    assert (broken.why, cells) == (Why.FEW, {"naik", "datang"})
    altered, cells = advised(data=put(filled(GOOD), "Isian!C8", "<v>3</v>"))
    assert (altered.way, altered.why, cells) == (Way.HERE, Why.RESTORED, set())
