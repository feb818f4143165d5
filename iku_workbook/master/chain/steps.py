"""The steps from a unit's values to its share of an indicator, in the order of the computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from iku_workbook.calculations import PREVIOUS, part_labels, part_names, parts_of, result_name
from iku_workbook.definition import Definition
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import Field, Indicator, OverTime
from iku_workbook.results.evaluate import Evaluation
from iku_workbook.results.over_units import PART


class StepKind(StrEnum):
    """The kind of a step in the computation."""

    FIELD = "field"
    BEFORE = "before"
    REGISTER = "register"
    CALCULATION = "calculation"
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
    """What a part of an indicator shows of each period, as the hidden sheet stores it."""

    NONE = 0
    STATE = 1
    """what it came to at the period's end"""
    ADDED = 2
    """what the period added to it"""


@dataclass(frozen=True, slots=True)
class Step:
    """One column of the computation sheet on the way.

    name    of that column
    how     the formula of the definition, or how its values are accumulated: a key of the catalogue
    looks   what its numbers look like
    share   of a part of the indicator: what it shows of each period
    """

    kind: StepKind
    name: str
    label: str
    how: str
    looks: Looks = Looks.NUMBER
    share: Share = Share.NONE


def steps(
    definition: Definition, evaluations: Sequence[Evaluation], indicator: Indicator
) -> tuple[Step, ...]:
    """The steps of an indicator for units of any kind."""
    reads, through = _behind(evaluations, set(part_names(indicator)))
    return (
        *_inputs(definition, reads),
        *(
            Step(StepKind.CALCULATION, each.id, f"{each.label} ({each.id})", each.formula)
            for each in definition.calculations
            if each.id in through
        ),
        *_parts(definition, evaluations, indicator),
    )


def _behind(evaluations: Sequence[Evaluation], parts: set[str]) -> tuple[set[str], set[str]]:
    """The inputs and the calculations that the parts depend on."""
    found = [each.layout.calculations.behind(parts) for each in evaluations]
    computed = [each for of_kind in found for each in of_kind]
    reads = {name for each in computed for name in each.reads}
    return reads, {each.name for each in computed}


def _inputs(definition: Definition, reads: set[str]) -> Iterator[Step]:
    for field in definition.fields:
        looks = _looks(field)
        if field.id in reads:
            how = f"results.how_{field.over_time.value}"
            yield Step(StepKind.FIELD, field.id, f"{field.label} ({field.id})", how, looks)
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


def _looks(field: Field) -> Looks:
    record = field.type.record
    if record.percent:
        return Looks.PERCENTAGE
    return Looks.DATE if record.holds is Holds.DATE else Looks.NUMBER


def _parts(
    definition: Definition, evaluations: Sequence[Evaluation], indicator: Indicator
) -> Iterator[Step]:
    labels = part_labels(definition, indicator)
    for role, part in parts_of(indicator).items():
        name = result_name(indicator.code, role)
        having = [each for each in evaluations if name in each.computed]
        if having:
            share = _share(definition, having, name)
            yield Step(StepKind(PART[role]), name, labels[role], part.formula, share=share)


def _share(definition: Definition, evaluations: Sequence[Evaluation], name: str) -> Share:
    """Where a part is made of flows and events alone, each period adds to it."""
    reads = {one for each in evaluations for one in each.layout.calculations.inputs([name])}
    flows = {each.id for each in definition.fields if each.over_time is OverTime.SUM}
    registers = {each.id for each in definition.registers}
    adds_up = (one in flows or one.partition(".")[0] in registers for one in reads)
    return Share.ADDED if reads and all(adds_up) else Share.STATE
