"""``iku validate``: what returned workbooks say, and what is wrong with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.checks.forms import Forms
    from iku_workbook.returns import Return

FORMATS = ("text", "json", "jsonl", "csv", "html")


@click.command("validate", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--definition", "definition", metavar="FILE", type=click.Path(path_type=Path))
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    definition: Path | None,
    jobs: int,
) -> int:
    """Check every file and write the report."""
    forms = known_forms(session, definition)
    returns = checked(session, forms, paths, jobs)
    names = {unit.code: unit.name for unit in forms.current.units}
    form = form or _by_suffix(out)
    if form == "text" and out is None:
        _show(session, returns, names)
    else:
        _write(session, rendered(returns, form, session.language, names), out)
    if out is not None:
        session.note(session.say("cli.written", file=out))
    return status(returns)


def known_forms(session: Session, definition: Path | None) -> Forms:
    """What workbooks are held against: a definition's form, or those of the campaign."""
    from iku_workbook.checks.forms import Forms

    if definition is None:
        return session.campaign().forms()
    from iku_workbook.definition import load

    return Forms.of_definition(load(definition)[0])


def checked(session: Session, forms: Forms, paths: Sequence[str], jobs: int) -> list[Return]:
    """Every file that the paths name, checked, while a person may watch how far it has come."""
    from iku_workbook.batch import validate
    from iku_workbook.sources import gather

    sources = gather(paths, map(os.fsdecode, sys.stdin.buffer) if "-" in paths else ())
    with session.progress(len(sources)) as advance:
        return validate(sources, forms, jobs=jobs, progress=advance)


def rendered(returns: Sequence[Return], form: str, language: str, names: dict[str, str]) -> str:
    """The report in one of the formats."""
    from iku_workbook.report import csv, html, json, text

    if form == "json":
        return json.render(returns, language)
    if form == "jsonl":
        return "".join(json.line(each, language) for each in returns)
    if form == "csv":
        return csv.render(returns, language, names)
    if form == "html":
        return html.render(returns, language, names)
    return text.render(returns, language, names)


def status(returns: Sequence[Return]) -> int:
    """1 where some workbook has an error finding."""
    from iku_workbook.findings import Verdict

    return int(any(each.verdict is not Verdict.ACCEPTED for each in returns))


def _by_suffix(out: Path | None) -> str:
    """The format that a file's name asks for, text for any other."""
    suffix = out.suffix.lstrip(".").lower() if out else ""
    return suffix if suffix in FORMATS else "text"


def _show(session: Session, returns: Sequence[Return], names: dict[str, str]) -> None:
    """The text, in colour for a person who watches."""
    from iku_workbook.report import text

    if not sys.stdout.isatty():
        click.echo(text.render(returns, session.language, names), nl=False)
        return
    from iku_workbook.cli.screen import screen, styled

    console = screen()
    for line in text.lines(returns, session.language, names, console.width):
        console.print(styled(line), soft_wrap=True)


def _write(session: Session, report: str, out: Path | None) -> None:
    """To the file, whole or not at all; or to standard output, as the bytes of UTF-8."""
    if out is None:
        sys.stdout.buffer.write(report.encode())
    else:
        session.save(out, report.encode())
