"""Formulas for the messages in a form: beside fields and rows, on the first sheet, for approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.bounds import bounds, worded
from iku_workbook.brought_forward import carries
from iku_workbook.calculations import Role, result_name
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import PLACEHOLDER, Field, Rule, RuleSeverity
from iku_workbook.formula.compose import (
    add,
    call,
    choose,
    compare,
    join,
    name,
    number,
    sentence,
    text,
)
from iku_workbook.formula.tree import Binary, Logical, Node
from iku_workbook.guidance.confirmations import awaited
from iku_workbook.guidance.known import is_unknown, unit
from iku_workbook.guidance.live import (
    FINE_MARK,
    MISSING,
    MISSING_MARK,
    NOTE_MARK,
    UNREAD,
    WRONG,
    WRONG_MARK,
    GuidedForm,
    Live,
)
from iku_workbook.guidance.refusals import not_allowed, possible, unread
from iku_workbook.guidance.spelling import spelt_rows
from iku_workbook.guidance.states import (
    can_ask,
    first_row,
    is_blank,
    is_unread,
    is_wrong,
    items_read,
    rules_reading,
)
from iku_workbook.layout import (
    COUNT_ROW,
    HEADER_ROW,
    HIDDEN_SHEET,
    MESSAGE,
    NIHIL,
    NIHIL_ROW,
    NUMBER,
    PATH_ROW,
    UNIT,
    VALUE,
    Layout,
    Place,
    RegisterTable,
)
from iku_workbook.sheet_names import quoted

BANNER = {"status": 4, "count": 5, "first": 6}  # rows of the first sheet
QUESTION = 7  # below them
_BELOW_ROWS = 3  # rows below the last of what is attested: above those who sign
_NAMED = 2  # others of its rules; of more it is said that there are
_USUAL = "x" * 6  # as long as most values are


def row_message(form: GuidedForm, table: RegisterTable) -> Node:
    """The message beside a register's row, over that row's cells by field id."""
    cells = [name(field.id) for field, _ in table.columns]
    cases: list[tuple[Node, Node]] = [(compare(call("COUNTA", *cells), "=", 0), text(""))]
    for field, _ in table.columns:
        filled = _is_filled(field.id)
        if field.required:
            missing = form.say("form.row_missing", label=field.label)
            cases.append((is_blank(field.id), text(f"{WRONG_MARK} {missing}")))
        if not_read := is_unread(field, field.id):
            message = unread(form, field, in_register=True)
            cases.append((call("AND", filled, not_read), message))
        # Not AND, which computes both: an empty text is no whole number, nor a broken one.
        wrong = call("IF", filled, _column_is_wrong(form, field), Logical(False, 1))
        cases.append((wrong, not_allowed(form, field, in_register=True)))
    return choose(cases, text(FINE_MARK))


def field_messages(form: GuidedForm) -> Iterator[Live]:
    """The message beside each field: the field's own error first, then broken rules."""
    for of, (field, place) in form.layout.fields.items():
        state = name(f"state.{of}")
        cases: list[tuple[Node, Node]] = [
            (compare(state, "=", MISSING), text(f"{MISSING_MARK} {form.say('form.required')}")),
            (compare(state, "=", WRONG), not_allowed(form, field, in_register=False)),
        ]
        if not field.type.record.is_words:
            message = unread(form, field, in_register=False)
            cases.append((compare(state, "=", UNREAD), message))
        cases += _broken_rules(form, of)
        cases += awaited(form, of)
        cases.append((is_blank(of), text("")))
        cases += _not_told_yet(form, of)
        tree = choose(cases, text(FINE_MARK))
        yield Live(f"message.{of}", Place(form.layout.entry, place.row, MESSAGE), tree)


def possible_messages(form: GuidedForm, of: str) -> Iterator[str]:
    """Every message on its values that can appear beside an item, to make its row high enough."""
    if of in form.layout.fields:
        yield from possible(form, form.layout.fields[of].field)
    for rule in form.layout.definition.rules:
        if of in items_read(form.layout, rule):
            told = PLACEHOLDER.sub(lambda place: _longest(form, place[1]), rule.message)
            yield f"{WRONG_MARK} {' '.join(told.split())}"


def _longest(form: GuidedForm, of: str) -> str:
    """The longest that a value is by and large, where a message tells it."""
    field = form.layout.fields.get(of.removeprefix("previous."), (None,))[0]
    if field is not None and field.codelist:
        return max(form.layout.definition.codelists[field.codelist], key=len)
    limits = bounds(field, form.period, in_register=False) if field is not None else None
    if field is not None and limits is not None and limits.greatest_stated:
        return max(form.say.show(worded(field, limits.greatest)), _USUAL, key=len)
    return _USUAL


def register_heads(form: GuidedForm) -> Iterator[Live]:
    """Above each register: the answer to "anything to report?", how many rows are used, and what a
    row stands for, in whose place stands that the last one is used.
    """
    for table in form.layout.tables:
        of, nihil = table.register.id, table.nihil
        state, rows = name(f"state.{of}"), name(f"rows.{of}")
        room, said = table.register.rows, _is_filled(NIHIL + of)
        wrong = name(f"wrong.{of}")
        counted = {"rows": rows, "wrong": wrong}
        with_errors = _live_sentence(form, "form.rows_wrong", counted)
        cases: list[tuple[Node, Node]] = [
            (compare(state, "=", MISSING), text(f"{MISSING_MARK} {form.say('form.nihil_ask')}")),
            (
                call("AND", said, compare(rows, ">", 0)),
                text(f"{WRONG_MARK} {form.say('form.nihil_contradicts')}"),
            ),
            (compare(wrong, ">", 0), join([text(f"{WRONG_MARK} "), with_errors])),
            *_broken_rules(form, of),
            *_not_told_yet(form, of),
            (said, text(f"{FINE_MARK} {form.say('form.nihil_said')}")),
        ]
        answer = choose(cases, text(f"{FINE_MARK} {form.say('form.nihil_not_needed')}"))
        yield Live(f"answer.{of}", Place(table.sheet, NIHIL_ROW, nihil.column + 1), answer)
        count = _live_sentence(form, "form.rows_count", counted, room=room)
        yield Live(f"count.{of}", Place(table.sheet, COUNT_ROW, table.last_column), count)
        full = compare(rows, ">=", room), text(form.say("form.rows_full", rows=room))
        help_ = choose([full], text(table.register.help or ""))
        yield Live(f"help.{of}", Place(table.sheet, COUNT_ROW, 1), help_)


def banner(form: GuidedForm) -> Iterator[Live]:
    """Cells of the first sheet: how much is filled in, whether to send it, what to do next."""
    layout = form.layout
    counted = _counted(form)
    status = _status(form, counted)
    yield Live("banner.status", Place(layout.guide, BANNER["status"], 1), status)
    filled = "form.filled_of_rows" if layout.tables else "form.filled_of"
    count = _live_sentence(form, filled, counted, also=_also_counted(form))
    yield Live("banner.count", Place(layout.guide, BANNER["count"], 1), count)
    start = next(iter(layout.items), None)
    yield Live("banner.first", Place(layout.guide, BANNER["first"], 1), _onward(form, start, start))
    if start and can_ask(form):
        link, title = (name(f"{kind}.{start}") for kind in ("ask", "ask_title"))
        jump = call("HYPERLINK", link, _live_sentence(form, "form.question", {"title": title}))
        tree = choose([(compare(counted["asked"], ">", 0), jump)], text(""))
        yield Live("banner.question", Place(layout.guide, QUESTION, 1), tree)


def _also_counted(form: GuidedForm) -> str:
    """What is counted among the required entries and bears no asterisk."""
    lists = bool(form.layout.tables)
    if form.layout.confirmations and carries(form.period):
        return form.say("form.also_both" if lists else "form.also_choices")
    return form.say("form.also_lists") if lists else ""


def _counted(form: GuidedForm) -> dict[str, Node]:
    """What the banner tells the number of."""
    states, trouble, needed = (
        name("all.state"),
        name("all.trouble"),
        call("SUM", name("all.needed")),
    )
    any_at_all = compare(call("SUM", states), ">", 0)  # first, as a register's rows are counted
    missing = call("IF", any_at_all, call("COUNTIF", states, number(MISSING)), number(0))
    return {
        "needed": needed,
        "filled": Binary("-", needed, missing, 1),
        "missing": missing,
        "wrong": Binary("-", call("SUM", trouble), missing, 1),
        "rows": add([name(f"rows.{table.register.id}") for table in form.layout.tables]),
        "asked": call("SUM", name("all.asks")),
    }


def _status(form: GuidedForm, counted: Mapping[str, Node]) -> Node:
    """Whether the form can be sent, and if not, why."""

    def marked(mark: str, key: str) -> Node:
        return join([text(f"{mark} "), _live_sentence(form, key, counted)])

    ready = compare(call("SUM", name("all.trouble")), "=", 0)
    fine = text(f"{FINE_MARK} {form.say('form.ready')}")
    if can_ask(form):
        asked = compare(counted["asked"], ">", 0)
        fine = choose([(asked, marked(NOTE_MARK, "form.ready_asked"))], fine)
    cases = [
        (ready, fine),
        (compare(counted["wrong"], "=", 0), marked(MISSING_MARK, "form.not_complete")),
        (compare(counted["missing"], "=", 0), marked(WRONG_MARK, "form.to_mend")),
    ]
    return choose(cases, marked(WRONG_MARK, "form.not_complete_and_to_mend"))


def heads(form: GuidedForm) -> Iterator[Live]:
    """In the head of each sheet to fill: whether it can be sent, and the way on."""
    layout = form.layout
    start = next(iter(layout.items), None)
    sheets = {layout.entry: (_onward(form, start, start), MESSAGE)}
    for each in layout.tables:
        onward = _onward(form, each.register.id, start, each)
        sheets[each.sheet] = onward, each.last_column
    for sheet, (onward, last) in sheets.items():
        yield Live(f"status.{sheet}", Place(sheet, PATH_ROW, 1), name("banner.status"))
        yield Live(f"onward.{sheet}", Place(sheet, PATH_ROW, last), onward)


def _onward(
    form: GuidedForm, own: str | None, start: str | None, on: RegisterTable | None = None
) -> Node:
    """The link to what comes next: the first gap from ``own`` on, else the form's first, else the
    page to sign. ``on`` a register's own sheet it names the row, and not the sheet again.
    """
    approval = form.layout.approval
    link: Node = text(f"#{quoted(approval)}!A1")
    title: Node = text(approval)
    for item in dict.fromkeys(filter(None, (start, own))):
        gap = compare(name(f"first.{item}"), "<>", text(""))
        link = call("IF", gap, name(f"first.{item}"), link)
        title = call("IF", gap, name(f"first_title.{item}"), title)
    if on:
        row = _live_sentence(form, "form.onward_row", {"row": first_row(on)})
        title = call("IF", compare(name(f"trouble.{own}"), ">", 0), row, title)
    return call("HYPERLINK", link, _live_sentence(form, "form.jump", {"title": title}))


def approval_cells(form: GuidedForm) -> Iterator[Live]:
    """Cells of the approval page: the values entered, and the results once all that they come from
    is there and right.
    """
    layout = form.layout
    for of, row in layout.approval_rows.items():
        if of in layout.fields:
            tree: Node = call("IF", is_blank(of), text(""), name(of))
        elif of in layout.computed:
            tree = call("IF", is_unknown(of), text(""), name(of))
        else:
            rows = name(f"rows.{of}")
            counted = _live_sentence(form, "form.rows_on_paper", {"rows": rows})
            nihil = (_is_filled(NIHIL + of), text(form.say("form.nihil")))
            tree = choose([(compare(rows, ">", 0), counted), nihil], text(""))
        yield Live(f"paper.{of}", Place(layout.approval, row, VALUE), tree)
        if of in layout.computed:
            yield Live(f"paper_unit.{of}", Place(layout.approval, row, UNIT), unit(form, of))
    ready = compare(call("SUM", name("all.trouble")), "=", 0), text("")
    tree = choose([ready], text(f"{WRONG_MARK} {form.say('form.not_to_sign')}"))
    below = max(layout.approval_rows.values(), default=HEADER_ROW) + _BELOW_ROWS
    yield Live("paper.ready", Place(layout.approval, below, NUMBER), tree)


def chart(form: GuidedForm) -> Iterator[Live]:
    """The figures of the results' chart: 0 where there is no value yet."""
    for block in form.layout.blocks:
        of = result_name(block.indicator.code, Role.VALUE)
        if of in form.layout.computed:
            row = form.layout.chart_rows[block.indicator.code]
            tree = call("IF", is_unknown(of), number(0), name(of))
            yield Live(f"chart.{of}", Place(HIDDEN_SHEET, row, 2), tree)


def _is_filled(of: str) -> Node:
    return call("NOT", is_blank(of))


def _column_is_wrong(form: GuidedForm, field: Field) -> Node:
    return is_wrong(form, field, field.id, in_register=True)


def _live_sentence(form: GuidedForm, key: str, cells: Mapping[str, Node], **data: object) -> Node:
    """A catalogue's sentence in which some places are live and the others are filled in now."""
    template = form.say.template(key)
    for place, value in data.items():
        template = template.replace(f"{{{place}}}", form.say.show(value))
    return sentence(template, cells)


def _broken_rules(form: GuidedForm, of: str) -> list[tuple[Node, Node]]:
    """What to say where a rule is broken that reads this item; what must be mended comes first."""
    rules = [each for each in form.layout.definition.rules if of in items_read(form.layout, each)]
    rules.sort(key=lambda rule: rule.severity is not RuleSeverity.ERROR)
    return [(compare(name(f"rule.{rule.id}"), "=", 1), _rule_message(form, rule)) for rule in rules]


def _not_told_yet(form: GuidedForm, of: str) -> list[tuple[Node, Node]]:
    """What is said of an item that is right by itself while something else that a rule reads is
    not: nobody can tell the rule yet. Without a mark: the others have it.
    """
    layout = form.layout
    read = {rule.id: items_read(layout, rule) for rule in rules_reading(layout, of)}
    others = {each for items in read.values() for each in items if each != of}
    if not others:
        return []
    said = form.say("form.told_with_others")
    if len(others) <= _NAMED:
        cells = (where(layout, each) for each in layout.items if each in others)
        said = form.say("form.told_with", cells=form.say("form.both").join(cells))
    opens = [name(f"open.{rule}") for rule, items in read.items() if len(items) > 1]
    return [(compare(add(opens), ">", 0), text(said))]


def where(layout: Layout, of: str) -> str:
    """An item by its cell, a register by its sheet."""
    if of in layout.fields:
        return layout.fields[of].place.address
    return next(each.sheet for each in layout.tables if each.register.id == of)


def _rule_message(form: GuidedForm, rule: Rule) -> Node:
    mark = WRONG_MARK if rule.severity is RuleSeverity.ERROR else NOTE_MARK
    shown = {of: _value_in_sentence(form, of) for of in PLACEHOLDER.findall(rule.message)}
    return join([text(f"{mark} "), sentence(" ".join(rule.message.split()), shown)])


def _value_in_sentence(form: GuidedForm, of: str) -> Node:
    """A value inside a sentence: a date is a number to a spreadsheet until it is spelt out."""
    if of not in form.layout.names:
        return text("-")
    if of in spelt_rows(form.layout):
        return name(f"spelt.{of}")
    field = form.layout.fields.get(of.removeprefix("previous."), (None,))[0]
    if field is not None and field.type.record.holds is Holds.DATE:
        return join([call("YEAR", name(of)), *map(_two_figures, _parts_of_day(of))])
    return name(of)


def _parts_of_day(of: str) -> Iterator[Node]:
    return (call(each, name(of)) for each in ("MONTH", "DAY"))


def _two_figures(part: Node) -> Node:
    """The part of a date as the spelling that no computer misreads has it: "-05"."""
    return join([call("IF", compare(part, "<", 10), text("-0"), text("-")), part])
