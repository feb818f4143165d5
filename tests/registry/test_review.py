"""Which return counts, and what people may decide about it."""

import datetime
from dataclasses import replace

import pytest

from iku_workbook.findings import Finding, Severity, Verdict
from iku_workbook.registry import RegistryError, lineage, review
from iku_workbook.returns import only_approved
from tests.registry.desk import OTHER, PERIOD, UNIT, day

WRONG = {"datang": "dua puluh"}
KASI = {"by": "Kasi PMD"}


def decide(desk, what, *arguments, on=5, reason="Sesuai berkas kertas.", **options):
    with desk.registry.writing("Kasi PMD", day(on)):
        return what(desk.registry, *arguments, day(on), reason=reason, **KASI, **options)


def refused(desk, what, *arguments, **options):
    with pytest.raises(RegistryError) as raised:
        decide(desk, what, *arguments, **options)
    return raised.value.code


def test_a_newer_valid_return_supersedes_the_older(desk):
    """house.md#append-only: later events supersede earlier ones; the lineage is shown."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    desk.receive(desk.form("dua.xlsx", datang=41), on=1)
    assert desk.lineage() == [(1, "accepted", ["DUP-007"]), (2, "accepted", ["DUP-006"])]
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}


def test_an_invalid_return_never_replaces_a_valid_one(desk):
    """house.md#better-only: what is accepted stays so until something better comes."""
    desk.receive(desk.form("satu.xlsx"))
    [told] = desk.receive(desk.form("dua.xlsx", **WRONG), on=1)
    assert told.verdict is Verdict.NEEDS_CORRECTION
    assert desk.lineage() == [(1, "accepted", []), (2, "needs-correction", ["DUP-009"])]
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}


def test_of_invalid_returns_the_newest_says_how_the_unit_stands(desk):
    """contract.md#status: iku status says who must correct."""
    desk.receive(desk.form("satu.xlsx", **WRONG))
    desk.receive(desk.form("dua.xlsx", naik="tiga"), on=1)
    assert desk.counts() == {UNIT: ("dua.xlsx", "needs-correction")}


def test_an_approved_return_stays_until_it_is_reopened(desk):
    """house.md#approved: an approved return is immutable until it is reopened with a reason."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    approved = decide(desk, review.approve, UNIT, PERIOD)
    assert (approved.approval.by, approved.approval.at) == ("Kasi PMD", day(5))
    desk.receive(desk.form("dua.xlsx", datang=41), on=6)
    assert desk.lineage() == [(1, "accepted", []), (2, "accepted", ["DUP-008"])]
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    for what in (review.send_back, review.approve):
        assert refused(desk, what, UNIT, PERIOD) in {"approved-already", "already-approved"}
    decide(desk, review.send_back, UNIT, PERIOD, keep_older=True)
    assert desk.lineage()[1] == (2, "needs-correction", ["REVIEW-001", "DUP-008"])
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    decide(desk, review.undo, 2)
    assert [each.overruled for each in desk.registry.lineage(UNIT, PERIOD)] == [None, 1]
    decide(desk, review.reopen, UNIT, PERIOD, on=7)
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}
    assert [each.what for each in desk.registry.decisions()] == [
        *("approve", "refuse", "undo", "reopen")
    ]


def test_what_is_sent_back_counts_no_more_nor_does_anything_before_it(desk):
    """commands.md#iku-return: it and all before it no longer count until a new one is accepted."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    desk.receive(desk.form("dua.xlsx", datang=41), on=1)
    back = decide(desk, review.send_back, UNIT, PERIOD, reason="Lampirkan berita acara.")
    assert back.verdict is Verdict.NEEDS_CORRECTION
    [said] = [each for each in back.findings if each.code == "REVIEW-001"]
    assert said.data == {"by": "Kasi PMD", "at": day(5), "reason": "Lampirkan berita acara."}
    assert desk.counts()[UNIT][1] == "needs-correction"
    desk.receive(desk.form("tiga.xlsx", datang=42), on=6)
    assert desk.counts() == {UNIT: ("tiga.xlsx", "accepted")}


def test_a_waived_finding_stays_visible_and_weighs_nothing(desk):
    """house.md#waived: a waived finding stays visible, with who decided it and why."""
    [told] = desk.receive(desk.form("satu.xlsx", **WRONG))
    [(handle, finding)] = review.handles(told)
    assert (handle, finding.severity) == ("1.1", Severity.ERROR)
    waived = decide(desk, review.waive, handle)
    assert waived.verdict is Verdict.ACCEPTED
    assert [(each.code, each.severity, each.waived.by) for each in waived.findings] == [
        (finding.code, Severity.INFO, "Kasi PMD")
    ]
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    assert refused(desk, review.waive, handle) == "already-waived"


def test_what_makes_no_sense_is_refused(desk):
    """contract.md#exit-2: a clear, specific message: each mistake its own code."""
    assert refused(desk, review.approve, UNIT, PERIOD) == "nothing-to-approve"
    assert refused(desk, review.send_back, UNIT, PERIOD) == "nothing-to-return"
    assert refused(desk, review.reopen, UNIT, PERIOD) == "not-approved"
    desk.receive(desk.form("satu.xlsx", **WRONG), desk.file("x.xlsx", b"bukan"))
    assert refused(desk, review.approve, UNIT, PERIOD) == "nothing-to-approve"
    for handle in ("1.9", "9.1", "1", "x", "1.0", "-1.1"):
        assert refused(desk, review.waive, handle) == "no-finding"
    assert refused(desk, review.waive, "2.1") == "never-waived"
    assert refused(desk, review.undo, 1) == "no-decision"
    assert desk.registry.decisions() == []


def test_results_are_as_they_were_known_then(desk):
    """house.md#known-then: the registry tells what was known on any day, decisions too."""
    desk.receive(desk.form("satu.xlsx", datang=40), on=0)
    desk.receive(desk.form("dua.xlsx", datang=41), desk.form("taman.xlsx", OTHER), on=10)
    decide(desk, review.approve, UNIT, PERIOD, on=20)

    def known(number, only=lambda each: each):
        moment = day(number) + datetime.timedelta(hours=1)
        found = map(only, desk.registry.returns(moment))
        return {each.unit: each.file for each in found if not each.unapproved}

    assert known(-1) == {}
    assert known(9) == {UNIT: "satu.xlsx"}
    assert known(10) == {UNIT: "dua.xlsx", OTHER: "taman.xlsx"}
    assert known(19, only_approved) == {}
    assert known(20, only_approved) == {UNIT: "dua.xlsx"}


def test_units_and_periods_stand_apart(desk):
    """house.md#better-only: what counts is decided for each unit and period alone."""
    desk.receive(desk.form("satu.xlsx"), desk.form("taman.xlsx", OTHER))
    decide(desk, review.approve, UNIT, PERIOD)
    own = desk.registry.lineages()
    assert set(own) == {(UNIT, PERIOD), (OTHER, PERIOD)}
    assert lineage.counting(own[OTHER, PERIOD]).approval is None


def test_a_decision_reads_only_what_it_is_about(desk):
    """house.md#indexed: no decision gets slower as files come in; each finds its receipt by an
    index.
    """
    for number in range(5):
        desk.receive(desk.form(f"{number}.xlsx", datang=f"dua puluh {number}"))
    desk.receive(desk.form("taman.xlsx", OTHER))
    asked = []
    with desk.registry.writing("Kasi PMD", day(5)):
        desk.registry.connection.set_trace_callback(asked.append)
        review.waive(desk.registry, "5.1", day(5), by="Kasi PMD", reason="Sesuai.")
        review.approve(desk.registry, OTHER, PERIOD, day(5), by="Kasi PMD")
        desk.registry.connection.set_trace_callback(None)
        plans = [
            (step, sql)
            for sql in asked
            if sql.lstrip().startswith("SELECT")
            for *_, step in desk.registry.connection.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert len(plans) > 5
    scanned = {step for step, _ in plans if step.startswith("SCAN")}
    few = {"SCAN closing", "SCAN mended"}  # a year, whatever comes in
    assert scanned <= {*few, "SCAN CONSTANT ROW"}  # of no table


def test_what_comes_after_closing_is_asked_about(desk):
    """contract.md#close: a return awaits a decision, whether one counted before or none, and each
    decision that would move the period is refused, until it is opened again.
    """
    desk.receive(desk.form("satu.xlsx"))
    decide(desk, review.close, PERIOD, on=1)
    assert refused(desk, review.close, PERIOD) == "already-closed"
    desk.receive(desk.form("dua.xlsx", datang=41), desk.form("lain.xlsx", OTHER), on=2)
    assert desk.lineage() == [(1, "accepted", []), (2, "accepted", ["REVIEW-007"])]
    assert [each.awaits for each in desk.registry.lineage(OTHER, PERIOD)] == [True]
    assert lineage.counting(desk.registry.lineage(OTHER, PERIOD)) is None
    for what in (review.approve, review.reopen):
        code = refused(desk, what, UNIT, PERIOD, on=3)
        assert code == ("period-closed" if what is review.approve else "not-approved")
    decide(desk, review.accept, 3, on=3)
    assert desk.counts()[OTHER] == ("lain.xlsx", "accepted")
    assert refused(desk, review.send_back, OTHER, PERIOD, on=4) == "period-closed"
    decide(desk, review.send_back, UNIT, PERIOD, on=4)
    assert desk.counts()[UNIT] == ("satu.xlsx", "accepted")
    desk.receive(desk.form("tiga.xlsx", datang=42), on=5)
    assert desk.counts()[UNIT] == ("satu.xlsx", "accepted")
    assert desk.registry.closed()[PERIOD].by == "Kasi PMD"
    decide(desk, review.open_again, PERIOD, on=6)
    assert refused(desk, review.open_again, PERIOD, on=6) == "not-closed"
    assert desk.counts()[UNIT] == ("tiga.xlsx", "accepted")


def test_an_answer_holds_while_the_figures_are_the_same(desk):
    """registry.md#answered: what was let pass in one return is let pass in the next, by the same
    decision; with other figures it is asked anew, with the old ones again it is not; and undoing
    the decision takes it from all.
    """
    much = {"naik": 41, "datang": 40}
    desk.receive(desk.form("satu.xlsx", **much))
    answered = decide(desk, review.waive, "1.1", reason="Berkas Desember selesai Januari")
    assert answered.verdict is Verdict.ACCEPTED

    def of(number):
        [found] = [
            each for each in desk.registry.return_of(number).findings if each.code == "RULE-001"
        ]
        return found.waived

    desk.receive(desk.form("dua.xlsx", **much, nama="Melati Dua"), on=6)
    assert of(2) == of(1)
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}
    [told] = desk.receive(desk.form("tiga.xlsx", naik=42, datang=40), on=7)
    assert (told.verdict, of(3)) == (Verdict.NEEDS_CORRECTION, None)
    desk.receive(desk.form("empat.xlsx", **much, skor=0.8), on=8)
    assert of(4) == of(1)
    assert refused(desk, review.waive, "4.1", on=9) == "already-waived"
    decide(desk, review.undo, 1, on=9)
    assert [of(number) for number in (1, 2, 3, 4)] == [None] * 4
    assert desk.counts() == {UNIT: ("empat.xlsx", "needs-correction")}


def test_an_answer_about_earlier_periods_names_what_was_accepted_then(desk):
    """registry.md#answered: a place and all figures that a finding names; one of no place, and one
    about another return, is of its own file alone.
    """
    figures = {"label": "Anak datang", "earlier": "10"}
    said = Finding("HIST-001", "a.xlsx", "Isian", "C6", "datang", found=40, data=figures)
    same = lineage.same_figures(said)
    others = (
        replace(said, found=41),
        replace(said, data={**figures, "earlier": "11"}),
        replace(said, cell="C7"),
        replace(said, code="HIST-002"),
    )
    assert lineage.same_figures(replace(said, file="b.xlsx")) == same
    assert same not in {lineage.same_figures(each) for each in others}
    for each in (
        Finding("LOCK-001"),
        Finding("DUP-002", cell="C6"),
        Finding("RULE-001", cell="C6", field="naik"),
    ):
        assert lineage.same_figures(each) is None
