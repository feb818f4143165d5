"""A return that may not be meant to take the place of an accepted one is a question first."""

import pytest

from iku_workbook.findings import Change, Severity, Verdict
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.registry import placing, review
from iku_workbook.registry.doubts import changes, doubts
from iku_workbook.returns import questions
from tests.forms import GOOD
from tests.registry.desk import OTHER, PERIOD, UNIT
from tests.registry.test_review import WRONG, decide, refused
from tests.results.year import returned

ROW = GOOD["kegiatan"][0]


def asked(desk):
    """The numbers of what awaits a decision, and the codes that say why."""
    own = desk.registry.lineage(UNIT, PERIOD)
    return {each.number: [one.code for one in questions(each)] for each in own if each.awaits}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({"datang": 40}, {"datang": 39}, "DUP-012"),
        ({"datang": 40}, {"datang": None}, "DUP-012"),
        ({"skor": 0.75}, {"skor": 0.5}, "DUP-012"),
        ({"kegiatan": [ROW] * 3}, {"kegiatan": [ROW]}, "DUP-012"),
        ({"kegiatan": [ROW]}, {"kegiatan": []}, "DUP-012"),
        ({"kegiatan": [ROW]}, {"kegiatan": None}, "DUP-012"),
        ({"kegiatan": [ROW] * 4}, {"kegiatan": [ROW] * 2}, None),
        ({"datang": 40}, {"datang": 41}, None),
        ({"datang": None}, {"datang": 0}, None),
        ({"nama": "Melati"}, {"nama": None}, None),
        ({"datang": 40, "lama": 9}, {"datang": 40}, None),  # the definition asks it no longer
    ],
)
def test_what_falls_is_asked_about(before, after, code):
    """house.md#asked-first: figures that fall, or are gone; registers that are much smaller."""
    found = doubts(returned(UNIT, PERIOD, after), returned(UNIT, PERIOD, before), None)
    assert [each.code for each in found] == ([code] if code else [])


def test_what_changed_is_told_up_to_a_bound():
    """registry.md#which-return-counts: the newer one is said with what changed, old and new."""
    older = returned(UNIT, PERIOD, {"a": 1, "b": None, "c": 2, "list": [ROW], "d": "x"})
    newer = returned(UNIT, PERIOD, {"a": 1.5, "b": 3, "c": 2, "list": [{}], "d": None, "e": 1})
    told = changes(newer, older)
    assert told.named == (
        Change("a", 1, 1.5),
        Change("b", None, 3),
        Change("list", None, None),
        Change("d", "x", None),
    )
    assert catalogue("id").show(told) == "a: 1 → 1,5; b: – → 3; list; d: x → –"
    many = [returned(UNIT, PERIOD, {f"f{at}": each for at in range(9)}) for each in (1, 2)]
    assert (len(changes(*many).named), changes(*many).more) == (6, True)
    assert catalogue("id").show(changes(older, older)) == "–"


def test_until_somebody_answers_the_accepted_one_counts(desk):
    """house.md#asked-first: the accepted one counts until a person has answered: yes, or no."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    [told] = desk.receive(desk.form("dua.xlsx", datang=31), on=1)
    assert (told.verdict, told.awaits) == (Verdict.ACCEPTED, True)
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    assert asked(desk) == {2: ["DUP-012"]}
    taken = decide(desk, review.accept, 2)
    assert (taken.confirmed.by, taken.awaits) == ("Kasi PMD", False)
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}
    assert desk.lineage() == [
        (1, "accepted", ["DUP-007"]),
        (2, "accepted", ["REVIEW-005", "DUP-006"]),
    ]
    assert refused(desk, review.accept, 2) == "nothing-asked"
    decide(desk, review.undo, 1)
    assert asked(desk) == {2: ["DUP-012"]}
    back = decide(desk, review.send_back, UNIT, PERIOD)
    assert back.number == 2
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    assert asked(desk) == {}


def test_a_form_of_another_hand_is_asked_about(desk):
    """house.md#asked-first: a file name or figures of another village; neither alone refuses."""
    other = desk.form("taman.xlsx", OTHER, datang=70, nama="Mawar 2")
    desk.receive(other, desk.form("satu.xlsx", datang=40))
    desk.receive(desk.form(f"{OTHER} taman.xlsx", datang=41), on=1)
    desk.receive(desk.form("dua.xlsx", datang=42, nama="Mawar 2"), on=2)
    desk.receive(desk.form("tiga.xlsx", datang=43, nama="Mawar 2"), on=3)
    desk.receive(desk.form("empat.xlsx", datang=70, nama="Mawar 2"), on=4)
    assert asked(desk) == {number: ["DUP-010"] for number in (3, 4, 5, 6)}
    told = [{each.code for each in one.findings} for one in desk.registry.lineage(UNIT, PERIOD)]
    assert [each & {"DUP-003", "DUP-004", "DUP-015"} for each in told[1:]] == [
        {"DUP-004"},
        {"DUP-015"},
        {"DUP-015"},
        {"DUP-003", "DUP-015"},
    ]
    assert desk.counts()[UNIT] == ("satu.xlsx", "accepted")
    for number in (3, 6):
        decide(desk, review.accept, number)
    assert desk.counts()[UNIT] == ("empat.xlsx", "accepted")


def test_figures_that_another_village_has_corrected_since_are_its_own_too(desk):
    """house.md#asked-first: the same whether files come at once or in parts."""
    desk.receive(desk.form("taman.xlsx", OTHER, datang=70))
    desk.receive(desk.form("taman-2.xlsx", OTHER, datang=71), desk.form("satu.xlsx"), on=1)
    desk.receive(desk.form("dua.xlsx", datang=70), on=2)
    assert asked(desk) == {4: ["DUP-010"]}


def test_a_form_of_a_period_that_is_over_is_asked_about(desk):
    """house.md#asked-first: the next one is reported, or has ended."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    desk.receive(desk.form("dua.xlsx", datang=41), on=80)
    assert asked(desk) == {}
    desk.receive(desk.form("tiga.xlsx", datang=42), on=85)
    assert asked(desk) == {3: ["DUP-011"]}
    decide(desk, review.accept, 3)
    assert desk.counts() == {UNIT: ("tiga.xlsx", "accepted")}


def test_nothing_is_asked_where_nothing_is_accepted(desk):
    """house.md#asked-first: what was sent back, or had errors, has no place to be taken."""
    desk.receive(desk.form("satu.xlsx", datang=40), desk.form("dua.xlsx", **WRONG), on=0)
    decide(desk, review.send_back, UNIT, PERIOD)
    desk.receive(desk.form("tiga.xlsx", datang=35), on=6)
    assert asked(desk) == {}
    assert desk.counts() == {UNIT: ("tiga.xlsx", "accepted")}


def test_what_is_sent_back_lets_the_older_count_where_a_person_says_so(desk):
    """commands.md#iku-return: --keep-older."""
    desk.receive(desk.form("satu.xlsx", datang=40))
    assert refused(desk, review.send_back, UNIT, PERIOD, keep_older=True) == "nothing-older"
    desk.receive(desk.form("dua.xlsx", datang=41), on=1)
    decide(desk, review.send_back, UNIT, PERIOD, keep_older=True)
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}
    assert [verdict for _, verdict, _ in desk.lineage()] == ["accepted", "needs-correction"]
    decide(desk, review.undo, 1, on=6)
    assert desk.counts() == {UNIT: ("dua.xlsx", "accepted")}


def test_every_decision_can_be_undone_and_stays_on_record(desk):
    """house.md#undone: with who and why; an undoing too, and nothing twice."""
    desk.receive(desk.form("satu.xlsx", **WRONG), desk.form("dua.xlsx", datang=41))

    def verdicts():
        own = desk.registry.lineage(UNIT, PERIOD)
        return [(str(each.verdict), bool(each.approval)) for each in own]

    before = verdicts()
    for what, about in (
        (review.approve, (UNIT, PERIOD)),
        (review.send_back, (UNIT, PERIOD)),
        (review.waive, ("1.1",)),
    ):
        decide(desk, what, *about)
        number = len(desk.registry.decisions())
        after = verdicts()
        assert after != before
        decided, _ = decide(desk, review.undo, number)
        assert decided.number == number
        assert verdicts() == before
        assert refused(desk, review.undo, number) == "already-undone"
        decide(desk, review.undo, number + 1)
        assert verdicts() == after
        decide(desk, review.undo, number)
        assert verdicts() == before
    assert refused(desk, review.undo, 99) == "no-decision"
    log = desk.registry.decisions()
    assert [each.undoes for each in log if each.what == "undo"] == [1, 2, 1, 5, 6, 5, 9, 10, 9]
    assert all(each.by == "Kasi PMD" and each.reason for each in log)


def test_what_is_approved_is_not_changed_by_undoing_something_else(desk):
    """house.md#approved: it stays until it is reopened, or its approval undone."""
    desk.receive(desk.form("satu.xlsx", **WRONG))
    decide(desk, review.waive, "1.1")
    decide(desk, review.approve, UNIT, PERIOD)
    assert refused(desk, review.undo, 1) == "approved-already"
    decide(desk, review.undo, 2)
    decide(desk, review.undo, 1)
    assert [verdict for _, verdict, _ in desk.lineage()] == ["needs-correction"]


def test_a_placing_is_undone_whatever_is_approved(desk):
    """house.md#undone: where a file of no unit is put changes nothing that counts."""
    desk.receive(desk.file("IMG-1.jpg", b"\xff\xd8\xff\xe0"), desk.form("satu.xlsx"))
    decide(desk, placing.assign, 1, UNIT, PERIOD)
    decide(desk, review.approve, UNIT, PERIOD)
    decide(desk, review.undo, 1)
    assert [each.number for each in desk.registry.unplaced()] == [1]
    assert desk.counts() == {UNIT: ("satu.xlsx", "accepted")}


def test_every_question_says_how_to_answer():
    """contract.md#says-what-to-do: with the number that iku accept takes, in every language."""
    newer = returned(UNIT, PERIOD, {"datang": 1})
    found = doubts(newer, returned(UNIT, PERIOD, {"datang": 2}), -1)
    assert [each.code for each in found] == ["DUP-011", "DUP-012"]
    assert {each.severity for each in found} == {Severity.WARNING}
    for language in LANGUAGES:
        for each in found:
            hint = catalogue(language).finding(each).hint
            assert "iku accept" in hint
            assert f"iku return {UNIT} --period {PERIOD}" in hint
