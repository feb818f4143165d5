"""Backup and proof: a copy to lock away, and whether the records are as they were written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign import room
from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.journal import record_exports
from iku_workbook.campaign.office import now, today
from iku_workbook.campaign.recovery_sheet import write_sheet
from iku_workbook.campaign.sealed_keys import SHORTEST
from iku_workbook.campaign.upkeep import Verified, verify
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.registry.records import ExportKind
from iku_workbook.report.flaws import named, sentence
from iku_workbook.web.downloads import download_made
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, visitor_of

_DONE = frozenset({"rotated", "begun"})


def upkeep(request: Request) -> Response:
    """What can be done, and the room that is left."""
    return _page(request)


async def backup(request: Request) -> Response:
    """A backup to be saved elsewhere; with the keys under a passphrase, or without them. One that
    cannot be put on record is given to whoever has been told so, and asks for it once more.
    """
    async with request.form() as form:
        passphrase, again = str(form.get("passphrase", "")), str(form.get("again", ""))
        unnoted = form.get("unnoted") == "1"
    if passphrase != again:
        return _page(request, error=OperatorError("passphrases-differ"))
    try:
        return await run_in_threadpool(_backup, request, passphrase or None, unnoted=unnoted)
    except OperatorError as error:
        return _page(request, error=error)


async def prove(request: Request) -> Response:
    """Prove the records, and hold them against a printed code where one is given."""
    async with request.form() as form:
        code = str(form.get("code", "")).strip()
    try:
        found = await run_in_threadpool(verify, campaign_of(request), code or None)
    except OperatorError as error:
        return _page(request, error=error, code=code)
    return _page(request, found=found, code=code)


async def key(request: Request) -> Response:
    """Make a new key, for whoever has said that it is meant."""
    async with request.form() as form:
        meant = form.get("meant") == "1"
    if not meant:
        return await run_in_threadpool(_page, request, error=OperatorError("key-not-meant"))
    campaign, by = campaign_of(request), visitor_of(request).name
    kept = await run_in_threadpool(campaign.rotate_key, by=by, at=now())
    done = "rotated" if kept else "begun"
    return RedirectResponse(f"{base_of(campaign.root.name)}/upkeep?done={done}", 303)


def sheet(request: Request) -> Response:
    """The recovery sheet, to be printed and locked away."""
    campaign, language = campaign_of(request), say_for(request).language
    day = today(campaign.zone)

    def make(path: Path) -> None:
        write_sheet(campaign, path, day, language, force=True)

    return download_made(make, f"{say_for(request)('page_upkeep.sheet-name')}-{day}.html")


def _backup(request: Request, passphrase: str | None, *, unnoted: bool) -> Response:
    campaign, by, at = campaign_of(request), visitor_of(request).name, now()
    with tempfile.TemporaryDirectory() as folder:
        made = back_up(campaign, Path(folder), by=by, at=at, passphrase=passphrase)
        noted = record_exports(campaign, ExportKind.BACKUP, [made.file], by=by, at=at)
        if not (noted or unnoted):
            raise OperatorError("backup-not-noted")
        return download_made(lambda path: made.file.replace(path), made.file.name)


def _page(
    request: Request,
    found: Verified | None = None,
    error: OperatorError | None = None,
    code: str = "",
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    with campaign.registry() as registry:
        sizes = room.left(registry).sizes()
        head = registry.head()
    done = request.query_params.get("done")
    return render(
        request,
        "upkeep.html",
        422 if error else 200,
        told=list(error.messages(say)) if error else [],
        found=found,
        said=list(_said(found, say)) if found else [],
        code=code,
        head=head,
        least=SHORTEST,
        unnoted=error is not None and error.code == "backup-not-noted",
        has_key=_has_key(campaign),
        done=say(f"page_upkeep.key-{done}") if done in _DONE else "",
        free=room.megabytes(sizes["free"]),
    )


def _has_key(campaign: CampaignFolder) -> bool:
    try:
        campaign.key()
    except OperatorError:
        return False
    return True


def _said(found: Verified, say: Catalogue) -> Iterator[str]:
    """What the proof came to, in the sentences of ``iku verify``."""
    yield from (sentence(each, say) for each in found.flaws)
    if not found.flaws:
        yield say("cli.verify-sound", count=found.files - len(found.kept.let_go))
    if found.head is not None and not found.proved:
        yield say("cli.verify-unproved")
    elif found.head is not None and not found.flaws:
        yield say("cli.verify-chained", count=found.links, head=found.head)
    if found.printed is not None:
        head, answer, against = found.printed
        what = named(against, say) if against else ""
        about = {"what": what, "last": found.head or "", "since": found.since or ""}
        yield say(f"cli.verify-answer-{answer}", head=head, entry=head.entry, **about)
