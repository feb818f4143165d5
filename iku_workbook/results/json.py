"""The results as a JSON document, as ``docs/design/schemas`` describes it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import BinaryIO, cast

from iku_workbook.calculations import parts_of
from iku_workbook.definition.model import Indicator, ResultOf, Target, TargetRange
from iku_workbook.registry.head import Head
from iku_workbook.results.accumulate import Status
from iku_workbook.results.campaigns import Campaigns
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.levels import Level, LevelResult
from iku_workbook.results.means import means
from iku_workbook.results.money import money
from iku_workbook.results.over_units import PART, UnitParts, number
from iku_workbook.results.reconcile import Reconciled
from iku_workbook.results.year import Year

_QUOTED = json.encoder.encode_basestring
_NESTED = frozenset({dict, list, tuple})


def write(year: Year, file: BinaryIO) -> None:
    """The document, for a file or standard output, piece by piece."""
    text = io.TextIOWrapper(file, "utf-8", newline="\n")
    text.writelines(pieces(document(year)))
    text.write("\n")
    text.detach()  # what was given stays open


def pieces(value: object, indent: str = "\n") -> Iterator[str]:
    """A document as the standard library writes it with an indent of two, to the byte: that asks of
    every bracket and every figure by itself, and has no faster way where there is an indent. So it
    takes twice as long (a country's results, piece by piece or as a whole), and where it is given
    one unit at a time, four times.
    """
    if isinstance(value, dict) and value:
        inner, opening = f"{indent}  ", "{"
        for key, each in value.items():
            head = f"{opening}{inner}{_scalar(key)}: "
            if type(each) is dict and each and not _NESTED.intersection(map(type, each.values())):
                within = [f"{inner}  {_scalar(name)}: {_scalar(one)}" for name, one in each.items()]
                yield f"{head}{{{','.join(within)}{inner}}}"
            else:
                yield head
                yield from pieces(each, inner)
            opening = ","
        yield f"{indent}}}"
    elif isinstance(value, list) and value:
        inner, opening = f"{indent}  ", "["
        for each in value:
            yield f"{opening}{inner}"
            yield from pieces(each, inner)
            opening = ","
        yield f"{indent}]"
    else:
        yield _scalar(value)


def _scalar(value: object) -> str:
    """What consists of nothing else; what has a type of its own as the library tells it."""
    kind = type(value)
    if kind is str:
        return _QUOTED(cast("str", value))
    if kind is int:
        return str(value)
    return "null" if value is None else json.dumps(value, ensure_ascii=False)


def document(year: Year) -> dict[str, object]:
    """The results as a JSON document (``docs/design/schemas``)."""
    results = year.results
    written: dict[str, object] = {
        "period": results.period.code,
        "units": len(results.there),
        "returned": results.returned,
        "accepted": results.accepted,
        "indicators": {
            each.code: _indicator(results.indicators[each.code]) | _over_time(each)
            for each in year.definition.indicators
        },
        "units_status": {each.unit.code: _status(each.status) for each in results.there},
    }
    if year.basis is not None:
        written["basis"] = year.basis.as_json()
    if year.restated:
        written["restated"] = [each.as_json() for each in year.restated]
    if year.approved_only:
        unapproved = (each for each in results.units if each.status is Status.UNAPPROVED)
        written |= {
            "counted": results.counted,
            "not_approved": [each.unit.code for each in unapproved],
        }
    written |= _means(year)
    found = money(year)
    if found is not None:
        written |= found.as_json()
    if year.levels:
        written["levels"] = {each.unit.code: _level(each) for each in year.levels}
    if year.campaigns:
        written |= _campaigns(year.campaigns)
    written |= _unsettled(year)
    if year.head is not None:
        written |= _recorded(year.head)
    if year.reconciled:
        written["reconciliations"] = [_reconciled(each) for each in year.reconciled]
    return written


def _status(status: Status) -> str:
    """The word for a status: a return that was accepted is, whether it counts or not."""
    return (Status.ACCEPTED if status is Status.UNAPPROVED else status).value


def _recorded(head: Head) -> dict[str, object]:
    """The end of the chain that they were computed from, and what came last before it."""
    lasts = {"last_receipt": head.receipt, "last_decision": head.decision}
    return {
        "proof_code": str(head),
        **{
            name: {"number": last.number, "at": last.at.isoformat(timespec="seconds")}
            for name, last in lasts.items()
            if last is not None
        },
    }


def _campaigns(campaigns: Campaigns) -> dict[str, object]:
    return {
        "complete": campaigns.is_complete,
        "campaigns": [{**asdict(each), "state": each.state.value} for each in campaigns.added],
        "left_out": dict(campaigns.left_out),
        "misplaced": [asdict(each) for each in campaigns.misplaced],
    }


def _unsettled(year: Year) -> dict[str, object]:
    """What is not settled, and what was read under another question; nothing where all is."""
    open_ = year.unsettled
    found: dict[str, list[dict[str, object]]] = {
        "awaiting_decision": [
            {"number": each.number, "unit": each.unit, "period": each.period, "file": each.file}
            for each in open_.awaiting
        ],
        "not_counted": open_.not_counted(),
        "joined_later": open_.joined_later(),
        "read_before": [
            {"unit": unit.unit.code, "period": period, "file": each.file}
            for unit in year.results.units
            for period, each in unit.accepted.items()
            if each.outdated
        ],
    }
    return {name: entries for name, entries in found.items() if entries}


def _over_time(indicator: Indicator) -> dict[str, object]:
    """What is computed of each period by itself; nothing where all is over the year so far."""
    each = {
        PART[role]: part.each_period.value
        for role, part in parts_of(indicator).items()
        if part.each_period is not None
    }
    result = {"result": indicator.result.value} if indicator.result is ResultOf.PERIOD else {}
    return result | ({"each_period": each} if each else {})


def _figures(result: IndicatorResult | LevelResult) -> dict[str, object]:
    """What was computed, and how far it holds."""
    return {
        "numerator": result.numerator,
        "denominator": result.denominator,
        "value": result.value,
        "provisional": result.provisional,
        "carried": dict(result.carried),
    }


def _indicator(result: IndicatorResult) -> dict[str, object]:
    return {
        **_figures(result),
        "range": result.range._asdict() if result.range else None,
        "reported": result.reported,
        "expected": result.expected,
        **_target("target", result.target),
        "achievement": result.achievement,
        "band": result.band,
        **({"grade": result.grade} if result.grade is not None else {}),
        **_target("year_target", result.year_target),
        "year_achievement": result.year_achievement,
        "baseline_period": result.baseline_period,
        "baseline": number(result.baseline),
        **_target("plan_target", result.plan_target),
        "plan_achievement": result.plan_achievement,
        **_counted(result),
        "by_unit": {
            code: _parts(part, result) | _goal(result, code)
            for code, part in result.by_unit.items()
        },
    }


def _counted(result: IndicatorResult | LevelResult) -> dict[str, object]:
    """How many units' values are in it, of an indicator without numerator and denominator."""
    return {} if result.with_value is None else {"with_value": result.with_value}


def _parts(part: UnitParts, of: IndicatorResult) -> dict[str, object]:
    """A unit's share: numerator and denominator, and of an indicator without them its value."""
    of_value = {"value", "weight"} if of.with_value is None else set[str]()
    return {name: each for name, each in part._asdict().items() if name not in of_value}


def _means(year: Year) -> dict[str, object]:
    """Mean achievement of the office and of each objective."""
    found = means(year.definition, year.results)
    objectives = [
        {"id": each.aim.id, "text": each.aim.text, "indicators": [*each.codes], **each.as_json()}
        for each in found
        if each.aim is not None
    ]
    if not found:
        return {}
    return {"office": found[-1].as_json(), **({"objectives": objectives} if objectives else {})}


def _goal(result: IndicatorResult, unit: str) -> dict[str, object]:
    """A unit's own target and its achievement, where units have them."""
    return result.goals[unit]._asdict() if unit in result.goals else {}


def _target(key: str, target: Target | None) -> dict[str, object]:
    """A number under its key; a range under two of its own."""
    if isinstance(target, TargetRange):
        return {key: None, f"{key}_from": number(target.from_), f"{key}_to": number(target.to)}
    return {key: number(target)}


def _level(level: Level) -> dict[str, object]:
    return {code: _level_result(each) for code, each in level.indicators.items()}


def _level_result(result: LevelResult) -> dict[str, object]:
    return {
        **_figures(result),
        "reported": result.reported,
        "expected": result.expected,
        **_counted(result),
        **({"target": result.target} if result.target is not None else {}),
        **({"achievement": result.achievement} if result.achievement is not None else {}),
    }


def _reconciled(compared: Reconciled) -> dict[str, object]:
    return {
        "id": compared.reconciliation.id,
        "above": compared.above.code if compared.above else None,
        "left": number(compared.left),
        "right": number(compared.right),
        "agrees": compared.agrees,
        "lacking": [unit.code for unit in compared.lacking],
    }
