"""Examines one file: is it a workbook, is it a form of ours, what was altered in it.

This part needs nothing but the file itself, so it can run in any process. A new check of a file is
a function from the form that was read to its findings, and a line in ``CHECKS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from iku_workbook.checks.file.hidden_cells import check_hidden
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.locked_cells import (
    check_dragged,
    check_formulas,
    check_locked_cells,
    check_names,
    check_protection,
    check_remarks,
    check_sheets,
)
from iku_workbook.checks.file.looks import check_looks
from iku_workbook.checks.file.old_forms import differences
from iku_workbook.checks.file.outside import check_outside
from iku_workbook.checks.file.read_form import ReturnedForm, read_form
from iku_workbook.checks.file.system_files import nobodys_return
from iku_workbook.checks.received import Received
from iku_workbook.findings import Finding
from iku_workbook.workbook.reading.budget import Unreadable


def check_version(returned: ReturnedForm) -> Iterator[Finding]:
    """Report a form of an earlier definition, and which questions have changed since."""
    if returned.form.is_old:
        changes = differences(returned.layout, returned.form.current_layout)
        yield changes.finding(returned.file, returned.layout.definition.digest)


CHECKS: tuple[Callable[[ReturnedForm], Iterator[Finding]], ...] = (
    check_version,
    check_outside,
    check_protection,
    check_sheets,
    check_locked_cells,
    check_names,
    check_dragged,
    check_formulas,
    check_remarks,
    check_looks,
    check_hidden,
)


def examine(file: str, data: bytes, forms: Forms) -> Received:
    """Read and check one file, whatever its bytes: errors become findings."""
    sha256 = hashlib.sha256(data).hexdigest()
    told = nobodys_return(file, data, forms.keys)
    if told is not None:
        return Received(file, sha256, (told,))
    try:
        read = read_form(file, data, forms)
    except Unreadable as error:
        return Received(file, sha256, (Finding(error.code, file, data=error.data),))
    identity, returned = read.identity, read.returned
    unit, period = (identity.unit, identity.period) if identity else (None, None)
    if returned is None:
        return Received(file, sha256, read.findings, None, unit, period)
    checked = [finding for check in CHECKS for finding in check(returned)]
    findings = (*read.findings, *checked, *returned.findings)
    return Received(file, sha256, findings, returned.content, unit, period)
