"""Warns of results that a year makes of its periods otherwise than most authors mean.

Each warning tells the figures of two periods, or of two units, that show the difference. Whoever
means it says so: with ``each_period``, ``required`` or a ``value``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iku_workbook.definition.lint_context import PREVIOUS, LintContext, LocatedFormula, Use
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Field, Indicator, OverTime, ResultOf
from iku_workbook.findings import Severity
from iku_workbook.formula import Binary, Call, Name, Node, Number, names, to_excel, walk
from iku_workbook.messages import Phrase
from iku_workbook.periods import PERIOD

_FIRST, _SECOND, _SHARES = (10.0, 30.0), (100.0, 50.0), (0.5, 0.8)
_DAYS = PERIOD + "days"
_PARTS = ("numerator", "denominator", "value")
_USED = 0.75, 0.85  # of a constant, in two periods
# Functions that pass over a blank cell, or ask whether it is one.
_SEE_BLANKS = frozenset(("ISBLANK", "COUNT", "COUNTA", "COUNTBLANK", "AVERAGE", "MIN", "MAX"))


def check_over_time(context: LintContext) -> Iterator[Mistake]:
    """Products of what is added up, constants and days beside it, blanks in a mean."""
    results = _results(context)
    of_year = context.definition.cadence.per_year > 1
    for at, parts in results.items():
        indicator = context.definition.indicators[at]
        if of_year and indicator.result is ResultOf.YEAR:
            for key, formula in parts.items():
                if _each(indicator, key) is None:
                    yield from _products(context, formula)
                    yield from _days(context, formula)
            yield from _constants(context, indicator, parts)
        yield from _blanks(context, indicator, parts)


def _results(context: LintContext) -> dict[int, dict[str, LocatedFormula]]:
    """By the position of each indicator the formulas of its parts, as far as they are sound."""
    found: dict[int, dict[str, LocatedFormula]] = {}
    for formula in context.formulas:
        if formula.use is Use.RESULT and context.is_whole(formula):
            _, at, key, *rest = formula.path
            if key in _PARTS and rest == ["formula"]:
                found.setdefault(int(at), {})[str(key)] = formula
    return found


def _each(indicator: Indicator, key: str) -> OverTime | None:
    part = getattr(indicator, key)
    way: OverTime | None = part.each_period
    return way


# --- products ----------------------------------------------------------------------------------


def _products(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """Of what is added up over the year with what varies too: the year's product is another."""
    through = [context.trees[each] for each in context.reads(formula.tree) if each in context.trees]
    for tree in (formula.tree, *through):
        for node in walk(tree):
            if not (isinstance(node, Binary) and node.operator == "*"):
                continue
            first, second = _varying(context, node.left), _varying(context, node.right)
            if first and second and OverTime.SUM in {first.over_time, second.over_time}:
                offset = node.column - 1 if tree is formula.tree else 0
                data = _product(node, first, second)
                yield _warned(context, formula, "product-over-time", offset, data)
                return


def _days(context: LintContext, formula: LocatedFormula) -> Iterator[Mistake]:
    """The days of the last period alone, among values of the whole year so far."""
    if _DAYS in context.reads(formula.tree):
        own = (each for each in walk(formula.tree) if isinstance(each, Name) and each.name == _DAYS)
        offset = next((each.column - 1 for each in own), 0)
        yield _warned(context, formula, "days-over-time", offset, {"name": _DAYS})


def _varying(context: LintContext, node: Node) -> Field | None:
    """A number that a side of a product reads, one that is added up before all others; none of a
    quotient, which is of the year as of each period.
    """
    if any(isinstance(each, Binary) and each.operator == "/" for each in walk(node)):
        return None
    fields = [context.fields[each] for each in context.inputs(node) if each in context.fields]
    numbers = [each for each in fields if each.type.record.is_number]
    return next((each for each in numbers if each.over_time is OverTime.SUM), None) or next(
        iter(numbers), None
    )


def _product(node: Binary, first: Field, second: Field) -> dict[str, object]:
    """Two periods: what the year makes of them, and what they come to one after the other."""
    one = _SHARES if first.type.record.percent else _FIRST
    two = _SHARES if second.type.record.percent else _SECOND
    year = first.over_time.of(one) or 0.0, second.over_time.of(two) or 0.0
    return {
        "formula": to_excel(node),
        "first": first.id,
        "first_how": Phrase(f"results.how_{first.over_time}"),
        "second": second.id,
        "second_how": Phrase(f"results.how_{second.over_time}"),
        "one": _times(first, second, one[0], two[0]),
        "other": _times(first, second, one[1], two[1]),
        "year": _times(first, second, *year),
        "once": year[0] * year[1],
        "each": one[0] * two[0] + one[1] * two[1],
    }


def _times(first: Field, second: Field, one: float, two: float) -> str:
    """As people type both."""
    sides = ((first, one), (second, two))
    return " × ".join(
        f"{100 * value:.0f}%" if field.type.record.percent else f"{value:.0f}"
        for field, value in sides
    )


# --- constants ---------------------------------------------------------------------------------


def _constants(
    context: LintContext, indicator: Indicator, parts: dict[str, LocatedFormula]
) -> Iterator[Mistake]:
    """Beside what grows from period to period a number that stays: 40 medicines, of every month."""
    if parts.keys() != {"numerator", "denominator"}:
        return
    for key, other in (("numerator", "denominator"), ("denominator", "numerator")):
        constant = _constant(parts[key].tree)
        if constant is None or constant == 1 or _each(indicator, key) is not None:
            continue
        if _grows(context, indicator, other, parts[other]):
            first, second = (_rounded(constant, share) for share in _USED)
            data = {
                "constant": constant,
                "other": getattr(indicator, other).label,
                "first": first,
                "second": second,
                "both": first + second,
                "twice": 2 * constant,
            }
            yield _warned(context, parts[key], "constant-over-time", None, data)


def _constant(tree: Node) -> float | None:
    if isinstance(tree, Number):
        return tree.value
    if names(tree):
        return None
    from iku_workbook.formula.evaluate import evaluate

    (value,) = evaluate(tree, {}, 1).objects()
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _rounded(constant: float, share: float) -> float:
    return float(round(constant * share)) if constant.is_integer() else constant * share


def _grows(context: LintContext, indicator: Indicator, key: str, formula: LocatedFormula) -> bool:
    """Whether a part is added up over the year: a quotient of sums is none."""
    way = _each(indicator, key)
    if way is not None:
        return way is OverTime.SUM and bool(context.inputs(formula.tree))
    if any(isinstance(node, Binary) and node.operator == "/" for node in walk(formula.tree)):
        return False
    return any(
        context.is_range(each) or context.fields[each].over_time is OverTime.SUM
        for each in context.inputs(formula.tree)
        if not each.startswith(PREVIOUS)
    )


# --- blanks ------------------------------------------------------------------------------------


def _blanks(
    context: LintContext, indicator: Indicator, parts: dict[str, LocatedFormula]
) -> Iterator[Mistake]:
    """Where a number that may be left blank would be a 0 that pulls a mean down."""
    for key, formula in parts.items():
        mean = _each(indicator, key) is OverTime.MEAN
        of_units = key == "numerator" and "denominator" in parts
        if of_units and _constant(parts["denominator"].tree) == 1:
            # A flow that was left blank is nothing that happened, of which there was none.
            read = [context.fields.get(each) for each in context.inputs(formula.tree)]
            mean = mean or all(
                each and each.over_time is not OverTime.SUM and _of_several(context, each)
                for each in read
            )
        optional = _counted_as_0(context, formula.tree) if mean else _by_hand(context, formula.tree)
        alone = context.definition.modern and len(context.inputs(formula.tree)) == 1
        if optional is not None and not (alone and _each(indicator, key) is not None):
            data = {"name": optional.name}
            yield _warned(context, formula, "blank-in-mean", optional.column - 1, data)


def _by_hand(context: LintContext, tree: Node) -> Name | None:
    """A number that may be blank, in a sum that is divided by the number of its terms."""
    for node in walk(tree):
        if isinstance(node, Binary) and node.operator == "/":
            terms = _terms(node.left)
            if len(terms) > 1 and _constant(node.right) == len(terms):
                return next((each for each in terms if _may_be_blank(context, each.name)), None)
    return None


def _terms(node: Node) -> list[Name]:
    """The names that are added, none where anything else is."""
    match node:
        case Name():
            return [node]
        case Binary(operator="+", left=left, right=right):
            first, second = _terms(left), _terms(right)
            return [*first, *second] if first and second else []
    return []


def _counted_as_0(context: LintContext, tree: Node) -> Name | None:
    """A number of a formula that may be blank, where no function sees that it is."""
    calls = [each for each in walk(tree) if isinstance(each, Call) and each.function in _SEE_BLANKS]
    seen = {name for each in calls for name in context.inputs(each)}
    read = (node for node in walk(tree) if isinstance(node, Name))
    return next(
        (each for each in read if each.name not in seen and _may_be_blank(context, each.name)), None
    )


def _may_be_blank(context: LintContext, name: str) -> bool:
    field = context.fields.get(name)
    return field is not None and field.type.record.is_number and field.required is False


def _of_several(context: LintContext, field: Field) -> bool:
    """Whether more than one unit reports a field."""
    kinds = context.kinds(field.id)
    return sum(unit.kind in kinds for unit in context.definition.units) > 1


def _warned(
    context: LintContext,
    formula: LocatedFormula,
    code: str,
    offset: int | None,
    data: Mapping[str, object],
) -> Mistake:
    return context.locations.mistake(
        code, formula.path, data, severity=Severity.WARNING, offset=offset
    )
