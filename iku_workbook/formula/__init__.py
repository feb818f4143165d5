"""The formula language: Excel's own syntax over names, parsed once, computed twice.

``parse`` gives the tree, ``to_excel`` the text for a cell; ``formula.types`` tells what a formula
gives without computing it, ``formula.evaluate`` computes it over many submissions at once.
"""

from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.parse import is_cell_address, parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.formula.tree import (
    Binary,
    Call,
    Logical,
    Name,
    Node,
    Number,
    Text,
    Unary,
    names,
    walk,
)

__all__ = [
    "Binary",
    "Call",
    "FormulaError",
    "Logical",
    "Name",
    "Node",
    "Number",
    "Text",
    "Unary",
    "is_cell_address",
    "names",
    "parse",
    "to_excel",
    "walk",
]
