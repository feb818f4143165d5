"""The chain: one village, one indicator, one period, from its values to its share of the result.

Three cells are chosen from lists; everything else follows by INDEX, with a link to where it is.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1, absolute
from iku_workbook.layout import quoted
from iku_workbook.master.chain import step_rows as chain_steps
from iku_workbook.master.chain.lists_sheet import Lists
from iku_workbook.master.chain.selection import (
    CHOICE,
    FIRST,
    HEADER,
    INDICATOR,
    ORDER,
    PERIOD,
    STEP_WIDTHS,
    UNIT,
    WHERE,
    Chain,
)
from iku_workbook.master.chain.share import ShareWriter
from iku_workbook.master.chain.steps import Looks
from iku_workbook.master.context import DATE, Heading, MasterContext
from iku_workbook.master.references import HEADER_ROW
from iku_workbook.periods import short_label

_CHOICES = {UNIT: "units", INDICATOR: "indicators", PERIOD: "periods"}
_TITLES = {UNIT: "choose_unit", INDICATOR: "choose_indicator", PERIOD: "choose_period"}
_FORMATS = {Looks.DATE: DATE, Looks.PERCENTAGE: "0.00%"}
_PERIOD_WIDTH, _VALUE_WIDTH, _LINK_WIDTH = 15, 17, 12
_TALL = 22  # points


def write(sheet: Worksheet, master: MasterContext, lists: Lists) -> None:
    """The choices, the steps, the share, from top to bottom."""
    chain = Chain.of(master, lists)
    master.head(sheet, master.plan.chain, master.say("results.chain_hint"))
    _write_choices(sheet, chain)
    headings = _headings(master)
    master.headings(sheet, HEADER, headings)
    for at in range(lists.most):
        chain_steps.write(sheet, chain, at)
    last = ShareWriter(sheet, chain).write(chain.last_step + 2)
    _mark(sheet, chain)
    master.page(sheet, HEADER, headings)
    sheet.print_area(0, 0, last - 1, len(headings) - 1)


def _headings(master: MasterContext) -> list[Heading]:
    say = master.say
    return [
        *(Heading(say(f"results.{key}"), width) for key, width in STEP_WIDTHS.items()),
        *(
            Heading(short_label(each.period, say.language), _PERIOD_WIDTH)
            for each in master.year.periods
        ),
        Heading(say("results.to_date"), _VALUE_WIDTH),
        Heading(say("results.open"), _LINK_WIDTH),
    ]


def _write_choices(sheet: Worksheet, chain: Chain) -> None:
    master = chain.master
    chosen = {UNIT: chain.unit, INDICATOR: 0, PERIOD: chain.periods - 1}
    for row, key in _CHOICES.items():
        sheet.set_row(row - 1, _TALL)
        master.text(sheet, (row, 2), master.say(f"results.{_TITLES[row]}"), "cell_strong")
        master.text(sheet, (row, CHOICE), getattr(chain.lists, key)[chosen[row]], "choice")
        _offer(sheet, chain, row, key)
        choices = chain.lists.choices(key)
        first = f"ROW({choices.partition(':')[0]})"
        cell = absolute(row, CHOICE)
        # Not MATCH: names may hold what it takes for a wildcard.
        formula = f"SUMPRODUCT(({choices}={cell})*(ROW({choices})-{first}+1))"
        shown = _order(chain, key)
        master.formula(sheet, (row, ORDER), formula, chosen[row] + 1, "order", shown)
    _write_where(sheet, chain)


def _order(chain: Chain, key: str) -> str:
    """A number format: which of how many it is."""
    count = len(getattr(chain.lists, key))
    before, _, after = chain.master.say("results.of", count="\x00", total=count).partition("\x00")
    return f'"{before}"0"{after}"'


def _offer(sheet: Worksheet, chain: Chain, row: int, key: str) -> None:
    offer = {
        "validate": "list",
        "source": "=" + chain.lists.choices(key),
        "ignore_blank": False,
        "error_title": chain.master.say("results.choose_title"),
        "error_message": chain.master.say("results.choose"),
    }
    sheet.data_validation(row - 1, CHOICE - 1, row - 1, CHOICE - 1, offer)


def _write_where(sheet: Worksheet, chain: Chain) -> None:
    """The number of the unit's working row, and a link to its row of the data sheet."""
    master, count = chain.master, len(chain.master.units.codes)
    sheet.set_row(WHERE - 1, _TALL)
    master.text(sheet, (WHERE, 2), master.say("results.where"), "cell_strong")
    words, row = master.say("results.open_data"), f"({HEADER_ROW}+{chain.position})"
    link = f'HYPERLINK("#{quoted(master.plan.data.name)}!A"&{row},"{words}")'
    master.formula(sheet, (WHERE, CHOICE), chain.unless_empty(link), words, "link_cell")
    unit, indicator, period = (chain.chosen(row) for row in _CHOICES)
    formula = f'IF({unit}*{indicator}*{period}=0,"",({period}-1)*{count}+{unit})'
    at = (chain.periods - 1) * count + chain.unit + 1
    shown = f'"{master.plan.working.name} {master.say("results.number")} "0'
    master.formula(sheet, (WHERE, ORDER), formula, at, "order", shown)


def _mark(sheet: Worksheet, chain: Chain) -> None:
    """Days, percentages and rows look like what they are; a step not needed shows no number."""
    rows, styles = (FIRST - 1, chain.last_step - 1), chain.master.styles
    flag = chain.value_column + 2
    for looks, number_format in _FORMATS.items():
        rule = {
            "type": "formula",
            "criteria": f"=${a1(FIRST, flag)}={looks.value}",
            "format": styles.laid_over({"num_format": number_format}),
        }
        sheet.conditional_format(rows[0], len(STEP_WIDTHS), rows[1], chain.value_column - 1, rule)
    say = chain.master.say
    first_rows = {
        "type": "formula",
        "criteria": f'=$B{FIRST}="{say("results.step_register")}"',
        "format": styles.laid_over({"num_format": f'"{say("results.row")} "0'}),
    }
    value = chain.value_column - 1
    sheet.conditional_format(rows[0], value, rows[1], value, first_rows)
    unused = {
        "type": "formula",
        "criteria": f'=$B{FIRST}=""',
        "format": styles.laid_over({"font_color": "#F2F2F2"}),
    }
    sheet.conditional_format(rows[0], 0, rows[1], 0, unused)
    sheet.set_column(flag - 1, flag - 1, 2, None, {"hidden": True})
