"""``iku reexamine``, and what is said of returns that other commands examined again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Verb, Words, parallel
from iku_workbook.cli.reporting import note_flaws, note_redefined
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.outdated import Due
    from iku_workbook.campaign.reexamine import Reexamined
    from iku_workbook.campaign.results import Selection
    from iku_workbook.definition import Definition


@click.command("reexamine", cls=Verb)
@click.option("--unit", "unit", metavar="CODE")
@click.option("--period", "code", metavar="P")
@click.option("--by", "by", metavar="NAME", type=Words())
@parallel
@pass_session
def command(session: Session, unit: str | None, code: str | None, by: str | None) -> int:
    """Examine received returns again, those of a unit or a period, or all."""
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.campaign.outdated import chosen
    from iku_workbook.campaign.reexamine import reexamine
    from iku_workbook.campaign.unsettled import unit_of

    campaign = session.campaign()
    forms = campaign.forms()
    period = period_of(forms.current, code).code if code is not None else None
    heard = Heard(session, forms.current)
    campaign.keep(forms.current)
    with campaign.registry() as registry, registry.writing(by or whoever(), now()):
        known = unit_of(campaign, forms.current, registry, unit) if unit is not None else None
        wanted = chosen(registry, known.code if known else None, period)
        with session.progress(len(wanted)) as advance:
            for each in reexamine(
                registry, forms, wanted, now, executor=session.executor(), again=True
            ):
                heard(each)
                advance(1)
    heard.sum_up()
    if not wanted:
        session.note(session.say("cli.reexamine-nothing"))
    return heard.status


class Heard:
    """Says of each return that was examined again what has come of it, and in the end how many
    stayed as they were.
    """

    def __init__(self, session: Session, definition: Definition) -> None:
        self.session, self.status = session, 0
        self._names = {unit.code: unit.title for unit in definition.units}
        self._same: Counter[str] = Counter()
        self._gone: dict[str, None] = {}

    def __call__(self, each: Reexamined) -> None:
        """Take note of one."""
        from iku_workbook.findings import Verdict

        if each.now.verdict is Verdict.NOT_EXAMINED:
            self.status = 2
        elif each.turned:
            self.status = max(self.status, 1)
        why = self._why(each.due)
        self._gone |= dict.fromkeys(each.due.gone)
        if each.same:
            self._same[why] += 1
        else:
            self.session.note(self._line(each, why))

    def sum_up(self) -> None:
        """Say how many stayed as they were, by why they were examined; and what is gone."""
        say = self.session.say
        if self._gone:
            self.session.note(say("cli.gone", names=", ".join(self._gone)))
        for why, count in self._same.items():
            self.session.note(say("cli.reexamined-same", count=count, why=why))

    def _why(self, due: Due) -> str:
        changed = ", ".join(due.changed)
        return self.session.say(f"cli.reexamined-{due.why}", changed=changed)

    def _line(self, each: Reexamined, why: str) -> str:
        from iku_workbook.report.grouping import period_name, unit_name
        from iku_workbook.safe_text import short

        say = self.session.say
        asked = each.now.outdated
        line = say(
            "cli.reexamined-asked" if asked else "cli.reexamined",
            why=why,
            unit=unit_name(each.now, self._names, say),
            code=each.now.unit,
            period=period_name(each.now, say),
            file=short(each.now.file),
            before=say(f"report.{each.before.verdict}").lower(),
            now=say(f"report.{each.now.verdict}").lower(),
        )
        wrong = None if asked else each.cause
        return f"{line} {short(say.finding(wrong).text)}" if wrong else line


def _bring_up_to_date(session: Session, campaign: CampaignFolder) -> int:
    """Examine again what today may judge otherwise, and say so; the exit status that follows."""
    from iku_workbook.campaign.reexamine import bring_up_to_date as examine_again

    heard = Heard(session, campaign.definition())
    known = examine_again(
        campaign, by=whoever(), clock=now, executor=session.executor(), told=heard
    )
    if not known:
        session.note(session.say("cli.definition-not-noted"))
    heard.sum_up()
    return heard.status


def look_over(session: Session, campaign: CampaignFolder, chosen: Selection) -> Callable[[], int]:
    """Say what is to be seen to before results are computed from a registry: what is examined
    again and, once it is asked for, which records are not believed; that gives the exit status that
    follows. With ``-j`` they are looked for while results are computed.
    """
    from iku_workbook.campaign.upkeep import bad_records_meanwhile

    if chosen.files is not None:
        return lambda: 0
    today = chosen.is_of_today(campaign.zone)
    turned = _bring_up_to_date(session, campaign) if today else 0
    together = [campaign, *chosen.others]
    redefined = note_redefined(session, together) if chosen.others else 0
    found = bad_records_meanwhile(together, session.executor())
    return lambda: max(turned, redefined, note_flaws(session, found()))
