"""A definition's files: the list of units beside it, and what is no definition at all."""

import csv
import os

import pytest

from iku_workbook.definition import load
from iku_workbook.periods import Period
from tests.definition.files import FILE_CASES, REFERENCE, UNITS, write
from tests.definition.small import GOOD, mistakes_in, places


def test_a_list_of_units_may_be_a_file(tmp_path):
    """definition.md#units: units are a list or {file: desa.csv} with columns
    code,name,kind,parent.
    """
    (tmp_path / "written.yaml").write_text(GOOD, encoding="utf-8")
    write(tmp_path, REFERENCE, UNITS)
    written, warnings = load(tmp_path / "written.yaml")
    assert (load(tmp_path / "definition.yaml")[0], warnings) == (written, [])


def test_a_list_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    """quality.md#links: a definition reads only beside itself, also by way of a link."""
    own = tmp_path / "own"
    own.mkdir()
    write(own, REFERENCE, UNITS)
    (own / "desa.csv").rename(tmp_path / "desa.csv")
    (own / "desa.csv").symlink_to(tmp_path / "desa.csv")
    assert places(mistakes_in(own / "definition.yaml"))[0][0] == "file-outside"
    (own / "kept.csv").write_bytes((tmp_path / "desa.csv").read_bytes())
    (own / "desa.csv").unlink()
    (own / "desa.csv").symlink_to("kept.csv")
    assert load(own / "definition.yaml")[1] == []


def test_a_list_of_units_may_hold_their_targets(tmp_path):
    """definition.md#unit-targets: a column for each indicator and period, blank where there is
    none.
    """
    rows = "1.1,North,village,90,\n1.2,South,village,,80.5\n1.3,Centre,town,,\n"
    write(tmp_path, REFERENCE, "code,name,kind,KPI-1 2025,KPI-1 2025-Q2\n" + rows)
    definition, warnings = load(tmp_path / "definition.yaml")
    assert warnings == []
    assert [each.targets for each in definition.units] == [
        {"KPI-1": {"2025": 90}},
        {"KPI-1": {"2025-Q2": 80.5}},
        {},
    ]
    second = Period.parse("2025-Q2")
    targets = [each.target("KPI-1", second) for each in definition.units]
    assert targets == [90, 80.5, None]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_a_definition_that_is_a_pipe_is_not_waited_for(tmp_path):
    """definition.md#mistakes: nobody knows whether anything will come out of it."""
    os.mkfifo(tmp_path / "definition.yaml")
    assert places(mistakes_in(tmp_path / "definition.yaml")) == [("file-not-regular", (1, 1))]


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + UNITS.encode(), UNITS.replace(",", ";").replace("\n", "\r\n").encode()],
    ids=["byte order mark", "semicolons and carriage returns"],
)
def test_a_list_saved_by_a_spreadsheet_is_read(content, tmp_path):
    """facts.md#locale: where the comma is decimal, spreadsheets write semicolons."""
    write(tmp_path, REFERENCE, content)
    units = load(tmp_path / "definition.yaml")[0].units
    assert [(unit.code, unit.name, unit.kind, unit.parent) for unit in units] == [
        ("1.1", "North", "village", None),
        ("1.2", "South", "village", "1.1"),
        ("1.3", "Centre", "town", None),
    ]


@pytest.mark.parametrize("code", FILE_CASES)
def test_a_mistake_names_the_file_it_is_in(code, tmp_path):
    """definition.md#mistakes: a mistake is reported with its file, line and column."""
    file, reference, units = FILE_CASES[code]
    place = write(tmp_path, reference, units)
    if code == "file-not-utf8":
        place = (2, 8)
    elif code == "csv-syntax":
        place = (2, 1)
        csv.field_size_limit(1 << 17)  # Python's own: frictionless raises it for the whole process
    found = mistakes_in(tmp_path / "definition.yaml")
    assert places(found) == [(code, place)]
    assert found[0].file == file


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"iku: 1\ntitle: \xe9", ("file-not-utf8", (2, 8))),
        (b"#" * 1_000_001, ("file-too-large", (1, 1))),
        (b"\x00\x01\x02PK", ("yaml-character", (1, 1))),
        (b"[" * 900_000, ("yaml-too-much", (1, 1))),
        (b"[[ " * 300_000, ("yaml-too-much", (1, 32))),
        (b"a: &a [1]\nb: [*a, *a]\n", ("yaml-alias", (1, 4))),
        (b"word", ("expected-mapping", (1, 1))),
    ],
    ids=lambda value: str(value[:9]),
)
def test_what_is_no_definition_is_refused_soon(content, expected, tmp_path):
    """quality.md#hostile: hostile files end in a named mistake; aliases cannot multiply."""
    path = tmp_path / "definition.yaml"
    path.write_bytes(content)
    assert places(mistakes_in(path)) == [expected]


def test_a_missing_definition_is_a_mistake(tmp_path):
    """house.md#no-traceback: a person never sees a traceback."""
    assert places(mistakes_in(tmp_path / "none.yaml")) == [("file-not-found", (1, 1))]
    assert places(mistakes_in(tmp_path)) == [("file-not-found", (1, 1))]


def test_a_list_of_units_may_hold_their_time(tmp_path):
    """definition.md#units-over-time: columns from, until and replaces, whose codes spaces part."""
    rows = "1.1,North,village,,2025-Q2,\n1.2,South,village,,2025-Q2,\n"
    rows += "1.4,Whole,village,2025-Q3,,1.1 1.2\n1.3,Centre,town,,,\n"
    write(tmp_path, REFERENCE, "code,name,kind,from,until,replaces\n" + rows)
    definition, warnings = load(tmp_path / "definition.yaml")
    assert warnings == []
    assert [(each.from_, each.until, each.replaces) for each in definition.units] == [
        (None, "2025-Q2", ()),
        (None, "2025-Q2", ()),
        ("2025-Q3", None, ("1.1", "1.2")),
        (None, None, ()),
    ]
    second, third = (Period.parse(f"2025-Q{number}") for number in (2, 3))
    asked = [[unit.code for unit in definition.reporting_in(period)] for period in (second, third)]
    assert asked == [["1.1", "1.2", "1.3"], ["1.4", "1.3"]]
