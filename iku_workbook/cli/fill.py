"""``iku fill``: write values into a form's input cells, for samples, tests and prefilling."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.cli.command import LocalPath, Place, Verb, forcible
from iku_workbook.cli.session import Session, format_of, pass_session


@click.command("fill", cls=Verb)
@click.argument("workbook", metavar="WORKBOOK", type=LocalPath())
@click.argument("values", metavar="VALUES", type=LocalPath())
@click.option("-o", "--out", "out", metavar="OUT", type=Place(away=True))
@forcible
@click.option("--definition", "definition", metavar="FILE", type=LocalPath())
@pass_session
def command(
    session: Session, workbook: Path, values: Path, out: Path | None, definition: Path | None
) -> int:
    """Write a filled copy; the workbook itself stays as it is unless OUT names it."""
    from iku_workbook.campaign.outputs import Kind
    from iku_workbook.campaign.values_file import filled_form

    format_of(out, None, ("xlsx",))
    filled = filled_form(workbook, values, session.known_forms(definition))
    if out is None:
        out = workbook.with_stem(f"{workbook.stem}-{session.say('cli.filled-suffix')}")
    session.save(out, filled, Kind.FILLED)
    click.echo(session.shown(out))
    return 0
