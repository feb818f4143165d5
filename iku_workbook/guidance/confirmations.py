"""Formulas for what was brought forward: whether each group is confirmed, and what is said of it.

A confirmation is an item as a field is: the banner counts it, and leads to it. It is answered by
the choice that all is still so, by that choice in another group for all of them, or by a value that
is typed over what was brought forward: whoever changes something has nothing more to choose.
"""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.brought_forward import carries
from iku_workbook.calculations import PREVIOUS
from iku_workbook.form_words import ALL_SAME, CHANGED, SAME
from iku_workbook.formula.compose import (
    add,
    call,
    choose,
    compare,
    looks_empty,
    name,
    number,
    sure,
    text,
)
from iku_workbook.formula.tree import Logical, Node
from iku_workbook.guidance.live import (
    ALL_CONFIRMED,
    ASKS,
    FINE,
    FINE_MARK,
    MISSING,
    MISSING_MARK,
    NEEDED,
    NOTE_MARK,
    ROWS,
    STATE,
    WRONG,
    WRONG_MARK,
    WRONG_ROWS,
    GuidedForm,
    Live,
)
from iku_workbook.layout import HIDDEN_SHEET, MESSAGE, Place

_ALL = "confirmed.all"
_BROUGHT, _CHANGED = ROWS, WRONG_ROWS  # the columns that registers have for their counts


def confirmations(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells: what was brought forward in each group, what of it differs, and its state."""
    groups, items = form.layout.confirmations, form.layout.items
    if not carries(form.period):
        for of in groups:
            yield _hidden("needed", of, items[of], NEEDED, number(0))
            yield _hidden("state", of, items[of], STATE, number(FINE))
            yield _hidden("asks", of, items[of], ASKS, number(0))
        return
    for first in list(groups)[:1]:
        every = [_says(form, of, ALL_SAME) for of in groups]
        tree = call("IF", call("OR", *every), number(1), number(0))
        yield Live(_ALL, Place(HIDDEN_SHEET, items[first], ALL_CONFIRMED), tree)
    for of, group in groups.items():
        before = [name(PREVIOUS + each) for each in group.fields]
        yield _hidden("brought", of, items[of], _BROUGHT, call("COUNTA", *before))
        differing = add([_differs(each) for each in group.fields])
        yield _hidden("changed", of, items[of], _CHANGED, differing)
        some = compare(name(f"brought.{of}"), ">", 0)
        yield _hidden("needed", of, items[of], NEEDED, call("IF", some, number(1), number(0)))
        yield _hidden("state", of, items[of], STATE, _state(form, of))
        contradicted = _says(form, of, SAME), _differs_in(of), call("NOT", _is_open(form, of))
        asks = call("IF", call("AND", some, *contradicted), number(1), number(0))
        yield _hidden("asks", of, items[of], ASKS, asks)


def _state(form: GuidedForm, of: str) -> Node:
    fine, missing = number(FINE), number(MISSING)
    return choose(
        [
            (compare(name(f"needed.{of}"), "=", 0), fine),
            (compare(name(f"changed.{of}"), ">", 0), fine),
            (call("OR", _says(form, of, SAME), _says(form, of, ALL_SAME)), fine),
            (_says(form, of, CHANGED), missing),
            (compare(name(of), "<>", text("")), number(WRONG)),
            (compare(name(_ALL), "=", 1), fine),
        ],
        missing,
    )


def messages(form: GuidedForm) -> Iterator[Live]:
    """The message beside each choice; none where nothing was brought forward, nor while an entry of
    the group is no answer yet. Whoever says that all groups are the same and then types over a
    value means the others; whoever says so of the group itself is asked.
    """
    for of, group in form.layout.confirmations.items():
        place = Place(group.place.sheet, group.place.row, MESSAGE)
        tree = _message(form, of) if carries(form.period) else text("")
        yield Live(f"message.{of}", place, tree)


def _message(form: GuidedForm, of: str) -> Node:
    state, differs = name(f"state.{of}"), _differs_in(of)
    contradicted = compare(name(f"asks.{of}"), "=", 1)
    return choose(
        [
            (compare(name(f"needed.{of}"), "=", 0), text("")),
            (call("AND", differs, _is_open(form, of)), text("")),
            (contradicted, _marked(form, NOTE_MARK, "form.confirm_contradicts")),
            (differs, _marked(form, FINE_MARK, CHANGED)),
            (compare(state, "=", WRONG), _marked(form, WRONG_MARK, "form.confirm_other")),
            (compare(state, "=", FINE), _marked(form, FINE_MARK, SAME)),
            (_says(form, of, CHANGED), _marked(form, MISSING_MARK, "form.confirm_change")),
        ],
        _marked(form, MISSING_MARK, "form.confirm_ask"),
    )


def possible_messages(form: GuidedForm) -> Iterator[str]:
    """Every message that can appear beside a choice, to make its row high enough."""
    keys = "form.confirm_ask", "form.confirm_change", "form.confirm_contradicts"
    for key in (*keys, "form.confirm_other"):
        yield f"{MISSING_MARK} {form.say(key)}"


def awaited(form: GuidedForm, of: str) -> list[tuple[Node, Node]]:
    """What is said beside a field that was brought forward while nobody has confirmed its group."""
    if not carries(form.period):
        return []
    groups = form.layout.confirmations.items()
    brought = call("COUNTA", name(PREVIOUS + of))
    said = text(form.say("form.brought_forward"))  # without a mark: the choice has it
    return [
        (call("AND", compare(name(f"state.{each}"), ">", FINE), compare(brought, ">", 0)), said)
        for each, group in groups
        if of in group.fields
    ]


def _differs_in(of: str) -> Node:
    return compare(name(f"changed.{of}"), ">", 0)


def _is_open(form: GuidedForm, of: str) -> Node:
    """Whether an entry of the group is missing, not read or wrong, and so no answer yet."""
    fields = form.layout.confirmations[of].fields
    return compare(add([name(f"state.{each}") for each in fields]), ">", FINE)


def _says(form: GuidedForm, of: str, key: str) -> Node:
    return compare(name(of), "=", text(form.say(key)))


def _differs(of: str) -> Node:
    """1 where a field holds something else than what was brought forward, a blank included."""
    now, before = name(of), name(PREVIOUS + of)
    # A blank is equal to 0 as well, so it is asked for apart.
    same = choose(
        [(looks_empty(now), looks_empty(before)), (looks_empty(before), Logical(False, 1))],
        sure(compare(now, "=", before)),
    )
    return call("IF", same, number(0), number(1))


def _marked(form: GuidedForm, mark: str, key: str) -> Node:
    return text(f"{mark} {form.say(key)}")


def _hidden(kind: str, of: str, row: int, column: int, tree: Node) -> Live:
    return Live(f"{kind}.{of}", Place(HIDDEN_SHEET, row, column), tree)
