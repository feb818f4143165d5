"""One file: are the bytes a workbook, is the workbook a form of ours, what does the form say.

This part needs nothing but the file itself, so it can run in any process.
"""

from __future__ import annotations

import hashlib

from iku_workbook.checks.extract import Extractor
from iku_workbook.checks.form import recognise
from iku_workbook.checks.forms import Forms
from iku_workbook.checks.locked import altered, protection
from iku_workbook.checks.old_forms import differences
from iku_workbook.checks.received import Received
from iku_workbook.checks.touched import touched
from iku_workbook.findings import Finding, Severity
from iku_workbook.workbook.budget import Budget
from iku_workbook.workbook.issue import words_of
from iku_workbook.workbook.other_formats import FORMATS, read_values
from iku_workbook.workbook.read import Unreadable, Workbook, read

_LOCK_FILE = "~$"  # what Excel leaves beside a workbook that is open


def examine(file: str, data: bytes, forms: Forms) -> Received:
    """Everything that one file's bytes say, with findings in place of exceptions."""
    sha256 = hashlib.sha256(data).hexdigest()
    if file.replace("\\", "/").rpartition("/")[2].startswith(_LOCK_FILE):
        return Received(file, sha256, (Finding("FILE-002", Severity.ERROR, file),))
    try:
        workbook = opened(data)
    except Unreadable as error:
        finding = Finding(error.code, Severity.ERROR, file, data=error.data)
        return Received(file, sha256, (finding,))
    identity, form, findings = recognise(workbook, forms, file)
    unit = identity.unit if identity else None
    period = identity.period if identity else None
    if form is None:
        return Received(file, sha256, tuple(findings), None, unit, period)
    assert identity is not None
    own = words_of(identity, "", form.unit)
    handed_out = forms.handed_out(form.layout, form.period)
    in_place, elsewhere, moved = touched(workbook, form.layout, handed_out, own, file)
    changed, formulas = altered(in_place, form.layout, file)
    content, said = Extractor(in_place, form, file).content(changed)
    # A formula that went with its row is part of one cause, which was said.
    formulas = [each for each in formulas if not (each.code == "LOCK-001" and each.sheet in moved)]
    if form.is_old:
        findings.append(differences(form.layout, form.asked).finding(file))
    findings += [*protection(workbook, form.layout, file), *elsewhere, *formulas, *said]
    return Received(file, sha256, tuple(findings), content, unit, period)


def opened(data: bytes) -> Workbook:
    """The workbook in any format that we can read; Unreadable for any other bytes."""
    try:
        return read(data, Budget())
    except Unreadable as error:
        if error.code not in FORMATS:
            raise
        return read_values(data, error.code, Budget())
