"""What a record of the registry says of findings, whatever version of the program wrote it."""

import datetime
import json
import math
import random

import pytest

from iku_workbook.codes import Severity
from iku_workbook.findings import Finding
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.registry.encoded import (
    UNREADABLE,
    decode,
    encode,
    findings_as_text,
    findings_of,
    is_on_old_form,
    parts_as_text,
    parts_of,
    values_of,
)
from iku_workbook.returns import Parts

FOUND = (
    Finding("FORM-022", "a.xlsx", data={"new": "x", "gone": "-", "changed": "-"}),
    Finding("VALUE-004", "a.xlsx", "Isian", "C7", "datang", "0 sampai 9", 12),
    Finding("RULE-001", "a.xlsx", data={"message": "m"}, own_severity=Severity.WARNING),
)


def test_a_record_gives_back_what_was_found():
    """contract.md#findings-json: a finding is the same from the registry as from the file."""
    assert findings_of(findings_as_text(FOUND), "a.xlsx") == FOUND


def test_a_record_keeps_its_severity_where_the_code_has_another_today():
    """contract.md#codes: what was recorded stays as it was said then."""
    records = json.loads(findings_as_text(FOUND[1:2]))
    records[0]["severity"] = "warning"
    [finding] = findings_of(json.dumps(records), "a.xlsx")
    assert finding.severity is Severity.WARNING


def test_a_record_tells_an_old_form():
    """contract.md#findings-json: a record says of its form what the file said."""
    assert is_on_old_form(FOUND)
    assert not is_on_old_form(FOUND[1:])


def _scalar(chance):
    return chance.choice(
        [
            None,
            True,
            chance.randint(-(10**17), 10**17),
            chance.uniform(-1e3, 1e3) * 10.0 ** chance.randint(-20, 20),
            'teks \u00e9 \U0001f600 "\\ $date',
            "\ud800",
            datetime.date(2024, 1, chance.randint(1, 31)),
            datetime.datetime(2024, 1, 1, 7, 30, tzinfo=datetime.UTC),
            math.inf,
            ExcelError("#DIV/0!"),
        ]
    )


def test_values_are_read_quickly_as_they_are_read_slowly():
    """contract.md#findings-json: whatever a return may say is the same from either reader."""
    chance = random.Random(7)
    for _ in range(3000):
        said = {f"v{at}": _scalar(chance) for at in range(chance.randint(0, 4))}
        rows = chance.randint(0, 3)
        said["rows"] = [{f"c{at}": _scalar(chance) for at in range(rows)} for _ in range(rows)]
        text = encode(said)
        assert repr(values_of(text)) == repr(decode(text)) == repr(said)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"a": {"b": 1}}',
        '{"a": [[1]]}',
        '{"a": [{"$date": "2024-01-01"}]}',
        '{"a": [{"b": {"$phrase": ["x", {}]}}]}',
        '{"a": {"$date": "2024-13-01"}}',
        '{"$date": "2024-01-01"}',
        '{"a": [{"b": [1]}]}',
        '{"a": 1',
        '{"a": NaN} x',
    ],
)
def test_what_is_no_return_is_refused_by_both(text):
    """contract.md#findings-json: a record of which nothing can be made is none."""
    with pytest.raises(UNREADABLE):
        values_of(text)


def test_parts_without_end_are_given_back():
    """contract.md#findings-json: also what JSON has no number for."""
    parts = {"IKU-1": Parts(math.inf, 0.5, None), "IKU-2": Parts(1, 2, 3)}
    assert parts_of(parts_as_text(parts)) == parts
    assert parts_of(parts_as_text({})) == {}
