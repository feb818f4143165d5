"""The board: what needs a person first, the results so far, and where every unit stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from iku_workbook.definition.model import Unit
from iku_workbook.messages import Catalogue
from iku_workbook.periods import label, short_label
from iku_workbook.report.next_steps import NextStep, Step
from iku_workbook.report.standing import MARKS, PERIODS_IN_WORDS, listed_names
from iku_workbook.web.cards import cards, why_none
from iku_workbook.web.matrix import SHOWN, rows
from iku_workbook.web.pages import part, render, say_for
from iku_workbook.web.request import snapshot_of, typed_number
from iku_workbook.web.snapshot import Snapshot

ROWS = 200
"""Units on a page of the matrix."""

LEADS = {
    Step.ANSWER: "decide",
    Step.CONFIRM: "decide",
    Step.PLACE: "decide",
    Step.REPORT: "receive",
    Step.HAND_OUT: "send",
    Step.CORRECT: "receive",
    Step.REMIND: "send",
    Step.APPROVE: "decide",
    Step.SPEND: "money",
    Step.PLAN: "definition#targets",
    Step.RENEW: "results",
}
"""The page on which each step is done."""


def board(request: Request) -> Response:
    """The board, its matrix filtered and cut as the address says."""
    say, found = say_for(request), snapshot_of(request)
    overview = found.overview
    chosen = _chosen(request)
    units = found.tally.shown(chosen)
    pages = max(1, -(-len(units) // ROWS))
    page = min(max(typed_number(request.query_params.get("page")), 1), pages)
    shown = units[(page - 1) * ROWS : page * ROWS]
    return render(
        request,
        "board.html",
        overview=overview,
        renewing=found.renewing,
        steps=[_step(each, say) for each in found.steps],
        progress=found.progress,
        period=label(found.period, say.language),
        cards=cards(overview.definition, found.results, say),
        why_none=why_none(found.results, say),
        heads=_heads(found, say),
        drawn=found.drawn.of((say.language, chosen, page), partial(_drawn, request, found, shown)),
        counts=found.tally.settled,
        states=[
            (state, MARKS[state], say(f"standing.{state}"), count)
            for state, count in found.tally.counts.items()
        ],
        chosen=chosen,
        page=page,
        pages=range(1, pages + 1),
        matched=len(units),
        query=lambda number: urlencode({"state": chosen, "page": number}),
    )


def _drawn(request: Request, found: Snapshot, shown: Sequence[Unit]) -> str:
    """The lines of the matrix, which are the same for everybody who looks."""
    say, overview = say_for(request), found.overview
    known = {"rows": rows(overview, shown, found.out, say), "names": overview.names()}
    return part(request, "board_rows.html", heads=_heads(found, say), **known)


def _heads(found: Snapshot, say: Catalogue) -> list[str]:
    return [short_label(each, say.language) for each in found.overview.periods]


def _chosen(request: Request) -> str:
    """The state that the address asks for; empty for all."""
    named = request.query_params.get("state", "")
    return named if named in SHOWN else ""


def _step(each: NextStep, say: Catalogue) -> tuple[str, str, str]:
    """What there is to be done, in words; where; and what the link to it says."""
    named = [short_label(period, say.language) for period in each.periods]
    if len(named) > PERIODS_IN_WORDS:
        named = [say("page_board.several-periods", count=len(named))]
    address = LEADS[each.step] + (f"?period={each.periods[0].code}" if each.periods else "")
    return (
        say(f"page_board.step-{each.step}", count=each.count, period=listed_names(named)),
        address,
        say(f"page_board.do-{each.step}"),
    )
