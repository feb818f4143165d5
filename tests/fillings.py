"""Random fillings of any definition: values that a field's type allows, at its bounds and blank."""

import datetime
import math
import random
from itertools import groupby

from iku_workbook.brought_forward import answer
from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.cell_addresses import a1
from iku_workbook.definition.model import FieldType
from iku_workbook.form_words import ALL_SAME, CHANGED, SAME, form_words
from iku_workbook.layout import layout as layout_of
from iku_workbook.messages import catalogue

MOST = 10**9
"""Where a field has no bound: room for rupiah."""

BLANK = (0.0, 0.0, 0.1, 0.4)
"""Of the cells of a filling: half of the fillings leave none out."""

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


def fillings(definition, kind, count, seed=0):
    """``count`` pairs of values and values of the period before, the same on every machine; in the
    first nothing is filled in.
    """
    chance = random.Random(f"{definition.code} {kind} {seed}")
    found = [_Filling(definition, kind, chance, blank=1.0).pair()]
    while len(found) < count:
        blank = chance.choice(BLANK)
        found.append(_Filling(definition, kind, chance, blank).pair())
    return found[:count]


class _Filling:
    """One filling of a form: of its fields and cells so many are ``blank`` (0 to 1)."""

    def __init__(self, definition, kind, chance, blank):
        self.definition, self.chance, self.blank = definition, chance, blank
        self.fields = reported_fields(definition, kind)
        self.registers = reported_registers(definition, kind)
        self.confirmations = layout_of(definition, kind).confirmations

    def pair(self):
        registers = {register.id: self._rows(register) for register in self.registers}
        values, previous = self._row(self.fields) | registers, self._row(self.fields)
        for name, group in self.confirmations.items():
            values |= {of: previous[of] for of in group.fields if self.chance.random() < 0.9}
            brought = any(previous[of] is not None for of in group.fields)
            values[name] = self._answer() if brought else None
        return values, previous

    def _answer(self):
        """What may be answered where something was brought forward, and what nobody should."""
        say = form_words(self.definition)
        words = [say(key) for key in (SAME, ALL_SAME, CHANGED)]
        return self.chance.choice([None, None, *words, words[0].upper(), "?"])

    def _rows(self, register):
        """As the checks read them: rows that hold something; one register in eight is full."""
        most, some = register.rows, int(self.chance.expovariate(0.2))
        rows = most if self.chance.random() < 0.125 else min(most, some)
        filled = (self._row(register.fields) for _ in range(rows))
        return [row for row in filled if any(value is not None for value in row.values())]

    def _row(self, fields):
        return {field.id: self._or_blank(field) for field in fields}

    def _or_blank(self, field):
        return None if self.chance.random() < self.blank else self._value(field)

    def _value(self, field):
        """What may stand in a field's cell: at its bounds, between, and words in any case."""
        if field.type is FieldType.DATE:
            return self._date(field)
        if field.type.record.is_number:
            return self._number(field)
        if field.codelist:
            word = self.chance.choice(self.definition.codelists[field.codelist])
            return self.chance.choice([word, word.upper(), word.lower()])
        word = self.chance.choice(WORDS)
        return self.chance.choice([word, word.swapcase()])

    def _date(self, field):
        low = field.minimum or datetime.date(1900, 3, 1)
        high = field.maximum or datetime.date(9999, 12, 31)
        between = datetime.date.fromordinal(self.chance.randint(low.toordinal(), high.toordinal()))
        day = datetime.timedelta(self.chance.randrange(365))
        about_now = datetime.date(self.definition.year, 1, 1) + day
        return self.chance.choice([low, high, between, max(low, min(high, about_now))])

    def _number(self, field):
        record, chance = field.type.record, self.chance
        limits = record.limits if record.limits_stated else (-MOST, MOST)
        low = limits[0] if field.minimum is None else field.minimum
        high = limits[1] if field.maximum is None else field.maximum
        if chance.random() < 0.4:
            few = [each for each in (0, 1, 2, 7) if low <= each <= high]
            return chance.choice([int(low), int(high), *few])
        value = chance.uniform(low, high)
        if chance.random() < 0.5:  # as many small ones as large ones
            value = max(low, min(high, math.copysign(10 ** chance.uniform(-3, 9), value)))
        if not record.has_decimals or chance.random() < 0.3:
            return int(value)
        if field.type is not FieldType.DECIMAL or chance.random() < 0.6:
            # What people type: a few decimals, whose binary halves are where programs differ.
            places = chance.randint(0, min(field.decimals or 6, 6))
            return max(low, min(high, round(value, places)))
        # Excel takes 15 digits of what is typed; and within a text LibreOffice writes no more than
        # 20 decimals.
        value = float(f"{chance.choice([value, round(value) * (1 - 1e-14)]):.15g}")
        return value if low <= value <= high and abs(value) >= 1e-6 else int(low)


def as_typed(layout, values, previous):
    """The input cells with a filling in them, as ranges and their rows; "" is an empty cell."""
    inputs = {}
    for name, (field, place) in layout.fields.items():
        inputs[place] = _stored(field, values[name])
        inputs[layout.previous[name]] = _stored(field, previous[name])
    for name, group in layout.confirmations.items():
        inputs[group.place] = answer(layout, name, values, previous) or ""
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
    """As a program takes it: LibreOffice refuses a whole number beyond 32 bits."""
    stored = "" if value is None else field.type.record.to_cell(value)
    return float(stored) if isinstance(stored, int) else stored
