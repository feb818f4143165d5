"""Finds the period, unit or form that a person names; an OperatorError says which there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iku_workbook.errors import OperatorError, unknown
from iku_workbook.findings import Finding
from iku_workbook.messages import Catalogue, Message
from iku_workbook.safe_text import short

if TYPE_CHECKING:
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.layout import Layout
    from iku_workbook.periods import Period


class NoForm(OperatorError):
    """A workbook that was not recognised as one of our forms; ``finding`` says why."""

    def __init__(self, file: str, finding: Finding) -> None:
        super().__init__("no-form", file=file)
        self.finding = finding

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """The finding's sentence and its hint, with the file's name."""
        wrong = say.finding(self.finding)
        data = {"file": self.data["file"], "reason": wrong.text, "advice": wrong.hint}
        yield say.message("cli", self.code, **{key: short(str(each)) for key, each in data.items()})


def period_of(definition: Definition, code: str) -> Period:
    """The period of a code; PeriodError, or OperatorError for one of another year."""
    from iku_workbook.periods import Period, periods_of

    period = Period.parse(code, definition.cadence)
    if period.year != definition.year:
        known = ", ".join(each.code for each in periods_of(definition.year, definition.cadence))
        raise OperatorError("other-year", period=code, year=str(definition.year), known=known)
    return period


def chosen_units(definition: Definition, codes: Sequence[str]) -> list[Unit]:
    """The units of these codes, in the definition's order; all of them where none is named."""
    known = {unit.code: unit for unit in definition.reporting}
    for code in codes:
        if code not in known:
            raise unknown("no-unit", code, known)
    return [unit for unit in definition.reporting if not codes or unit.code in codes]


def layout_of(data: bytes, forms: Forms, name: str) -> Layout:
    """The layout of a form of ours, from a workbook's bytes; NoForm for anything else."""
    from iku_workbook.checks.file.recognise import recognise
    from iku_workbook.workbook.reading.budget import Unreadable
    from iku_workbook.workbook.reading.workbook import read

    try:
        _, form, findings = recognise(read(data, forms.budget()), forms, name)
    except Unreadable as error:
        form, findings = None, [Finding(error.code, name, data=error.data)]
    if form is None:
        raise NoForm(name, findings[-1])
    return form.layout
