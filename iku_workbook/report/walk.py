"""Renders the way from a figure down to its cells (``iku show``): as lines, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.definition.model import Field, Indicator, Register
from iku_workbook.formula.parse import parse
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.messages import Catalogue
from iku_workbook.numbers import format_number
from iku_workbook.periods import Period, label, short_label
from iku_workbook.results.accumulate import rows
from iku_workbook.results.naming import index_in_words, over_units_in_words
from iku_workbook.results.rounding import of_achievement, of_value
from iku_workbook.results.unit_goals import UnitGoal
from iku_workbook.results.walk import BEFORE, REGISTER, Input, ReturnedValue, Step, Walk
from iku_workbook.safe_text import data, json_text, short

Line = tuple[int, str]
"""How far it is indented, and the line."""


def lines(walk: Walk, say: Catalogue) -> Iterator[Line]:
    """The way down, a line each: the figure, its formulas, and what each return said."""
    yield 0, short(f"{walk.unit.title} · {label(walk.period, say.language)}")
    yield 0, short(f"{walk.name} {walk.label}")
    if walk.missing:
        periods = ", ".join(label(each, say.language) for each in walk.missing)
        yield 0, say("report.walk-missing", periods=periods)
    if walk.indicator is not None:
        own, whole = (_result(each, walk, walk.indicator, say) for each in (walk.value, walk.whole))
        unit = walk.indicator.unit_of_measure or ""
        yield 0, short(say("report.walk-result", value=own, whole=whole, unit=unit)).strip()
        if walk.goal is not None:
            yield 0, own_goal(walk.goal, say)
        if walk.indicator.index is not None:
            yield 0, short(index_in_words(walk.indicator.index, say))
        if walk.indicator.value is not None:
            how = over_units_in_words(walk.indicator.value, say)
            yield 0, say("report.walk-together", how=how, count=walk.with_value or 0)
    elif walk.steps:
        yield 0, say("report.walk-value", value=_shown(walk.value, say))
    for each in walk.steps:
        yield 1, _step(each, walk, say)
    for one in walk.inputs:
        yield from _input(one, say)
    if any(each.returned.number for one in walk.inputs for each in one.sources):
        yield 0, say("report.walk-file")


def own_goal(goal: UnitGoal, say: Catalogue) -> str:
    """A unit's own target, and how much of it it reaches."""
    percent = of_achievement(goal.achievement, ())
    said = {"target": _shown(goal.target, say), "achievement": "–"}
    if goal.achievement is not None:
        figure = format_number(goal.achievement, decimals=percent, language=say.language)
        said["achievement"] = f"{figure} %"
    return say("report.walk-goal", **said)


def shown_result(value: object, walk: Walk, say: Catalogue) -> str:
    """The figure of an indicator, of one unit or of all, as the master shows it."""
    return _result(value, walk, walk.indicator, say) if walk.indicator else _shown(value, say)


def formula_in_words(step: Step, walk: Walk, say: Catalogue) -> str:
    """The formula of a step, with the labels of what it reads in the place of the names."""
    labels = {each.name: each.label for each in walk.steps}
    for one in walk.inputs:
        labels[one.name] = one.asked.label
        if one.how == BEFORE:
            labels[one.name] += f", {say('report.walk-how-before')}"
        if isinstance(one.asked, Register):
            labels |= {f"{one.name}.{each.id}": each.label for each in one.asked.fields}
    return to_excel(parse(step.formula), lambda name: f"[{labels.get(name, name)}]")


def _step(step: Step, walk: Walk, say: Catalogue) -> str:
    text = say("report.walk-step", label=step.label, value=_shown(step.value, say))
    if step.whole is not None:
        text += " " + say("report.walk-whole", whole=_shown(step.whole, say))
    return short(f"{text}: {step.formula}{by_period(step, say)}")


def by_period(step: Step, say: Catalogue) -> str:
    """What a step comes to in each period by itself, and how that becomes its value."""
    if not step.periods:
        return ""
    each = "; ".join(
        f"{short_label(Period.parse(code), say.language)}: {_shown(value, say)}"
        for code, value in step.periods.items()
    )
    how = say(f"report.walk-each-{step.each}") if step.each else ""
    return say("report.walk-periods", periods=each, how=how).rstrip()


def _input(one: Input, say: Catalogue) -> Iterator[Line]:
    how = say(f"report.walk-how-{one.how}")
    unit = one.asked.unit_of_measure if isinstance(one.asked, Field) else None
    value = " ".join(part for part in (_shown(one.value, say), unit) if part)
    yield 1, short(f"{one.name} ({one.asked.label}): {value}; {how}")
    for each in one.sources:
        yield 2, _said(each, one, say)
        if each.counts:
            yield from ((3, text) for text in _whence(each, say))


def _said(source: ReturnedValue, one: Input, say: Catalogue) -> str:
    if one.how == REGISTER:
        said = say("report.walk-rows", count=len(rows(source.value)))
    else:
        said = _shown(source.value, say)
    if source.confirmed:
        said += " " + say("report.walk-confirmed")
    if not source.counts:
        said += " " + say("report.walk-earlier")
    return short(f"{label(Period.parse(source.period), say.language)}: {said}")


def _whence(source: ReturnedValue, say: Catalogue) -> Iterator[str]:
    """Return, file and cells; hash; when and by whom it was taken in and approved."""
    returned = source.returned
    empty = isinstance(source.value, list | tuple) and not source.value
    nowhere = say("report.walk-no-row" if empty else "report.walk-no-cell")
    where = say("report.walk-cells", cells="; ".join(source.cells)) if source.cells else nowhere
    about = {"file": returned.file, "cells": where}
    if returned.number is None:
        yield short(say("report.walk-of-file", **about))
    else:
        yield short(say("report.walk-of-return", number=str(returned.number), **about))
    yield f"SHA-256 {returned.sha256}"
    if returned.received is not None:
        yield short(say("report.walk-received", at=returned.received, by=source.by or "–"))
    if returned.approval is not None:
        yield short(say("report.walk-approved", by=returned.approval.by, at=returned.approval.at))


def _shown(value: object, say: Catalogue) -> str:
    return "–" if value is None else say.show(value)


def _result(value: object, walk: Walk, indicator: Indicator, say: Catalogue) -> str:
    """As the master shows it: in decimals that claim no target that it does not reach."""
    if not isinstance(value, int | float):
        return _shown(value, say)
    decimals = of_value(indicator, value, walk.targets)
    return format_number(value, decimals=decimals, language=say.language)


def as_json(walk: Walk) -> str:
    """One object: the figure, its formulas, and for each input what each return said."""
    document = {
        "unit": walk.unit.code,
        "name": walk.unit.name,
        "period": walk.period.code,
        "figure": walk.name,
        "label": walk.label,
        "missing": [each.code for each in walk.missing],
        "value": data(walk.value),
        "all_units": data(walk.whole),
        **({} if walk.with_value is None else {"with_value": walk.with_value}),
        **({} if walk.goal is None else walk.goal._asdict()),
        "steps": [
            {
                "name": each.name,
                "label": each.label,
                "formula": each.formula,
                "value": data(each.value),
                "all_units": data(each.whole),
                **_periods(each),
            }
            for each in walk.steps
        ],
        "inputs": [_input_object(each) for each in walk.inputs],
    }
    return json_text(document, indent=2) + "\n"


def _periods(step: Step) -> dict[str, object]:
    periods = {code: data(value) for code, value in step.periods.items()}
    return {"each_period": step.each, "periods": periods} if periods else {}


def _input_object(one: Input) -> dict[str, object]:
    return {
        "name": one.name,
        "label": one.asked.label,
        "how": one.how,
        "value": data(one.value),
        "returns": [_source_object(each, one.how) for each in one.sources],
    }


def _source_object(source: ReturnedValue, how: str) -> dict[str, object]:
    returned, approval = source.returned, source.returned.approval
    events = [{name: data(cell) for name, cell in row.items()} for row in rows(source.value)]
    return {
        "period": source.period,
        "value": events if how == REGISTER else data(source.value),
        "counts": source.counts,
        **({"confirmed": True} if source.confirmed else {}),
        "receipt": returned.number,
        "file": returned.file,
        "sha256": returned.sha256,
        "cells": list(source.cells),
        "received": returned.received.isoformat(timespec="seconds") if returned.received else None,
        "received_by": source.by,
        "approved_by": approval.by if approval else None,
        "approved": approval.at.isoformat(timespec="seconds") if approval else None,
    }
