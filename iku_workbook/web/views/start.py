"""The start: which campaigns there are, and a new one from three answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook import resources
from iku_workbook.campaign import region
from iku_workbook.campaign.first_start import Begun, NextYear, begin, go_on, next_years
from iku_workbook.campaign.offered import Offered
from iku_workbook.campaign.office import now
from iku_workbook.campaign.own_files import CONTACTS, STAFF
from iku_workbook.campaign.planned_figures import example_figures
from iku_workbook.campaign.region import Place
from iku_workbook.definition import load
from iku_workbook.definition.mistakes import DefinitionError
from iku_workbook.definition.model import YEARS, Definition
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue, Message
from iku_workbook.unit_words import words_of_all
from iku_workbook.web.pages import base_of, desk_of, refusal, render, say_for
from iku_workbook.web.request import typed_number, visitor_of
from iku_workbook.web.visitor import PASS_COOKIE

LARGEST = 4 << 20  # bytes: a definition, as a file or typed, and its list of units
_SHOWN = 40  # sub-districts of a name
OWN = "own"
"""The answer of an office that brings its own definition."""
_ALONG = {CONTACTS: "page_start.next-contacts", STAFF: "page_start.next-staff"}
"""What is said of a file that goes along into the next year; the others are Word templates."""


@dataclass
class Answers:
    """What a person has answered so far; it comes back with every refusal.

    text   the definition of their own; ``units`` its list of units, where that is a file of its own
    wrong  by question, what is to be mended
    """

    words: str = ""
    place: str = ""
    year: str = ""
    definition: str = ""
    text: str = ""
    units: bytes = b""
    wrong: dict[str, str] = field(default_factory=dict)


def start(request: Request) -> Response:
    """The campaigns that are there, and the three questions."""
    return _page(request, Answers(year=str(now().year)))


def places(request: Request) -> Response:
    """The sub-districts of a name, as the part of the page that is replaced while one types."""
    found = _search(request.query_params.get("words", ""))
    return render(request, "start_places.html", answers=Answers(), found=found, part=True)


def stop(request: Request) -> Response:
    """End the program: for who sits at the computer on which it runs."""
    if request.cookies.get(PASS_COOKIE) != desk_of(request).secret:
        return refusal(request, "stranger", 403)
    stopped = render(request, "stopped.html")
    stopped.background = BackgroundTask(request.app.state.stop)
    return stopped


async def make(request: Request) -> Response:
    """Look a name up, or make the campaign; whoever is refused finds all that they answered."""
    async with request.form(max_files=2, max_part_size=LARGEST) as form:
        answers = await _answers(form)
        only_search = form.get("do") == "search"
    if only_search:
        return await run_in_threadpool(_page, request, answers)
    _look(request, answers)
    if answers.wrong:
        return await run_in_threadpool(_page, request, answers, 422)
    try:
        begun = await run_in_threadpool(_begun, request, answers)
    except OperatorError as error:
        told = list(error.messages(say_for(request)))
        mistaken = error if isinstance(error, DefinitionError) else None
        return await run_in_threadpool(_page, request, answers, 422, told, mistaken)
    return _to_forms(begun)


async def go_on_with(request: Request) -> Response:
    """Begin the next year of an office from its last one."""
    async with request.form() as form:
        name = str(form.get("from", ""))
    return await run_in_threadpool(_go_on, request, name)


def _go_on(request: Request, name: str) -> Response:
    desk = desk_of(request)
    found = [each for each in _next_years(request) if each.campaign.root.name == name]
    try:
        if not found:
            raise OperatorError("no-next-year", name=name)
        begun = go_on(desk.home, found[0], by=visitor_of(request).name, at=now())
    except OperatorError as error:
        told = list(error.messages(say_for(request)))
        return _page(request, Answers(year=str(now().year)), 422, told)
    return _to_forms(begun)


def _next_years(request: Request) -> list[NextYear]:
    desk = desk_of(request)
    return next_years(desk.campaign(name) for name in desk.names())


def _along(following: NextYear, say: Catalogue) -> str:
    """What goes along, in words."""
    say = say.naming(words_of_all(following.definition, say.language))
    name, count = following.campaign.root.name, len(following.definition.reporting)
    definition = say("page_start.next-along", name=name, count=count)
    words = (say(_ALONG.get(name, "page_start.next-templates")) for name in following.along)
    return "; ".join((definition, *dict.fromkeys(words)))


def _to_forms(begun: Begun) -> Response:
    look = ",".join(map(str, begun.look_at))
    name, period = begun.campaign.root.name, begun.period.code
    return RedirectResponse(f"{base_of(name)}/send?period={period}&look={look}&made=1", 303)


async def _answers(form: FormData) -> Answers:
    def said(name: str) -> str:
        value = form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    async def sent(name: str) -> bytes:
        value = form.get(name)
        return await value.read() if isinstance(value, UploadFile) else b""

    file = await sent("file")
    text = file.decode("utf-8-sig", errors="replace") if file else said("text")
    asked = (said("words"), said("place"), said("year"))
    return Answers(*asked, OWN if file else said("definition"), text, await sent("units"))


def _look(request: Request, answers: Answers) -> None:
    """Note what was left unanswered, or cannot be."""
    say, wrong = say_for(request), answers.wrong
    first, last = YEARS
    if not first <= typed_number(answers.year) <= last:
        wrong["year"] = say("page_start.wrong-year", first=str(first), last=str(last))
    if answers.definition == OWN and not answers.text:
        wrong["file"] = say("page_start.wrong-file")
    elif answers.definition not in {OWN, *resources.templates()}:
        wrong["definition"] = say("page_start.wrong-definition")
    if not answers.place and answers.definition != OWN:
        wrong["words"] = say("page_start.wrong-place")


def _begun(request: Request, answers: Answers) -> Begun:
    home, by = desk_of(request).home, visitor_of(request).name
    place, year = answers.place or None, typed_number(answers.year)
    if answers.definition != OWN:
        return begin(home, answers.definition, subdistrict=place, year=year, by=by, at=now())
    with Offered(answers.text.encode(), answers.units).laid_out() as file:
        return begin(home, file, subdistrict=place, year=year, by=by, at=now())


def _page(
    request: Request,
    answers: Answers,
    status: int = 200,
    told: Sequence[Message] = (),
    mistaken: DefinitionError | None = None,
) -> Response:
    found, unlisted = None, None
    try:
        found = _search(answers.words)
        chosen = region.place(answers.place) if answers.place else None
        if chosen is not None and chosen not in found:
            found = [chosen, *found]
    except OperatorError as error:
        unlisted = next(iter(error.messages(say_for(request))))
        answers.place = ""
    shipped = [(name, *_shipped(name)) for name in resources.templates()]
    if len(shipped) == 1 and not answers.definition:
        answers.definition = shipped[0][0]
    return render(
        request,
        "start.html",
        status,
        answers=answers,
        found=found,
        part=False,
        unlisted=unlisted,
        told=told,
        mistakes=_mistakes(request, mistaken, answers.text),
        campaigns=_campaigns(request),
        following=[(each, _along(each, say_for(request))) for each in _next_years(request)],
        home=str(desk_of(request).home),
        shipped=shipped,
        years=YEARS,
    )


def _search(words: str) -> list[Place]:
    return region.search(words)[:_SHOWN]


def _mistakes(
    request: Request, error: DefinitionError | None, text: str
) -> list[tuple[int, int, str, str]]:
    """Each mistake as line, column, what is wrong, and the line itself."""
    lines, say = text.splitlines(), say_for(request)
    found = []
    for each in error.mistakes if error else ():
        words = say.message("definition", each.code, **each.data)
        line = lines[each.line - 1] if 0 < each.line <= len(lines) else ""
        found.append((each.line, each.column, f"{words.text} {words.hint}".strip(), line))
    return found


def _campaigns(request: Request) -> list[tuple[str, Definition | None]]:
    """The campaigns by name, with what each measures; None where that cannot be read."""
    desk = desk_of(request)
    found: list[tuple[str, Definition | None]] = []
    for name in desk.names():
        try:
            definition = desk.campaign(name).definition()
        except (OperatorError, OSError):
            found.append((name, None))
        else:
            found.append((name, definition))
    return found


@cache
def _shipped(name: str) -> tuple[Definition, int]:
    """A shipped definition, and how many of its figures are examples."""
    file = resources.template(name)
    return load(file)[0], len(example_figures(file))
