"""A genuine return that another program saved is accepted, with the same values."""

import datetime
import io
import warnings
import zipfile

import openpyxl
import pytest

from iku_workbook.findings import Severity
from iku_workbook.layout import HIDDEN_SHEET, IDENTITY, SEAL_NAME
from iku_workbook.messages import LANGUAGES, catalogue
from tests.clients import material
from tests.clients.features import Opened, identity
from tests.clients.programs import PROGRAMS, saved
from tests.clients.values import inputs_of
from tests.forms import change_part, check, filled, known, sheet_part

pytestmark = pytest.mark.client
XLSX = [program for program in PROGRAMS if program.suffix == "xlsx"]
# What a program dropped that guided the person at the keyboard, or a format read for values alone.
COURTESY = {"LOCK-003", "LOCK-004", "LOCK-005", "LOCK-006", "FILE-039"}
CARRIERS = ("cells", "property", "name")
LARGEST = 40 * 1024  # bytes of a form, empty or filled


def checked(data):
    [returned] = check(data, forms=known(material.definition()))
    return returned


@pytest.fixture(params=material.FILLINGS)
def form(request):
    """A good return with rows in its register, and one that answers it with nihil."""
    return filled(material.FILLINGS[request.param](), material.definition())


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.label)
def test_a_genuine_return_is_accepted(program, form, tmp_path):
    """quality.md#genuine: a genuine return saved by a client is accepted, same values; lost
    protection or validation is a warning, never an error.
    """
    before = checked(form)
    assert not before.findings
    after = checked(saved(program, form, tmp_path).read_bytes())
    assert after.verdict == "accepted"
    assert after.values == before.values
    assert after.indicators == before.indicators
    assert {each.code for each in after.findings} <= COURTESY
    assert {each.severity for each in after.findings} <= {Severity.WARNING}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.label)
def test_what_was_dropped_is_said_kindly(program, form, tmp_path):
    """contract.md#says-what-to-do: every finding says what to do: here, nothing."""
    for finding in checked(saved(program, form, tmp_path).read_bytes()).findings:
        for language in LANGUAGES:
            hint = catalogue(language).finding(finding).hint
            assert hint.startswith({"id": "Tidak perlu", "en": "Nothing to correct"}[language])


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.label)
def test_the_input_cells_hold_what_they_held(program, form, tmp_path):
    """form.md#survives: numbers, dates and texts survive every save, in .ods and .xls too."""
    target = saved(program, form, tmp_path)
    values = inputs_of(target)
    assert values == inputs_of(tmp_path / "source.xlsx")
    typed = material.values()
    for name, (_, place) in material.LAYOUT.fields.items():
        assert values[place] == typed[name]
        assert isinstance(values[place], datetime.date) == isinstance(typed[name], datetime.date)


@pytest.mark.parametrize("program", XLSX, ids=lambda program: program.label)
def test_any_one_identity_serves(program, tmp_path):
    """house.md#identity: the identity stands in three places and any one serves, whoever saved
    the file.
    """
    data = saved(program, material.good(), tmp_path).read_bytes()
    book = Opened.of(data)
    left = [each for each in CARRIERS if identity(each)(book)]
    assert "cells" in left
    for carrier in left:
        alone = data
        for other in left:
            alone = alone if other == carrier else without(alone, other)
        assert checked(alone).verdict == "accepted", carrier
    nothing = data
    for each in left:
        nothing = without(nothing, each)
    assert [each.code for each in checked(nothing).findings] == ["FORM-001"]


def without(data, carrier):
    """The workbook with one of the three identities taken out."""
    if carrier == "cells":
        return change_part(data, hidden_part(data), drop_cells)
    if carrier == "property":
        return change_part(data, "docProps/custom.xml", drop_children)
    return change_part(data, "xl/workbook.xml", drop_name)


def hidden_part(data):
    part = sheet_part(data, HIDDEN_SHEET)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert part in archive.namelist()
    return part


def drop_cells(root):
    places = {f"B{row}" for row in range(1, len(IDENTITY) + 1)}
    cells = [cell for cell in root.iterfind(".//{*}c") if cell.get("r") in places]
    assert len(cells) == len(places)
    for cell in cells:
        cell.getparent().remove(cell)


def drop_children(root):
    for child in list(root):
        root.remove(child)


def drop_name(root):
    [name] = [each for each in root.iterfind(".//{*}definedName") if each.get("name") == SEAL_NAME]
    name.getparent().remove(name)


def test_a_hidden_sheet_that_came_to_light_is_said(tmp_path):
    """LOCK-005; form.md#hidden-lost: Gnumeric makes a very hidden sheet visible."""
    [gnumeric] = [program for program in PROGRAMS if program.name == "Gnumeric"]
    returned = checked(saved(gnumeric, material.good(), tmp_path).read_bytes())
    assert [each.code for each in returned.findings] == ["LOCK-005"]


def test_openpyxl_opens_what_exceljs_saved(tmp_path):
    """form.md#blanks-rule: a "blanks" conditional format makes a file that openpyxl cannot open."""
    [exceljs] = [program for program in PROGRAMS if program.name == "ExcelJS"]
    for data in (material.empty(), material.good()):
        path = saved(exceljs, data, tmp_path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path)
        assert tuple(book.sheetnames) == material.LAYOUT.sheets
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            rules = [rule for each in sheet.conditional_formatting for rule in each.rules]
            assert {rule.type for rule in rules} <= {"expression"}


def test_a_form_is_small():
    """quality.md#form-size: forms go by telephone; the shipped one stays under 40 KB, empty and
    filled.
    """
    sizes = [len(material.empty()), len(material.good())]
    assert max(sizes) < LARGEST, sizes
