"""``iku approve``, ``return``, ``accept``, ``reopen``, ``waive``, ``undo``: decisions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Place, Verb, Words, forcible
from iku_workbook.cli.reporting import answers_to, note_answers, note_cleared
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iku_workbook.definition.model import Unit
    from iku_workbook.registry.records import DecisionKind
    from iku_workbook.returns import Return

_unit = click.argument("unit", metavar="UNIT")
_period = click.option("--period", "code", metavar="P", required=True)
_by = click.option("--as", "by", metavar="NAME", type=Words())
_reason = click.option("--reason", "reason", metavar="TEXT", type=Words(), required=True)


@click.command("approve", cls=Verb)
@click.argument("units", metavar="[UNIT...]", nargs=-1)
@click.option("--all", "everyone", is_flag=True)
@_period
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--indicator", "indicators", metavar="ID", multiple=True)
@click.option("--note", "reason", metavar="TEXT", type=Words())
@pass_session
def approve(
    session: Session,
    units: tuple[str, ...],
    everyone: bool,
    code: str,
    by: str,
    indicators: tuple[str, ...],
    reason: str | None,
) -> int:
    """Approve a unit's return, or those of several units, or of all."""
    from iku_workbook.registry.records import DecisionKind

    if everyone == bool(units):
        raise OperatorError("approve-whom")
    if len(units) == 1:
        [unit] = units
        about = (unit, code, by, reason or "")
        return _of_unit(session, DecisionKind.APPROVE, "approved", *about, indicators=indicators)
    return _several(session, units, code, by, reason or "", indicators)


@click.command("return", cls=Verb)
@_unit
@_period
@_by
@click.option("--note", "reason", metavar="TEXT", type=Words(), required=True)
@click.option("--keep-older", "keep_older", is_flag=True)
@click.option("--corrections", "corrections", metavar="DIR", type=Place())
@forcible
@pass_session
def send_back(
    session: Session,
    unit: str,
    code: str,
    by: str | None,
    reason: str,
    keep_older: bool,
    corrections: Path | None,
) -> int:
    """Send a unit's return back for correction, and write the reply to it."""
    from iku_workbook.registry.records import DecisionKind

    what = DecisionKind.REFUSE if keep_older else DecisionKind.RETURN
    return _of_unit(session, what, "sent-back", unit, code, by, reason, corrections)


@click.command("accept", cls=Verb)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--note", "reason", metavar="TEXT", type=Words())
@pass_session
def accept(session: Session, number: int, by: str, reason: str | None) -> int:
    """Let a return that awaits a decision take the place of the accepted one."""
    from iku_workbook.campaign.review import accept as take

    campaign = session.campaign()
    returned = take(campaign, number, by=by, at=now(), reason=reason or "")
    _say(session, campaign.definition().units, "taken", returned)
    return 0


@click.command("reopen", cls=Verb)
@_unit
@_period
@_by
@_reason
@pass_session
def reopen(session: Session, unit: str, code: str, by: str | None, reason: str) -> int:
    """Withdraw an approval, so that newer returns count again."""
    from iku_workbook.registry.records import DecisionKind

    return _of_unit(session, DecisionKind.REOPEN, "reopened", unit, code, by, reason)


@click.command("waive", cls=Verb)
@click.argument("finding", metavar="FINDING")
@_by
@_reason
@pass_session
def waive(session: Session, finding: str, by: str | None, reason: str) -> int:
    """Waive a finding: it stays on record and no longer counts."""
    from iku_workbook.campaign.review import waive as let_pass

    campaign = session.campaign()
    returned = let_pass(campaign, finding, by=by or whoever(), at=now(), reason=reason)
    _say(session, campaign.definition().units, "waived", returned, finding=finding)
    return 0


@click.command("undo", cls=Verb)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--note", "reason", metavar="TEXT", type=Words(), required=True)
@pass_session
def undo(session: Session, number: int, by: str, reason: str) -> int:
    """Undo a decision: it stays on record and no longer holds."""
    from iku_workbook.campaign.review import undo as take_back

    campaign = session.campaign()
    decided, returned = take_back(campaign, number, by=by, at=now(), reason=reason)
    about = {"by": decided.by, "at": decided.at, "undoes": str(decided.undoes)}
    what = session.say(f"standing.decided_{decided.what}", **about)
    session.tell(session.say("cli.undone", number=number, what=what))
    if returned is not None and returned.unit is not None:
        _say(session, campaign.definition().units, "stands", returned)
    return 0


def _several(
    session: Session,
    names: tuple[str, ...],
    code: str,
    by: str,
    reason: str,
    indicators: tuple[str, ...],
) -> int:
    """Approve the returns of several units, of all where none is named; 1 where one could not be
    approved, which is then named with the reason.
    """
    from iku_workbook.campaign.lookup import chosen_units, period_of
    from iku_workbook.campaign.review import approve_each
    from iku_workbook.periods import label
    from iku_workbook.results.naming import names_of
    from iku_workbook.safe_text import short

    campaign, say = session.campaign(), session.say
    definition = campaign.definition()
    units = chosen_units(definition, names, period := period_of(definition, code))
    found = approve_each(
        campaign, units, period, by=by, at=now(), reason=reason, indicators=indicators
    )
    known = names_of(definition.reporting)
    new = [short(known[each.unit.code]) for each in found if each.new]
    left = [each for each in found if each.why is not None]
    before = len(found) - len(new) - len(left)
    counts = {"units": len(found), "period": label(period, session.language)}
    session.tell(say("cli.approved-several", count=len(new), **counts))
    if new:
        session.tell(f"  {', '.join(new)}")
    if before:
        session.tell(say("cli.approved-before", count=before))
    if left:
        session.tell(say("cli.approved-not", count=len(left)))
    for each in left:
        number = each.returned.number if each.returned else ""
        why = say(f"cli.not-approved-{each.why}", number=number)
        session.tell(f"  {short(known[each.unit.code])} ({each.unit.code}): {why}")
    return int(bool(left))


def _of_unit(
    session: Session,
    what: DecisionKind,
    sentence: str,
    unit: str,
    code: str,
    by: str | None,
    reason: str,
    corrections: Path | None = None,
    indicators: tuple[str, ...] = (),
) -> int:
    """Carry one decision about a unit's return out, and say what holds now."""
    from iku_workbook.campaign.answers import write_replies
    from iku_workbook.campaign.kept_file import bytes_of
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.campaign.review import decide
    from iku_workbook.campaign.unsettled import unit_of

    campaign = session.campaign()
    definition = campaign.definition()
    with campaign.registry() as registry:
        known = unit_of(campaign, definition, registry, unit)
    period = period_of(definition, code)
    by = by or whoever()
    returned = decide(
        campaign, what, known, period, by=by, at=now(), reason=reason, indicators=indicators
    )
    sentence = "approved-some" if indicators and returned.approval is None else sentence
    counted = {"some": len(returned.approvals), "count": len(returned.indicators)}
    _say(session, (*definition.units, known), sentence, returned, **counted)
    with campaign.registry() as registry:
        read = partial(bytes_of, registry)
        forms, force = campaign.forms(), session.force
        answers = answers_to(forms, read, campaign, corrections=corrections, by=by, force=force)
        for each in answers:
            write_replies(each, [returned])
        note_answers(session, answers)
    note_cleared(session, campaign, forms, answers)
    return 0


def _say(
    session: Session, units: Iterable[Unit], sentence: str, returned: Return, **data: Any
) -> None:
    from iku_workbook.report.grouping import outcome_words, period_name, unit_name
    from iku_workbook.safe_text import short

    names = {unit.code: unit.title for unit in units}
    say = session.say
    session.tell(
        say(
            f"cli.{sentence}",
            unit=unit_name(returned, names, say),
            period=period_name(returned, say),
            file=short(returned.file),
            verdict=outcome_words(returned, say).lower(),
            **data,
        )
    )
