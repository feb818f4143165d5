"""How much a returned workbook may cost: by the forms that were handed out."""

import copy
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.workbook.reading import budget as limits
from iku_workbook.workbook.reading.budget import Budget, Size, Unreadable
from iku_workbook.workbook.reading.other_formats import opened
from tests.forms import GOOD, SMALL, check, define, filled, known
from tests.workbook.tiny import book, worksheet

SMALL_FORM = Size(entries=20, sheets=6, cells=900, inflated=130_000, formulas=30_000)
LARGE_FORM = Size(entries=40, sheets=20, cells=150_000, inflated=9_000_000, formulas=9_000_000)
sizes = st.integers(0, 1_000_000)
GRID = 26_000  # cells of a new sheet of Google Sheets


def test_room_for_the_largest_form_and_more():
    """house.md#budget: limits follow from the layout, with room."""
    for sizes in ([SMALL_FORM], [LARGE_FORM], [SMALL_FORM, LARGE_FORM]):
        budget = Budget.of_forms(sizes)
        for name in ("entries", "sheets", "cells", "inflated", "formulas"):
            assert getattr(budget, name) >= 2 * max(getattr(each, name) for each in sizes)
    assert Budget.of_forms([SMALL_FORM]).cells >= SMALL_FORM.cells + SMALL_FORM.sheets * GRID
    assert Budget.of_forms([SMALL_FORM]).inflated < Budget.of_forms([LARGE_FORM]).inflated


def test_a_form_larger_than_most_comes_back():
    """house.md#budget: a genuine form has so many cells; what the definition asks for is read."""
    register = copy.deepcopy(SMALL["registers"][0]) | {"rows": 500}
    column = {"label": "Catatan", "type": "text"}
    register["fields"] += [{**column, "id": f"catatan_{number}"} for number in range(8)]
    definition = define(registers=[register])
    forms = known(definition)
    [returned] = check(filled(GOOD, definition), forms=forms)
    assert returned.verdict == "accepted"
    assert forms.budget().cells > 2 * 500 * 12


def test_what_no_form_of_ours_could_be_is_refused():
    """house.md#budget: the same file is too much for a small form and no more than enough for a
    large.
    """
    large = Budget.of_forms([LARGE_FORM])
    data = filled(GOOD)
    assert opened(data, large).sheets
    with pytest.raises(Unreadable):
        opened(data, Budget.of_forms([Size(1, 1, 10, 1000, 100)]))


@given(
    cells=st.integers(0, 1_000_000),
    sheets=st.integers(1, 40),
    each=st.integers(12, 200),
    more=sizes,
)
def test_the_least_limits_are_less_than_those_of_any_form(cells, sheets, each, more):
    """house.md#budget: what is read within them is read within those of the forms too."""
    form = Size(more, sheets, cells, each * cells, more)
    least, own = (asdict(one) for one in (Budget.of_sheets(sheets), Budget.of_forms([form])))
    assert all(least[name] <= own[name] for name in own)


def test_forms_are_drawn_for_their_size_where_a_file_needs_it(monkeypatch):
    """house.md#budget: a return of common size is read within what any form leaves it; of another
    the limits are those of the forms, as ever.
    """
    asked, forms = [], replace(known())  # of its own: nothing has been drawn for it yet
    forms._budget = None
    monkeypatch.setattr(limits, "_FIRST_TRY", 60.0)  # whatever else the machine has to do
    budget = Forms.budget
    monkeypatch.setattr(Forms, "budget", lambda forms: asked.append(1) or budget(forms))
    [returned] = check(filled(GOOD), forms=forms)
    assert (returned.verdict, asked) == ("accepted", [])
    rows = (f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 200_000))
    [refused] = check(book(worksheet("".join(rows))), forms=forms)
    assert [each.code for each in refused.findings] == ["FILE-019"]
    assert asked
