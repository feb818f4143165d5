"""Settles the decimals of values that can only be whole: 13 cases are shown as 13, not as 13.00."""

from __future__ import annotations

from collections.abc import Mapping

from iku_workbook.definition.field_types import Holds
from iku_workbook.definition.indicators import Indicator, OverUnits
from iku_workbook.definition.model import Definition, Field
from iku_workbook.formula import FormulaError, parse
from iku_workbook.formula.tree import Node
from iku_workbook.formula.whole_numbers import gives_whole_numbers


def with_decimals(definition: Definition) -> Definition:
    """The definition with no decimals for each value that is only ever whole and states none."""
    if not any(map(_may_be_whole, definition.indicators)):
        return definition
    fields = {each.id: each for each in definition.fields}
    for register in definition.registers:
        fields |= {f"{register.id}.{each.id}": each for each in register.fields}
    trees = {each.id: tree for each in definition.calculations if (tree := _tree(each.formula))}

    def settled(indicator: Indicator) -> Indicator:
        formula = indicator.value.formula if indicator.value else ""
        if _may_be_whole(indicator) and _is_whole(_tree(formula), fields, trees):
            return indicator.model_copy(update={"decimals": 0})
        return indicator

    indicators = tuple(map(settled, definition.indicators))
    return definition.model_copy(update={"indicators": indicators})


def _may_be_whole(indicator: Indicator) -> bool:
    value = indicator.value
    return (
        value is not None
        and value.over_units is not OverUnits.MEAN
        and "decimals" not in indicator.model_fields_set
    )


def _tree(formula: str) -> Node | None:
    try:
        return parse(formula)
    except FormulaError:
        return None  # which lint says


def _is_whole(
    tree: Node | None, fields: Mapping[str, Field], trees: Mapping[str, Node], depth: int = 0
) -> bool:
    """``depth`` ends calculations that read themselves."""

    def whole(name: str) -> bool:
        if name in trees:
            return _is_whole(trees[name], fields, trees, depth + 1)
        field = fields.get(name)
        record = field.type.record if field is not None else None
        return record is not None and (record.whole or record.holds is Holds.DATE)

    return tree is not None and depth <= len(trees) and gives_whole_numbers(tree, whole)
