"""The formula language of definitions: Excel's syntax over names of fields instead of cells.

``parse`` turns a formula's text into a tree. The tree is written into a form's cell as text
(``to_excel``), and computed by the program itself over many submissions at once (``evaluate``), so
that what a returned workbook states can be compared. ``types`` infers what a formula gives without
computing it. A *column* here is an array: one value of a field for each submission.
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
