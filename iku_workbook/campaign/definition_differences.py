"""What one campaign asks or measures otherwise than another, by the names in their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.definition.values import Record
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue, Message
from iku_workbook.results.naming import first_of
from iku_workbook.safe_text import visible

_ALIKE = ("fields", "registers", "codelists", "calculations", "rules", "reconciliations")
_ON_A_FORM = (
    *("iku", "title", "agency", "kinds"),
    *("fields", "registers", "codelists", "calculations", "rules"),
)
_MEASURED_ALIKE = frozenset({"numerator", "denominator", "scale", "value", "polarity", "result"})


@dataclass(frozen=True, slots=True)
class DefinitionDifference:
    """What differs, each as a person finds it in the definition: ``fields jumlah (maximum)``.

    changed     in both, and not alike
    here, there  only in the one that asks, only in the other
    """

    changed: tuple[str, ...]
    here: tuple[str, ...]
    there: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.here or self.there)


class OtherDefinition(OperatorError):
    """A campaign that asks or measures something else: which folder, and what."""

    def __init__(self, folder: Path, found: DefinitionDifference) -> None:
        named = "; ".join((*found.changed, *found.here, *found.there))
        super().__init__("other-definition", folder=folder, what=named)
        self.found = found

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """One message, with everything that differs."""
        parts = {"changed": self.found.changed, "here": self.found.here, "there": self.found.there}
        said = " ".join(
            say(f"cli.differs-{part}", what=", ".join(first_of(named, say)))
            for part, named in parts.items()
            if named
        )
        folder = visible(str(self.data["folder"]))
        yield say.message("cli", self.code, folder=folder, what=visible(said))


def difference(
    one: Definition, other: Definition, units: Mapping[str, Unit]
) -> DefinitionDifference:
    """What ``other`` asks or measures otherwise than ``one``; false where they are alike.

    ``units`` are those known so far, by code: one that is listed twice has to be the same unit.
    """
    changed = [
        f"{key} ({getattr(one, key)} ≠ {getattr(other, key)})"
        for key in ("year", "cadence")
        if getattr(one, key) != getattr(other, key)
    ]
    changed += [
        f"units {unit.code} ({', '.join(_keys(units[unit.code], unit))})"
        for unit in other.units
        if _keys(units.get(unit.code, unit), unit)
    ]
    here, there = [], []
    for part in (*_ALIKE, "indicators"):
        mine, theirs = _named(one, part), _named(other, part)
        changed += [
            f"{part} {name}{_in_brackets(_keys(mine[name], theirs[name], part))}"
            for name in mine
            if name in theirs and _differ(mine[name], theirs[name], part)
        ]
        here += [f"{part} {name}" for name in mine if name not in theirs]
        there += [f"{part} {name}" for name in theirs if name not in mine]
    return DefinitionDifference(tuple(changed), tuple(here), tuple(there))


def same_form(one: Definition, other: Definition) -> bool:
    """Whether forms made from either ask the same in the same words; targets stand on none."""
    return all(getattr(one, part) == getattr(other, part) for part in _ON_A_FORM)


def _named(definition: Definition, part: str) -> dict[str, Any]:
    """A part's records by id; the columns of registers too, as ``kegiatan.tanggal``."""
    value = getattr(definition, part)
    if isinstance(value, Mapping):
        return dict(value)
    found = {each.code if part == "indicators" else each.id: each for each in value}
    if part == "registers":
        found |= {f"{each.id}.{column.id}": column for each in value for column in each.fields}
    return found


def _differ(mine: object, theirs: object, part: str) -> bool:
    return bool(_keys(mine, theirs, part)) if isinstance(mine, Record) else mine != theirs


def _keys(mine: object, theirs: object, part: str = "") -> list[str]:
    """The keys of two records whose values are not alike; none for what is no record."""
    if not isinstance(mine, Record):
        return []
    keys: Iterable[str] = type(mine).model_fields
    if part == "indicators":
        keys = [key for key in keys if key in _MEASURED_ALIKE]
    if part == "registers":  # its columns are compared by themselves
        keys = [key for key in keys if key != "fields"]
    return [key for key in keys if getattr(mine, key) != getattr(theirs, key)]


def _in_brackets(keys: list[str]) -> str:
    return f" ({', '.join(keys)})" if keys else ""
