"""The documents that an office signs, from Word templates that it may edit."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from iku_workbook.campaign.batch import Progress
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.own_files import EMBLEMS, TEMPLATES
from iku_workbook.campaign.reexamine import unheard
from iku_workbook.campaign.results import Selection, default_place, planned_year, year_of
from iku_workbook.campaign.versions import write_versions
from iku_workbook.definition import Definition
from iku_workbook.documents import ABOUT_RESULTS
from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.periods import periods_of
from iku_workbook.results.year import Year

_ABOVE = "id"
_LARGEST = 32 * MEGABYTE  # of a template, with letterhead and pictures
_LARGEST_EMBLEM = 4 * MEGABYTE  # it goes into every document


def write_document(
    campaign: CampaignFolder,
    kind: str,
    chosen: Selection,
    *,
    period: str | None = None,
    out: Path | None = None,
    outputs: Outputs | None = None,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
    kept: Callable[[Path], object] = unheard,
) -> tuple[Path, Year]:
    """Write a document to be signed; give its path, and the year that it is about.

    kind    of :data:`iku_workbook.documents.KINDS`
    chosen  the returns; a document that states what is planned reads only files that are named
    period  the last that counts, by default the year's last
    out     by default ``results/KIND-PERIOD.docx``; ``results/KIND-YEAR.docx`` without a period
    outputs what it may write over, by default the documents that the campaign has on record
    kept    is given the name under which the version stays that is replaced
    """
    definition = campaign.definition()
    last = periods_of(definition.year, definition.cadence)[-1]
    until = period_of(definition, period) if period else last
    out = out or default_place(campaign, chosen, f"{kind}-{period or definition.year}", "docx")
    outputs = outputs or Outputs(Kind.DOCUMENT, campaign.root, mode=chosen.mode)
    outputs.refuse([out])
    if kind in ABOUT_RESULTS or chosen.files is not None:
        year = year_of(campaign, until, chosen, executor=executor, progress=progress)
    else:
        year = planned_year(campaign, until, chosen)
    made = render_document(campaign, kind, year, chosen.day(year.definition.timezone.time))
    write_versions([(out, made)], outputs, kept)
    return out, year


def render_document(campaign: CampaignFolder, kind: str, year: Year, day: datetime.date) -> bytes:
    """A document (a kind of :data:`iku_workbook.documents.KINDS`) as .docx.

    It is for the period that ``year`` goes up to, as it was known on ``day``. OperatorError for a
    template that cannot be filled in, or an emblem that is no picture.
    """
    from iku_workbook.documents.apart import render_apart
    from iku_workbook.documents.context import context
    from iku_workbook.documents.render import TemplateMistake, render
    from iku_workbook.suggest import nearest

    own, emblem = _own(campaign, kind), _emblem(campaign)
    template = own if own.exists() else _shipped(kind, year.definition)
    fill_in = render_apart if template == own else render
    try:
        content = read_named(template, _LARGEST)
        facts = context(year, day, emblem)
        return fill_in(content, facts, year.definition.agency.name, day)
    except TemplateMistake as error:
        meant = nearest(error.name, error.known) or ", ".join(error.known)
        data = {"name": error.name, "nearest": meant, "near": error.near, "reason": error.reason}
        raise OperatorError(error.code, file=template, **data) from error


def copy_template(campaign: CampaignFolder, kind: str) -> Path:
    """Copy the shipped template to where the campaign's own is looked for, to be edited.

    OperatorError where there is one already: nothing is written over it.
    """
    own = _own(campaign, kind)
    if own.exists():
        raise OperatorError("template-exists", file=own)
    write_whole(own, _shipped(kind, campaign.definition()).read_bytes())
    return own


def _shipped(kind: str, definition: Definition) -> Path:
    """The shipped template in the definition's language; Indonesian ones stand above the others."""
    from iku_workbook import resources

    folder = "" if definition.language == _ABOVE else f"{definition.language}/"
    return resources.template(f"{folder}{kind}.docx")


def _own(campaign: CampaignFolder, kind: str) -> Path:
    return campaign.own_file(f"{TEMPLATES}/{kind}.docx")


def _emblem(campaign: CampaignFolder) -> bytes | None:
    """The office's emblem, for the letterhead, where there is one."""
    from iku_workbook.documents.emblem import is_picture

    found = [path for path in map(campaign.own_file, EMBLEMS) if path.exists()]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise OperatorError("emblem-twice", file=campaign.root, names=names)
    data = read_named(found[0], _LARGEST_EMBLEM)
    if not is_picture(data):
        raise OperatorError("emblem-broken", file=found[0])
    return data
