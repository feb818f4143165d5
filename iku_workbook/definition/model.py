"""A definition as frozen records: what is measured, by whom and how.

Only what one record can know of itself is checked here (a choice names its codelist, a minimum does
not exceed its maximum). What joins records (names, formulas, kinds, periods) is checked by
:mod:`iku_workbook.definition.lint`. Units of figures are those the definition states; dates are
days without a time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Key

from iku_workbook.definition.field_types import FieldType
from iku_workbook.definition.indicators import (
    Achievement,
    Band,
    Indicator,
    Part,
    Reconciliation,
    ResultOf,
    Side,
)
from iku_workbook.definition.objectives import Objectives
from iku_workbook.definition.office import Agency, Decree, Kind, Signatory, Unit
from iku_workbook.definition.over_time import OverTime
from iku_workbook.definition.programmes import Programme, Programmes
from iku_workbook.definition.questions import Field, Register, RegisterField
from iku_workbook.definition.targets import Polarity, Target, TargetRange
from iku_workbook.definition.values import (
    Choices,
    Code,
    Formula,
    Id,
    Label,
    Language,
    Line,
    NamedZone,
    Record,
    Text,
    between,
    refuse,
    some,
)
from iku_workbook.messages import LANGUAGES
from iku_workbook.periods import Cadence, Period, periods_of
from iku_workbook.zones import HERE, Zone, zone_of_regions

__all__ = [
    "GRAMMAR_VERSIONS",
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
    "Programme",
    "Reconciliation",
    "Record",
    "Register",
    "RegisterField",
    "ResultOf",
    "Rule",
    "RuleSeverity",
    "Side",
    "Signatory",
    "Target",
    "TargetRange",
    "Unit",
]

GRAMMAR_VERSIONS = 1, 2
"""The versions of the grammar: what a text means in one of them, it means for ever."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""Where a rule's message shows a value: ``{balita_naik}``."""

YEARS = 1901, 2998
"""The first and the last year that a definition can be for."""


class RuleSeverity(StrEnum):
    """The severity of a broken rule's finding."""

    ERROR = "error"
    WARNING = "warning"


class Paper(StrEnum):
    """What the workbooks are printed on; Folio is the nearest to F4."""

    A4 = "a4"
    FOLIO = "folio"


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
    carry_forward: bool = True
    agency: Agency
    units: Annotated[tuple[Unit, ...], some]
    kinds: Mapping[Id, Kind] = {}
    codelists: Mapping[Id, Choices] = {}
    fields: tuple[Field, ...] = ()
    registers: tuple[Register, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    rules: tuple[Rule, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    objectives: Objectives = ()
    indicators: Annotated[tuple[Indicator, ...], some]
    programmes: Programmes = ()
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

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; what was computed of this one is not taken for the copy's."""
        copied = super().model_copy(update=update, deep=deep)
        for name, each in vars(type(self)).items():
            if isinstance(each, cached_property):
                vars(copied).pop(name, None)
        return copied

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The definition that :meth:`to_json` wrote; pydantic's ValidationError otherwise."""
        return cls.model_validate_json(text)

    @property
    def modern(self) -> bool:
        """Whether it means what the newest grammar means (definition.md#versions)."""
        return self.iku == GRAMMAR_VERSIONS[-1]

    def carries(self, field: Field) -> bool:
        """Whether forms bring forward what was accepted last (definition.md#carry-forward)."""
        own = field.carry_forward
        wanted = self.carry_forward if own is None else own
        return self.modern and wanted and field.over_time is OverTime.LATEST

    @cached_property
    def shared_out(self) -> frozenset[str]:
        """The codes of the indicators for which units have targets of their own."""
        return frozenset(code for unit in self.units for code in unit.targets)

    @property
    def measured(self) -> tuple[Indicator, ...]:
        """The indicators that come from returns; the others are indices of their results."""
        return tuple(each for each in self.indicators if each.index is None)

    @property
    def timezone(self) -> Zone:
        """The office's own zone: the one that is named, or else that of its regency."""
        return self.zone or zone_of_regions(unit.code for unit in self.units)

    @cached_property
    def reporting(self) -> tuple[Unit, ...]:
        """The units that fill in forms in some period of the year. Others only stand above them, or
        were there before it, or will be after it.
        """
        periods = periods_of(self.year, self.cadence)
        return tuple(each for each in self.asked if any(map(each.reports_in, periods)))

    def reporting_in(self, period: Period) -> tuple[Unit, ...]:
        """The units that fill in forms for a period."""
        return tuple(unit for unit in self.asked if unit.reports_in(period))

    @cached_property
    def asked(self) -> tuple[Unit, ...]:
        """The units whose kind is asked something, whenever they are there."""
        asked: set[str] = set()
        everybody = {unit.kind for unit in self.units}
        stated = [each.reported_by for each in self.fields]
        stated += [each.reported_by for each in self.registers]
        for kinds in stated:
            asked |= everybody if kinds is None else set(kinds)
        return tuple(unit for unit in self.units if unit.kind in asked)

    def asks(self, code: str | None, period: str | None) -> bool:
        """Whether it has the unit of this code report for the period of this one."""
        unit = self._asked_by_code.get(code or "")
        return unit is not None and period is not None and unit.is_there(period)

    def lists(self, code: str | None, period: str | None) -> bool:
        """Whether the unit of this code is on the list, and there in a period if one is named."""
        unit = self._by_code.get(code or "")
        return unit is not None and (period is None or unit.is_there(period))

    @cached_property
    def former(self) -> Mapping[str, str]:
        """By a unit's code: the one that it had before, where it replaces one unit that no other
        one replaces too. A part of a unit, or several as one, has no history of its own.
        """
        replaced = Counter(code for unit in self.units for code in unit.replaces)
        pairs = ((unit.code, unit.replaces) for unit in self.units)
        return {new: old[0] for new, old in pairs if len(old) == 1 == replaced[old[0]]}

    def codes_of(self, code: str) -> tuple[str, ...]:
        """A unit's code, and those that it had before, the last one first."""
        found = {code: None}
        while (code := self.former.get(code, "")) and code not in found:
            found[code] = None
        return tuple(found)

    def code_in(self, unit: Unit, period: Period) -> str:
        """The code that a unit had in a period; its own where it had none."""
        had = (code for code in self.codes_of(unit.code) if self.asks(code, period.code))
        return next(had, unit.code)

    @cached_property
    def _by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _asked_by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.asked}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal: identifies this definition."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def _version(value: object) -> object:
    if value not in GRAMMAR_VERSIONS or isinstance(value, bool):
        raise refuse("grammar-version", value=str(value), known=str(GRAMMAR_VERSIONS[-1]))
    return value
