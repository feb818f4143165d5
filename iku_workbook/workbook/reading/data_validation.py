"""Reads the data validations of a sheet: dropdown lists, and what an input accepts.

ECMA-376 part 1, 18.3.1.32; Excel 2010 and later write those that point to another sheet once more
elsewhere ([MS-XLSX] 2.6.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from iku_workbook.workbook.reading.addresses import Area, areas

_TWO_BOUNDS = frozenset({"between", "notBetween"})
_WITHOUT_OPERATOR = frozenset({"list", "custom", "none"})


class DataValidation(NamedTuple):
    """One data validation and the cells that it is for: ``C5:C9 D1``, as the file says it.

    formulas  the bounds, or the list; without ``=``
    """

    cells: str
    kind: str
    operator: str
    formulas: tuple[str, ...]

    def areas(self) -> Iterator[Area]:
        """Each area of its cells that a sheet has."""
        return areas(self.cells)


def data_validations(root: etree._Element) -> tuple[DataValidation, ...]:
    """Every data validation of a worksheet, in the order of the file."""
    return tuple(_rule(each) for each in root.iter("{*}dataValidation"))


def _rule(element: etree._Element) -> DataValidation:
    kind = element.get("type", "none")
    operator = "" if kind in _WITHOUT_OPERATOR else element.get("operator", "between")
    cells, first, second = element.get("sqref", ""), "", ""
    for child in element:
        name = etree.QName(child).localname
        text = "".join(map(str, child.itertext())).strip()
        if name == "sqref":
            cells = text
        elif name == "formula1":
            first = text
        elif name == "formula2":
            second = text
    return DataValidation(
        cells, kind, operator, (first, second) if operator in _TWO_BOUNDS else (first,)
    )
