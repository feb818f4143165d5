"""Submissions side by side, as the columns that formulas read."""

import datetime

import pytest

from iku_workbook.inputs import columns
from tests.forms import GOOD, define, layout_of

LAYOUT = layout_of(define())
ROWS = 4


def test_every_input_is_a_column():
    """house.md#one-name: the inputs of formulas are fields, previous.<field>,
    <register>.<field>.
    """
    found = columns(LAYOUT, [GOOD, {}])
    assert set(found) == (
        set(LAYOUT.fields)
        | {f"previous.{name}" for name in LAYOUT.fields}
        | {f"kegiatan.{name}" for name in ("tanggal", "jenis", "peserta", "bukti")}
    )
    assert found["datang"].objects() == [40.0, None]
    assert found["sejak"].objects() == [45521.0, None]
    assert found["previous.datang"].objects() == [None, None]
    assert found["kegiatan.jenis"].objects() == [
        ["Rapat", "Kunjungan", None, None],
        [None] * ROWS,
    ]


def test_the_period_before_goes_with_its_submission():
    """definition.md#previous: previous.field is the value accepted for the period before."""
    found = columns(LAYOUT, [{}, GOOD], [{"datang": 1, "nama": "x"}, {}])
    assert found["previous.datang"].objects() == [1.0, None]
    assert found["previous.nama"].objects() == ["x", None]


@pytest.mark.parametrize("periods", [1, 3])
def test_a_register_has_as_many_cells_as_its_sheets_held(periods):
    """house.md#accumulate: registers append; functions that see blanks count the empty rows too."""
    rows = [{"tanggal": datetime.date(2025, 1, 1)}] * (ROWS * periods)
    found = columns(LAYOUT, [{"kegiatan": rows}, {}], periods=periods)
    assert found["kegiatan.tanggal"].shape == (2, ROWS * periods)
    assert found["kegiatan.jenis"].objects() == [[None] * ROWS * periods] * 2


def test_what_is_no_list_of_rows_is_an_empty_register():
    """contract.md#values: a register is a list of rows; anything else holds none."""
    assert columns(LAYOUT, [{"kegiatan": "x"}])["kegiatan.jenis"].objects() == [[None] * ROWS]


def test_no_submission_is_no_value():
    """house.md#whole-batch: an empty batch is a batch."""
    found = columns(LAYOUT, [])
    assert found["datang"].shape == (0,)
    assert found["kegiatan.jenis"].objects() == []
