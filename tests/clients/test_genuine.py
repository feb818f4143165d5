"""Genuine returns, a few of the thousands that ``python -m tests.clients.genuine`` makes."""

import random

from iku_workbook.checks.file.known_forms import Forms
from tests.clients import material
from tests.clients.genuine import HABITS, HARMLESS, answers, genuine, wrong
from tests.forms import KEY, issue

FEW = 40


def test_genuine_returns_get_what_is_due_to_them():
    """quality.md#false-alarms: no error, the values as typed, and of warnings those alone that are
    due to what was typed, or hidden, or copied.
    """
    units = [unit.code for unit in material.definition().units[:3]]
    forms = {unit: issue(material.definition(), unit) for unit in units}
    returns = list(genuine(forms, FEW, seed=7))
    assert len({each.due for each in returns}) > 5
    assert list(wrong(returns, Forms(material.definition(), KEY, lambda digest: None))) == []


def test_every_habit_is_among_them():
    """quality.md#false-alarms: what is due is known for all that an invented village does."""
    typed = answers(random.Random(1))
    due = set().union(*(habit(random.Random(1), typed)[1] for habit in HABITS))
    assert due == {"VALUE-008", "RULE-001", "VALUE-024"}
    assert len(HARMLESS) == 10
