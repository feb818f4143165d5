"""Our arithmetic against LibreOffice's own, over random formulas and random cells.

Each workbook holds defined names as a real one does, and in every formula's cell a wrong cached
value, so that an office that did not recalculate could not pass.
"""

import os
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from iku_workbook.formula import Node, names, to_excel
from iku_workbook.formula.arithmetic import LIBREOFFICE
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from tests.formula.random_formulas import Cells, Formulas, programs_agree, scope
from tests.libreoffice import Office, needs_libreoffice

WRONG = "a wrong cached value"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def build(path: Path, cells: Cells, formulas: Sequence[Node]) -> None:
    """A workbook with the cells under their names, and a formula in each cell of sheet F."""
    workbook = xlsxwriter.Workbook(path)
    data, sheet = workbook.add_worksheet("D"), workbook.add_worksheet("F")
    for column, (name, value) in enumerate(cells.values.items()):
        rows = value if isinstance(value, list) else [value]
        for row, cell in enumerate(rows):
            if isinstance(cell, str) and cell.startswith("="):
                data.write_formula(row, column, cell, None, WRONG)
            elif isinstance(cell, str):
                data.write_string(row, column, cell)
            elif cell is not None:
                data.write_number(row, column, cell)
        letter = xl_col_to_name(column)
        last = f":${letter}${len(rows)}" if isinstance(value, list) else ""
        workbook.define_name(name, f"=D!${letter}$1{last}")
    for row, formula in enumerate(formulas):
        sheet.write_formula(row, 0, "=" + to_excel(formula), None, WRONG)
    workbook.close()


def shown(path: Path) -> dict[int, object]:
    """What column A of the second sheet shows, by row from 0; straight from the XML."""
    with zipfile.ZipFile(path) as archive:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(item.itertext()) for item in strings]
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
    found: dict[int, object] = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        text = cell.findtext(f"{_MAIN}v") or ""
        kind = cell.get("t", "n")
        value: object = text
        if kind == "s":
            value = shared[int(text)]
        elif kind == "b":
            value = text == "1"
        elif kind == "n":
            value = float(text) if text else None
        elif kind == "e":
            value = ExcelError(text) if text in set(ExcelError) else ExcelError.VALUE
        found[int(cell.get("r", "A1")[1:]) - 1] = value
    return found


def alike(ours: object, theirs: object) -> bool:
    """1e-9 relative, the same text, the same logical value, or both an error."""
    if isinstance(ours, ExcelError) or isinstance(theirs, ExcelError):
        return isinstance(ours, ExcelError) and isinstance(theirs, ExcelError)
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= 1e-9 * max(abs(ours), abs(theirs))
    return ours == theirs


def differences(
    folder: Path, office: Office, chance: random.Random, *, decimals: bool
) -> tuple[int, list[str]]:
    """How many cells were compared, and those that differ, readably."""
    fillings = [Cells(chance, errors=number % 3 == 0) for number in range(10)]
    cells, size = scope(fillings), len(fillings)
    made = Formulas(chance, decimals_in_text=decimals)
    formulas = [made.any(chance.randint(1, 4)) for _ in range(400)]
    agreed = [programs_agree(formula, cells, size) for formula in formulas]
    ours = [evaluate(formula, cells, size, LIBREOFFICE).objects() for formula in formulas]
    compared, different = 0, []
    for place, filling in enumerate(fillings):
        source, saved = folder / "source.xlsx", folder / "saved.xlsx"
        build(source, filling, formulas)
        office.work(source, save=[saved])
        theirs = shown(saved)
        for row, formula in enumerate(formulas):
            if not agreed[row][place]:
                continue
            compared += 1
            if not alike(ours[row][place], theirs.get(row)):
                shows = f"ours {ours[row][place]!r}, theirs {theirs.get(row)!r}"
                used = {name: filling.values[name] for name in names(formula)}
                different.append(f"{to_excel(formula)}: {shows} where {used}")
    return compared, different


@needs_libreoffice
@pytest.mark.parametrize(("locale", "decimals"), [("en-US", True), ("id-ID", False)])
def test_random_formulas_agree_with_libreoffice(
    tmp_path: Path, locale: str, decimals: bool
) -> None:
    """formula.md#twice: computed by the spreadsheet and by us, the two agree on any input.

    Ours with LibreOffice's arithmetic, which differs from Excel's in the last digits.

    In an Indonesian office a decimal becomes text with a comma, so there none is made text.
    """
    office, chance = Office(locale=locale), random.Random(os.environ.get("SEED", locale))
    compared, different = 0, []
    try:
        for _ in range(int(os.environ.get("ROUNDS", "4"))):
            count, found = differences(tmp_path, office, chance, decimals=decimals)
            compared, different = compared + count, different + found
    finally:
        office.close()
    print(f"{compared:,} cells compared, {len(different)} differ")
    assert compared > 10_000
    assert not different, "\n".join(different[:40])
