"""Makes the corrected copy: the unit's form anew, with its values and marked errors.

It is built from the definition, the layout and the identity that the return carried, never from the
stranger's file: formulas, rules, protection and seal are the form's own again, and nothing else
that the file held goes along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from iku_workbook.cell_addresses import position
from iku_workbook.checks.file.entries import Entries
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.old_forms import on_current_form
from iku_workbook.checks.file.read_form import read_form
from iku_workbook.checks.file.recognise import RecognisedForm
from iku_workbook.codes import AS_READ, CODES, TYPED, Family
from iku_workbook.findings import Finding, Severity
from iku_workbook.guidance import Guidance, Shown
from iku_workbook.guidance.live import FINE, FINE_MARK, MISSING_MARK, WRONG_MARK
from iku_workbook.guidance.states import items_read, rules_reading
from iku_workbook.inputs import Values
from iku_workbook.layout import MESSAGE, Layout, Place
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.registry.placed import OF_FORMS
from iku_workbook.returns import Return
from iku_workbook.safe_text import short
from iku_workbook.workbook.corrections import Correction, Corrections
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import Form, token_texts
from iku_workbook.workbook.writing.form import build_form

_FIGURE = re.compile(r"[0-9.,]")
ENTRIES_ELSEWHERE = "LOCK-035"
"""The code of entries that stand in a copied sheet, from which nothing is read."""
_MISSING = "VALUE-001"


def to_correct(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that the officer can act on: errors, and warnings about inputs.

    Which of two files of one unit counts (DUP) is for the office to say.
    """
    return [
        each
        for each in findings
        if each.family is not Family.DUP
        and (
            each.severity is Severity.ERROR
            or (each.severity is Severity.WARNING and each.family in TYPED)
        )
    ]


def corrected(data: bytes, returned: Return, forms: Forms) -> bytes | None:
    """The copy of a return to correct; None where it is rejected or has nothing to correct, or
    where it would lack entries that stand in a copied sheet.

    ``data`` are the bytes as received, and ``forms`` what they were checked against. The copy of an
    old form is one of the definition that holds now.
    """
    return _copy(data, returned, forms, only_old=False) if has_copy(returned) else None


def has_copy(returned: Return) -> bool:
    """Whether there is a copy to correct of a return."""
    findings = returned.findings
    elsewhere = any(each.code == ENTRIES_ELSEWHERE for each in findings)
    return returned.verdict in OF_FORMS and bool(to_correct(findings)) and not elsewhere


def migrated(data: bytes, returned: Return, forms: Forms) -> bytes | None:
    """The values of a return on an old form, on a newly issued one; None for any other.

    What is to be corrected in it is marked as in :func:`corrected`.
    """
    return _copy(data, returned, forms, only_old=True)


def _copy(data: bytes, returned: Return, forms: Forms, *, only_old: bool) -> bytes | None:
    read = read_form(returned.file, data, forms).returned
    if read is None or (only_old and not read.form.is_old):
        return None
    form, previous = read.form, read.content.previous
    entries = Entries(read.workbook, form)
    values = entries.values()
    findings = to_correct(returned.findings)
    corrections = _corrections(findings, form, values, previous, entries) if findings else None
    built = Form.prepare(build_form(form.current_layout, form.period, corrections))
    return fill(built.issue(words_of_today(form, forms)), form.current_layout, values, previous)


def words_of_today(form: RecognisedForm, forms: Forms) -> dict[str, str]:
    """The words of a return's own form, of an old one those of the form that is issued now."""
    if not form.is_old:
        return form.words
    assert forms.key is not None  # older forms are known where there is a key
    definition = form.current_layout.definition
    return token_texts(definition, form.current_unit, form.period, forms.key)


def _corrections(
    findings: Sequence[Finding],
    form: RecognisedForm,
    values: Values,
    previous: Values,
    entries: Entries,
) -> Corrections:
    layout = form.current_layout
    shown = Guidance(layout, form.period).evaluate(values, previous)
    say = catalogue(layout.definition.language)
    items = []
    for finding in findings:
        here = _on_current_form(finding, layout) if form.is_old else finding
        # What an old form alone has (an altered text) is named with its old cell, and has no link.
        named = here if here.cell else finding
        items.append(_correction(named, _place(here, layout), layout, shown, say))
    return Corrections(
        tuple(items),
        str(shown.cells["banner.status"]),
        dict(entries.below()),
    )


def _correction(
    finding: Finding, place: Place | None, layout: Layout, shown: Shown, say: Catalogue
) -> Correction:
    message = say.finding(finding)
    restored = CODES[finding.code].restored
    hint = say("form.corrections_restored") if restored else message.hint
    live = _Live(None, "")
    if place and finding.family in TYPED and not restored:
        live = _live(place, layout, shown, rule=finding.family is not Family.VALUE)
    text, modern = short(message.text), layout.definition.modern
    beside = live.place is not None and live.place.row == (place.row if place else None)
    said = modern and beside and _says(live.says, text, finding)
    severity = finding.severity
    if modern and said and finding.family is Family.VALUE:
        severity = Severity.ERROR  # the form refuses what the office could read
        if finding.code in AS_READ and place:
            hint = say("form.corrections_retype", cell=place.address)
    elif modern and severity is Severity.WARNING:
        if not _knows(finding, live, layout):
            live = _Live(None, "")
        said |= live.place is not None and finding.field in layout.confirmations
    found = Correction(severity, place, text, short(hint), restored, *live, said)
    return _with_others(found, finding, layout, shown) if modern and live.place else found


def _with_others(
    correction: Correction, finding: Finding, layout: Layout, shown: Shown
) -> Correction:
    """A correction with the items that have to be right too before the form is."""
    groups = layout.confirmations.items()
    group = next((of for of, each in groups if finding.field in each.fields), "")
    item = (finding.field or "").partition(".")[0]
    rules = [each for each in rules_reading(layout, item) if each.id == finding.data.get("rule")]
    reads = [of for rule in rules for of in items_read(layout, rule)]
    others = tuple(of for of in reads if of != item)
    states = ((of, shown.cells[f"state.{of}"]) for of in (*others, group) if of)
    return replace(
        correction,
        missing=finding.code == _MISSING,
        group=group,
        rule=rules[0].id if others else "",
        reads=others,
        open=frozenset(of for of, state in states if state != FINE),
    )


def _knows(finding: Finding, live: _Live, layout: Layout) -> bool:
    """Whether a check asks what a finding asks, so that it tells when that is answered: what only
    the office knows, as of earlier values, no cell of the form can tell.
    """
    if live.says.startswith(FINE_MARK):
        return False
    return finding.family is Family.RULE or finding.field in layout.confirmations


def _says(live: str, message: str, finding: Finding) -> bool:
    """Whether a check says what a finding is about, in figures written otherwise."""
    if finding.family is not Family.VALUE:
        return _FIGURE.sub("", message) in _FIGURE.sub("", live)
    label = str(finding.data.get("label", ""))
    in_a_list = "." in (finding.field or "")  # whose rows say the first thing that is wrong
    return live.startswith((WRONG_MARK, MISSING_MARK)) and (label in live or not in_a_list)


def _on_current_form(finding: Finding, layout: Layout) -> Finding:
    """A finding about an old form at the cell where it is to be corrected now."""
    data = {key: value for key, value in finding.data.items() if key not in {"cells", "behind"}}
    return on_current_form(replace(finding, data=data), layout)


def _place(finding: Finding, layout: Layout) -> Place | None:
    """The cell that a finding names, on a sheet of the form."""
    if finding.sheet not in layout.sheets or not finding.cell:
        return None
    return Place(finding.sheet, *position(finding.cell))


class _Live(NamedTuple):
    """The cell beside an input that says whether it is right, None for none; what it says now."""

    place: Place | None
    says: str


def _live(place: Place, layout: Layout, shown: Shown, *, rule: bool) -> _Live:
    """What the form says of an input as it is put into the copy."""
    for name, (_, field) in layout.fields.items():
        if field == place:
            at = Place(place.sheet, place.row, MESSAGE)
            return _Live(at, str(shown.cells[f"message.{name}"]))
    for name, group in layout.confirmations.items():
        if group.place == place:
            at = Place(place.sheet, place.row, MESSAGE)
            return _Live(at, str(shown.cells[f"message.{name}"]))
    for table in layout.tables:
        of = table.register.id
        if place == table.nihil:
            at = Place(place.sheet, place.row, place.column + 1)
            return _Live(at, str(shown.cells[f"answer.{of}"]))
        if place.sheet == table.sheet and table.first <= place.row <= table.last:
            if not rule:
                at = Place(place.sheet, place.row, table.message_column)
                return _Live(at, str(shown.rows[of][place.row - table.first]))
            # No row says whether a rule over the whole column holds, but what stands above them.
            if layout.definition.modern:
                at = Place(table.sheet, table.nihil.row, table.nihil.column + 1)
                return _Live(at, str(shown.cells[f"answer.{of}"]))
    return _Live(None, "")
