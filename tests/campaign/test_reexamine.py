"""A verdict follows the question: what a change may judge or read otherwise is examined again."""

import copy
import json
import shutil
from functools import partial

import pytest

from iku_workbook.campaign import examiner, outdated
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import accepted_before
from iku_workbook.campaign.known import as_it_is
from iku_workbook.campaign.outdated import Why, due
from iku_workbook.campaign.reexamine import bring_up_to_date
from iku_workbook.campaign.results import Selection, year_of
from iku_workbook.campaign.round import Round
from iku_workbook.campaign.sources import gather
from iku_workbook.campaign.unsettled import unsettled_now
from iku_workbook.checks.received import Received
from iku_workbook.findings import Finding, Verdict
from iku_workbook.periods import Period
from iku_workbook.registry import placing, review, upkeep
from tests.campaign.asking import DAY, NOREH, TAMAN, Asking
from tests.cli.run import run
from tests.test_changes import RENAMED, choices, every, field, formula

pytestmark = pytest.mark.slow

QUARTER, SECOND = Period.parse("2025-Q1"), Period.parse("2025-Q2")
UNASKED = every(
    choices("status", "Berkembang", "Desa Maju"),
    formula(0, "numerator", 'IF(status = "Desa Maju", 1, 0)'),
)
"""A choice renamed with its formula, and nothing that says so."""


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """Two villages have returned the first quarter, both "Maju"; tests copy it."""
    office = Asking(tmp_path_factory.mktemp("asking") / "contoh")
    office.receive(office.form(NOREH), office.form(TAMAN))
    return office


@pytest.fixture
def office(received, tmp_path):
    root = shutil.copytree(received.campaign.root, tmp_path / "contoh")
    return received.moved(CampaignFolder(root))


def examine_again(office):
    heard = []
    bring_up_to_date(office.campaign, by="Loket", clock=office.clock, told=heard.append)
    return heard


def approve(office, unit=NOREH):
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        review.approve(registry, unit, QUARTER.code, office.clock(), by="Kasi PMD")


def verdicts(office):
    return [str(office.holds(unit)[0].verdict) for unit in (NOREH, TAMAN)]


def value(office, **options):
    """The villages that are "Maju", in percent of all, and whether that may still change."""
    found = year_of(office.campaign, QUARTER, Selection(**options)).results.indicators["IKU-1"]
    return found.value, found.provisional


def codes(office, unit=NOREH):
    return [each.code for each in office.holds(unit)[0].findings]


def test_nothing_is_examined_again_where_nothing_changed(office):
    """quality.md#question: receiving once more examines nothing, nor do other words."""
    assert office.receive(*office.campaign.inbox.iterdir()) == []
    office.ask(field("hadir", label="Yang hadir", help="Semua."))
    assert office.receive(*office.campaign.inbox.iterdir()) == []
    assert examine_again(office) == []
    with office.campaign.registry() as registry:
        assert len(registry.examinations(1)) == 1


@pytest.mark.parametrize("change", RENAMED.values(), ids=RENAMED)
def test_what_has_a_new_name_gives_the_same_results(office, change):
    """definition.md#was: returns and approvals stay, results, carried values and questions of
    history are those of before, and nobody is asked.
    """
    approve(office)
    before = year_of(office.campaign, QUARTER, Selection()).results.indicators
    office.ask(change)
    heard = examine_again(office)
    assert {each.same for each in heard} <= {True}
    after = year_of(office.campaign, QUARTER, Selection())
    assert after.results.indicators == before
    assert not any(each.outdated for each in after.returns)
    assert office.holds()[0].approval is not None
    known = accepted_before(office.campaign, office.definition, SECOND)[NOREH]
    assert set(known) == {
        each.id for each in (*office.definition.fields, *office.definition.registers)
    }
    assert known.get("status") in office.definition.codelists["status"]
    office.receive(office.form(NOREH, 2, **{name: known[name] for name in known}))
    [second] = office.holds(number=2)
    assert second.verdict is Verdict.ACCEPTED
    assert {each.code for each in second.findings} <= {"HIST-004", "VALUE-013"}


def test_a_choice_renamed_without_a_word_halves_nothing(office):
    """quality.md#question: the result is provisional and names the units; an approved return counts
    as it was approved, and is asked about.
    """
    assert value(office) == (100, False)
    approve(office)
    office.ask(UNASKED)
    [first, second] = examine_again(office)
    assert (first.now.outdated, second.now.outdated) == (True, False)
    assert first.due.changed == ("Status desa", "IKU-1")
    assert first.due.gone == ("Status desa: Maju",)
    assert verdicts(office) == ["accepted", "needs-correction"]
    assert codes(office) == ["REVIEW-002"]
    assert value(office) == (None, True)
    office.ask(RENAMED["a choice"])
    examine_again(office)
    assert verdicts(office) == ["accepted", "accepted"]
    assert codes(office) == ["FORM-023"]
    assert value(office) == (100, False)


def test_a_person_reads_what_changed_and_for_whom(office):
    """contract.md#reexamine: a line for each return, what is gone, and the exit status."""
    office.ask(UNASKED)
    at = ("-C", office.campaign.root)
    checked = run(*at, "check")
    assert run("check", office.campaign.definition_file).err == checked.err
    assert "Status desa: Maju" in checked.err
    assert "was: Pilihan Lama" in checked.err
    told = run(*at, "consolidate", "--period", "2025-Q1")
    assert told.status == 1
    for name in ("Noreh", "Taman"):
        assert f"Desa {name}, Triwulan I 2025 (2025-Q1-" in told.err
    assert "definisi berubah: Status desa, IKU-1" in told.err
    assert "diterima → perlu diperbaiki" in told.err
    assert "Belum ada yang diterima untuk Triwulan I 2025 dari: Noreh, Taman." in told.out
    history = run(*at, "status", "--unit", NOREH, "--period", "2025-Q1").out
    assert "Diperiksa" in history
    assert "VALUE-005" in history
    again = run(*at, "reexamine", "--unit", NOREH, "--period", "2025-Q1")
    assert again.status == 0
    assert "hasilnya tetap sama: 1 kiriman" in again.err
    assert run(*at, "reexamine", "--period", "2025-Q2").err.startswith("Tidak ada kiriman")


BOUND = field("hadir", maximum=30)


def test_a_bound_that_was_wrong_is_mended_at_the_next_receive(office):
    """quality.md#question: a verdict that the office's own mistake caused does not stay."""
    office.ask(BOUND)
    assert [each.turned for each in office.receive()] == [True, True]
    assert verdicts(office) == ["needs-correction"] * 2
    office.ask(field("hadir", maximum=100))
    assert [each.now.verdict for each in office.receive()] == [Verdict.ACCEPTED] * 2
    with office.campaign.registry() as registry:
        said = [str(each.returned.verdict) for each in registry.examinations(1)]
        assert said == ["accepted", "needs-correction", "accepted"]
        assert upkeep.verify(registry) == []


def test_a_mistyped_period_is_mended_at_the_next_receive(office):
    """quality.md#question: a return that was refused for the period asked for is welcome later."""
    second = office.form(NOREH, 2, hadir=41)
    assert office.receive(second, period=QUARTER) == []
    assert [str(each.verdict) for each in office.holds(number=2)] == ["rejected"]
    assert office.receive(second, period=QUARTER) == []
    [heard] = office.receive(second, period=SECOND)
    assert (heard.due.why, heard.now.verdict) == (Why.PERIOD, Verdict.ACCEPTED)
    assert office.receive(second) == []


def test_what_was_refused_for_a_named_period_waits_for_a_person(office, monkeypatch):
    """quality.md#named-period: neither whoever names none nor another program turns it; the same
    file once more does, on the page too.
    """
    second = office.form(NOREH, 2, hadir=41)
    office.receive(second, period=QUARTER)
    page = Round(office.campaign, office.clock)
    taken = partial(page.keep, by="Loket")
    taken(gather([str(office.form(TAMAN, 2))]))
    page.examine(by="iku serve")
    monkeypatch.setattr(outdated, "__version__", "99")
    assert office.receive() != []
    examine_again(office)
    assert [str(each.verdict) for each in office.holds(number=2)] == ["rejected"]
    taken(gather([str(second)]))
    page.examine(by="iku serve")
    assert [str(each.verdict) for each in office.holds(number=2)] == ["accepted"]


def test_what_was_set_aside_for_its_period_stays_so(office):
    """registry.md#another-question: a person's word holds until it is undone."""
    second = office.form(NOREH, 2, hadir=41)
    office.receive(second, period=QUARTER)
    word = {"by": "Kasi PMD", "reason": "formulir lama"}
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        placing.dismiss(registry, 3, office.clock(), **word)
    assert office.receive() == []
    at = ("-C", office.campaign.root)
    assert run(*at, "reexamine", "--period", "2025-Q2").err.startswith("Tidak ada kiriman")
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        review.undo(registry, 1, office.clock(), **word)
    assert office.receive() == []
    assert [str(each.now.verdict) for each in office.receive(second)] == ["accepted"]


def test_a_change_that_is_taken_back_asks_nothing_about_what_was_approved(office):
    """quality.md#question: it counts as it was approved, whatever it was called meanwhile."""
    approve(office)
    before = copy.deepcopy(office.asked)
    office.ask(RENAMED["a choice"])
    examine_again(office)
    office.asked = before
    office.write()
    assert {each.same for each in examine_again(office)} == {True, False}
    assert codes(office) == []
    assert office.holds()[0].values["status"] == "Maju"
    assert value(office) == (100, False)


def without_its_key(office):
    """The file of the key, which is another now and has no copy, and what it was."""
    shutil.rmtree(office.campaign.root / ".iku" / "keys")
    key = office.campaign.root / ".iku" / "key"
    right = key.read_bytes()
    key.write_bytes(right[::-1])
    return key, right


def test_a_wrong_key_put_right_is_mended_at_the_next_receive(office):
    """quality.md#question: what was rejected for its seal is examined again with another key."""
    second = office.form(NOREH, 2, hadir=41)
    key, right = without_its_key(office)
    assert office.receive(second) == []
    assert office.receive(second) == []
    assert codes_of(office, 2) == ["FORM-003"]
    key.write_bytes(right)
    [heard] = office.receive()
    assert (heard.due.why, heard.now.verdict) == (Why.KEY, Verdict.ACCEPTED)


def test_a_key_that_is_lost_turns_nothing_that_was_genuine(office):
    """quality.md#question: what is examined again without its key counts as it did, provisionally,
    and is tried again when the key is back.
    """
    key, right = without_its_key(office)
    office.ask(BOUND)
    for _ in range(2):
        assert {each.now.findings[0].code for each in office.receive()} == {"FORM-026"}
    assert verdicts(office) == ["accepted"] * 2
    assert value(office) == (100, True)
    key.write_bytes(right)
    assert len(office.receive()) == 2
    assert verdicts(office) == ["needs-correction"] * 2


def codes_of(office, number):
    return [each.code for each in office.holds(number=number)[0].findings]


def test_another_program_examines_again_once(office, monkeypatch):
    """quality.md#question: another version may judge otherwise; the same one does not."""
    for module in (examiner, outdated):
        monkeypatch.setattr(module, "__version__", "99.0")
    assert [(each.due.why, each.same) for each in office.receive()] == [(Why.PROGRAM, True)] * 2
    assert office.receive() == []


@pytest.mark.parametrize("accepted_anew", [True, False])
def test_an_approved_return_is_asked_about_and_never_turned(office, accepted_anew):
    """quality.md#question: what was approved counts until a person approves again or reopens."""
    approve(office)
    change = formula(0, "numerator", 'IF(status = "Berkembang", 1, 0)') if accepted_anew else BOUND
    office.ask(change)
    office.receive()
    assert codes(office) == ["REVIEW-002"]
    assert office.holds()[0].verdict is Verdict.ACCEPTED
    assert value(office)[1]
    at = ("-C", office.campaign.root)
    ran = run(*at, "consolidate", "--period", "2025-Q1")
    assert ran.status == 1
    assert "dibaca menurut pertanyaan yang sudah berubah: Noreh." in ran.out
    told = run(*at, "consolidate", "--period", "2025-Q1", "--format", "json")
    [before] = json.loads(told.out)["read_before"]
    assert (before["unit"], before["period"], told.status) == (NOREH, "2025-Q1", 1)
    assert "Desa Noreh, Triwulan I 2025" in run(*at, "status").err
    approve(office)
    assert codes(office) == (["FORM-023"] if accepted_anew else [])
    assert office.holds()[0].approval is not None
    assert office.holds()[0].indicators["IKU-1"].numerator == (0 if accepted_anew else 1)
    counted = year_of(office.campaign, QUARTER, Selection()).returns
    assert not any(each.outdated for each in counted)
    assert office.receive() == []


def test_what_cannot_be_read_today_stays_the_units(office, monkeypatch):
    """quality.md#question: a newer program that cannot read an approved return asks about it, and
    says of another that its unit owes one.
    """
    approve(office)

    def unreadable(sources, forms, executor, *, alone=False):
        for each in sources:
            damaged = Finding("FILE-013", each.name, data={"part": each.name})
            yield Received(each.name, "0" * 64, (damaged,))

    with monkeypatch.context() as newer:
        newer.setattr(outdated, "__version__", "9")
        newer.setattr("iku_workbook.campaign.batch.examined", unreadable)
        office.receive()
    [held] = office.holds()
    assert (held.verdict, held.outdated) == (Verdict.ACCEPTED, True)
    assert held.approval is not None
    assert verdicts(office) == ["accepted", "rejected"]


def test_reopening_lets_what_is_read_today_hold(office):
    """quality.md#question: the other answer to the question."""
    approve(office)
    office.ask(BOUND)
    office.receive()
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        review.reopen(registry, NOREH, QUARTER.code, office.clock(), by="Kasi", reason="Lihat lagi")
    assert verdicts(office) == ["needs-correction"] * 2
    assert "REVIEW-002" not in codes(office)


def test_what_was_let_pass_stays_let_pass_where_it_is_found_again(office):
    """house.md#waived: a finding is the same where it says the same of the same place."""
    office.ask(BOUND)
    office.receive()
    place = codes(office).index("VALUE-004") + 1
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        review.waive(registry, f"1.{place}", office.clock(), by="Kasi", reason="Benar")
    office.ask(every(field("nama", required=True), field("warga", minimum=1)))
    office.receive()
    assert verdicts(office) == ["accepted", "needs-correction"]
    office.ask(field("hadir", maximum=20))
    office.receive()
    assert verdicts(office) == ["needs-correction"] * 2


def test_a_clock_that_was_set_back_changes_no_order(office):
    """quality.md#question: what is let pass is the finding that was shown, and a question about an
    approved return comes after its approval.
    """
    office.ask(BOUND)
    office.receive()
    office.days = -1000
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        place = codes(office).index("VALUE-004") + 1
        told = review.waive(registry, f"1.{place}", office.clock(), by="Kasi", reason="Betul")
    assert told.verdict is Verdict.ACCEPTED
    approve(office)
    office.days = -2000
    office.ask(field("hadir", maximum=20))
    office.receive()
    [held] = office.holds()
    assert (held.verdict, held.outdated) == (Verdict.ACCEPTED, True)


def test_what_could_not_be_examined_again_is_provisional(office, monkeypatch):
    """quality.md#question: where nothing can be written, and for a day that is past."""
    monkeypatch.setattr("iku_workbook.registry.writer._WAIT", 0.01)
    office.ask(BOUND)
    before = office.clock().date()
    with office.campaign.registry() as other, other.writing("Orang lain", DAY):
        assert examine_again(office) == []
    assert value(office) == (100, True)
    examine_again(office)
    assert value(office) == (None, True)
    assert value(office, as_of=before) == (100, True)


def test_a_kill_in_the_midst_leaves_a_sound_registry(office, monkeypatch):
    """quality.md#nothing-lost: what was examined again is recorded, the rest is next time."""
    office.ask(BOUND)
    monkeypatch.setattr(examiner, "TOGETHER", 1)
    examined, left = examiner.Examiner._record, [1]

    def killed(self, found):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        examined(self, found)

    monkeypatch.setattr(examiner.Examiner, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        office.receive()
    assert verdicts(office) == ["needs-correction", "accepted"]
    monkeypatch.setattr(examiner.Examiner, "_record", examined)
    with office.campaign.registry() as registry:
        assert upkeep.verify(registry) == []
        assert len(due(registry, office.campaign.forms())) == 1
    assert len(office.receive()) == 1
    assert verdicts(office) == ["needs-correction"] * 2


def test_a_fault_leaves_what_was_found_before(office, monkeypatch):
    """quality.md#one-file: a return that cannot be examined again counts as it did, provisionally;
    the same program does not try again by itself.
    """
    office.ask(BOUND)
    path = "iku_workbook.campaign.batch.examined"

    def broken(sources, forms, executor, *, alone=False):
        from iku_workbook.checks.received import Received
        from iku_workbook.findings import Finding

        for each in sources:
            yield Received(
                each.name, "0" * 64, (Finding("FILE-000", each.name, data={"what": "x"}),)
            )

    with monkeypatch.context() as patched:
        patched.setattr(path, broken)
        assert {each.now.verdict for each in office.receive()} == {Verdict.NOT_EXAMINED}
    assert verdicts(office) == ["accepted"] * 2
    assert value(office) == (100, True)
    assert office.receive() == []
    assert len(office.receive(again=True)) == 2
    assert verdicts(office) == ["needs-correction"] * 2


def test_a_watched_folder_is_judged_by_the_question_of_now(office, monkeypatch):
    """commands.md#iku-receive: --watch reads the definition anew, and the last sound one while
    somebody is still writing it.
    """
    second = office.form(NOREH, 2, hadir=41)

    def arrivals(_folder, take, _wait, _passed_over):
        office.ask(BOUND)
        take([])
        office.campaign.definition_file.write_text("iku: 1\n", encoding="utf-8")
        take(gather([str(second)]))

    monkeypatch.setattr("iku_workbook.campaign.watch.take_arrivals", arrivals)
    ran = run("-C", office.campaign.root, "receive", "--watch", office.campaign.inbox)
    assert ran.status == 0
    assert ran.err.count("diterima → perlu diperbaiki") == 2
    assert "definition.yaml:1:1" in ran.err
    assert verdicts(office) == ["needs-correction"] * 2
    assert office.holds(number=2)[0].verdict is Verdict.NEEDS_CORRECTION


def test_what_was_let_pass_of_a_unit_that_left_is_still_named_by_a_newer_program(
    office, monkeypatch
):
    """registry.md#units-that-leave-or-join: each time, until it is sent back."""
    office.ask(BOUND)
    office.receive()
    with office.campaign.registry() as registry, registry.writing("Kasi", office.clock()):
        place = codes(office).index("VALUE-004") + 1
        review.waive(registry, f"1.{place}", office.clock(), by="Kasi", reason="Betul")
    office.ask(lambda asked: asked["units"].pop(0))
    monkeypatch.setattr(outdated, "__version__", "9")
    office.receive()
    left = unsettled_now(as_it_is(office.campaign)).left
    assert [(each.unit, each.period) for each in left] == [(NOREH, "2025-Q1")]


def test_a_unit_that_leaves_and_comes_back_is_judged_by_its_question(office):
    """quality.md#question: what a unit said stays as it was while it is not on the list."""
    [noreh, taman] = office.asked["units"]
    office.ask(lambda asked: asked.update(units=[taman]))
    assert office.receive() == []
    assert office.holds()[0].verdict is Verdict.ACCEPTED
    office.ask(lambda asked: asked.update(units=[noreh, taman]))
    assert office.receive() == []
