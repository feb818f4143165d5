"""Reads a returned workbook: its sheets, cells, defined names and properties.

One pass over the parts that a form needs and no others: relationships, the list of sheets, texts,
styles, sheets, the document's own properties. Both namespaces of the standard are read, names with
and without a prefix, rows and cells with and without an address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from iku_workbook.cell_addresses import a1
from iku_workbook.workbook.reading.active_content import (
    Link,
    are_known_quiet,
    formula_links,
    look_through,
    network,
    reaching,
    refuse_active,
    refuse_active_types,
    refuse_fetching,
)
from iku_workbook.workbook.reading.budget import Budget, Meter, Unreadable
from iku_workbook.workbook.reading.cells import Cell, Drawn, Key, Shared
from iku_workbook.workbook.reading.charts import charts
from iku_workbook.workbook.reading.data_validation import DataValidation, data_validations
from iku_workbook.workbook.reading.drawings import drawings
from iku_workbook.workbook.reading.fast_rows import (
    Between,
    UncommonMarkup,
    as_text,
    between,
    fast_headers,
    is_common,
)
from iku_workbook.workbook.reading.guard import guard
from iku_workbook.workbook.reading.markup import is_true, parse, parse_any, remembered, tags
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.remarks import Remark, remarks
from iku_workbook.workbook.reading.rich_texts import RichText
from iku_workbook.workbook.reading.row_shapes import Cells, Shape
from iku_workbook.workbook.reading.sheet import SheetReader
from iku_workbook.workbook.reading.styles import NO_STYLES, ConditionalLook, styles
from iku_workbook.workbook.reading.surroundings import (
    NOTHING_AROUND,
    Surroundings,
    has_filter,
    printed,
    surroundings,
)
from iku_workbook.workbook.reading.texts import shared_strings
from iku_workbook.workbook.reading.tree_rows import tree_rows
from iku_workbook.workbook.reading.workbook_parts import (
    OwnName,
    Relationship,
    SheetEntry,
    WorkbookPart,
    custom_properties,
    relationships,
    workbook_part,
)

__all__ = ["Budget", "Cell", "Remark", "Sheet", "Unreadable", "Workbook", "read"]

# Sheets that hold a drawing or a dialog and no cells.
_CELLS = b"sheetData"
_WITHOUT_CELLS = frozenset({"chartsheet", "dialogsheet"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its cells by (row, column), counted from 1.

    state        ``visible``, ``hidden`` or ``veryHidden``
    protected    whether locked cells are really locked
    validations  its data validations (dropdown lists, minimum and maximum)
    around       what decides how its cells are seen: merged and hidden ones, drawings
    remarks      what people remarked on its cells, in notes and comments
    """

    name: str
    state: str
    protected: bool
    validations: tuple[DataValidation, ...]
    cells: dict[tuple[int, int], Cell]
    around: Surroundings = NOTHING_AROUND
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as it was returned.

    names       the defined names that hold for the whole workbook, and what they stand for
    own_names   the defined names that a sheet has for itself, and what they stand for
    links       the links that lead out of the workbook
    extra_parts the parts that no form has and that do nothing by themselves, such as a pivot table
    properties  the document's own properties that are texts
    values_only whether nothing but values was read: no formulas, locks, names or properties
    date1904    whether serial 0 is 1904-01-01 rather than the day before 1900
    """

    sheets: tuple[Sheet, ...]
    names: dict[str, str]
    properties: dict[str, str]
    date1904: bool
    values_only: bool = False
    own_names: tuple[OwnName, ...] = ()
    links: tuple[Link, ...] = ()
    extra_parts: tuple[str, ...] = ()


def read(data: bytes, budget: Budget, *, with_charts: bool = False) -> Workbook:
    """The workbook that ``data`` holds; Unreadable, and nothing else, for any other bytes.

    ``with_charts`` reads what its charts show too, on which no return hangs.
    """
    package = guard(data, Meter(budget))
    roots = relationships(package)
    main = _target(roots.values(), "officeDocument")
    if main is None:
        raise Unreadable("FILE-014")
    related = relationships(package, main)
    refuse_active_types(package)
    refuse_active((*roots.values(), *related.values()))
    listed = workbook_part(package, main)
    parts = [_sheet_part(entry, related) for entry in listed.sheets]
    _refuse_shared_parts(listed.sheets, parts)
    shared, conditional = _shared(package, related.values(), date1904=listed.date1904)
    sheets = tuple(
        _sheet(package, entry, part, shared, conditional)
        for entry, part in zip(listed.sheets, parts, strict=True)
    )
    custom = _target(roots.values(), "custom-properties", "customProperties")
    properties = custom_properties(package, custom) if custom else {}
    extras = look_through(package)
    links = [*_links(package, sheets, parts), *_formula_links(sheets, listed)]
    placed = {link.target for link in links}
    links += [Link("", "", target) for target in extras.links if target not in placed]
    if with_charts:
        both = zip(sheets, parts, strict=True)
        sheets = tuple(_with_charts(package, each, part.target) for each, part in both)
    return Workbook(
        sheets,
        listed.names,
        properties,
        listed.date1904,
        own_names=listed.own_names,
        links=tuple(links),
        extra_parts=extras.parts,
    )


def _shared(
    package: Package, related: Collection[Relationship], *, date1904: bool
) -> tuple[Shared, tuple[ConditionalLook, ...]]:
    """What all sheets refer to; beside it what their conditional formats refer to."""
    strings, style = _target(related, "sharedStrings"), _target(related, "styles")
    looks = styles(package, style, _target(related, "theme")) if style else NO_STYLES
    texts = shared_strings(package, strings, looks.colours) if strings else {}
    has_rich = RichText in set(map(type, texts.values()))
    shared = Shared(
        strings=texts,
        drawn=_drawn(texts) if has_rich else texts,
        has_rich=has_rich,
        styles=looks,
        date1904=date1904,
        meter=package.meter,
    )
    return shared, looks.conditional


def _drawn(texts: Mapping[str, str]) -> dict[str, Drawn]:
    return {
        number: (text, text.parts) if type(text) is RichText else text
        for number, text in texts.items()
    }


def _links(
    package: Package, sheets: Iterable[Sheet], parts: Iterable[Relationship]
) -> Iterator[Link]:
    """The links of cells that lead outside."""
    for sheet, part in zip(sheets, parts, strict=True):
        related = relationships(package, part.target) if sheet.around.links else {}
        for cells, identity in sheet.around.links:
            relation = related.get(identity)
            target = network(relation.target) if relation and relation.outside else None
            if target is not None:
                yield Link(sheet.name, a1(*cells[:2]), target)


def _formula_links(sheets: Iterable[Sheet], listed: WorkbookPart) -> Iterator[Link]:
    """The links in formulas; Unreadable for a formula that fetches or runs something."""
    for sheet in sheets:
        cells = sheet.cells
        if not (isinstance(cells, Cells) and all(map(_is_quiet, cells.shapes))):
            yield from formula_links(sheet.name, _formulas(cells.items()))
        elif cells.known < len(cells):
            yield from formula_links(sheet.name, _formulas(cells.apart()))
        held = [text for rule in sheet.validations for text in rule.formulas]
        held += [text for rule in sheet.around.conditional for text in rule.formulas]
        if not are_known_quiet(held):
            refuse_fetching(sheet.name, held)
    named = [*listed.names.items(), *((own.name, own.reference) for own in listed.own_names)]
    if not are_known_quiet([reference for _, reference in named]):
        for name, reference in named:
            refuse_fetching(name, [reference])


def _formulas(cells: Iterable[tuple[Key, Cell]]) -> list[tuple[Key, str]]:
    return [(key, cell.formula) for key, cell in cells if cell.formula]


def _is_quiet(shape: Shape) -> bool:
    """Whether no formula of rows links to, fetches or runs anything."""
    if formula_links not in shape.said:
        shape.said[formula_links] = (
            all(map(_is_quiet, shape.parts))
            if shape.parts
            else not reaching(formula for _, formula in _formulas(shape.cells.items()))
        )
    return bool(shape.said[formula_links])


def _target(relations: Iterable[Relationship], *kinds: str) -> str | None:
    return next((relation.target for relation in relations if relation.kind in kinds), None)


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


def _sheet(
    package: Package,
    entry: SheetEntry,
    part: Relationship,
    shared: Shared,
    looks: tuple[ConditionalLook, ...],
) -> Sheet:
    if part.kind in _WITHOUT_CELLS:
        return Sheet(entry.name, entry.state, protected=False, validations=(), cells={})
    data, reader = package.read(part.target), SheetReader(entry.name, shared)
    common = between(data, _CELLS)
    outer = _fast_outer(part.target, common, package.tree, looks) if common else None
    if common is None or outer is None or not _read_fast(common, reader):
        reader = SheetReader(entry.name, shared)
        outer = _read_any(package, entry, part, data, reader, looks)
    around, related = outer.around, relationships(package, part.target)
    grid = replace(around.grid, heights=reader.heights)
    filtered = around.filtered
    if 0.0 in reader.heights.values():
        filtered = filtered or _filters(package, related.values())
    over = [each.target for each in related.values() if outer.draws and each.kind == "drawing"]
    drawn = (each for target in over for each in drawings(package, target, grid))
    around = replace(
        around, grid=grid, filtered=filtered, drawings=tuple(drawn), printed=outer.printed
    )
    said = remarks(package, entry.name, related)
    return Sheet(
        entry.name, entry.state, outer.protected, outer.validations, reader.cells, around, said
    )


def _with_charts(package: Package, sheet: Sheet, part: str) -> Sheet:
    return replace(sheet, around=replace(sheet.around, charts=charts(package, part)))


def _filters(package: Package, related: Iterable[Relationship]) -> bool:
    """Whether a table of the sheet has a filter that hides rows."""
    tables = (each.target for each in related if each.kind == "table")
    return any(has_filter(parse_any(each, package.read(each), package.tree)) for each in tables)


class _Outer(NamedTuple):
    """What a worksheet's part says besides its cells; whether it refers to drawings, whether and
    what it prints at the margins.
    """

    protected: bool
    validations: tuple[DataValidation, ...]
    around: Surroundings
    draws: bool
    prints: bool
    printed: tuple[str, ...]

    @classmethod
    def of(cls, root: etree._Element, looks: tuple[ConditionalLook, ...]) -> _Outer:
        protections = root.iterchildren("{*}sheetProtection")
        around = surroundings(root, looks)
        return cls(
            protected=any(is_true(each.get("sheet")) for each in protections),
            validations=data_validations(root),
            around=around,
            draws=next(root.iterchildren("{*}drawing", "{*}AlternateContent"), None) is not None,
            prints=next(root.iterchildren("{*}headerFooter"), None) is not None,
            printed=around.printed,
        )


def _fast_outer(
    part: str, common: Between, limit: int, looks: tuple[ConditionalLook, ...]
) -> _Outer | None:
    """The same as :func:`_outer`: what is printed at the margins, of what stands around the cells
    of a form alone the unit's own, is taken out before.
    """
    try:
        return _outer_of(part, common.around, limit, looks)
    except Unreadable:
        with suppress(UncommonMarkup):
            as_text(common.inside)
            raise
        return None  # then it is said of all of it


def _outer_of(
    part: str, around: bytes, limit: int, looks: tuple[ConditionalLook, ...]
) -> _Outer | None:
    margins = between(around, b"headerFooter")
    if margins is None or b"<" + _CELLS in margins.inside:
        return _outer(part, around, limit, looks)
    try:
        texts = fast_headers(as_text(margins.inside))
    except UncommonMarkup:
        return _outer(part, around, limit, looks)
    outer = _outer(part, margins.around, limit, looks)
    if outer is None or not outer.prints:
        return outer
    return outer._replace(printed=printed(texts))


@remembered
def _outer(
    part: str, around: bytes, limit: int, looks: tuple[ConditionalLook, ...]
) -> _Outer | None:
    """What stands around the cells of common markup; None for another, or without their place."""
    if not (is_common(around, _CELLS) and is_common(around, b"headerFooter")):
        return None
    root, namespace = parse(part, around, "worksheet", limit)
    return None if root.find(tags(namespace).sheet_data) is None else _Outer.of(root, looks)


def _read_fast(common: Between, reader: SheetReader) -> bool:
    """Read cells of common markup; whether they were."""
    try:
        reader.read_common(common.inside)
    except UncommonMarkup:
        return False
    return True


def _read_any(
    package: Package,
    entry: SheetEntry,
    part: Relationship,
    data: bytes,
    reader: SheetReader,
    looks: tuple[ConditionalLook, ...],
) -> _Outer:
    root, namespace = parse(part.target, data, "worksheet", package.tree)
    names, limit = tags(namespace), package.meter.budget.text
    reader.read(
        row
        for block in root.iterchildren(names.sheet_data)
        for row in tree_rows(block, names, entry.name, limit, reader.colours)
    )
    return _Outer.of(root, looks)
