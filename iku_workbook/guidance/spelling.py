"""Numbers inside live sentences, spelt with the separators of the form's language.

A number that ``&`` joins to a text is written as the computer's own settings have it: ``0.82``
here, ``0,82`` there. No function up to Excel 2010 takes a language, so the digits are taken one by
one: a single digit reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.calculations import PREVIOUS
from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.model import PLACEHOLDER, Field
from iku_workbook.formula.compose import add, call, choose, compare, join, name, number, text
from iku_workbook.formula.tree import Binary, Logical, Node
from iku_workbook.guidance.live import GuidedForm, Live
from iku_workbook.guidance.states import is_blank
from iku_workbook.layout import HIDDEN_SHEET, Layout, Place

_DECIMALS = 6  # the most that are spelt
_NO_ROWS = 12  # where nothing stands on the hidden sheet but the identity
_GROUPS = 5  # of three digits: what is beyond has more digits than a number keeps
_SIGNS = {"id": (".", ","), "en": (",", ".")}  # between groups, before decimals


def spelt_rows(layout: Layout) -> dict[str, int]:
    """Each single value that some rule's message tells, with its row on the hidden sheet."""
    used = (layout.items, layout.rule_rows, layout.chart_rows)
    first = max((row for rows in used for row in rows.values()), default=_NO_ROWS) + 2
    told = [of for rule in layout.definition.rules for of in PLACEHOLDER.findall(rule.message)]
    cells = {f"{PREVIOUS}{of}" for of in layout.fields} | {*layout.fields, *layout.computed}
    single = dict.fromkeys(of for of in told if of in cells and not _is_date(layout, of))
    return {of: row for row, of in enumerate(single, start=first)}


def spellings(form: GuidedForm) -> Iterator[Live]:
    """Hidden cells of each such value: its whole part, its decimals in millionths, and its text.

    A text is itself, and a blank nothing.
    """
    thousands, decimal = _SIGNS[form.layout.definition.language]
    for of, row in spelt_rows(form.layout).items():
        whole, part = name(f"whole.{of}"), name(f"part.{of}")
        is_number = compare(call("COUNT", name(of)), "=", 1)
        percent = _is_percent(form.layout, of)
        value = _times(name(of), 100) if percent else name(of)
        size = call("ROUND", call("ABS", value), number(_decimals(form.layout, of)))
        yield _cell("whole", of, row, 2, call("IF", is_number, call("INT", size), number(0)))
        left = call("ROUND", _times(Binary("-", size, whole, 1), 10**_DECIMALS), number(0))
        yield _cell("part", of, row, 3, call("IF", is_number, left, number(0)))
        below = call("AND", compare(name(of), "<", 0), compare(add([whole, part]), ">", 0))
        sign = call("IF", below, text("-"), text(""))
        told = join([sign, *_grouped(whole, thousands), _behind(part, decimal)])
        if percent:
            told = join([told, text("%")])
        plain = call("IF", is_number, compare(whole, ">=", 1000**_GROUPS), Logical(True, 1))
        cases = [(is_blank(of), text("")), (plain, join([name(of), text("")]))]
        yield _cell("spelt", of, row, 4, choose(cases, told))


def _grouped(whole: Node, sign: str) -> list[Node]:
    """The parts of a whole number's text: digits in threes, the first ones without zeros before."""
    groups = range(1, _GROUPS)
    cases = [(compare(whole, "<", 1000**at), _cut(whole, 3 * at - 3)) for at in groups]
    parts = [choose(cases, _cut(whole, 3 * _GROUPS - 3))]
    for at in reversed(groups):
        three = [_digit(whole, place) for place in reversed(range(3 * at - 3, 3 * at))]
        shown = compare(whole, ">=", 1000**at)
        parts.append(call("IF", shown, join([text(sign), *three]), text("")))
    return parts


def _behind(part: Node, sign: str) -> Node:
    """The decimals of so many millionths, without zeros at their end."""
    tree: Node = text("")
    for place in range(_DECIMALS):
        rest = Binary("-", part, _times(_cut(part, place + 1), 10 ** (place + 1)), 1)
        digit = [_digit(part, place), tree]
        if place == _DECIMALS - 1:
            digit = [text(sign), *digit]
        tree = call("IF", compare(rest, ">", 0), join(digit), text(""))
    return tree


def _digit(of: Node, place: int) -> Node:
    return Binary("-", _cut(of, place), _times(_cut(of, place + 1), 10), 1)


def _cut(of: Node, places: int) -> Node:
    """A whole number without its last digits."""
    return call("INT", Binary("/", of, number(10**places), 1)) if places else of


def _times(of: Node, factor: int) -> Node:
    return Binary("*", of, number(factor), 1)


def _field(layout: Layout, of: str) -> Field | None:
    cell = layout.fields.get(of.removeprefix(PREVIOUS))
    return cell.field if cell else None


def _is_date(layout: Layout, of: str) -> bool:
    field = _field(layout, of)
    return field is not None and field.type.record.holds is Holds.DATE


def _is_percent(layout: Layout, of: str) -> bool:
    field = _field(layout, of)
    return field is not None and field.type.record.percent


def _decimals(layout: Layout, of: str) -> int:
    """As many as its cell shows of a result; of what was typed, all that are spelt."""
    shown = layout.computed[of].computed.decimals if of in layout.computed else None
    return _DECIMALS if shown is None else min(shown, _DECIMALS)


def _cell(kind: str, of: str, row: int, column: int, tree: Node) -> Live:
    return Live(f"{kind}.{of}", Place(HIDDEN_SHEET, row, column), tree)
