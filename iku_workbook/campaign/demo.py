"""A demonstration: one year at an invented office, from the shipped definition and samples.

The samples lie in a folder for each day on which they came. The registry is told those days, so
that what was late is late, and results as of a day show what was known then.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from iku_workbook import resources
from iku_workbook.campaign.answers import CorrectionReplies, write_replies
from iku_workbook.campaign.create import create
from iku_workbook.campaign.documents import render_document
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.journal import record_exports
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.results import Selection, write_results, year_of
from iku_workbook.campaign.sources import gather
from iku_workbook.campaign.staging import write_all
from iku_workbook.definition import Definition
from iku_workbook.documents import ABOUT_RESULTS, KINDS
from iku_workbook.findings import Verdict
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry.records import NOTHING_KNOWN, ExportKind
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

DEFINITION, SAMPLES = "kecamatan-sreseh-2024", "sreseh-2024"
_OPENING = datetime.time(9)  # when the office takes in what came on a day


@dataclass(frozen=True, slots=True)
class FormsOut:
    """The forms of a period were handed out."""

    period: Period
    folder: Path
    count: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """One simulated day: its returns were received, the replies are in the folder ``answers``."""

    period: Period
    day: datetime.date
    late: bool
    returns: Sequence[Return]
    to_correct: Sequence[Return]
    answers: Path


@dataclass(frozen=True, slots=True)
class Concluded:
    """The year's results and documents were written."""

    year: Year
    master: Path
    documents: Sequence[Path]


Step = FormsOut | Arrived | Concluded


def create_demo(folder: Path) -> CampaignFolder:
    """A campaign that has the key with which the forms of the sample returns were sealed."""
    key = (resources.sample_folder(SAMPLES) / "key").read_bytes()
    return create(folder, DEFINITION, key=key).campaign


def run_year(campaign: CampaignFolder, *, by: str, answers: str) -> Iterator[Step]:
    """Go through the year; each step once it is done.

    ``by`` is who does it, ``answers`` what the folders of answers are called after the period.
    """
    definition = campaign.definition()
    periods = periods_of(definition.year, definition.cadence)
    days = _days()
    for period in periods:
        yield _generate_forms(campaign, definition, period, by)
        for day, samples in days.items():
            if period == max(each for each in periods if each.end < day):
                folder = campaign.outbox / f"{period.code}-{answers}"
                yield _receive(campaign, period, day, samples, folder, by)
    yield _conclude(campaign, definition, periods[-1], max(days), by)


def _days() -> dict[datetime.date, list[Path]]:
    """The sample returns by the day on which they came, in the order of time."""
    folders = sorted((resources.sample_folder(SAMPLES) / "returns").iterdir())
    return {
        datetime.date.fromisoformat(folder.name): sorted(folder.glob("*.xlsx"))
        for folder in folders
    }


def _generate_forms(
    campaign: CampaignFolder, definition: Definition, period: Period, by: str
) -> FormsOut:
    units, at = definition.reporting, _opening(definition, period.end)
    made = generate(campaign, definition, period, units, by=by, at=at, bare=True)
    return FormsOut(period, made.folder, len(made.workbooks))


def _receive(
    campaign: CampaignFolder,
    period: Period,
    day: datetime.date,
    samples: Sequence[Path],
    answers: Path,
    by: str,
) -> Arrived:
    """Take in what came on a day, and answer what needs correction."""
    inbox = campaign.inbox / day.isoformat()
    inbox.mkdir()
    files = gather([str(shutil.copy(each, inbox)) for each in samples])
    forms = campaign.forms()
    with campaign.registry() as registry:
        clock = partial(_opening, forms.current, day)
        returns = list(receive(registry, forms, files, by=by, clock=clock))
        to_correct = [each for each in returns if each.verdict is not Verdict.ACCEPTED]
        if to_correct:
            read = partial(bytes_of, registry)
            write_replies(
                CorrectionReplies(answers, forms, read, campaign, by=by, clock=clock), to_correct
            )
    late = day > period.due(forms.current.due_days)
    return Arrived(period, day, late, returns, to_correct, answers)


def _conclude(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    day: datetime.date,
    by: str,
) -> Concluded:
    """The year's results and documents, as they were known on the last day, and noted then."""
    year = year_of(campaign, period, Selection())
    assert year.basis is not None
    year = replace(year, basis=replace(year.basis, day=day))  # nothing has come since
    master = campaign.results / f"{period.code}.xlsx"
    outputs = Outputs(Kind.RESULTS, campaign.root)
    write_results(year, master, "xlsx", day, definition.language, outputs)
    documents = {
        campaign.results / f"{kind}-{definition.year}.docx": render_document(
            campaign, kind, year, day
        )
        for kind in KINDS
    }
    outputs = Outputs(Kind.DOCUMENT, campaign.root)
    written = write_all(documents.items(), outputs)
    note = partial(record_exports, campaign, by=by, at=_opening(definition, day), period=period)
    origin = Selection().origin(year)
    note(ExportKind.MASTER, [master], origin=origin)
    for kind, each in zip(KINDS, written, strict=True):
        of = origin if kind in ABOUT_RESULTS else NOTHING_KNOWN
        note(ExportKind.DOCUMENT, [each], origin=of)
    return Concluded(year, master, written)


def _opening(definition: Definition, day: datetime.date) -> datetime.datetime:
    """The time at the office at which something of that day is recorded."""
    return datetime.datetime.combine(day, _OPENING, definition.timezone.time)
