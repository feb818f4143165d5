"""Reads a returned workbook: its sheets, cells, defined names and properties.

One pass over the parts that a form needs and no others: relationships, the list of sheets, texts,
styles, sheets, the document's own properties. Both namespaces of the standard are read, names with
and without a prefix, rows and cells with and without an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from iku_workbook.workbook.reading.budget import Budget, Meter, Unreadable
from iku_workbook.workbook.reading.data_validation import DataValidation, data_validations
from iku_workbook.workbook.reading.fast_rows import UncommonMarkup, cut, fast_rows
from iku_workbook.workbook.reading.guard import guard
from iku_workbook.workbook.reading.markup import is_true, parse, refuse_document_type, tags
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.remarks import Remark, remarks
from iku_workbook.workbook.reading.sheet import Cell, Shared, SheetReader
from iku_workbook.workbook.reading.styles import PLAIN, styles
from iku_workbook.workbook.reading.texts import shared_strings
from iku_workbook.workbook.reading.tree_rows import tree_rows
from iku_workbook.workbook.reading.workbook_parts import (
    Relationship,
    SheetEntry,
    custom_properties,
    relationships,
    relationships_in,
    workbook_part,
)

__all__ = ["Budget", "Cell", "Remark", "Sheet", "Unreadable", "Workbook", "read"]

_REFUSED = {
    **dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"), "FILE-021"),
    **dict.fromkeys(("oleObject", "package", "control"), "FILE-022"),
    "externalLink": "FILE-023",
}
# Sheets that hold a drawing or a dialog and no cells.
_WITHOUT_CELLS = frozenset({"chartsheet", "dialogsheet"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its cells by (row, column), counted from 1.

    state        ``visible``, ``hidden`` or ``veryHidden``
    protected    whether locked cells are really locked
    validations  its data validations (dropdown lists, minimum and maximum)
    remarks      what people remarked on its cells, in notes and comments
    """

    name: str
    state: str
    protected: bool
    validations: tuple[DataValidation, ...]
    cells: dict[tuple[int, int], Cell]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as it was returned.

    names       the defined names that hold for the whole workbook, and what they stand for
    own_names   the defined names that a sheet has for itself, and what they stand for
    properties  the document's own properties that are texts
    values_only whether nothing but values was read: no formulas, locks, names or properties
    date1904    whether serial 0 is 1904-01-01 rather than the day before 1900
    """

    sheets: tuple[Sheet, ...]
    names: dict[str, str]
    properties: dict[str, str]
    date1904: bool
    values_only: bool = False
    own_names: tuple[tuple[str, str], ...] = ()


def read(data: bytes, budget: Budget) -> Workbook:
    """The workbook that ``data`` holds; Unreadable, and nothing else, for any other bytes."""
    package = guard(data, Meter(budget))
    roots = relationships(package)
    main = _target(roots.values(), "officeDocument")
    if main is None:
        raise Unreadable("FILE-014")
    related = relationships(package, main)
    _refuse_by_kind(related.values())
    listed = workbook_part(package, main)
    parts = [_sheet_part(entry, related) for entry in listed.sheets]
    _refuse_shared_parts(listed.sheets, parts)
    strings = _target(related.values(), "sharedStrings")
    style = _target(related.values(), "styles")
    shared = Shared(
        strings=shared_strings(package, strings) if strings else {},
        styles=styles(package, style) if style else {"0": PLAIN},
        date1904=listed.date1904,
        meter=package.meter,
    )
    sheets = tuple(
        _sheet(package, entry, part, shared)
        for entry, part in zip(listed.sheets, parts, strict=True)
    )
    custom = _target(roots.values(), "custom-properties", "customProperties")
    properties = custom_properties(package, custom) if custom else {}
    _look_through(package)
    return Workbook(sheets, listed.names, properties, listed.date1904, own_names=listed.own_names)


def _target(relations: Iterable[Relationship], *kinds: str) -> str | None:
    return next((relation.target for relation in relations if relation.kind in kinds), None)


def _refuse_by_kind(relations: Iterable[Relationship]) -> None:
    """A macro, an embedded object or a link under a name that the guard did not know it by."""
    for relation in relations:
        if relation.kind in _REFUSED:
            raise Unreadable(_REFUSED[relation.kind], {"part": relation.target})


def _look_through(package: Package) -> None:
    """The parts that a form needs not: whoever opens the file next reads them too."""
    for part in package.unread():
        if part.endswith(".rels"):
            _refuse_by_kind(relationships_in(package, part).values())
        else:
            refuse_document_type(part, package.read(part))


def _sheet_part(entry: SheetEntry, related: Mapping[str, Relationship]) -> Relationship:
    relation = related.get(entry.relationship)
    if relation is None:
        raise Unreadable("FILE-025", {"part": entry.name})
    return relation


def _refuse_shared_parts(entries: Iterable[SheetEntry], parts: list[Relationship]) -> None:
    seen: set[str] = set()
    for entry, part in zip(entries, parts, strict=True):
        if part.target.lower() in seen:
            raise Unreadable("FILE-035", {"sheet": entry.name})
        seen.add(part.target.lower())


def _sheet(package: Package, entry: SheetEntry, part: Relationship, shared: Shared) -> Sheet:
    if part.kind in _WITHOUT_CELLS:
        return Sheet(entry.name, entry.state, protected=False, validations=(), cells={})
    data = package.read(part.target)
    sheet = _fast_sheet(package, entry, part, data, shared) or _any_sheet(
        package, entry, part, data, shared
    )
    related = relationships(package, part.target)
    _refuse_by_kind(related.values())
    remarked = remarks(package, entry.name, related)
    return replace(sheet, remarks=remarked) if remarked else sheet


def _fast_sheet(
    package: Package, entry: SheetEntry, part: Relationship, data: bytes, shared: Shared
) -> Sheet | None:
    common = cut(data, b"sheetData")
    if common is None:
        return None
    root, namespace = parse(part.target, common.around, "worksheet", package.tree)
    if root.find(tags(namespace).sheet_data) is None:
        return None
    try:
        cells = SheetReader(entry.name, shared).read(fast_rows(common.inside))
    except UncommonMarkup:
        return None
    return _with_cells(entry, root, cells)


def _any_sheet(
    package: Package, entry: SheetEntry, part: Relationship, data: bytes, shared: Shared
) -> Sheet:
    root, namespace = parse(part.target, data, "worksheet", package.tree)
    names, limit = tags(namespace), package.meter.budget.text
    rows = (
        row
        for block in root.iterchildren(names.sheet_data)
        for row in tree_rows(block, names, entry.name, limit)
    )
    return _with_cells(entry, root, SheetReader(entry.name, shared).read(rows))


def _with_cells(
    entry: SheetEntry, root: etree._Element, cells: dict[tuple[int, int], Cell]
) -> Sheet:
    protected = any(
        is_true(protection.get("sheet")) for protection in root.iterchildren("{*}sheetProtection")
    )
    return Sheet(entry.name, entry.state, protected, data_validations(root), cells)
