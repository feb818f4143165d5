"""One year of results, from which everything that is written about it is made."""

import pytest

from iku_workbook.results import indicators
from iku_workbook.results.accumulate import ConflictingReturns
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.year import consolidate_year
from tests.forms import define, period_of
from tests.results.year import random_year, returned


def test_each_period_is_as_if_it_had_been_asked_for():
    """house.md#accumulate: a result is of the year's periods up to the one asked for."""
    definition = define()
    last = period_of(definition, 3)
    returns = random_year(definition, last, seed=1)
    year = consolidate_year(definition, iter(returns), last)
    assert [each.period for each in year.periods] == list(last.year_to_date)
    assert year.periods[-1] is year.results
    for each in year.periods:
        alone = consolidate(definition, returns, each.period)
        assert each.indicators == alone.indicators
        assert each.units == alone.units


def test_a_year_is_computed_once(monkeypatch):
    """Results, tables, master and documents are made of one computation of each period."""
    counted = []
    accumulate = indicators.accumulate

    def counting(definition, returns, period):
        counted.append(period.number)
        return accumulate(definition, returns, period)

    monkeypatch.setattr(indicators, "accumulate", counting)
    definition = define()
    year = consolidate_year(definition, [], period_of(definition, 3))
    assert counted == [3], "what only the master and documents read is not computed for others"
    assert year.periods is year.periods
    assert counted == [3, 1, 2]


def test_two_returns_of_any_period_are_for_a_person_to_choose():
    """A year with two accepted returns of one unit for one period has no results."""
    definition = define()
    last = period_of(definition, 3)
    first = last.year_to_date[0].code
    returns = [returned("35.01", first, {"datang": each}) for each in (1, 2)]
    with pytest.raises(ConflictingReturns):
        consolidate_year(definition, returns, last)
