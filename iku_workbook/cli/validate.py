"""``iku validate``: what returned workbooks say, and what is wrong with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.outgoing import Outgoing
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.checks.forms import Forms
    from iku_workbook.returns import Return
    from iku_workbook.sources import Source

FORMATS = ("text", "json", "jsonl", "csv", "html")


@click.command("validate", cls=Verb)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--definition", "definition", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--corrections", "answers", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    definition: Path | None,
    answers: Path | None,
    jobs: int,
) -> int:
    """Check every file, write the report, and write what goes back to the units."""
    forms = known_forms(session, definition)
    sources = named(paths)
    outgoing = Outgoing(session, answers, sources, forms) if answers else None
    form = form or _by_suffix(out)
    if form == "jsonl":
        found = _write_in_turn(session, forms, sources, jobs, out, outgoing)
    else:
        returns = _validated(session, forms, sources, jobs)
        _report(session, returns, form, out, forms)
        if outgoing:
            outgoing.answer_all(returns)
        found = status(returns)
    if out is not None:
        session.note(session.say("cli.written", file=out))
    if outgoing:
        outgoing.note()
    return found


def known_forms(session: Session, definition: Path | None) -> Forms:
    """What workbooks are held against: a definition's form, or those of the campaign."""
    from iku_workbook.checks.forms import Forms

    if definition is None:
        return session.campaign().forms()
    from iku_workbook.definition import load

    return Forms.of_definition(load(definition)[0])


def checked(session: Session, forms: Forms, paths: Sequence[str], jobs: int) -> list[Return]:
    """Every file that the paths name, checked, while a person may watch how far it has come."""
    return _validated(session, forms, named(paths), jobs)


def named(paths: Sequence[str]) -> list[Source]:
    """The files that the paths name, ``-`` standing for those on standard input."""
    from iku_workbook.sources import gather

    return gather(paths, map(os.fsdecode, sys.stdin.buffer) if "-" in paths else ())


def _validated(
    session: Session, forms: Forms, sources: Sequence[Source], jobs: int
) -> list[Return]:
    from iku_workbook.batch import validate

    with session.progress(len(sources)) as advance:
        return validate(sources, forms, jobs=jobs, progress=advance)


def _write_in_turn(
    session: Session,
    forms: Forms,
    sources: Sequence[Source],
    jobs: int,
    out: Path | None,
    outgoing: Outgoing | None,
) -> int:
    """A line for each file as soon as it is done; a person who watches the lines needs no bar."""
    from iku_workbook.batch import validate_in_turn
    from iku_workbook.report import json

    found = 0
    file = session.whole(out) if out else nullcontext(sys.stdout.buffer)
    with file as lines, session.progress(len(sources) if out else 0) as advance:
        for each in validate_in_turn(sources, forms, jobs=jobs, progress=advance):
            lines.write(json.line(each, session.language).encode())
            lines.flush()
            if outgoing:
                outgoing.answer_all([each])
            found |= status([each])
    return found


def rendered(returns: Sequence[Return], form: str, language: str, names: dict[str, str]) -> str:
    """The report in one of the formats."""
    from iku_workbook.report import csv, html, json, text

    if form == "json":
        return json.render(returns, language)
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


def _report(
    session: Session, returns: Sequence[Return], form: str, out: Path | None, forms: Forms
) -> None:
    names = {unit.code: unit.name for unit in forms.current.units}
    if form == "text" and out is None:
        _show(session, returns, names)
    else:
        _write(session, rendered(returns, form, session.language, names), out)


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
