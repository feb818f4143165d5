"""Compares what stands around a sheet's cells, and decides what a reader sees of them, with what
was written: hidden lines, merged and covered cells, conditional formats, links, what is printed.

A filter hides rows too, and shows that it does: what it hides is no difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from iku_workbook.campaign.difference import Change, Difference
from iku_workbook.cell_addresses import a1, column_letters
from iku_workbook.checks.file.drawn_texts import is_readable
from iku_workbook.checks.file.formula_equality import tokens
from iku_workbook.workbook.reading.addresses import Area, areas
from iku_workbook.workbook.reading.shared_formulas import SharedFormula
from iku_workbook.workbook.reading.surroundings import ConditionalFormat
from iku_workbook.workbook.reading.workbook import Sheet, Workbook

_LEAST, _NARROWEST = 2.0, 0.5  # points and characters: less is as good as hidden
_APART = (5_000, 500)  # a cell from which no formula of a master leads off the sheet
_LOGICAL = re.compile(r'("(?:[^"]|"")*")|\b(TRUE|FALSE)\b(?:\(\))?', re.IGNORECASE)
_LENGTH = re.compile(r'LEN\("([^"]*)"\)', re.IGNORECASE)
# ECMA-376 part 1, 18.3.1.46: fonts, sizes, colours, sections, and what is filled in when printed.
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f+-]{6}|[A-Za-z])')
_WORDS = re.compile(r"\w+")
_SIZE = 11.0


def compare_surroundings(
    written: Sheet, found: Sheet, books: tuple[Workbook, Workbook]
) -> Iterator[Difference]:
    """What is not as it was around the cells of a sheet; ``books`` are those that both are of."""
    name = written.name
    yield from _hidden(written, found)
    yield from _merged(written, found)
    yield from _covered(written, found)
    yield from _regular(written, found, Change.RULE)
    yield from _regular(written, found, Change.INPUT)
    yield from _jumps(written, found)
    yield from _margins(written, found)
    then, now = (_print_areas(book, name) for book in books)
    if now and now != then:
        others = [each for each in now if each not in then] or now
        yield Difference(Change.PRINTED, name, _named(others), _named(then), _named(now))
    known = set(written.remarks)
    for each in found.remarks:
        if each not in known:
            yield Difference(Change.REMARK, name, a1(*each.key), "", each.text)
    if written.around.zeros and not found.around.zeros:
        yield Difference(Change.ZEROS, name)
    if written.protected and not found.protected:
        yield Difference(Change.UNLOCKED, name)


def _hidden(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """Rows and columns that say something and can no longer be seen."""
    then, now = written.around.grid, found.around.grid
    says = [key for key, cell in found.cells.items() if cell.value not in (None, "")]
    rows = [] if found.around.filtered else sorted({row for row, _ in says})
    for row in rows:
        if now.height_of(row) < _LEAST <= then.height_of(row):
            yield Difference(Change.HIDDEN_ROW, written.name, str(row))
    for column in sorted({column for _, column in says}):
        if now.width_of(column) < _NARROWEST <= then.width_of(column):
            yield Difference(Change.HIDDEN_COLUMN, written.name, column_letters(column))


def _merged(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """Cells merged since, of which the first alone is seen."""
    known = set(written.around.merges)
    for area in found.around.merges:
        over = (key for key, cell in written.cells.items() if cell.value not in (None, ""))
        if area not in known and any(area.holds(key) for key in over):
            yield Difference(Change.MERGED, written.name, _named([area]))


def _covered(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """Pictures and shapes laid over the cells since; charts stand wherever a program puts them."""
    charts = sum(each.is_chart for each in written.around.drawings)
    others = len(written.around.drawings) - charts
    for is_chart, known in ((True, charts), (False, others)):
        over = [each for each in found.around.drawings if each.is_chart is is_chart]
        for each in over[known:]:
            yield Difference(Change.COVERED, written.name, a1(int(each.top), int(each.left)))


def _regular(written: Sheet, found: Sheet, change: Change) -> Iterator[Difference]:
    """Conditional formats or data validations: those that were added, and cells that have lost
    theirs.
    """
    ours, theirs = (
        dict(_rules(each.around.conditional) if change is Change.RULE else _inputs(each))
        for each in (written, found)
    )
    hidden = _hiding(found) - _hiding(written) if change is Change.RULE else frozenset()
    for key, (where, text) in theirs.items():
        if key not in ours or key in hidden:
            yield Difference(change, written.name, _named(where), "", text)
    for key, (where, text) in ours.items():
        still = theirs[key][0] if key in theirs else []
        lost = [area for area in where if not _is_within(area, still)]
        if lost:
            yield Difference(change, written.name, _named(lost), text, "")


def _rules(
    rules: Iterable[ConditionalFormat],
) -> Iterator[tuple[object, tuple[Sequence[Area], str]]]:
    """What each conditional format says, however it is spelt and split, and of which cells."""
    where: dict[object, list[Area]] = defaultdict(list)
    texts: dict[object, str] = {}
    for rule in rules:
        for area in rule.areas:
            key = _spelt(rule.formulas, area) or rule.kind, rule.look.number_format
            where[key].append(area)
            texts.setdefault(key, "; ".join(rule.formulas) or rule.kind)
    yield from ((key, (own, texts[key])) for key, own in where.items())


def _hiding(sheet: Sheet) -> frozenset[object]:
    """The conditional formats that let nobody see what stands in a cell."""
    hiding = (
        rule
        for rule in sheet.around.conditional
        if rule.hides_value or not is_readable(rule.look.ink, rule.look.paper, _SIZE)
    )
    return frozenset(key for key, _ in _rules(hiding))


def _inputs(sheet: Sheet) -> Iterator[tuple[object, tuple[Sequence[Area], str]]]:
    where: dict[object, list[Area]] = defaultdict(list)
    texts: dict[object, str] = {}
    for each in sheet.validations:
        for area in each.areas():
            key = each.kind, each.operator, _spelt(each.formulas, area)
            where[key].append(area)
            texts.setdefault(key, "; ".join(each.formulas) or each.kind)
    yield from ((key, (own, texts[key])) for key, own in where.items())


def _spelt(formulas: Iterable[str], area: Area) -> tuple[object, ...]:
    """Formulas as all programs have them, moved to one place from the first cell of an area."""
    return tuple(
        tokens(SharedFormula(_plainly(formula), area.top, area.left).at(*_APART))
        for formula in formulas
    )


def _plainly(formula: str) -> str:
    """LibreOffice writes 1 for TRUE, and the length of a text as ``LEN("…")``."""
    counted = _LENGTH.sub(lambda text: str(len(text[1])), formula)
    return _LOGICAL.sub(lambda found: found[1] or str(int(found[2].upper() == "TRUE")), counted)


def _is_within(area: Area, others: Collection[Area]) -> bool:
    if area in others:
        return True
    cells = (
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )
    return all(any(each.holds(cell) for each in others) for cell in cells)


def _jumps(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """Links within the workbook that lead somewhere else; on a sheet that may be sorted there are
    none.
    """
    ours, theirs = ({(at.top, at.left): _target(to) for at, to in each.around.jumps}
                    for each in (written, found))  # fmt: skip
    for key in sorted({*ours, *theirs}):
        before, after = ours.get(key, ""), theirs.get(key, "")
        if before.casefold() != after.casefold():
            yield Difference(Change.JUMP, written.name, a1(*key), before, after)


def _target(location: str) -> str:
    return location.lstrip("#").replace("'", "").replace("$", "")


def _margins(written: Sheet, found: Sheet) -> Iterator[Difference]:
    """What is printed at the margins: words alone, since programs respell all else."""
    ours, theirs = (
        {_said(text): text for text in each.around.printed if _said(text)}
        for each in (written, found)
    )
    for key in theirs.keys() - ours.keys():
        before = next(iter(ours.values()), "")
        yield Difference(Change.MARGIN, written.name, "", _bare(before), _bare(theirs[key]))
    if ours and not theirs:
        yield Difference(Change.MARGIN, written.name, "", _bare(next(iter(ours.values()))), "")


def _bare(text: str) -> str:
    return " ".join(_CODES.sub(" ", text).split())


def _said(text: str) -> str:
    return "".join(_WORDS.findall(_CODES.sub("", text))).casefold()


def _print_areas(book: Workbook, sheet: str) -> list[Area]:
    own = (each for each in book.own_names if each.sheet == sheet)
    return [
        area
        for each in own
        if each.name.casefold().removeprefix("_xlnm.") == "print_area"
        for reference in each.reference.split(",")
        for area in areas(reference.rpartition("!")[2])
    ]


def _named(where: Iterable[Area]) -> str:
    return ", ".join(
        a1(each.top, each.left)
        + ("" if each[:2] == each[2:] else f":{a1(each.bottom, each.right)}")
        for each in where
    )
