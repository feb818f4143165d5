"""Files of no unit: given to one or set aside, by a person, and then no longer asked about."""

from dataclasses import replace

import pytest

from iku_workbook.findings import Finding, Verdict
from iku_workbook.registry import RegistryError, placing, review
from iku_workbook.report.grouping import count
from tests.registry.desk import OTHER, PERIOD, UNIT, day

PHOTO = b"\xff\xd8\xff\xe0"
WHO = {"by": "Kasi PMD", "reason": "isian Noreh"}


def decide(desk, what, *about):
    with desk.registry.writing("Loket", day(1)):
        return what(desk.registry, *about, day(1), **WHO)


def statuses(desk):
    return {each.unit: str(each.verdict) for each in desk.registry.returns()}


def test_a_photograph_given_to_a_unit(desk):
    """contract.md#assign: it is the unit's then, with who and why; nothing of it is counted."""
    [told] = desk.receive(desk.file("IMG-1.jpg", PHOTO))
    assert (told.unit, told.weighs) == (None, True)
    given = decide(desk, placing.assign, told.number, UNIT, PERIOD)
    assert (given.unit, given.period, given.verdict) == (UNIT, PERIOD, Verdict.REJECTED)
    assert not given.weighs
    assert given.findings[-1].code == "REVIEW-004"
    assert desk.registry.unplaced() == []
    assert statuses(desk) == {UNIT: "rejected"}
    [again] = desk.receive(desk.folder / "inbox" / "IMG-1.jpg", on=2)
    assert (again.unit, again.weighs) == (UNIT, False)
    desk.receive(desk.form("noreh.xlsx"), on=2)
    assert statuses(desk) == {UNIT: "accepted"}
    assert [each for each, _, _ in desk.lineage()] == [1, 2]


def test_a_photograph_beside_a_return_keeps_nothing_from_being_sent_back(desk):
    """registry.md#which-return-counts: what goes back is the return, whatever was given since."""
    desk.receive(desk.form("noreh.xlsx"))
    desk.receive(desk.file("IMG-1.jpg", PHOTO), on=0.5)
    decide(desk, placing.assign, 2, UNIT, PERIOD)
    back = decide(desk, review.send_back, UNIT, PERIOD)
    assert (back.number, back.verdict) == (1, Verdict.NEEDS_CORRECTION)
    assert statuses(desk) == {UNIT: "needs-correction"}


@pytest.mark.parametrize("what", [placing.assign, placing.dismiss])
def test_what_is_found_to_be_a_form_after_all_says_itself_whose_it_is(desk, what):
    """contract.md#assign: a newer program reads it; nothing of it is counted for another unit."""
    [form] = desk.receive(desk.form("noreh.xlsx"))
    under = {"program": "1", "definition": desk.definition.digest}
    nothing = replace(form, unit=None, period=None, findings=(Finding("FORM-001"),), values={})
    with desk.registry.writing("Loket", day(0.1)):
        desk.registry.record([(1, nothing)], day(0.1), **under)
    decide(desk, what, 1, *((OTHER, PERIOD) if what is placing.assign else ()))
    with desk.registry.writing("Loket", day(2)):
        desk.registry.record([(1, form)], day(2), **under)
    assert desk.counts() == {UNIT: ("noreh.xlsx", "accepted")}
    assert desk.registry.lineage(OTHER, PERIOD) == []
    assert desk.registry.return_of(1) == desk.registry.lineage(UNIT, PERIOD)[0]


def test_the_last_word_holds(desk):
    """contract.md#assign: given to one, to another, set aside, given again."""
    desk.receive(desk.file("IMG-1.jpg", PHOTO))
    for unit in (UNIT, OTHER, None, UNIT):
        if unit is None:
            left = decide(desk, placing.dismiss, 1)
            assert (left.verdict, left.weighs) == (Verdict.NO_RETURN, False)
            assert desk.registry.unplaced() == []
            assert statuses(desk) == {}
        else:
            decide(desk, placing.assign, 1, unit, PERIOD)
            assert statuses(desk) == {unit: "rejected"}
    assert len(desk.registry.decisions()) == 4


def test_a_placing_is_undone_as_any_decision(desk):
    """contract.md#assign: and then the file is among those of no unit again."""
    desk.receive(desk.file("IMG-1.jpg", PHOTO))
    decide(desk, placing.dismiss, 1)
    decide(desk, placing.assign, 1, UNIT, PERIOD)
    with desk.registry.writing("Loket", day(2)):
        review.undo(desk.registry, 2, day(2), **WHO)
    aside = desk.registry.return_of(1)
    assert (aside.verdict, count([aside]).errors) == (Verdict.NO_RETURN, 0)
    with desk.registry.writing("Loket", day(2)):
        review.undo(desk.registry, 1, day(2), **WHO)
    assert [each.weighs for each in desk.registry.unplaced()] == [True]


@pytest.mark.parametrize("what", [placing.assign, placing.dismiss])
def test_what_is_a_units_own_return_is_not_placed(desk, what):
    """contract.md#assign: a form says itself whose it is; a number that is none is a mistake."""
    desk.receive(desk.form("noreh.xlsx"), desk.form("taman.xlsx", OTHER, datang="x"))
    about = (UNIT, PERIOD) if what is placing.assign else ()
    for number in (1, 2, 3):
        with pytest.raises(RegistryError) as error:
            decide(desk, what, number, *about)
        assert error.value.code == "nothing-to-place"


def test_what_programs_leave_is_told_and_not_kept(desk):
    """quality.md#lock-files: named, weighing nothing, and nobody has sent it."""
    names = ("~$noreh.xlsx", "Thumbs.db", "a/.DS_Store", "._noreh.xlsx", ".~lock.noreh.xlsx#")
    double = b"\x00\x05\x16\x07" + bytes(100)
    (desk.folder / "inbox" / "a").mkdir(parents=True)
    paths = [desk.file(name, double) for name in names]
    told = desk.receive(*paths)
    assert {(str(each.verdict), each.weighs, each.number) for each in told} == {
        ("no-return", False, None)
    }
    assert desk.registry.receipts() == []


def test_a_form_under_the_name_of_a_shadow_is_a_form(desk):
    """quality.md#looked-at: by content, whatever it is called."""
    [told] = desk.receive(desk.form("._noreh.xlsx"))
    assert (told.unit, told.verdict) == (UNIT, Verdict.ACCEPTED)
