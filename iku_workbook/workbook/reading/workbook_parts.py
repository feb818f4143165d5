"""Reads the parts around the sheets: relationships, the sheets' list, defined names, properties."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.markup import is_true, parse, remembered
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.texts import decoded

_STATES = frozenset({"visible", "hidden", "veryHidden"})
_STRINGS = ("{*}lpwstr", "{*}lpstr", "{*}bstr")


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: ``kind`` is the last word of its type, ``target`` a part's name."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; ``relationship`` is the id that leads to its part."""

    name: str
    state: str
    relationship: str


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """The workbook part: the sheets in order, global defined names, and
    defined names of one sheet.
    """

    sheets: tuple[SheetEntry, ...]
    names: dict[str, str]
    own_names: tuple[tuple[str, str], ...]
    date1904: bool


def relationships(package: Package, source: str = "") -> Mapping[str, Relationship]:
    """The relationships of a part (of the package itself for ``""``) by id.

    Targets outside the package are left out: nothing is ever fetched. Types of the transitional
    and the strict standard differ in all but their last word.
    """
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    return relationships_in(package, part) if part in package else {}


def relationships_in(package: Package, part: str) -> Mapping[str, Relationship]:
    """The same of the part that holds them."""
    return _relationships(part, package.read(part), package.tree)


@remembered
def _relationships(part: str, data: bytes, limit: int) -> Mapping[str, Relationship]:
    folder = posixpath.dirname(posixpath.dirname(part))
    root, _ = parse(part, data, "Relationships", limit)
    found = {}
    for element in root.iter("{*}Relationship"):
        if element.get("TargetMode") != "External":
            target = posixpath.join("/", folder, unquote(element.get("Target", "")))
            kind = element.get("Type", "").rpartition("/")[2]
            relation = Relationship(kind, posixpath.normpath(target).lstrip("/"))
            found[element.get("Id", "")] = relation
    return MappingProxyType(found)


def workbook_part(package: Package, part: str) -> WorkbookPart:
    """Sheets in their order, the names that hold for the whole workbook, the date system.

    Unreadable FILE-026 for more sheets than the budget allows, FILE-037 for a name used twice.
    """
    root, namespace = parse(part, package.read(part), "workbook", package.tree)
    sheets = tuple(_sheet_entry(sheet) for sheet in root.iter(f"{{{namespace}}}sheet"))
    limit = package.meter.budget.sheets
    if len(sheets) > limit:
        raise Unreadable("FILE-026", {"limit": limit})
    _refuse_twins(sheets)
    names, own = {}, []
    for element in root.iter(f"{{{namespace}}}definedName"):
        name, reference = element.get("name", ""), (element.text or "").strip()
        if element.get("localSheetId") is None:
            names[name] = reference
        else:
            own.append((name, reference))
    date1904 = any(
        is_true(properties.get("date1904"))
        for properties in root.iter(f"{{{namespace}}}workbookPr")
    )
    return WorkbookPart(sheets, names, tuple(own), date1904)


def _sheet_entry(sheet: etree._Element) -> SheetEntry:
    # The namespace of r:id differs between the standards: any qualified id is the relationship.
    identity = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")
    state = sheet.get("state", "visible")
    name = decoded(sheet.get("name", ""))
    return SheetEntry(name, state if state in _STATES else "visible", identity)


def _refuse_twins(sheets: tuple[SheetEntry, ...]) -> None:
    seen: set[str] = set()
    for sheet in sheets:
        if sheet.name.casefold() in seen:
            raise Unreadable("FILE-037", {"sheet": sheet.name})
        seen.add(sheet.name.casefold())


def custom_properties(package: Package, part: str) -> dict[str, str]:
    """The document's own properties that are texts, by name."""
    root, namespace = parse(part, package.read(part), "Properties", package.tree)
    return {
        element.get("name", ""): decoded(value.text or "")
        for element in root.iterchildren(f"{{{namespace}}}property")
        for value in element.iterchildren(*_STRINGS)
    }
