"""One alteration of a master, made through LibreOffice, ONLYOFFICE or openpyxl."""

import io
import json
import re
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tests import onlyoffice
from tests.libreoffice import office
from tests.master.master import read

ELSEWHERE, FORMAT = "https://example.org/lain", '"9"0'
SAID = "diubah"


class Alteration(NamedTuple):
    """What is altered, and where: ``other`` is the cell with which one is swapped or merged, and
    ``places`` are those of which one has to be told at least.
    """

    kind: str
    sheet: str
    cell: str
    other: str
    places: frozenset[str]

    @property
    def row(self) -> int:
        return int(re.sub(r"\D", "", self.cell))

    @property
    def column(self) -> str:
        return re.sub(r"\d", "", self.cell)

    def is_at(self, places: set[str]) -> bool:
        """Whether one of these is its place; of a row that is gone the next one's cells are."""
        if self.kind == "row":
            return any(int(re.sub(r"\D", "", each) or 0) == self.row for each in places)
        return bool(self.places & places)

    def at(self, cell: str) -> str:
        """A cell as LibreOffice finds it."""
        return f"'{self.sheet}'!{cell}"


def through_openpyxl(data, asked):
    """The workbook with each alteration."""
    return [_altered(data, each) for each in asked]


def _altered(data, asked):
    book = read(data)
    sheet = book[asked.sheet]
    _OPENPYXL[asked.kind](sheet, sheet[asked.cell], asked)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _value(sheet, cell, asked):
    cell.value = cell.value + 1 if isinstance(cell.value, int | float) else SAID


def _swap(sheet, cell, asked):
    other = sheet[asked.other]
    cell.value, other.value = other.value, cell.value


def _unseen(sheet, cell, asked):
    cell.font, cell.fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="FFFFFF")


def _link(sheet, cell, asked):
    cell.hyperlink = ELSEWHERE


def _jump(sheet, cell, asked):
    cell.hyperlink.location = "Temuan!Z99"


def _rows(sheet, cell, asked):
    sheet.delete_rows(cell.row)


def _row_added(sheet, cell, asked):
    last = sheet.max_row + 1
    for each in sheet[cell.row]:
        sheet.cell(last, each.column).value = each.value


def _covered(sheet, cell, asked):
    sheet.add_chart(BarChart(), cell.coordinate)


def _rule_altered(sheet, cell, asked):
    [rule] = [
        rule
        for each in sheet.conditional_formatting
        for rule in each.rules
        if str(each.sqref) == asked.other and rule.formula
    ][:1]
    rule.formula = [f"NOT({rule.formula[0]})"]


def _rule_added(sheet, cell, asked):
    font, fill = Font(color="FFFFFF"), PatternFill("solid", bgColor="FFFFFF")
    sheet.conditional_formatting.add(cell.coordinate, FormulaRule(["TRUE"], font=font, fill=fill))


def _input(sheet, cell, asked):
    rules = sheet.data_validations.dataValidation
    if rules:
        rules.clear()
    else:
        rules.append(DataValidation("list", formula1='"9,8"', sqref=cell.coordinate))


def _remark(sheet, cell, asked):
    cell.comment = Comment("Sudah diperiksa", "x")


def _margin(sheet, cell, asked):
    sheet.oddFooter.left.text = SAID


def _lines(kind):
    def hide(sheet, cell, asked):
        if kind == "row":
            sheet.row_dimensions[cell.row].hidden = True
        else:
            _column_alone(sheet, cell.column)

    return hide


def _column_alone(sheet, column):
    """openpyxl keeps columns that are alike as one: this one is taken out of those."""
    for each in list(sheet.column_dimensions.values()):
        if (each.min or 0) <= column <= (each.max or 0):
            width, first, last = each.width, each.min, each.max
            del sheet.column_dimensions[each.index]
            for number in range(first, last + 1):
                sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.column_dimensions[get_column_letter(column)].hidden = True


_OPENPYXL = {
    "value": _value,
    "emptied": lambda sheet, cell, asked: setattr(cell, "value", None),
    "text": lambda sheet, cell, asked: setattr(cell, "value", str(cell.value)),
    "formula": lambda sheet, cell, asked: setattr(cell, "value", 0),
    "swapped": _swap,
    "format": lambda sheet, cell, asked: setattr(cell, "number_format", FORMAT),
    "unseen": _unseen,
    "link": _link,
    "jump": _jump,
    "row": _rows,
    "row-added": _row_added,
    "hidden-row": _lines("row"),
    "hidden-column": _lines("column"),
    "merged": lambda sheet, cell, asked: sheet.merge_cells(f"{asked.cell}:{asked.other}"),
    "covered": _covered,
    "rule-altered": _rule_altered,
    "rule-added": _rule_added,
    "input": _input,
    "remark": _remark,
    "margin": _margin,
    "printed": lambda sheet, cell, asked: setattr(sheet, "print_area", asked.cell),
    "zeros": lambda sheet, cell, asked: setattr(sheet.sheet_view, "showZeros", False),
    "unlocked": lambda sheet, cell, asked: setattr(sheet.protection, "sheet", False),
    "sheet-hidden": lambda sheet, cell, asked: setattr(sheet, "sheet_state", "hidden"),
    "sheet-gone": lambda sheet, cell, asked: sheet.parent.remove(sheet),
}

_MENU = {
    "format": FORMAT,
    "unseen": "",
    "link": ELSEWHERE,
    "hidden-row": "",
    "hidden-column": "",
    "remark": "Sudah diperiksa",
    "margin": SAID,
    "printed": "",
    "sheet-hidden": "",
}


def through_libreoffice(data, asked, folder):
    """The workbook with each alteration, made in LibreOffice without protection."""
    source, target = folder / "lo.xlsx", folder / "lo-altered.xlsx"
    source.write_bytes(data)
    found = []
    for each in asked:
        office().work(source, unlock=True, save=[target], **_menus(each))
        found.append(target.read_bytes())
    return found


def _menus(asked):
    here = asked.at(asked.cell)
    if asked.kind == "value":
        return {"type_in": {here: 4711.5}}
    if asked.kind == "emptied":
        return {"type_in": {here: None}}
    if asked.kind == "row":
        return {"shift": [(asked.sheet, "Rows", asked.row, -1)]}
    if asked.kind == "swapped":
        return {"alter": [("swapped", here, asked.at(asked.other))]}
    if asked.kind == "merged":
        return {"alter": [("merged", f"{here}:{asked.other}", "")]}
    return {"alter": [(asked.kind, here, _MENU[asked.kind])]}


_SCRIPTS = {
    "value": "c.SetValue(4711.5)",
    "emptied": "c.ClearContents()",
    "swapped": "var f = c.GetFormula(); c.SetValue(o.GetFormula()); o.SetValue(f)",
    "format": f"c.SetNumberFormat({json.dumps(FORMAT)})",
    "unseen": "var w = Api.CreateColorFromRGB(255, 255, 255); c.SetFontColor(w); c.SetFillColor(w)",
    "link": f"s.SetHyperlink(a, {json.dumps(ELSEWHERE)}, '')",
    "row": "c.GetEntireRow().Delete('up')",
    "hidden-row": "c.GetEntireRow().SetHidden(true)",
    "hidden-column": "c.GetEntireColumn().SetHidden(true)",
    "merged": "s.GetRange(a + ':' + b).Merge(false)",
    "remark": "c.AddComment('Sudah diperiksa', 'x')",
    "sheet-hidden": "s.SetVisible(false)",
}


def through_onlyoffice(data, asked, folder):
    """The workbook with each alteration, made in ONLYOFFICE without protection."""
    source = folder / "oo.xlsx"
    source.write_bytes(onlyoffice.unlocked(data))
    targets = [folder / f"oo-{number}.xlsx" for number, _ in enumerate(asked)]
    jobs = [
        onlyoffice.Job(source, _script(each), target)
        for each, target in zip(asked, targets, strict=True)
    ]
    onlyoffice.work(jobs)
    return [each.read_bytes() for each in targets]


def _script(asked):
    names = ", ".join(map(json.dumps, (asked.cell, asked.other)))
    return (
        f"(function (a, b) {{ var s = Api.GetSheet({json.dumps(asked.sheet)});"
        "var c = s.GetRange(a), o = s.GetRange(b);"
        f"{_SCRIPTS[asked.kind]}; return '' }})({names})"
    )


KINDS = {
    "openpyxl": tuple(_OPENPYXL),
    "LibreOffice": ("value", "emptied", "row", "swapped", "merged", *_MENU),
    "ONLYOFFICE": tuple(_SCRIPTS),
}


def choose(book, chance, kind, *, free="Alur perhitungan"):
    """A place for an alteration of a kind, at random; none that a reader may change."""
    sheets = [each for each in book if each.title != free and _suits(kind, each)]
    fitting = ((each, _fitting(kind, each)) for each in chance.sample(sheets, len(sheets)))
    sheet, cells = next((sheet, cells) for sheet, cells in fitting if cells)
    cell = chance.choice(cells)
    other = _other(kind, sheet, cells, cell, chance)
    name = other if kind == "rule-altered" else other and other.coordinate
    return Alteration(kind, sheet.title, cell.coordinate, name, _places(kind, sheet, cell, name))


def _fitting(kind, sheet):
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if type(cell) is Cell and cell.value not in (None, "") and _fits(kind, sheet, cell)
    ]


def _suits(kind, sheet):
    """Whether a sheet has what a kind of alteration needs."""
    if kind == "jump":
        return any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    if kind == "rule-altered":
        return bool(list(sheet.conditional_formatting))
    if kind == "unlocked":
        return sheet.protection.sheet
    if kind == "sheet-hidden":
        return sheet.sheet_state == "visible"
    if kind in {"margin", "covered", "merged", "printed", "hidden-row", "hidden-column"}:
        return sheet.sheet_state == "visible"
    return True


def _fits(kind, sheet, cell):
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if kind in {"format", "text"}:
        return number
    if kind == "formula":
        return str(cell.value).startswith("=")
    if kind == "jump":
        return cell.hyperlink is not None
    if kind in {"hidden-column", "merged"}:
        return not _is_hidden(sheet, cell.column) and not _is_hidden(sheet, cell.column + 1)
    return True


def _is_hidden(sheet, column):
    return any(
        each.hidden and each.min <= column <= each.max for each in sheet.column_dimensions.values()
    )


def _other(kind, sheet, cells, cell, chance):
    if kind == "swapped":
        others = [each for each in cells if each.value != cell.value and each.row != cell.row]
        return chance.choice(others)
    if kind == "merged":
        return sheet.cell(cell.row, cell.column + 1)
    if kind == "rule-altered":
        return str(chance.choice(list(sheet.conditional_formatting)).sqref)
    return cell


def _places(kind, sheet, cell, other):
    row, column = str(cell.row), get_column_letter(cell.column)
    if kind == "emptied":  # of a row that says nothing else the row is gone
        return frozenset({cell.coordinate, row})
    if kind == "row-added":
        return frozenset({str(sheet.max_row + 1)})
    if kind == "swapped":
        return frozenset({cell.coordinate, other})
    if kind == "merged":
        return frozenset({f"{cell.coordinate}:{other}"})
    if kind == "rule-altered":
        return frozenset({other})
    if kind == "input":
        rules = sheet.data_validations.dataValidation
        return frozenset([str(each.sqref) for each in rules] or [cell.coordinate])
    if kind in {"row", "hidden-row"}:
        return frozenset({row})
    if kind == "hidden-column":
        return frozenset({column})
    if kind in {"margin", "zeros", "unlocked", "sheet-hidden", "sheet-gone"}:
        return frozenset({""})
    return frozenset({cell.coordinate})
