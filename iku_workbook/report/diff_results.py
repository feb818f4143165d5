"""Tells how the results of two times differ (``iku diff-results``), and because of what."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.definition.model import Unit
from iku_workbook.definition.targets import TargetRange, written
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label
from iku_workbook.registry.counting_changes import CountingChange
from iku_workbook.registry.defined import HeldDefinition
from iku_workbook.registry.records import Export
from iku_workbook.report.counting_changes import as_objects
from iku_workbook.results.basis import brief
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.levels import LevelResult
from iku_workbook.results.money import rupiah
from iku_workbook.safe_text import json_text, short

FIGURES = ("numerator", "denominator", "value", "target", "achievement", "band", "provisional")
"""What of a result is compared, in the order in which it is told."""
_OF_LEVELS = 2  # decimals


@dataclass(frozen=True, slots=True)
class Side:
    """One of two results: of what a file was computed, or as of the end of a day.

    name      the file, or the day as it was written
    at        the last moment that it knew, at the office
    approved  whether approved returns alone count
    export    which version of which file it is; None for a day
    """

    name: str
    at: datetime.datetime
    approved: bool = False
    export: Export | None = None

    @property
    def added(self) -> int:
        """How many other campaigns it was added up with: they are left out of the comparison."""
        return self.export.origin.added if self.export is not None else 0


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """An indicator whose result is another: None where a definition does not have it.

    above  the unit that stands above those which it is of; None: of all
    """

    code: str
    name: str
    before: IndicatorResult | LevelResult | None
    after: IndicatorResult | LevelResult | None
    above: Unit | None = None

    @property
    def figures(self) -> Iterator[tuple[str, object, object]]:
        """Each figure of it that is another: its name, what it was and is; not rounded."""
        for name in FIGURES:
            was, is_ = (getattr(each, name, None) for each in (self.before, self.after))
            if was != is_:
                yield name, was, is_


@dataclass(frozen=True, slots=True)
class ChangedSpending:
    """What a programme spent in a period, in whole rupiah, if that is another; None: unsaid."""

    period: Period
    id: str
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ResultsDiff:
    """How the results of a period differ between an earlier and a later time.

    changed, levels   the results that are others: over all units, and over those below one unit
    counting_changes  the returns that count otherwise, and the receipt or decision that moved each
    defined           the definitions that came into force in between
    names             what the units are called, by their codes
    spending          what programmes spent, where that is another
    """

    period: Period
    before: Side
    after: Side
    changed: Sequence[ChangedResult]
    levels: Sequence[ChangedResult]
    counting_changes: Sequence[CountingChange]
    defined: Sequence[HeldDefinition]
    names: Mapping[str, str]
    spending: Sequence[ChangedSpending] = ()

    @property
    def differs(self) -> bool:
        """Whether any result is another."""
        return bool(self.changed or self.levels or self.spending)

    @property
    def other_mode(self) -> bool:
        """Whether one is of approved returns alone and the other is not."""
        return self.before.approved != self.after.approved


def lines(diff: ResultsDiff, say: Catalogue) -> Iterator[tuple[int, str]]:
    """What changed, and because of what: how far each line is indented, and the line."""
    yield 0, say("report.diff-period", period=label(diff.period, say.language))
    for which, side in (("before", diff.before), ("after", diff.after)):
        yield 0, say(f"report.diff-{which}", side=_side(side, say))
    if not diff.differs:
        yield 0, say("report.diff-same")
    for each in (*diff.changed, *diff.levels):
        whose = f"{each.above.code} {each.above.name} · " if each.above is not None else ""
        yield 0, short(f"{whose}{each.code} {each.name}")
        for text in _figures(each, say):
            yield 1, text
    for one in diff.spending:
        yield 0, short(_spent(one, say))
    causes = list(_causes(diff, say))
    if causes:
        yield 0, say("report.diff-because" if diff.differs else "report.diff-meanwhile")
    elif diff.changed or diff.levels:
        yield 0, say("report.diff-no-cause")
    yield from ((1, each) for each in causes)


def _side(side: Side, say: Catalogue) -> str:
    key = "report.diff-day" if side.export is None else "report.diff-file"
    version = str(side.export.version) if side.export else ""
    text = say(key, name=short(side.name), version=version, at=side.at)
    mode = [say("results.approved_only")] if side.approved else []
    added = [say("report.diff-added-up", count=side.added)] if side.added else []
    return "; ".join((text, *mode, *added))


def _figures(each: ChangedResult, say: Catalogue) -> Iterator[str]:
    if each.before is None or each.after is None:
        yield say("report.diff-added" if each.before is None else "report.diff-gone")
    for name, was, is_ in each.figures:
        shown = [_shown(name, *one, say) for one in ((was, each.before), (is_, each.after))]
        if shown[0] == shown[1]:
            shown = [say.show(was), say.show(is_)]
        about = {"figure": say(f"report.diff-{name}"), "before": shown[0], "after": shown[1]}
        yield short(say("report.diff-figure", **about))


def _spent(each: ChangedSpending, say: Catalogue) -> str:
    was, is_ = (
        "–" if amount is None else rupiah(amount, say) for amount in (each.before, each.after)
    )
    about = {"name": each.name, "period": label(each.period, say.language)}
    return say("report.diff-spending", **about, before=was, after=is_)


def _shown(
    name: str, value: object, result: IndicatorResult | LevelResult | None, say: Catalogue
) -> str:
    if value is None or result is None:
        return "–"
    if isinstance(value, bool):
        return say(f"report.diff-{'yes' if value else 'no'}")
    if isinstance(value, float | int | TargetRange):
        decimals = None
        if isinstance(result, IndicatorResult):
            places = {"value": result.places.value, "achievement": result.places.achievement}
            decimals = places.get(name)
        elif name == "value":
            decimals = _OF_LEVELS
        return written(value, decimals, say.language)
    return str(value)


def _causes(diff: ResultsDiff, say: Catalogue) -> Iterator[str]:
    """Why, a sentence each: other definitions, another mode, receipts and decisions."""
    if diff.other_mode:
        yield say("report.diff-mode")
    for held in diff.defined:
        yield say("report.diff-definition", definition=brief(held.definition), at=held.at)
    for each in diff.counting_changes:
        period = label(Period.parse(each.period), say.language)
        about = {"number": str(each.number), "at": each.at, "period": period}
        about |= {"unit": diff.names.get(each.unit, each.unit)}
        about |= {"by": each.by or "–", "counts": _counts(each, say)}
        yield short(say(f"report.diff-{each.cause}", **about))


def _counts(each: CountingChange, say: Catalogue) -> str:
    """Which return counted before and which does after."""
    was, is_ = (one and str(one.number) for one in (each.before, each.after))
    if was == is_:
        return say("report.diff-read-again", after=is_)
    key = "added" if was is None else "gone" if is_ is None else "other"
    return say(f"report.diff-return-{key}", before=was or "", after=is_ or "")


def as_json(diff: ResultsDiff) -> str:
    """The same for programs; figures are not rounded."""
    document = {
        "period": diff.period.code,
        "before": _side_object(diff.before),
        "after": _side_object(diff.after),
        "results": [_object(each) for each in diff.changed],
        "levels": [
            {"unit": each.above.code, **_object(each)} for each in diff.levels if each.above
        ],
        "definitions": [
            {"definition": each.definition, "at": _time(each.at), "recorded": each.recorded}
            for each in diff.defined
        ],
        "moved": as_objects(diff.counting_changes),
        "spending": [
            {
                "period": each.period.code,
                "programme": each.id,
                "before": each.before,
                "after": each.after,
            }
            for each in diff.spending
        ],
    }
    return json_text(document, indent=2) + "\n"


def _object(each: ChangedResult) -> dict[str, object]:
    return {
        "indicator": each.code,
        "name": each.name,
        "before": _result(each.before, each),
        "after": _result(each.after, each),
    }


def _result(
    result: IndicatorResult | LevelResult | None, changed: ChangedResult
) -> dict[str, object] | None:
    if result is None:
        return None
    return {name: getattr(result, name) for name, _, _ in changed.figures}


def _side_object(side: Side) -> dict[str, object]:
    written: dict[str, object] = {
        "name": side.name,
        "known_until": _time(side.at),
        "mode": "approved" if side.approved else "accepted",
    }
    if side.added:
        written["added"] = side.added
    if side.export is not None:
        export = side.export
        written |= {"file": export.name, "version": export.version, "sha256": export.sha256}
    return written


def _time(at: datetime.datetime) -> str:
    return at.isoformat(timespec="seconds")
