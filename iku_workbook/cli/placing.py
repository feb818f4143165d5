"""``iku assign`` and ``dismiss``: whose a file of no unit is, or that it is nobody's return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now
from iku_workbook.cli.command import Verb, Words
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.placing import Placed

_number = click.argument("number", metavar="NUMBER", type=click.IntRange(1))
_by = click.option("--as", "by", metavar="NAME", type=Words(), required=True)
_reason = click.option("--note", "reason", metavar="TEXT", type=Words(), required=True)


@click.command("assign", cls=Verb)
@_number
@click.argument("unit", metavar="UNIT")
@click.option("--period", "code", metavar="P")
@_by
@_reason
@pass_session
def assign(session: Session, number: int, unit: str, code: str | None, by: str, reason: str) -> int:
    """Give a file of no unit to a unit."""
    from iku_workbook.campaign.lookup import known_unit, period_of, unit_there
    from iku_workbook.campaign.placing import assign as give
    from iku_workbook.report.grouping import period_name
    from iku_workbook.safe_text import short

    campaign = session.campaign()
    definition = campaign.definition()
    period = period_of(definition, code) if code else None
    known = known_unit(unit, definition.reporting)
    known = unit_there(definition, unit, period) if period else known
    given = give(campaign, number, known, period, by=by, at=now(), reason=reason)
    about = {"unit": short(known.title), "period": period_name(given.file, session.say)}
    session.tell(session.say("cli.assigned", number=number, file=short(given.file.file), **about))
    _say_how_to_undo(session, given)
    return 0


@click.command("dismiss", cls=Verb)
@_number
@_by
@_reason
@pass_session
def dismiss(session: Session, number: int, by: str, reason: str) -> int:
    """Set a file aside that is nobody's return."""
    from iku_workbook.campaign.placing import dismiss as set_aside
    from iku_workbook.safe_text import short

    campaign = session.campaign()
    left = set_aside(campaign, number, by=by, at=now(), reason=reason)
    session.tell(session.say("cli.dismissed", number=number, file=short(left.file.file)))
    _say_how_to_undo(session, left)
    return 0


def _say_how_to_undo(session: Session, placed: Placed) -> None:
    """The number of the decision, which no list shows once the file is on none; and where it was
    made before, that nothing was recorded anew.
    """
    if not placed.new:
        session.note(session.say("cli.placed-before"))
    session.note(session.say("cli.placed-undo", decision=placed.decision))
