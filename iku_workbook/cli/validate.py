"""``iku validate``: check returned workbooks without storing them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from iku_workbook.campaign.office import whoever
from iku_workbook.cli.command import LocalPath, Place, Verb, forcible, parallel
from iku_workbook.cli.reporting import Report, answers_to
from iku_workbook.cli.session import Session, format_of, named_files, pass_session
from iku_workbook.report import FORMATS


@click.command("validate", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@click.option("--definition", "definition", metavar="FILE", type=LocalPath())
@click.option("--corrections", "corrections", metavar="DIR", type=Place())
@click.option("--migrate", "migrate", metavar="DIR", type=Place())
@forcible
@click.option("--period", "code", metavar="P")
@parallel
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    definition: Path | None,
    corrections: Path | None,
    migrate: Path | None,
    code: str | None,
) -> int:
    """Check every file, write the report, and write what goes back to the units."""
    from iku_workbook.campaign.batch import validate, validate_in_turn

    form = format_of(out, form, FORMATS)
    forms = session.known_forms(definition, code)
    files = named_files(paths)
    by_name = {file.name: file for file in files}
    check = validate_in_turn if form == "jsonl" else validate
    answers = answers_to(
        forms,
        lambda each: by_name[each.file].read(),
        None if definition else session.campaign(),
        corrections=corrections,
        migrate=migrate,
        by=whoever(),
        force=session.force,
    )
    report = Report(session, form, out, forms, len(files), answers)
    return report.write(partial(check, files, forms, executor=session.executor()))
