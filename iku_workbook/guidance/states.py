"""Formulas of the hidden sheet: each item's state, broken rules, and the first item to correct.

An item is a field or a register. The messages that the officer reads are computed from these cells
(``words.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_workbook.bounds import bounds
from iku_workbook.calculations import PREVIOUS
from iku_workbook.definition.field_types import TEXT_LIMIT, Holds
from iku_workbook.definition.model import Field, Rule, RuleSeverity
from iku_workbook.formula.compose import add, call, choose, compare, join, name, number, sure, text
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Logical, Node, names
from iku_workbook.guidance.live import (
    FINE,
    FIRST_ITEM,
    FIRST_TITLE,
    LINK,
    MISSING,
    NEEDED,
    ROWS,
    STATE,
    TITLE,
    TROUBLE,
    UNREAD,
    WRONG,
    WRONG_MARK,
    WRONG_ROWS,
    GuidedForm,
    Live,
)
from iku_workbook.layout import HIDDEN_SHEET, NIHIL, Layout, Place, RegisterTable
from iku_workbook.sheet_names import quoted

BROKEN = 2  # for a rule: 1 while it is broken


def needed(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 for each item (field or register) that has to be answered now."""
    for of, row in form.layout.items.items():
        required = form.layout.fields[of][0].required if of in form.layout.fields else True
        tree: Node = number(required is True)
        if isinstance(required, str) and _computable(form.layout, parse(required)):
            tree = call("IF", sure(parse(required)), number(1), number(0))
        yield _hidden("needed", of, row, NEEDED, tree)


def states(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: each item's state, which is fine, missing, not read or wrong."""
    tables = {table.register.id: table for table in form.layout.tables}
    for of, row in form.layout.items.items():
        if of in tables:
            yield from _register(tables[of], row)
            continue
        field = form.layout.fields[of][0]
        blank = call("IF", compare(name(f"needed.{of}"), "=", 1), number(MISSING), number(FINE))
        cases: list[tuple[Node, Node]] = [
            (is_blank(of), blank),
            *((unread, number(UNREAD)) for unread in [is_unread(field, of)] if unread),
            (is_wrong(form, field, of, in_register=False), number(WRONG)),
        ]
        yield _hidden("state", of, row, STATE, choose(cases, number(FINE)))


def _register(table: RegisterTable, row: int) -> Iterator[Live]:
    of = table.register.id
    messages = name(f"messages.{of}")
    yield _hidden("rows", of, row, ROWS, call("COUNTIF", messages, text("?*")))
    wrong_rows = call("COUNTIF", messages, text(f"{WRONG_MARK}*"))
    yield _hidden("wrong", of, row, WRONG_ROWS, wrong_rows)
    some = compare(name(f"rows.{of}"), ">", 0)
    nothing = compare(call("COUNTA", name(NIHIL + of)), ">", 0)
    cases: list[tuple[Node, Node]] = [
        (call("AND", some, nothing), number(WRONG)),
        (compare(name(f"wrong.{of}"), ">", 0), number(WRONG)),
        (call("OR", some, nothing), number(FINE)),
    ]
    yield _hidden("state", of, row, STATE, choose(cases, number(MISSING)))


def rules(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 for each broken rule; 0 while its inputs are missing or wrong."""
    layout = form.layout
    for rule in layout.definition.rules:
        tree = parse(rule.check)
        broken: Node = number(0)
        if _computable(layout, tree):
            unsure: list[Node] = [name(f"state.{item}") for item in items_read(layout, rule)]
            blanks = [each for each in names(tree) if each in layout.computed]
            unsure += [call("COUNTBLANK", name(each)) for each in blanks]
            holds = call("IFERROR", tree, Logical(True, 1))
            broken = choose(
                [(compare(add(unsure), ">", 0), number(0)), (holds, number(0))], number(1)
            )
        yield _hidden("rule", rule.id, layout.rule_rows[rule.id], BROKEN, broken)


def troubles(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 where an item is missing or wrong, or is the first in a broken rule."""
    layout = form.layout
    home: dict[str, list[Node]] = {}
    for rule in layout.definition.rules:
        read = items_read(layout, rule)
        if read and rule.severity is RuleSeverity.ERROR:
            home.setdefault(read[0], []).append(name(f"rule.{rule.id}"))
    for of, row in layout.items.items():
        weight = add([name(f"state.{of}"), *home.get(of, [])])
        tree = call("IF", compare(weight, ">", 0), number(1), number(0))
        yield _hidden("trouble", of, row, TROUBLE, tree)


def chain(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: link and title of the first item to correct, looked up from the last on."""
    layout = form.layout
    tables = {table.register.id: table for table in layout.tables}
    below = None
    for of, row in reversed(layout.items.items()):
        if of in tables:
            link, title = _link(tables[of]), tables[of].register.label
        else:
            field, place = layout.fields[of]
            link, title = text(f"#{quoted(place.sheet)}!{place.address}"), field.label
        yield _hidden("link", of, row, LINK, link)
        yield _hidden("title", of, row, TITLE, text(title))
        for kind, own, column in (
            ("first", "link", FIRST_ITEM),
            ("first_title", "title", FIRST_TITLE),
        ):
            otherwise = name(f"{kind}.{below}") if below else text("")
            here = compare(name(f"trouble.{of}"), "=", 1)
            tree = call("IF", here, name(f"{own}.{of}"), otherwise)
            yield _hidden(kind, of, row, column, tree)
        below = of


def _link(table: RegisterTable) -> Node:
    """The first wrong row, or the question whether there is anything to report."""
    place = table.nihil
    at_question = text(f"#{quoted(table.sheet)}!{place.address}")
    messages = name(f"messages.{table.register.id}")
    row = call("MATCH", text(f"{WRONG_MARK}*"), messages, number(0))
    start = text(f"#{quoted(table.sheet)}!B")
    at_row = join([start, add([row, number(table.first - 1)])])
    wrong = compare(name(f"wrong.{table.register.id}"), ">", 0)
    return call("IF", wrong, at_row, at_question)


def is_blank(of: str) -> Node:
    """Whether a cell is empty, or looks it."""
    return compare(call("COUNTBLANK", name(of)), ">", 0)


def is_unread(field: Field, of: str) -> Node | None:
    """A formula: whether the filled cell ``of`` holds a text where a number or a date is to stand,
    which no program has read as one; None for a field of words.
    """
    if field.type.record.is_words:
        return None
    return compare(call("COUNT", name(of)), "=", 0)


def is_wrong(form: GuidedForm, field: Field, of: str, *, in_register: bool) -> Node:
    """A formula: whether the filled cell ``of``, which was read, holds what its field does not
    allow.
    """
    limits = bounds(field, form.period, in_register=in_register)
    cell = name(of)
    if limits is None:
        if field.type.record.holds is Holds.CHOICE:
            return compare(call("COUNTIF", name(f"list.{field.codelist}"), cell), "=", 0)
        return compare(call("LEN", cell), ">", TEXT_LIMIT)
    least, greatest = limits.in_cell(field)
    outside = [compare(cell, "<", least), compare(cell, ">", greatest)]
    if field.type.record.whole:
        outside.append(compare(call("INT", cell), "<>", cell))
    return call("OR", *outside)


def items_read(layout: Layout, rule: Rule) -> Sequence[str]:
    """The items that a rule reads, through calculations too, in the order of the form."""
    inputs = layout.calculations.inputs(names(parse(rule.check)))
    read = {each.partition(".")[0] for each in inputs if not each.startswith(PREVIOUS)}
    return [of for of in layout.items if of in read]


def _computable(layout: Layout, tree: Node) -> bool:
    """Whether units of this kind have all that a formula reads."""
    return all(each in layout.names for each in names(tree))


def _hidden(kind: str, of: str, row: int, column: int, tree: Node) -> Live:
    return Live(f"{kind}.{of}", Place(HIDDEN_SHEET, row, column), tree)
