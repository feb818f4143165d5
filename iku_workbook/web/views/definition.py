"""The definition: what is measured, in words; and a new version, with what it does."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.office import now
from iku_workbook.campaign.redefine import (
    Proposal,
    propose,
    put_in_force,
    version_text,
    versions,
)
from iku_workbook.definition import Definition
from iku_workbook.definition.mistakes import DefinitionError
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Message
from iku_workbook.periods import Period, short_label
from iku_workbook.web.downloads import download, download_made
from iku_workbook.web.pages import render, say_for
from iku_workbook.web.request import campaign_of, visitor_of

LARGEST = 3 << 20  # bytes: a definition as a file, or typed


def definition(request: Request) -> Response:
    """What the campaign measures, as it stands."""
    return _page(request)


def take(request: Request) -> Response:
    """The definition that holds, as a file."""
    campaign = campaign_of(request)
    return download(campaign.definition_file, f"{campaign.root.name}.yaml")


def version(request: Request) -> Response:
    """An earlier version, as a file."""
    digest = request.path_params["digest"]
    text = version_text(campaign_of(request), digest)
    if text is None:
        raise HTTPException(404)
    return download_made(lambda path: path.write_bytes(text), f"{digest[:12]}.yaml")


async def offer(request: Request) -> Response:
    """Show what a new version does; put it in force where that was seen and said."""
    async with request.form(max_files=1, max_part_size=LARGEST) as form:
        file, text, digest = form.get("file"), form.get("text", ""), str(form.get("version", ""))
        sent = await file.read() if isinstance(file, UploadFile) else b""
        accepted = form.get("do") == "accept"
    content = sent or str(text).replace("\r\n", "\n").encode()
    return await run_in_threadpool(_offer, request, content, digest, accepted)


def _offer(request: Request, content: bytes, digest: str, accepted: bool) -> Response:
    campaign, by = campaign_of(request), visitor_of(request).name
    content = (version_text(campaign, digest) or b"") if digest else content
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "definition.yaml")
        file.write_bytes(content)
        try:
            offered = propose(campaign, file)
        except OperatorError as error:
            return _page(request, content, error=error)
    if not accepted:
        return _page(request, content, offered)
    put_in_force(campaign, content, by=by, at=now())
    return RedirectResponse(f"/campaigns/{campaign.root.name}/definition?done=1", 303)


def _page(
    request: Request,
    content: bytes = b"",
    offered: Proposal | None = None,
    error: OperatorError | None = None,
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    held: Definition | None = None
    told: list[Message] = list(error.messages(say)) if error else []
    mistaken = error if isinstance(error, DefinitionError) else None
    try:
        held = campaign.definition()
    except OperatorError as own:
        if error is None:
            content, told = campaign.definition_file.read_bytes(), list(own.messages(say))
            mistaken = own if isinstance(own, DefinitionError) else None
    return render(
        request,
        "definition.html",
        422 if error else 200,
        held=held,
        named=lambda code: short_label(Period.parse(code), say.language),
        offered=offered,
        told=told,
        text=content.decode("utf-8-sig", errors="replace"),
        mistakes=[
            (each.line, each.column, say.message("definition", each.code, **each.data))
            for each in (mistaken.mistakes if mistaken else ())
        ],
        versions=versions(campaign),
        done=request.query_params.get("done") == "1",
    )
