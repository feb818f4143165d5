"""The status of returns: which units have returned, reminders, and one unit's history."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import KnownCampaign
from iku_workbook.campaign.outdated import as_read_today
from iku_workbook.campaign.outputs import Outputs
from iku_workbook.campaign.overtaken import overtaken
from iku_workbook.campaign.placing import by_name, is_settled, named_for
from iku_workbook.campaign.spending import missing
from iku_workbook.campaign.staging import write_all
from iku_workbook.campaign.unsettled import unsettled
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry import Registry, lineage
from iku_workbook.registry.return_changes import changes_in
from iku_workbook.report.history import HistoryEntry
from iku_workbook.report.standing import Overview
from iku_workbook.results.accumulate import Status
from iku_workbook.results.status import standings, with_newer
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name


def begun(definition: Definition, today: datetime.date) -> list[Period]:
    """The periods of the definition's year that have begun, the first at least."""
    first, *others = periods_of(definition.year, definition.cadence)
    return [first, *(each for each in others if each.start <= today)]


def overview(
    campaign: CampaignFolder,
    definition: Definition,
    registry: Registry,
    periods: Sequence[Period],
    today: datetime.date,
) -> Overview:
    """The status of every unit in these periods, contacts, and returns of no known unit."""
    head = registry.head()  # before what is told with it is read
    lineages, of_no_unit = registry.lineages().values(), registry.unplaced()
    faults = [each.returned for each in registry.faults().values()]
    known = {each.number for each in faults}
    came = (*(each for own in lineages for each in own), *of_no_unit)
    faults += [each for each in came if each.unbelieved and each.number not in known]
    unplaced = by_name(definition, [each for each in of_no_unit if not each.unbelieved])
    others = named_for(definition, unplaced)
    forms = Forms(definition, None, campaign.issued)
    returns = as_read_today([lineage.shown(own) for own in lineages], forms)
    open_ = unsettled(KnownCampaign(campaign, definition), registry, lineages)
    asked = [*open_.awaiting, *(each for each in returns if each.disputed)]
    extensions = registry.extensions()
    listed = {unit.code for unit in definition.reporting}
    overruled = [each for each in map(lineage.overruled, lineages) if each and each.unit in listed]
    matrix = standings(definition, returns, periods, today, faults, asked, others, extensions)
    strange = _strange(definition, registry, returns)
    return Overview(
        definition,
        periods,
        with_newer(matrix, overruled),
        today,
        campaign.contacts(),
        sorted((*unplaced, *strange), key=lambda each: each.number or 0),
        faults,
        open_,
        head,
        overtaken(definition, registry, campaign.issued),
        list(registry.closed().values()),
        overruled,
        *_money(campaign, definition, periods, today),
    )


def _money(
    campaign: CampaignFolder,
    definition: Definition,
    periods: Sequence[Period],
    today: datetime.date,
) -> tuple[dict[Period, list[str]], OperatorError | None]:
    """Of which programmes nobody has said what they spent; what is wrong with the list of it."""
    try:
        found = missing(definition, campaign.spent(definition), today)
        return {each: names for each, names in found.items() if each in periods}, None
    except OperatorError as error:
        return {}, error


def _strange(
    definition: Definition, registry: Registry, returns: Iterable[Return]
) -> Iterator[Return]:
    """What was rejected of a unit that the definition does not know, or not in that period."""
    rejected = (each for each in returns if each.verdict is Verdict.REJECTED)
    strange = (each for each in rejected if not definition.lists(each.unit, each.period))
    return (each for each in strange if not is_settled(registry, each))


class Reminded(NamedTuple):
    """The reminders that were written, and those that stay as somebody has changed them."""

    written: list[Path]
    kept: list[Path]


def remind(known: Overview, folder: Path, outputs: Outputs) -> Reminded:
    """Write a reminder for each unit and period that is over and owes a return, all or none, but
    for those in whose place stands what is no reminder of ours, or no longer.

    Their paths: ``PERIOD/UNIT.txt`` in the folder.
    """
    meant = dict(_reminders(known, folder))
    kept = outputs.others(meant)
    new = {**meant}
    for path in kept:
        del new[path]
    return Reminded(write_all(new.items(), outputs), kept)


def _reminders(known: Overview, folder: Path) -> Iterator[tuple[Path, bytes]]:
    from iku_workbook.replies.letters import as_file, reminder

    definition = known.definition
    closings = {each.period: each for each in known.closed}
    for period in known.periods:
        for unit in definition.reporting_in(period):
            standing = known.matrix[unit.code, period.code]
            settled = standing.status is Status.ACCEPTED or standing.waits
            if settled or known.day <= period.end:
                continue
            closed = closings.get(period.code)
            letter = reminder(definition, standing, known.day, definition.language, closed)
            path = (folder / period.code / file_name(unit)).with_suffix(".txt")
            yield path, as_file(letter)


def history(
    registry: Registry, unit: str, period: Period, *, listed: bool = True
) -> list[HistoryEntry]:
    """Everything that a unit, by its code, sent for a period, the oldest first.

    Nothing counts of a unit that is not ``listed`` any longer.
    """
    own = registry.lineage(unit, period.code)
    counting, log = lineage.counting(own), registry.decisions()
    return [
        HistoryEntry(
            each,
            listed and each is counting,
            [decided for decided in log if decided.receipt == each.number],
            registry.examinations(each.number or 0)[:-1],
            changes_in(own, each),
        )
        for each in own
    ]
