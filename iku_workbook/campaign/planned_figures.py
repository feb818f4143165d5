"""The figures that a definition plans by, as a table that people fill in; and which of them are
still the examples of a shipped definition.

A figure is an example while it is what a shipped definition says in that place and its line bears
the remark ``# CONTOH``: whoever changes it, or takes the remark away, has made it the office's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.definition.adapt import EXAMPLE, Adaptation
from iku_workbook.definition.figures import (
    BASELINE,
    TARGETS,
    Figure,
    columns,
    columns_of_units,
    figures,
    unmistakable,
)
from iku_workbook.definition.model import Indicator, Target, TargetRange
from iku_workbook.definition.yaml_source import read_yaml, text_of
from iku_workbook.errors import OperatorError
from iku_workbook.numbers import Ambiguous, UnreadableText, read_number

_BETWEEN = re.compile(r"\s*[–—-]\s*|\s+(?:s\.?d\.?|sampai|to)\s+", re.IGNORECASE)
"""What people write between the ends of a range."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A table as it was filled in: each figure, None where blank; and what cannot be read."""

    values: Mapping[Figure, Target | None]
    wrong: Mapping[Figure, OperatorError]


def example_figures(definition: Path) -> frozenset[Figure]:
    """The figures of a definition's file that are still examples; DefinitionError for mistakes."""
    read, locations = read_yaml(definition)
    lines = text_of(definition).splitlines()

    def marked(place: int, key: str) -> bool:
        mark = locations.marks.get(("indicators", place, key))
        return mark is not None and EXAMPLE.search(lines[mark.key_line - 1]) is not None

    places = {each.code: at for at, each in enumerate(read.indicators)}
    return frozenset(
        figure
        for figure, value in figures(read).items()
        if not figure.unit
        and _is_shipped(figure, value, read.year)
        and marked(places[figure.indicator], figure.key)
    )


def still_examples(campaign: CampaignFolder) -> frozenset[Figure]:
    """Those of the definition that holds."""
    return example_figures(campaign.definition_file)


def unplanned(campaign: CampaignFolder, definition: Definition) -> set[str]:
    """The indicators, by code, that have example figures, or no target at all."""
    without = {each.code for each in definition.indicators if not each.targets}
    return without | {each.indicator for each in still_examples(campaign)}


def as_typed(value: Target) -> str:
    """A figure as people type it, so that it is read as nothing else; a range as ``60–85``."""
    if isinstance(value, TargetRange):
        return f"{as_typed(value.from_)}–{as_typed(value.to)}"
    return unmistakable(value).replace(".", ",")


def typed_figures(definition: Definition, said: Mapping[str, str]) -> Typed:
    """What a person has typed, by the names of figures, read as people write numbers.

    ``wrong`` has what is no number, and what may be two.
    """
    values: dict[Figure, Target | None] = {}
    wrong: dict[Figure, OperatorError] = {}
    for figure, indicator in _places(definition, said):
        text, ranged = said.get(figure.name, "").strip(), indicator.ranged
        try:
            values[figure] = _read(text, indicator, figure.key) if text else None
        except UnreadableText:
            code = "range-unreadable" if ranged and figure.key != BASELINE else "figure-unreadable"
            wrong[figure] = OperatorError(code, value=text)
        except Ambiguous as error:
            one, other = (as_typed(each) for each in error.readings[:2])
            wrong[figure] = OperatorError("figure-ambiguous", value=text, first=one, second=other)
    return Typed(values, wrong)


def _read(text: str, indicator: Indicator, key: str) -> Target:
    """A figure as it was typed; a target of an indicator with ranges from where to where."""
    units = (indicator.unit_of_measure,)
    for each in indicator.grades:
        if each.label.casefold() == text.casefold():
            return each.from_
    if not indicator.ranged or key == BASELINE:
        return read_number(text, units=units)
    ends = _BETWEEN.split(text)
    if len(ends) != len(("from", "to")):
        raise UnreadableText(text)
    low, high = (read_number(each, units=units) for each in ends)
    try:
        return TargetRange.model_validate({"from": float(low), "to": float(high)})
    except ValueError:
        raise UnreadableText(text) from None


def with_figures(
    campaign: CampaignFolder, values: Mapping[Figure, Target | None], own: Collection[str] = ()
) -> str:
    """The text of the campaign's definition with these figures; all else stands as it stood.

    Examples that were changed are marked as such no longer, nor those of indicators (by their
    codes) whose figures are the office's ``own`` though they are the same.
    """
    file = campaign.definition_file
    definition = campaign.definition()
    now = figures(definition)
    changes = {each: value for each, value in values.items() if now.get(each) != value}
    text = text_of(file)
    adaptation = Adaptation(text)
    adaptation.change_figures(changes)
    then = {each: value for each, value in {**now, **changes}.items() if value is not None}
    examples = example_figures(file)
    for indicator, key in sorted({(each.indicator, each.key) for each in examples}):
        left = (
            _is_shipped(each, value, definition.year)
            for each, value in then.items()
            if (each.indicator, each.key) == (indicator, key)
        )
        if indicator in own or not any(left):
            adaptation.own_figures(indicator, key)
    return adaptation.text if changes or own else text


def _places(definition: Definition, said: Collection[str]) -> Iterator[tuple[Figure, Indicator]]:
    """Each cell of the tables, and its indicator; of units those alone that were ``said``: a list
    of units in a file of its own is changed there.
    """
    for each in definition.indicators:
        for key, period in columns(definition):
            yield Figure(each.code, key, period), each
    indicators = {each.code: each for each in definition.indicators}
    for code, period in columns_of_units(definition):
        own = (Figure(code, TARGETS, period, each.code) for each in definition.units)
        yield from ((figure, indicators[code]) for figure in own if figure.name in said)


def _is_shipped(figure: Figure, value: Target, year: int) -> bool:
    return value in _shipped().get(_of_any_year(figure, year), ())


def _of_any_year(figure: Figure, year: int) -> Figure:
    """A target by its place in the year: a shipped definition is turned to any."""
    within = figure.period.removeprefix(str(year)) if figure.key == TARGETS else figure.period
    return figure._replace(period=within)


@cache
def _shipped() -> Mapping[Figure, Collection[Target]]:
    """What shipped definitions say in each place."""
    found: dict[Figure, set[Target]] = {}
    for name in resources.templates():
        definition, _ = read_yaml(resources.template(name))
        for figure, value in figures(definition).items():
            found.setdefault(_of_any_year(figure, definition.year), set()).add(value)
    return found
