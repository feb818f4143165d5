"""The steps on the chain sheet: what the unit said, what that comes to, where it stands."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.addresses import a1
from iku_workbook.formula.values import Value
from iku_workbook.master.chain.cached_values import BLANK
from iku_workbook.master.chain.lists_sheet import said_how
from iku_workbook.master.chain.selection import (
    FIRST,
    INDICATOR,
    PERIOD,
    STEP_WIDTHS,
    UNIT,
    WHERE,
    Chain,
)
from iku_workbook.master.chain.steps import Kind, Step
from iku_workbook.master.references import WORKING_FIRST_ROW

_SMALLER = 1.1  # so much more of small type fits in


def write(sheet: Worksheet, chain: Chain, at: int) -> None:
    """The ``at``-th step, from 0, of whichever indicator is chosen; empty where it has fewer."""
    master, row = chain.master, FIRST + at
    first = chain.lists.chain[0]
    step = first[at] if at < len(first) else None
    master.number(sheet, (row, 1), at + 1, "pale", "0")
    _write_words(sheet, chain, row, step)
    for number in range(1, chain.periods + 1):
        is_field = step is not None and step.kind is Kind.FIELD
        said = chain.shown.received(step.name, number) if step and is_field else None
        _write_received(sheet, chain, row, number, said)
    _write_value(sheet, chain, row, chain.shown.value(step.name) if step else None)
    _write_link(sheet, chain, row, known=step is not None)
    looks = chain.unless_empty(_about(chain, row, "looks"))
    shown = step.looks.value if step else 0
    master.formula(sheet, (row, chain.value_column + 2), looks, shown, "plain")
    possible = [steps[at] for steps in chain.lists.chain if at < len(steps)]
    texts = [(each.label, STEP_WIDTHS["label"]) for each in possible]
    texts += [(said_how(master, each), STEP_WIDTHS["how"] * _SMALLER) for each in possible]
    master.fit(sheet, row, texts)


def _about(chain: Chain, row: int, key: str) -> str:
    """A formula: what is known of the step in a row, of the indicator that is chosen."""
    order = f"({chain.chosen(INDICATOR)}-1)*{chain.lists.most}+$A{row}"
    return f"INDEX({chain.lists.steps(key)},{order})"


def _write_words(sheet: Worksheet, chain: Chain, row: int, step: Step | None) -> None:
    master = chain.master
    texts = ("", "", "")
    if step:
        texts = (master.say(f"results.step_{step.kind}"), step.label, said_how(master, step))
    keys, looks = ("kind", "label", "how"), ("cell_center", "cell_strong_wrapped", "formula_text")
    for column, (key, text, look) in enumerate(zip(keys, texts, looks, strict=True), start=2):
        formula = chain.unless_empty(f'{_about(chain, row, key)}&""')
        master.formula(sheet, (row, column), formula, text, look)


def _write_received(sheet: Worksheet, chain: Chain, row: int, number: int, said: Value) -> None:
    """What the unit said in one period, from the data sheet."""
    data, count = chain.master.plan.data, len(chain.master.units.codes)
    working = chain.master.plan.working
    positions = working.whole(working.heads["position"], chain.periods)
    position = f"INDEX({positions},{(number - 1) * count}+{chain.chosen(UNIT)})"
    column = _about(chain, row, "data")
    value = f"INDEX({data.table},{position},{column})"
    known = f'IF(ISBLANK({value}),"{BLANK}",{value})'
    shown = f'IF(OR({column}=0,{chain.chosen(PERIOD)}<{number}),"",{known})'
    place = (row, len(STEP_WIDTHS) + number)
    chain.master.formula(sheet, place, chain.unless_empty(shown), said, "value")


def _write_value(sheet: Worksheet, chain: Chain, row: int, value: Value) -> None:
    """What it comes to in the year so far, from the working sheet."""
    working, column = chain.master.plan.working, _about(chain, row, "working")
    found = f"INDEX({working.table(chain.periods)},{chain.chosen(WHERE)},{column})"
    known = f'IF(ISBLANK({found}),"{BLANK}",{found})'
    formula = chain.unless_empty(f'IF({column}=0,"",{known})')
    chain.master.formula(sheet, (row, chain.value_column), formula, value, "value_strong")


def _write_link(sheet: Worksheet, chain: Chain, row: int, *, known: bool) -> None:
    """To the cell on the working sheet, or to the unit's first row of a register."""
    word, value = chain.master.say("results.open_word"), "$" + a1(row, chain.value_column)
    is_register = f'{_about(chain, row, "kind")}="{chain.master.say("results.step_register")}"'
    below = f"{WORKING_FIRST_ROW - 1}+{chain.chosen(WHERE)}"
    target = f"IF({is_register},IF(ISNUMBER({value}),{value},1),{below})"
    link = f'HYPERLINK({_about(chain, row, "link")}&{target},"{word}")'
    formula = chain.unless_empty(f'IF({_about(chain, row, "working")}=0,"",{link})')
    place = (row, chain.value_column + 1)
    chain.master.formula(sheet, place, formula, word if known else None, "link_center")
