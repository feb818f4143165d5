"""The description of the tables, read by the program that the format comes from."""

import datetime
import warnings
from dataclasses import replace

import pytest

from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from iku_workbook.results.basis import Basis
from iku_workbook.results.data_package import Measured, data_package, resource_name
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.tables import tables
from iku_workbook.results.year import consolidate_year
from iku_workbook.zones import Zone
from tests.forms import define
from tests.results.year import random_year

pytestmark = pytest.mark.slow

DAY = datetime.date(2025, 7, 12)
RECEIVED = datetime.datetime(
    2025, 7, 11, 23, 59, 1, 5, datetime.timezone(datetime.timedelta(hours=7))
)
Q2 = Period.parse("2025-Q2")


def written(folder, form, language="id"):
    definition = define()
    returns = [
        replace(each, received=RECEIVED, number=number)
        for number, each in enumerate(random_year(definition, Q2, seed=3), start=1)
    ]
    basis = Basis(DAY, Zone.WIB, definition.digest, approved=True)
    year = replace(consolidate_year(definition, returns, Q2), basis=basis)
    files = []
    for table in tables(year, DAY):
        name = f"{resource_name(table)}.{form}"
        with (folder / name).open("wb") as file:
            measured = Measured(file)
            TABLE_FORMATS[form].write(table, measured)
        files.append((table, name, measured))
    path = folder / "datapackage.json"
    path.write_bytes(data_package(year, files, form, DAY, catalogue(language)))
    return path


@pytest.fixture
def frictionless():
    """The program itself, whose own warnings are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("frictionless")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", TABLE_FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_frictionless_finds_the_tables_as_they_are_described(
    tmp_path, frictionless, language, form
):
    """contract.md#data-package: with a data package description, so that a data team can load it
    elsewhere.
    """
    report = frictionless.Package(written(tmp_path, form, language)).validate()
    assert report.valid, report.flatten(["type", "message"])


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_what_was_changed(tmp_path, frictionless):
    """contract.md#data-package: the description holds each file's hash."""
    written(tmp_path, "csv")
    values = tmp_path / "values.csv"
    values.write_bytes(values.read_bytes().replace(b"2025-Q1", b"2025-Q9", 1))
    assert not frictionless.Package(tmp_path / "datapackage.json").validate().valid


def test_it_names_every_column_of_a_parquet_file(tmp_path):
    """contract.md#data-package: the same description for each format."""
    import json

    import pandas as pd

    package = json.loads(written(tmp_path, "parquet").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        frame = pd.read_parquet(tmp_path / resource["path"])
        fields = resource["schema"]["fields"]
        assert [each["name"] for each in fields] == list(frame.columns)
        assert all(each["description"] for each in fields)


def test_it_says_which_returns_count(tmp_path):
    """contract.md#approved-only: the mode in the description and beside each result."""
    import csv
    import json

    package = json.loads(written(tmp_path, "csv").read_text(encoding="utf-8"))
    assert package["mode"] == "approved"
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["mode"] for row in csv.DictReader(file)} == {"approved"}
    assert "previous" in package["description"]
