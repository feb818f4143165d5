"""The headings of the working sheet: the group of each column, its name, and how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.master.context import IDENTITY_WIDTHS, Heading, MasterContext, amount_width, width
from iku_workbook.results.accumulate import scalar
from iku_workbook.results.indicators import PARTS

_BESIDE = {"number": 8.0, "period": 16.0, "status": 16.0, "periods": 11.0, "position": 10.0}
_WIDTHS = IDENTITY_WIDTHS | _BESIDE
_LONGEST = 26.0  # of a computed text before it is wrapped


class Described(NamedTuple):
    """One column: the group that it belongs to, its heading, how its values come about."""

    group: str
    heading: Heading
    how: str


def described(master: MasterContext) -> list[Described]:
    """Every column of the working sheet, in order."""
    found = [
        Described(
            master.say("results.group_unit"),
            Heading(master.say(f"results.{key}"), _WIDTHS[key]),
            master.say("results.how_position") if key == "position" else "",
        )
        for key in master.plan.working.heads
    ]
    return [
        *found,
        *_inputs(master),
        *_registers(master),
        *_calculations(master),
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
        if PREVIOUS + field.id in master.plan.working.columns:
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


def _calculations(master: MasterContext) -> Iterator[Described]:
    for each in master.definition.calculations:
        if each.id in master.plan.working.columns:
            heading = Heading(each.label, _computed_width(master, each.id, each.decimals))
            yield Described(
                master.say("results.group_calculations"), heading, master.say("results.how_rule")
            )


def _parts(master: MasterContext) -> Iterator[Described]:
    for indicator in master.definition.indicators:
        labels = (indicator.numerator.label, indicator.denominator.label)
        for role, label in zip(PARTS, labels, strict=True):
            name = result_name(indicator.code, role)
            if name in master.plan.working.columns:
                key = "numerator" if role is Role.NUMERATOR else "denominator"
                heading = Heading(label, _computed_width(master, name, None))
                yield Described(indicator.code, heading, master.say(f"results.{key}"))


def _values(master: MasterContext, name: str) -> list[object]:
    return [scalar(year.values.get(name)) for year in master.results.units]


def _computed_width(master: MasterContext, name: str, decimals: int | None) -> float:
    columns = (
        working.computed.get(name, ())
        for results in master.year.periods
        for working in results.working
    )
    values = [value for each in columns for value in each]
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(14.0, amount_width(values, decimals or 0), min(_LONGEST, longest + 4.0))
