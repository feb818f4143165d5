"""What the page of one return shows: its findings with the cells that they name, and where to mend
them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from iku_workbook.bounds import asks, bounds
from iku_workbook.campaign.shown_return import ShownReturn
from iku_workbook.codes import RECORDED
from iku_workbook.definition.field_types import Holds
from iku_workbook.findings import Finding, Severity
from iku_workbook.form_words import confirm_words, form_words
from iku_workbook.input_cells import InputCell
from iku_workbook.messages import Catalogue
from iku_workbook.registry.records import DecisionRecord
from iku_workbook.replies.mending import mendable
from iku_workbook.report.return_sheets import ShownCell, ShownSheet

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
SHOWN = 50
"""Findings that a page shows at first; a link opens the others."""


@dataclass(frozen=True, slots=True)
class MendInput:
    """An input that a finding is about, to be typed anew.

    id        of its cell
    choices   what can be chosen, where not any text
    typed     what somebody has typed already, in a form that was not accepted
    emptied   they want the cell to be blank
    wrong     why that was not accepted
    """

    cell: InputCell
    id: str
    expects: str
    numeric: bool
    choices: Sequence[str]
    typed: str = ""
    emptied: bool = False
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One finding, in words.

    place    in the return's own order
    number   counted from 1 in the order of the page, by which it is named and linked
    target   the address of its cell on this page, or on that of another block; None without one
    cut      its cell and those around it, for a narrow screen
    inputs   the cells that can be mended for it; ``others`` stand at an earlier finding, by number
    handle   the number by which it can be waived; None where it cannot be, or was
    """

    place: int
    number: int
    severity: Severity
    title: str
    text: str
    hint: str
    where: str
    waived: bool
    target: str | None
    cut: ShownSheet | None
    inputs: Sequence[MendInput]
    others: Sequence[int]
    handle: str | None

    @property
    def mark(self) -> str:
        """What stands for its severity, beside the word."""
        return MARKS[self.severity]


class Note(NamedTuple):
    """What somebody at the office did, and why."""

    at: datetime.datetime
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed in a form that was not accepted, so that nothing of it is lost.

    texts    by the names of the cells
    emptied  the cells that are to be blank
    wrong    by cell, why that was not accepted
    waiving  the number of the finding that was to be waived
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    emptied: frozenset[str] = frozenset()
    wrong: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    waiving: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """What is to stand in each cell that was touched."""
        filled = {name: text for name, text in self.texts.items() if text.strip()}
        return filled | dict.fromkeys(self.emptied, "")


NOTHING_TYPED = Typed()


def page_findings(
    shown: ShownReturn, typed: Typed, say: Catalogue, blocks: Mapping[int, int]
) -> list[PageFinding]:
    """The findings that a person sees: errors first, each in the order of the sheets; ``blocks``
    are those of the sheets that the page shows.
    """
    order = list(Severity)
    listed = [
        (place, each)
        for place, each in enumerate(shown.returned.findings)
        if each.code not in RECORDED
    ]
    listed.sort(key=lambda pair: order.index(pair[1].severity))
    at: dict[str, int] = {}
    numbered = enumerate(listed, start=1)
    return [_shown(each, number, shown, typed, say, blocks, at) for number, each in numbered]


def naming(found: Sequence[PageFinding], cell: ShownCell) -> list[PageFinding]:
    """The findings that name a cell, the worst first."""
    return [each for each in found if each.place in cell.findings]


def _shown(
    listed: tuple[int, Finding],
    number: int,
    shown: ShownReturn,
    typed: Typed,
    say: Catalogue,
    blocks: Mapping[int, int],
    at: dict[str, int],
) -> PageFinding:
    place, finding = listed
    message = say.finding(finding)
    own = _cells(finding, shown)
    others = sorted({at[cell.name] for cell in own if cell.name in at})
    mine = [cell for cell in own if cell.name not in at]
    at.update({cell.name: number for cell in mine})
    return PageFinding(
        place,
        number,
        finding.severity,
        message.title,
        message.text,
        message.hint,
        " ".join(part for part in (finding.sheet, finding.cell) if part),
        finding.waived is not None,
        _target(finding, shown, blocks),
        shown.sheets.cut(finding) if shown.sheets else None,
        [_input(cell, shown, typed, say) for cell in mine],
        others,
        shown.handles.get(place) if finding.waived is None else None,
    )


def _cells(finding: Finding, shown: ShownReturn) -> list[InputCell]:
    """The cells that can be mended for a finding here and now."""
    if shown.sheets is None or shown.refused is not None:
        return []
    return list(mendable([finding], shown.sheets.form.form.input_layout).values())


def _target(finding: Finding, shown: ShownReturn, blocks: Mapping[int, int]) -> str | None:
    at = shown.sheets.place_of(finding) if shown.sheets else None
    if at is None:
        return None
    number, block, cell = at
    other = "" if blocks.get(number, 1) == block else f"?block-{number}={block}"
    return f"{other}#cell-{cell}"


def _input(cell: InputCell, shown: ShownReturn, typed: Typed, say: Catalogue) -> MendInput:
    assert shown.sheets is not None
    form, of = shown.sheets.form.form, cell.field
    choices: Sequence[str] = (shown.sheets.nihil,)
    if cell.name in form.input_layout.confirmations:
        words = confirm_words(len(form.input_layout.confirmations))
        choices = tuple(map(form_words(form.input_layout.definition), words))
    expects, numeric = "", False
    if of is not None:
        limits = bounds(of, form.period, in_register=cell.row is not None)
        expects = say.show(asks(of, limits, form.period))
        numeric = of.type.record.holds is Holds.NUMBER
        lists = form.input_layout.definition.codelists
        choices = lists[of.codelist] if of.codelist else ()
    return MendInput(
        cell,
        shown.sheets.id_of(cell.place),
        expects,
        numeric,
        choices,
        typed.texts.get(cell.name, ""),
        cell.name in typed.emptied,
        typed.wrong.get(cell.name, ""),
    )


def notes_of_office(shown: ShownReturn, say: Catalogue) -> list[Note]:
    """What people at the office decided about the return and mended in it, oldest first."""
    number = shown.receipt.number
    notes = [Note(each.at, _decided(each, say), each.reason) for each in shown.decisions]
    for made, record in shown.mended.items():
        if number in {made, record.origin}:
            about = {"by": record.by, "at": record.at, "origin": record.origin, "number": made}
            what = say("page_return.mended-by", **about)
            notes.append(Note(record.at, what, record.reason))
    return sorted(notes, key=lambda each: each.at)


def _decided(each: DecisionRecord, say: Catalogue) -> str:
    return say(f"standing.decided_{each.what}", by=each.by, at=each.at, undoes=str(each.undoes))


def shown_sheets(shown: ShownReturn, blocks: Mapping[int, int]) -> Iterator[ShownSheet]:
    """The sheets of a return, of long ones the blocks that were asked for."""
    if shown.sheets is not None:
        for number, _ in enumerate(shown.sheets.names, start=1):
            yield shown.sheets.sheet(number, blocks.get(number, 1))
