"""Approval by indicator: each section head approves what she answers for, and nothing else."""

import json
from dataclasses import replace

import pytest

from iku_workbook.campaign.review import approve_each
from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry import RegistryError, lineage, review
from iku_workbook.registry.journal import journal
from iku_workbook.report import standing, standing_data
from iku_workbook.report.journal import sentence
from iku_workbook.results.status import standings
from iku_workbook.returns import only_approved
from tests.master.master import read, write
from tests.registry.desk import PERIOD, UNIT, day

SAY = catalogue("id")
PMD, KESRA = "Kasi PMD", "Kasi Kesra"


def decide(desk, what, by, on, **more):
    with desk.registry.writing(by, day(on)):
        return what(desk.registry, UNIT, PERIOD, day(on), by=by, **more)


def approve(desk, by, on, *indicators):
    return decide(desk, review.approve, by, on, indicators=indicators)


def refused(desk, *arguments):
    with pytest.raises(RegistryError) as raised:
        approve(desk, *arguments)
    return raised.value.code


def counts(desk):
    return lineage.counting(desk.registry.lineage(UNIT, PERIOD))


def approved(desk):
    found = counts(desk)
    return found.number, {code: each.by for code, each in found.approvals.items()}


def seen(desk):
    period = Period.parse(PERIOD)
    matrix = standings(desk.definition, desk.registry.returns(), [period], period.end)
    return standing.Overview(desk.definition, [period], matrix, period.end, {}, ())


def test_all_indicators_approved_approve_the_return(desk):
    """contract.md#by-indicator: how many are, is told; the last one approves the whole, undoing one
    takes it back.
    """
    desk.receive(desk.form("satu.xlsx"))
    told = approve(desk, PMD, 1, "IKU-1")
    assert (told.approval, only_approved(told).unapproved) == (None, True)
    assert approved(desk) == (1, {"IKU-1": PMD})
    known = seen(desk)
    words = standing.words(known.matrix[UNIT, PERIOD], SAY)
    assert words == "Diterima, disetujui 1 dari 2 indikator"
    said = json.loads(standing_data.as_json(known))
    assert said["units"][UNIT]["periods"][PERIOD]["approved_indicators"] == ["IKU-1"]
    assert said["counts"][PERIOD]["partly"] == 1
    sheet = read(write(desk.definition, desk.registry.returns(), Period.parse(PERIOD)))["Status"]
    cells = [cell.value for row in sheet for cell in row]
    assert "Diterima · disetujui 1 dari 2 indikator" in cells
    last = journal(desk.registry)[-1]
    assert (last.about["indicators"], sentence(last, SAY)) == (
        "IKU-1",
        "Menyetujui IKU-1 dari kiriman 1 (#1)",
    )
    assert refused(desk, KESRA, 2, "IKU-1") == "already-approved"
    assert refused(desk, KESRA, 2, "IKU-9") == "no-such-indicator"
    assert approve(desk, KESRA, 2, "IKU-2", "IKU-1").approval.by == KESRA
    assert standing.words(seen(desk).matrix[UNIT, PERIOD], SAY) == "Disetujui"
    with desk.registry.writing(KESRA, day(3)):
        review.undo(desk.registry, 2, day(3), by=KESRA, reason="Keliru.")
    assert approved(desk) == (1, {"IKU-1": PMD})
    decide(desk, review.reopen, PMD, 4, reason="Keliru.")
    assert approved(desk) == (1, {})


def test_an_approval_holds_while_the_figures_are_the_same(desk):
    """registry.md#by-indicator: a correction of other figures keeps it, other figures of its own
    await an answer, after which that indicator alone is approved anew.
    """
    desk.receive(desk.form("satu.xlsx"))
    approve(desk, PMD, 1, "IKU-1")
    desk.receive(desk.form("dua.xlsx", kegiatan=[]), on=2)
    assert [each.awaits for each in desk.registry.lineage(UNIT, PERIOD)] == [False, True]
    assert approved(desk) == (1, {"IKU-1": PMD})
    with desk.registry.writing(PMD, day(3)):
        review.accept(desk.registry, 2, day(3), by=PMD)
    assert approved(desk) == (2, {"IKU-1": PMD})
    [told] = desk.receive(desk.form("tiga.xlsx", kegiatan=[], datang=41), on=4)
    assert [each.code for each in told.findings if each.code.startswith("REVIEW")] == ["REVIEW-009"]
    assert "IKU-1 berbeda dari yang sudah disetujui Kasi PMD" in SAY.finding(told.findings[-1]).text
    assert approved(desk) == (2, {"IKU-1": PMD})
    with desk.registry.writing(PMD, day(5)):
        review.accept(desk.registry, 3, day(5), by=PMD)
    assert approved(desk) == (3, {})


def test_what_was_approved_needs_no_second_time_after_sending_back(desk):
    """registry.md#by-indicator: sending back is of the whole file; what comes with the same figures
    of an indicator is still approved for it, and of a whole approval nothing is carried on.
    """
    desk.receive(desk.form("satu.xlsx"))
    approve(desk, PMD, 1, "IKU-1")
    back = decide(desk, review.send_back, KESRA, 2, reason="Lampirkan bukti.")
    assert back.verdict is Verdict.NEEDS_CORRECTION
    desk.receive(desk.form("dua.xlsx", nama="Melati Dua"), on=3)
    assert approved(desk) == (2, {"IKU-1": PMD})
    assert approve(desk, KESRA, 4, "IKU-2").approval.by == KESRA
    desk.receive(desk.form("tiga.xlsx", nama="Melati Tiga"), on=5)
    assert desk.lineage()[-1] == (3, "accepted", ["DUP-008"])
    assert counts(desk).number == 2


def test_what_is_read_otherwise_is_approved_no_longer(desk):
    """registry.md#by-indicator: where the question has changed, an approval holds for the figures
    that it was given for.
    """
    desk.receive(desk.form("satu.xlsx"))
    approve(desk, PMD, 1, "IKU-1")
    under = {"program": "0", "definition": "0" * 64}
    own = counts(desk)
    other = {**own.indicators, "IKU-1": own.indicators["IKU-2"]}
    with desk.registry.writing(PMD, day(2)):
        desk.registry.record([(1, replace(own, findings=(), indicators=other))], day(2), **under)
    assert approved(desk) == (1, {})


def test_several_at_once(desk):
    """contract.md#by-indicator: of each unit the indicators that it reports; what was approved
    before stays.
    """
    desk.receive(desk.form("satu.xlsx"))

    class Campaign:
        registry = staticmethod(desk.open)

    units, period = desk.definition.reporting[:1], Period.parse(PERIOD)
    about = (Campaign, units, period)
    for on, new in ((1, True), (2, False)):
        [told] = approve_each(*about, by=PMD, at=day(on), indicators=("IKU-2",))
        assert (told.new, told.why) == (new, None)
    assert approved(desk) == (1, {"IKU-2": PMD})
