"""``iku receive``: take returned workbooks in, keep every byte, and say what each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.outgoing import Outgoing, outgoing
from iku_workbook.cli.reporting import FORMATS, Report, by_suffix
from iku_workbook.cli.session import Session, now, pass_session, whoever
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.campaign.sources import Source
    from iku_workbook.checks.known_forms import Forms
    from iku_workbook.registry import Registry


@click.command("receive", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--corrections", "answers", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--migrate", "migrate", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--by", "by", metavar="NAME")
@click.option("--watch", "watch", is_flag=True)
@click.option("--again", "again", is_flag=True)
@click.option("--period", "code", metavar="P")
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    answers: Path | None,
    migrate: Path | None,
    by: str | None,
    watch: bool,
    again: bool,
    code: str | None,
    jobs: int,
) -> int:
    """Take the files in, write the report, and write what goes back to the units."""
    from iku_workbook.campaign.receive import bytes_of
    from iku_workbook.cli.validate import ask_for, named

    campaign = session.campaign()
    forms = campaign.forms()
    ask_for(forms, code)
    with campaign.registry() as registry:
        read = partial(bytes_of, registry)
        back = outgoing(session, forms, read, answers=answers, migrate=migrate)
        desk = _Desk(session, registry, forms, by or whoever(), form, out, back, jobs, again)
        if watch:
            return desk.watch(paths)
        return desk.take(named(paths))


class _Desk:
    """Where files are taken in, once or again and again."""

    def __init__(
        self,
        session: Session,
        registry: Registry,
        forms: Forms,
        by: str,
        form: str | None,
        out: Path | None,
        back: Sequence[Outgoing],
        jobs: int,
        again: bool,
    ) -> None:
        self.session, self.registry, self.forms, self.by = session, registry, forms, by
        self.form, self.out, self.jobs = form or by_suffix(out), out, jobs
        self.back, self.again = back, again

    def take(self, sources: Sequence[Source]) -> int:
        """Take files in and report on them; the exit status."""
        from iku_workbook.campaign.receive import receive

        report = Report(self.session, self.form, self.out, self.forms, len(sources), self.back)
        taken = partial(
            receive,
            self.registry,
            self.forms,
            sources,
            by=self.by,
            clock=now,
            jobs=self.jobs,
            again=self.again,
        )
        return report.write(taken)

    def watch(self, paths: Sequence[str]) -> int:
        """Take in what is put into a folder, until the person ends it."""
        from iku_workbook.campaign.sources import gather
        from iku_workbook.campaign.watch import arrivals
        from iku_workbook.registry import RegistryError

        folder = Path(paths[0])
        if len(paths) > 1 or not folder.is_dir() or self.out is not None:
            raise OperatorError("watch-one-folder")
        self.session.note(self.session.say("cli.watching", folder=folder))
        waiting: list[Path] = []
        for files in arrivals(folder):
            waiting += files
            try:
                self.take(gather([str(each) for each in waiting]))
            except RegistryError as error:
                if error.code != "registry-held":
                    raise
                self.session.note(self.session.say("cli.waiting", **error.data))
            else:
                waiting = []
        return 0
