"""The layout of a master: every sheet's name, rows and columns, before a cell is written.

All formulas are made from it, so that a reference and what it refers to cannot part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from iku_workbook.calculations import PREVIOUS, part_names
from iku_workbook.cell_addresses import ROWS
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Register
from iku_workbook.errors import OperatorError
from iku_workbook.formula import names
from iku_workbook.master.references import (
    COMPUTATION_FIRST_ROW,
    FIRST_ROW,
    HEADER_ROW,
    OWN,
    REGISTER_KEY_COLUMNS,
    AchievementSheet,
    ComputationSheet,
    DataRow,
    DataSheet,
    MasterLayout,
    RegisterRow,
    RegisterSheet,
    StatusSheet,
)
from iku_workbook.master.unit_order import UnitOrder
from iku_workbook.periods import IN_FORMULAS
from iku_workbook.results.accumulate import Status, UnitYear, rows
from iku_workbook.results.blanks import sees_blanks
from iku_workbook.results.brief import first_listed, is_brief
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.evaluate import Evaluation, reads_previous
from iku_workbook.results.indicators import Results
from iku_workbook.results.year import Year
from iku_workbook.sheet_names import free_sheet_name
from iku_workbook.source_cells import SourceCells

_COUNTS = ("approved", "accepted", "needs-correction", "rejected", "missing", "late", "nihil")

DATA_SOURCE = ("receipt", "form", "file", "sha256", "received", "approved_by")
"""Where a row of the data sheet comes from, after its values: what all rows say alike is left out.
"""

_COMPUTATION_HEADS = ("period", "status", "periods", "position")
_BRIEF_HEADS = ("period", "status")
_NO_DATA = DataSheet("", {}, {}, (), {})
_BESIDE_COMPARISON = 7  # rows from the last of the achievements to the scale, less the indicators


class MasterTooLarge(OperatorError):
    """More rows than a sheet has. The CSV forms have no such end."""

    def __init__(self, rows: int) -> None:
        super().__init__("master-too-large", rows=rows)


def layout(year: Year, units: UnitOrder, names: Mapping[str, str]) -> MasterLayout:
    """The layout of a year's master; ``names`` holds the name of each sheet of every master.

    Raises MasterTooLarge where a sheet would have too many rows.
    """
    definition, period = year.definition, year.period
    first = first_listed(definition, period)
    last_row(COMPUTATION_FIRST_ROW, len(units.codes) * (period.number - first + 1))
    order = {code: index for index, code in enumerate(units.codes)}
    identity, brief = _identity(definition), is_brief(definition, period)
    heads = _numbered(["number", *identity, *(_BRIEF_HEADS if brief else _COMPUTATION_HEADS)])
    columns = _parts if brief else _computation_columns
    return MasterLayout(
        names=names,
        identity=identity,
        achievement=_achievement(definition, names["achievement"]),
        computation=ComputationSheet(
            names["working"],
            heads,
            _numbered(columns(year.results, definition), len(heads)),
            order,
            first,
        ),
        data=_NO_DATA if brief else _data(year, units, identity, names["data"]),
        registers=() if brief else tuple(_registers(year, units, list(names.values()))),
        status=_status(identity, names["status"], counts_of(year)),
    )


def _identity(definition: Definition) -> tuple[str, ...]:
    """No more than tells the units apart."""
    kinds = ("kind",) if len({unit.kind for unit in definition.reporting}) > 1 else ()
    parents = ("parent",) if any(unit.parent for unit in definition.reporting) else ()
    return ("unit_code", "unit", *kinds, *parents)


def last_row(first: int, count: int) -> int:
    """The last of ``count`` rows, an empty one if there is none; MasterTooLarge off the sheet."""
    last = first + max(count, 1) - 1
    if last > ROWS:
        raise MasterTooLarge(count)
    return last


def _numbered(keys: Iterable[str], before: int = 0) -> dict[str, int]:
    """Columns one after another, after those before them."""
    return {key: before + column for column, key in enumerate(keys, start=1)}


def _achievement(definition: Definition, name: str) -> AchievementSheet:
    whole_year = definition.cadence.per_year
    keys = ["code", "indicator", "period", "numerator", "denominator", "value", "unit_of_measure"]
    keys += ["grade"] if any(each.grades for each in definition.indicators) else []
    ranged = any(each.ranged for each in definition.indicators)
    keys += ["target", *(["target_to"] if ranged else []), "achievement"]
    keys += ["band"] if definition.achievement.bands else []
    if whole_year > 1:
        to = ["year_target_to"] if ranged else []
        keys += ["year_target", *to, "year_achievement"]
    keys += ["least", "greatest", "reported", "expected", "note", "stated", "unchanged"]
    # Indices stand below all that they read.
    indices = (each for each in definition.indicators if each.index is not None)
    codes = {each.code: at for at, each in enumerate((*definition.measured, *indices))}
    last = FIRST_ROW + len(codes) * whole_year - 1
    scale = last + len(codes) + _BESIDE_COMPARISON
    return AchievementSheet(name, _numbered(keys), codes, whole_year, scale)


def _computation_columns(results: Results, definition: Definition) -> Iterator[str]:
    """Fields, values of the previous period, registers, the period, calculations, what each period
    by itself says, indicators.
    """
    before = {name for each in results.evaluations for name in reads_previous(each.layout)}
    computed = {name for each in results.evaluations for name in each.computed}
    yield from (field.id for field in definition.fields)
    yield from (PREVIOUS + field.id for field in definition.fields if field.id in before)
    yield from (register.id for register in definition.registers)
    yield from period_read(results)
    yield from (each.id for each in definition.calculations if each.id in computed)
    yield from map(OWN.__add__, read_alone(results, definition))
    ways = ways_of(definition)
    for indicator in definition.indicators:
        for name in (name for name in part_names(indicator) if name in computed):
            yield from [OWN + name, name] if ways.get(name) else [name]


def _parts(results: Results, definition: Definition) -> Iterator[str]:
    """What units contribute to indicators, which is all that a brief master holds of them."""
    computed = {name for each in results.evaluations for name in each.computed}
    for indicator in definition.indicators:
        yield from (name for name in part_names(indicator) if name in computed)


def period_read(results: Results) -> tuple[str, ...]:
    """What computed values read of the period itself."""
    formulas = (each.layout.calculations for each in results.evaluations)
    read = {name for of_kind in formulas for each in of_kind for name in names(each.tree)}
    return tuple(name for name in IN_FORMULAS if name in read)


def read_alone(results: Results, definition: Definition) -> tuple[str, ...]:
    """The fields, then the calculations, whose values of each period by itself are read."""
    reads, through, ways = set[str](), set[str](), ways_of(definition)
    for calculations in (each.layout.calculations for each in results.evaluations):
        reads |= calculations.inputs(name for name in ways if name in calculations.names)
        through |= {each.name for each in calculations.behind(ways)}
    fields = (field.id for field in definition.fields if field.id in reads)
    return (*fields, *(each.id for each in definition.calculations if each.id in through))


def _data(year: Year, units: UnitOrder, identity: Sequence[str], name: str) -> DataSheet:
    history, definition = year.periods, year.definition
    heads = _numbered(["number", *identity, "period", "status"])
    columns = _numbered((field.id for field in definition.fields), len(heads))
    found: list[DataRow] = []
    for results in history:
        years = by_code(results)
        found += [_data_row(years[code], results.period.code) for code in units.codes]
    earlier: dict[str, int] = {}
    if any(reads_previous(each.layout) for each in history[0].evaluations):
        first, before = by_code(history[0]), history[0].period.previous.code
        for code in units.codes:
            received = first[code].previous
            if received is not None:
                found.append(DataRow(first[code], before, Status.ACCEPTED, received))
                earlier[code] = len(found)
    rows, forms = _with_forms(found, year.sources)
    left_out = {"form"} if len(forms) < 2 else set[str]()
    if not any(each.received and each.received.number for each in found):
        left_out.add("receipt")
    sources = (each for each in DATA_SOURCE if each not in left_out)
    heads |= _numbered(sources, len(heads) + len(columns))
    sheet = DataSheet(name, heads, columns, rows, earlier, forms)
    last_row(sheet.first, len(found))
    return sheet


def _data_row(year: UnitYear, period: str) -> DataRow:
    last = year.received[-1] if year.received else None
    return DataRow(year, period, year.status, year.accepted.get(period, last))


def _with_forms(
    found: Sequence[DataRow], sources: Mapping[str, SourceCells]
) -> tuple[tuple[DataRow, ...], tuple[Mapping[str, str], ...]]:
    """The rows with the number of the form that tells their cells, and these forms."""
    forms: list[Mapping[str, str]] = []
    rows = []
    for each in found:
        known = sources.get(each.received.sha256) if each.received else None
        if known is not None and each.status is Status.ACCEPTED:
            if known.fields not in forms:
                forms.append(known.fields)
            each = replace(each, form=forms.index(known.fields) + 1)
        rows.append(each)
    return tuple(rows), tuple(forms)


def by_code(results: Results) -> dict[str, UnitYear]:
    """Each unit's year, by its code."""
    return {year.unit.code: year for year in results.units}


def _registers(year: Year, units: UnitOrder, taken: Sequence[str]) -> Iterator[RegisterSheet]:
    names, history = [*taken], year.periods
    evaluations = history[-1].evaluations
    kinds = {each.layout.kind: each for each in evaluations}
    years = by_code(history[-1])
    for register in year.definition.registers:
        sheet = free_sheet_name(_sheet_of(register, evaluations), names)
        names.append(sheet)
        padded = any(sees_blanks(each.layout, register) for each in evaluations)
        block = partial(_block, register, register.rows if padded else 1, year.sources)
        found: list[RegisterRow] = []
        blocks: dict[tuple[str, str], tuple[int, int]] = {}
        for code in units.codes:
            own = years[code]
            tables = kinds[own.unit.kind].layout.tables
            if not own.accepted or all(each.register.id != register.id for each in tables):
                continue
            first = FIRST_ROW + len(found)
            for results in history:
                period = results.period.code
                if period in own.accepted or padded:
                    found += block(own, period)
                if FIRST_ROW + len(found) > first:
                    blocks[code, period] = (first, FIRST_ROW + len(found) - 1)
        last_row(FIRST_ROW, len(found))
        yield RegisterSheet(sheet, register, tuple(found), blocks, _sources(register, found))


def _sources(register: Register, found: Sequence[RegisterRow]) -> dict[str, int]:
    """The columns that say where rows come from, those of which there is something to say."""
    known = {
        "receipt": any(each.receipt for each in found),
        "cells": any(each.cells for each in found),
    }
    told = (key for key, is_known in known.items() if is_known)
    return _numbered(told, REGISTER_KEY_COLUMNS + len(register.fields))


def _block(
    register: Register,
    least: int,
    sources: Mapping[str, SourceCells],
    year: UnitYear,
    period: str,
) -> list[RegisterRow]:
    """A period's events; an empty one says that there was nothing to report."""
    received = year.accepted.get(period)
    if received is None:
        return [RegisterRow(year, period, {})] * least
    known = sources.get(received.sha256)
    cells = known.events.get(register.id, ()) if known else ()
    filled = [
        RegisterRow(year, period, row, received.number, cells[at] if at < len(cells) else "")
        for at, row in enumerate(rows(received.values.get(register.id)))
    ]
    return filled + [RegisterRow(year, period, {}, received.number)] * (least - len(filled))


def counts_of(year: Year) -> tuple[str, ...]:
    """What the status sheet counts for each period: where only approved returns count, those that
    were accepted and do not are a state of their own.
    """
    own = {"accepted": Status.UNAPPROVED.value} if year.approved_only else {}
    return tuple(own.get(key, key) for key in _COUNTS)


def _status(identity: Sequence[str], name: str, counted: Sequence[str]) -> StatusSheet:
    first = len(identity) + 1
    counts = {key: FIRST_ROW + index for index, key in enumerate(counted)}
    return StatusSheet(name, first, counts, HEADER_ROW + len(counts) + 2)


def _sheet_of(register: Register, evaluations: Sequence[Evaluation]) -> str:
    """The name of the register's sheet in the forms, which people know."""
    tables = (table for each in evaluations for table in each.layout.tables)
    return next((table.sheet for table in tables if table.register.id == register.id), register.id)


def columns_of(definition: Definition) -> Mapping[str, str]:
    """The labels of fields, register columns and calculations, by id."""
    found = {each.id: each.label for each in definition.fields}
    found |= {each.id: each.label for each in definition.calculations}
    for register in definition.registers:
        found |= {f"{register.id}.{field.id}": field.label for field in register.fields}
    return found
