"""``iku extend``: a later day for one unit."""

from __future__ import annotations

import datetime

import click

from iku_workbook.campaign.office import now
from iku_workbook.cli.command import Verb, Words
from iku_workbook.cli.session import Session, pass_session


@click.command("extend", cls=Verb)
@click.argument("unit", metavar="UNIT")
@click.option("--period", "code", metavar="P", required=True)
@click.option("--until", "until", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--reason", "reason", metavar="TEXT", type=Words())
@pass_session
def command(
    session: Session,
    unit: str,
    code: str,
    until: datetime.datetime,
    by: str,
    reason: str | None,
) -> int:
    """Give one unit a later day for a period."""
    from iku_workbook.campaign.extension import extend
    from iku_workbook.campaign.lookup import period_of, unit_there
    from iku_workbook.periods import label
    from iku_workbook.safe_text import short

    campaign = session.campaign()
    definition = campaign.definition()
    period = period_of(definition, code)
    known = unit_there(definition, unit, period)
    given = extend(campaign, known, period, until.date(), by=by, at=now(), reason=reason or "")
    about = {"unit": short(known.title), "period": label(period, session.language)}
    session.tell(session.say("cli.extended", **about, day=given.until))
    return 0
