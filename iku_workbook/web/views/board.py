"""The board: where every unit stands, and what needs a person first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.periods import short_label
from iku_workbook.report.standing import MARKS, late_words, rows
from iku_workbook.web.pages import render, say_for
from iku_workbook.web.request import snapshot_of


def board(request: Request) -> Response:
    """The matrix of units by periods."""
    say, found = say_for(request), snapshot_of(request).overview
    return render(
        request,
        "board.html",
        overview=found,
        names=found.names(),
        periods=[short_label(each, say.language) for each in found.periods],
        rows=list(rows(found, late_words, say)),
        marks=MARKS,
    )
