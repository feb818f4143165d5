"""What changed between two definitions that can read or judge a return differently.

Labels, help, wording of messages, targets and documents change nothing. What a cell is read as
(type, choices, unit of measure) asks for reading it again; what is held against it (bounds, rules,
thresholds, formulas, the list of units) for judging it again. What has a new name (``was``) is the
same thing as before, in a definition and in what was recorded under it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from iku_workbook.calculations import PREVIOUS, parts_of, reported_fields, reported_registers
from iku_workbook.definition import Definition
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, OverTime, Register
from iku_workbook.definition.values import former_names
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.inputs import Row, Scalar, Values
from iku_workbook.unseen import seen

_WORD = re.compile(r'"(?:[^"]|"")*"|[A-Za-z_][\w.]*')


@dataclass(frozen=True, slots=True)
class Changes:
    """What is otherwise for one unit: questions and calculations by label, others by id or code.

    read     what its cells may be read as: a question that is new, gone or of another kind
    judged   what is held against them
    renamed  what has another name, or is said to have had one
    """

    read: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()

    @property
    def of_meaning(self) -> tuple[str, ...]:
        """All but names, each once."""
        return tuple(dict.fromkeys((*self.read, *self.judged)))

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.read, *self.judged, *self.renamed)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's label, what its cells are read as, what is held against that, and its names."""

    label: str
    read: object
    judged: object
    names: object
    choices: tuple[str, ...] = ()


def changes(then: Definition, now: Definition, kinds: tuple[str, str]) -> Changes:
    """What changed for a unit that was of the first of ``kinds`` then, and is of the second now."""
    before, after = (
        dict(_asked(definition, kind, now))
        for definition, kind in zip((then, now), kinds, strict=True)
    )
    both = before.keys() & after.keys()
    read = [
        asked.label
        for name, asked in {**before, **after}.items()
        if name not in both or before[name].read != after[name].read
    ]
    judged = [
        each.label for name, each in after.items() if _differs("judged", before.get(name), each)
    ]
    renamed = [
        each.label for name, each in after.items() if _differs("names", before.get(name), each)
    ]
    held = (*judged, *_formulas(then, now), *_calendar(then, now))
    return Changes(tuple(read), held, tuple(renamed))


def gone(then: Definition, now: Definition) -> tuple[str, ...]:
    """What an earlier definition had, and nothing says what became of it: questions by their
    labels, choices behind the label of their question.
    """
    found = []
    kinds = dict.fromkeys(unit.kind for unit in then.units)
    today = {name: asked for kind in kinds for name, asked in _asked(now, kind, now)}
    for name, asked in {n: each for kind in kinds for n, each in _asked(then, kind, now)}.items():
        if name not in today:
            found.append(asked.label)
            continue
        lost = [each for each in asked.choices if each not in today[name].choices]
        found += [f"{asked.label}: {each}" for each in lost]
    return tuple(found)


def _differs(part: str, then: _Asked | None, now: _Asked) -> bool:
    return then is not None and getattr(then, part) != getattr(now, part)


def in_new_words(values: Values, now: Definition) -> Values:
    """What was recorded under an earlier definition, by the names that things have today."""
    if not _has_new_names(now):
        return values
    found: dict[str, Scalar | Sequence[Row]] = dict(values)
    for field in now.fields:
        old = former_id(field.id, field.was, found)
        if old in found:
            found[field.id] = _choice(found.pop(old), field, now)
    for register in now.registers:
        old = former_id(register.id, register.was, found)
        rows = found.pop(old, None)
        if isinstance(rows, Sequence) and not isinstance(rows, str):
            found[register.id] = [_row(row, register, now) for row in rows]
        elif old in values:
            found[register.id] = rows
    return found


def answers(values: Values, now: Definition) -> Values:
    """What of recorded values answers a question of today; in place of any other, nothing."""
    found: dict[str, Scalar | Sequence[Row]] = dict(values)
    for field in now.fields:
        if field.id in found and not _answers(found[field.id], field, now):
            found[field.id] = None
    for register in now.registers:
        rows = found.get(register.id)
        if isinstance(rows, Sequence) and not isinstance(rows, str):
            found[register.id] = [_answered(row, register, now) for row in rows]
    return found


def _answered(row: Row, register: Register, now: Definition) -> dict[str, Scalar]:
    columns = {field.id: field for field in register.fields}
    return {
        name: value if name not in columns or _answers(value, columns[name], now) else None
        for name, value in row.items()
    }


def _answers(value: object, field: Field, now: Definition) -> bool:
    if value is None:
        return True
    match field.type.record.holds:
        case Holds.NUMBER:
            return isinstance(value, int | float)
        case Holds.DATE:
            return isinstance(value, datetime.date)
        case Holds.CHOICE:
            return value in now.codelists.get(field.codelist or "", ())
        case Holds.TEXT:
            return isinstance(value, str)
    assert_never(field.type.record.holds)


def former_id(id: str, was: Sequence[str], known: Mapping[str, object]) -> str:
    """The name under which something stands among what is known: its own, or a former one."""
    return next((each for each in (id, *was) if each in known), id)


def choice_of(word: str, choices: Sequence[str]) -> str | None:
    """The choice that a word stands for, as it is called today; neither case nor what nobody sees
    tells two apart.
    """
    wanted = seen(word).casefold()
    for choice in choices:
        if wanted == _folded(choice) or wanted in map(_folded, former_names(choice)):
            return str(choice)
    return None


@lru_cache(maxsize=1024)
def _folded(choice: str) -> str:
    return seen(choice).casefold()


def _row(row: Row, register: Register, now: Definition) -> dict[str, Scalar]:
    found = dict(row)
    for field in register.fields:
        old = former_id(field.id, field.was, found)
        if old in found:
            found[field.id] = _choice(found.pop(old), field, now)  # type: ignore[assignment]
    return found


def _choice(value: Scalar | Sequence[Row], field: Field, now: Definition) -> Scalar | Sequence[Row]:
    if field.codelist is None or not isinstance(value, str):
        return value
    return choice_of(value, now.codelists[field.codelist]) or value


def _has_new_names(now: Definition) -> bool:
    choices = (choice for choices in now.codelists.values() for choice in choices)
    return bool(names_of_today(now)) or any(map(former_names, choices))


def names_of_today(now: Definition) -> dict[str, str]:
    """What has a new name: by its former one, a column as ``register.column``."""
    found = {old: each.id for each in now.fields for old in each.was}
    for register in now.registers:
        found |= dict.fromkeys(register.was, register.id)
        for of in (register.id, *register.was):
            for field in register.fields:
                found |= {f"{of}.{old}": f"{register.id}.{field.id}" for old in field.was}
                if of != register.id:
                    found[f"{of}.{field.id}"] = f"{register.id}.{field.id}"
    return found


def choices_of_today(field: Field, definition: Definition, now: Definition) -> tuple[str, ...]:
    """What a field of a definition can be answered with, as that is called today."""
    if field.codelist is None:
        return ()
    today = now.codelists.get(field.codelist, ())
    listed = definition.codelists[field.codelist]
    return tuple(choice_of(each, today) or str(each) for each in listed)


def _asked(definition: Definition, kind: str, now: Definition) -> Iterator[tuple[str, _Asked]]:
    """The questions to a kind of unit, by the names that they have in the definition of today."""
    ids = names_of_today(now)
    for field in reported_fields(definition, kind):
        yield ids.get(field.id, field.id), _of_field(field, definition, now)
    for register in reported_registers(definition, kind):
        names = (register.id, register.was)
        own = _Asked(register.label, None, register.rows, names)
        yield f"{ids.get(register.id, register.id)}.", own
        for field in register.fields:
            name = f"{register.id}.{field.id}"
            yield ids.get(name, name), _of_field(field, definition, now, f"{register.label}: ")


def _of_field(field: Field, definition: Definition, now: Definition, of: str = "") -> _Asked:
    adds_up = field.over_time is OverTime.SUM  # a flow is 0 where it says "nihil"
    choices = choices_of_today(field, definition, now)
    listed = definition.codelists[field.codelist] if field.codelist else ()
    required = _computed((field.required,), _words(now))
    bounds = (field.minimum, field.maximum, required, field.over_time)
    history = (field.largest_ratio, field.ratio_floor, field.non_decreasing)
    return _Asked(
        label=of + field.label,
        read=(field.type, choices, field.unit_of_measure, adds_up),
        judged=(bounds, history),
        names=(field.id, field.was, [(str(each), former_names(each)) for each in listed]),
        choices=choices,
    )


def _formulas(then: Definition, now: Definition) -> Iterator[str]:
    """Rules, calculations, by their labels, and indicators that are new, gone or computed
    otherwise.
    """
    before, after = (
        {
            **{each.id: (each.check, each.severity) for each in definition.rules},
            **{each.id: (each.formula,) for each in definition.calculations},
            **{
                each.code: (
                    *(part.formula for part in parts_of(each).values()),
                    *(part.each_period for part in parts_of(each).values()),
                    each.value.over_units if each.value else each.scale,
                )
                for each in definition.indicators
            },
        }
        for definition in (then, now)
    )
    words = _words(now)
    called = {each.id: each.label for each in (*then.calculations, *now.calculations)}
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or (old != new and _computed(old, words) != _computed(new)):
            yield called.get(name, name)


def _words(now: Definition) -> dict[str, str]:
    """Names and choices, between quotes, of earlier formulas, and what stands for them today."""
    choices = (choice for choices in now.codelists.values() for choice in choices)
    return names_of_today(now) | {
        f'"{old}"': f'"{choice}"' for choice in choices for old in former_names(choice)
    }


def _computed(parts: Sequence[object], words: Mapping[str, str] = {}) -> list[object]:
    """Formulas as a spreadsheet has them, in new words: spaces that say nothing are left out."""
    return [
        to_excel(parse(_reworded(each, words))) if type(each) is str else each for each in parts
    ]


def _reworded(formula: str, words: Mapping[str, str]) -> str:
    """A formula by the names that things have today, and with its choices as they are called."""

    def new(found: re.Match[str]) -> str:
        name = found[0].removeprefix(PREVIOUS)
        return found[0].removesuffix(name) + words.get(name, name)

    return _WORD.sub(new, formula)


def _calendar(then: Definition, now: Definition) -> Iterator[str]:
    for key in ("year", "cadence", "language"):
        if getattr(then, key) != getattr(now, key):
            yield key
