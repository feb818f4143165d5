"""What stands in a workbook besides its values, feature by feature, as plain data to compare.

Each feature is a mapping from a place to what stands there: a client kept it where nothing differs,
lost it where nothing of it is left, changed it otherwise.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl
from openpyxl.worksheet.properties import PageSetupProperties

from iku_workbook.layout import HIDDEN_SHEET, SEAL_NAME
from iku_workbook.workbook.reading import identity as carriers
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import Workbook, read
from iku_workbook.workbook.seal import PROPERTY, parse

Found = Mapping[object, object]
_MARGINS = ("left", "right", "top", "bottom")
_NO_SETUP = PageSetupProperties()
_CARRIERS = ("cells", "property", "name")


@dataclass(frozen=True)
class Opened:
    """A workbook as our reader sees it, and as openpyxl does."""

    ours: Workbook
    theirs: openpyxl.Workbook

    @classmethod
    def of(cls, data: bytes) -> "Opened":
        """Opens an .xlsx."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return cls(read(data, Budget()), openpyxl.load_workbook(io.BytesIO(data)))

    @property
    def cells(self):
        """Every cell of ours, by sheet, row and column."""
        return {(s.name, *at): cell for s in self.ours.sheets for at, cell in s.cells.items()}


def texts(book: Opened) -> Found:
    """Labels and everything else that is no formula."""
    return {
        at: cell.value
        for at, cell in book.cells.items()
        if cell.formula is None and cell.value not in (None, "")
    }


def formulas(book: Opened) -> Found:
    """Every formula, however it is spelt."""
    return {at: _plain(cell.formula) for at, cell in book.cells.items() if cell.formula}


def cached(book: Opened) -> Found:
    """The stored results that a program shows before it computes."""
    found = {at: cell.value for at, cell in book.cells.items() if cell.formula}
    return {at: value for at, value in found.items() if value not in (None, "")}


def links(book: Opened) -> Found:
    """The formula that leads to the first entry to mend, and the links to the sheets."""
    found = {at: text for at, text in formulas(book).items() if "HYPERLINK(" in text}
    for sheet in book.theirs:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if link := getattr(cell, "hyperlink", None):
                target = (link.location or link.target or "").replace("'", "").lstrip("#")
                found[sheet.title, cell.coordinate] = target
    return found


def names(book: Opened) -> Found:
    """The defined names of inputs and results."""
    found = {of: text.replace("'", "") for of, text in book.ours.names.items() if of != SEAL_NAME}
    return {of: text for of, text in found.items() if not of.startswith("_xlnm")}


def identity(carrier: str) -> Callable[[Opened], Found]:
    """One of the three places that say which form it is."""

    def found(book: Opened) -> Found:
        values = {
            "cells": lambda: carriers._in_cells(book.ours),
            "property": lambda: parse(book.ours.properties.get(PROPERTY, "")),
            "name": lambda: parse(book.ours.names.get(SEAL_NAME, "").lstrip("=").strip('"')),
        }
        value = values[carrier]()
        return {} if value is None else {carrier: value}

    return found


def hidden(book: Opened) -> Found:
    """How well the hidden sheet is hidden."""
    state = book.theirs[HIDDEN_SHEET].sheet_state
    return {} if state == "visible" else {HIDDEN_SHEET: state}


def protected(book: Opened) -> Found:
    """The sheets that are protected, and what may be done there all the same."""
    return {
        sheet.title: (bool(sheet.protection.formatColumns), bool(sheet.protection.formatRows))
        for sheet in book.theirs
        if sheet.protection.sheet
    }


def unlocked(book: Opened) -> Found:
    """The input cells, which alone are open."""
    return {at: "open" for at, cell in book.cells.items() if not cell.locked}


def validations(book: Opened) -> Found:
    """Cell by cell: what may be typed, and what is said about it."""
    found = {}
    for sheet in book.theirs:
        for rule in sheet.data_validations.dataValidation:
            texts = (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error)
            said = tuple(" ".join((text or "").split()) for text in texts)
            bounds = [_number(rule.formula1)]
            if rule.type != "list" and rule.operator in (None, "between", "notBetween"):
                bounds.append(_number(rule.formula2))
            for cells in rule.sqref.ranges:
                for row, column in cells.cells:
                    found[sheet.title, row, column] = (rule.type, tuple(bounds), said)
    return found


def colours(book: Opened) -> Found:
    """The rules that colour messages and inputs, by their cells."""
    return {
        (sheet.title, str(cells.sqref), _plain(rule.formula[0]) if rule.formula else rule.type): ()
        for sheet in book.theirs
        for cells in sheet.conditional_formatting
        for rule in cells.rules
    }


def panes(book: Opened) -> Found:
    """The heads that stay while the rest is scrolled."""
    return {
        sheet.title: sheet.freeze_panes for sheet in book.theirs if sheet.freeze_panes is not None
    }


def printing(book: Opened) -> Found:
    """Paper, fit to a page's width, centring, margins, footer, and the rows on every page."""
    found = {}
    for sheet in book.theirs:
        setup, margins = sheet.page_setup, sheet.page_margins
        parts = {
            "paper": setup.paperSize,
            "fit": bool((sheet.sheet_properties.pageSetUpPr or _NO_SETUP).fitToPage),
            "height": 1 if setup.fitToHeight is None else int(setup.fitToHeight),
            "centred": bool(sheet.print_options.horizontalCentered) or None,
            "margins": tuple(round(getattr(margins, each), 2) for each in _MARGINS),
            "footer": sheet.oddFooter.left.text and sheet.oddFooter.right.text and True,
            "repeated rows": sheet.print_title_rows,
        }
        if sheet.title != HIDDEN_SHEET:
            found |= {(part, sheet.title): value for part, value in parts.items() if value}
    return found


def charts(book: Opened) -> Found:
    """The sheets with a chart."""
    return {sheet.title: len(sheet._charts) for sheet in book.theirs if sheet._charts}


def selection(book: Opened) -> Found:
    """The sheet that is open, and the cell of each that is chosen."""
    found = {"": book.theirs.active.title}
    for sheet in book.theirs:
        chosen = [each for each in sheet.sheet_view.selection if each.activeCell]
        if chosen and sheet.title != HIDDEN_SHEET:
            found[sheet.title] = chosen[-1].activeCell
    return found


def notes(book: Opened) -> Found:
    """Comments on cells; the form has none."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.theirs
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def _number(bound: str | None) -> float | str:
    """A bound, however it is spelt."""
    try:
        return float(bound or "")
    except ValueError:
        return _plain(bound or "")


def _plain(formula: str) -> str:
    """A formula without what programs spell as they like.

    Quotes of sheets, spaces, case; TRUE as TRUE(), 0.4907 with twenty digits, A1 as A1:A1.
    """
    outside = re.split(r'("[^"]*")', formula.removeprefix("="))
    outside[::2] = [re.sub(r"[\s']", "", part).upper() for part in outside[::2]]
    plain = "".join(outside)
    plain = re.sub(r"(TRUE|FALSE)\(\)", r"\1", plain)
    plain = re.sub(r"(\$[A-Z]+\$\d+):\1(?!\d)", r"\1", plain)
    return re.sub(r"\d+\.\d{10,}", lambda digits: repr(float(digits[0])), plain)


FEATURES: dict[str, Callable[[Opened], Found]] = {
    "labels": texts,
    "formulas": formulas,
    "cached results": cached,
    "links": links,
    "defined names": names,
    **{f"identity: {carrier}": identity(carrier) for carrier in _CARRIERS},
    "very hidden sheet": hidden,
    "sheet protection": protected,
    "open input cells": unlocked,
    "data validations": validations,
    "conditional formats": colours,
    "freeze panes": panes,
    "print setup": printing,
    "chart": charts,
    "opening selection": selection,
    "notes": notes,
}


@dataclass(frozen=True)
class Compared:
    """What became of a feature: kept, changed or lost, and the places that differ."""

    word: str
    differing: tuple[object, ...] = ()


def compare(before: Found, after: Found) -> Compared:
    """What a save did to a feature."""
    differing = tuple(at for at in before.keys() | after.keys() if before.get(at) != after.get(at))
    if not before and not after:
        return Compared("none")
    if not differing:
        return Compared("kept")
    return Compared("changed" if after else "lost", differing)
