"""The matrix of units by periods."""

import dataclasses
import datetime

import pytest

from iku_workbook.findings import Decision
from iku_workbook.periods import Period
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import standings
from tests.forms import define
from tests.results.year import BROKEN, FOREIGN, returned

Q1 = Period.parse("2025-Q1")
NOON = datetime.datetime(2025, 4, 3, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


@pytest.fixture(scope="module")
def definition():
    return define()


def standing(definition, *returns, today=datetime.date(2025, 4, 2)):
    matrix = standings(definition, returns, [Q1], today)
    return matrix[definition.units[0].code, Q1.code]


def of(definition, *findings, values=None, received=NOON):
    each = returned(definition.units[0].code, Q1.code, values, *findings)
    return dataclasses.replace(each, received=received)


def test_every_unit_stands_for_every_period(definition):
    """house.md#every-unit: "jumlah seluruh desa" counts every unit on the list, returned or not."""
    matrix = standings(definition, [], [Q1], NOON.date())
    assert list(matrix) == [(unit.code, Q1.code) for unit in definition.units]
    assert {each.status for each in matrix.values()} == {Status.MISSING}


def test_the_best_return_counts(definition):
    """house.md#better-only: an invalid return never replaces a valid one."""
    good, broken, foreign = of(definition), of(definition, BROKEN), of(definition, FOREIGN)
    for returns in [(good, broken), (broken, good), (good, foreign)]:
        found = standing(definition, *returns)
        assert (found.status, found.decided) == (Status.ACCEPTED, good)
    assert standing(definition, foreign, broken).status is Status.NEEDS_CORRECTION
    assert standing(definition, foreign).status is Status.REJECTED


def test_late_is_after_the_day_it_is_due(definition):
    """definition.md#the-whole: due_days, days after the end of a period."""
    due = Q1.due(definition.due_days)
    after = due + datetime.timedelta(days=1)
    assert not standing(definition, today=due).late
    assert standing(definition, today=after).late
    assert standing(definition, of(definition, BROKEN), today=after).late
    assert not standing(definition, of(definition), today=after).late
    came = datetime.datetime.combine(after, NOON.timetz())
    assert standing(definition, of(definition, received=came), today=after).late


def test_nihil_is_an_accepted_return_in_which_nothing_counts(definition):
    """form.md#nihil, facts.md#nihil: "Nihil" is an answer, told apart from nothing returned."""
    flows = [field.id for field in definition.fields if field.over_time == "sum"]
    nothing = dict.fromkeys(flows, 0) | {each.id: [] for each in definition.registers}
    assert standing(definition, of(definition, values=nothing)).nihil
    assert not standing(definition, of(definition, values=nothing | {flows[0]: 1})).nihil
    assert not standing(definition, of(definition, BROKEN, values=nothing)).nihil
    assert not standing(definition).nihil


def test_approved_is_what_a_person_said(definition):
    """house.md#approved: an approval belongs to the return that it was given to."""
    good = of(definition)
    approved = dataclasses.replace(good, approval=Decision("Kepala Seksi", NOON))
    assert not standing(definition, good).approved
    assert standing(definition, approved).approved
