"""The guide, a form's first sheet: progress, deadline, contact, instructions and purpose."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.effort import minutes_to_fill
from iku_workbook.guidance.live import FINE_MARK, MISSING_MARK, NOTE_MARK, WRONG_MARK
from iku_workbook.guidance.region import LINE
from iku_workbook.guidance.words import BANNER, QUESTION
from iku_workbook.layout import Span
from iku_workbook.sending import places, signed_page
from iku_workbook.sheet_names import quoted
from iku_workbook.workbook.writing.conditional_formats import colour_messages
from iku_workbook.workbook.writing.context import TOKENS, FormContext, height, page

_WIDTHS = (26, 48, 32)
_ON_ONE_PAGE = 6  # indicators
_SENTENCES = 1.1  # a line of running text holds more than figures
_FACT = 16  # points: the height of a line of facts
_STEPS = ("form.step_1", "form.step_2", "form.step_3", "form.step_4", "form.step_5")
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
    agency = ", ".join(filter(None, (definition.agency.name, definition.agency.regency)))
    sheet.write_string(1, 0, agency, form.styles("subtitle"))
    _write_banner(sheet, form)
    row = _write_facts(sheet, form, _write_region(sheet, form))
    row = _write_steps(sheet, form, row + 1)
    row = _write_legend(sheet, form, row + 1)
    _write_indicators(sheet, form, row + 1)
    page(sheet, form, repeat=None, pages=1 if len(form.layout.blocks) <= _ON_ONE_PAGE else 0)


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
    sheet.set_row(row, height((form.guidance.about_computer, sum(_WIDTHS) * _SENTENCES), least=19))
    sheet.merge_range(row, 0, row, 2, "", form.styles("plain_indented"))
    form.write_live(sheet, LINE, "plain_indented")
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
        tall = height((shown, sum(_WIDTHS[1:])), (name, _WIDTHS[0]), least=_FACT)
        sheet.set_row(row, tall)
        sheet.write_string(row, 0, name, form.styles("plain_strong"))
        sheet.merge_range(row, 1, row, 2, shown, form.styles("plain"))
        row += 1
    return row


def _write_steps(sheet: Worksheet, form: FormContext, row: int) -> int:
    steps = _steps(form)
    minutes = minutes_to_fill(form.layout.definition, form.layout.kind, form.period)
    title = form.say("form.steps", count=len(steps), minutes=minutes)
    _section(sheet, form, row, title)
    for number, key in enumerate(steps, start=1):
        row += 1
        text = f"{number}. " + form.say(
            key,
            entry=form.layout.entry,
            results=form.layout.results,
            approval=form.layout.approval,
            registers=form.say("form.both").join(table.sheet for table in form.layout.tables),
            wrong=WRONG_MARK,
        )
        sheet.set_row(row, height((text, sum(_WIDTHS)), least=19))
        sheet.merge_range(row, 0, row, 2, text, form.styles("plain"))
    row += 1
    sheet.write_string(row, 0, form.say("form.open_sheet"), form.styles("plain_strong"))
    for name in form.layout.sheets[1:-1]:
        sheet.merge_range(row, 1, row, 2, "", form.styles("link"))
        sheet.write_url(row, 1, f"internal:{quoted(name)}!A1", form.styles("link"), name)
        row += 1
    return row


def _steps(form: FormContext) -> tuple[str, ...]:
    """The steps that apply: no step on registers where there are none."""
    save, fill, list_, watch, send = _STEPS
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
        sheet.merge_range(row, 1, row, 2, "", form.styles("plain"))
        strong, plain = form.styles("strong"), form.styles("plain")
        sheet.write_rich_string(row, 1, strong, mark, plain, f"  {form.say(key)}", plain)
        row += 1
    return row


def _write_indicators(sheet: Worksheet, form: FormContext, row: int) -> None:
    _section(sheet, form, row, form.say("form.why"))
    row += 1
    sheet.set_row(row, 20)
    for column, key in enumerate(("form.indicator", "form.definition", "form.sources")):
        sheet.write_string(row, column, form.say(key), form.styles("header"))
    for block in form.layout.blocks:
        row += 1
        indicator = block.indicator
        texts = (
            f"{indicator.code}\n{indicator.name}",
            indicator.definition,
            "\n".join(indicator.sources),
        )
        tall = height(*((text, width) for text, width in zip(texts, _WIDTHS, strict=True)))
        sheet.set_row(row, tall)
        sheet.write_string(row, 0, texts[0], form.styles("label"))
        sheet.write_string(row, 1, texts[1], form.styles("text"))
        sheet.write_string(row, 2, texts[2], form.styles("text"))


def _section(sheet: Worksheet, form: FormContext, row: int, title: str) -> None:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, title, form.styles("section"))
    for column in (1, 2):
        sheet.write_blank(row, column, None, form.styles("section"))
