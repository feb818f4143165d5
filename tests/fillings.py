"""Random fillings of any definition: values that a field's type allows, at its bounds and blank."""

import datetime
from itertools import groupby

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from iku_workbook.addresses import a1
from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.definition.model import FieldType
from iku_workbook.messages import catalogue

MOST = 10**9
"""Where a field has no bound: room for rupiah."""

# Nothing beyond 16 bits: LEN of a smiling face is 2 in Excel and 1 in LibreOffice.
WORDS = (
    "Maju",
    "maju ",
    "MANDIRI",
    "5",
    "1,5",
    "-1e3",
    "TRUE",
    "2025-01-31",
    "=1+1",
    "+62",
    "@nama",
    "'kutip",
    '"kutip"',
    "<&>",
    "what?",
    "what*",
    "a~b",
    "dua  spasi",
    "é",
    "È",
    "Ω ω",
    "文",
    "x" * 250,
)


def fillings(definition, kind, count):
    """``count`` pairs of values and values of the period before, the same on every machine."""
    found = []
    fields = field_values(definition, kind)
    registers = register_values(definition, kind)

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.builds(dict.__or__, fields, registers), fields)
    def collect(values, previous):
        found.append((values, previous))

    collect()
    return found


def field_values(definition, kind):
    """A strategy for the values of all fields outside registers."""
    fields = reported_fields(definition, kind)
    return st.fixed_dictionaries({field.id: _or_blank(field, definition) for field in fields})


def register_values(definition, kind):
    """A strategy for all registers, as the checks read them: rows that hold something."""
    return st.fixed_dictionaries(
        {
            register.id: st.lists(_row(register, definition), max_size=register.rows)
            for register in reported_registers(definition, kind)
        }
    )


def _row(register, definition):
    columns = {field.id: _or_blank(field, definition) for field in register.fields}
    return st.fixed_dictionaries(columns).filter(_is_filled)


def _is_filled(row):
    return any(value is not None for value in row.values())


def value_of(field, definition):
    """A strategy for what may stand in a field's cell, in bounds and, for words, in any case."""
    low, high = field.minimum, field.maximum
    if field.type is FieldType.DATE:
        low, high = low or datetime.date(1900, 3, 1), high or datetime.date(9999, 12, 31)
        return st.sampled_from([low, high]) | st.dates(low, high)
    if field.type.record.is_number:
        limits = field.type.record.limits if field.type.record.limits_stated else (-MOST, MOST)
        low, high = limits[0] if low is None else low, limits[1] if high is None else high
        numbers = st.integers(int(low), int(high))
        edges = [int(low), int(high), *(few for few in (0, 1, 2, 7) if low <= few <= high)]
        if field.type.record.has_decimals:
            # What people type: a few decimals, whose binary halves are where programs differ.
            places = st.decimals(low, high, places=min(field.decimals or 6, 6)).map(float)
            numbers = numbers | places
        if field.type is FieldType.DECIMAL:
            # Within a text LibreOffice writes no more than 20 decimals, of which 15 figures count.
            floats = st.floats(low, high, allow_subnormal=False)
            numbers = numbers | floats.filter(lambda value: not 0 < abs(value) < 1e-6)
        return st.sampled_from(edges) | numbers
    words = st.sampled_from(WORDS)
    if field.codelist:
        choices = st.sampled_from(definition.codelists[field.codelist])
        return choices | choices.map(str.upper) | choices.map(str.lower)
    return words | words.map(str.swapcase)


def as_typed(layout, values, previous):
    """The input cells with a filling in them, as ranges and their rows; "" is an empty cell."""
    inputs = {}
    for name, (field, place) in layout.fields.items():
        inputs[place] = _stored(field, values[name])
        inputs[layout.previous[name]] = _stored(field, previous[name])
    ranges = {}
    ordered = sorted(inputs, key=lambda place: (place.column, place.row))
    # Places of one column that follow each other differ from their number by the same.
    for _, run in groupby(enumerate(ordered), lambda each: (each[1].column, each[1].row - each[0])):
        places = [place for _, place in run]
        rows = [[inputs[place]] for place in places]
        ranges[_range(places[0].sheet, places[0].row, places[0].column, rows)] = rows
    nihil = catalogue(layout.definition.language)("form.nihil")
    for table in layout.tables:
        filled = values[table.register.id]
        ranges[f"{table.sheet}!{table.nihil.address}"] = [[nihil if filled == [] else ""]]
        filled = filled or []
        empty = [{}] * (table.register.rows - len(filled))
        rows = [
            [_stored(field, row.get(field.id)) for field, _ in table.columns]
            for row in [*filled, *empty]
        ]
        ranges[_range(table.sheet, table.first, table.columns[0][1], rows)] = rows
    return ranges


def _range(sheet, row, column, rows):
    return f"{sheet}!{a1(row, column)}:{a1(row + len(rows) - 1, column + len(rows[0]) - 1)}"


def _stored(field, value):
    return "" if value is None else field.type.record.to_cell(value)


def _or_blank(field, definition):
    """About one in six is blank."""
    values = value_of(field, definition)
    return st.integers(0, 5).flatmap(lambda side: values if side else st.none())
