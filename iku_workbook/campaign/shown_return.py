"""Gathers what a page shows of one return: its sheets as they were read, what was found in them,
what it said before, and what people did about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.placing import by_name
from iku_workbook.changes import in_new_words
from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.submissions import comparable
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.file.locked_cells import remarks_of
from iku_workbook.checks.file.read_form import ReturnedForm, read_form
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.input_cells import InputCell
from iku_workbook.inputs import Values
from iku_workbook.layout import Place
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, RegistryError, lineage
from iku_workbook.registry.placed import OF_FORMS
from iku_workbook.registry.records import DecisionRecord, MendedRecord, Receipt
from iku_workbook.registry.review import demand_mendable, demand_open, handles
from iku_workbook.replies.mending import Advice, advice, mendable
from iku_workbook.report.labelled import labelled
from iku_workbook.report.return_changes import ShownChange, changes_between
from iku_workbook.report.return_sheets import ReturnSheets
from iku_workbook.returns import Return
from iku_workbook.safe_text import short
from iku_workbook.workbook.reading.budget import Unreadable


@dataclass(frozen=True, slots=True)
class Remark:
    """A note or comment that the unit hung on a cell: the sheet, the cell, the text."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """One return, and all that somebody needs to decide about it or to mend it.

    returned   as it stands, with its findings
    unit       None where it is known of none, or of one that is on the list no longer
    waits      whether it has not been examined yet, and nothing kept it from being
    own        every return of its unit and period, oldest first; itself alone where it has none
    counts     whether it is the one that counts
    decisions  what people decided about it, oldest first
    mended     what the office mended, by the numbers of the returns that it made of these
    handles    the number by which each finding can be waived (``17.2``), by its place
    sheets     its sheets; None where it could not be read as a form of ours
    cells      the input cells that the office can mend, by name
    refused    why nothing can be mended here; None where it can
    earlier    the return that this one is compared with; None where there is none
    remarks    what the unit remarked on cells
    """

    receipt: Receipt
    returned: Return
    unit: Unit | None
    period: Period | None
    waits: bool
    own: Sequence[Return]
    counts: bool
    decisions: Sequence[DecisionRecord]
    mended: Mapping[int, MendedRecord]
    handles: Mapping[int, str]
    sheets: ReturnSheets | None
    cells: Mapping[str, InputCell]
    advice: Advice
    refused: OperatorError | None
    earlier: Return | None
    changes: Sequence[ShownChange]
    remarks: Sequence[Remark]


def shown_return(
    campaign: CampaignFolder, forms: Forms, number: int, say: Catalogue
) -> ShownReturn:
    """The return of a receipt, by its number; OperatorError where there is none."""
    with campaign.registry() as registry:
        receipt = next((each for each in registry.receipts() if each.number == number), None)
        if receipt is None:
            raise OperatorError("no-receipt", number=str(number))
        known = registry.return_of(number)
        returned = _labelled(known or _unexamined(registry, receipt), forms.current)
        own = _lineage(registry, returned)
        counting = lineage.counting(own)
        form = _read(registry, forms, returned)
        earlier = _earlier(returned, own)
        last = None if earlier is None else in_new_words(earlier.values, forms.current)
        cells = mendable(returned.findings, form.form.input_layout) if form else {}
        numbers = {each.number for each in own}
        return ShownReturn(
            receipt,
            returned,
            forms.unit(forms.current, returned.unit) if returned.unit else None,
            Period.parse(returned.period) if returned.period else None,
            known is None and not returned.findings,
            own,
            counting is not None and counting.number == number,
            registry.decisions_on(number),
            {made: each for made, each in registry.mended().items() if made in numbers},
            _handles(registry, returned),
            _sheets(registry, forms, form, returned, last, say),
            cells,
            advice(returned.findings, cells),
            _refused(registry, number, form),
            earlier,
            _changes(form, last, returned, forms, say),
            _remarks(form),
        )


def _labelled(returned: Return, definition: Definition) -> Return:
    """A return whose findings name what was asked; of a file of no unit, whom its name tells."""
    findings = tuple(labelled(each, definition) for each in returned.findings)
    found = replace(returned, findings=findings)
    return found if found.unit is not None else by_name(definition, [found])[0]


def _unexamined(registry: Registry, receipt: Receipt) -> Return:
    """What is said of a file that could not be examined yet."""
    fault = registry.faults().get(receipt.number)
    if fault is not None:
        return fault.returned
    at, number = receipt.at, receipt.number
    return Return(receipt.name, receipt.sha256, None, None, (), {}, {}, received=at, number=number)


def _lineage(registry: Registry, returned: Return) -> Sequence[Return]:
    if returned.unit is None or returned.period is None:
        return [returned]
    return registry.lineage(returned.unit, returned.period) or [returned]


def _read(registry: Registry, forms: Forms, returned: Return) -> ReturnedForm | None:
    """The form once more, of a return that was read as one of ours."""
    if returned.verdict not in OF_FORMS or (not returned.findings and not returned.values):
        return None
    try:
        return read_form(returned.file, bytes_of(registry, returned), forms).returned
    except Unreadable:  # its bytes are not kept any more, or a newer program refuses them
        return None


def _earlier(returned: Return, own: Sequence[Return]) -> Return | None:
    """What this one is compared with: the one that counts, or else the newest before it."""
    number = returned.number or 0
    before = [each for each in own if each.verdict in OF_FORMS and (each.number or 0) < number]
    counts = lineage.counting(own)
    if counts is not None and (counts.number or 0) < number:
        return counts
    return before[-1] if before else None


def _handles(registry: Registry, returned: Return) -> dict[int, str]:
    """What each finding that can be let pass now is named by, by its place."""
    if returned.unit is None or returned.period is None:
        return {}
    try:
        demand_open(registry, returned.unit, returned.period)
    except RegistryError:
        return {}
    places = {id(each): place for place, each in enumerate(returned.findings)}
    return {places[id(each)]: handle for handle, each in handles(returned)}


def _sheets(
    registry: Registry,
    forms: Forms,
    form: ReturnedForm | None,
    returned: Return,
    last: Values | None,
    say: Catalogue,
) -> ReturnSheets | None:
    if form is None:
        return None
    accepted = registry.accepted_before(returned.unit or "", returned.period or "")
    known: Values = {}
    if accepted is not None:
        words = in_new_words(accepted.values, forms.current)
        before = Accepted(accepted.period or "", words)
        known = {
            name: words.get(name)
            for name, (field, _) in form.form.input_layout.fields.items()
            if comparable(field, before, form.form.period)
        }
    return ReturnSheets(form, returned.findings, known, last, say)


def _changes(
    form: ReturnedForm | None,
    last: Values | None,
    returned: Return,
    forms: Forms,
    say: Catalogue,
) -> tuple[ShownChange, ...]:
    if form is None or last is None:
        return ()
    now = in_new_words(returned.values, forms.current)
    return changes_between(last, now, form.form.current_layout, say)


def _refused(registry: Registry, number: int, form: ReturnedForm | None) -> OperatorError | None:
    """Why it cannot be mended here, as far as that follows from how it stands."""
    try:
        demand_mendable(registry, number)
    except RegistryError as error:
        return error
    return None if form is not None else OperatorError("nothing-to-mend", number=str(number))


def _remarks(form: ReturnedForm | None) -> list[Remark]:
    if form is None:
        return []
    return [
        Remark(sheet.name, Place(sheet.name, *each.key).address, short(each.text))
        for sheet in form.workbook.sheets
        for each in remarks_of(form, sheet)
    ]
