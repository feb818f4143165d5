"""Who has returned what, who is reminded, and what people decide, as any program does it."""

import datetime

import pytest

from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.review import decide, waive
from iku_workbook.campaign.status import begun, history, overview, remind
from iku_workbook.errors import OperatorError
from iku_workbook.periods import periods_of
from iku_workbook.registry.records import DecisionKind
from tests.campaign.office import BY, FIRST, at, tree

TODAY = datetime.date(2024, 7, 20)
REMINDERS = Outputs(Kind.REMINDERS)


def known(campaign):
    definition = campaign.definition()
    periods = begun(definition, TODAY)
    with campaign.registry() as registry:
        return overview(campaign, definition, registry, periods, TODAY)


def test_the_periods_that_have_begun(received):
    """contract.md#status: those of the year so far, the first at least."""
    definition = received.definition()
    assert begun(definition, datetime.date(2020, 1, 1)) == [FIRST]
    year = periods_of(definition.year, definition.cadence)
    assert begun(definition, TODAY) == list(year[:3])


def test_a_reminder_for_each_that_owes_a_return(received, tmp_path):
    """commands.md#iku-status: for every unit that owes one for a period that is over."""
    paths = remind(known(received), tmp_path / "out", REMINDERS).written
    assert len(paths) == 12
    assert {path.parent.name for path in paths} == {"2024-Q2"}
    assert sorted(tree(tmp_path / "out")) == sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in paths
    )


def test_a_reminder_that_cannot_be_written_leaves_none(received, tmp_path):
    """contract.md#exit-2: what goes out together is all there, or nothing is changed."""
    (tmp_path / "2024-Q2" / "35.27.01.2012-disanah.txt").mkdir(parents=True)
    free = remind(known(received), tmp_path / "free", REMINDERS).written
    blocked = max(path.name for path in free)
    (tmp_path / "out" / "2024-Q2" / blocked).mkdir(parents=True)
    with pytest.raises(OperatorError):
        remind(known(received), tmp_path / "out", REMINDERS)
    assert tree(tmp_path / "out") == {}


def test_a_reminder_that_somebody_changed_stays_and_the_others_are_written(received, tmp_path):
    """quality.md#outputs: what a person wrote into one is not lost, it is named, and keeps no other
    from being written.
    """
    first, *others = remind(known(received), tmp_path, REMINDERS).written
    first.write_text("Mohon segera.", encoding="utf-8")
    for each in others:
        each.unlink()
    done = remind(known(received), tmp_path, REMINDERS)
    assert (done.kept, sorted(done.written)) == ([first], sorted(others))
    assert first.read_text(encoding="utf-8") == "Mohon segera."


def test_decisions_stand_in_the_history_of_a_unit(own):
    """house.md#append-only: what people decide, with who and why, for ever."""
    unit = own.definition().reporting[0]
    told = {"by": BY, "at": at(9)}
    approved = decide(own, DecisionKind.APPROVE, unit, FIRST, reason="sesuai", **told)
    assert approved.approval.reason == "sesuai"
    with pytest.raises(OperatorError) as refused:
        decide(own, DecisionKind.RETURN, unit, FIRST, reason="", **told)
    assert refused.value.code == "approved-already"
    decide(own, DecisionKind.REOPEN, unit, FIRST, reason="keliru", **told)
    with own.registry() as registry:
        [sent] = history(registry, unit.code, FIRST)
    assert sent.counts
    assert [each.what for each in sent.decisions] == [DecisionKind.APPROVE, DecisionKind.REOPEN]
    with pytest.raises(OperatorError) as unknown:
        waive(own, "999.1", reason="x", **told)
    assert unknown.value.code == "no-finding"
