"""Computes the results of a period from selected returns, and writes them to files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.batch import Progress, validate
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.merge import merge
from iku_workbook.campaign.reexamine import as_read_today
from iku_workbook.campaign.sources import Source
from iku_workbook.campaign.staging import write_all
from iku_workbook.campaign.unsettled import unsettled_now
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.tables import results_table, values_table
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.results.year import Year, consolidate_year
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class Selection:
    """Which returns results are computed from: files, or the registry's accepted returns.

    files         returned files that need not have been received; None for the registry's returns
    as_of         the registry as it was known at the end of that day; None for all that it knows
    approved      leaves out what nobody has approved
    others        campaigns whose registries are added
    current_list  goes on where the list of units has changed since returns were approved
    """

    files: Sequence[Source] | None = None
    as_of: datetime.date | None = None
    approved: bool = False
    others: Sequence[CampaignFolder] = ()
    current_list: bool = False

    @property
    def is_of_today(self) -> bool:
        """Whether it is what the registry says now."""
        return self.files is None and self.as_of is None

    @property
    def day(self) -> datetime.date:
        """The date printed as the state of the results."""
        return self.as_of or datetime.date.today()


def select_returns(
    campaign: CampaignFolder,
    selection: Selection,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> tuple[Definition, list[Return]]:
    """The definition that the results are of, with the units of all campaigns, and the returns.

    What was read under another question than today's says so (FORM-025, REVIEW-002).
    OperatorError where files are named beside what only a registry knows, where nothing was
    received, and where another campaign measures something else.
    """
    if selection.files is not None:
        if selection.as_of or selection.approved or selection.others:
            raise OperatorError("paths-or-registry")
        forms = campaign.forms()
        return forms.current, validate(selection.files, forms, jobs=jobs, progress=progress)
    definition = merge(campaign.definition(), selection.others)
    moment = _end_of(selection.as_of) if selection.as_of else None
    returns: list[Return] = []
    for each in (campaign, *selection.others):
        asked = Forms(definition, None, each.issued)
        with each.registry() as registry:
            own = registry.returns(moment, approved_only=selection.approved)
        returns += as_read_today(own, asked)
    if not returns and selection.as_of is None:
        raise OperatorError("no-returns-named")
    return definition, returns


def year_of(
    campaign: CampaignFolder,
    period: Period,
    selection: Selection,
    *,
    jobs: int = 1,
    progress: Progress = lambda done: None,
) -> Year:
    """The results of the year up to a period, of the returns that are selected.

    OperatorError where the list of units changed what was approved, unless ``current_list``.
    """
    definition, returns = select_returns(campaign, selection, jobs=jobs, progress=progress)
    unsettled = _unsettled(campaign, definition, selection).until(period)
    if not selection.current_list:
        unsettled.refuse(period)
    if selection.files is None:
        # What a unit that has left sent is told as not counted: nobody corrects it any more.
        listed = {unit.code for unit in definition.units}
        returns = [each for each in returns if each.unit in listed]
    return consolidate_year(definition, returns, period, unsettled)


def _unsettled(campaign: CampaignFolder, definition: Definition, selection: Selection) -> Unsettled:
    """What is not settled in the registries that are added up; nothing of files that are named."""
    if selection.files is not None:
        return Unsettled()
    moment = _end_of(selection.as_of) if selection.as_of else None
    if not selection.others:
        return unsettled_now(campaign, definition, moment)
    parts = [
        unsettled_now(each, each.definition(), moment) for each in (campaign, *selection.others)
    ]
    return Unsettled(
        [one for each in parts for one in each.awaiting],
        [one for each in parts for one in each.left],
        [one for each in parts for one in each.joined],
    )


def render_results(year: Year, form: str, day: datetime.date) -> bytes:
    """The results as one file: a master workbook (xlsx), JSON, or the table of indicators.

    ``day`` is the one that the data are of. OperatorError for a master with more rows than a sheet
    has.
    """
    from iku_workbook.master import write_master
    from iku_workbook.results import json

    if form == "json":
        return json.render(year).encode()
    if form in TABLE_FORMATS:
        return TABLE_FORMATS[form].write(results_table(year))
    return write_master(year, as_of=day)


def write_results(
    year: Year, out: Path, form: str, day: datetime.date, language: str
) -> list[Path]:
    """Write the results in a format of :data:`iku_workbook.results.FORMATS`: all files or none.

    Gives their paths. For a master workbook and JSON that is ``out`` alone. Tables are three: the
    indicators in ``out``, and beside it the accepted values and the description of both (a data
    package), named in ``language``. OperatorError where they cannot be written.
    """
    if form in TABLE_FORMATS:
        return write_all(_tables(year, out, form, language))
    return write_all([(out, render_results(year, form, day))])


def _tables(year: Year, out: Path, form: str, language: str) -> list[tuple[Path, bytes]]:
    from iku_workbook.results.data_package import data_package

    say = catalogue(language)
    values = out.with_stem(f"{out.stem}-{say('cli.values-suffix')}")
    tables = {out: results_table(year), values: values_table(year)}
    data = {path: TABLE_FORMATS[form].write(table) for path, table in tables.items()}
    described = [(table, path.name, data[path]) for path, table in tables.items()]
    description = out.with_name(f"{out.stem}.datapackage.json")
    return [*data.items(), (description, data_package(year, described, form, say))]


def _end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day at the office."""
    return datetime.datetime.combine(day, datetime.time.max).astimezone()
