"""What is computed of a whole country's units, in little room: a figure takes eight bytes."""

from __future__ import annotations

import math
from array import array
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import overload

from iku_workbook.formula.values import Value
from iku_workbook.results.over_units import UnitParts, number

_FIGURES = frozenset({float, type(None)})


class Figures(Sequence[Value]):
    """Computed values, as many as are put in; numbers and blanks as nearly all are, until another
    kind of value comes.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._values: array[float] | list[Value] = array("d")
        self.extend(list(values))

    def extend(self, values: Sequence[Value]) -> None:
        """Put more of them in."""
        if isinstance(self._values, array):
            if _FIGURES.issuperset(map(type, values)):
                self._values.extend(_packed(values))  # type: ignore[arg-type]
                return
            self._values = [*self]
        self._values.extend(values)

    def __iter__(self) -> Iterator[Value]:
        values = self._values
        return map(_blank, values) if isinstance(values, array) else iter(values)

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            return [*self][place]
        values = self._values
        return _blank(values[place]) if isinstance(values, array) else values[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr([*self])


class Codes:
    """The codes of units in their order, which all indicators share that concern the same ones."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each stands."""
        return {code: place for place, code in enumerate(self.codes)}


class Shares(Mapping[str, UnitParts]):
    """Units' parts of an indicator, by their codes."""

    __slots__ = ("_columns", "_units")

    def __init__(self, parts: Iterable[UnitParts], units: Codes) -> None:
        self._units = units
        columns = zip(*parts, strict=True) if units.codes else [()] * len(UnitParts._fields)
        self._columns = [array("d", _packed(each)) for each in columns]

    def __getitem__(self, code: str) -> UnitParts:
        place = self._units.places[code]
        return UnitParts(*(_part(column[place]) for column in self._columns))

    def __iter__(self) -> Iterator[str]:
        return iter(self._units.codes)

    def __len__(self) -> int:
        return len(self._units.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._units.places

    def values(self) -> ValuesView[UnitParts]:
        """In the order of the units."""
        return _Values(self)

    def items(self) -> ItemsView[str, UnitParts]:
        """With their codes, in the order of the units."""
        return _Items(self)

    def parts(self) -> Iterator[UnitParts]:
        """All of them, one after the other."""
        columns = (list(map(_part, column)) for column in self._columns)
        return map(UnitParts._make, zip(*columns, strict=True))

    def __repr__(self) -> str:
        return repr(dict(self))


class _Values(ValuesView[UnitParts]):
    _mapping: Shares

    def __iter__(self) -> Iterator[UnitParts]:
        return self._mapping.parts()


class _Items(ItemsView[str, UnitParts]):
    _mapping: Shares

    def __iter__(self) -> Iterator[tuple[str, UnitParts]]:
        return zip(self._mapping, self._mapping.parts(), strict=True)


def _packed(values: Iterable[float | None]) -> list[float]:
    """With what is no number where there is none: no cell holds such."""
    return [math.nan if each is None else each for each in values]


def _blank(value: float) -> float | None:
    return None if value != value else value  # as only NaN is


def _part(value: float) -> float | None:
    return None if value != value else number(value)
