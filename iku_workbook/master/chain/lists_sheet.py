"""The hidden sheet behind the chain sheet: its dropdown lists, and the steps to show."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import Role, result_name
from iku_workbook.cell_addresses import column_letters
from iku_workbook.definition.indicators import Indicator, OverUnits
from iku_workbook.master.chain.steps import Share, Step, StepKind, steps
from iku_workbook.master.context import MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.layout import by_code, last_row
from iku_workbook.master.references import NUMBER, ComputationSheet, below_each_other
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.periods import label
from iku_workbook.sheet_names import quoted

_FIRST = 2
_STEP_COLUMNS = ("kind", "label", "how", "working", "data", "looks", "share", "link")
_WEIGHED = "weighed"
_HOWS = (OverUnits.SUM, OverUnits.MEAN, _WEIGHED, OverUnits.MINIMUM, OverUnits.MAXIMUM)
_CHOICES = {"units": 1, "indicators": 2, "periods": 3}
_FIRST_STEP_COLUMN = 6
_SCALE_COLUMN = 5
_VALUES_COLUMN = _FIRST_STEP_COLUMN + len(_STEP_COLUMNS)


@dataclass(frozen=True, slots=True)
class Lists:
    """The content of the hidden sheet behind the chain sheet: choices and steps.

    units, indicators, periods  what a person chooses from
    most   how many rows the steps of each indicator have, most of all of them
    chain  the steps by indicator
    """

    name: str
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    periods: tuple[str, ...]
    chain: tuple[tuple[Step, ...], ...]

    @property
    def of_values(self) -> tuple[str, str, str]:
        """References to what ``value_share.py`` reads of indicators that are no quotient."""
        last = _FIRST + len(self.chain) - 1
        columns = (_VALUES_COLUMN + at for at in range(3))
        how, value, weight = (below_each_other(self.name, at, _FIRST, last) for at in columns)
        return how, value, weight

    @property
    def most(self) -> int:
        """How many rows the steps of an indicator have: the most that any of them needs."""
        return max(map(len, self.chain))

    def choices(self, key: str) -> str:
        """A reference to the cells of one list of choices."""
        count = len(getattr(self, key))
        return below_each_other(self.name, _CHOICES[key], _FIRST, _FIRST + count - 1)

    def steps(self, key: str) -> str:
        """A reference to one thing about the steps of all indicators, below each other."""
        column = _FIRST_STEP_COLUMN + _STEP_COLUMNS.index(key)
        last = _FIRST + len(self.chain) * self.most - 1
        return below_each_other(self.name, column, _FIRST, last)

    @property
    def scales(self) -> str:
        """A reference to the indicators' scales."""
        return below_each_other(self.name, _SCALE_COLUMN, _FIRST, _FIRST + len(self.chain) - 1)


def lists(master: MasterContext) -> Lists:
    """Collect the hidden sheet's content."""
    years = by_code(master.results)
    definition, evaluations = master.definition, master.results.evaluations
    return Lists(
        master.layout.names["lists"],
        tuple(f"{years[code].unit.name} · {code}" for code in master.units.codes),
        tuple(f"{each.code} · {each.name}" for each in definition.measured),
        tuple(label(each.period, master.say.language) for each in master.periods),
        tuple(steps(definition, evaluations, each) for each in definition.measured),
    )


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """The lists row by row, hidden."""
    content = lists(master)
    rows = max(len(content.units), len(content.chain) * content.most, len(content.periods))
    values = any(each.value is not None for each in master.definition.measured)
    last = _VALUES_COLUMN + (3 if values else 0) - 1
    prints = Fingerprints(master, sheet, last, fixed=True)
    for column, key in enumerate(_STEP_COLUMNS, start=_FIRST_STEP_COLUMN):
        master.text(sheet, (1, column), key, "plain")
    prints.head(1)
    for index in range(rows):
        row = last_row(_FIRST, index + 1)
        for key, column in _CHOICES.items():
            choices = getattr(content, key)
            if index < len(choices):
                master.text(sheet, (row, column), choices[index], "plain")
        if index < len(content.chain):
            scale = master.definition.measured[index].scale
            master.number(sheet, (row, _SCALE_COLUMN), scale, "plain", "General")
            if values:
                _write_value(sheet, master, row, master.definition.measured[index])
        which, at = divmod(index, content.most)
        if which < len(content.chain) and at < len(content.chain[which]):
            _write_step(sheet, master, row, content.chain[which][at])
        prints.add(row)
    sheet.hide()
    sheet.protect("")


def _write_value(sheet: Worksheet, master: MasterContext, row: int, indicator: Indicator) -> None:
    """How the indicator's values are taken together, and where they stand."""
    found = _value_numbers(indicator, master.layout.computation)
    for column, number in enumerate(found, start=_VALUES_COLUMN):
        master.number(sheet, (row, column), number, "plain", "0")


def _value_numbers(indicator: Indicator, computation: ComputationSheet) -> tuple[int, int, int]:
    """How its values are taken together, and the columns of value and weight; 0 for none."""
    if indicator.value is None:
        return 0, 0, 0
    names = (result_name(indicator.code, role) for role in (Role.VALUE, Role.WEIGHT))
    value, weight = (computation.columns.get(name, 0) for name in names)
    how = _WEIGHED if indicator.value.weight is not None else indicator.value.over_units
    return _HOWS.index(how) + 1, value, weight


def _write_step(sheet: Worksheet, master: MasterContext, row: int, step: Step) -> None:
    layout, explained = master.layout, explanation(master, step)
    data = layout.data.columns[step.field] if step.kind is StepKind.FIELD else 0
    texts = (master.say(f"results.step_{step.kind}"), step.label, explained)
    for column, text in enumerate(texts, start=_FIRST_STEP_COLUMN):
        master.text(sheet, (row, column), text, "plain")
    column = layout.computation.columns[step.name]
    numbers = (column, data, step.looks.value, step.share.value)
    for at, number in enumerate(numbers, start=_FIRST_STEP_COLUMN + len(texts)):
        master.number(sheet, (row, at), number, "plain", "0")
    target = f"#{quoted(layout.computation.name)}!{column_letters(column)}"
    if step.kind is StepKind.REGISTER:
        (name,) = (each.name for each in layout.registers if each.register.id == step.name)
        target = f"#{quoted(name)}!{column_letters(NUMBER)}"
    at = _FIRST_STEP_COLUMN + _STEP_COLUMNS.index("link")
    master.text(sheet, (row, at), target, "plain")


def explanation(master: MasterContext, step: Step) -> str:
    """How a step is computed, in words or as its formula, and what its periods show."""
    how = master.say(step.how) if step.how.startswith("results.") else step.how
    if step.share is not Share.NONE:
        return master.say(f"results.how_share_{step.share.name.lower()}", formula=how)
    return how
