"""How every unit stands, as people and programs read it."""

import datetime
import json

from iku_workbook.findings import Finding
from iku_workbook.messages import catalogue
from iku_workbook.periods import periods_of
from iku_workbook.report import standing, standing_data
from iku_workbook.report.standing import Overview
from iku_workbook.results.status import standings
from iku_workbook.returns import Return
from tests.forms import SMALL, define

SAY = catalogue("id")
TWO = [
    {"code": "35.01", "name": "Melati", "kind": "desa"},
    {"code": "35.02", "name": "Melati", "kind": "desa"},
    {"code": "35.03", "name": "Mawar", "kind": "desa"},
]


def overview(day, unplaced=(), **definition):
    """Nothing has come till that day."""
    made = define(units=TWO, **definition)
    periods = [each for each in periods_of(made.year, made.cadence) if each.start <= day]
    return Overview(made, periods, standings(made, [], periods, day), day, {}, unplaced)


def stray(number):
    """A file of no unit."""
    finding = Finding("FILE-008", f"{number}.xlsx")
    at = datetime.datetime(2025, 4, 1, 9, 0, tzinfo=datetime.UTC) + datetime.timedelta(number)
    return Return(finding.file, "", None, None, (finding,), {}, {}, received=at, number=number)


def test_units_of_one_name_are_told_apart():
    """facts.md#names-twice: names occur twice in one kecamatan; key by code, never by name."""
    seen = overview(datetime.date(2025, 5, 1))
    assert [each.unit for each in seen.owing(SAY)] == ["Melati (35.01)", "Melati (35.02)", "Mawar"]


def test_what_is_owed_names_a_period_briefly():
    """contract.md#status, iku status: who owes what, for periods that are over."""
    owing = overview(datetime.date(2025, 11, 1)).owing(SAY)
    assert owing[0].owed == "Belum masuk: Triwulan I, II, III"


def test_late_is_counted_beside_the_states():
    """contract.md#status, iku status: a state each, and how many are late whatever their state."""
    seen = json.loads(standing_data.as_json(overview(datetime.date(2025, 5, 1))))
    first, second = (seen["counts"][code] for code in ("2025-Q1", "2025-Q2"))
    assert (first["missing"], first["late"], first["nihil"]) == (3, 3, 0)
    assert (second["missing"], second["late"]) == (3, 0)


def test_a_year_of_months_is_told_by_marks():
    """More periods than a line has room for in words."""
    yearly = [{**each, "targets": {}} for each in SMALL["indicators"]]
    seen = overview(datetime.date(2025, 11, 20), cadence="monthly", indicators=yearly)
    assert seen.crowded
    cells = [cell for _, own in standing.rows(seen, standing.marks, SAY) for cell in own]
    assert cells[0] == ("missing", "*")
    assert "Belum masuk, terlambat" not in standing.as_html(seen, "id")


def test_the_newest_files_of_no_unit_are_shown():
    """Of the others it is said how many there are; programs are told of all."""
    seen = overview(datetime.date(2025, 5, 1), [stray(number) for number in range(1, 61)])
    shown = [file for _, file, _, _ in standing.unplaced(seen, SAY)]
    assert (len(shown), shown[0], shown[-1]) == (50, "60.xlsx", "11.xlsx")
    assert "Masih ada 10 berkas lain" in standing.as_html(seen, "id")
    assert len(json.loads(standing_data.as_json(seen))["unplaced"]) == 60
