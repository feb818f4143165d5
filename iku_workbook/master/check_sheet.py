"""The check: of each sheet, whether its rows still say what they said when the workbook was made.

The summary shows the verdict. Sheets are named from where values come from to where they go, so
that what was altered is named before what follows from it.
"""

from __future__ import annotations

from iku_workbook.cell_addresses import a1, absolute
from iku_workbook.master.conditional_formats import FINE_SIGN, WRONG_SIGN, mark_signs
from iku_workbook.master.context import Heading, MasterContext
from iku_workbook.master.references import HEADER_ROW, FingerprintedRows
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.sheet_names import quoted

_WIDTHS = {"check_sheet": 30.0, "check_rows": 12.0, "check_changed": 12.0, "check_place": 60.0}
_SHEET, _ROWS, _CHANGED, _PLACE = range(1, 5)
_VERDICT = HEADER_ROW
_HEADER = _VERDICT + 2
_RESULTS = ("working", "achievement", "levels", "matrix", "summary", "lists")
_BETWEEN = " · "
_LONGEST = 400  # characters of places that a sentence names


def verdict(master: MasterContext) -> str:
    """A formula: what the check comes to, in a sentence."""
    return f"{quoted(master.layout.names['check'])}!{absolute(_VERDICT, 1)}"


def all_same(master: MasterContext) -> str:
    """The sentence that a master shows as it was made."""
    return f"{FINE_SIGN} {master.say('results.unchanged_all')}"


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """Write the verdict, and below it a row for each sheet; all others have been written."""
    say = master.say
    master.head(sheet, master.layout.names["check"], say("results.check_hint"))
    checked = _in_order(master)
    last = _HEADER + len(checked)
    changed = f"{absolute(_HEADER + 1, _CHANGED)}:{absolute(last, _CHANGED)}"
    cells = [a1(row, _PLACE) for row in range(_HEADER + 1, last + 1)]
    named = "&".join(f'IF({cell}="","","{_BETWEEN}"&{cell})' for cell in cells)
    since = f"{WRONG_SIGN} {say('results.changed')} "
    formula = (
        f'IF(AND(COUNT({changed})={len(checked)},SUM({changed})=0),"{all_same(master)}",'
        f'"{since}"&LEFT(MID({named},{len(_BETWEEN) + 1},{_LONGEST * 9}),{_LONGEST}))'
    )
    master.formula(sheet, (_VERDICT, 1), formula, all_same(master), "check")
    headings = [Heading(say(f"results.{key}"), width) for key, width in _WIDTHS.items()]
    master.headings(sheet, _HEADER, headings)
    for row, each in enumerate(checked, start=_HEADER + 1):
        _write_sheet(sheet, master, row, each)
    mark_signs(sheet, master, (_VERDICT, _VERDICT), 1, filled=False)
    master.page(sheet, _HEADER, headings)


def _in_order(master: MasterContext) -> list[FingerprintedRows]:
    """The sheets that have rows: what was received, then what was computed from it."""
    proved = {name: each for name, each in master.fingerprinted.items() if each.count}
    names = [each for key in _RESULTS if (each := master.layout.names.get(key))]
    first = [each for name, each in proved.items() if name not in names]
    return first + [proved[name] for name in names if name in proved]


def _write_sheet(
    sheet: MasterSheet, master: MasterContext, row: int, proved: FingerprintedRows
) -> None:
    """How many rows there are, how many are not as they were, and the first of these."""
    name = proved.sheet
    style = master.styles("link_cell")
    sheet.write_url(row - 1, _SHEET - 1, f"internal:{quoted(name)}!A1", style, name)
    master.number(sheet, (row, _ROWS), proved.count, "amount", "#,##0")
    master.formula(sheet, (row, _CHANGED), proved.changed, 0, "amount", "#,##0")
    changed, shown = a1(row, _CHANGED), name.replace('"', '""')
    at_row, more, gone = (
        _text(master, key, sheet=shown) for key in ("check_at", "check_more", "check_gone")
    )
    at_row = at_row.replace("{row}", f'"&{proved.place}&"')
    more = more.replace("{count}", f'"&{changed}-1&"')
    first = f'IFERROR("{at_row}","{gone}")'
    formula = f'IF({changed}=0,"",{first}&IF({changed}>1,"{more}",""))'
    master.formula(sheet, (row, _PLACE), formula, None, "cell")


def _text(master: MasterContext, key: str, sheet: str) -> str:
    return master.say.template(f"results.{key}").replace("{sheet}", sheet)
