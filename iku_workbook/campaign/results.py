"""Computes the results of a period from selected returns, and writes them to files."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from iku_workbook.campaign.batch import Progress, validate
from iku_workbook.campaign.closing import as_closed
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.known import KnownCampaign, PastMoment, as_it_is, as_of, at_moment
from iku_workbook.campaign.office import today
from iku_workbook.campaign.outputs import Outputs
from iku_workbook.campaign.reexamine import unheard
from iku_workbook.campaign.room import demand_room
from iku_workbook.campaign.source_cells import source_cells
from iku_workbook.campaign.sources import Source
from iku_workbook.campaign.sums import Selected, add_up
from iku_workbook.campaign.trail import trail
from iku_workbook.campaign.versions import write_versions
from iku_workbook.campaign.written_tables import table_format, written_tables
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.extensions import Extension
from iku_workbook.registry.head import Head
from iku_workbook.registry.records import Origin
from iku_workbook.results.basis import Basis
from iku_workbook.results.brief import is_brief
from iku_workbook.results.campaigns import Contribution
from iku_workbook.results.restated import Restated
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.trail import Trail
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.results.year import Year, consolidate_year
from iku_workbook.source_cells import SourceCells


@dataclass(frozen=True, slots=True)
class Selection:
    """Which returns results are computed from: files, or the registry's accepted returns.

    files         returned files that need not have been received; None for the registry's returns
    as_of         the registry as it was known at the end of that day; None for all that it knows
    approved      leaves out what nobody has approved
    others        campaigns whose registries are added
    current_list  goes on where the list of units has changed since returns were approved
    past          the registry as it was known at a moment, instead of at the end of a day
    """

    files: Sequence[Source] | None = None
    as_of: datetime.date | None = None
    approved: bool = False
    others: Sequence[CampaignFolder] = ()
    current_list: bool = False
    past: PastMoment | None = None

    def is_of_today(self, zone: datetime.tzinfo) -> bool:
        """Whether it is what the registry says now, also where the office's day of today is named.

        OperatorError for a day that has not come.
        """
        if self.as_of is not None and self.as_of > today(zone):
            raise OperatorError("day-ahead", day=self.as_of.isoformat())
        now = self.files is None and self.past is None
        return now and self.as_of in (None, today(zone))

    def origin(self, year: Year | None = None) -> Origin:
        """What is recorded of where results come from; without any, what is planned."""
        mode = "approved" if self.approved else None
        head = year.head if year is not None else None
        return Origin(mode, self.as_of, head.entry if head else None, len(self.others))

    @property
    def mode(self) -> str:
        """The options that say which returns count, and as known when; empty without any."""
        options = ["--approved"] if self.approved else []
        options += [f"--as-of {self.as_of.isoformat()}"] if self.as_of is not None else []
        return " ".join(options)

    def known(self, campaign: CampaignFolder) -> KnownCampaign:
        """A campaign as it was known then."""
        if self.past is not None:
            return at_moment(campaign, self.past)
        if self.as_of is None or self.is_of_today(campaign.zone):
            return as_it_is(campaign)
        return as_of(campaign, self.as_of)

    def day(self, zone: datetime.tzinfo) -> datetime.date:
        """The date printed as the state of the results, at the office."""
        if self.past is not None:
            return self.past.defined.astimezone(zone).date()
        return self.as_of or today(zone)


def select_returns(
    campaign: CampaignFolder,
    period: Period,
    selection: Selection,
    *,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
) -> Selected:
    """The returns that are selected, and the definition that results of a period are of.

    What was read under another question than today's says so (FORM-025, REVIEW-002).
    OperatorError where files are named beside what only a registry knows, where nothing was
    received or its chain of records is gone, and where another campaign measures something else.
    """
    if selection.files is not None:
        if selection.as_of or selection.approved or selection.others:
            raise OperatorError("paths-or-registry")
        forms = campaign.forms()
        returns = validate(selection.files, forms, executor=executor, progress=progress)
        return Selected(forms.current, returns)
    known, others = selection.known(campaign), [selection.known(each) for each in selection.others]
    if not others:
        known = as_closed(known, period)
    found = add_up(known, others, approved=selection.approved)
    if not found.returns and selection.as_of is None and selection.past is None:
        raise OperatorError("no-returns-named")
    return replace(found, known=(known, *others))


def year_of(
    campaign: CampaignFolder,
    period: Period,
    selection: Selection,
    *,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
    followed: bool = True,
) -> Year:
    """The results of the year up to a period, of the returns that are selected; ``followed`` to
    the cells and the records that they come from, where whoever reads them tells these.

    OperatorError where the list of units changed what was approved, unless ``current_list``.
    """

    def compute() -> Year:
        selected = select_returns(campaign, period, selection, executor=executor, progress=progress)
        year = _figures(campaign, period, selection, selected)
        if not followed:
            return year
        return replace(
            year,
            sources=_sources(campaign, selection, selected),
            trails=tuple(_trails(selected, period)),
        )

    return _of_one_state(campaign, selection, compute)


def figures_of(campaign: CampaignFolder, period: Period, selection: Selection) -> Year:
    """The same without the cells and the records that its figures can be followed to, which take
    longer than the figures themselves: for whoever only looks at these, and looks again.
    """

    def compute() -> Year:
        return _figures(campaign, period, selection, select_returns(campaign, period, selection))

    return _of_one_state(campaign, selection, compute, tries=1)


def _of_one_state(
    campaign: CampaignFolder, selection: Selection, compute: Callable[[], Year], tries: int = 3
) -> Year:
    """A year, computed again where something was recorded meanwhile: its figures, its trail and the
    end of the chain tell of one state. Where that goes on and on, it is said to be of the state in
    which it was begun, so that it is known as overtaken.
    """
    if selection.files is not None or not selection.is_of_today(campaign.zone):
        return compute()
    for _ in range(tries):
        head = campaign.head()
        year = compute()
        if campaign.head() == head:
            break
    return replace(year, head=head)


def figures_under(campaign: CampaignFolder, definition: Definition, period: Period) -> Year:
    """What the same would be of all that was accepted, were another definition the campaign's."""
    known = KnownCampaign(campaign, definition)
    return _consolidated(replace(add_up(known, ()), known=(known,)), period)


def _figures(
    campaign: CampaignFolder, period: Period, selection: Selection, selected: Selected
) -> Year:
    known = next(iter(selected.known), None)
    year = _consolidated(selected, period)
    if not selection.current_list:
        year.unsettled.refuse(period)
    return replace(
        year,
        campaigns=selected.campaigns,
        head=_head(known) if known is not None else None,
        extensions=_extensions(selected),
        basis=_basis(known or KnownCampaign(campaign, selected.definition), selection),
        restated=tuple(_restated(selected, selection, year)),
        spent=(known or KnownCampaign(campaign, selected.definition)).spent,
    )


def _consolidated(selected: Selected, period: Period) -> Year:
    returns = selected.returns
    if selected.known:
        # What a unit that has left sent is told as not counted: nobody corrects it any more.
        listed = {unit.code for unit in selected.definition.units}
        returns = [each for each in returns if each.unit in listed]
    return consolidate_year(
        selected.definition, returns, period, _unsettled(selected).until(period)
    )


def _restated(selected: Selected, selection: Selection, year: Year) -> Iterator[Restated]:
    """The earlier periods that were closed with other results than a year has of them."""
    if len(selected.known) != 1:
        return
    (known,) = selected.known
    for place, period in enumerate(year.period.year_to_date[:-1]):
        then = as_closed(known, period)
        if then.closed is None or then.definition is known.definition:
            continue
        own = replace(add_up(then, (), approved=selection.approved), known=(then,))
        reported = _consolidated(own, period).results.indicators
        found = Restated(period, then.closed.at, reported, year.periods[place].indicators)
        if found.changed:
            yield found


def _sources(
    campaign: CampaignFolder, selection: Selection, selected: Selected
) -> Mapping[str, SourceCells]:
    """The cells that the values of the selected returns were read from."""
    if selection.files is None:
        known = ((each.folder, each.definition) for each in selected.known)
        return source_cells(known, selected.returns)
    of_files = {each.name: each for each in selection.files}
    own = [(campaign, selected.definition)]
    return source_cells(own, selected.returns, lambda each: of_files[each.file].read())


def _trails(selected: Selected, period: Period) -> Iterator[Trail]:
    """What each registry that is added up knows of the year; nothing of files that are named."""
    zone = selected.definition.timezone.time
    if selected.campaigns is None:
        for known in selected.known:
            yield trail(known.folder, selected.definition.code, period, known.moment, zone)
        return
    for known, added in zip(selected.known, selected.campaigns.added, strict=True):
        if added.state is Contribution.ADDED:
            yield trail(known.folder, added.office, period, known.moment, zone)


def _extensions(selected: Selected) -> dict[tuple[str, str], Extension]:
    """The later days that each campaign has given its units, as it was known then."""
    found: dict[tuple[str, str], Extension] = {}
    for known in selected.known:
        with known.registry() as registry:
            found |= registry.extensions(known.moment)
    return found


def planned_year(campaign: CampaignFolder, period: Period, selection: Selection) -> Year:
    """A year of which no return is wanted: what its definition plans."""
    known = selection.known(campaign)
    year = consolidate_year(known.definition, (), period)
    return replace(year, head=_head(known), basis=_basis(known, selection))


def _head(known: KnownCampaign) -> Head | None:
    with known.registry() as registry:
        return registry.head(known.moment)


def _basis(known: KnownCampaign, selection: Selection) -> Basis:
    day = selection.day(known.definition.timezone.time)
    return known.basis(day, approved=selection.approved)


def _unsettled(selected: Selected) -> Unsettled:
    """What is not settled in the registries that are added up; nothing of files that are named."""
    parts = selected.open
    if selected.campaigns is None:
        return parts[0] if parts else Unsettled()
    # Whom one office's list has lost, another's may have gained: then the return is counted.
    asks = selected.definition.asks
    return Unsettled(
        [one for each in parts for one in each.awaiting],
        [one for each in parts for one in each.left if not asks(one.unit, one.period)],
        [one for each in parts for one in each.joined],
    )


def default_place(campaign: CampaignFolder, selection: Selection, stem: str, form: str) -> Path:
    """Where results or a document of that name are put where nobody says otherwise: the name tells
    which returns count, and as known when.
    """
    say = catalogue(campaign.definition().language)
    parts = [stem]
    if selection.approved:
        parts.append(say("results.name_approved"))
    if selection.as_of is not None:
        parts.append(say("results.name_as_of", day=selection.as_of.isoformat()))
    return campaign.results / f"{'-'.join(parts)}.{form}"


def render_results(year: Year, form: str, day: datetime.date) -> bytes:
    """The results as one file: a master workbook (xlsx), JSON, or the table of indicators.

    ``day`` is the one that the data are of. OperatorError for a master with more rows than a sheet
    has.
    """
    from iku_workbook.master import write_master
    from iku_workbook.results import json

    if form == "json":
        target = io.BytesIO()
        json.write(year, target)
        return target.getvalue()
    if form in TABLE_FORMATS:
        from iku_workbook.results.result_tables import results_table

        return TABLE_FORMATS[form].made(results_table(year, day))
    return write_master(year, as_of=day)


def is_followed(form: str, definition: Definition, period: Period) -> bool:
    """Whether results in this format say from which cells and records they come."""
    return form not in {"json", *TABLE_FORMATS} and not is_brief(definition, period)


def write_results(
    year: Year,
    out: Path,
    form: str,
    day: datetime.date,
    language: str,
    outputs: Outputs,
    kept: Callable[[Path], object] = unheard,
    executor: Executor = HERE,
) -> list[Path]:
    """Write the results in a format of :data:`iku_workbook.results.FORMATS`: all files or none.

    Gives their paths, and to ``kept`` the name under which each version stays that they replace.
    For JSON that is ``out`` alone. Tables are several: the indicators in ``out``, beside it what
    they are computed from, and the description of all (a data package), named in ``language``. So
    it is for a master that is too long to hold that itself. OperatorError where they cannot be
    written.
    """
    demand_room(out)
    if form in TABLE_FORMATS:
        files = written_tables(year, out, form, day, language, executor)
        return write_versions(files, outputs, kept)
    if form == "json":
        from iku_workbook.results import json

        return write_versions([(out, partial(json.write, year))], outputs, kept)
    if not is_brief(year.definition, year.period):
        return write_versions([(out, render_results(year, form, day))], outputs, kept)

    def master(file: BinaryIO) -> None:
        file.write(render_results(year, form, day))

    kind = table_format()
    place, whole = out.with_suffix(f".{kind}"), (out, master)
    files = written_tables(year, place, kind, day, language, executor, whole)
    return write_versions(files, outputs, kept)
