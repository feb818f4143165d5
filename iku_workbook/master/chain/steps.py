"""The steps from a unit's values to its share of an indicator, in the order of the computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import NamedTuple

from iku_workbook.calculations import PREVIOUS, part_labels, part_names, parts_of, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, Indicator, OverTime
from iku_workbook.master.references import OWN
from iku_workbook.results.each_period import ways_of
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.over_units import PART


class StepKind(StrEnum):
    """The kind of a step in the computation."""

    FIELD = "field"
    BEFORE = "before"
    REGISTER = "register"
    CALCULATION = "calculation"
    EACH = "each"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    WEIGHT = "weight"


class Looks(IntEnum):
    """The number format of a step's values, as the hidden sheet stores it."""

    NUMBER = 0
    DATE = 1
    PERCENTAGE = 2


class Share(IntEnum):
    """What a computed step shows of each period, as the hidden sheet stores it."""

    NONE = 0
    STATE = 1
    """what it came to at the period's end"""
    ADDED = 2
    """what the period added to it"""
    OWN = 3
    """what it comes to in the period by itself"""


@dataclass(frozen=True, slots=True)
class Step:
    """One column of the computation sheet on the way.

    name    of that column
    how     the formula of the definition, or how its values are accumulated: a key of the catalogue
    looks   what its numbers look like
    share   what it shows of each period, where that is computed
    """

    kind: StepKind
    name: str
    label: str
    how: str
    looks: Looks = Looks.NUMBER
    share: Share = Share.NONE

    @property
    def field(self) -> str:
        """The field of a step that shows one."""
        return self.name.removeprefix(OWN)


def steps(
    definition: Definition, evaluations: Sequence[Evaluation], indicator: Indicator
) -> tuple[Step, ...]:
    """The steps of an indicator for units of any kind."""
    parts, ways = set(part_names(indicator)), ways_of(definition)
    year = _behind(evaluations, parts - ways.keys())
    alone = _behind(evaluations, parts & ways.keys())
    return (
        *_inputs(definition, year.reads, alone.reads),
        *_calculations(definition, year.through, alone.through),
        *_parts(definition, evaluations, indicator),
    )


class _Behind(NamedTuple):
    """The inputs and the calculations that parts depend on."""

    reads: set[str]
    through: set[str]


def _behind(evaluations: Sequence[Evaluation], parts: set[str]) -> _Behind:
    found = [each.layout.calculations.behind(parts) for each in evaluations]
    computed = [each for of_kind in found for each in of_kind]
    reads = {name for each in computed for name in each.reads}
    return _Behind(reads, {each.name for each in computed})


def _inputs(definition: Definition, year: set[str], alone: set[str]) -> Iterator[Step]:
    """What is read of the year so far, and what of each period by itself."""
    for field in definition.fields:
        looks, label = _looks(field), f"{field.label} ({field.id})"
        if field.id in year:
            how = f"results.how_{field.over_time.value}"
            yield Step(StepKind.FIELD, field.id, label, how, looks)
        elif field.id in alone:
            yield Step(StepKind.FIELD, OWN + field.id, label, "results.how_own", looks)
    reads = year | alone
    for field in definition.fields:
        name = PREVIOUS + field.id
        if name in reads:
            looks = _looks(field)
            label = f"{field.label} ({name})"
            yield Step(StepKind.BEFORE, name, label, "results.how_before", looks)
    registers = {name.partition(".")[0] for name in reads if not name.startswith(PREVIOUS)}
    for register in definition.registers:
        if register.id in registers:
            read = [each for each in register.fields if f"{register.id}.{each.id}" in reads]
            named = "; ".join(f"{register.id}.{each.id}: {each.label}" for each in read)
            label = f"{register.label} ({named or register.id})"
            yield Step(StepKind.REGISTER, register.id, label, "results.how_register")


def _calculations(definition: Definition, year: set[str], alone: set[str]) -> Iterator[Step]:
    for each in definition.calculations:
        step = Step(StepKind.CALCULATION, each.id, f"{each.label} ({each.id})", each.formula)
        if each.id in year:
            yield step
        if each.id in alone:
            yield replace(step, name=OWN + each.id, share=Share.OWN)


def _looks(field: Field) -> Looks:
    record = field.type.record
    if record.percent:
        return Looks.PERCENTAGE
    return Looks.DATE if record.holds is Holds.DATE else Looks.NUMBER


def _parts(
    definition: Definition, evaluations: Sequence[Evaluation], indicator: Indicator
) -> Iterator[Step]:
    labels, ways = part_labels(definition, indicator), ways_of(definition)
    for role, part in parts_of(indicator).items():
        kind = StepKind(PART[role])
        name = result_name(indicator.code, role)
        having = [each for each in evaluations if name in each.computed]
        if having and name in ways:
            yield from _by_period(Step(kind, name, labels[role], part.formula), ways[name])
        elif having:
            share = _share(definition, having, name)
            yield Step(kind, name, labels[role], part.formula, share=share)


def _by_period(step: Step, way: OverTime | None) -> Iterator[Step]:
    """A part that is computed from each period's own values, then taken together."""
    if way is None:
        yield replace(step, share=Share.OWN)
        return
    yield replace(step, kind=StepKind.EACH, name=OWN + step.name, share=Share.OWN)
    share = Share.ADDED if way is OverTime.SUM else Share.STATE
    yield replace(step, how=f"results.how_{way.value}", share=share)


def _share(definition: Definition, evaluations: Sequence[Evaluation], name: str) -> Share:
    """Where a part is made of flows and events alone, each period adds to it."""
    reads = {one for each in evaluations for one in each.layout.calculations.inputs([name])}
    flows = {each.id for each in definition.fields if each.over_time is OverTime.SUM}
    registers = {each.id for each in definition.registers}
    adds_up = (one in flows or one.partition(".")[0] in registers for one in reads)
    return Share.ADDED if reads and all(adds_up) else Share.STATE
