"""Finds the period, unit or form that a person names; an OperatorError says which there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from iku_workbook.errors import OperatorError, meant
from iku_workbook.findings import Finding
from iku_workbook.messages import Catalogue, Message
from iku_workbook.safe_text import short
from iku_workbook.suggest import nearest_of

if TYPE_CHECKING:
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.layout import Layout
    from iku_workbook.periods import Period

_SUGGESTED = 3  # units that a name may have meant
_LISTED = 10  # where it is like none


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

    period = Period.parse(code, definition.cadence, definition.year)
    if period.year != definition.year:
        known = ", ".join(each.code for each in periods_of(definition.year, definition.cadence))
        raise OperatorError("other-year", period=code, year=str(definition.year), known=known)
    return period


def chosen_units(definition: Definition, names: Sequence[str], period: Period) -> list[Unit]:
    """The units of these codes or names, in the definition's order; all that report in the period
    where none is named. OperatorError as of :func:`unit_there`, and where nobody reports in it.
    """
    from iku_workbook.periods import name_of

    chosen = {unit_there(definition, name, period).code for name in names}
    known = definition.reporting_in(period)
    if not known:
        raise OperatorError("nobody-then", period=name_of(period))
    return [unit for unit in known if not names or unit.code in chosen]


def unit_there(definition: Definition, name: str, period: Period) -> Unit:
    """The unit of a code or a name, which reports in a period; OperatorError for one that does not,
    and as of :func:`known_unit`.
    """
    from iku_workbook.periods import name_of

    unit = known_unit(name, definition.reporting)
    if not unit.reports_in(period):
        raise OperatorError("unit-not-then", unit=unit.title, period=name_of(period))
    return unit


def known_unit(name: str, units: Sequence[Unit]) -> Unit:
    """The unit of a code or a name; OperatorError where there is none, with those most likely
    meant, and where several bear the name.
    """
    found = named_unit(name, units)
    if found is not None:
        return found
    spelt = {each: _label(unit) for unit in units for each in (unit.name, unit.title, unit.code)}
    near = dict.fromkeys(spelt[each] for each in nearest_of(name, spelt, 2 * _SUGGESTED))
    more = ["…"] if len(units) > _LISTED else []
    known = [*(_label(unit) for unit in units[:_LISTED]), *more]
    raise OperatorError("no-unit", name=name, nearest=meant(list(near)[:_SUGGESTED], known))


def named_unit(name: str, units: Sequence[Unit]) -> Unit | None:
    """The unit of a code or a name, however it is written: "noreh", "Desa Noreh"; None where there
    is none. OperatorError where several bear the name.
    """
    coded = next((unit for unit in units if unit.code == name), None)
    if coded is not None:
        return coded
    wanted = _folded(name)
    found = [
        unit
        for unit in units
        if wanted and wanted in {_folded(each) for each in (unit.name, unit.title, _label(unit))}
    ]
    if len(found) > 1:
        raise OperatorError("several-units", name=name, units=", ".join(map(_label, found)))
    return found[0] if found else None


def _label(unit: Unit) -> str:
    return f"{unit.name} ({unit.code})"


def _folded(name: str) -> str:
    from iku_workbook.checks.file.named_unit import words_of

    return "".join(words_of(name))


def layout_of(data: bytes, forms: Forms, name: str) -> Layout:
    """The layout of a form of ours, from a workbook's bytes; NoForm for anything else."""
    from iku_workbook.checks.file.recognise import recognise
    from iku_workbook.workbook.reading.budget import Unreadable
    from iku_workbook.workbook.reading.workbook import read

    try:
        _, form, findings = recognise(forms.within_budget(partial(read, data)), forms, name)
    except Unreadable as error:
        form, findings = None, [Finding(error.code, name, data=error.data)]
    if form is None:
        raise NoForm(name, findings[-1])
    return form.layout
