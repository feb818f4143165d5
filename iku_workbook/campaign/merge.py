"""Merges several campaigns' definitions: a regency adds up what its sub-district offices received.

They must ask the same and measure alike; their units are put together. What an office says of
itself, its targets and its deadlines may differ: those of the campaign that asks are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from iku_workbook.campaign.definition_differences import (
    DefinitionDifference,
    OtherDefinition,
    difference,
)
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Kind, Unit
from iku_workbook.errors import together

_OFFICE = "campaign"  # the kind of a unit that nobody lists


def merge(definition: Definition, others: Mapping[Path, Definition]) -> Definition:
    """The definition with all campaigns' units; an error that says how other ones differ.

    Where no unit stands above others, each office does, under its code of :func:`office_codes`.
    """
    wrong = [OtherDefinition(folder, found) for folder, found in _differing(definition, others)]
    if wrong:
        raise together(wrong)
    parts = [definition, *others.values()]
    units: dict[str, Unit] = {}
    kinds: dict[str, Kind] = {}
    for part in parts:
        kinds = {**part.kinds, **kinds}
        for unit in part.units:
            units.setdefault(unit.code, unit)
    if len(units) == len(definition.units):
        return definition
    definition = _changed(definition, kinds=kinds)
    codes = office_codes(parts)
    if len(set(codes)) == 1 or any(unit.parent for unit in units.values()):
        return _changed(definition, units=tuple(units.values()))
    return _by_office(definition, parts, codes)


def office_codes(parts: Sequence[Definition]) -> list[str]:
    """The code of each campaign's office: campaigns that share units are one office's.

    Two offices whose campaigns have one code are told apart by what their units' codes begin with,
    else by their number.
    """
    offices: list[tuple[str, set[str]]] = []
    places = []
    for part in parts:
        own = {unit.code for unit in part.units}
        same = (at for at, (code, units) in enumerate(offices) if code == part.code and units & own)
        place = next(same, len(offices))
        if place == len(offices):
            offices.append((part.code, set()))
        offices[place][1].update(own)
        places.append(place)
    names = _distinct(offices)
    return [names[place] for place in places]


def _distinct(offices: Sequence[tuple[str, set[str]]]) -> list[str]:
    codes = [code for code, _ in offices]
    taken = {unit for _, units in offices for unit in units}
    found: list[str] = []
    for number, (code, units) in enumerate(offices, start=1):
        names = [f"{code}-{number}"]
        above = {unit.rpartition(".")[0] for unit in units}
        if len(above) == 1 and above != {""}:
            names.insert(0, f"{code}-{above.pop()}")
        if codes.count(code) == 1 and code not in taken:
            names.insert(0, code)
        found.append(next((each for each in names if each not in found), names[-1]))
    return found


def _by_office(
    definition: Definition, parts: Sequence[Definition], codes: Sequence[str]
) -> Definition:
    """Each office above its own units, so that it has results of its own; it is asked nothing."""
    units: dict[str, Unit] = {}
    for code, part in zip(codes, parts, strict=True):
        units.setdefault(code, Unit(code=code, name=part.agency.name, kind=_OFFICE))
        for unit in part.units:
            units.setdefault(unit.code, unit.model_copy(update={"parent": code}))
    kinds = tuple(dict.fromkeys(unit.kind for part in parts for unit in part.units))
    reported = {
        key: tuple(
            each.model_copy(update={"reported_by": each.reported_by or kinds})
            for each in getattr(definition, key)
        )
        for key in ("fields", "registers")
    }
    return _changed(definition, units=tuple(units.values()), **reported)


def _changed(definition: Definition, **changes: object) -> Definition:
    fields = Definition.model_fields.items()
    stated = {info.alias or name: getattr(definition, name) for name, info in fields}
    return Definition.model_validate({**stated, **changes})


def _differing(
    definition: Definition, others: Mapping[Path, Definition]
) -> Iterator[tuple[Path, DefinitionDifference]]:
    known = {unit.code: unit for unit in definition.units}
    for folder, other in others.items():
        found = difference(definition, other, known)
        if found:
            yield folder, found
        for unit in other.units:
            known.setdefault(unit.code, unit)
