"""What was read before decides nothing: a file says the same whichever files came before it."""

import functools
import gc
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import load
from iku_workbook.resources import template
from iku_workbook.workbook.reading import row_shapes
from samples.year import RETURNS, sample_key
from tests.source import CHECKOUT
from tests.workbook.test_read_fuzz import GENUINE, outcome

FORGETFUL = ("iku_workbook.workbook.reading.", "iku_workbook.checks.file.")
FORMS = Forms(load(template("kecamatan-sreseh-2024"))[0], sample_key(), lambda digest: None)


def memories():
    """What the reader and the checks of a file remember of what they read."""
    memories = (each for each in gc.get_objects() if type(each) is functools._lru_cache_wrapper)
    return [each for each in memories if str(each.__module__).startswith(FORGETFUL)]


def forget():
    for each in memories():
        each.cache_clear()
    row_shapes.forget()


def as_saved_by_another_program(data):
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(saved)
    return saved.getvalue()


def said(data):
    """All that a file comes to: its cells, and what is found of it."""
    return outcome(data), examine("kiriman.xlsx", data, FORMS)


@pytest.fixture(scope="module")
def files():
    """Returns of every quarter, bad ones, some of another program, workbooks of many writers."""
    good = [path.read_bytes() for path in sorted(RETURNS.rglob("*.xlsx"))[::4]]
    bad = [path.read_bytes() for path in sorted((CHECKOUT / "samples" / "bad").rglob("*.xlsx"))]
    return [*good, *map(as_saved_by_another_program, good[:3]), *bad, *GENUINE]


@pytest.fixture(scope="module")
def cold(files):
    """What each says of itself, nothing having been read before."""
    found = []
    for data in files:
        forget()
        found.append(said(data))
    return found


@pytest.mark.slow
@settings(max_examples=12)
@given(order=st.randoms(use_true_random=False))
def test_no_file_says_something_else_because_of_others(files, cold, order):
    """quality.md#read-before: cells, values and findings are those of a reader that has read
    nothing before, in whatever order files of several programs come, and when they come again.
    """
    several = order.choices(range(len(files)), k=24)
    forget()
    for at in several:
        assert said(files[at]) == cold[at]


def test_what_is_remembered_is_forgotten():
    """quality.md#read-before: the test above compares with a reader that knows nothing."""
    outcome(GENUINE[0])
    forget()
    left = [each.cache_info().currsize for each in memories()]
    assert len(left) > 10
    assert not any(left)
