"""What a record of the registry says of findings, whatever version of the program wrote it."""

import json

from iku_workbook.codes import Severity
from iku_workbook.findings import Finding
from iku_workbook.registry.encoded import findings_as_text, findings_of, is_on_old_form

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
