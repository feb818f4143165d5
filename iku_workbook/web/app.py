"""Wires the page: which address leads to which view, and what stands before all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from iku_workbook.errors import OperatorError
from iku_workbook.web import incoming, mishaps
from iku_workbook.web.brought import Counter
from iku_workbook.web.clerk import Clerk
from iku_workbook.web.competence import cannot, ruled
from iku_workbook.web.desk import Desk
from iku_workbook.web.guard import Guard
from iku_workbook.web.making import Makings
from iku_workbook.web.pages import base_of, desk_of
from iku_workbook.web.passes import Passes, proof
from iku_workbook.web.read_forms import ReadForms
from iku_workbook.web.server import Own
from iku_workbook.web.snapshot import Snapshots
from iku_workbook.web.static import static
from iku_workbook.web.tray import Trays
from iku_workbook.web.views import (
    board,
    closing,
    contacts,
    decide,
    decision,
    definition,
    log,
    making,
    money,
    people,
    preferences,
    receive,
    restore,
    results,
    returns,
    send,
    start,
    upkeep,
)
from iku_workbook.web.visitor import Door
from iku_workbook.web.years import Years

LARGEST_FORM = 1 << 20  # bytes of a form without files; what takes files has its own bound
_ASKED = 64  # characters of what is to be proved

_OF_A_CAMPAIGN = [
    *returns.ROUTES,
    Route("/", board.board),
    Route("/upkeep", upkeep.upkeep),
    Route("/upkeep/backup", upkeep.backup, methods=["POST"]),
    Route("/upkeep/sheet", upkeep.sheet, methods=["POST"]),
    Route("/upkeep/proof", upkeep.prove, methods=["POST"]),
    Route("/upkeep/key", upkeep.key, methods=["POST"]),
    Route("/definition", definition.definition),
    Route("/definition", definition.offer, methods=["POST"], max_body_size=definition.LARGEST),
    Route("/contacts", contacts.contacts),
    Route("/contacts", contacts.keep, methods=["POST"], max_body_size=contacts.LARGEST),
    Route("/money", money.money),
    Route("/money", money.keep, methods=["POST"]),
    Route("/definition/figures", definition.plan, methods=["POST"]),
    Route("/definition/words", definition.reword, methods=["POST"]),
    Route("/definition/file", definition.take),
    Route("/definition/{digest}", definition.earlier),
    Route("/results", results.results),
    Route("/results", results.write, methods=["POST"]),
    Route("/results/indicator/{code}", results.indicator),
    Route("/results/figure/{unit}/{name}", results.figure),
    Route("/results/file/{number:int}", results.file),
    Route("/results/written/{name}", results.written),
    Route("/receive", receive.receive),
    Route("/receive", receive.take, methods=["POST"], max_body_size=incoming.UNBOUNDED),
    Route("/receive/answers", receive.answer, methods=["POST"]),
    Route("/receive/look", receive.look, methods=["POST"]),
    Route("/send", send.send),
    Route("/send", send.make, methods=["POST"]),
    Route("/send/later", send.later, methods=["POST"]),
    Route("/send/{period}/again", send.again),
    Route("/send/{period}/forms.zip", send.archive),
    Route("/send/{period}/form/{unit}", send.form),
    Route("/decide", decide.queue),
    Route("/decide/several", decide.several, methods=["POST"]),
    Route("/decide/period", decide.period, methods=["POST"]),
    Route("/decide/period/{period}", closing.close),
    Route("/decide/{number:int}", decision.decision),
    Route("/decide/{number:int}/{act}", decision.act, methods=["POST"]),
    Route("/people", people.people),
    Route("/people", people.act, methods=["POST"]),
    Route("/making/{number}", making.look),
    Route("/log", log.log),
    Route("/log.{form}", log.download),
]
"""What is asked of one campaign: every address names it, so that two open years stay apart."""


def create_app(desk: Desk, own: Own | None = None) -> Starlette:
    """The page over the campaigns of a desk; ``own`` is what its user's computer keeps of it."""
    app = Starlette(
        routes=[
            Route("/", front),
            Route("/health", health),
            Route("/static/{name}", static),
            Route("/language", preferences.language, methods=["POST"]),
            Route("/name", preferences.name, methods=["POST"]),
            Route("/others", preferences.others, methods=["POST"]),
            Route("/start", start.start),
            Route("/start", start.make, methods=["POST"], max_body_size=start.LARGEST),
            Route("/start/next", start.go_on_with, methods=["POST"]),
            Route("/stop", start.stop, methods=["POST"]),
            Route("/start/places", start.places),
            *restore.ROUTES,
            Mount("/campaigns/{campaign}", routes=ruled(_OF_A_CAMPAIGN)),
        ],
        middleware=[Middleware(Guard, hosts=desk.hosts), Middleware(Door)],
        exception_handlers={
            OperatorError: mishaps.operator_error,
            OSError: mishaps.operator_error,
            HTTPException: mishaps.http_error,
            Exception: mishaps.bug,
        },
        max_body_size=LARGEST_FORM,
        lifespan=_run,
    )
    app.state.desk, app.state.own = desk, own
    app.state.snapshots, app.state.years = Snapshots(), Years()
    app.state.read_forms, app.state.cannot = ReadForms(), cannot
    app.state.clerk, app.state.trays, app.state.counter = Clerk(), Trays(), Counter()
    app.state.makings, app.state.passes = Makings(), Passes()
    return app


@asynccontextmanager
async def _run(app: Starlette) -> AsyncIterator[None]:
    """From the first request to the last: the clerk goes on where an earlier run left off."""
    desk: Desk = app.state.desk
    begun = [asyncio.create_task(_begun(app.state.clerk, desk.home / n)) for n in desk.names()]
    yield
    for each in begun:
        each.cancel()
    app.state.snapshots.stop()
    await asyncio.to_thread(app.state.clerk.stop)
    app.state.trays.clear()


async def _begun(clerk: Clerk, campaign: Path) -> None:
    with suppress(OperatorError):
        await clerk.look(campaign)


def front(request: Request) -> Response:
    """The board of the campaign that is open."""
    opened = desk_of(request).opened()
    return RedirectResponse(f"{base_of(opened)}/" if opened else "/start", 303)


def health(request: Request) -> Response:
    """That the page is there, for whoever starts a second one; proved, where that is asked."""
    asked = request.query_params.get("prove", "")[:_ASKED]
    return PlainTextResponse(f"iku {proof(desk_of(request).secret, asked)}" if asked else "iku")
