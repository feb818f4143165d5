"""``iku validate``: what returned workbooks say, and what is wrong with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.outgoing import outgoing
from iku_workbook.cli.reporting import FORMATS, Report, by_suffix
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign.sources import Source
    from iku_workbook.checks.known_forms import Forms
    from iku_workbook.returns import Return


@click.command("validate", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--definition", "definition", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--corrections", "answers", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--migrate", "migrate", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--period", "code", metavar="P")
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    definition: Path | None,
    answers: Path | None,
    migrate: Path | None,
    code: str | None,
    jobs: int,
) -> int:
    """Check every file, write the report, and write what goes back to the units."""
    from iku_workbook.campaign.batch import validate, validate_in_turn

    forms = known_forms(session, definition)
    ask_for(forms, code)
    sources = named(paths)
    by_name = {source.name: source for source in sources}
    form = form or by_suffix(out)
    check = validate_in_turn if form == "jsonl" else validate
    back = outgoing(
        session,
        forms,
        lambda each: by_name[each.file].read(),
        answers=answers,
        migrate=migrate,
    )
    report = Report(session, form, out, forms, len(sources), back)
    return report.write(partial(check, sources, forms, jobs=jobs))


def known_forms(session: Session, definition: Path | None) -> Forms:
    """What workbooks are held against: a definition's form, or those of the campaign."""
    from iku_workbook.checks.known_forms import Forms

    if definition is None:
        return session.campaign().forms()
    from iku_workbook.definition import load

    return Forms.of_definition(load(definition)[0])


def ask_for(forms: Forms, code: str | None) -> None:
    """Take returns for this period alone, where one is asked for."""
    from iku_workbook.campaign.lookup import period_of

    forms.period = period_of(forms.current, code) if code is not None else None


def checked(session: Session, forms: Forms, paths: Sequence[str], jobs: int) -> list[Return]:
    """Every file that the paths name, checked, while a person may watch how far it has come."""
    from iku_workbook.campaign.batch import validate

    sources = named(paths)
    with session.progress(len(sources)) as advance:
        return validate(sources, forms, jobs=jobs, progress=advance)


def named(paths: Sequence[str]) -> list[Source]:
    """The files that the paths name, ``-`` standing for those on standard input."""
    from iku_workbook.campaign.sources import gather

    return gather(paths, map(os.fsdecode, sys.stdin.buffer) if "-" in paths else ())
