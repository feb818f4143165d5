"""One record a type of field: a type that is forgotten somewhere does not pass mypy."""

import re
import subprocess
import sys

import pytest

from iku_workbook.definition.field_types import FieldType, Holds
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

SOURCE = CHECKOUT / "iku_workbook" / "definition" / "field_types.py"
# Where a kind of value is not only told by its record.
BRANCHES = (
    "iku_workbook/definition/field_types.py",
    "iku_workbook/checks/file/interpret.py",
    "iku_workbook/checks/batch/history.py",
    "iku_workbook/checks/batch/submissions.py",
    "iku_workbook/changes.py",
    "iku_workbook/workbook/writing/validation.py",
    "iku_workbook/workbook/writing/first_version/validation.py",
    "iku_workbook/brought_forward.py",
    "iku_workbook/master/computation_sheet.py",
    "iku_workbook/campaign/values_file.py",
)


@pytest.mark.parametrize("field_type", FieldType)
def test_every_type_has_its_record(field_type):
    """house.md#field-type: a type of field is one record, found from the type alone."""
    record = field_type.record
    assert record is field_type.record
    assert record.has_limits == (record.holds in {Holds.NUMBER, Holds.DATE})
    assert record.is_number or not (record.whole or record.adds_up or record.percent)


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory):
    """Where mypy finds that a new type of field, and a new kind of value, is forgotten."""
    folder = tmp_path_factory.mktemp("forgotten")
    text = SOURCE.read_text(encoding="utf-8")
    for member, name in (("FieldType", "NEW_TYPE"), ("Holds", "NEW_KIND")):
        first = re.compile(rf"(class {member}\(.*?\n\n)(    \w+ = )", re.DOTALL)
        text, times = first.subn(rf'\1    {name} = "new"\n\2', text)
        assert times == 1
    other = folder / "field_types.py"
    other.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(folder / "cache")]
    command += ["--shadow-file", str(SOURCE), str(other), *BRANCHES]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    error = re.compile(r'^(.+?):\d+: error: .*"assert_never".*(NEW_\w+)', re.MULTILINE)
    return {(path.replace("\\", "/"), name) for path, name in error.findall(done.stdout)}


def test_a_type_without_a_record_fails_mypy(forgotten):
    """house.md#field-type: a type of field that has no record does not pass mypy (assert_never)."""
    assert {path for path, name in forgotten if name == "NEW_TYPE"} == {BRANCHES[0]}


def test_a_branch_that_forgets_a_kind_of_value_fails_mypy(forgotten):
    """house.md#field-type: every branch over what the values of a type are ends in assert_never."""
    assert {path for path, name in forgotten if name == "NEW_KIND"} == set(BRANCHES)
