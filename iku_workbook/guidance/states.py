"""Formulas of the hidden sheet: each item's state, broken rules, and the first item to correct.

An item is a field or a register. The messages that the officer reads are computed from these cells
(``words.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_workbook.bounds import bounds
from iku_workbook.brought_forward import carries
from iku_workbook.calculations import PREVIOUS
from iku_workbook.definition.field_types import TEXT_LIMIT, Holds
from iku_workbook.definition.model import Field, Rule, RuleSeverity
from iku_workbook.formula.compose import (
    add,
    call,
    choose,
    compare,
    join,
    looks_empty,
    name,
    number,
    sure,
    text,
)
from iku_workbook.formula.parse import parse
from iku_workbook.formula.tree import Logical, Node, names
from iku_workbook.guidance.live import (
    ASK,
    ASK_TITLE,
    ASKS,
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
from iku_workbook.sheet_names import clipped, quoted

# A rule's columns: 1 while it is broken; how much of what it reads is missing or wrong.
BROKEN, OPEN = 2, 3
_LONGEST_TITLE = 44  # characters


def needed(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 for each item (field or register) that has to be answered now."""
    for of, row in _asked(form.layout):
        required = form.layout.fields[of][0].required if of in form.layout.fields else True
        tree: Node = number(required is True)
        if isinstance(required, str) and _computable(form.layout, parse(required)):
            tree = call("IF", sure(parse(required)), number(1), number(0))
        yield _hidden("needed", of, row, NEEDED, tree)


def states(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: each item's state, which is fine, missing, not read or wrong."""
    tables = {table.register.id: table for table in form.layout.tables}
    for of, row in _asked(form.layout):
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


def _asked(layout: Layout) -> Iterator[tuple[str, int]]:
    """Fields and registers with their rows; confirmations have formulas of their own."""
    return ((of, row) for of, row in layout.items.items() if of not in layout.confirmations)


def _register(table: RegisterTable, row: int) -> Iterator[Live]:
    of = table.register.id
    messages = name(f"messages.{of}")
    some = compare(name(f"rows.{of}"), ">", 0)
    # In a cell that reads no other way what it counts, ONLYOFFICE counts what stood there before.
    any_at_all = compare(call("COUNTA", messages), ">", 0)
    rows = call("IF", any_at_all, call("COUNTIF", messages, text("?*")), number(0))
    yield _hidden("rows", of, row, ROWS, rows)
    wrong = call("IF", some, call("COUNTIF", messages, text(f"{WRONG_MARK}*")), number(0))
    yield _hidden("wrong", of, row, WRONG_ROWS, wrong)
    nothing = compare(call("COUNTA", name(NIHIL + of)), ">", 0)
    cases: list[tuple[Node, Node]] = [
        (call("AND", some, nothing), number(WRONG)),
        (compare(name(f"wrong.{of}"), ">", 0), number(WRONG)),
        (call("OR", some, nothing), number(FINE)),
    ]
    yield _hidden("state", of, row, STATE, choose(cases, number(MISSING)))


def rules(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 for each broken rule, 0 while its inputs are missing or wrong; whether they
    are, which is asked beside each of them.
    """
    layout = form.layout
    for rule in layout.definition.rules:
        tree = parse(rule.check)
        broken: Node = number(0)
        if _computable(layout, tree):
            unsure: list[Node] = [name(f"state.{item}") for item in items_read(layout, rule)]
            yield _hidden("open", rule.id, layout.rule_rows[rule.id], OPEN, add(unsure))
            blanks = [each for each in names(tree) if each in layout.computed]
            is_open = compare(name(f"open.{rule.id}"), ">", 0)
            cases: list[tuple[Node, Node]] = [(is_open, number(0))]
            if blanks:
                cases.append((call("OR", *map(is_blank, blanks)), number(0)))
            cases.append((call("IFERROR", tree, Logical(True, 1)), number(0)))
            broken = choose(cases, number(1))
        yield _hidden("rule", rule.id, layout.rule_rows[rule.id], BROKEN, broken)


def troubles(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 where an item is missing or wrong, or is read by a broken rule, as is marked
    beside it; of a register as many as it has wrong rows.
    """
    layout = form.layout
    registers = {table.register.id for table in layout.tables}
    broken: dict[str, list[Node]] = {}
    for rule in layout.definition.rules:
        for of in items_read(layout, rule) if rule.severity is RuleSeverity.ERROR else ():
            broken.setdefault(of, []).append(name(f"rule.{rule.id}"))
    for of, row in layout.items.items():
        weight = add([name(f"state.{of}"), *broken.get(of, [])])
        counted = call("MAX", number(1), name(f"wrong.{of}")) if of in registers else number(1)
        tree = call("IF", compare(weight, ">", 0), counted, number(0))
        yield _hidden("trouble", of, row, TROUBLE, tree)


def chain(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: link and title of the first item to correct, looked up from the last on."""
    layout = form.layout
    tables = {table.register.id: table for table in layout.tables}
    below = None
    for of, row in reversed(layout.items.items()):
        link = _link(tables[of]) if of in tables else text(_target(_place(layout, of)))
        yield _hidden("link", of, row, LINK, link)
        yield _hidden("title", of, row, TITLE, text(_short(_title(layout, of))))
        for kind, own, column in (
            ("first", "link", FIRST_ITEM),
            ("first_title", "title", FIRST_TITLE),
        ):
            otherwise = name(f"{kind}.{below}") if below else text("")
            here = compare(name(f"trouble.{of}"), ">", 0)
            tree = call("IF", here, name(f"{own}.{of}"), otherwise)
            yield _hidden(kind, of, row, column, tree)
        below = of


def asked(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: 1 for each item beside which a question stands, as it does where nothing has to
    be mended; link and title of the first, looked up from the last item on.
    """
    layout, below = form.layout, None
    for of, row in reversed(layout.items.items()):
        warned = [name(f"rule.{rule.id}") for rule in _warnings(layout, of)]
        if of not in layout.confirmations:
            fine = compare(name(f"trouble.{of}"), "=", 0)
            asks = call("AND", fine, compare(add(warned), ">", 0))
            tree = call("IF", asks, number(1), number(0)) if warned else number(0)
            yield _hidden("asks", of, row, ASKS, tree)
        here = compare(name(f"asks.{of}"), ">", 0)
        for kind, own, column in (("ask", "link", ASK), ("ask_title", "title", ASK_TITLE)):
            otherwise = name(f"{kind}.{below}") if below else text("")
            tree = call("IF", here, name(f"{own}.{of}"), otherwise)
            yield _hidden(kind, of, row, column, tree)
        below = of


def _warnings(layout: Layout, of: str) -> Sequence[Rule]:
    """The rules that read an item and only ask a question."""
    return [
        rule
        for rule in layout.definition.rules
        if rule.severity is RuleSeverity.WARNING and of in items_read(layout, rule)
    ]


def can_ask(form: GuidedForm) -> bool:
    """Whether a form can ask a question: a rule that only warns, or a contradicted choice."""
    warns = any(_warnings(form.layout, of) for of in form.layout.items)
    return warns or (carries(form.period) and bool(form.layout.confirmations))


def _place(layout: Layout, of: str) -> Place:
    """The cell of a field or a confirmation."""
    if of in layout.confirmations:
        return layout.confirmations[of].place
    return layout.fields[of].place


def _title(layout: Layout, of: str) -> str:
    """What an item is called."""
    if of in layout.confirmations:
        return layout.confirmations[of].heading
    return layout.questions[of].label


def _link(table: RegisterTable) -> Node:
    """The first wrong row; the question whether there is anything to report, where that is
    contradicted; else the table's first cell, above which that question stands.
    """
    at_row = join([text(f"#{quoted(table.sheet)}!B"), _wrong_row(table)])
    first = text(_target(Place(table.sheet, table.first, table.columns[0].column)))
    return _by_trouble(table, at_row, text(_target(table.nihil)), first)


def first_row(table: RegisterTable) -> Node:
    """The row of the sheet to which a register's link leads."""
    return _by_trouble(table, _wrong_row(table), number(table.nihil.row), number(table.first))


def _wrong_row(table: RegisterTable) -> Node:
    messages = name(f"messages.{table.register.id}")
    row = call("MATCH", text(f"{WRONG_MARK}*"), messages, number(0))
    return add([row, number(table.first - 1)])


def _by_trouble(table: RegisterTable, wrong_row: Node, nihil: Node, otherwise: Node) -> Node:
    wrong = compare(name(f"wrong.{table.register.id}"), ">", 0)
    said = compare(call("COUNTA", name(NIHIL + table.register.id)), ">", 0)
    return choose([(wrong, wrong_row), (said, nihil)], otherwise)


def _target(place: Place) -> str:
    """A cell as HYPERLINK takes it."""
    return f"#{quoted(place.sheet)}!{place.address}"


def _short(label: str) -> str:
    """What something is called, short enough for a link in a sheet's head."""
    short = clipped(label, _LONGEST_TITLE)
    return label if short == label else clipped(label, _LONGEST_TITLE - 1).rstrip() + "…"


def is_blank(of: str) -> Node:
    """Whether a cell is empty, or looks it; one that holds an error is not."""
    return sure(looks_empty(name(of)))


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


def rules_reading(layout: Layout, of: str) -> Sequence[Rule]:
    """The rules that read an item, of those that can be told of units of this kind."""
    return [
        rule
        for rule in layout.definition.rules
        if of in items_read(layout, rule) and _computable(layout, parse(rule.check))
    ]


def items_read(layout: Layout, rule: Rule) -> Sequence[str]:
    """The items that a rule reads, through calculations too, in the order of the form."""
    return items_behind(layout, names(parse(rule.check)))


def items_behind(layout: Layout, of: Iterable[str]) -> Sequence[str]:
    """The items that inputs and results come from, in the order of the form."""
    inputs = layout.calculations.inputs(of)
    read = {each.partition(".")[0] for each in inputs if not each.startswith(PREVIOUS)}
    return [item for item in layout.items if item in read]


def _computable(layout: Layout, tree: Node) -> bool:
    """Whether units of this kind have all that a formula reads."""
    return all(each in layout.names for each in names(tree))


def _hidden(kind: str, of: str, row: int, column: int, tree: Node) -> Live:
    return Live(f"{kind}.{of}", Place(HIDDEN_SHEET, row, column), tree)
