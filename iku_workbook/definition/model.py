"""A definition as frozen records: what is measured, by whom and how.

Only what one record can know of itself is checked here (a choice names its codelist, a minimum does
not exceed its maximum). What joins records (names, formulas, kinds, periods) is checked by
:mod:`iku_workbook.definition.lint`. Units of figures are those the definition states; dates are
days without a time.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BeforeValidator,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic import Field as Key

from iku_workbook.definition.field_types import FieldType, Holds
from iku_workbook.definition.indicators import (
    Achievement,
    Band,
    Indicator,
    Part,
    Polarity,
    Reconciliation,
    Side,
)
from iku_workbook.definition.office import Agency, Decree, Kind, Signatory, Unit
from iku_workbook.definition.values import (
    Bound,
    Choices,
    Code,
    FormerIds,
    Formula,
    Id,
    Label,
    Language,
    Line,
    NamedZone,
    Positive,
    Prose,
    Record,
    Required,
    Text,
    between,
    bound_text,
    refuse,
    some,
)
from iku_workbook.messages import LANGUAGES
from iku_workbook.periods import Cadence
from iku_workbook.zones import HERE, Zone, zone_of_regions

__all__ = [
    "GRAMMAR_VERSION",
    "PLACEHOLDER",
    "Achievement",
    "Agency",
    "Band",
    "Calculation",
    "Decree",
    "Definition",
    "Field",
    "FieldType",
    "Indicator",
    "Kind",
    "OverTime",
    "Paper",
    "Part",
    "Polarity",
    "Reconciliation",
    "Record",
    "Register",
    "RegisterField",
    "Rule",
    "RuleSeverity",
    "Side",
    "Signatory",
    "Unit",
]

GRAMMAR_VERSION = 1
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""Where a rule's message shows a value: ``{balita_naik}``."""

YEARS = 1901, 2998
"""The first and the last year that a definition can be for."""


class OverTime(StrEnum):
    """How a field's values of several periods become its value of the year so far."""

    SUM = "sum"
    LATEST = "latest"


class RuleSeverity(StrEnum):
    """The severity of a broken rule's finding."""

    ERROR = "error"
    WARNING = "warning"


class Paper(StrEnum):
    """What the workbooks are printed on; Folio is the nearest to F4."""

    A4 = "a4"
    FOLIO = "folio"


class Field(Record):
    """A question with one answer a unit and period, outside registers.

    minimum, maximum   inclusive; numbers, or dates for a date
    decimals           how many a number that may have them shows
    required           True, or a formula that says when
    reported_by        kinds of unit; None for all
    largest_ratio      of a number to that of the previous period, either way round, unasked about
    ratio_floor        what smaller numbers count as in that ratio; None for 0
    non_decreasing     whether a fall is asked about; a choice's codelist is then in ascending order
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
    reported_by: Annotated[tuple[Id, ...], some] | None = None
    largest_ratio: float | None = None
    ratio_floor: Positive | None = None
    non_decreasing: bool = False
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
        if not record.adds_up and self.over_time is OverTime.SUM:
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
        grows = self.type.record.holds is not Holds.TEXT and self.over_time is not OverTime.SUM
        if self.non_decreasing and not grows:
            raise refuse("non-decreasing-misplaced", id=self.id, at="non_decreasing")


_OVER_TIME = ("over_time", "largest_ratio", "ratio_floor", "non_decreasing")
_OUTSIDE_REGISTERS = ("group", "reported_by", *_OVER_TIME)


class RegisterField(Field):
    """A column of a register; in a date, bounds left out are the period's."""

    required: bool = False

    states_over_time: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _only_columns(cls, data: Any) -> Any:
        """What only a field outside a register has may stand here at its default alone."""
        if isinstance(data, Mapping):
            for key in _OUTSIDE_REGISTERS:
                if data.get(key) not in (None, "", False, OverTime.LATEST.value):
                    raise refuse("not-in-register", key=key, at=key)
        return data


class Register(Record):
    """A table to fill, one row an event.

    rows  those of one period's sheet
    was   its ids in earlier definitions
    """

    id: Id
    label: Label
    rows: Annotated[int, between(1, 1000)]
    fields: Annotated[tuple[RegisterField, ...], some]
    reported_by: Annotated[tuple[Id, ...], some] | None = None
    help: Prose = ""
    was: FormerIds = ()


class Calculation(Record):
    """A locked cell that a unit sees, and that other formulas may read."""

    id: Id
    label: Label
    formula: Formula
    group: Line = ""
    unit_of_measure: Line = ""
    decimals: Annotated[int, between(0, 15)] | None = None


class Rule(Record):
    """What must hold between values: ``check`` is TRUE where it does."""

    id: Id
    check: Formula
    severity: Annotated[RuleSeverity, Key(strict=False)]
    message: Text

    @property
    def shown(self) -> tuple[str, ...]:
        """The names whose values the message contains, in order."""
        return tuple(PLACEHOLDER.findall(self.message))


class Definition(Record):
    """Everything that differs from one office to the next."""

    iku: Annotated[int, BeforeValidator(lambda value: _version(value))]
    code: Code
    title: Label
    language: Language = LANGUAGES[0]
    year: Annotated[int, between(*YEARS)]
    cadence: Annotated[Cadence, Key(strict=False)]
    due_days: Annotated[int, between(0, 366)]
    zone: NamedZone = None
    paper: Annotated[Paper, Key(strict=False)] = Paper.A4
    agency: Agency
    units: Annotated[tuple[Unit, ...], some]
    kinds: Mapping[Id, Kind] = {}
    codelists: Mapping[Id, Choices] = {}
    fields: tuple[Field, ...] = ()
    registers: tuple[Register, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    rules: tuple[Rule, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    indicators: Annotated[tuple[Indicator, ...], some]
    achievement: Achievement = Achievement()

    @model_validator(mode="after")
    def _call_units(self) -> Self:
        for unit in self.units:
            unit.called(self.kinds[unit.kind].unit if unit.kind in self.kinds else "")
        return self

    def to_json(self) -> str:
        """Canonical JSON: keys in order, no spaces, the same bytes for equal definitions.

        What stands at its default is left out, so that a key which a later version adds does not
        turn every workbook that was issued before it into one of an older form.
        """
        # A zone that was always meant where none is named is no other one where it is.
        regional = zone_of_regions(unit.code for unit in self.units)
        implied = {"zone"} if self.zone is regional is HERE else None
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=implied)
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The definition that :meth:`to_json` wrote; pydantic's ValidationError otherwise."""
        return cls.model_validate_json(text)

    @property
    def timezone(self) -> Zone:
        """The office's own zone: the one that is named, or else that of its regency."""
        return self.zone or zone_of_regions(unit.code for unit in self.units)

    @property
    def reporting(self) -> tuple[Unit, ...]:
        """The units that fill in forms; the others only stand above them."""
        reporting: set[str] = set()
        everybody = {unit.kind for unit in self.units}
        stated = [each.reported_by for each in self.fields]
        stated += [each.reported_by for each in self.registers]
        for kinds in stated:
            reporting |= everybody if kinds is None else set(kinds)
        return tuple(unit for unit in self.units if unit.kind in reporting)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal: identifies this definition."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def _version(value: object) -> object:
    if value != GRAMMAR_VERSION or isinstance(value, bool):
        raise refuse("grammar-version", value=str(value), known=str(GRAMMAR_VERSION))
    return value
