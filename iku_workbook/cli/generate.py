"""``iku generate``: a workbook for each unit that reports."""

from __future__ import annotations

from pathlib import Path

import click

from iku_workbook.campaign.lookup import chosen_units, period_of
from iku_workbook.campaign.office import now, whoever
from iku_workbook.cli.command import LocalPath, Place, Verb, forcible, parallel
from iku_workbook.cli.reporting import note_exports
from iku_workbook.cli.session import Session, named_files, pass_session
from iku_workbook.periods import label


@click.command("generate", cls=Verb)
@click.option("--period", "code", metavar="P", required=True)
@click.option("--unit", "units", metavar="CODE", multiple=True)
@click.option("-o", "--out", "out", metavar="DIR", type=Place(away=True, folder=True))
@click.option("--previous", "previous", metavar="PATH", multiple=True)
@click.option("--prefill", "prefill", metavar="FILE", type=LocalPath())
@forcible
@click.option("--bare", "bare", is_flag=True)
@parallel
@pass_session
def command(
    session: Session,
    code: str,
    units: tuple[str, ...],
    out: Path | None,
    previous: tuple[str, ...],
    prefill: Path | None,
    bare: bool,
) -> int:
    """Write the workbooks and print where each is."""
    from iku_workbook.campaign.generate import generate
    from iku_workbook.campaign.outputs import Kind
    from iku_workbook.campaign.values_file import inputs_from_file

    definition = (campaign := session.campaign()).definition()
    chosen = chosen_units(definition, units, period := period_of(definition, code))
    with session.progress(len(chosen)) as advance:
        made = generate(
            campaign,
            definition,
            period,
            chosen,
            by=whoever(),
            at=now(),
            out=out,
            earlier=named_files(previous) if previous else None,
            inputs=inputs_from_file(definition, prefill) if prefill else {},
            bare=bare,
            outputs=session.outputs(Kind.FORMS),
            executor=session.executor(),
            progress=advance,
        )
    session.send(made.files)
    click.echo("\n".join(map(session.shown, made.workbooks)))
    about = {"period": label(period, session.language), "folder": session.shown(made.folder)}
    session.note(session.say("cli.generated", count=len(chosen), **about))
    if made.archive:
        session.note(session.say("cli.distributed", file=session.shown(made.archive)))
        note_exports(session, campaign, "zip", [made.archive], period, hashes=made.hashes)
    return 0
