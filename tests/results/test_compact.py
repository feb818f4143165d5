"""What is computed of many units takes little room, and says the same."""

import pickle

import pytest

from iku_workbook.formula.error_values import ExcelError
from iku_workbook.results.compact import Codes, Figures, Shares
from iku_workbook.results.over_units import UnitParts

VALUES = [1.5, None, 2.0, 0.0, -3.25]


def test_figures_are_what_was_computed():
    """quality.md#country: figures and blanks come back as they were put in, one by one or all."""
    figures = Figures(VALUES)
    assert figures == VALUES
    assert [figures[at] for at in range(len(figures))] == VALUES
    assert figures[-1] == -3.25
    assert figures[1:3] == VALUES[1:3]
    assert repr(figures) == repr(VALUES)
    assert pickle.loads(pickle.dumps(figures)) == VALUES


@pytest.mark.parametrize("other", ["Maju", True, 3, ExcelError.NUM])
def test_any_other_value_is_kept_as_it_is(other):
    """quality.md#country: a text, a truth, a whole number: none becomes a figure."""
    figures = Figures(VALUES)
    figures.extend([other, None])
    figures.extend([4.0])
    assert [*figures] == [*VALUES, other, None, 4.0]
    assert type(figures[5]) is type(other)


def test_shares_are_a_mapping_of_units_parts():
    """quality.md#country: whole numbers as int, what is blank as nothing, in the order given."""
    given = {"35.01": UnitParts(1, 2.5), "35.02": UnitParts(None, 3), "35.03": UnitParts()}
    shares = Shares(given.values(), Codes(given))
    assert shares == given
    assert [*shares] == [*given]
    assert [*shares.items()] == [*given.items()]
    assert [*shares.values()] == [*given.values()]
    assert type(shares["35.01"].numerator) is int
    assert "35.04" not in shares
    assert shares.get("35.04") is None
    assert repr(shares) == repr(given)
    assert not Shares([], Codes([]))
