"""Reads the remarks that people hang on cells: notes (legacy comments) and threaded comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from iku_workbook.workbook.reading.addresses import position
from iku_workbook.workbook.reading.budget import nowhere
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.markup import parse, tags
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.texts import decoded, item_text
from iku_workbook.workbook.reading.workbook_parts import Relationship


class Remark(NamedTuple):
    """One remark: row and column of its cell, and its text."""

    key: tuple[int, int]
    text: str


def remarks(
    package: Package, sheet: str, related: Mapping[str, Relationship]
) -> tuple[Remark, ...]:
    """The remarks on the cells of a sheet, whose relationships are given.

    Beside each threaded comment ([MS-XLSX] 2.6.203) Excel writes a note that repeats it for older
    programs: it is left out. Unreadable FILE-032 for a remark on a cell that no sheet has.
    """
    parts: dict[str, list[str]] = {"comments": [], "threadedComment": []}
    for relation in related.values():
        if relation.kind in parts and relation.target in package:
            parts[relation.kind].append(relation.target)
    threads = [each for part in parts["threadedComment"] for each in _threaded(package, part)]
    own = {cell for cell, _ in threads}
    notes = [each for part in parts["comments"] for each in _notes(package, part)]
    said = [*threads, *(each for each in notes if each[0] not in own)]
    return tuple(Remark(_key(sheet, cell), text) for cell, text in said)


def _key(sheet: str, cell: str) -> tuple[int, int]:
    try:
        return position(cell)
    except ValueError:
        raise nowhere(sheet, cell) from None


def _notes(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Each note's cell and text (ECMA-376 part 1, 18.7)."""
    root, namespace = parse(part, package.read(part), "comments", package.tree)
    names, limit = tags(namespace), package.meter.budget.text
    for comment in root.iter(f"{{{namespace}}}comment"):
        text = comment.find(f"{{{namespace}}}text")
        if text is not None:
            yield comment.get("ref", ""), item_text(text, names, limit, Colours())


def _threaded(package: Package, part: str) -> Iterator[tuple[str, str]]:
    root, namespace = parse(part, package.read(part), "ThreadedComments", package.tree)
    limit = package.meter.budget.text
    for comment in root.iter(f"{{{namespace}}}threadedComment"):
        text = comment.findtext(f"{{{namespace}}}text") or ""
        yield comment.get("ref", ""), decoded(text[:limit])
