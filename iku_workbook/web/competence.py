"""What somebody at the page may do, by the list of staff; what is not theirs they can see.

Every address that changes something has its rule here, and none is asked for anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from iku_workbook.campaign.staff import person_of
from iku_workbook.errors import OperatorError
from iku_workbook.web.pages import refusal, say_for
from iku_workbook.web.request import campaign_of, visitor_of


class Rule(Enum):
    """Who may do what is asked for."""

    ANYBODY = auto()
    """whoever was let in: what comes in bears their name, and is decided by others"""
    OWN = auto()
    """whoever answers for an indicator, as far as it goes: the page looks at each return"""
    WHOLE = auto()
    """whoever answers for all indicators: it concerns every section"""
    OFFICE = auto()
    """whoever answers for all, at the office's own computer: it lets people in, or holds keys"""


RULES = {
    "/returns/{number:int}/mend": Rule.ANYBODY,
    "/returns/{number:int}/waive": Rule.WHOLE,
    "/receive": Rule.ANYBODY,
    "/receive/answers": Rule.ANYBODY,
    "/receive/look": Rule.ANYBODY,
    "/decide/several": Rule.OWN,
    "/decide/{number:int}/{act}": Rule.OWN,
    "/decide/period": Rule.WHOLE,
    "/send": Rule.WHOLE,
    "/send/later": Rule.WHOLE,
    "/results": Rule.ANYBODY,
    "/contacts": Rule.WHOLE,
    "/money": Rule.WHOLE,
    "/definition": Rule.WHOLE,
    "/definition/figures": Rule.WHOLE,
    "/definition/words": Rule.WHOLE,
    "/people": Rule.OFFICE,
    "/upkeep/proof": Rule.ANYBODY,
    "/upkeep/backup": Rule.OFFICE,
    "/upkeep/sheet": Rule.OFFICE,
    "/upkeep/key": Rule.OFFICE,
}
"""Of each address below a campaign's own that takes a form."""


class _Only:
    """Stands before an address, and answers whoever may not with why not."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app, self.address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at one request."""
        request = Request(scope)
        why = await run_in_threadpool(_why_not, request, RULES[self.address])
        if why is None:
            await self.app(scope, receive, send)
        else:
            await refusal(request, why, 403)(scope, receive, send)


def ruled(routes: Iterable[Route]) -> list[Route]:
    """The same addresses of a campaign, each by its rule; KeyError for a form without one."""
    found = list(routes)
    for each in found:
        if each.methods and "POST" in each.methods:
            RULES[each.path]
            each.app = _Only(each.app, each.path)
    return found


def cannot(request: Request, address: str) -> str | None:
    """Why whoever asks may not do what an address is for, in words; None where they may."""
    try:
        why = _why_not(request, RULES[address])
    except OperatorError:  # a list that nobody can read: it is named to whoever tries
        return None
    return say_for(request).message("frame", f"refused-{why}").text if why else None


def own_indicators(request: Request) -> tuple[str, ...]:
    """The indicators, by code, that whoever asks answers for, where those are not all; else none.

    Who is on no list answers for all: only somebody on the office's own computer can be that.
    """
    campaign = campaign_of(request)
    person = person_of(campaign, visitor_of(request).name)
    if person is None or not person.indicators:
        return ()
    every = [each.code for each in campaign.definition().indicators]
    own = tuple(each for each in every if person.answers_for(each))
    return () if len(own) == len(every) else own or ("–",)


def demand_competence(request: Request) -> None:
    """Refuse, with status 403, what is decided of a whole return by whoever answers for a part."""
    if own_indicators(request):
        raise HTTPException(403)


def _why_not(request: Request, rule: Rule) -> str | None:
    """The key of what is said to whoever may not."""
    if rule is Rule.OFFICE and not visitor_of(request).here:
        return "not-from-here"
    if rule in {Rule.WHOLE, Rule.OFFICE} and own_indicators(request):
        return "not-whole"
    return None
