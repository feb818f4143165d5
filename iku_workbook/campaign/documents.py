"""The documents that an office signs, from Word templates that it may edit."""

from __future__ import annotations

import datetime
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.staging import write_all
from iku_workbook.errors import OperatorError
from iku_workbook.results.year import Year

_TEMPLATES = "templates"


def render_document(campaign: CampaignFolder, kind: str, year: Year, day: datetime.date) -> bytes:
    """A document (a kind of :data:`iku_workbook.documents.KINDS`) as .docx.

    It is for the period that ``year`` goes up to, as it was known on ``day``. OperatorError for a
    template that cannot be filled in.
    """
    from iku_workbook.documents.context import context
    from iku_workbook.documents.render import TemplateMistake, render
    from iku_workbook.suggest import nearest

    template = template_of(campaign, kind)
    try:
        return render(template.read_bytes(), context(year, day), year.definition.agency.name, day)
    except TemplateMistake as error:
        meant = nearest(error.name, error.known) or ", ".join(error.known)
        data = {"name": error.name, "nearest": meant, "near": error.near, "reason": error.reason}
        raise OperatorError(error.code, file=template, **data) from error


def template_of(campaign: CampaignFolder, kind: str) -> Path:
    """The campaign's own template of a document, else the shipped one."""
    from iku_workbook import resources

    own = _own(campaign, kind)
    return own if own.is_file() else resources.template(f"{kind}.docx")


def copy_template(campaign: CampaignFolder, kind: str) -> Path:
    """Copy the shipped template to where the campaign's own is looked for, to be edited.

    OperatorError where there is one already: nothing is written over it.
    """
    from iku_workbook import resources

    own = _own(campaign, kind)
    if own.exists():
        raise OperatorError("template-exists", file=own)
    [path] = write_all([(own, resources.template(f"{kind}.docx").read_bytes())])
    return path


def _own(campaign: CampaignFolder, kind: str) -> Path:
    return campaign.root / _TEMPLATES / f"{kind}.docx"
