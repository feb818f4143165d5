"""Writes the first sheet of a corrected copy: what the unit is to correct, where and how."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.findings import Severity
from iku_workbook.form_words import SAME
from iku_workbook.guidance.live import FINE_MARK, MISSING_MARK, NOTE_MARK, WRONG_MARK
from iku_workbook.guidance.words import where
from iku_workbook.layout import HEADER_ROW, Span
from iku_workbook.sheet_names import quoted
from iku_workbook.workbook.corrections import Correction, Corrections
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import FormContext, head, height, page

_NUMBER, _WHERE, _WRONG, _MEND, _LIVE = range(5)
_WIDTHS = {_NUMBER: 5, _WHERE: 22, _WRONG: 52, _MEND: 46, _LIVE: 22}
_HEADINGS = {
    _NUMBER: "form.number",
    _WHERE: "form.corrections_where",
    _WRONG: "form.corrections_wrong",
    _MEND: "form.corrections_mend",
    _LIVE: "form.check",
}
_STEPS = ("form.corrections_step_1", "form.corrections_step_2", "form.corrections_step_3")
_STATES = {
    FINE_MARK: "form.corrections_fine",
    MISSING_MARK: "form.corrections_missing",
    NOTE_MARK: "form.corrections_asked",
    WRONG_MARK: "form.corrections_still",
}
_NAMED = 6  # cells of a rule; of more it is said that they bear a mark
_SIZE = 10  # points, of messages
_INDENT = 2  # characters
_LEAST, _FIRST_LEAST = 24, 36  # points: a row of one line; in the first version's copies


def write(sheet: Worksheet, form: FormContext, corrections: Corrections) -> None:
    """Write the sheet of corrections: instructions, and each finding with a link."""
    head(sheet, form, form.layout.corrections)
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    row = _write_banner(sheet, form, corrections.banner)
    sheet.set_row(row, 22)
    for column, key in _HEADINGS.items():
        sheet.write_string(row, column, form.say(key), form.styles("header"))
    page(sheet, form, repeat=row + 1)
    sheet.set_landscape()
    for number, each in enumerate(corrections.items, start=1):
        _write_item(sheet, row + number, number, each, form)
    span = Span(sheet.get_name(), _LIVE + 1, row + 2, row + 1 + len(corrections.items))
    colour_messages(sheet, form, span)


def _write_banner(sheet: Worksheet, form: FormContext, says: str) -> int:
    """Whether the copy can be sent, and how to go about it; gives the row below."""
    row, steps = HEADER_ROW - 1, enumerate(_STEPS, start=1)
    sheet.set_row(row, 28)
    sheet.merge_range(row, _NUMBER, row, _LIVE, "", form.styles("banner"))
    formula = f"={form.live['banner.status'].place.reference}"
    sheet.write_formula(row, _NUMBER, formula, form.styles("banner"), says)
    colour_messages(sheet, form, Span(sheet.get_name(), _NUMBER + 1, row + 1, row + 1))
    for number, key in steps:
        row += 1
        text = f"{number}. {form.say(key)}"
        sheet.set_row(row, height((text, sum(_WIDTHS.values())), least=19))
        sheet.merge_range(row, _NUMBER, row, _LIVE, text, form.styles("plain"))
    return row + 2


def _write_item(
    sheet: Worksheet, row: int, number: int, item: Correction, form: FormContext
) -> None:
    mark = NOTE_MARK if item.severity is Severity.WARNING else WRONG_MARK
    wrong = f"{FINE_MARK if item.restored else mark} {item.message}"
    state, formula = _state(item, form)
    texts = [(wrong, _WRONG), (item.hint, _MEND), (state, _LIVE)]
    if form.modern:
        texts += [(text, _LIVE) for text in (_confirm(item, form), _after(item, form)[0]) if text]
    room = ((text, _WIDTHS[column] - _INDENT) for text, column in texts)
    sheet.set_row(row, height(*room, least=_LEAST if form.modern else _FIRST_LEAST, size=_SIZE))
    message = form.styles("message")
    sheet.write_number(row, _NUMBER, number, form.styles("number"))
    sheet.write_blank(row, _WHERE, None, form.styles("text"))
    if item.place is not None:
        target = f"internal:{quoted(item.place.sheet)}!{item.place.address}"
        shown = f"{item.place.sheet}, {item.place.address}"
        sheet.write_url(row, _WHERE, target, form.styles("link_cell"), shown)
    sheet.write_string(row, _WRONG, wrong, message)
    sheet.write_string(row, _MEND, item.hint, message)
    if formula:
        sheet.write_formula(row, _LIVE, formula, message, state)
    elif state:
        sheet.write_string(row, _LIVE, state, message)
    else:
        sheet.write_blank(row, _LIVE, None, message)


def _state(item: Correction, form: FormContext) -> tuple[str, str]:
    """How the cell stands, in a word or two, now and as a formula; what is wrong stands beside it.

    A question is open or answered, and never wrong; one that no check asks stays open.

    A copy of a form of the first version has no such words, and repeats what the check says.
    """
    asks = form.modern and item.severity is Severity.WARNING and not item.restored
    open_ = f"{NOTE_MARK} {form.say('form.corrections_asked')}" if asks else ""
    if item.check_cell is None:
        return open_, ""
    check = item.check_cell.reference
    if not form.modern:
        return item.check_text, f"={check}"
    if asks:
        answered = f"{FINE_MARK} {form.say('form.corrections_answered')}"
        return open_, f'=IF(LEFT({check},1)="{FINE_MARK}","{answered}","{open_}")'
    words = {mark: f"{mark} {form.say(key)}" for mark, key in _STATES.items()}
    state, formula = _otherwise(item, words[FINE_MARK], form)
    for mark, said in words.items():
        if mark != FINE_MARK:
            formula = f'IF(LEFT({check},1)="{mark}","{said}",{formula})'
            state = said if item.check_text.startswith(mark) else state
    if item.missing and item.place is not None and item.check_text:
        # Of a list's row the check says that something in it is wrong.
        empty = f'ISBLANK({item.place.reference}),LEFT({check},1)="{WRONG_MARK}"'
        formula = f'IF(AND({empty}),"{words[MISSING_MARK]}",{formula})'
        state = words[MISSING_MARK] if item.check_text.startswith(WRONG_MARK) else state
    return state, f"={formula}"


def _otherwise(item: Correction, fine: str, form: FormContext) -> tuple[str, str]:
    """How a cell stands beside which nothing is asked for: what else has to be right with it."""
    assert item.check_cell is not None
    state, formula = fine, f'"{fine}"'
    after, formula_after = _after(item, form)
    if after:
        of_rule = form.live[f"open.{item.rule}"].place.reference
        formula = f"IF({of_rule}>0,{formula_after},{formula})"
        state = after if item.open.intersection(item.reads) else state
    if confirm := _confirm(item, form):
        choice = form.layout.confirmations[item.group].place
        link = f'HYPERLINK("#{quoted(choice.sheet)}!{choice.address}","{confirm}")'
        formula = f"IF({_state_of(item.group, form)}>0,{link},{formula})"
        state = confirm if item.group in item.open else state
    formula = f'IF({item.check_cell.reference}="","",{formula})'
    return state if item.check_text else "", formula


def _confirm(item: Correction, form: FormContext) -> str:
    """What is said of a cell whose group nobody has confirmed."""
    if not item.group:
        return ""
    place, same = form.layout.confirmations[item.group].place, form.say(SAME)
    said = form.say("form.corrections_confirm", same=same, cell=place.address)
    return f"{MISSING_MARK} {said}"


def _after(item: Correction, form: FormContext) -> tuple[str, str]:
    """What is said of a rule that nobody can tell yet, now and as a formula, which names the cells
    that are open; of a rule that reads many, that they bear a mark.
    """
    if not item.reads:
        return "", ""
    if len(item.reads) > _NAMED:
        said = f"{MISSING_MARK} {form.say('form.corrections_after_others')}"
        return said, f'"{said}"'
    before, _, behind = form.say.template("form.corrections_after").partition("{cells}")
    before = f"{MISSING_MARK} {before}"
    named = [(of, f" {where(form.layout, of)}") for of in item.reads]
    now = "".join(text for of, text in named if of in item.open or not item.open)
    cells = "&".join(f'IF({_state_of(of, form)}>0,"{text}","")' for of, text in named)
    return f"{before}{now}{behind}", f'"{before}"&{cells}&"{behind}"'


def _state_of(of: str, form: FormContext) -> str:
    return form.live[f"state.{of}"].place.reference
