"""Results: each figure with its target, and the way down to the cell and the file it came from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.calculations import parts_of
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import kept_file
from iku_workbook.campaign.lookup import known_unit, period_of
from iku_workbook.campaign.office import now
from iku_workbook.campaign.planned_figures import still_examples
from iku_workbook.campaign.results import Selection
from iku_workbook.campaign.versions import FOLDER
from iku_workbook.campaign.write_out import write_out
from iku_workbook.definition.indices import Figure, read_by, readable
from iku_workbook.definition.model import Indicator, Target
from iku_workbook.documents import KINDS
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label, periods_of, short_label
from iku_workbook.report.walk import by_period, formula_in_words, own_goal, shown_result
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.means import means
from iku_workbook.results.money import money_sentences
from iku_workbook.results.naming import together_in_words
from iku_workbook.results.notes import counted, gaps, notes, settled_band
from iku_workbook.results.open_questions import open_questions
from iku_workbook.results.over_units import PART
from iku_workbook.results.walk import walk
from iku_workbook.results.year import Year
from iku_workbook.web import bars
from iku_workbook.web.downloads import download, download_made
from iku_workbook.web.making import Made, Making
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, makings_of, snapshot_of, visitor_of, years_of
from iku_workbook.web.shown import shown, shown_target

FORMS = ("xlsx", "csv", "json")
"""The formats of results that the page offers."""


class Asked(NamedTuple):
    """What an address asks for: a period, as of a day, and whether approved returns alone."""

    campaign: CampaignFolder
    period: Period
    chosen: Selection

    @property
    def query(self) -> str:
        """The same as an address says it."""
        said = {"period": self.period.code}
        if self.chosen.as_of:
            said["as_of"] = self.chosen.as_of.isoformat()
        if self.chosen.approved:
            said["approved"] = "1"
        return urlencode(said)


class Row(NamedTuple):
    """An indicator as a row says it, each figure written as the language does.

    open   whether returns or decisions can still move it into another band
    whole  whether every unit's return is in it
    """

    code: str
    name: str
    unit: str
    numerator: str
    denominator: str
    value: str
    range: str
    target: str
    achievement: str
    band: str
    open: bool
    reported: str
    whole: bool
    notes: tuple[str, ...]
    bars: tuple[bars.Bar, ...]


def results(request: Request) -> Response:
    """The results of a period."""
    asked, number = _asked(request, request.query_params), request.query_params.get("making", "")
    making = makings_of(request).of(asked.campaign, number)
    if making is None:
        return _page(request, asked, lost=bool(number))
    return _awaited(request, asked, making)


def indicator(request: Request) -> Response:
    """One indicator, village by village."""
    asked, say = _asked(request, request.query_params), say_for(request)
    year, code = _year(request, asked), request.path_params["code"]
    found = next((each for each in year.definition.indicators if each.code == code), None)
    if found is None:
        raise HTTPException(404)
    result = year.results.indicators[code]
    units = {unit.code: unit.title for unit in year.definition.units}
    keys = [PART[role] for role in parts_of(found)]
    return render(
        request,
        "results_indicator.html",
        asked=asked,
        named=label(asked.period, say.language),
        row=_row(year, found, say),
        heads=[say(f"results.step_{key}") for key in keys],
        goals=bool(result.goals),
        parts=[
            (
                each,
                units.get(each, each),
                [shown(getattr(own, key), say) for key in keys]
                + [shown(figure, say) for figure in result.goals.get(each, ())],
            )
            for each, own in result.by_unit.items()
        ],
        together=together_in_words(found, say),
        reads=list(_read_by(year, found, say)),
    )


def _read_by(year: Year, index: Indicator, say: Catalogue) -> Iterator[tuple[str, str, str]]:
    """What an index reads: the code of the indicator, which figure of it, and what that is."""
    known = readable(year.definition.indicators)
    for each in map(known.__getitem__, read_by(index)):
        result = year.results.indicators[each.code]
        words = say(f"results.read_{each.figure}", code=each.code)
        if each.figure is Figure.VALUE:
            yield each.code, words, shown(result.value, say, result.places.value)
        else:
            yield each.code, words, shown(result.achievement, say, result.places.achievement)


def figure(request: Request) -> Response:
    """One figure of one village, down to its cells."""
    asked, say = _asked(request, request.query_params), say_for(request)
    year = _year(request, asked)
    unit = known_unit(request.path_params["unit"], year.definition.reporting)
    found = walk(year, unit, request.path_params["name"])
    return render(
        request,
        "results_figure.html",
        asked=asked,
        named=label(asked.period, say.language),
        walk=found,
        goal=own_goal(found.goal, say) if found.goal else "",
        value=shown_result(found.value, found, say),
        whole_value=shown_result(found.whole, found, say),
        steps=[
            (
                each,
                formula_in_words(each, found, say) + by_period(each, say),
                shown(each.value, say),
                shown(each.whole, say),
            )
            for each in found.steps
        ],
        period_of=lambda code: short_label(Period.parse(code), say.language),
        shown=lambda value: shown(value, say),
    )


def file(request: Request) -> Response:
    """A received file, as it came, to be saved."""
    kept = kept_file(campaign_of(request), request.path_params["number"])
    return download_made(lambda path: path.write_bytes(kept.data), kept.name)


def written(request: Request) -> Response:
    """A file of the folder of results, or a former version of one, by its name."""
    files = {each.name: each for each in _files(campaign_of(request))}
    found = files.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return download(found)


async def write(request: Request) -> Response:
    """Write a master, a document or tables; what stood there stays as a version."""
    async with request.form() as sent:
        said = {name: str(value) for name, value in sent.items()}
    return await run_in_threadpool(_write, request, said)


def _write(request: Request, said: dict[str, str]) -> Response:
    asked, kind = _asked(request, said), said.get("kind", "")
    if kind not in (*FORMS, *KINDS):
        raise HTTPException(400)
    by, language = visitor_of(request).name, say_for(request).language
    about = (asked.campaign, kind, asked.period, asked.chosen, language)
    make = partial(_make, *about, by=by, force=said.get("force") == "1")
    making = makings_of(request).begin(
        asked.campaign, (kind, asked.query), f"results?{asked.query}", make
    )
    return _awaited(request, asked, making, wait=True)


def _make(*about: Any, by: str, force: bool) -> Made:
    written = write_out(*about, by=by, clock=now, force=force)
    return Made([each.name for each in written.files], written.noted)


def _awaited(request: Request, asked: Asked, making: Making, *, wait: bool = False) -> Response:
    """What is made, led to; while it is made, the page that says so and looks after it."""
    base = base_of(asked.campaign.root.name)
    if not wait and not making.is_over:
        return _page(request, asked, making=making)
    try:
        made = making.made()
    except OperatorError as error:
        if error.code != "output-not-ours":
            raise
        return _page(request, asked, error, making=making)
    if made is None:
        return RedirectResponse(f"{base}/{making.address}", 303)
    said = [("made", each) for each in made.names] + [("unnoted", "1")] * (not made.noted)
    return RedirectResponse(f"{base}/{making.page}&{urlencode(said)}", 303)


def _page(
    request: Request,
    asked: Asked,
    error: OperatorError | None = None,
    *,
    making: Making | None = None,
    lost: bool = False,
) -> Response:
    say, definition = say_for(request), asked.campaign.definition()
    year: Year | None = None
    why = list(error.messages(say)) if error else []
    try:
        year = _year(request, asked)
    except OperatorError as none:
        why += list(none.messages(say))
    return render(
        request,
        "results.html",
        409 if error else 200,
        asked=asked,
        named=label(asked.period, say.language),
        periods=[
            (each.code, short_label(each, say.language))
            for each in periods_of(definition.year, definition.cadence)
        ],
        year=year,
        rows=[_row(year, each, say) for each in year.definition.indicators] if year else [],
        means=[each.sentence(say) for each in means(year.definition, year.results)] if year else [],
        money=money_sentences(year, say) if year else [],
        said=list(_said(year, say)) if year else [],
        why=why,
        changed=making.about[0] if making is not None and error is not None else "",
        making=making if error is None else None,
        lost=lost,
        what=_named_kind(making.about[0], say) if making is not None else "",
        **_made(request, asked.campaign),
        frame=(bars.WIDTH, bars.HEIGHT),
        examples=len(still_examples(asked.campaign)),
    )


def _made(request: Request, campaign: CampaignFolder) -> dict[str, object]:
    """What was made just now, as the address names it, and all that ever was."""
    files, made = _files(campaign), set(request.query_params.getlist("made"))
    at = partial(datetime.datetime.fromtimestamp, tz=campaign.zone)
    return {
        "made": [each.name for each in files if each.name in made],
        "unnoted": "unnoted" in request.query_params,
        "files": [(each.name, at(each.stat().st_mtime)) for each in files],
    }


def _named_kind(kind: str, say: Catalogue) -> str:
    return say(f"page_results.write-{kind}")


def _asked(request: Request, said: object) -> Asked:
    get = said.get  # type: ignore[attr-defined]  # a form or the query of an address
    campaign = campaign_of(request)
    code, day = get("period", ""), get("as_of", "")
    period = period_of(campaign.definition(), code) if code else snapshot_of(request).period
    try:
        as_of = datetime.date.fromisoformat(day) if day else None
    except ValueError as error:
        raise OperatorError("not-a-date", name="", value=day) from error
    return Asked(campaign, period, Selection(as_of=as_of, approved=get("approved") == "1"))


def _year(request: Request, asked: Asked) -> Year:
    return years_of(request).of(*asked)


def _row(year: Year, about: Indicator, say: Catalogue) -> Row:
    result = year.results.indicators[about.code]
    ends = {name: shown(end, say, places) for name, (end, places) in result.ends(about).items()}
    return Row(
        about.code,
        about.name,
        about.unit_of_measure or "",
        shown(result.numerator, say),
        shown(result.denominator, say),
        shown(result.value, say, result.places.value),
        say("results.range", **ends) if ends else "",
        shown_target(about, result.target, say),
        shown(result.achievement, say, result.places.achievement),
        settled_band(result, say),
        result.bands is not None,
        counted(result, say),
        result.reported == result.expected,
        notes(about, result, say),
        bars.bars(list(_over_time(year, about, say)), len(_all(year))),
    )


def _all(year: Year) -> tuple[Period, ...]:
    return periods_of(year.definition.year, year.definition.cadence)


def _over_time(
    year: Year, about: Indicator, say: Catalogue
) -> Iterator[tuple[str, float | None, Target | None, str]]:
    for each in year.periods:
        found: IndicatorResult = each.indicators[about.code]
        value = shown(found.value, say, found.places.value)
        yield short_label(each.period, say.language), found.value, found.target, value


def _said(year: Year, say: Catalogue) -> Iterator[str]:
    """What is to be known beside the figures."""
    yield from year.doubts(say)
    yield from gaps(year.results, say)
    yield from open_questions(year.definition, year.unsettled, say)


def _files(campaign: CampaignFolder) -> list[Path]:
    """What was written out, the newest first, and the versions that it replaced."""
    folders = (campaign.results, campaign.results / FOLDER)
    found = [each for folder in folders if folder.is_dir() for each in folder.iterdir()]
    plain = [each for each in found if each.is_file() and not each.name.startswith(".")]
    return sorted(plain, key=lambda each: each.stat().st_mtime, reverse=True)
