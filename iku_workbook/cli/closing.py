"""``iku close``: a period whose results were reported, and opening it again."""

from __future__ import annotations

import click

from iku_workbook.campaign.office import now
from iku_workbook.cli.command import Verb, Words
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError


@click.command("close", cls=Verb)
@click.argument("code", metavar="P")
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--note", "note", metavar="TEXT", type=Words())
@click.option("--open", "again", is_flag=True)
@click.option("--reason", "reason", metavar="TEXT", type=Words())
@pass_session
def command(
    session: Session, code: str, by: str, note: str | None, reason: str | None, *, again: bool
) -> int:
    """Close a period, or open it again."""
    from iku_workbook.campaign.closing import close, counted, open_again
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.periods import label

    campaign = session.campaign()
    definition = campaign.definition()
    period = period_of(definition, code)
    if again != (reason is not None) or (again and note):
        raise OperatorError("open-reason")
    named = label(period, session.language)
    if again:
        open_again(campaign, period, by=by, at=now(), reason=reason or "")
        session.tell(session.say("cli.opened", period=named))
        return 0
    close(campaign, period, by=by, at=now(), reason=note or "")
    counts = counted(campaign, definition, period)
    session.tell(session.say("cli.closed", period=named, **counts))
    return 0
