"""The layout of a form: sheet, row, column and defined name of everything in a definition.

The workbook is written from the layout and read back through it, so the writer and the reader can
never disagree about a cell; no address is typed anywhere else. Units of one kind share a layout.
Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from iku_workbook.calculations import (
    PREVIOUS,
    Calculations,
    Role,
    calculations,
    read_of_period,
    reported_fields,
    reported_registers,
    result_name,
)
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Calculation, Field, Indicator, Register
from iku_workbook.form_words import confirm_words, form_words
from iku_workbook.own_share import drawn
from iku_workbook.periods import IN_FORMULAS, Period
from iku_workbook.places import ComputedCell as ComputedCell
from iku_workbook.places import Confirmation as Confirmation
from iku_workbook.places import InputCell as InputCell
from iku_workbook.places import Place as Place
from iku_workbook.places import RegisterColumn as RegisterColumn
from iku_workbook.places import Span as Span
from iku_workbook.sheet_names import free_sheet_name

HIDDEN_SHEET = "_iku"
NIHIL = "nihil."
NIHIL_LIST = "nihil."  # no codelist's id: ids hold no dot
CONFIRM = "confirm.group."  # no register's column either: those names hold one dot
CONFIRM_LIST = "confirm."
SEAL_NAME = "_iku_seal"
IDENTITY = ("grammar", "code", "digest", "unit", "period", "issue", "seal")

HEADER_ROW = 4
NUMBER, LABEL, VALUE, EARLIER, MESSAGE = 1, 2, 3, 4, 5  # the entry sheet's columns
CORRECTION = 6  # beside them in a copy to correct: what the office says
UNIT = 4  # the last column of the results and of the page to sign
# A register's sheet: the question whether there is anything to report, the count, the header.
NIHIL_ROW, COUNT_ROW, TABLE_HEADER_ROW = 4, 5, 6
PATH_ROW = 3  # of the sheets to fill: whether the form is ready, and the way on
# The hidden sheet: identity, then a row for each thing to be checked, and lists beside them.
_CHECKS_FROM = 11
_LISTS_FROM, _FIRST_LISTS_FROM = 15, 12  # the first version asks in fewer columns
_PERIOD_COLUMN = 5  # beside the identity: what formulas read of the period
_EXCELS_OWN_SHEET = "History"  # of tracked changes: no sheet may be called so


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row of the entry sheet: a group's heading (text), which may have a cell that confirms
    what was brought forward, a field or a calculation.
    """

    row: int
    shows: str | Field | Calculation
    number: int | None = None
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A register's sheet: one row an event, a column a field.

    ``nihil_column`` is where its question is answered; the first version had no words before it.
    """

    register: Register
    sheet: str
    first: int
    last: int
    columns: tuple[RegisterColumn, ...]
    nihil_column: int

    @property
    def message_column(self) -> int:
        """The column of each row's message."""
        return self.columns[-1].column + 1

    @property
    def correction_column(self) -> int:
        """The column of a corrected copy for the remarks on a row."""
        return self.last_column + 1

    @property
    def last_column(self) -> int:
        """The last column: the messages', or that of the words beside the question."""
        return max(self.message_column, self.nihil_column + 1)

    @property
    def nihil(self) -> Place:
        """The input cell to answer "nothing to report" in."""
        return Place(self.sheet, NIHIL_ROW, self.nihil_column)

    def span(self, column: int) -> Span:
        """The input cells of one column."""
        return Span(self.sheet, column, self.first, self.last)


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """An indicator's rows on the results sheet: a heading, then one for each part.

    ``target`` is the row of the office's target, ``how`` that of the computation in words.
    """

    indicator: Indicator
    row: int
    parts: tuple[tuple[Role, int], ...]

    @property
    def target(self) -> int:
        """The row of the target, below the parts."""
        return self.parts[-1][1] + 1

    @property
    def how(self) -> int:
        """The row that explains the computation, the last of the block."""
        return self.target + 1


@dataclass(frozen=True)  # without slots: cached properties need a place to stay
class Layout:
    """Sheet, row, column and defined name of everything in the forms of one kind of unit.

    ``corrections`` is the first sheet of a copy to correct; no form that is issued has it.
    """

    definition: Definition
    kind: str
    calculations: Calculations
    guide: str
    entry: str
    results: str
    approval: str
    corrections: str
    entry_rows: tuple[EntryRow, ...]
    tables: tuple[RegisterTable, ...]
    blocks: tuple[IndicatorBlock, ...]
    lists: dict[str, Span]

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Every sheet's name, in order; the last is hidden."""
        tables = (table.sheet for table in self.tables)
        return (self.guide, self.entry, *tables, self.results, self.approval, HIDDEN_SHEET)

    @cached_property
    def fields(self) -> dict[str, InputCell]:
        """The input cell of each field outside the registers."""
        return {
            each.shows.id: InputCell(each.shows, Place(self.entry, each.row, VALUE))
            for each in self.entry_rows
            if isinstance(each.shows, Field)
        }

    @cached_property
    def questions(self) -> dict[str, Field | Register]:
        """Every field and register by its id."""
        return {name: field for name, (field, _) in self.fields.items()} | {
            table.register.id: table.register for table in self.tables
        }

    @cached_property
    def inputs(self) -> dict[str, tuple[Field, tuple[Place, ...]]]:
        """Every input by its defined name, ``field`` or ``register.field``, and its cells."""
        found: dict[str, tuple[Field, tuple[Place, ...]]] = {
            name: (field, (place,)) for name, (field, place) in self.fields.items()
        }
        for table in self.tables:
            for field, column in table.columns:
                rows = range(table.first, table.last + 1)
                places = tuple(Place(table.sheet, row, column) for row in rows)
                found[f"{table.register.id}.{field.id}"] = (field, places)
        return found

    @cached_property
    def confirmations(self) -> dict[str, Confirmation]:
        """What confirms each group with fields that are brought forward, by the first of them."""
        found: dict[str, Confirmation] = {}
        for at, heading in enumerate(self.entry_rows):
            below = (each.shows for each in self.entry_rows[at + 1 :])
            group = takewhile(lambda shows: not isinstance(shows, str), below)
            fields = (each for each in group if isinstance(each, Field))
            carried = tuple(each.id for each in fields if self.definition.carries(each))
            if heading.confirms and carried:
                place = Place(self.entry, heading.row, VALUE)
                found[CONFIRM + carried[0]] = Confirmation(str(heading.shows), place, carried)
        return found

    @cached_property
    def previous(self) -> dict[str, Place]:
        """The cell that shows a field's accepted value of the previous period."""
        return {
            name: Place(self.entry, place.row, EARLIER) for name, (_, place) in self.fields.items()
        }

    @cached_property
    def computed(self) -> dict[str, ComputedCell]:
        """The locked cell of each computed value, by defined name."""
        rows = {
            each.shows.id: Place(self.entry, each.row, VALUE)
            for each in self.entry_rows
            if isinstance(each.shows, Calculation)
        }
        for block in self.blocks:
            for role, row in block.parts:
                name = result_name(block.indicator.code, role)
                rows[name] = Place(self.results, row, VALUE)
        return {each.name: ComputedCell(each, rows[each.name]) for each in self.calculations}

    @cached_property
    def identity(self) -> dict[str, Place]:
        """The hidden cells that hold the form's identity."""
        return {key: Place(HIDDEN_SHEET, row, 2) for row, key in enumerate(IDENTITY, start=1)}

    @cached_property
    def of_period(self) -> dict[str, Place]:
        """The hidden cells of what some formula reads of the period, by name; mostly none."""
        read = read_of_period(self.definition)
        rows = {name: row for row, name in enumerate(IN_FORMULAS, start=1) if name in read}
        return {name: Place(HIDDEN_SHEET, row, _PERIOD_COLUMN) for name, row in rows.items()}

    @cached_property
    def region(self) -> Place | None:
        """The hidden cell of how the computer reads dates; the first forms have none."""
        place = Place(HIDDEN_SHEET, len(IN_FORMULAS) + 1, _PERIOD_COLUMN)
        return place if self.definition.modern else None

    @cached_property
    def names(self) -> dict[str, str]:
        """Every defined name and the cells that it points to."""
        found = {name: place.reference for name, (_, place) in self.fields.items()}
        found |= {PREVIOUS + name: place.reference for name, place in self.previous.items()}
        found |= {name: place.reference for name, (_, place) in self.computed.items()}
        found |= {name: place.reference for name, place in self.of_period.items()}
        found |= {name: each.place.reference for name, each in self.confirmations.items()}
        for table in self.tables:
            found[NIHIL + table.register.id] = table.nihil.reference
            for field, column in table.columns:
                found[f"{table.register.id}.{field.id}"] = table.span(column).reference
        return found

    @cached_property
    def items(self) -> dict[str, int]:
        """Confirmations and fields as they stand, then registers, with their hidden rows."""
        rows = {name: place.row for name, (_, place) in self.fields.items()}
        rows |= {name: each.place.row for name, each in self.confirmations.items()}
        asked = [*sorted(rows, key=rows.__getitem__), *(each.register.id for each in self.tables)]
        return {name: row for row, name in enumerate(asked, start=_CHECKS_FROM)}

    @cached_property
    def rule_rows(self) -> dict[str, int]:
        """Every rule and its row among the hidden checks, below the items."""
        first = _CHECKS_FROM + len(self.items) + 1
        return {rule.id: row for row, rule in enumerate(self.definition.rules, start=first)}

    @cached_property
    def chart_rows(self) -> dict[str, int]:
        """Every indicator with a value and its row of the chart's figures on the hidden sheet."""
        first = _CHECKS_FROM + len(self.items) + len(self.definition.rules) + 2
        codes = [block.indicator.code for block in self.blocks]
        if self.definition.modern:  # what is drawn comes first
            first_of_all = drawn(self.definition)
            codes.sort(key=lambda code: code not in first_of_all)
        return {code: row for row, code in enumerate(codes, start=first)}

    @cached_property
    def approval_rows(self) -> dict[str, int]:
        """The lines of the approval page: fields, registers, indicators' values, with rows."""
        results = (result_name(block.indicator.code, Role.VALUE) for block in self.blocks)
        asked = (name for name in self.items if name not in self.confirmations)
        listed = [*asked, *(name for name in results if name in self.computed)]
        return {name: row for row, name in enumerate(listed, start=HEADER_ROW + 1)}


def layout(definition: Definition, kind: str, period: Period | None = None) -> Layout:
    """The layout of the workbooks for units of ``kind``, with what is asked in a period; with all
    that is ever asked where none is given.
    """
    say = form_words(definition)
    formulas = calculations(definition, kind, period)
    guide, entry = say("form.guide"), say("form.entry")
    results, approval = say("form.results"), say("form.approval")
    corrections = say("form.corrections")
    rows = tuple(_entry_rows(definition, kind, period, formulas))
    taken = [guide, entry, results, approval, corrections, HIDDEN_SHEET, _EXCELS_OWN_SHEET]
    return Layout(
        definition=definition,
        kind=kind,
        calculations=formulas,
        guide=guide,
        entry=entry,
        results=results,
        approval=approval,
        corrections=corrections,
        entry_rows=rows,
        tables=tuple(_tables(definition, kind, period, taken)),
        blocks=tuple(_blocks(definition, formulas)),
        lists=_lists(definition, len(confirm_words(sum(each.confirms for each in rows)))),
    )


def _entry_rows(
    definition: Definition, kind: str, period: Period | None, formulas: Calculations
) -> Iterator[EntryRow]:
    groups: dict[str, list[Field | Calculation]] = {}
    visible = {each.owner for each in formulas if each.role is Role.CALCULATION}
    members: list[Field | Calculation] = [*reported_fields(definition, kind, period)]
    members += [each for each in definition.calculations if each.id in visible]
    for member in members:
        groups.setdefault(_group(definition, formulas, member), []).append(member)
    row, number = HEADER_ROW + 1, 1
    for heading, group in groups.items():
        carried = any(isinstance(each, Field) and definition.carries(each) for each in group)
        yield EntryRow(row, heading, confirms=carried)
        row += 1
        for member in group:
            yield EntryRow(row, member, number)
            row, number = row + 1, number + 1


def _group(definition: Definition, formulas: Calculations, member: Field | Calculation) -> str:
    """A field's own heading, or the indicator that first uses it, or the general one."""
    if member.group:
        return member.group
    inputs = formulas.inputs([member.id])
    for indicator in definition.indicators:
        if inputs & formulas.inputs(each.name for each in formulas if each.owner == indicator.code):
            return f"{indicator.code} · {indicator.name}"
    return form_words(definition)("form.other_fields")


def _tables(
    definition: Definition, kind: str, period: Period | None, taken: list[str]
) -> Iterator[RegisterTable]:
    for register in reported_registers(definition, kind, period):
        sheet = free_sheet_name(register.label, taken)
        taken.append(sheet)
        first = TABLE_HEADER_ROW + 1
        columns = tuple(
            RegisterColumn(field, column) for column, field in enumerate(register.fields, start=2)
        )
        last, nihil = first + register.rows - 1, 3 if definition.modern else 2
        yield RegisterTable(register, sheet, first, last, columns, nihil)


def _blocks(definition: Definition, formulas: Calculations) -> Iterator[IndicatorBlock]:
    row = HEADER_ROW + 1
    for indicator in definition.indicators:
        own = [each for each in formulas if each.role is not Role.CALCULATION]
        roles = [each.role for each in own if each.owner == indicator.code]
        if not roles:
            continue
        parts = tuple((role, row + 1 + index) for index, role in enumerate(roles))
        yield IndicatorBlock(indicator, row, parts)
        row += len(roles) + 4


def _lists(definition: Definition, answers: int) -> dict[str, Span]:
    """Each codelist's column on the hidden sheet; after them the one answer "nihil", and so
    many that confirm a group.
    """
    # By name: a definition read back from its canonical JSON has them in that order.
    lengths = {name: len(values) for name, values in sorted(definition.codelists.items())}
    lengths[NIHIL_LIST] = 1
    lengths |= {CONFIRM_LIST: answers} if answers else {}
    return {
        name: Span(HIDDEN_SHEET, column, 2, length + 1)
        for column, (name, length) in enumerate(lengths.items(), start=lists_from(definition))
    }


def lists_from(definition: Definition) -> int:
    """The first column of the hidden sheet's lists."""
    return _LISTS_FROM if definition.modern else _FIRST_LISTS_FROM
