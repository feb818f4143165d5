"""One return to be decided on: what it asks, what changed, and every decision about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from iku_workbook.campaign import placing, review
from iku_workbook.campaign.correspondence import Told, told_now
from iku_workbook.campaign.decidable import Decidable, decidable
from iku_workbook.campaign.decision_queue import Queue, decision_queue
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.lookup import known_unit, period_of, unit_there
from iku_workbook.campaign.office import now
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.messages import Catalogue
from iku_workbook.periods import Period, label, periods_of
from iku_workbook.registry.records import DecisionKind
from iku_workbook.report.grouping import period_name
from iku_workbook.report.journal import sentence, who
from iku_workbook.report.labelled import labelled, naming
from iku_workbook.report.return_changes import ShownChange, changes_between
from iku_workbook.report.standing import MARKS, state_of_return
from iku_workbook.safe_text import is_readable
from iku_workbook.web.competence import demand_competence, own_indicators
from iku_workbook.web.pages import base_of, render, say_for
from iku_workbook.web.request import campaign_of, typed_number, visitor_of
from iku_workbook.web.shown import shown

_SENDS_BACK = frozenset({DecisionKind.RETURN, DecisionKind.REFUSE})
_NEEDS_REASON = frozenset(DecisionKind) - {DecisionKind.APPROVE, DecisionKind.ACCEPT}


@dataclass(frozen=True, slots=True)
class _Act:
    """A decision that somebody has sent: on which return, of which indicators where not of all, and
    with which words.
    """

    campaign: CampaignFolder
    what: DecisionKind
    number: int
    form: FormData
    about: Mapping[str, Any]
    indicators: tuple[str, ...]

    @property
    def seen(self) -> int | None:
        return typed_number(self.form.get("seen")) or None

    def word(self, name: str) -> str:
        """What was typed into a field."""
        return str(self.form.get(name, "")).strip()


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided just now.

    number, unit  of the return that it was about; empty where it was about several
    told          what its unit is to be told of it; None where that is nothing
    """

    text: str
    number: str = ""
    unit: str = ""
    told: Told | None = None


def decision(request: Request) -> Response:
    """One return of the queue."""
    return _shown(request, request.path_params["number"])


async def act(request: Request) -> Response:
    """Decide, and go on to the next return or back to this one."""
    async with request.form() as form:
        return await run_in_threadpool(_act, request, form)


def _shown(
    request: Request,
    number: int,
    status: int = 200,
    error: OperatorError | None = None,
    **typed: str,
) -> Response:
    say, campaign = say_for(request), campaign_of(request)
    forms, may = _forms(campaign), not own_indicators(request)
    found = decidable(campaign, forms, number)
    state, state_word = state_of_return(found.returned, say)
    since = error.entries if isinstance(error, review.HappenedSince) else ()
    told = partial(sentence, say=say, named=naming(forms.current))
    return render(
        request,
        "decision.html",
        status,
        decision=found,
        typed=typed,
        wrong=list(error.messages(say)) if error else [],
        since=[(each, who(each, say), told(each)) for each in since],
        only=_only(request, typed),
        changes=_changes(found, forms, say),
        findings=[
            (handle if may else None, each, say.finding(labelled(each, forms.current)))
            for handle, each in found.findings
        ],
        figures=list(_figures(found, forms, say)),
        log=[(each, who(each, say), told(each)) for each in found.log],
        done=done(request) if status == 200 else None,
        state=state,
        state_word=state_word,
        marks=MARKS,
        units=forms.current.reporting,
        **_words(request, found),
    )


def done(request: Request) -> Done | None:
    """What was decided just now, as the address names it: ``12.approve``."""
    number, _, what = request.query_params.get("done", "").partition(".")
    say, campaign = say_for(request), campaign_of(request)
    if what not in _ACTS or not typed_number(number):
        return None
    with campaign.registry() as registry:
        returned = registry.return_of(typed_number(number))
    if returned is None:
        return None
    forms = _forms(campaign)
    names = {unit.code: unit.title for unit in forms.current.units}
    whose = (names.get(returned.unit or "", returned.file), period_name(returned, say))
    if what == "approve" and returned.approval is None and returned.approvals:
        what = "approve-part"
    said = say(f"page_decide.done-{what}", what=", ".join(filter(None, whose)))
    back = what in _SENDS_BACK and returned.verdict is Verdict.NEEDS_CORRECTION
    return Done(said, number, whose[0], told_now(campaign, forms, returned) if back else None)


def _words(request: Request, found: Decidable) -> dict[str, Any]:
    say = say_for(request)
    definition = campaign_of(request).definition()
    own, visitor = own_indicators(request), visitor_of(request)
    open_ = [each for each in own if each in found.returned.indicators]
    open_ = [each for each in open_ if each not in found.returned.approvals]
    acts = {str(each) for each in found.acts}
    if own:
        acts &= {"approve"} if open_ and found.returned.approval is None else set()
    labels = {each.code: each.name for each in definition.indicators}
    every = periods_of(definition.year, definition.cadence)
    return {
        "period_name": label(found.period, say.language) if found.period else "",
        "every_period": [(each.code, label(each, say.language)) for each in every],
        "acts": acts,
        "may": not own,
        "own": [labels.get(each, each) for each in own],
        "labels": labels,
        "on_behalf": visitor if not visitor.chosen else None,
    }


def _changes(found: Decidable, forms: Forms, say: Catalogue) -> tuple[ShownChange, ...]:
    known = forms.unit(forms.current, found.unit.code) if found.unit else None
    if known is None or found.compared is None:
        return ()
    layout = forms.layout(forms.current, known.kind, Period.parse(str(found.returned.period)))
    return changes_between(found.compared.before, found.compared.now, layout, say)


def _figures(found: Decidable, forms: Forms, say: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    """Each indicator of this unit: its code, its name, this period's value and the last one's."""
    for each in forms.current.indicators:
        parts = (found.returned.indicators, found.previous)
        values = [one[each.code].value if each.code in one else None for one in parts]
        if each.code in found.returned.indicators:
            this, last = (shown(value, say, each.decimals) for value in values)
            yield each.code, each.name, this, last


def _forms(campaign: CampaignFolder) -> Forms:
    return Forms(campaign.definition(), None, campaign.issued)


def _act(request: Request, form: FormData) -> Response:
    number, name = request.path_params["number"], request.path_params["act"]
    if name not in _ACTS:
        raise HTTPException(404)
    what, own = DecisionKind(name), own_indicators(request)
    if what is not DecisionKind.APPROVE:
        demand_competence(request)
    reason = str(form.get("reason", "")).strip()
    about = {"by": visitor_of(request).name, "at": now(), "reason": reason}
    made = _Act(campaign_of(request), what, number, form, about, own)
    base = base_of(request.path_params["campaign"])
    go_on = form.get("then") == "next"
    only = _only(request, form)
    following = _queue(made, only).after(number) if go_on else None
    try:
        if what in _NEEDS_REASON and not is_readable(reason):
            raise OperatorError("reason-wanted")
        _ACTS[what](made)
    except OperatorError as error:
        status = 400 if error.code in _TYPED_WRONG else 409
        return _shown(request, number, status, error, **_typed(form, what))
    if go_on:
        to = f"/decide/{following}" if following else "/decide"
        said = {"done": f"{number}.{what}", **({"period": only} if only else {})}
        return RedirectResponse(f"{base}{to}?{urlencode(said)}", 303)
    return RedirectResponse(f"{base}/decide/{number}?done={number}.{what}", 303)


def _queue(made: _Act, only: str) -> Queue:
    """What awaits whoever decides: of one period alone where the queue shows no other."""
    own = decision_queue(made.campaign).of_indicators(made.indicators)
    return own.for_period(only) if only else own


def _only(request: Request, form: Mapping[str, Any]) -> str:
    """The period that the queue was cut to, as the address or the form says it; empty for all."""
    return str(form.get("only") or request.query_params.get("period") or "")


_TYPED_WRONG = frozenset({"reason-wanted", "no-words", "nothing-ticked", "no-unit"})


def _typed(form: FormData, what: DecisionKind) -> dict[str, str]:
    fields = {name: str(value) for name, value in form.items() if name not in {"seen", "finding"}}
    ticked = " ".join(str(each) for each in form.getlist("finding"))
    return {**fields, "act": str(what), "findings": ticked}


def _of_unit(made: _Act) -> None:
    found = decidable(made.campaign, _forms(made.campaign), made.number)
    if found.unit is None or found.period is None:
        raise OperatorError("no-receipt", number=str(made.number))
    whose = (found.unit, found.period)
    own = [each for each in made.indicators if each in found.returned.indicators]
    if made.indicators and not own:
        raise HTTPException(403)
    review.decide(made.campaign, made.what, *whose, indicators=own, seen=made.seen, **made.about)


def _reopen(made: _Act) -> None:
    """Take an approval back: of this return, or of the one that keeps it from counting."""
    found = decidable(made.campaign, _forms(made.campaign), made.number)
    if found.returned.overruled is None:
        _of_unit(made)
    else:
        review.replace_approved(made.campaign, made.number, seen=made.seen, **made.about)


def _accept(made: _Act) -> None:
    review.accept(made.campaign, made.number, seen=made.seen, **made.about)


def _waive(made: _Act) -> None:
    handles = [str(each) for each in made.form.getlist("finding")]
    own = [each for each in handles if each.partition(".")[0] == str(made.number)]
    if not own:
        raise OperatorError("nothing-ticked")
    review.waive(made.campaign, *own, seen=made.seen, **made.about)


def _undo(made: _Act) -> None:
    review.undo(made.campaign, typed_number(made.form.get("decision")), **made.about)


def _assign(made: _Act) -> None:
    definition = made.campaign.definition()
    unit = known_unit(made.word("unit"), definition.reporting)
    period = period_of(definition, made.word("period")) if made.word("period") else None
    unit = unit_there(definition, unit.code, period) if period else unit
    placing.assign(made.campaign, made.number, unit, period, seen=made.seen, **made.about)


def _dismiss(made: _Act) -> None:
    placing.dismiss(made.campaign, made.number, seen=made.seen, **made.about)


_ACTS: Mapping[str, Callable[[_Act], None]] = {
    DecisionKind.APPROVE: _of_unit,
    DecisionKind.RETURN: _of_unit,
    DecisionKind.REFUSE: _of_unit,
    DecisionKind.REOPEN: _reopen,
    DecisionKind.ACCEPT: _accept,
    DecisionKind.WAIVE: _waive,
    DecisionKind.UNDO: _undo,
    DecisionKind.ASSIGN: _assign,
    DecisionKind.DISMISS: _dismiss,
}
