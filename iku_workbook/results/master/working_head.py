"""The headings of the working sheet: the group of each column, its name, and how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, Role, result_name
from iku_workbook.results.accumulate import scalar
from iku_workbook.results.indicators import PARTS
from iku_workbook.results.master.desk import (
    IDENTITY_WIDTHS,
    Desk,
    Heading,
    amount_width,
    width,
)

_BESIDE = {"number": 8.0, "period": 16.0, "status": 16.0, "periods": 11.0, "position": 10.0}
_WIDTHS = IDENTITY_WIDTHS | _BESIDE
_LONGEST = 26.0  # of a computed text before it is wrapped


class Described(NamedTuple):
    """One column: the group that it belongs to, its heading, how its values come about."""

    group: str
    heading: Heading
    how: str


def described(desk: Desk) -> list[Described]:
    """Every column of the working sheet, in order."""
    found = [
        Described(
            desk.say("results.group_unit"),
            Heading(desk.say(f"results.{key}"), _WIDTHS[key]),
            desk.say("results.how_position") if key == "position" else "",
        )
        for key in desk.plan.working.heads
    ]
    return [*found, *_inputs(desk), *_registers(desk), *_calculations(desk), *_parts(desk)]


def _inputs(desk: Desk) -> Iterator[Described]:
    say, fields = desk.say, desk.definition.fields
    for field in fields:
        yield Described(
            say("results.group_fields"),
            Heading(field.label, width(field, _values(desk, field.id))),
            say(f"results.how_{field.over_time.value}"),
        )
    for field in fields:
        if PREVIOUS + field.id in desk.plan.working.columns:
            yield Described(
                say("results.group_before"),
                Heading(field.label, width(field, _values(desk, field.id))),
                say("results.how_before"),
            )


def _registers(desk: Desk) -> Iterator[Described]:
    for register in desk.definition.registers:
        yield Described(
            desk.say("results.group_registers"),
            Heading(register.label, 14),
            desk.say("results.how_register"),
        )


def _calculations(desk: Desk) -> Iterator[Described]:
    for each in desk.definition.calculations:
        if each.id in desk.plan.working.columns:
            heading = Heading(each.label, _computed_width(desk, each.id, each.decimals))
            yield Described(
                desk.say("results.group_calculations"), heading, desk.say("results.how_rule")
            )


def _parts(desk: Desk) -> Iterator[Described]:
    for indicator in desk.definition.indicators:
        labels = (indicator.numerator.label, indicator.denominator.label)
        for role, label in zip(PARTS, labels, strict=True):
            name = result_name(indicator.code, role)
            if name in desk.plan.working.columns:
                key = "numerator" if role is Role.NUMERATOR else "denominator"
                heading = Heading(label, _computed_width(desk, name, None))
                yield Described(indicator.code, heading, desk.say(f"results.{key}"))


def _values(desk: Desk, name: str) -> list[object]:
    return [scalar(year.values.get(name)) for year in desk.results.units]


def _computed_width(desk: Desk, name: str, decimals: int | None) -> float:
    columns = (
        working.computed.get(name, ()) for results in desk.history for working in results.working
    )
    values = [value for each in columns for value in each]
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(14.0, amount_width(values, decimals or 0), min(_LONGEST, longest + 4.0))
