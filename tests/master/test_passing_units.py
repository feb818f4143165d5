"""The master of a year in which units split, merge, change their code, join and leave."""

import pytest

from tests.forms import period_of
from tests.libreoffice import needs_libreoffice
from tests.master.master import write
from tests.master.test_master_recalculated import unchanged
from tests.results import passing_units


@needs_libreoffice
@pytest.mark.parametrize("quarter", [3, 4])
def test_nothing_changes_where_units_pass(quarter, tmp_path):
    """quality.md#passing-units: a unit's rows say when it is not there; counts, sums and values of
    the period before follow.
    """
    returns = passing_units.returns({("K", 3), ("H", 2)})
    data = write(passing_units.YEAR, returns, period_of(passing_units.YEAR, quarter))
    assert unchanged(data, tmp_path) > len(passing_units.TIMES) * 4 * quarter
