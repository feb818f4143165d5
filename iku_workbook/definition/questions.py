"""The records of a definition that ask: fields, and registers with their columns.

Only what one record can know of itself is checked here; what joins them is left to
:mod:`iku_workbook.definition.lint`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field as Key
from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from iku_workbook.definition.field_types import FieldType, Holds
from iku_workbook.definition.over_time import OverTime
from iku_workbook.definition.values import (
    Bound,
    FormerIds,
    Id,
    Label,
    Line,
    Positive,
    Prose,
    Record,
    Required,
    between,
    bound_text,
    refuse,
    some,
)
from iku_workbook.periods import Cadence


class Field(Record):
    """A question with one answer a unit and period, outside registers.

    minimum, maximum   inclusive; numbers, or dates for a date
    decimals           how many a number that may have them shows
    required           True, or a formula that says when
    cadence            asked only in the period that ends one of these; None for every period
    reported_by        kinds of unit; None for all
    largest_ratio      of a number to that of the previous period, either way round, unasked about
    ratio_floor        what smaller numbers count as in that ratio; None for 0
    non_decreasing     whether a fall is asked about; a choice's codelist is then in ascending order
    carry_forward      of a state: whether a form begins with what was accepted last; None for what
                       the definition says of all
    was                its ids in earlier definitions
    """

    id: Id
    label: Label
    group: Line = ""
    type: Annotated[FieldType, Key(strict=False)]
    codelist: Id | None = None
    unit_of_measure: Line = ""
    minimum: Bound | None = None
    maximum: Bound | None = None
    decimals: Annotated[int, between(0, 15)] | None = None
    required: Required = False
    over_time: Annotated[OverTime, Key(strict=False)] = OverTime.LATEST
    cadence: Annotated[Cadence, Key(strict=False)] | None = None
    reported_by: Annotated[tuple[Id, ...], some] | None = None
    largest_ratio: float | None = None
    ratio_floor: Positive | None = None
    non_decreasing: bool = False
    carry_forward: bool | None = None
    help: Prose = ""
    was: FormerIds = ()

    states_over_time: ClassVar[bool] = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._check_type()
        self._check_bounds()
        self._check_history()
        return self

    @property
    def number_format(self) -> str:
        """Excel's number format of its cells."""
        return self.type.record.number_format(self.decimals)

    @model_serializer(mode="wrap")
    def _stated(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What happens over time is always said, also where it is what happens by default."""
        data: dict[str, Any] = write(self)
        return data | {"over_time": self.over_time.value} if self.states_over_time else data

    def _check_type(self) -> None:
        record = self.type.record
        is_choice = record.holds is Holds.CHOICE
        if is_choice and self.codelist is None:
            raise refuse("codelist-missing", id=self.id)
        if not is_choice and self.codelist is not None:
            raise refuse("codelist-misplaced", id=self.id, type=self.type.value, at="codelist")
        if not record.has_decimals and self.decimals is not None:
            raise refuse("decimals-misplaced", id=self.id, type=self.type.value, at="decimals")
        apart = not record.adds_up and self.over_time is OverTime.SUM
        if apart or (not record.is_number and self.over_time is not OverTime.LATEST):
            raise refuse("sum-misplaced", id=self.id, type=self.type.value, at="over_time")
        unstated = "over_time" not in self.model_fields_set
        if self.states_over_time and record.adds_up and unstated:
            raise refuse("over-time-missing", id=self.id)

    def _check_bounds(self) -> None:
        for key, bound in (("minimum", self.minimum), ("maximum", self.maximum)):
            if bound is None:
                continue
            if not self.type.record.has_limits:
                raise refuse("bound-misplaced", id=self.id, type=self.type.value, at=key)
            if isinstance(bound, datetime.date) is not (self.type.record.holds is Holds.DATE):
                raise refuse("bound-type", id=self.id, type=self.type.value, at=key)
        record = self.type.record
        least, greatest = record.limits if record.limits and record.limits_stated else (None, None)
        low = least if self.minimum is None else self.minimum
        high = greatest if self.maximum is None else self.maximum
        # Both are of one kind here: the loop above has seen to it.
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            raise refuse(
                "bounds-reversed", minimum=bound_text(low), maximum=bound_text(high), at="maximum"
            )

    def _check_history(self) -> None:
        if self.largest_ratio is not None:
            if not self.type.record.is_number:
                kind = self.type.value
                raise refuse("ratio-misplaced", id=self.id, type=kind, at="largest_ratio")
            if self.largest_ratio <= 1:
                value = bound_text(self.largest_ratio)
                raise refuse("ratio-too-small", value=value, at="largest_ratio")
        elif self.ratio_floor is not None:
            raise refuse("ratio-missing", id=self.id, at="ratio_floor")
        grows = self.type.record.holds is not Holds.TEXT and self.over_time is OverTime.LATEST
        if self.non_decreasing and not grows:
            raise refuse("non-decreasing-misplaced", id=self.id, at="non_decreasing")
        if self.carry_forward is not None and self.over_time is not OverTime.LATEST:
            raise refuse("carry-misplaced", id=self.id, at="carry_forward")


_CARRIED = "carry_forward"
_OVER_TIME = ("over_time", "largest_ratio", "ratio_floor", "non_decreasing")
_OUTSIDE_REGISTERS = ("group", "cadence", "reported_by", *_OVER_TIME)


class RegisterField(Field):
    """A column of a register; in a date, bounds left out are the period's."""

    required: bool = False

    states_over_time: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _only_columns(cls, data: Any) -> Any:
        """What only a field outside a register has may stand here at its default alone."""
        if isinstance(data, Mapping):
            if data.get(_CARRIED) is not None:
                raise refuse("not-in-register", key=_CARRIED, at=_CARRIED)
            for key in _OUTSIDE_REGISTERS:
                if data.get(key) not in (None, "", False, OverTime.LATEST.value):
                    raise refuse("not-in-register", key=key, at=key)
        return data


class Register(Record):
    """A table to fill, one row an event.

    rows     those of one period's sheet
    cadence  asked only in the period that ends one of these; None for every period
    was      its ids in earlier definitions
    """

    id: Id
    label: Label
    rows: Annotated[int, between(1, 1000)]
    fields: Annotated[tuple[RegisterField, ...], some]
    cadence: Annotated[Cadence, Key(strict=False)] | None = None
    reported_by: Annotated[tuple[Id, ...], some] | None = None
    help: Prose = ""
    was: FormerIds = ()
