"""Which results are shown without decimals: those that cannot have any."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iku_workbook.formula import Node, parse
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.values import Column
from iku_workbook.formula.whole_numbers import gives_whole_numbers
from tests.formula.test_properties import RANGES, SCALARS, trees

DECIMAL = "luas"


def only_whole(text: str) -> bool:
    return gives_whole_numbers(parse(text), lambda name: name != DECIMAL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selesai", True),
        ("1", True),
        ("0.5", False),
        (DECIMAL, False),
        ("selesai + 2 * masuk", True),
        ("selesai / masuk", False),
        ("selesai ^ 2", False),
        ('IF(status = "Maju", 1, 0)', True),
        (f"IF(selesai > 1, {DECIMAL}, 0)", False),
        (f"{DECIMAL} > 1", True),
        ("COUNTIF(kegiatan.jenis, 1)", True),
        ("SUM(kegiatan.peserta)", True),
        (f"SUM(selesai, {DECIMAL})", False),
        (f"SUMIF(kegiatan.jenis, 1, {DECIMAL})", False),
        ("SUMIF(kegiatan.jenis, 1)", True),
        (f"SUMIFS(kegiatan.peserta, {DECIMAL}, 1)", True),
        (f"ROUND({DECIMAL}, 0)", True),
        (f"ROUND({DECIMAL}, 1)", False),
        (f"INT({DECIMAL})", True),
        ("AVERAGE(kegiatan.peserta)", False),
        ('IF(selesai > 1, "Ya", "Tidak")', False),
    ],
)
def test_what_can_only_be_whole(text: str, expected: bool) -> None:
    """definition.md#calculations: places shown; a count of villages is not shown as 12.00."""
    assert only_whole(text) is expected


@given(trees, st.data())
def test_a_whole_result_has_no_decimals(tree: Node, data: st.DataObject) -> None:
    """form.md#shown-as-it-is: no figure is shown otherwise than it is."""
    assume(gives_whole_numbers(tree, lambda name: True))
    cells = st.none() | st.integers(-100, 100)
    scope = {name: Column.of([data.draw(cells)]) for name in SCALARS}
    scope |= {name: Column.of([[data.draw(cells) for _ in range(3)]]) for name in RANGES}
    for value in evaluate(tree, scope, 1).objects():
        assert not isinstance(value, float) or value.is_integer()
