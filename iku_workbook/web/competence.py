"""What somebody at the page may decide, by the list of staff; what is not theirs they can see."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from iku_workbook.campaign.staff import person_of
from iku_workbook.web.request import campaign_of, visitor_of


def own_indicators(request: Request) -> tuple[str, ...]:
    """The indicators, by code, that whoever asks answers for, where those are not all; else none.

    Who is on no list answers for all: only somebody on the office's own computer can be that.
    """
    campaign = campaign_of(request)
    person = person_of(campaign, visitor_of(request).name)
    every = [each.code for each in campaign.definition().indicators]
    own = tuple(each for each in every if person is None or person.answers_for(each))
    return () if len(own) == len(every) else own or ("–",)


def demand_competence(request: Request) -> None:
    """Refuse, with status 403, what is decided of a whole return by whoever answers for a part."""
    if own_indicators(request):
        raise HTTPException(403)
