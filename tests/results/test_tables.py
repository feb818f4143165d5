"""Plain tables of accepted values and of results."""

import csv
import datetime
import importlib.util
import io

import pytest

from iku_workbook.periods import Period
from iku_workbook.results.input_tables import returns_table, values_table
from iku_workbook.results.result_tables import results_table
from iku_workbook.results.table import ColumnType, Table
from iku_workbook.results.table_formats import TABLE_FORMATS, ParquetUnavailable
from iku_workbook.results.year import consolidate_year
from tests.forms import define
from tests.results.year import BROKEN, returned

DAY = datetime.date(2025, 7, 12)
ROW = {"tanggal": datetime.date(2025, 1, 31), "jenis": "=1+1", "peserta": -2, "bukti": None}


@pytest.fixture(scope="module")
def year():
    returns = [
        returned("35.01", "2025-Q1", {"datang": -5, "skor": 0.5, "nama": "+62"}),
        returned("35.01", "2025-Q2", {"datang": 10, "kegiatan": [ROW, ROW]}),
        returned("35.02", "2025-Q2", {"datang": 10}, BROKEN),
    ]
    return consolidate_year(define(), returns, Period.parse("2025-Q2"))


def read(table):
    text = TABLE_FORMATS["csv"].made(table).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_value_a_row(year):
    """contract.md#csv, iku consolidate --format csv: period, unit, field and value."""
    rows = [row[:6] for row in values_table(year).rows]
    assert ("2025-Q1", "35.01", "datang", None, "-5", -5) in rows
    assert ("2025-Q2", "35.01", "skor", None, None, None) in rows
    assert ("2025-Q2", "35.01", "kegiatan.peserta", 2, "-2", -2) in rows
    assert {row[1] for row in rows} == {"35.01"}


def test_each_value_says_what_it_is_and_where_it_came_from(year):
    """contract.md#tables-alone: title, unit of measure, receipt, and whether it is carried on."""
    rows = {(row["period"], row["field"]): row for row in read(values_table(year))}
    asked = {field.id: field for field in define().fields}
    for (_, name), row in rows.items():
        if name in asked:
            assert (row["title"], row["unit_of_measure"]) == (
                asked[name].label,
                asked[name].unit_of_measure,
            )
    assert rows["2025-Q1", "skor"]["carried"] == "true"
    assert rows["2025-Q1", "datang"]["carried"] == "false"


def test_one_return_a_row(year):
    """contract.md#tables-alone: file, hash, receipt, date, status and lateness of each return."""
    rows = {(row["period"], row["unit"]): row for row in read(returns_table(year, DAY))}
    assert rows["2025-Q1", "35.02"]["status"] == "missing"
    assert rows["2025-Q1", "35.02"]["late"] == "true"
    broken = rows["2025-Q2", "35.02"]
    assert (broken["status"], broken["file"]) == ("needs-correction", "35.02.xlsx")
    assert len(broken["sha256"]) == 64


def test_no_spreadsheet_runs_a_text(year):
    """quality.md#nothing-live: text that begins with = + - @ in any cell of a CSV; numbers stay."""
    rows = list(read(values_table(year)))
    values = {(row["period"], row["field"], row["row"]): row["value"] for row in rows}
    assert values["2025-Q1", "nama", ""] == "'+62"
    assert values["2025-Q1", "datang", ""] == "-5"
    assert values["2025-Q2", "kegiatan.jenis", "1"] == "'=1+1"
    assert values["2025-Q2", "kegiatan.peserta", "1"] == "-2"
    assert values["2025-Q2", "kegiatan.tanggal", "1"] == "2025-01-31"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        *((sign + "A1", f"'{sign}A1") for sign in "=+-@"),
        *(("\tA1", "'␉A1"), ("\rA1", "'␍A1"), ("a\x1b]0;b\x07", "a␛]0;b␇")),
    ],
)
def test_no_text_is_run(typed, stored):
    """quality.md#nothing-live: no sign begins a formula, and what a terminal obeys is shown."""
    returns = [returned("35.01", "2025-Q1", {"nama": typed})]
    rows = read(values_table(consolidate_year(define(), returns, Period.parse("2025-Q1"))))
    assert [row["value"] for row in rows if row["field"] == "nama"] == [stored]


def test_results_as_a_table(year):
    """contract.md#csv: the results of each indicator, its parts beside the value."""
    (first, second) = read(results_table(year, DAY))
    assert (first["period"], first["indicator"], first["name"]) == (
        "2025-Q2",
        "IKU-1",
        "Persentase naik",
    )
    assert (first["numerator"], first["denominator"], first["value"]) == ("", "5", "")
    assert (second["numerator"], second["denominator"], second["value"]) == ("2", "2", "1.0")
    assert (second["provisional"], second["reported"], second["expected"]) == ("true", "1", "2")


def test_parquet(year):
    """contract.md#parquet, iku consolidate --format parquet; pyarrow is an extra."""
    if importlib.util.find_spec("pyarrow") is None:
        with pytest.raises(ParquetUnavailable):
            TABLE_FORMATS["parquet"].made(values_table(year))
        return
    import pandas as pd

    frame = pd.read_parquet(io.BytesIO(TABLE_FORMATS["parquet"].made(values_table(year))))
    assert list(frame.columns)[:6] == ["period", "unit", "field", "row", "value", "number"]
    (row,) = frame[(frame.period == "2025-Q1") & (frame.field == "datang")].itertuples()
    assert (row.value, row.number) == ("-5", -5)


def test_results_as_parquet(year):
    """contract.md#parquet, iku consolidate --format parquet: the same columns and figures as in
    CSV.
    """
    import pandas as pd

    frame = pd.read_parquet(io.BytesIO(TABLE_FORMATS["parquet"].made(results_table(year, DAY))))
    said = read(results_table(year, DAY))
    assert list(frame.columns) == list(said[0])
    assert [float(row["denominator"]) for row in said] == frame["denominator"].tolist()


def test_parquet_knows_what_is_missing():
    """contract.md#parquet: where one is missing, whole numbers stay whole; one that a fraction
    cannot hold exactly is rounded, and the types are told to pandas.
    """
    import pandas as pd

    types = dict(zip("abcdef", ColumnType, strict=True))
    moment = datetime.datetime(2025, 7, 1, 7, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    full = ("x", 2, 2**60 + 1, True, DAY, moment)
    made = TABLE_FORMATS["parquet"].made(Table("t", types, ("a",), [full, (None,) * 6]))
    frame = pd.read_parquet(io.BytesIO(made))
    assert tuple(frame.iloc[0]) == ("x", 2, 2.0**60, True, DAY, moment)
    assert frame.iloc[1].isna().all()
    assert str(frame.dtypes.iloc[0]) in {"string", "str"}  # as pandas and Arrow agree on it
    assert [str(each) for each in frame.dtypes[1:4]] == ["Int32", "Float64", "boolean"]
    empty = TABLE_FORMATS["parquet"].made(Table("t", types, ("a",), []))
    assert list(pd.read_parquet(io.BytesIO(empty)).dtypes) == list(frame.dtypes)
