"""Renders the templates: every text is escaped, made visible and cut, whoever wrote it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from iku_workbook.errors import OperatorError
from iku_workbook.messages import LANGUAGES, Catalogue, Message
from iku_workbook.periods import Period, PeriodError, label
from iku_workbook.report.pages import environment
from iku_workbook.safe_text import visible
from iku_workbook.unit_words import words_of_all
from iku_workbook.web.static import version

if TYPE_CHECKING:
    from iku_workbook.web.desk import Desk

LANGUAGE_COOKIE = "iku-language"
ROOMS = ("board", "send", "receive", "decide", "results", "log")
"""What the bar of every page leads to, in the order of a quarter's work."""
MORE_ROOMS = ("people", "definition", "upkeep")
"""What is looked for now and then."""
_NEVER = frozenset({404, 405})
"""Statuses of what comes to the same if it is asked for once more."""
_REFUSED = frozenset({400, 408, 409, 413, 422, 503, 507})
"""Statuses of a form that is refused, with what to do about it."""


def desk_of(request: Request) -> Desk:
    """The desk that the page stands on."""
    desk: Desk = request.app.state.desk
    return desk


def language_of(request: Request) -> str:
    """The language that a person has chosen, else that of the run."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    app = request.scope.get("app")
    return chosen if chosen in LANGUAGES else app.state.desk.language if app else LANGUAGES[0]


class PageWords(Catalogue):
    """The sentences in one language, as the page says them: a period by its name, not by the code
    that commands ask for.
    """

    def message(self, area: str, code: str, /, **data: object) -> Message:
        """As :meth:`Catalogue.message`."""
        with suppress(PeriodError):
            data["period"] = label(Period.parse(str(data.get("period"))), self.language)
        return super().message(area, code, **data)


@cache
def _words(language: str) -> PageWords:
    return PageWords(language, on_page=True)


def say_for(request: Request) -> Catalogue:
    """The sentences in that language, with the words for the units of the campaign at hand."""
    say = _words(language_of(request))
    campaign = request.path_params.get("campaign")
    if campaign is None:
        return say
    with suppress(OperatorError, OSError):  # a page that says so has neutral words
        definition = desk_of(request).campaign(campaign).definition()
        return say.naming(words_of_all(definition, say.language))
    return say


def render(request: Request, template: str, /, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page, or a part of one, from ``templates/``.

    Beside what is given it knows ``say``, ``language``, ``request``, the ``visitor``, the ``base``
    of the campaign's addresses where it is about one, and why the visitor ``cannot`` do what one of
    these is for. A text is ``whole`` where it is shown to its end, and ``carried``, as it is, where
    the page's form sends it back.
    """
    language = language_of(request)
    say = say_for(request)
    campaign = request.path_params.get("campaign")
    known = {
        "say": say,
        "rooms": [(each, say(f"frame.room-{each}")) for each in ROOMS],
        "more_rooms": [(each, say(f"frame.room-{each}")) for each in MORE_ROOMS],
        "language": language,
        "languages": LANGUAGES,
        "request": request,
        "visitor": request.scope.get("iku.visitor"),
        "campaign": campaign,
        "again": None,
        "base": _base(request),
        "version": version,
        "whole": whole,
        "carried": escape,
        "cannot": lambda address: request.app.state.cannot(request, address),
    }
    html = _environment().get_template(template).render({**known, **shown})
    return HTMLResponse(html, 200 if status in _REFUSED and _is_sent_by_hand(request) else status)


def _is_sent_by_hand(request: Request) -> bool:
    """Whether a person sent a form and goes on with the page that answers it. Its status is that of
    a page: a browser tells its console of any other as an error. Programs are told how it went.
    """
    return request.method == "POST" and request.headers.get("sec-fetch-mode") == "navigate"


def part(request: Request, template: str, /, **shown: Any) -> Markup:
    """A part of a page that is kept: it knows ``say`` and ``base`` alone, and not who looks."""
    known = {"say": say_for(request), "base": _base(request)}
    return Markup(_environment().get_template(template).render({**known, **shown}))


def base_of(campaign: str) -> str:
    """The beginning of a campaign's addresses: its folder may bear any name."""
    return f"/campaigns/{quote(campaign, safe='')}"


def _base(request: Request) -> str:
    campaign = request.path_params.get("campaign")
    return base_of(campaign) if campaign else ""


def refusal(request: Request, why: str, status: int, /, **data: object) -> HTMLResponse:
    """The page that says why nothing was done, and what to do; ``why`` is a key of ``frame``."""
    said = say_for(request).message("frame", f"refused-{why}", **data)
    again = again_at(request) if status not in _NEVER else None
    return render(request, "refused.html", status, again=again, messages=[said])


def again_at(request: Request) -> str | None:
    """Where somebody goes on who was refused: the same page once more, or the one whose form they
    sent, where the browser says it and it is one of ours.
    """
    if request.method == "GET":
        return request.url.path
    came = urlsplit(request.headers.get("referer", ""))
    return came.path if came.netloc == request.url.netloc and came.path else None


def whole(text: str) -> Markup:
    """A text of several lines that is shown to its end: a message, a definition."""
    return Markup("\n").join(escape(visible(line)) for line in text.splitlines())


@cache
def _environment() -> Environment:
    return environment(_template)


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")
