"""Receive: files come in, each with a fate of its own; above them what is wrong with all."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from iku_workbook.campaign.arrivals import Arrival, as_spans
from iku_workbook.campaign.intake import Kept
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.hidden import HIDDEN
from iku_workbook.messages import Catalogue
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry.records import Receipt
from iku_workbook.report.causes import Cause, CauseKind, causes
from iku_workbook.report.grouping import (
    Counts,
    count,
    outcome,
    outcome_words,
    period_name,
    unit_name,
)
from iku_workbook.report.labelled import labelled
from iku_workbook.report.standing import MARKS
from iku_workbook.results.naming import names_of
from iku_workbook.returns import Return
from iku_workbook.web import incoming
from iku_workbook.web.arrived import arrived
from iku_workbook.web.clerk_work import Reply, Upload
from iku_workbook.web.incoming import Arrived
from iku_workbook.web.mishaps import status_of
from iku_workbook.web.pages import refusal, render, say_for
from iku_workbook.web.request import campaign_of, clerk_of, trays_of, visitor_of

WAITS, REPLACED = "waiting", "replaced"
_KINDS = {
    CauseKind.UNREADABLE: "page_receive.kind-unreadable",
    CauseKind.FOREIGN: "page_receive.kind-foreign",
    CauseKind.WRONG: "report.error",
    CauseKind.ASKED: "report.warning",
    CauseKind.NOTE: "report.info",
}
"""What each kind of cause is called: of what a finding weighs, as everywhere."""
_DAYS = 6  # on which files came last, and which can be chosen
_OWED = frozenset({Verdict.NEEDS_CORRECTION, Verdict.REJECTED})
_MARKS = {**MARKS, str(Verdict.NO_RETURN): "–", WAITS: "…", REPLACED: "→"}


def receive(request: Request) -> Response:
    """What came lately, and where more is put; for htmx that part alone that changes."""
    return _page(request)


async def take(request: Request) -> Response:
    """Take in the files of a form, and say what became of each: for a script in JSON."""
    for_script = "application/json" in request.headers.get("accept", "")
    try:
        kept = await _taken(request)
    except (OperatorError, OSError) as error:
        return _refused(request, error, for_script)
    say = say_for(request)
    numbers = [each.outcome.number for each in kept if isinstance(each.outcome, Receipt)]
    said = [_said(each, say, request, alone=for_script) for each in kept if not each.new]
    if not kept:
        said = [{"words": say("page_receive.nothing-in-it"), "href": ""}]
    if for_script:
        return JSONResponse({"numbers": numbers, "said": said})
    if said:
        return await asyncio.to_thread(_page, request, numbers=as_spans(numbers) or "0", said=said)
    return RedirectResponse(f"{request.url.path}?{urlencode({'numbers': as_spans(numbers)})}", 303)


async def look(request: Request) -> Response:
    """Examine what waits, also what could not be examined before."""
    await clerk_of(request).look(campaign_of(request).root, again=True)
    return RedirectResponse(request.url.path.removesuffix("/look"), 303)


async def answer(request: Request) -> Response:
    """An archive of what goes back for what is shown; a page that says so where nothing does."""
    campaign = await asyncio.to_thread(campaign_of, request)
    query = request.query_params
    asked = query.get("numbers", ""), query.get("day", "")
    shown = (await asyncio.to_thread(arrived, campaign, *asked)).shown
    numbers = tuple(sorted(each.receipt.number for each in shown))
    trays, clerk = trays_of(request), clerk_of(request)
    made = trays.of(campaign.root / HIDDEN) / f"{secrets.token_hex(16)}.zip"
    gone = BackgroundTask(made.unlink, missing_ok=True)
    try:
        found = await clerk.reply(Reply(campaign.root, numbers, made, visitor_of(request).name))
    except OperatorError:
        made.unlink(missing_ok=True)
        raise
    if not found:
        made.unlink(missing_ok=True)
        return refusal(request, "no-answers", 404)
    day = shown[0].day.isoformat()
    name = f"{say_for(request)('page_receive.answers-name')}-{day}.zip"
    return FileResponse(made, media_type="application/zip", filename=name, background=gone)


async def _taken(request: Request) -> list[Kept]:
    """What became of the files of a form."""
    campaign = await asyncio.to_thread(campaign_of, request)
    trays, clerk = trays_of(request), clerk_of(request)
    form = await incoming.read_form(request, trays.of(campaign.root / HIDDEN), incoming.LIMITS)
    try:
        if not form.files:
            raise OperatorError("upload-none")
        by = visitor_of(request).name

        def upload(file: Arrived) -> Upload:
            return Upload(campaign.root, file.path, file.name, by)

        answers = await asyncio.gather(*(clerk.keep(upload(each)) for each in form.files))
        return [each for answer in answers for each in answer.kept]
    finally:
        form.clear()


def _refused(request: Request, error: OperatorError | OSError, for_script: bool) -> Response:
    known = OperatorError.of(error)
    say = say_for(request)
    if for_script:
        return JSONResponse({"words": known.in_words(say)}, status_of(known))
    return _page(request, messages=list(known.messages(say)), status=status_of(known))


def _said(kept: Kept, say: Catalogue, request: Request, *, alone: bool) -> dict[str, str]:
    """What is said of a file that added nothing: it came before, or nothing of it is kept. One that
    came ``alone`` is named already.
    """
    whose = "" if alone and kept.source.member is None else f"{kept.source.name}: "
    if isinstance(kept.outcome, Receipt):
        own = kept.outcome
        key = "came-before" if own.name == kept.source.name else "came-before-as"
        words = say(f"page_receive.{key}", at=own.at, number=str(own.number), other=own.name)
        base = request.url.path.removesuffix("/receive")
        return {"words": f"{whose}{words}", "href": f"{base}/returns/{own.number}"}
    told = say.finding(kept.outcome.findings[0])
    return {"words": f"{whose}{told.text} {told.hint}", "href": ""}


def _page(
    request: Request,
    *,
    numbers: str = "",
    status: int = 200,
    messages: Sequence[object] = (),
    said: Sequence[object] = (),
) -> Response:
    query = request.query_params
    numbers = numbers or query.get("numbers", "")
    definition, days, shown = arrived(campaign_of(request), numbers, query.get("day", ""))
    part = request.headers.get("hx-request") == "true"
    return render(
        request,
        "receive_came.html" if part else "receive.html",
        status,
        part=part,
        any=bool(days),
        days=days[:_DAYS],
        day=shown[0].day if shown and not numbers else None,
        limit=incoming.LIMITS.file // MEGABYTE,
        limit_bytes=incoming.LIMITS.file,
        messages=messages,
        said=said,
        **_addresses(request),
        **_came(request, shown, definition),
    )


def _addresses(request: Request) -> dict[str, str]:
    """What is shown, as an address says it: all of it, without the cause, and the files alone."""
    query = request.query_params
    return {
        "address": f"{request.url.path}?{query}" if query else request.url.path,
        "plain": urlencode([(key, each) for key, each in query.items() if key != "cause"]),
        "chosen": urlencode([(key, query[key]) for key in ("numbers", "day") if key in query]),
    }


def _came(request: Request, shown: Sequence[Arrival], definition: Definition) -> dict[str, object]:
    """The files that are shown, their causes, and how it stands with those that wait."""
    say, clerk = say_for(request), clerk_of(request)
    names = names_of(definition.units)
    returns = [each.returned for each in shown if each.returned and each.newer is None]
    replaced = sum(each.newer is not None for each in shown)
    found = causes(returns)
    cause = next((one for one in found if one.code == request.query_params.get("cause")), None)
    waiting = sum(each.returned is None for each in shown)
    trouble = clerk.standing(campaign_of(request).root).trouble if waiting else None
    return {
        "causes": [_cause(each, names, definition, say) for each in found],
        "cause": cause,
        "lines": [_line(each, names, say) for each in _of(cause, shown)],
        "marks": _MARKS,
        "counts": _counts(returns, replaced, say),
        "waiting": waiting,
        "total": len(shown),
        "trouble": list(trouble.messages(say)) if trouble is not None else [],
        "owing": any(each.verdict in _OWED for each in returns),
        "faults": any(each.verdict is Verdict.NOT_EXAMINED for each in returns),
    }


def _of(cause: Cause | None, shown: Sequence[Arrival]) -> list[Arrival]:
    return [each for each in shown if cause is None or each.receipt.number in cause.returns]


def _counts(returns: Sequence[Return], replaced: int, say: Catalogue) -> list[tuple[str, int]]:
    """What became of the files, and how many another has taken the place of."""
    counted = [(say(f"report.{state}"), number) for state, number in count(returns).shown.items()]
    return [each for each in (*counted, (say("page_receive.replaced"), replaced)) if each[1]]


def _line(arrival: Arrival, names: Mapping[str, str], say: Catalogue) -> dict[str, object]:
    """One file as the table has it."""
    returned = arrival.returned
    line: dict[str, object] = {
        "receipt": arrival.receipt,
        "state": WAITS,
        "word": say("page_receive.waiting"),
        "newer": arrival.newer,
        **dict.fromkeys(("unit", "period", "found"), ""),
    }
    if returned is None:
        return line
    line |= {"unit": unit_name(returned, names, say), "period": period_name(returned, say)}
    if arrival.newer is not None:
        return {**line, "state": REPLACED, "word": say("page_receive.replaced")}
    state = outcome(returned)
    found = _found(count([returned]), say)
    return {**line, "state": state, "word": outcome_words(returned, say), "found": found}


def _found(counts: Counts, say: Catalogue) -> str:
    """How many findings there are of each weight; nothing where there are none."""
    weighed = (("errors", counts.errors), ("checks", counts.warnings))
    return ", ".join(say(f"page_receive.{key}", count=found) for key, found in weighed if found)


def _extent(each: Cause, say: Catalogue) -> str:
    """Of how many units it is, of how many files of none, and how often."""
    counted = (("units", each.units), ("others", each.others), ("times", each.findings))
    return ", ".join(say(f"page_receive.extent-{key}", count=own) for key, own in counted if own)


def _cause(
    each: Cause, names: Mapping[str, str], definition: Definition, say: Catalogue
) -> dict[str, object]:
    """One cause as the table has it: what to do is said of its example."""
    told = say.finding(labelled(each.example, definition))
    place = "!".join(part for part in (each.example.sheet, each.example.cell) if part)
    return {
        "code": each.code,
        "kind": each.kind.name.lower(),
        "word": say(_KINDS[each.kind]),
        "title": told.title or told.text,
        "text": told.text,
        "hint": told.hint,
        "where": f"{unit_name(each.of, names, say)}{f', {place}' if place else ''}",
        "extent": _extent(each, say),
    }
