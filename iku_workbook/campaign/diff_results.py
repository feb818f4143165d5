"""Compares the results of a period at two times: each that of a file that was written out, told by
its hash, or the end of a day. Both are computed anew, as the campaign was known then.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import PastMoment, end_of
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.overtaken import RESULTS
from iku_workbook.campaign.results import Selection, year_of
from iku_workbook.campaign.versions import FOLDER
from iku_workbook.campaign.written_file import read_written, written_as
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.registry.chain import time_of_entry
from iku_workbook.registry.counting_changes import Moment, counting_changes
from iku_workbook.registry.defined import HeldDefinition, definitions_held
from iku_workbook.registry.exports import exports
from iku_workbook.report.diff_results import ChangedResult, ChangedSpending, ResultsDiff, Side
from iku_workbook.results.year import Year


@dataclass(frozen=True, slots=True)
class _Asked:
    """One of the two: what is told of it, which returns it is of, and when its definition held."""

    side: Side
    selection: Selection
    defined: datetime.datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """The difference, and the results that were compared, the earlier ones first."""

    diff: ResultsDiff
    years: tuple[Year, Year]


def diff_results(
    campaign: CampaignFolder, one: str, other: str, code: str | None = None
) -> Compared:
    """What of a period's results changed between two files or days, and because of what.

    ``code`` is the period where no file tells it. OperatorError where it cannot be told: a file
    not as it was written, two periods or none, a day to come, a definition whose text is gone.
    """
    asked = sorted((_asked(campaign, each) for each in (one, other)), key=lambda each: each.side.at)
    period = _period(campaign, [each.side for each in asked], code)
    years = [year_of(campaign, period, each.selection) for each in asked]
    for each, year in zip(asked, years, strict=True):
        if year.basis is not None and year.basis.lost is not None:
            raise OperatorError("diff-lost", name=each.side.name, definition=year.basis.lost)
    before, after = asked
    then, now = (Moment(each.side.at, each.side.approved) for each in asked)
    with campaign.registry() as registry:
        found = counting_changes(registry, then, now, {each.code for each in period.year_to_date})
        held = definitions_held(registry.connection, registry.zone, registry.believes)
    diff = ResultsDiff(
        period,
        before.side,
        after.side,
        tuple(_changed(*years)),
        tuple(_changed_levels(*years)),
        tuple(found),
        tuple(_defined(held, before.defined, after.defined)),
        {unit.code: unit.name for year in years for unit in year.definition.units},
        tuple(_spent(*years)),
    )
    return Compared(diff, (years[0], years[1]))


def _asked(campaign: CampaignFolder, name: str) -> _Asked:
    place = _place(campaign, name)
    if place is None:
        day = _day(name)
        if day is not None:
            return _of_day(campaign, day)
        place = Path(name)
    return _of_file(campaign, name, read_written(place))


def _place(campaign: CampaignFolder, name: str) -> Path | None:
    """Where a file of that name is: as it is named, else among the results and their versions."""
    folders = (Path(), campaign.results, campaign.results / FOLDER)
    return next((each / name for each in folders if (each / name).is_file()), None)


def _day(name: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(name, "%Y-%m-%d").date()
    except ValueError:
        return None


def _of_day(campaign: CampaignFolder, day: datetime.date) -> _Asked:
    selection = Selection(as_of=day, current_list=True)
    moment = end_of(day, selection.known(campaign).definition.timezone.time)
    return _Asked(Side(day.isoformat(), moment), selection, moment)


def _of_file(campaign: CampaignFolder, name: str, data: bytes) -> _Asked:
    with campaign.registry() as registry:
        known = exports(registry.connection, registry.zone, registry.believes)
        export = written_as(known, data)
        if export is None:
            raise OperatorError("diff-foreign", name=name)
        origin = export.origin
        if export.what not in RESULTS or origin.entry is None:
            raise OperatorError("diff-no-results", name=name)
        recorded = time_of_entry(registry.connection, registry.zone, origin.entry)
    if recorded is None:
        raise OperatorError("diff-no-time", name=name)
    defined = export.at
    if origin.as_of is not None:
        defined = end_of(origin.as_of, campaign.zone)
    approved = origin.mode is not None
    past = PastMoment(recorded, defined)
    selection = Selection(approved=approved, current_list=True, past=past)
    return _Asked(Side(name, recorded, approved, export), selection, defined)


def _period(campaign: CampaignFolder, sides: list[Side], code: str | None) -> Period:
    of_files = [each.export.period for each in sides if each.export is not None]
    codes = sorted({each for each in (*of_files, code) if each is not None})
    if not codes:
        raise OperatorError("diff-no-period")
    if len(codes) > 1:
        raise OperatorError("diff-two-periods", periods=", ".join(codes))
    return period_of(campaign.definition(), codes[0])


def _changed(before: Year, after: Year) -> Iterator[ChangedResult]:
    was, is_ = (year.results.indicators for year in (before, after))
    names = {
        each.code: each.name for year in (before, after) for each in year.definition.indicators
    }
    for code in dict.fromkeys([*is_, *was]):
        each = ChangedResult(code, names[code], was.get(code), is_.get(code))
        if any(each.figures) or each.before is None or each.after is None:
            yield each


def _changed_levels(before: Year, after: Year) -> Iterator[ChangedResult]:
    """The same for the units that stand above others."""
    was, is_ = ({each.unit.code: each for each in year.levels} for year in (before, after))
    names = {
        each.code: each.name for year in (before, after) for each in year.definition.indicators
    }
    for code in dict.fromkeys([*is_, *was]):
        one, other = was.get(code), is_.get(code)
        above = (is_.get(code) or was[code]).unit
        for indicator, name in names.items():
            then, now = (
                each.indicators.get(indicator) if each is not None else None
                for each in (one, other)
            )
            found = ChangedResult(indicator, name, then, now, above)
            if any(found.figures):
                yield found


def _spent(before: Year, after: Year) -> Iterator[ChangedSpending]:
    """What programmes spent otherwise in the year so far."""
    names = {each.id: each.name for year in (before, after) for each in year.definition.programmes}
    for period in after.period.year_to_date:
        for programme, name in names.items():
            was, is_ = (year.spent.get((period.code, programme)) for year in (before, after))
            if was != is_:
                yield ChangedSpending(period, programme, name, was, is_)


def _defined(
    held: list[HeldDefinition], then: datetime.datetime, now: datetime.datetime
) -> Iterator[HeldDefinition]:
    """The definitions that others followed after one time, until another."""
    for last, each in pairwise(held):
        if then < each.at <= now and last.definition != each.definition:
            yield each
