"""``iku diff-results``: which results changed between two files or days, and why."""

from __future__ import annotations

import sys

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.reporting import note_bad_records
from iku_workbook.cli.session import Session, format_of, pass_session

FORMATS = ("text", "json")


@click.command("diff-results", cls=Verb)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--period", "code", metavar="P")
@click.option("--format", "form", type=click.Choice(FORMATS))
@pass_session
def command(session: Session, one: str, other: str, code: str | None, form: str | None) -> int:
    """Compare the results; 0 where none is another, 1 where one is."""
    from iku_workbook.campaign.diff_results import diff_results
    from iku_workbook.report.diff_results import as_json, lines

    campaign = session.campaign()
    found = diff_results(campaign, one, other, code)
    if format_of(None, form, FORMATS) == "json":
        sys.stdout.buffer.write(as_json(found.diff).encode())
    else:
        from iku_workbook.cli.screen import screen, tell

        console = screen()
        for indent, line in lines(found.diff, session.say):
            tell(console, f"{'  ' * indent}{line}")
    doubts = (year.doubts(session.say) for year in found.years)
    for sentence in dict.fromkeys(each for some in doubts for each in some):
        session.note(sentence)
    return max(int(found.diff.differs), note_bad_records(session, [campaign]))
