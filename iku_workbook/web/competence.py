"""What somebody at the page may decide, by the list of staff; what is not theirs they can see."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from iku_workbook.campaign.staff import person_of
from iku_workbook.web.request import campaign_of, visitor_of


def may_decide(request: Request) -> bool:
    """Whether whoever asks answers for all indicators, and so for a whole return: so does who is
    on no list, which only somebody on the office's own computer can be.
    """
    campaign = campaign_of(request)
    person = person_of(campaign, visitor_of(request).name)
    if person is None:
        return True
    return all(person.answers_for(each.code) for each in campaign.definition().indicators)


def demand_competence(request: Request) -> None:
    """Refuse, with status 403, what whoever asks may not decide."""
    if not may_decide(request):
        raise HTTPException(403)
