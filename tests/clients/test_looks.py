"""What a person has typed leaves every cell looking as it did."""

import openpyxl
import pytest

from samples.renew import keystrokes
from tests import libreoffice
from tests.clients import material

pytestmark = pytest.mark.client


def looks(path):
    """Font, fill, edges and number format of every cell, by sheet and address."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            font, fill = cell.font, cell.fill
            found[sheet.title, cell.coordinate] = (
                (font.b, font.sz, font.color.rgb if font.color else None),
                fill.fgColor.rgb if fill.fill_type else None,
                cell.border.top.style,
                cell.number_format.replace("\\", "").lower(),
            )
    return found


@libreoffice.needs_libreoffice
def test_typing_in_libreoffice_moves_no_looks(tmp_path):
    """form.md#looks: the looks of cells, whatever was typed and computed.

    LibreOffice moves them by a row below a result whose number format is left open.
    """
    issued, opened, typed = (tmp_path / f"{name}.xlsx" for name in ("issued", "opened", "typed"))
    issued.write_bytes(material.empty())
    libreoffice.edit(issued, opened, {})
    libreoffice.edit(issued, typed, keystrokes(material.LAYOUT, material.values()))
    before, after = looks(opened), looks(typed)
    assert {place for place in before if after[place] != before[place]} == set()
