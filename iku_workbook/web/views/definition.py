"""The definition: what is measured, in words; and a new version, with what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.offered import Offered, stamp_of
from iku_workbook.campaign.office import now
from iku_workbook.campaign.planned_figures import still_examples, typed_figures, with_figures
from iku_workbook.campaign.redefine import Proposal, propose, put_in_force, version, versions
from iku_workbook.campaign.reworded_text import with_words
from iku_workbook.definition import Definition
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.model import Programme
from iku_workbook.definition.objectives import text_of
from iku_workbook.definition.yaml_source import named_units
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue, Message
from iku_workbook.results.money import rupiah
from iku_workbook.results.naming import over_time_in_words, together_in_words
from iku_workbook.web.downloads import download, download_made
from iku_workbook.web.editable_words import entries, reworded
from iku_workbook.web.figures import Filled, Table, effects, table
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, visitor_of

LARGEST = 4 << 20  # bytes: a definition as a file, or typed, and its list of units
_NOTHING = Offered(b"")


def definition(request: Request) -> Response:
    """What the campaign measures, as it stands."""
    return _page(request)


def take(request: Request) -> Response:
    """The definition that holds, as a file."""
    campaign = campaign_of(request)
    return download(campaign.definition_file, f"{campaign.root.name}.yaml")


def earlier(request: Request) -> Response:
    """An earlier version, as a file."""
    digest = request.path_params["digest"]
    kept = version(campaign_of(request), digest)
    if kept is None:
        raise HTTPException(404)
    return download_made(lambda path: path.write_bytes(kept.text), f"{digest[:12]}.yaml")


async def offer(request: Request) -> Response:
    """Show what a new version does; put it in force where that was seen and said."""
    async with request.form(max_files=2, max_part_size=LARGEST) as form:
        said = {key: value for key, value in form.items() if isinstance(value, str)}
        sent = {
            key: await value.read() for key, value in form.items() if isinstance(value, UploadFile)
        }
    return await run_in_threadpool(_offer, request, said, sent)


def _offer(request: Request, said: Mapping[str, str], sent: Mapping[str, bytes]) -> Response:
    def content(file: str, text: str) -> bytes:
        return sent.get(file) or said.get(text, "").replace("\r\n", "\n").encode()

    offered = Offered(content("file", "text"), content("units", "list"))
    if digest := said.get("version"):
        offered = version(campaign_of(request), digest) or offered
    accepted = said.get("instead_of", "") if said.get("do") == "accept" else None
    return _proposed(request, offered, accepted, why=" ".join(said.get("why", "").split()))


async def plan(request: Request) -> Response:
    """Show what other targets and baselines do, as they were typed into the table."""
    async with request.form(max_fields=20_000) as form:
        said = {key: str(value) for key, value in form.items()}
        own = {str(each) for each in form.getlist("own")}
    return await run_in_threadpool(_plan, request, said, own)


def _plan(request: Request, said: Mapping[str, str], own: set[str]) -> Response:
    campaign = campaign_of(request)
    typed = typed_figures(campaign.definition(), said)
    if typed.wrong:
        return _page(request, filled=Filled(said, own, typed.wrong))
    if said.get("figures_of") not in {None, stamp_of(campaign)}:
        newer = OperatorError("definition-newer")
        return _page(request, error=newer, filled=Filled(said, own, {}))
    text = with_figures(campaign, typed.values, own)
    return _proposed(request, Offered(text.encode()), None, Filled(said, own, {}))


async def reword(request: Request) -> Response:
    """Show what other words of the form do, as they were typed."""
    async with request.form(max_fields=20_000) as form:
        said = {key: str(value) for key, value in form.items()}
    return await run_in_threadpool(_reword, request, said)


def _reword(request: Request, said: Mapping[str, str]) -> Response:
    campaign = campaign_of(request)
    if said.get("words_of") != stamp_of(campaign):
        return _page(request, error=OperatorError("definition-newer"), said=said)
    return _proposed(request, Offered(with_words(campaign, said).encode()), None)


def _proposed(
    request: Request,
    offered: Offered,
    instead_of: str | None,
    filled: Filled | None = None,
    why: str = "",
) -> Response:
    """What it does; or, where that was seen, put in force. ``instead_of``: what they saw then."""
    campaign = campaign_of(request)
    try:
        proposal = propose(campaign, offered)
        if instead_of is not None:
            by = visitor_of(request).name
            put_in_force(campaign, offered, by=by, at=now(), why=why, instead_of=instead_of)
            return RedirectResponse(f"{base_of(campaign.root.name)}/definition?done=1", 303)
    except DefinitionError as error:
        return _page(request, offered, error=error)
    except OperatorError as error:
        if error.code not in {"definition-changed", "definition-why"}:
            return _page(request, offered, error=error)
        return _page(request, offered, proposal, error, why=why)
    return _page(request, offered, proposal, filled=filled)


def _page(
    request: Request,
    offered: Offered = _NOTHING,
    proposal: Proposal | None = None,
    error: OperatorError | None = None,
    filled: Filled | None = None,
    why: str = "",
    said: Mapping[str, str] | None = None,
) -> Response:
    campaign, say = campaign_of(request), say_for(request)
    stamp = stamp_of(campaign)  # before what is shown of it is read
    held: Definition | None = None
    planned: Table | None = None
    told: list[Message] = list(error.messages(say)) if error else []
    mistaken = error if isinstance(error, DefinitionError) else None
    try:
        held = campaign.definition()
        planned = table(held, still_examples(campaign), filled, say)
    except OperatorError as own:
        if error is None and proposal is None:
            offered, told = Offered(campaign.definition_file.read_bytes()), list(own.messages(say))
            mistaken = own if isinstance(own, DefinitionError) else None
    return render(
        request,
        "definition.html",
        422 if error or (filled and filled.wrong) else 200,
        held=held,
        planned=planned,
        typed=filled is not None,
        proposal=proposal,
        why=why,
        unsaid=error is not None and error.code == "definition-why",
        **_done(held, proposal, say),
        **_of_held(held, said, say),
        told=told,
        **_texts(offered),
        mistakes=_placed(mistaken.mistakes if mistaken else (), say),
        **_kept(campaign),
        stamp=stamp,
    )


def _of_held(
    held: Definition | None, said: Mapping[str, str] | None, say: Catalogue
) -> dict[str, object]:
    """What can be entered, what each indicator is there for and how its values are taken together,
    where it has one, and the programmes.
    """
    if held is None:
        return {"entries": [], "aims": {}, "together": {}, "over_time": {}, "programmes": []}
    together = {each.code: together_in_words(each, say) for each in held.indicators}
    together = {code: words for code, words in together.items() if words}
    return {
        "entries": entries(held, said),
        "aims": {each.code: text_of(held.objectives, each.objective) for each in held.indicators},
        "together": together,
        "over_time": {each.code: over_time_in_words(each, say) for each in held.indicators},
        "programmes": list(_programmes(held, say)),
    }


def _programmes(held: Definition, say: Catalogue) -> Iterator[tuple[Programme, str, str]]:
    """Each programme, the text of what it serves, and its budget."""
    for each in held.programmes:
        budget = each.of_year(held.year)
        shown = "–" if budget is None else rupiah(budget, say)
        yield each, text_of(held.objectives, each.objective), shown


def _done(
    held: Definition | None, proposal: Proposal | None, say: Catalogue
) -> dict[str, Sequence[object]]:
    """What a version does to targets, results and words, and what is odd about it."""
    if proposal is None:
        return {"effects": (), "reworded": (), "warnings": ()}
    return {
        "effects": effects(proposal, say),
        "reworded": reworded(held, proposal.definition) if held else (),
        "warnings": _placed(proposal.warnings, say),
    }


def _kept(campaign: CampaignFolder) -> dict[str, object]:
    """The definition's former versions, and the file that its units are listed in, if any."""
    listed = named_units(campaign.definition_file) or ""
    return {"versions": versions(campaign), "listed": listed}


def _texts(offered: Offered) -> dict[str, str]:
    sent = {"text": offered.text, "units": offered.units}
    return {key: each.decode("utf-8-sig", errors="replace") for key, each in sent.items()}


def _placed(mistakes: Iterable[Mistake], say: Catalogue) -> list[tuple[str, int, int, Message]]:
    """Each as file, line, column, and the words."""
    return [
        (each.file, each.line, each.column, say.message("definition", each.code, **each.data))
        for each in mistakes
    ]
