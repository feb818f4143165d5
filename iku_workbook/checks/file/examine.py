"""One file: are the bytes a workbook, is the workbook a form of ours, what does the form say.

This part needs nothing but the file itself, so it can run in any process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from iku_workbook.checks.file.computed_formulas import altered, protection
from iku_workbook.checks.file.extract import Extractor
from iku_workbook.checks.file.locked_cells import touched
from iku_workbook.checks.file.old_forms import differences
from iku_workbook.checks.file.recognise import Recognised, recognise
from iku_workbook.checks.file.shifted_rows import straightened
from iku_workbook.checks.known_forms import Forms
from iku_workbook.checks.received import Content, Received
from iku_workbook.findings import Finding
from iku_workbook.workbook.issue import words_of
from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.other_formats import opened
from iku_workbook.workbook.reading.workbook import Workbook

# What Excel, WPS and LibreOffice leave beside a workbook that is open.
_LOCK_FILES = ("~$", ".~lock.", ".~")


def examine(file: str, data: bytes, forms: Forms) -> Received:
    """Everything that one file's bytes say, with findings in place of exceptions."""
    sha256 = hashlib.sha256(data).hexdigest()
    if file.replace("\\", "/").rpartition("/")[2].startswith(_LOCK_FILES):
        return Received(file, sha256, (Finding("FILE-040", file),))
    try:
        workbook = opened(data, forms.budget())
    except Unreadable as error:
        finding = Finding(error.code, file, data=error.data)
        return Received(file, sha256, (finding,))
    identity, form, findings = recognise(workbook, forms, file)
    unit = identity.unit if identity else None
    period = identity.period if identity else None
    if form is None:
        return Received(file, sha256, tuple(findings), None, unit, period)
    assert identity is not None
    content, about = _read(workbook, form, words_of(identity, "", form.unit), forms, file)
    return Received(file, sha256, (*findings, *about), content, unit, period)


def _read(
    workbook: Workbook, form: Recognised, words: Mapping[str, str], forms: Forms, file: str
) -> tuple[Content, list[Finding]]:
    """What a form says, each cell read where it belongs, and what is to be said of its cells."""
    handed_out = forms.handed_out(form.layout, form.period)
    straight, off = straightened(workbook, form.answers, handed_out, words, file)
    in_place, elsewhere, moved = touched(straight, form.layout, handed_out, words, file)
    changed, formulas = altered(in_place, form.layout, file)
    if moved:
        # A formula that went with its row is part of one cause, which was said; so is whatever the
        # formulas that read those cells come to now.
        formulas = [each for each in formulas if each.sheet not in moved or each.code != "LOCK-001"]
        changed = frozenset(form.layout.computed)
    content, said = Extractor(in_place, form, file, {each.field for each in off}).content(changed)
    old = [differences(form.layout, form.asked).finding(file)] if form.is_old else []
    lost = protection(workbook, form.layout, file)
    return content, [*old, *lost, *off, *elsewhere, *formulas, *said]
