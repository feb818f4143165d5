"""One village's file or figures under another's name."""

import pytest

from iku_workbook.checks.file.examine import examine
from tests.forms import GOOD, define, filled, judge, known

UNITS = [unit for unit in define().units if unit.kind == define().units[0].kind]
FIRST, SECOND = (unit.code for unit in UNITS[:2])


def found(*files):
    """The findings of files given as name, bytes."""
    forms = known()
    returns = judge([examine(name, data, forms) for name, data in files], forms)
    return [[(each.code, each.severity.value) for each in one.findings] for one in returns]


def test_figures_copied_from_another_village():
    """facts.md#copied: one village's file copied; a warning that names the other."""
    files = [("a.xlsx", filled(GOOD, code=FIRST)), ("b.xlsx", filled(GOOD, code=SECOND))]
    assert found(*files) == [[], [("DUP-003", "warning")]]


def test_one_figure_that_differs_is_no_copy():
    """facts.md#copied: an accident is not accused."""
    other = GOOD | {"datang": GOOD["datang"] + 1}
    files = [("a.xlsx", filled(GOOD, code=FIRST)), ("b.xlsx", filled(other, code=SECOND))]
    assert found(*files) == [[], []]


def test_what_tells_too_little_is_not_compared():
    """Two villages with nothing to report say the same, and are both right."""
    numbers = {name: 0 for name, value in GOOD.items() if isinstance(value, int | float)}
    nothing = dict.fromkeys(GOOD) | numbers | {"kegiatan": []}
    files = [("a.xlsx", filled(nothing, code=FIRST)), ("b.xlsx", filled(nothing, code=SECOND))]
    assert not any(code == "DUP-003" for each in found(*files) for code, _ in each)


@pytest.mark.parametrize(
    "name", ["{code}-x.xlsx", "{code}-x (1).xlsx", "masuk/{code}.xlsx", "laporan {name}.xlsx"]
)
def test_a_file_named_for_another_village(name):
    """facts.md#copied: one village's file re-filled for another."""
    data = filled(GOOD, code=FIRST)
    own, other = (name.format(code=unit.code, name=unit.name) for unit in UNITS[:2])
    assert found((own, data)) == [[]]
    assert found((other, data)) == [[("DUP-004", "warning")]]


@pytest.mark.parametrize("name", ["Form (1).xlsx", "noreh.xlsx", "99.99-lain.xlsx", ".xlsx"])
def test_other_names_say_nothing(name):
    """facts.md#renamed: WhatsApp renames files; that is no fault of anybody."""
    assert found((name, filled(GOOD, code=FIRST))) == [[]]
