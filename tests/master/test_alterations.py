"""A master that somebody has altered tells so itself, or iku verify does."""

from tests.libreoffice import needs_libreoffice
from tests.master import alterations


@needs_libreoffice
def test_a_sample_of_alterations_is_told():
    """quality.md#row-proof: by the first sheet, or by iku verify."""
    counted, missed = alterations.run(5, seed=1)
    assert missed == []
    assert counted.total() == 5
