"""The real client does what later tests believe it does."""

import datetime
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.libreoffice import (
    Office,
    OfficeEnded,
    OfficeError,
    edit,
    needs_libreoffice,
    recalculate,
    to_pdf,
)

WRONG = 999


@pytest.fixture
def workbook(tmp_path):
    """A protected form: two open cells, a sum over their names with a wrong cached value."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Isian data")
        opened = book.add_format({"locked": False})
        sheet.write_string("A1", "Dokumen")
        sheet.write_number("B1", 7, opened)
        sheet.write_blank("B2", None, opened)
        sheet.write_formula("B3", "=dok.selesai+B2", None, WRONG)
        sheet.write_formula("B4", '=IF(COUNTBLANK(B2)>0,"",B1/B2)', None, WRONG)
        sheet.write_formula("B5", "=B1/0", None, WRONG)
        book.define_name("dok.selesai", "='Isian data'!$B$1")
        sheet.protect()
    return path


def shown(path, address):
    return openpyxl.load_workbook(path, data_only=True)["Isian data"][address].value


@needs_libreoffice
def test_a_wrong_cached_value_comes_back_right(workbook, tmp_path):
    """quality.md#proof-first: prove the check first with a wrong cached value."""
    assert shown(workbook, "B3") == WRONG
    [saved] = recalculate([workbook], tmp_path / "out")
    assert saved == tmp_path / "out" / "form.xlsx"
    assert (shown(saved, "B3"), shown(saved, "B4")) == (7, None)


@needs_libreoffice
def test_without_recalculation_the_wrong_value_stays(workbook, tmp_path):
    """quality.md#proof-first: LibreOffice trusts cached values unless its profile says
    otherwise.
    """
    believing = Office(recalculates=False)
    try:
        believing.work(workbook, save=[tmp_path / "believed.xlsx"])
    finally:
        believing.close()
    assert shown(tmp_path / "believed.xlsx", "B3") == WRONG


@needs_libreoffice
def test_what_is_typed_is_understood_as_a_person_means_it(workbook, tmp_path):
    """facts.md#locale: 31/03/2024 is a date, 12,5 a number, in locale id."""
    read = ["Isian data!B1:B5", "dok.selesai", "Isian data!A1"]
    values = edit(workbook, None, {"dok.selesai": "12,5", "Isian data!B2": 2}, read=read)
    column = [[12.5], [2], [14.5], [6.25], ["#DIV/0!"]]
    assert values == dict(zip(read, [column, 12.5, "Dokumen"], strict=True))
    edit(
        workbook, tmp_path / "dated.xlsx", {"Isian data!B1": "31/03/2024", "Isian data!B2": "=1+1"}
    )
    assert shown(tmp_path / "dated.xlsx", "B1") == datetime.datetime(2024, 3, 31)
    assert shown(tmp_path / "dated.xlsx", "B2") == 2
    emptied = edit(workbook, None, {"dok.selesai": None, "Isian data!B2": "nihil"}, read=read[:2])
    assert emptied["dok.selesai"] is None
    assert emptied["Isian data!B1:B5"][1:3] == [["nihil"], ["#VALUE!"]]


@needs_libreoffice
def test_every_kind_of_file_is_written(workbook, tmp_path):
    """contract.md#file-kinds: people return .xlsx, .xls and .ods."""
    for kind in ("xls", "ods"):
        [saved] = recalculate([workbook], tmp_path, to=kind)
        [_, value] = CalamineWorkbook.from_path(saved).get_sheet_by_index(0).to_python()[2]
        assert value == 7
    [printed] = to_pdf([workbook], tmp_path)
    assert printed.read_bytes().startswith(b"%PDF")


@needs_libreoffice
@pytest.mark.parametrize(
    ("place", "reason"),
    [("Isian data!B3", "locked"), ("Isian data!B1:B2", "one cell"), ("no.name", "no.name")],
)
def test_what_a_person_could_not_do_is_refused(workbook, tmp_path, place, reason):
    """contract.md#locked: everything but the input cells is locked, every sheet protected."""
    with pytest.raises(OfficeError, match=reason):
        edit(workbook, tmp_path / "out.xlsx", {place: 1})
    assert not (tmp_path / "out.xlsx").exists()


@needs_libreoffice
def test_a_file_that_is_no_workbook_is_refused_and_the_office_goes_on(workbook, tmp_path):
    """house.md#whole-batch: the rest of a batch goes on."""
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(workbook.read_bytes()[:500])
    with pytest.raises(OfficeError):
        recalculate([broken], tmp_path / "out")
    assert recalculate([workbook], tmp_path / "out")[0].exists()


def test_two_workbooks_of_one_name_are_not_saved_over_each_other(tmp_path):
    """A driver that loses a result would make a test pass for nothing."""
    with pytest.raises(ValueError, match="same name"):
        recalculate([tmp_path / "a" / "x.xlsx", tmp_path / "b" / "x.xlsx"], tmp_path)


def end_office(running):
    """What a crash leaves: the program is gone, whoever talked to it is not."""
    subprocess.run(
        ["pkill", "-KILL", "-f", "soffice.bin.*" + Path(running.profile).name], check=True
    )


@needs_libreoffice
def test_an_office_that_ends_is_started_anew(workbook, tmp_path):
    """quality.md#client-died: one that died is started anew, and the rest goes on."""
    running = Office()
    try:
        end_office(running)
        with pytest.raises(OfficeEnded):
            running.work(workbook, save=[tmp_path / "lost.xlsx"])
        running.work(workbook, save=[tmp_path / "saved.xlsx"])
    finally:
        running.close()
    assert shown(tmp_path / "saved.xlsx", "B3") == 7


REPEATED = """
import pytest
from tests.libreoffice import OfficeEnded

tries = []

@pytest.mark.client
def test_once():
    tries.append(1)
    if len(tries) == 1:
        raise OfficeEnded("the bridge was disposed")

@pytest.mark.client
def test_always():
    raise OfficeEnded("the bridge was disposed")

@pytest.mark.client
def test_wrong():
    tries.append(1)
    assert len(tries) > 3, "a wrong result is never repeated"
"""


def test_the_test_that_met_the_end_is_repeated_once_and_said(pytester, monkeypatch):
    """quality.md#client-died: its one test is repeated once, and that is said."""
    pytester.makeconftest("from tests.conftest import *")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeini("[pytest]\nmarkers =\n    client: a real client")
    pytester.makepyfile(REPEATED)
    run = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    run.assert_outcomes(passed=1, failed=2)
    run.stdout.fnmatch_lines(["repeated once: *test_once: *bridge was disposed"])
