"""What goes out: the forms of a period, the message of each unit, and later days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.distribution import (
    Parcel,
    Purpose,
    form_of,
    pack_forms,
    parcels,
    without_form,
)
from iku_workbook.campaign.extension import extend
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.journal import record_exports
from iku_workbook.campaign.lookup import known_unit, period_of, unit_there
from iku_workbook.campaign.office import now
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label, periods_of, short_label
from iku_workbook.registry.records import ExportKind
from iku_workbook.report.standing import MARKS, late_words, state_of
from iku_workbook.web.downloads import download, download_made
from iku_workbook.web.making import Made, Making
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, makings_of, overview_of, visitor_of

_COPIES = {Purpose.ANNOUNCE: "copy", Purpose.REMIND: "copy-reminder", Purpose.MEND: "copy-mend"}
_LOOKED_AT = 40  # lines of a definition that are shown to be looked at


def send(request: Request) -> Response:
    """A period's forms, and what each unit is to be told now."""
    asked = request.query_params
    code, number = asked.get("period"), asked.get("making", "")
    making = makings_of(request).of(campaign_of(request), number)
    if making is None:
        return _page(request, code, lost=bool(number))
    if not making.is_over:
        return _page(request, code, making=making)
    try:
        return _back(request, code or "", _said(making))
    except OperatorError as error:
        return _page(request, code, error, changed=error.code == "output-not-ours")


def form(request: Request) -> Response:
    """The form of one unit, where it is made and still lies there."""
    campaign, period, unit = _named(request)
    made = form_of(campaign, period, known_unit(unit, campaign.definition().reporting))
    if not made.is_file():
        raise HTTPException(404)
    return download(made)


def archive(request: Request) -> Response:
    """All forms of a period and their messages."""
    campaign, period, _ = _named(request)
    definition = campaign.definition()
    name = f"{say_for(request)('page_send.archive')}-{campaign.root.name}-{period.code}.zip"
    return download_made(lambda file: pack_forms(campaign, definition, period, file), name)


def again(request: Request) -> Response:
    """What making the forms of a period once more does, before it is done."""
    campaign, period, _ = _named(request)
    own = list(parcels(campaign, overview_of(request), period))
    return render(
        request,
        "send_again.html",
        period=period,
        named=label(period, say_for(request).language),
        made=sum(each.form is not None for each in own),
        returned=sum(bool(each.standing and each.standing.decided) for each in own),
    )


async def make(request: Request) -> Response:
    """Make the forms of a period; nothing that somebody has changed is written over unasked, and
    what may have gone out is not replaced unconfirmed.
    """
    async with request.form() as sent:
        said = {name: str(value) for name, value in sent.items()}
    return await run_in_threadpool(_made, request, said)


async def later(request: Request) -> Response:
    """Give one unit a later day."""
    async with request.form() as sent:
        code, unit, until, reason = (
            str(sent.get(each, "")) for each in ("period", "unit", "until", "reason")
        )
    try:
        await run_in_threadpool(_extend, request, code, unit, until, reason)
    except OperatorError as error:
        typed = {"unit": unit, "until": until, "reason": reason}
        return await run_in_threadpool(_page, request, code, error, typed=typed)
    return _back(request, code, "done=extended")


def _made(request: Request, said: Mapping[str, str]) -> Response:
    code, campaign = said.get("period", ""), campaign_of(request)
    try:
        definition = campaign.definition()
        period = period_of(definition, code)
        missing = without_form(campaign, definition, period)
        asked = definition.reporting_in(period)
        some = 0 < len(missing) < len(asked)
        units = missing if some and said.get("which") == "missing" else asked
        if len(missing) < len(units) and "1" not in {said.get("confirmed"), said.get("force")}:
            base = base_of(request.path_params["campaign"])
            return RedirectResponse(f"{base}/send/{period.code}/again", 303)
        return _begun(request, campaign, period, units, force=said.get("force") == "1")
    except OperatorError as error:
        return _page(request, code, error, changed=error.code == "output-not-ours")


def _begun(
    request: Request,
    campaign: CampaignFolder,
    period: Period,
    units: Sequence[Unit],
    *,
    force: bool,
) -> Response:
    by, makings = visitor_of(request).name, makings_of(request)
    make = partial(_make, campaign, period, units, by=by, force=force)
    making = makings.begin(campaign, ("forms", period), f"send?period={period.code}", make)
    return _back(request, period.code, _said(making))


def _said(making: Making) -> str:
    """What the page is asked to say of what is made; whatever kept it from being made is raised."""
    made = making.made()
    if made is None:
        return f"making={making.number}"
    return "done=made" if made.noted else "done=made&unnoted=1"


def _make(
    campaign: CampaignFolder, period: Period, units: Sequence[Unit], *, by: str, force: bool
) -> Made:
    definition = campaign.definition()
    outputs = Outputs(Kind.FORMS, campaign.root, force)
    made = generate(campaign, definition, period, units, by=by, at=now(), outputs=outputs)
    noted = made.archive is None or record_exports(
        campaign,
        ExportKind.ARCHIVE,
        [made.archive],
        by=by,
        at=now(),
        period=period,
        hashes=made.hashes,
    )
    return Made([each.name for each in made.workbooks], noted)


def _extend(request: Request, code: str, unit: str, until: str, reason: str) -> None:
    campaign, by = campaign_of(request), visitor_of(request).name
    definition = campaign.definition()
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError as error:
        raise OperatorError("not-a-date", name="", value=until) from error
    period = period_of(definition, code)
    known = unit_there(definition, unit, period)
    extend(campaign, known, period, day, by=by, at=now(), reason=" ".join(reason.split()))


def _back(request: Request, code: str, said: str) -> Response:
    base = base_of(request.path_params["campaign"])
    return RedirectResponse(f"{base}/send?period={code}&{said}", 303)


def _named(request: Request) -> tuple[CampaignFolder, Period, str]:
    campaign = campaign_of(request)
    period = period_of(campaign.definition(), request.path_params["period"])
    return campaign, period, request.path_params.get("unit", "")


def _page(
    request: Request,
    code: str | None,
    error: OperatorError | None = None,
    *,
    changed: bool = False,
    typed: dict[str, str] | None = None,
    making: Making | None = None,
    lost: bool = False,
) -> Response:
    campaign, known, say = campaign_of(request), overview_of(request), say_for(request)
    definition = known.definition
    period = period_of(definition, code) if code else known.periods[-1]
    own = list(parcels(campaign, known, period))
    return render(
        request,
        "send.html",
        409 if error else 200,
        period=period,
        named=label(period, say.language),
        closed=known.closing_of(period),
        due=period.due(definition.due_days),
        periods=_periods(definition, say),
        rows=[(each, *_state(each, say)) for each in own],
        copying={each: say(f"page_send.{key}") for each, key in _COPIES.items()},
        made=sum(each.form is not None for each in own),
        missing=sum(each.form is None and not each.returned for each in own),
        owing=sum(not each.returned for each in own),
        outdated=sum(each.outdated and not each.returned for each in own),
        making=making,
        lost=lost,
        marks=MARKS,
        told=list(error.messages(say)) if error else [],
        changed=changed,
        typed=typed or {},
        done=request.query_params.get("done", ""),
        unnoted="unnoted" in request.query_params,
        look=_lines(request, campaign),
    )


def _periods(definition: Definition, say: Catalogue) -> list[tuple[str, str]]:
    """Each of the year, by code and name."""
    every = periods_of(definition.year, definition.cadence)
    return [(each.code, short_label(each, say.language)) for each in every]


def _state(parcel: Parcel, say: Catalogue) -> tuple[str, str]:
    standing = parcel.standing
    if standing is not None and not parcel.returned and parcel.purpose is None:
        return "", say("page_send.not-out")
    if standing is None:
        return "", say("page_send.not-begun")
    return state_of(standing), late_words(standing, say)


def _lines(request: Request, campaign: CampaignFolder) -> list[tuple[int, str]]:
    """The lines of the definition that the address asks a person to look at."""
    asked = request.query_params.get("look", "").split(",")
    lines = campaign.definition_file.read_text(encoding="utf-8").splitlines() if asked else []
    numbers = [int(each) for each in asked[:_LOOKED_AT] if each.isdecimal() and len(each) < 6]
    return [(each, lines[each - 1].strip()) for each in numbers if 0 < each <= len(lines)]
