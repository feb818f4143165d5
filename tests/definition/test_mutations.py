"""Definitions that ship, changed at random: whatever slips is told, or for people to judge."""

import pytest

from tests.definition.mutations import outcomes
from tests.source import CHECKOUT

SHIPPED = sorted(CHECKOUT.glob("templates/**/*.yaml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_no_slip_is_silent_or_told_at_another_place(file):
    """definition.md#mistakes: every slip is told at its line; what says nothing has a reason."""
    found = [
        (each.mutation.how, each.mutation.path, each.fate, each.said)
        for each in outcomes(file, 20, seed=3)
        if each.fate in {"fault", "elsewhere"} or (each.fate == "silent" and not each.reason)
    ]
    assert found == []
