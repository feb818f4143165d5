"""``iku receive``: store returned workbooks in the registry, check them, and reply to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import Place, Verb, Words, forcible, parallel
from iku_workbook.cli.reexamine import Heard
from iku_workbook.cli.reporting import (
    Report,
    answers_to,
    note_bad_records,
    note_cleared,
    note_unsettled,
)
from iku_workbook.cli.session import Session, fitted, format_of, named_files, pass_session
from iku_workbook.errors import OperatorError
from iku_workbook.report import FORMATS

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.sources import Source
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.registry import Registry


@click.command("receive", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@click.option("--corrections", "corrections", metavar="DIR", type=Place())
@click.option("--migrate", "migrate", metavar="DIR", type=Place())
@forcible
@click.option("--by", "by", metavar="NAME", type=Words())
@click.option("--watch", "watch", is_flag=True)
@click.option("--again", "again", is_flag=True)
@click.option("--period", "code", metavar="P")
@parallel
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    corrections: Path | None,
    migrate: Path | None,
    by: str | None,
    watch: bool,
    again: bool,
    code: str | None,
) -> int:
    """Store returned files in the registry and check them; write the replies."""
    from iku_workbook.campaign.watch import take_arrivals

    style = format_of(out, form, FORMATS)
    known = session.known_forms(None, code)
    folder = _watched(paths, out) if watch else None
    campaign = session.campaign()
    with campaign.registry() as registry:
        desk = _Desk(session, campaign, registry, style, out, corrections, migrate)
        receiving = partial(desk.take, by=by or whoever(), again=again)

        def take(files: Sequence[Source]) -> int:
            nonlocal known
            known = _of_now(session, code, known)
            return receiving(files, known)

        def wait(error: OperatorError) -> None:
            _say_waiting(session, error)

        if folder is None:
            return receiving(named_files(paths), known)
        session.note(session.say("cli.watching", folder=folder))
        take_arrivals(folder, take, wait, lambda name: session.note_passed_over([name]))
    return 0


@dataclass(frozen=True)
class _Desk:
    """Where files are taken in, and what is written of them."""

    session: Session
    campaign: CampaignFolder
    registry: Registry
    form: str
    out: Path | None
    corrections: Path | None
    migrate: Path | None

    def take(self, files: Sequence[Source], forms: Forms, *, by: str, again: bool) -> int:
        """Store files and check them, by the forms that are known now; the exit status."""
        from iku_workbook.campaign.kept_file import bytes_of
        from iku_workbook.campaign.placing import form_has_come
        from iku_workbook.campaign.receive import Receiving

        session, registry = self.session, self.registry
        self.campaign.keep(forms.current)
        answers = answers_to(
            forms,
            partial(bytes_of, registry),
            self.campaign,
            corrections=self.corrections,
            migrate=self.migrate,
            by=by,
            force=session.force,
            form_has_come=partial(form_has_come, registry, forms),
        )
        bad = note_bad_records(session, [self.campaign])
        heard = Heard(session, forms.current)
        report = Report(session, self.form, self.out, forms, len(files), answers)
        receiving = Receiving(
            registry,
            forms,
            by,
            now,
            session.executor(),
            again,
            told=heard,
            ahead=session.note_ahead,
        )
        found = report.write(partial(receiving.returns, files), partial(receiving.telling, files))
        heard.sum_up()
        note_cleared(session, self.campaign, forms, answers)
        _note_list(session, self.campaign, forms, registry)
        return max(found, heard.status, bad)


_WAITING = {"registry-held": "waiting", "registry-busy": "waiting-busy"}
"""What is said of a registry that somebody else uses; all else is a mistake to be mended."""


def _say_waiting(session: Session, error: OperatorError) -> None:
    """Say why files wait, and that they are taken once that is over."""
    from iku_workbook.cli.explain import explain

    if error.code in _WAITING:
        session.note(session.say(f"cli.{_WAITING[error.code]}", **error.data))
        return
    for line in (*explain(error, session.say), session.say("cli.waiting-mended")):
        click.echo(fitted(line), err=True)


def _of_now(session: Session, code: str | None, known: Forms) -> Forms:
    """The forms as the campaign has them now; those ``known`` while its definition has mistakes."""
    from iku_workbook.cli.explain import explain

    try:
        return session.known_forms(None, code)
    except OperatorError as error:
        for line in explain(error, session.say):
            session.note(line)
        return known


def _note_list(
    session: Session, campaign: CampaignFolder, forms: Forms, registry: Registry
) -> None:
    """Say whose accepted returns are not counted any longer, and who has joined the list."""
    from iku_workbook.campaign.known import KnownCampaign
    from iku_workbook.campaign.unsettled import changes_of_the_list

    known = KnownCampaign(campaign, forms.current)
    note_unsettled(session, forms.current, changes_of_the_list(known, registry))


def _watched(paths: Sequence[str], out: Path | None) -> Path:
    """The folder to watch; OperatorError for anything else, and where one report is asked for."""
    folder = Path(paths[0])
    if len(paths) > 1 or not folder.is_dir() or out is not None:
        raise OperatorError("watch-one-folder")
    return folder
