"""What a view asks of a request: the campaign that its address names, and how that stands."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import today
from iku_workbook.campaign.status import begun, overview
from iku_workbook.report.standing import Overview
from iku_workbook.web.clerk import Clerk
from iku_workbook.web.making import Makings
from iku_workbook.web.pages import desk_of
from iku_workbook.web.server import Own
from iku_workbook.web.snapshot import Snapshot, Snapshots
from iku_workbook.web.tray import Trays
from iku_workbook.web.visitor import Visitor
from iku_workbook.web.years import Years


class _Number(IntegerConvertor):
    """A number in an address: the database has none of more digits."""

    regex = "[0-9]{1,18}"


register_url_convertor("int", _Number())


def typed_number(text: object) -> int:
    """A number that came with a request; 0 for anything else."""
    said = str(text or "")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 16 else 0


def campaign_of(request: Request) -> CampaignFolder:
    """The campaign; OperatorError where there is none of this name."""
    return desk_of(request).campaign(request.path_params["campaign"])


def snapshot_of(request: Request) -> Snapshot:
    """How the campaign stands now."""
    snapshots: Snapshots = request.app.state.snapshots
    campaign = campaign_of(request)
    changing = clerk_of(request).standing(campaign.root).at_work
    return snapshots.of(campaign, changing=changing)


def overview_of(request: Request) -> Overview:
    """How the units stand now: who has just changed something sees it at once."""
    known = snapshot_of(request)
    if not known.renewing:
        return known.overview
    campaign, definition = known.campaign, known.campaign.definition()
    day = today(campaign.zone)
    with campaign.registry() as registry:
        return overview(campaign, definition, registry, begun(definition, day), day)


def years_of(request: Request) -> Years:
    """The results that were computed."""
    years: Years = request.app.state.years
    return years


def clerk_of(request: Request) -> Clerk:
    """Who takes files in."""
    clerk: Clerk = request.app.state.clerk
    return clerk


def trays_of(request: Request) -> Trays:
    """Where files stand till then."""
    trays: Trays = request.app.state.trays
    return trays


def own_of(request: Request) -> Own | None:
    """What its user's computer keeps of the page; None where nothing does."""
    own: Own | None = request.app.state.own
    return own


def makings_of(request: Request) -> Makings:
    """What is made beside the pages."""
    makings: Makings = request.app.state.makings
    return makings


def visitor_of(request: Request) -> Visitor:
    """Who asks: whoever got as far as a view was let in."""
    visitor: Visitor = request.scope["iku.visitor"]
    return visitor
