"""What programmes have spent: a table to be filled in, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.office import now
from iku_workbook.campaign.spending import Key, name_of, put, stamp_of, typed_spending
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Programme
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import periods_of, short_label
from iku_workbook.registry.spendings import Spent
from iku_workbook.results.money import rupiah
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, typed_number, visitor_of


class Cell(NamedTuple):
    """One amount to be typed: its name in the form, of what period, what stands there, what is
    wrong with it, and what is kept where that is something else.
    """

    name: str
    label: str
    text: str
    wrong: str
    held: str


class Row(NamedTuple):
    """A programme's amounts; ``over`` says by how much they exceed its budget."""

    programme: Programme
    budget: str
    spent: str
    over: str
    cells: list[Cell]


def money(request: Request) -> Response:
    """Every programme with what is known of it."""
    return _page(request)


async def keep(request: Request) -> Response:
    """Keep what was typed."""
    async with request.form(max_fields=20_000) as form:
        said = {key: str(value) for key, value in form.items()}
    return await run_in_threadpool(_keep, request, said)


def _keep(request: Request, said: Mapping[str, str]) -> Response:
    campaign = campaign_of(request)
    values, wrong = typed_spending(campaign.definition(), said)
    if wrong:
        return _page(request, said, wrong)
    by, seen = visitor_of(request).name, said.get("instead_of", "")
    try:
        count = put(campaign, values, by=by, at=now(), instead_of=seen)
    except OperatorError as error:
        return _page(request, said, error=error)
    return RedirectResponse(f"{base_of(campaign.root.name)}/money?kept={count}", 303)


def _page(
    request: Request,
    said: Mapping[str, str] | None = None,
    wrong: Mapping[Key, OperatorError] = {},
    error: OperatorError | None = None,
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    definition, stamp = campaign.definition(), stamp_of(campaign)
    if not definition.programmes:
        raise HTTPException(404)
    spent: Spent = {}
    try:
        spent = campaign.spent(definition)
    except OperatorError as own:
        error = error or own
    words = {key: each.in_words(say) for key, each in wrong.items()}
    kept = request.query_params.get("kept")
    periods = periods_of(definition.year, definition.cadence)
    return render(
        request,
        "money.html",
        422 if error or wrong else 200,
        heads=[short_label(each, say.language) for each in periods],
        rows=[_row(definition, each, spent, said, words, say) for each in definition.programmes],
        wrong=wrong,
        told=list(error.messages(say)) if error else [],
        kept=typed_number(kept) if kept is not None else None,
        stamp=stamp,
    )


def _row(
    definition: Definition,
    programme: Programme,
    spent: Spent,
    said: Mapping[str, str] | None,
    wrong: Mapping[Key, str],
    say: Catalogue,
) -> Row:
    cells, known = [], []
    for period in periods_of(definition.year, definition.cadence):
        key = period.code, programme.id
        amount = spent.get(key)
        held = "" if amount is None else say.show(amount)
        text = held if said is None else said.get(name_of(key), "")
        label = short_label(period, say.language)
        cells.append(Cell(name_of(key), label, text, wrong.get(key, ""), held))
        known += [] if amount is None else [amount]
    budget, total = programme.of_year(definition.year), sum(known)
    over = rupiah(total - budget, say) if budget is not None and total > budget else ""
    shown = "–" if budget is None else rupiah(budget, say)
    return Row(programme, shown, rupiah(total, say) if known else "–", over, cells)
