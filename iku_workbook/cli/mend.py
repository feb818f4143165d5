"""``iku mend``: corrects a few cells of a return at the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now
from iku_workbook.cli.command import Verb, Words
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.mend import Mended


@click.command("mend", cls=Verb)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@click.argument("cells", metavar="[CELL=VALUE...]", nargs=-1)
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--reason", "reason", metavar="TEXT", type=Words(), required=True)
@pass_session
def command(session: Session, number: int, cells: tuple[str, ...], by: str, reason: str) -> int:
    """Mend cells of a return; 1 where something in it is still to be corrected."""
    from iku_workbook.campaign.mend import mend

    campaign = session.campaign()
    texts = _texts(cells)
    return _say(session, campaign, mend(campaign, number, texts, by=by, clock=now, reason=reason))


def _texts(cells: Sequence[str]) -> dict[str, str]:
    """What is to stand in each cell, by its name."""
    found: dict[str, str] = {}
    for each in cells:
        name, sign, text = each.partition("=")
        if not sign or not name.strip():
            raise OperatorError("mend-cell-form", given=each)
        if name.strip() in found:
            raise OperatorError("mend-twice", name=name.strip())
        found[name.strip()] = text
    return found


def _say(session: Session, campaign: CampaignFolder, done: Mended) -> int:
    """What became of it; the exit status."""
    from iku_workbook.findings import Severity
    from iku_workbook.report.grouping import outcome_words, period_name, unit_name
    from iku_workbook.safe_text import short

    say, returned = session.say, done.returned
    names = {unit.code: unit.title for unit in campaign.definition().units}
    about = {
        "unit": unit_name(returned, names, say),
        "period": period_name(returned, say),
        "verdict": outcome_words(returned, say).lower(),
    }
    session.tell(say("cli.mended", origin=done.origin, number=returned.number, **about))
    for each in done.cells:
        old, new = (short(say.show(value)) or "–" for value in (each.old, each.new))
        session.tell(f"  {say('cli.mended-cell', name=each.name, old=old, new=new)}")
    errors = [each for each in returned.findings if each.severity is Severity.ERROR]
    if errors:
        session.note(say("cli.mended-left", count=len(errors), code=returned.unit))
    return int(returned.weighs)
