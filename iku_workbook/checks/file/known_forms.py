"""The forms that can be recognised: definitions by digest, and the keys that sealed them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from iku_workbook.calculations import cadences_closed
from iku_workbook.checks.file.old_forms import input_layout
from iku_workbook.checks.received import Content
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.layout import Layout, layout
from iku_workbook.periods import Cadence, Period, periods_of
from iku_workbook.workbook.reading.budget import BEYOND, Budget, Unreadable
from iku_workbook.workbook.seal import Identity

T = TypeVar("T")

_Asked = tuple[str, str, frozenset[Cadence]]
"""What decides a layout: a definition's digest, a kind of unit, the cadences that end."""


@dataclass
class Forms:
    """The definitions and keys by which a returned workbook's form is recognised.

    current    the definition that holds now
    earlier    the definition with a digest that forms were issued from, None where there is none
    older      the keys that signed before it was made
    on_record  whether a sealed workbook was put on record when it was issued; None where there is
               no record
    period     the period that returns are wanted for, None where any of the year is welcome
    """

    current: Definition
    key: bytes | None
    earlier: Callable[[str], Definition | None]
    older: tuple[bytes, ...] = ()
    on_record: Callable[[Identity], bool] | None = None
    period: Period | None = None
    _known: dict[str, Definition] = field(default_factory=dict)
    _units: dict[str, Mapping[str, Unit]] = field(default_factory=dict)
    _layouts: dict[_Asked, Layout] = field(default_factory=dict)
    _input_layouts: dict[tuple[_Asked, _Asked], Layout] = field(default_factory=dict)
    _closed: dict[tuple[str, str], frozenset[Cadence]] = field(default_factory=dict)
    _budget: Budget | None = None
    _least: Budget | None = None

    @classmethod
    def of_definition(cls, definition: Definition) -> Forms:
        """One definition alone, without a key."""
        return cls(definition, None, _no_earlier)

    def definition(self, digest: str) -> Definition | None:
        """The definition with this digest, None where it is not ours; looked up once."""
        if digest == self.current.digest:
            return self.current
        if digest not in self._known:
            earlier = self.earlier(digest)
            if earlier is None:
                return None
            self._known[digest] = earlier
        return self._known[digest]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Every key of the campaign; none where only a definition is at hand."""
        return tuple(each for each in (self.key, *self.older) if each is not None)

    @property
    def known_keys(self) -> str:
        """What tells these keys from others, and nothing else of them: noted with a verdict that
        another key may change.
        """
        prints = sorted(hashlib.sha256(each).hexdigest() for each in self.keys)
        return hashlib.sha256("".join(prints).encode()).hexdigest()[:16]

    def of_any_period(self) -> Forms:
        """The same, for returns of any period of the year."""
        return self if self.period is None else replace(self, period=None)

    def unit(self, definition: Definition, code: str) -> Unit | None:
        """The unit with this code, None where the definition has none."""
        if definition.digest not in self._units:
            self._units[definition.digest] = {unit.code: unit for unit in definition.units}
        return self._units[definition.digest].get(code)

    def layout_of(self, content: Content) -> Layout:
        """The current layout for the unit whose form was recognised."""
        definition = self.definition(content.digest)
        if definition is None:
            raise KeyError(content.digest)
        return self.layout(definition, content.unit.kind, content.period)

    def layout(self, definition: Definition, kind: str, period: Period) -> Layout:
        """The layout for units of ``kind`` in a period, made once for all in which the same is
        asked.
        """
        key = self._asked(definition, kind, period)
        if key not in self._layouts:
            self._layouts[key] = layout(definition, kind, period)
        return self._layouts[key]

    def input_layout(
        self, definition: Definition, kinds: tuple[str, str], period: Period
    ) -> Layout:
        """Today's fields at the cells of a form that a definition issued, which may be an old one;
        made once. ``kinds`` are what its unit was then, and what it is today.
        """
        then, now = kinds
        issued, current = (
            self.layout(definition, then, period),
            self.layout(self.current, now, period),
        )
        if issued is current:
            return issued
        key = (self._asked(definition, then, period), self._asked(self.current, now, period))
        if key not in self._input_layouts:
            self._input_layouts[key] = input_layout(issued, current)
        return self._input_layouts[key]

    def _asked(self, definition: Definition, kind: str, period: Period) -> _Asked:
        key = (definition.digest, period.code)
        if key not in self._closed:
            self._closed[key] = cadences_closed(definition, period)
        return definition.digest, kind, self._closed[key]

    def input_layout_of(self, content: Content) -> Layout:
        """The same for a form that was recognised."""
        definition = self.definition(content.form)
        unit = self.unit(definition, content.unit.code) if definition else None
        if definition is None or unit is None:
            raise KeyError(content.form)
        return self.input_layout(definition, (unit.kind, content.unit.kind), content.period)

    def within_budget(self, read: Callable[[Budget], T]) -> T:
        """What ``read`` makes of a returned file within the limits for one: within those that any
        form leaves it, where that is enough, for then no form need be drawn to know the others.
        """
        from iku_workbook.workbook.reading.other_formats import FORMATS

        if self._budget is None:
            try:
                return read(self._least_budget())
            except Unreadable as error:
                if error.code not in BEYOND | FORMATS.keys():
                    raise
        return read(self.budget())

    def budget(self) -> Budget:
        """The limits for reading a returned file, from the size of the current forms."""
        from iku_workbook.checks.file.reference_form import reference_form

        if self._budget is None:
            forms, period = self._largest
            sizes = [reference_form(form, period).size for form in forms]
            self._budget = Budget.of_forms(sizes) if sizes else Budget()
        return self._budget

    def _least_budget(self) -> Budget:
        if self._least is None:
            forms, _ = self._largest
            sheets = max((len(form.sheets) for form in forms), default=0)
            self._least = Budget.of_sheets(sheets) if forms else Budget()
        return self._least

    @property
    def _largest(self) -> tuple[list[Layout], Period]:
        """The current forms of the last period of a year, which ends one of every cadence: no other
        asks for more.
        """
        period = periods_of(self.current.year, self.current.cadence)[-1]
        kinds = {unit.kind for unit in self.current.reporting}
        return [self.layout(self.current, kind, period) for kind in sorted(kinds)], period


def _no_earlier(_digest: str) -> None:
    """No definition but the one at hand (a function, so that it can go to other processes)."""
