"""Looking after what is made: a page asks until it is over, and is then led on."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.web.pages import base_of
from iku_workbook.web.request import campaign_of, makings_of


def look(request: Request) -> Response:
    """Nothing while it is made; after that the page that shows it."""
    found = makings_of(request).of(campaign_of(request), request.path_params["number"])
    if found is None:
        return Response(headers={"HX-Refresh": "true"})
    if not found.is_over:
        return Response(status_code=204)
    base = base_of(request.path_params["campaign"])
    return Response(headers={"HX-Redirect": f"{base}/{found.address}"})
