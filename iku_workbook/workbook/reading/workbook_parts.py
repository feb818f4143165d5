"""Reads the parts around the sheets: relationships, the sheets' list, defined names, properties."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.fast_rows import (
    UncommonMarkup,
    common_text,
    cut,
    fast_names,
)
from iku_workbook.workbook.reading.markup import is_true, parse, remembered, whole
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.texts import decoded

_STATES = frozenset({"visible", "hidden", "veryHidden"})
_SINGLE = ("officeDocument", "sharedStrings", "styles")
_NAMES = ("definedNames", "definedName")
_PROPERTY, _SMALL = b"vt:lpwstr", 1 << 16
_STRINGS = ("{*}lpwstr", "{*}lpstr", "{*}bstr")


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to.

    kind     the last word of its type, in which the transitional and the strict standard agree
    target   a part's name; as it is written where it is ``outside`` the package
    """

    kind: str
    target: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; ``relationship`` is the id that leads to its part."""

    name: str
    state: str
    relationship: str


class OwnName(NamedTuple):
    """A defined name that holds on one sheet only; the sheet is empty where there is no such."""

    sheet: str
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """The workbook part: the sheets in order, global defined names, and
    defined names of one sheet.
    """

    sheets: tuple[SheetEntry, ...]
    names: dict[str, str]
    own_names: tuple[OwnName, ...]
    date1904: bool


def relationships(package: Package, source: str = "") -> Mapping[str, Relationship]:
    """The relationships of a part (of the package itself for ``""``) by id.

    Unreadable FILE-053 where two have one id: programs would follow the one or the other.
    """
    folder, slash, name = source.rpartition("/")
    part = f"{folder}{slash}_rels/{name}.rels"
    return relationships_in(package, part) if part in package else {}


def relationships_in(package: Package, part: str) -> Mapping[str, Relationship]:
    """The same of the part that holds them."""
    return _relationships(part, package.read(part), package.tree)


@remembered
def _relationships(part: str, data: bytes, limit: int) -> Mapping[str, Relationship]:
    folder = posixpath.dirname(posixpath.dirname(part))
    root, _ = parse(part, data, "Relationships", limit)
    found: dict[str, Relationship] = {}
    for element in root.iter("{*}Relationship"):
        identity, target = element.get("Id", ""), element.get("Target", "")
        kind = element.get("Type", "").rpartition("/")[2]
        outside = element.get("TargetMode") == "External"
        if not outside:
            inside = posixpath.join("/", folder, unquote(target))
            target = posixpath.normpath(inside).lstrip("/")
        if identity in found:
            raise Unreadable("FILE-053", {"part": part, "found": identity[:40]})
        found[identity] = Relationship(kind, target, outside)
    _refuse_rivals(part, found.values())
    return MappingProxyType(found)


def _refuse_rivals(part: str, relations: Iterable[Relationship]) -> None:
    """Unreadable FILE-053 for two of a kind of which programs read one, this or that."""
    kinds = [relation.kind for relation in relations]
    for kind in _SINGLE:
        if kinds.count(kind) > 1:
            raise Unreadable("FILE-053", {"part": part, "found": kind})


def workbook_part(package: Package, part: str) -> WorkbookPart:
    """Sheets in their order, the names that hold for the whole workbook, the date system.

    Unreadable FILE-026 for more sheets than the budget allows, FILE-037 for a sheet's name used
    twice, FILE-053 for a defined name that stands for two things.
    """
    data, limits = package.read(part), (package.tree, package.meter.budget.sheets)
    sheets, listed, date1904 = _fast_listed(part, data, *limits) or _listed(part, data, *limits)
    names: dict[str, str] = {}
    own: list[OwnName] = []
    for name, reference, scope in listed:
        if scope is None:
            if names.get(name, reference) != reference:
                raise Unreadable("FILE-053", {"part": part, "found": name[:40]})
            names[name] = reference
        else:
            own.append(OwnName(_sheet_name(sheets, scope), name, reference))
    return WorkbookPart(sheets, names, tuple(own), date1904)


class _Listed(NamedTuple):
    """The sheets, each defined name with what it stands for and the number of its sheet where it is
    one sheet's own, and whether days are counted from 1904.
    """

    sheets: tuple[SheetEntry, ...]
    names: tuple[tuple[str, str, str | None], ...]
    date1904: bool


def _fast_listed(part: str, data: bytes, limit: int, most: int) -> _Listed | None:
    """The same as :func:`_listed`: the names, among which is the unit's own identity, are taken out
    before. None where they are not written as common programs do.
    """
    common = cut(data, b"definedNames")
    if common is None:
        return None
    try:
        found = fast_names(common.inside)
    except UncommonMarkup:
        return None
    if not _has_place_for_names(part, common.around, limit):
        return None
    names = tuple(_name(attributes, text) for attributes, text in found)
    return _listed(part, common.around, limit, most)._replace(names=names)


@remembered
def _has_place_for_names(part: str, around: bytes, limit: int) -> bool:
    root, namespace = parse(part, around, "workbook", limit)
    blocks, names = (list(root.iter(f"{{{namespace}}}{tag}")) for tag in _NAMES)
    return len(blocks) == 1 and not names


@remembered
def _listed(part: str, data: bytes, limit: int, most: int) -> _Listed:
    root, namespace = parse(part, data, "workbook", limit)
    sheets = tuple(_sheet_entry(sheet) for sheet in root.iter(f"{{{namespace}}}sheet"))
    if len(sheets) > most:
        raise Unreadable("FILE-026", {"limit": most})
    _refuse_twins(sheets)
    names = root.iter(f"{{{namespace}}}definedName")
    date1904 = any(
        is_true(properties.get("date1904"))
        for properties in root.iter(f"{{{namespace}}}workbookPr")
    )
    return _Listed(sheets, tuple(_name(each, each.text or "") for each in names), date1904)


def _name(attributes: Mapping[str, str] | etree._Element, text: str) -> tuple[str, str, str | None]:
    return attributes.get("name", ""), text.strip(), attributes.get("localSheetId")


def _sheet_name(sheets: tuple[SheetEntry, ...], scope: str) -> str:
    at = whole(scope)
    return sheets[at].name if at is not None and at < len(sheets) else ""


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


_Properties = tuple[tuple[str, str | None], ...]


def custom_properties(package: Package, part: str) -> dict[str, str]:
    """The document's own properties that are texts, by name."""
    data = package.read(part)
    listed, own = _fast_properties(part, data, package.tree) or (
        _properties(part, data, package.tree),
        "",
    )
    return {name: decoded(own if text is None else text) for name, text in listed}


def _fast_properties(part: str, data: bytes, limit: int) -> tuple[_Properties, str] | None:
    """The properties, and the text of the only one, which is taken out before: among them is the
    unit's own identity. None where they are not written as common programs do.
    """
    common = cut(data, _PROPERTY) if len(data) <= _SMALL else None
    if common is None or "<" in common.inside:
        return None
    try:
        own = common_text(common.inside)
        listed = _properties(part, common.around, limit)
    except (UncommonMarkup, Unreadable):
        return None
    return listed, own


@remembered
def _properties(part: str, data: bytes, limit: int) -> _Properties:
    """Each property's name and text; None in place of one that was taken out, or is empty."""
    root, namespace = parse(part, data, "Properties", limit)
    return tuple(
        (element.get("name", ""), value.text or (None if _is_own(value) else ""))
        for element in root.iterchildren(f"{{{namespace}}}property")
        for value in element.iterchildren(*_STRINGS)
    )


def _is_own(value: etree._Element) -> bool:
    """Whether an element is written as the one whose text is taken out."""
    return value.prefix == "vt" and etree.QName(value).localname == "lpwstr"
