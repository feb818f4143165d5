"""Nothing that a stranger typed comes alive in the master workbook."""

import dataclasses
import datetime
from functools import cache

import pytest
from openpyxl.utils.escape import unescape

from iku_workbook.findings import Finding, Severity
from iku_workbook.master.cell_text import LONGEST, cell_text
from tests.forms import SMALL, define
from tests.master.master import read, write
from tests.results.year import FOREIGN, returned

pytestmark = pytest.mark.slow

ROW = {"tanggal": datetime.date(2025, 1, 31), "jenis": "Rapat", "peserta": 2, "bukti": None}
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "https://example.org/=1",
    "mailto:a@example.org",
    "internal:Data!A1",
    "external:c:\\a.xlsx",
    "<r><t>x</t></r>",
    "<r>&",
    "_x0041_",
    "bell\x07 escape\x1b null\x00 tab\t",
    "half \ud800 pair",
    "\ufffe",
    "#N/A",
    "' quoted",
    "]]>",
    "x" * 40_000,
]
# What XML cannot hold, line breaks and longer ones are refused in a definition.
NAMES = [text for text in HOSTILE if text.isprintable() and len(text) < 100]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:16]))
def test_typed_text_stays_text(text):
    """quality.md#nothing-live: 0 live formulas or links in any workbook that we write."""
    book, calm = said(text), said("x")
    assert formulas(book) <= formulas(calm)
    assert links(book) == links(calm)
    expected = cell_text(text)
    for sheet, place in (("Data", "J8"), ("Kegiatan", "G5"), ("Temuan", "J5")):
        cell = book[sheet][place]
        assert (cell.data_type, unescape(cell.value)) == ("s", expected), (sheet, place)


@cache
def said(text):
    """The workbook of returns that say this wherever they can."""
    finding = Finding("RULE-001", data={"message": text}, own_severity=Severity.WARNING)
    values = {"ada": text, "nama": text, "datang": 1, "kegiatan": [ROW | {"bukti": text}]}
    foreign = dataclasses.replace(FOREIGN, sheet=text, field=text)
    returns = [
        returned("35.01", "2025-Q2", values, finding, file=text),
        returned("35.02", "2025-Q2", {}, foreign),
    ]
    return read(write(define(), returns))


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_names(name):
    """quality.md#nothing-live: hostile text in any name stays data, where it can be chosen too."""
    book, calm = named(name), named("x")
    assert formulas(book) == formulas(calm)
    assert links(book) == links(calm)
    shown = cell_text(name)
    for sheet, place in (("Matriks", "C7"), ("Data", "C5"), ("Status", "B14")):
        cell = book[sheet][place]
        assert (cell.data_type, unescape(cell.value)) == ("s", shown), (sheet, place)
    choice = book["Alur perhitungan"]["C5"]
    assert (choice.data_type, unescape(choice.value)) == ("s", cell_text(f"{name} · 35.01"))


@cache
def named(name):
    """The workbook of a definition whose first unit is called so."""
    units = [{**SMALL["units"][0], "name": name}, *SMALL["units"][1:]]
    values = {"ada": "x", "nama": "x", "datang": 1, "kegiatan": [ROW]}
    return read(write(define(units=units), [returned("35.01", "2025-Q2", values)]))


def formulas(book):
    """Where the live formulas stand."""
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def links(book):
    """Every link, as the cell that it is in and where it leads."""
    return {
        (sheet.title, cell.coordinate, cell.hyperlink.target, cell.hyperlink.location)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }


def test_links_stay_in_the_workbook():
    """quality.md#nothing-live: no link of ours leads out of the workbook."""
    book = named("x")
    found = links(book)
    assert len(found) > 5
    for _, _, target, location in found:
        assert target is None
        assert location.rpartition("!")[0].strip("'") in book.sheetnames


def test_control_characters_are_seen():
    """form.md#long-text: text over 32,767 characters is dropped by XlsxWriter without a word."""
    assert cell_text("a\x00\x07\tb\r\nc\x7f\x85") == "a␀␇␉b␍\nc␡\ufffd"
    assert len(cell_text("x" * 40_000)) == LONGEST
    assert cell_text("x" * 40_000).endswith("…")
    assert cell_text("é 文 🙂") == "é 文 🙂"
