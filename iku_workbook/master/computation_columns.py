"""The columns of the computation sheet: their groups, headings, and how their values come about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, part_labels, result_name
from iku_workbook.master.context import (
    DATE,
    IDENTITY_WIDTHS,
    Heading,
    MasterContext,
    amount_width,
    width,
)
from iku_workbook.master.layout import period_read, read_alone
from iku_workbook.periods import PERIOD
from iku_workbook.results.accumulate import scalar
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.over_units import PART

_BESIDE = {"number": 8.0, "period": 16.0, "status": 16.0, "periods": 11.0, "position": 10.0}
WIDTHS = IDENTITY_WIDTHS | _BESIDE
_LONGEST = 26.0  # of a computed text before it is wrapped


class Described(NamedTuple):
    """One column: the group that it belongs to, its heading, how its values come about."""

    group: str
    heading: Heading
    how: str


def described(master: MasterContext) -> list[Described]:
    """Every column of the computation sheet, in order."""
    found = [
        Described(
            master.say("results.group_unit"),
            Heading(master.say(f"results.{key}"), WIDTHS[key]),
            master.say("results.how_position") if key == "position" else "",
        )
        for key in master.layout.computation.heads
    ]
    return [
        *found,
        *_inputs(master),
        *_registers(master),
        *_period(master),
        *_calculations(master),
        *_alone(master),
        *_parts(master),
    ]


def _inputs(master: MasterContext) -> Iterator[Described]:
    say, fields = master.say, master.definition.fields
    for field in fields:
        yield Described(
            say("results.group_fields"),
            Heading(field.label, width(field, _values(master, field.id))),
            say(f"results.how_{field.over_time.value}"),
        )
    for field in fields:
        if PREVIOUS + field.id in master.layout.computation.columns:
            yield Described(
                say("results.group_before"),
                Heading(field.label, width(field, _values(master, field.id))),
                say("results.how_before"),
            )


def _registers(master: MasterContext) -> Iterator[Described]:
    for register in master.definition.registers:
        yield Described(
            master.say("results.group_registers"),
            Heading(register.label, 14),
            master.say("results.how_register"),
        )


def _period(master: MasterContext) -> Iterator[Described]:
    """What formulas read of the period itself."""
    for name in period_read(master.results):
        heading = Heading(master.say(f"results.period_{name.removeprefix(PERIOD)}"), 12)
        group, how = (master.say(f"results.{key}") for key in ("group_period", "how_period"))
        yield Described(group, heading, how)


def period_format(value: int | datetime.date) -> str:
    """The number format of what is read of the period."""
    return DATE if isinstance(value, datetime.date) else "0"


def _calculations(master: MasterContext) -> Iterator[Described]:
    for each in master.definition.calculations:
        if each.id in master.layout.computation.columns:
            heading = Heading(each.label, _computed_width(master, each.id, each.decimals))
            yield Described(
                master.say("results.group_calculations"), heading, master.say("results.how_rule")
            )


def _alone(master: MasterContext) -> Iterator[Described]:
    """What each period by itself says."""
    say, labels = master.say, {each.id: each for each in master.definition.calculations}
    for name in read_alone(master.results, master.definition):
        if name in labels:
            wide = _computed_width(master, name, labels[name].decimals)
            heading = Heading(labels[name].label, wide)
        else:
            (field,) = (each for each in master.definition.fields if each.id == name)
            heading = Heading(field.label, width(field, _values(master, name)))
        how = "how_rule" if name in labels else "how_own"
        yield Described(say("results.group_own"), heading, say(f"results.{how}"))


def _parts(master: MasterContext) -> Iterator[Described]:
    ways, say = ways_of(master.definition), master.say
    for indicator in master.definition.indicators:
        for role, label in part_labels(master.definition, indicator).items():
            name = result_name(indicator.code, role)
            if name in master.layout.computation.columns:
                heading = Heading(label, _computed_width(master, name, None))
                part, own = say(f"results.step_{PART[role]}"), say("results.how_own")
                if way := ways.get(name):
                    yield Described(indicator.code, heading, f"{part}, {own}")
                    own = say(f"results.how_{way.value}")
                yield Described(indicator.code, heading, f"{part}, {own}" if name in ways else part)


def _values(master: MasterContext, name: str) -> list[object]:
    return [scalar(year.values.get(name)) for year in master.results.units]


def _computed_width(master: MasterContext, name: str, decimals: int | None) -> float:
    columns = (
        evaluation.computed.get(name, ())
        for results in master.periods
        for evaluation in results.evaluations
    )
    values = [value for each in columns for value in each]
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(14.0, amount_width(values, decimals or 0), min(_LONGEST, longest + 4.0))
