"""The first sheet: is it ready, who asks, for whom and when, how to fill it in, and why."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from iku_workbook.guidance.live import FINE_MARK, WRONG_MARK
from iku_workbook.guidance.words import BANNER
from iku_workbook.layout import Span, quoted
from iku_workbook.workbook.build.desk import TOKENS, Desk, height, page
from iku_workbook.workbook.build.marks import colour_messages

_WIDTHS = (26, 48, 32)
_ON_ONE_PAGE = 6  # indicators
_STEPS = ("form.step_1", "form.step_2", "form.step_3", "form.step_4", "form.step_5")
_LEGEND = (
    ("input_word", "form.legend_input_word", "form.legend_input"),
    ("computed_word", "form.legend_computed_word", "form.legend_computed"),
    ("locked_word", "form.legend_locked_word", "form.legend_locked"),
)


def write(sheet: Worksheet, desk: Desk) -> None:
    """The guide."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    definition = desk.layout.definition
    sheet.set_row(0, height((definition.title, sum(_WIDTHS) * 0.62), least=28))
    sheet.merge_range(0, 0, 0, 2, definition.title, desk.styles("title_wrapped"))
    agency = ", ".join(filter(None, (definition.agency.name, definition.agency.regency)))
    sheet.write_string(1, 0, agency, desk.styles("subtitle"))
    _write_banner(sheet, desk)
    row = _write_facts(sheet, desk, 7)
    row = _write_steps(sheet, desk, row + 1)
    row = _write_legend(sheet, desk, row + 1)
    _write_indicators(sheet, desk, row + 1)
    page(sheet, desk, repeat=None, pages=1 if len(desk.layout.blocks) <= _ON_ONE_PAGE else 0)


def _write_banner(sheet: Worksheet, desk: Desk) -> None:
    """Whether it can be sent, how much is done, and a link to what comes first."""
    looks = {"status": "banner", "count": "banner_more", "first": "jump"}
    for name, row in BANNER.items():
        look = desk.styles(looks[name])
        sheet.set_row(row - 1, 28 if name == "status" else 19)
        sheet.merge_range(row - 1, 0, row - 1, 2, "", look)
        desk.write_live(sheet, f"banner.{name}", looks[name])
    cell = Span(desk.layout.guide, 1, BANNER["status"], BANNER["status"])
    colour_messages(sheet, desk, cell)


def _write_facts(sheet: Worksheet, desk: Desk, row: int) -> int:
    definition = desk.layout.definition
    facts = {
        "form.for_unit": TOKENS["unit_title"],
        "form.unit_code": TOKENS["unit"],
        "form.period": desk.period_name,
        "form.due": desk.say("form.due_date", date=desk.period.due(definition.due_days)),
        "form.contact": definition.agency.contact or definition.agency.name,
        "form.issue": TOKENS["issue"],
    }
    for key, fact in facts.items():
        sheet.write_string(row, 0, desk.say(key), desk.styles("plain_strong"))
        sheet.merge_range(row, 1, row, 2, fact, desk.styles("plain"))
        row += 1
    return row


def _write_steps(sheet: Worksheet, desk: Desk, row: int) -> int:
    _section(sheet, desk, row, "form.steps")
    for number, key in enumerate(_STEPS, start=1):
        row += 1
        text = f"{number}. " + desk.say(
            key,
            entry=desk.layout.entry,
            results=desk.layout.results,
            approval=desk.layout.approval,
        )
        sheet.set_row(row, height((text, sum(_WIDTHS)), least=19))
        sheet.merge_range(row, 0, row, 2, text, desk.styles("plain"))
    row += 1
    sheet.write_string(row, 0, desk.say("form.open_sheet"), desk.styles("plain_strong"))
    for name in desk.layout.sheets[1:-1]:
        sheet.merge_range(row, 1, row, 2, "", desk.styles("link"))
        sheet.write_url(row, 1, f"internal:{quoted(name)}!A1", desk.styles("link"), name)
        row += 1
    return row


def _write_legend(sheet: Worksheet, desk: Desk, row: int) -> int:
    _section(sheet, desk, row, "form.legend")
    for look, word, meaning in _LEGEND:
        row += 1
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, desk.say(word), desk.styles(look))
        sheet.merge_range(row, 1, row, 2, desk.say(meaning), desk.styles("plain_indented"))
    row += 1
    marks = desk.say("form.legend_marks", fine=FINE_MARK, wrong=WRONG_MARK)
    sheet.merge_range(row, 0, row, 2, marks, desk.styles("note"))
    return row + 1


def _write_indicators(sheet: Worksheet, desk: Desk, row: int) -> None:
    _section(sheet, desk, row, "form.why")
    row += 1
    sheet.set_row(row, 20)
    for column, key in enumerate(("form.indicator", "form.definition", "form.sources")):
        sheet.write_string(row, column, desk.say(key), desk.styles("header"))
    for block in desk.layout.blocks:
        row += 1
        indicator = block.indicator
        texts = (
            f"{indicator.code}\n{indicator.name}",
            indicator.definition,
            "\n".join(indicator.sources),
        )
        tall = height(*((text, width) for text, width in zip(texts, _WIDTHS, strict=True)))
        sheet.set_row(row, tall)
        sheet.write_string(row, 0, texts[0], desk.styles("label"))
        sheet.write_string(row, 1, texts[1], desk.styles("text"))
        sheet.write_string(row, 2, texts[2], desk.styles("text"))


def _section(sheet: Worksheet, desk: Desk, row: int, key: str) -> None:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, desk.say(key), desk.styles("section"))
    for column in (1, 2):
        sheet.write_blank(row, column, None, desk.styles("section"))
