"""Formulas for the messages in a form: beside fields and rows, on the first sheet, for approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.bounds import bounds, expectation
from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import PLACEHOLDER, Field, Rule, RuleSeverity
from iku_workbook.formula.compose import call, choose, compare, join, name, number, sentence, text
from iku_workbook.formula.tree import Binary, Node
from iku_workbook.guidance.first_version.states import is_blank, is_wrong, items_read
from iku_workbook.guidance.live import (
    FINE_MARK,
    MISSING,
    MISSING_MARK,
    NOTE_MARK,
    WRONG,
    WRONG_MARK,
    GuidedForm,
    Live,
)
from iku_workbook.layout import (
    COUNT_ROW,
    HIDDEN_SHEET,
    MESSAGE,
    NIHIL,
    NIHIL_ROW,
    VALUE,
    Place,
    RegisterTable,
)
from iku_workbook.periods import form_label

_DIGITS = 10  # after the decimal sign, of a percentage in a sentence
BANNER = {"status": 4, "count": 5, "first": 6}  # rows of the first sheet


def row_message(form: GuidedForm, table: RegisterTable) -> Node:
    """The message beside a register's row, over that row's cells by field id."""
    cells = [name(field.id) for field, _ in table.columns]
    cases: list[tuple[Node, Node]] = [(compare(call("COUNTA", *cells), "=", 0), text(""))]
    for field, _ in table.columns:
        filled = call("AND", _is_filled(field.id), _column_is_wrong(form, field))
        if field.required:
            missing = form.say("form.row_missing", label=field.label)
            cases.append((is_blank(field.id), text(f"{WRONG_MARK} {missing}")))
        cases.append((filled, text(f"{WRONG_MARK} {_column_expectation(form, field)}")))
    return choose(cases, text(FINE_MARK))


def _column_expectation(form: GuidedForm, field: Field) -> str:
    """What a column accepts, short enough for a row."""
    unbounded = field.minimum is None and field.maximum is None
    if field.type.record.holds is Holds.DATE and unbounded:
        period = form_label(form.period, form.layout.definition.language)
        return form.say("form.outside_period", label=field.label, period=period)
    limits = bounds(field, form.period, in_register=True)
    return f"{field.label}: {expectation(field, limits, form.say)}"


def field_messages(form: GuidedForm) -> Iterator[Live]:
    """The message beside each field: the field's own error first, then broken rules."""
    for of, (field, place) in form.layout.fields.items():
        limits = bounds(field, form.period, in_register=False)
        wanted = f"{WRONG_MARK} {expectation(field, limits, form.say)}"
        state = name(f"state.{of}")
        cases: list[tuple[Node, Node]] = [
            (compare(state, "=", MISSING), text(f"{MISSING_MARK} {form.say('form.required')}")),
            (compare(state, "=", WRONG), text(wanted)),
        ]
        for rule in form.layout.definition.rules:
            if of in items_read(form.layout, rule):
                broken = compare(name(f"rule.{rule.id}"), "=", 1)
                cases.append((broken, _rule_message(form, rule)))
        cases.append((is_blank(of), text("")))
        tree = choose(cases, text(FINE_MARK))
        yield Live(f"message.{of}", Place(form.layout.entry, place.row, MESSAGE), tree)


def possible_messages(form: GuidedForm, of: str) -> Iterator[str]:
    """Every message that can appear beside a field, to make its row high enough."""
    field = form.layout.fields[of][0]
    yield expectation(field, bounds(field, form.period, in_register=False), form.say)
    for rule in form.layout.definition.rules:
        if of in items_read(form.layout, rule):
            yield f"{WRONG_MARK} {' '.join(rule.message.split())}"


def register_heads(form: GuidedForm) -> Iterator[Live]:
    """Above each register: the answer to "anything to report?", and how many rows are used."""
    for table in form.layout.tables:
        of = table.register.id
        state, rows = name(f"state.{of}"), name(f"rows.{of}")
        both = call("AND", _is_filled(NIHIL + of), compare(rows, ">", 0))
        cases: list[tuple[Node, Node]] = [
            (compare(state, "=", MISSING), text(f"{MISSING_MARK} {form.say('form.nihil_ask')}")),
            (both, text(f"{WRONG_MARK} {form.say('form.nihil_contradicts')}")),
            (_is_filled(NIHIL + of), text(f"{FINE_MARK} {form.say('form.nihil_said')}")),
        ]
        answer = choose(cases, text(form.say("form.nihil_not_needed")))
        yield Live(f"answer.{of}", Place(table.sheet, NIHIL_ROW, table.nihil.column + 1), answer)
        room = table.register.rows
        full = text(form.say("form.rows_full", rows=room))
        wrong = name(f"wrong.{of}")
        counted = {"rows": rows, "wrong": wrong}
        with_errors = _live_sentence(form, "form.rows_wrong", counted, room=room)
        count = choose(
            [(compare(wrong, ">", 0), with_errors), (compare(rows, ">=", room), full)],
            _live_sentence(form, "form.rows_count", counted, room=room),
        )
        yield Live(f"count.{of}", Place(table.sheet, COUNT_ROW, 1), count)


def banner(form: GuidedForm) -> Iterator[Live]:
    """Cells of the first sheet: how much is filled in, whether to send it, what to do next."""
    layout = form.layout
    missing = call("COUNTIF", name("all.state"), number(MISSING))
    needed, trouble = call("SUM", name("all.needed")), call("SUM", name("all.trouble"))
    wrong = Binary("-", trouble, missing, 1)
    counted: dict[str, Node] = {
        "needed": needed,
        "filled": Binary("-", needed, missing, 1),
        "missing": missing,
        "wrong": wrong,
    }

    def marked(mark: str, key: str) -> Node:
        return join([text(f"{mark} "), _live_sentence(form, key, counted)])

    ready = compare(trouble, "=", 0)
    cases = [
        (ready, text(f"{FINE_MARK} {form.say('form.ready')}")),
        (compare(wrong, "=", 0), marked(MISSING_MARK, "form.not_complete")),
        (compare(missing, "=", 0), marked(WRONG_MARK, "form.to_mend")),
    ]
    status = choose(cases, marked(WRONG_MARK, "form.not_complete_and_to_mend"))
    yield Live("banner.status", Place(layout.guide, BANNER["status"], 1), status)
    count = _live_sentence(form, "form.filled_of", counted)
    yield Live("banner.count", Place(layout.guide, BANNER["count"], 1), count)
    start = next(iter(layout.items), None)
    first: Node = text("")
    if start is not None:
        title = {"title": name(f"first_title.{start}")}
        jump = call("HYPERLINK", name(f"first.{start}"), _live_sentence(form, "form.jump", title))
        first = call("IF", ready, text(""), jump)
    yield Live("banner.first", Place(layout.guide, BANNER["first"], 1), first)


def approval_cells(form: GuidedForm) -> Iterator[Live]:
    """Cells of the approval page: the values entered and the results."""
    layout = form.layout
    for of, row in layout.approval_rows.items():
        if of in layout.fields or of in layout.computed:
            tree: Node = call("IF", is_blank(of), text(""), name(of))
        else:
            rows = name(f"rows.{of}")
            counted = _live_sentence(form, "form.rows_on_paper", {"rows": rows})
            nihil = (_is_filled(NIHIL + of), text(form.say("form.nihil")))
            tree = choose([(compare(rows, ">", 0), counted), nihil], text(""))
        yield Live(f"paper.{of}", Place(layout.approval, row, VALUE), tree)


def chart(form: GuidedForm) -> Iterator[Live]:
    """The figures of the results' chart: 0 where there is no value yet."""
    for block in form.layout.blocks:
        of = result_name(block.indicator.code, Role.VALUE)
        if of in form.layout.computed:
            row = form.layout.chart_rows[block.indicator.code]
            tree = call("IF", is_blank(of), number(0), name(of))
            yield Live(f"chart.{of}", Place(HIDDEN_SHEET, row, 2), tree)


def _is_filled(of: str) -> Node:
    return compare(call("COUNTBLANK", name(of)), "=", 0)


def _column_is_wrong(form: GuidedForm, field: Field) -> Node:
    return is_wrong(form, field, field.id, in_register=True)


def _live_sentence(form: GuidedForm, key: str, cells: Mapping[str, Node], **data: object) -> Node:
    """A catalogue's sentence in which some places are live and the others are filled in now."""
    template = form.say.template(key)
    for place, value in data.items():
        template = template.replace(f"{{{place}}}", form.say.show(value))
    return sentence(template, cells)


def _rule_message(form: GuidedForm, rule: Rule) -> Node:
    mark = WRONG_MARK if rule.severity is RuleSeverity.ERROR else NOTE_MARK
    shown = {of: _value_in_sentence(form, of) for of in PLACEHOLDER.findall(rule.message)}
    return join([text(f"{mark} "), sentence(" ".join(rule.message.split()), shown)])


def _value_in_sentence(form: GuidedForm, of: str) -> Node:
    """A value inside a sentence: a date is a number to a spreadsheet until it is spelt out."""
    if of not in form.layout.names:
        return text("-")
    field = form.layout.fields.get(of.removeprefix("previous."), (None,))[0]
    if field is not None and field.type.record.percent:
        points = call("ROUND", Binary("*", name(of), number(100), 1), number(_DIGITS))
        return choose([(is_blank(of), text(""))], join([points, text("%")]))
    if field is not None and field.type.record.holds is Holds.DATE:
        parts = [call(each, name(of)) for each in ("DAY", "MONTH", "YEAR")]
        return join([parts[0], text("/"), parts[1], text("/"), parts[2]])
    return name(of)
