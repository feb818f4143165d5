"""The order of units in the master: each unit is followed at once by all units below it.

The units of a kecamatan are then one block of rows, and their sum is the sum of one range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit


@dataclass(frozen=True, slots=True)
class UnitOrder:
    """Who reports, in that order.

    codes   of the units that report
    blocks  for each unit that stands above some of them: the first of ``codes`` that is its own or
            below it, and the first after them
    depths  for each of these: how many stand above it
    """

    codes: tuple[str, ...]
    blocks: Mapping[str, tuple[int, int]]
    depths: Mapping[str, int]


def unit_order(definition: Definition) -> UnitOrder:
    """Every unit of the definition, those of one parent in the order of the list."""
    listed = {unit.code for unit in definition.units}
    below: dict[str | None, list[Unit]] = {}
    for unit in definition.units:
        below.setdefault(unit.parent if unit.parent in listed else None, []).append(unit)
    reporting = {unit.code for unit in definition.reporting}
    codes: list[str] = []
    blocks: dict[str, tuple[int, int]] = {}
    depths: dict[str, int] = {}

    def visit(unit: Unit, depth: int) -> None:
        first = len(codes)
        if unit.code in reporting:
            codes.append(unit.code)
        for child in below.get(unit.code, ()):
            visit(child, depth + 1)
        if unit.code in below and len(codes) > first:
            blocks[unit.code] = (first, len(codes))
            depths[unit.code] = depth

    for unit in below.get(None, ()):
        visit(unit, 0)
    return UnitOrder(tuple(codes), blocks, depths)
