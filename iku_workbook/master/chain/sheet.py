"""The chain sheet: from one village's values to its share of an indicator's result.

Three cells are chosen from lists; everything else follows by INDEX, with a link to where it is.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.cell_addresses import a1, absolute
from iku_workbook.formula.values import Value
from iku_workbook.master.chain.lists_sheet import explanation, lists
from iku_workbook.master.chain.selection import (
    BLANK,
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
from iku_workbook.master.chain.steps import Looks, Share, Step, StepKind
from iku_workbook.master.context import DATE, Heading, MasterContext
from iku_workbook.master.references import COMPUTATION_FIRST_ROW
from iku_workbook.periods import short_label
from iku_workbook.sheet_names import quoted
from iku_workbook.source_cells import NO_CELL

_CHOICES = {UNIT: "units", INDICATOR: "indicators", PERIOD: "periods"}
_TITLES = {UNIT: "choose_unit", INDICATOR: "choose_indicator", PERIOD: "choose_period"}
_FORMATS = {Looks.DATE: DATE, Looks.PERCENTAGE: "0.00%"}
_PERIOD_WIDTH, _VALUE_WIDTH, _LINK_WIDTH, _CELL_WIDTH = 15, 17, 12, 16
RECEIPTS = HEADER - 1
_TALL = 22  # points
_SMALLER = 1.1  # so much more of small type fits in


def write(sheet: Worksheet, master: MasterContext) -> None:
    """The choices, the steps, the share, from top to bottom."""
    chain = Chain.of(master, lists(master))
    master.head(sheet, master.layout.names["chain"], master.say("results.chain_hint"))
    _write_choices(sheet, chain)
    _write_receipts(sheet, chain)
    headings = _headings(master)
    master.headings(sheet, HEADER, headings)
    for at in range(chain.lists.most):
        _write_step(sheet, chain, at)
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
            for each in master.periods
        ),
        Heading(say("results.to_date"), _VALUE_WIDTH),
        Heading(say("results.open"), _LINK_WIDTH),
        *(Heading(each, _CELL_WIDTH) for each in _forms(master)),
    ]


def _forms(master: MasterContext) -> list[str]:
    """The heading of the cells of each form that values came on."""
    word, count = master.say("results.cells"), len(master.layout.data.forms)
    form = master.say("results.form").lower()
    return [word if count == 1 else f"{word}, {form} {each}" for each in range(1, count + 1)]


def _write_receipts(sheet: Worksheet, chain: Chain) -> None:
    """Above each period the number of the return that its values came in, linked to its data."""
    master, data = chain.master, chain.master.layout.data
    column = data.heads.get("receipt")
    if column is None:
        return
    count = len(master.units.codes)
    master.text(sheet, (RECEIPTS, len(STEP_WIDTHS)), master.say("results.receipt"), "how")
    for number in range(1, chain.periods + 1):
        position = _position(chain, number)
        found = f"INDEX({data.whole(column)},{position})"
        link = f'HYPERLINK("#{quoted(data.name)}!A"&({data.header}+{position}),{found})'
        known = f'IF(ISBLANK({found}),"{BLANK}",{link})'
        formula = chain.once_begun(number, known)
        received = data.rows[(number - 1) * count + chain.unit].received
        cached = received.number if received and received.number else BLANK
        cell = (RECEIPTS, len(STEP_WIDTHS) + number)
        master.formula(sheet, cell, formula, cached, "link_center", "0")


def _position(chain: Chain, number: int) -> str:
    """A formula: the position on the data sheet of the chosen unit's row of a period."""
    computation = chain.master.layout.computation
    positions = computation.whole(computation.heads["position"], chain.periods)
    return f"INDEX({positions},{chain.place(number)})"


def _write_cells(sheet: Worksheet, chain: Chain, row: int, step: Step | None) -> None:
    """The cell of a field in the unit's workbooks, for each form that values came on."""
    data, column = chain.master.layout.data, _about(chain, row, "data")
    is_field = step is not None and step.kind is StepKind.FIELD
    for form, cells in enumerate(data.forms, start=1):
        formula = f'IF({column}=0,"",INDEX({data.cells(form)},{column}))'
        cached = cells.get(step.field, NO_CELL) if step and is_field else ""
        cell = (row, chain.value_column + 1 + form)
        chain.master.formula(sheet, cell, chain.unless_empty(formula), cached, "source")


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
        chosen_cell = absolute(row, CHOICE)
        # Not MATCH: names may hold what it takes for a wildcard.
        formula = f"SUMPRODUCT(({choices}={chosen_cell})*(ROW({choices})-{first}+1))"
        num_format = _order(chain, key)
        master.formula(sheet, (row, ORDER), formula, chosen[row] + 1, "order", num_format)
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
    """The number of the unit's computation row, and a link to its row of the data sheet."""
    master, count = chain.master, len(chain.master.units.codes)
    sheet.set_row(WHERE - 1, _TALL)
    master.text(sheet, (WHERE, 2), master.say("results.where"), "cell_strong")
    words, row = master.say("results.open_data"), f"({master.layout.data.header}+{chain.position})"
    link = f'HYPERLINK("#{quoted(master.layout.data.name)}!A"&{row},"{words}")'
    master.formula(sheet, (WHERE, CHOICE), chain.unless_empty(link), words, "link_cell")
    unit, indicator, period = (chain.chosen(row) for row in _CHOICES)
    formula = f'IF({unit}*{indicator}*{period}=0,"",({period}-1)*{count}+{unit})'
    at = (chain.periods - 1) * count + chain.unit + 1
    num_format = f'"{master.layout.computation.name} {master.say("results.number")} "0'
    master.formula(sheet, (WHERE, ORDER), formula, at, "order", num_format)


def _mark(sheet: Worksheet, chain: Chain) -> None:
    """Days, percentages and rows look like what they are; a step not needed shows no number."""
    rows, styles = (FIRST - 1, chain.last_step - 1), chain.master.styles
    flag = chain.looks_column
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
    sheet.set_column(flag - 1, chain.share_column - 1, 2, None, {"hidden": True})


def _write_step(sheet: Worksheet, chain: Chain, at: int) -> None:
    """The ``at``-th step, from 0, of whichever indicator is chosen; empty where it has fewer."""
    master, row = chain.master, FIRST + at
    first = chain.lists.chain[0]
    step = first[at] if at < len(first) else None
    master.number(sheet, (row, 1), at + 1, "pale", "0")
    _write_words(sheet, chain, row, step)
    for number in range(1, chain.periods + 1):
        _write_received(sheet, chain, row, number, _cached(chain, step, number))
    _write_value(sheet, chain, row, chain.cached.value(step.name) if step else None)
    _write_link(sheet, chain, row, known=step is not None)
    _write_cells(sheet, chain, row, step)
    hidden = {"looks": chain.looks_column, "share": chain.share_column}
    for key, column in hidden.items():
        shown = getattr(step, key).value if step else 0
        formula = chain.unless_empty(_about(chain, row, key))
        master.formula(sheet, (row, column), formula, shown, "plain")
    possible = [steps[at] for steps in chain.lists.chain if at < len(steps)]
    texts = [(each.label, STEP_WIDTHS["label"]) for each in possible]
    texts += [(explanation(master, each), STEP_WIDTHS["how"] * _SMALLER) for each in possible]
    master.fit(sheet, row, texts)


def _cached(chain: Chain, step: Step | None, number: int) -> Value:
    """What a step first shows of a period."""
    if step is None:
        return None
    if step.kind is StepKind.FIELD:
        return chain.cached.received(step.field, number)
    return chain.cached.share(step, number)


def _about(chain: Chain, row: int, key: str) -> str:
    """A formula: what is known of the step in a row, of the indicator that is chosen."""
    order = f"({chain.chosen(INDICATOR)}-1)*{chain.lists.most}+$A{row}"
    return f"INDEX({chain.lists.steps(key)},{order})"


def _write_words(sheet: Worksheet, chain: Chain, row: int, step: Step | None) -> None:
    master = chain.master
    texts = ("", "", "")
    if step:
        texts = (master.say(f"results.step_{step.kind}"), step.label, explanation(master, step))
    keys, looks = ("kind", "label", "how"), ("cell_center", "cell_strong_wrapped", "formula_text")
    for column, (key, text, look) in enumerate(zip(keys, texts, looks, strict=True), start=2):
        formula = chain.unless_empty(f'{_about(chain, row, key)}&""')
        master.formula(sheet, (row, column), formula, text, look)


def _write_received(sheet: Worksheet, chain: Chain, row: int, number: int, cached: Value) -> None:
    """What was received from the unit for one period, from the data sheet; of a part of the
    indicator its share, from the computation sheet.
    """
    data, column = chain.master.layout.data, _about(chain, row, "data")
    value = f"INDEX({data.table},{_position(chain, number)},{column})"
    received = f'IF(ISBLANK({value}),"{BLANK}",{value})'
    then, before = (_computed(chain, row, each) for each in (number, number - 1))
    kind = absolute(row, chain.share_column)
    earlier = f"-({kind}={Share.ADDED})*N({before})" if number > 1 else ""
    share = f'IF({kind}=0,"",IF(ISNUMBER({then}),{then}{earlier},"{BLANK}"))'
    formula = chain.once_begun(number, f"IF({column}=0,{share},{received})")
    chain.master.formula(sheet, (row, len(STEP_WIDTHS) + number), formula, cached, "value")


def _computed(chain: Chain, row: int, number: int) -> str:
    """A formula: the step's value of the year up to a period, from the computation sheet."""
    table = chain.master.layout.computation.table(chain.periods)
    return f"INDEX({table},{chain.place(number)},{_about(chain, row, 'working')})"


def _write_value(sheet: Worksheet, chain: Chain, row: int, value: Value) -> None:
    """What it comes to in the year so far, from the computation sheet."""
    computation, column = chain.master.layout.computation, _about(chain, row, "working")
    found = f"INDEX({computation.table(chain.periods)},{chain.chosen(WHERE)},{column})"
    known = f'IF(ISBLANK({found}),"{BLANK}",{found})'
    formula = chain.unless_empty(f'IF({column}=0,"",{known})')
    chain.master.formula(sheet, (row, chain.value_column), formula, value, "value_strong")


def _write_link(sheet: Worksheet, chain: Chain, row: int, *, known: bool) -> None:
    """To the cell on the computation sheet, or to the unit's first row of a register."""
    word, value = chain.master.say("results.open_word"), "$" + a1(row, chain.value_column)
    is_register = f'{_about(chain, row, "kind")}="{chain.master.say("results.step_register")}"'
    below = f"{COMPUTATION_FIRST_ROW - 1}+{chain.chosen(WHERE)}"
    target = f"IF({is_register},IF(ISNUMBER({value}),{value},1),{below})"
    link = f'HYPERLINK({_about(chain, row, "link")}&{target},"{word}")'
    formula = chain.unless_empty(f'IF({_about(chain, row, "working")}=0,"",{link})')
    cell = (row, chain.value_column + 1)
    chain.master.formula(sheet, cell, formula, word if known else None, "link_center")
