"""Restore: a backup is brought, shown, and only then put in its place."""

from __future__ import annotations

import datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from iku_workbook.campaign.backup import parts_in_words
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.restorable import Restorable, look_into, restore_beside
from iku_workbook.campaign.restore import restore_keys
from iku_workbook.durable import make_folder
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.web import incoming
from iku_workbook.web.brought import Brought, Counter
from iku_workbook.web.incoming import Arrived, Limits
from iku_workbook.web.mishaps import status_of
from iku_workbook.web.pages import desk_of, render, say_for
from iku_workbook.web.request import trays_of, visitor_of
from iku_workbook.zones import HERE

_LARGEST = 16384 * MEGABYTE
_LIMITS = Limits(file=_LARGEST, form=_LARGEST + MEGABYTE, files=1)
_OF_THE_SECRET = frozenset({"secret-wanted", "secret-wrong", "recovery-code-mistyped"})


def begin(request: Request) -> Response:
    """Where a backup is chosen."""
    return _page(request)


async def bring(request: Request) -> Response:
    """Take a backup in, and look what it holds; nothing is restored yet."""
    trays = trays_of(request)
    home, form = desk_of(request).home, None
    try:
        make_folder(home)
        form = await incoming.read_form(request, trays.of(home), _LIMITS)
        if not form.files:
            raise OperatorError("upload-none")
        kept = await run_in_threadpool(_looked_into, request, form.files[0])
    except (OperatorError, OSError) as error:
        if form is not None:
            form.clear()
        return _page(request, error=OperatorError.of(error))
    return RedirectResponse(f"/start/restore/{kept.ticket}", 303)


def shown(request: Request) -> Response:
    """What the backup holds; once it was restored, what became of it and what to do next."""
    brought = _counter(request).of(request.path_params["ticket"])
    return _page(request, brought) if brought else _page(request, gone=True)


async def act(request: Request) -> Response:
    """Restore it, or take its keys alone."""
    brought = _counter(request).of(request.path_params["ticket"])
    async with request.form() as form:
        secret, keys = str(form.get("secret", "")).strip(), form.get("do") == "keys"
        without = form.get("without") == "1"
    if brought is None or brought.is_done:
        return _page(request, brought, gone=brought is None)
    try:
        if brought.found.sealed and not secret and (keys or not without):
            raise OperatorError("secret-wanted")
        await run_in_threadpool(_done, request, brought, secret or None, keys)
    except (OperatorError, OSError) as error:
        known = _of_the_sender(OperatorError.of(error), brought.file, brought.name)
        return _page(request, brought, error=known)
    return RedirectResponse(f"/start/restore/{brought.ticket}", 303)


ROUTES = (
    Route("/start/restore", begin),
    Route("/start/restore", bring, methods=["POST"], max_body_size=incoming.UNBOUNDED),
    Route("/start/restore/{ticket}", shown),
    Route("/start/restore/{ticket}", act, methods=["POST"]),
)


def _counter(request: Request) -> Counter:
    counter: Counter = request.app.state.counter
    return counter


def _looked_into(request: Request, file: Arrived) -> Brought:
    try:
        found = look_into(file.path, desk_of(request).home)
    except OperatorError as error:
        raise _of_the_sender(error, file.path, file.name) from error
    return _counter(request).put(file.path, file.name, found)


def _done(request: Request, brought: Brought, secret: str | None, keys: bool) -> None:
    by, file, found = visitor_of(request).name, brought.file, brought.found
    with brought.acting:
        if brought.is_done:
            return
        if keys and found.there:
            brought.keys = restore_keys(CampaignFolder.at(found.folder), file, secret or "")
        else:
            home = desk_of(request).home
            brought.restored = restore_beside(file, home, by=by, at=now(), secret=secret)
        file.unlink(missing_ok=True)


def _of_the_sender(error: OperatorError, file: Path, name: str) -> OperatorError:
    """The same about the file as its sender calls it; where it stands with us says nothing."""
    if error.data.get("file") == file:
        error.data = {**error.data, "file": name}
    return error


def _page(
    request: Request,
    brought: Brought | None = None,
    error: OperatorError | None = None,
    *,
    gone: bool = False,
) -> Response:
    say = say_for(request)
    found = brought.found if brought else None
    return render(
        request,
        "restore.html",
        status_of(error) if error else 200,
        told=list(error.messages(say)) if error else [],
        field=error is not None and error.code in _OF_THE_SECRET,
        brought=brought,
        found=found,
        gone=gone,
        made=found.at.astimezone(_zone(found)) if found else None,
        more=parts_in_words(found.more, say) if found else "",
    )


def _zone(found: Restorable) -> datetime.tzinfo:
    return (found.definition.timezone if found.definition else HERE).time
