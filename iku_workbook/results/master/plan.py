"""Where everything stands in the master workbook, before a cell is written.

All formulas are made from this plan, so that a reference and what it refers to cannot part. Rows
and columns count from 1. The rows of one unit stand together on every sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.addresses import a1, absolute
from iku_workbook.calculations import PREVIOUS, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, Register
from iku_workbook.inputs import Row
from iku_workbook.layout import quoted
from iku_workbook.messages import Catalogue
from iku_workbook.results.accumulate import Status, UnitYear, rows
from iku_workbook.results.blanks import sees_blanks
from iku_workbook.results.indicators import PARTS, Results
from iku_workbook.results.working import Working, reads_previous
from iku_workbook.returns import Return

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
WORKING_FIRST_ROW = 7  # three rows of headings: the group, the name, how it came about
RESULTS_HEADER_ROW = 6
KEY_COLUMNS = 4  # of the data sheet: code, name, period, status
EVENT_KEY_COLUMNS = 3  # of a register's sheet: code, name, period
_SHEET_ROWS = 1_048_576
_SHEET_NAME_LIMIT = 31


class MasterTooLarge(Exception):
    """More rows than a sheet has; ``rows`` says how many. The CSV forms have no such end."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of the data sheet: a unit in a period, with its return where one is accepted."""

    year: UnitYear
    period: str
    status: Status
    received: Return | None


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Every accepted value as it was received; ``places`` gives a unit and period's row."""

    name: str
    fields: tuple[Field, ...]
    rows: tuple[DataRow, ...]
    places: Mapping[tuple[str, str], int]

    def column(self, field: str) -> int:
        """The column of a field."""
        return KEY_COLUMNS + 1 + [each.id for each in self.fields].index(field)

    def cell(self, unit: str, period: str, field: str) -> str:
        """A reference to one value."""
        return f"{quoted(self.name)}!{a1(self.places[unit, period], self.column(field))}"

    def cells(self, unit: str, periods: Sequence[str], field: str) -> str:
        """A reference to a unit's values of these periods, which stand below each other."""
        first = self.cell(unit, periods[0], field)
        if len(periods) == 1:
            return first
        return f"{first}:{a1(self.places[unit, periods[-1]], self.column(field))}"


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a register's sheet; blank where it only keeps a unit's block in shape."""

    year: UnitYear
    period: str | None
    values: Row


@dataclass(frozen=True, slots=True)
class EventSheet:
    """All rows of one register; ``blocks`` gives a unit's first and last row."""

    name: str
    register: Register
    rows: tuple[Event, ...]
    blocks: Mapping[str, tuple[int, int]]

    def cells(self, unit: str, field: str) -> str:
        """A reference to a unit's cells in one column."""
        column = EVENT_KEY_COLUMNS + 1 + [each.id for each in self.register.fields].index(field)
        ends = (absolute(row, column) for row in self.blocks[unit])
        return f"{quoted(self.name)}!{':'.join(ends)}"


@dataclass(frozen=True, slots=True)
class WorkingSheet:
    """A row a unit: its accumulated values and all that is computed from them.

    columns  by field id, ``previous.field`` and the defined names of computed values
    places   a unit's row
    """

    name: str
    columns: Mapping[str, int]
    places: Mapping[str, int]

    def whole(self, name: str) -> str:
        """A reference to one column over all units."""
        rows = list(self.places.values())
        ends = (absolute(row, self.columns[name]) for row in (rows[0], rows[-1]))
        return f"{quoted(self.name)}!{':'.join(ends)}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Every sheet of the master, in the order in which they stand in it."""

    results: str
    working: WorkingSheet
    data: DataSheet
    events: tuple[EventSheet, ...]
    findings: str

    def reference(self, unit: str, name: str) -> str:
        """What a formula in a unit's row on the working sheet writes for a name."""
        if name in self.working.columns:
            return a1(self.working.places[unit], self.working.columns[name])
        register, _, field = name.partition(".")
        (sheet,) = (each for each in self.events if each.register.id == register)
        return sheet.cells(unit, field)


def plan(results: Results, definition: Definition, say: Catalogue) -> Plan:
    """The plan of a master; MasterTooLarge where a sheet would have too many rows."""
    names = [say(f"results.sheet_{each}") for each in ("results", "working", "data", "findings")]
    first_column = identity_columns(definition) + 1
    return Plan(
        results=names[0],
        working=WorkingSheet(
            names[1],
            {
                name: first_column + index
                for index, name in enumerate(_working_names(results, definition))
            },
            _numbered([each.unit.code for each in results.units], WORKING_FIRST_ROW),
        ),
        data=_data(results, definition, names[2]),
        events=tuple(_events(results, definition, names)),
        findings=names[3],
    )


def identity_columns(definition: Definition) -> int:
    """How many columns of the working sheet say who a unit is and what it has returned."""
    return 5 if len({unit.kind for unit in definition.units}) > 1 else 4


def last_row(first: int, count: int) -> int:
    """The last of ``count`` rows, an empty one if there is none; MasterTooLarge off the sheet."""
    last = first + max(count, 1) - 1
    if last > _SHEET_ROWS:
        raise MasterTooLarge(count)
    return last


def _numbered(keys: Sequence[str], first: int) -> dict[str, int]:
    last_row(first, len(keys))
    return {key: first + index for index, key in enumerate(keys)}


def _working_names(results: Results, definition: Definition) -> Iterator[str]:
    """Fields, values of the period before that are read, calculations, indicators."""
    before = {name for each in results.working for name in reads_previous(each.layout)}
    computed = {name for each in results.working for name in each.computed}
    yield from (field.id for field in definition.fields)
    yield from (PREVIOUS + field.id for field in definition.fields if field.id in before)
    yield from (each.id for each in definition.calculations if each.id in computed)
    for indicator in definition.indicators:
        parts = (result_name(indicator.code, role) for role in PARTS)
        yield from (name for name in parts if name in computed)


def _data(results: Results, definition: Definition, name: str) -> DataSheet:
    with_previous = any(reads_previous(each.layout) for each in results.working)
    found: list[DataRow] = []
    for year in results.units:
        returns = dict(year.accepted)
        before = results.period.previous.code
        if with_previous and year.previous is not None and before not in returns:
            # Of the year before: it stands above the year's own, which stay together.
            returns = {before: year.previous} | returns
        found += [DataRow(year, code, Status.ACCEPTED, each) for code, each in returns.items()]
        if year.status is not Status.ACCEPTED:
            last = year.received[-1] if year.received else None
            found.append(DataRow(year, results.period.code, year.status, last))
    last_row(FIRST_ROW, len(found))
    places = {
        (row.year.unit.code, row.period): FIRST_ROW + index for index, row in enumerate(found)
    }
    return DataSheet(name, definition.fields, tuple(found), places)


def _events(results: Results, definition: Definition, taken: Sequence[str]) -> Iterator[EventSheet]:
    names = [*taken]
    kinds = {each.layout.kind: each for each in results.working}
    for register in definition.registers:
        sheet = _free(_sheet_of(register, results.working), names)
        names.append(sheet)
        padded = any(sees_blanks(each.layout, register) for each in results.working)
        least = register.rows * len(results.period.year_to_date) if padded else 1
        found: list[Event] = []
        blocks = {}
        for year in results.units:
            tables = kinds[year.unit.kind].layout.tables
            if not year.accepted or all(each.register.id != register.id for each in tables):
                continue
            first = FIRST_ROW + len(found)
            found += _block(year, register, least)
            blocks[year.unit.code] = (first, FIRST_ROW + len(found) - 1)
        last_row(FIRST_ROW, len(found))
        yield EventSheet(sheet, register, tuple(found), blocks)


def _block(year: UnitYear, register: Register, least: int) -> list[Event]:
    filled = [
        Event(year, code, row)
        for code, each in year.accepted.items()
        for row in rows(each.values.get(register.id))
    ]
    return filled + [Event(year, None, {})] * (least - len(filled))


def _sheet_of(register: Register, working: Sequence[Working]) -> str:
    """The name of the register's sheet in the forms, which people know."""
    tables = (table for each in working for table in each.layout.tables)
    return next((table.sheet for table in tables if table.register.id == register.id), register.id)


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, numbered where another sheet bears it."""
    used = {each.casefold() for each in taken}
    for number in range(1, len(taken) + 2):
        ending = "" if number == 1 else f" {number}"
        candidate = name[: _SHEET_NAME_LIMIT - len(ending)] + ending
        if candidate.casefold() not in used:
            return candidate
    raise AssertionError("one of n + 1 names is free among n")
