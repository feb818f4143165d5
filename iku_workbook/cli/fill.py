"""``iku fill``: values put into a workbook's input cells, for samples, tests and prefilling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.checks.known_forms import Forms
    from iku_workbook.layout import Layout
    from iku_workbook.messages import Catalogue


@click.command("fill", cls=Verb)
@click.argument("workbook", metavar="WORKBOOK", type=click.Path(path_type=Path))
@click.argument("values", metavar="VALUES", type=click.Path(path_type=Path))
@click.option("-o", "--out", "out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--definition", "definition", metavar="FILE", type=click.Path(path_type=Path))
@pass_session
def command(
    session: Session, workbook: Path, values: Path, out: Path | None, definition: Path | None
) -> int:
    """Write a filled copy; the workbook itself stays as it is unless OUT names it."""
    from iku_workbook.campaign.values_file import read_values, typed
    from iku_workbook.cli.validate import known_forms
    from iku_workbook.workbook.fill import fill

    forms = known_forms(session, definition)
    data = workbook.read_bytes()
    layout = layout_of(data, forms, workbook.name, session.say)
    filled = fill(data, layout, typed(layout, read_values(values)))
    if out is None:
        out = workbook.with_stem(f"{workbook.stem}-{session.say('cli.filled-suffix')}")
    session.save(out, filled)
    click.echo(out)
    return 0


def layout_of(data: bytes, forms: Forms, name: str, say: Catalogue) -> Layout:
    """The layout of a form of ours; OperatorError with what is wrong for anything else."""
    from iku_workbook.checks.file.recognise import recognise
    from iku_workbook.findings import Finding
    from iku_workbook.workbook.reading.budget import Unreadable
    from iku_workbook.workbook.reading.workbook import read

    try:
        _, form, findings = recognise(read(data, forms.budget()), forms, name)
    except Unreadable as error:
        form, findings = None, [Finding(error.code, name, data=error.data)]
    if form is None:
        wrong = say.finding(findings[-1])
        raise OperatorError("no-form", file=name, reason=wrong.text, advice=wrong.hint)
    return form.layout
