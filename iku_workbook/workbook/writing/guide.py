"""The guide, a form's first sheet: progress, deadline, contact, instructions and purpose."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.brought_forward import carries
from iku_workbook.definition.model import Indicator
from iku_workbook.effort import minutes_to_fill
from iku_workbook.guidance.live import FINE_MARK, MISSING_MARK, NOTE_MARK, WRONG_MARK
from iku_workbook.guidance.region import LINE
from iku_workbook.guidance.words import BANNER, QUESTION
from iku_workbook.layout import Span
from iku_workbook.sending import places, signed_page
from iku_workbook.sheet_names import quoted
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import TOKENS, FormContext, height, page

_WIDTHS = (23, 50, 33)
_ON_ONE_PAGE = 300  # points of indicators
_INDENT = 2  # characters
_BOLD = 0.92  # bold letters are wider
_FACT = 16  # points: the height of a line of facts
_STEPS = ("form.step_1", "form.step_2", "form.step_3", "form.step_4", "form.step_5")
_CARRIED = "form.step_2_carried"
_WITHOUT_RESULTS = "form.step_4_no_results"
_LEGEND = (
    ("input_word", "form.legend_input_word", "form.legend_input"),
    ("computed_word", "form.legend_computed_word", "form.legend_computed"),
    ("locked_word", "form.legend_locked_word", "form.legend_locked"),
)

_MARKS = {
    FINE_MARK: "form.legend_fine",
    MISSING_MARK: "form.legend_missing",
    WRONG_MARK: "form.legend_wrong",
    NOTE_MARK: "form.legend_asked",
    "*": "form.legend_required",
}


def write(sheet: Worksheet, form: FormContext) -> None:
    """Write the instructions to the officer."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    definition = form.layout.definition
    sheet.set_row(0, height((definition.title, sum(_WIDTHS) * 0.62), least=28))
    sheet.merge_range(0, 0, 0, 2, definition.title, form.styles("title_wrapped"))
    agency, regency = definition.agency.name, definition.agency.regency
    if regency and regency not in agency:
        agency = f"{agency}, {regency}"
    sheet.write_string(1, 0, agency, form.styles("subtitle"))
    _write_banner(sheet, form)
    row = _write_facts(sheet, form, _write_region(sheet, form))
    row = _write_steps(sheet, form, row + 1)
    row = _write_legend(sheet, form, row + 1)
    tall = _write_indicators(sheet, form, row + 1)
    page(sheet, form, repeat=None, pages=1 if tall <= _ON_ONE_PAGE else 0)
    if tall > _ON_ONE_PAGE:
        sheet.repeat_rows(row + 2)  # the table's head, below the title of its section


def _write_banner(sheet: Worksheet, form: FormContext) -> None:
    """Whether it can be sent, how much is done, and a link to what comes first."""
    looks = {"status": "banner", "count": "banner_more", "first": "onward", "question": "jump"}
    for name, row in {**BANNER, "question": QUESTION}.items():
        look = form.styles(looks[name])
        sheet.set_row(row - 1, 28 if name == "status" else 19)
        sheet.merge_range(row - 1, 0, row - 1, 2, "", look)
        if f"banner.{name}" in form.live:
            form.write_live(sheet, f"banner.{name}", looks[name])
    cell = Span(form.layout.guide, 1, BANNER["status"], BANNER["status"])
    colour_messages(sheet, form, cell)


def _write_region(sheet: Worksheet, form: FormContext) -> int:
    """How this computer reads dates and decimals, where some are asked for; the row below."""
    if LINE not in form.live:
        return QUESTION
    row = form.live[LINE].place.row - 1
    sheet.set_row(row, height((form.guidance.about_computer, sum(_WIDTHS)), least=19))
    sheet.merge_range(row, 0, row, 2, "", form.styles("plain"))
    form.write_live(sheet, LINE, "plain")
    return row + 1


def _write_facts(sheet: Worksheet, form: FormContext, row: int) -> int:
    definition = form.layout.definition
    facts = {
        "for_unit": TOKENS["unit_title"],
        "unit_code": TOKENS["unit"],
        "period": form.period_name,
        "due": form.say("form.due_date", date=form.period.due(definition.due_days)),
        "contact": definition.agency.contact or definition.agency.name,
        "send_to": places(definition, form.say) or form.say("form.send_reply"),
        "signed_page": signed_page(definition, form.say),
        "issue": TOKENS["issue"],
    }
    for key, fact in facts.items():
        name = form.say(f"form.{key}", approval=form.layout.approval)
        shown = f"{fact[:1].upper()}{fact[1:]}"
        _write_line(sheet, form, row, name, shown, least=_FACT)
        row += 1
    return row


def _write_line(
    sheet: Worksheet, form: FormContext, row: int, name: str, text: str, *, least: float
) -> None:
    """A name, and beside it what is said of it, all of whose lines begin below each other."""
    tall = height((text, sum(_WIDTHS[1:]) - _INDENT), (name, _WIDTHS[0]), least=least)
    sheet.set_row(row, tall)
    sheet.write_string(row, 0, name, form.styles("plain_strong"))
    sheet.merge_range(row, 1, row, 2, text, form.styles("plain_indented"))


def _write_steps(sheet: Worksheet, form: FormContext, row: int) -> int:
    steps = _steps(form)
    minutes = minutes_to_fill(form.layout.definition, form.layout.kind, form.period)
    title = form.say("form.steps", count=len(steps), minutes=minutes)
    _section(sheet, form, row, title)
    for number, key in enumerate(steps, start=1):
        row += 1
        text = form.say(
            key,
            entry=form.layout.entry,
            results=form.layout.results,
            approval=form.layout.approval,
            registers=form.say("form.both").join(table.sheet for table in form.layout.tables),
            wrong=WRONG_MARK,
        )
        name = form.say("form.step", number=number)
        _write_line(sheet, form, row, name, text, least=19)
    row += 1
    sheet.write_string(row, 0, form.say("form.open_sheet"), form.styles("plain_strong"))
    for name in form.layout.sheets[1:-1]:
        look = form.styles("link_indented")
        sheet.merge_range(row, 1, row, 2, "", look)
        sheet.write_url(row, 1, f"internal:{quoted(name)}!A1", look, name)
        row += 1
    return row


def _steps(form: FormContext) -> tuple[str, ...]:
    """The steps that apply: no step on registers where there are none, no word on what is
    brought forward where nothing can be.
    """
    save, fill, list_, watch, send = _STEPS
    if form.layout.confirmations and carries(form.period):
        fill = _CARRIED
    return (
        save,
        *((fill,) if form.layout.fields else ()),
        *((list_,) if form.layout.tables else ()),
        watch if form.layout.blocks else _WITHOUT_RESULTS,
        send,
    )


def _write_legend(sheet: Worksheet, form: FormContext, row: int) -> int:
    _section(sheet, form, row, form.say("form.legend"))
    for look, word, key in _LEGEND:
        row += 1
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, form.say(word), form.styles(look))
        sheet.merge_range(row, 1, row, 2, form.say(key), form.styles("plain_indented"))
    row += 1
    sheet.write_string(row, 0, form.say("form.legend_marks"), form.styles("plain_strong"))
    for mark, key in _MARKS.items():
        row += 1
        sheet.write_string(row, 0, mark, form.styles("mark"))
        sheet.merge_range(row, 1, row, 2, form.say(key), form.styles("plain_indented"))
    row += 1
    return row


def _write_indicators(sheet: Worksheet, form: FormContext, row: int) -> float:
    """What the figures are for; gives the height. Where no more is told of them, their names."""
    _section(sheet, form, row, form.say("form.why"))
    indicators = [block.indicator for block in form.layout.blocks]
    if not any(each.definition or each.sources for each in indicators):
        return _write_names(sheet, form, row + 1, indicators)
    row, total = row + 1, 0.0
    sheet.set_row(row, 20)
    for column, key in enumerate(("form.indicator", "form.definition", "form.sources")):
        sheet.write_string(row, column, form.say(key), form.styles("header"))
    for each in indicators:
        row += 1
        total += _write_indicator(sheet, form, row, each)
    return total


def _write_indicator(sheet: Worksheet, form: FormContext, row: int, each: Indicator) -> float:
    """What an indicator's figures are for; its name alone where no more is told; the height."""
    if not (each.definition or each.sources):
        name, room = f"{each.code} · {each.name}", (sum(_WIDTHS) - _INDENT) * _BOLD
        tall = height((name, room))
        sheet.merge_range(row, 0, row, 2, name, form.styles("label"))
    else:
        texts = (f"{each.code}\n{each.name}", each.definition, "\n".join(each.sources))
        widths = ((_WIDTHS[0] - _INDENT) * _BOLD, *_WIDTHS[1:])
        tall = height(*zip(texts, widths, strict=True))
        for column, (text, look) in enumerate(zip(texts, ("label", "text", "text"), strict=True)):
            sheet.write_string(row, column, text, form.styles(look))
    sheet.set_row(row, tall)
    return tall


def _write_names(
    sheet: Worksheet, form: FormContext, row: int, indicators: Sequence[Indicator]
) -> float:
    """The indicators' codes and names; gives the height."""
    lines = [(form.say("form.code"), form.say("form.indicator"))]
    lines += [(each.code, each.name) for each in indicators]
    total = 0.0
    for at, (code, name) in enumerate(lines, start=row):
        looks = ("label", "text") if at > row else ("header", "header")
        tall = height((code, _WIDTHS[0]), (name, sum(_WIDTHS[1:])))
        total += tall
        sheet.set_row(at, tall)
        sheet.write_string(at, 0, code, form.styles(looks[0]))
        sheet.merge_range(at, 1, at, 2, name, form.styles(looks[1]))
    return total


def _section(sheet: Worksheet, form: FormContext, row: int, title: str) -> None:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, title, form.styles("section"))
    for column in (1, 2):
        sheet.write_blank(row, column, None, form.styles("section"))
