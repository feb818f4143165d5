"""What the fuzzer found interesting, read again in every test run."""

from iku_workbook.workbook.reading.workbook import Budget, Unreadable, Workbook, read
from tests.workbook.damage import damaged_workbook
from tests.workbook.fuzz import corpus


def test_every_input_of_the_corpus():
    """quality.md#hostile: no exception but the reader's own; the corpus reaches both outcomes."""
    outcomes = set()
    for data in corpus():
        try:
            outcomes.add(type(read(damaged_workbook(data), Budget())))
        except Unreadable as error:
            outcomes.add(error.code)
    assert Workbook in outcomes
    assert len(outcomes) > 10
