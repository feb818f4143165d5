"""``iku status``: who has returned, who has not, who must correct; and one unit's whole history."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import today
from iku_workbook.cli.command import Place, Verb, forcible
from iku_workbook.cli.reporting import note_bad_records, note_exports
from iku_workbook.cli.session import Session, format_of, pass_session
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from rich.console import Console

    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.messages import Catalogue
    from iku_workbook.periods import Period
    from iku_workbook.registry import Registry
    from iku_workbook.report.history import History
    from iku_workbook.report.standing import Overview
    from iku_workbook.results.status import Standing

FORMATS = ("text", "json", "csv", "html")
OF_ONE_UNIT = ("text", "json", "csv")
Cells = list[list[tuple[str, str]]]


@click.command("status", cls=Verb)
@click.option("--period", "code", metavar="P")
@click.option("--unit", "unit", metavar="CODE")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@click.option("--messages", "messages", metavar="DIR", type=Place())
@forcible
@pass_session
def command(
    session: Session,
    code: str | None,
    unit: str | None,
    form: str | None,
    out: Path | None,
    messages: Path | None,
) -> int:
    """Show the matrix, or one unit's lineage; write reminders where they are asked for."""
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.campaign.outputs import Kind
    from iku_workbook.campaign.status import begun, overview, remind
    from iku_workbook.campaign.unsettled import unit_of

    campaign = session.campaign()
    definition = campaign.definition()
    day = today(campaign.zone)
    periods = [period_of(definition, code)] if code else begun(definition, day)
    with campaign.registry() as registry:
        if unit is not None:
            if messages is not None:
                raise OperatorError("unit-alone")
            known = unit_of(campaign, definition, registry, unit)
            form = format_of(out, form, OF_ONE_UNIT)
            _of_unit(session, definition, registry, known, periods, form, out)
            _note_export(session, campaign, form, out, periods)
            return note_bad_records(session, [campaign])
        found = overview(campaign, definition, registry, periods, day)
        form = format_of(out, form, FORMATS)
        _write(session, registry, found, form, out)
        _note_export(session, campaign, form, out, periods)
        waiting = len(registry.unexamined()) - len(found.unexamined)
        _note_room(session, registry, shown=out is None and form in (None, "text"))
    bad = _note_odd(session, campaign, found)
    if waiting:
        session.note(session.say("cli.verify-waiting", count=waiting))
    if messages is not None:
        done = remind(found, messages, session.outputs(Kind.REMINDERS))
        bad = max(bad, _note_reminded(session, messages, done.written, done.kept))
    return bad


def _note_reminded(
    session: Session, folder: Path, written: Sequence[Path], kept: Sequence[Path]
) -> int:
    """Say how many reminders were written, and which stay as somebody changed them: 1 then."""
    session.note(session.say("cli.reminded", count=len(written), folder=folder))
    if kept:
        files = ", ".join(str(each.relative_to(folder)) for each in kept)
        session.note(session.say("cli.reminded-kept", count=len(kept), files=files))
    return int(bool(kept))


def _note_room(session: Session, registry: Registry, *, shown: bool) -> None:
    """Say what the registry takes, what is left for it, and what could be let go, where a person
    is ``shown`` all the rest.
    """
    from iku_workbook.campaign.room import left, megabytes

    if not shown:
        return
    found = left(registry)
    taken, gone = found.taken, megabytes(found.taken.prunable)
    sizes = {"free": found.free, "quota": taken.quota, "taken": taken.registry}
    told = {name: megabytes(size) for name, size in sizes.items()}
    session.note(session.say("cli.status-room", **told))
    if gone:
        session.note(session.say("cli.status-prunable", size=gone))


def _note_named(session: Session, definition: Definition, registry: Registry, unit: Unit) -> None:
    """Say which files of no unit may be this one's."""
    from iku_workbook.campaign.placing import naming
    from iku_workbook.results.naming import first_of
    from iku_workbook.safe_text import short

    found = naming(definition, registry, unit)
    names = [f"{each.number} ({short(each.file)})" for each in found]
    if names:
        listed = "; ".join(first_of(names, session.say))
        session.note(session.say("cli.status-named", code=unit.code, names=listed))


def _of_unit(
    session: Session,
    definition: Definition,
    registry: Registry,
    unit: Unit,
    periods: Sequence[Period],
    form: str,
    out: Path | None,
) -> None:
    """Write all that a unit sent, also one that has left the list."""
    from iku_workbook.campaign.status import history

    listed = unit in definition.units
    sent = {each: history(registry, unit.code, each, listed=listed) for each in periods}
    _write_history(session, definition, unit, sent, form, out, listed=listed)
    _note_named(session, definition, registry, unit)


def _note_export(
    session: Session,
    campaign: CampaignFolder,
    form: str,
    out: Path | None,
    periods: Sequence[Period],
) -> None:
    """Record a page or table that was written, with the period that it is about."""
    if out is not None:
        about = periods[0] if len(periods) == 1 else None
        note_exports(session, campaign, form, [out], about)


def _note_money(session: Session, overview: Overview) -> None:
    """Say of which programmes nobody has said what they spent, periods of the same programmes
    together, and what is wrong with the list.
    """
    from iku_workbook.periods import short_label
    from iku_workbook.results.naming import first_of

    together: dict[tuple[str, ...], list[Period]] = {}
    for period, names in overview.unspent.items():
        together.setdefault(tuple(names), []).append(period)
    for programmes, periods in together.items():
        listed = "; ".join(first_of(programmes, session.say))
        named = ", ".join(short_label(each, session.language) for each in periods)
        session.note(session.say("cli.status-spending", periods=named, names=listed))
    if overview.spending_wrong is not None:
        session.note(overview.spending_wrong.in_words(session.say))


def _note_odd(session: Session, campaign: CampaignFolder, overview: Overview) -> int:
    """Name the returns that count as they were read under another question, and records that are
    not what was written; 1 where there are any of these.
    """
    from iku_workbook.report.grouping import period_name
    from iku_workbook.results.naming import first_of
    from iku_workbook.safe_text import short

    titles = {unit.code: unit.title for unit in overview.definition.units}
    names = [
        f"{short(titles[each.unit or ''])}, {period_name(each, session.say)}"
        for each in overview.outdated
    ]
    if names:
        listed = "; ".join(first_of(names, session.say))
        session.note(session.say("cli.status-outdated", names=listed))
    _note_money(session, overview)
    return note_bad_records(session, [campaign])


def _write(
    session: Session, registry: Registry, overview: Overview, form: str, out: Path | None
) -> None:
    from iku_workbook.report import standing, standing_data

    if form == "text":
        from iku_workbook.cli.screen import screen

        if out is None:
            _show(session, overview, screen())
            return
        written = io.StringIO()
        _show(session, overview, screen(written))
        text = written.getvalue()
    elif form == "json":
        from iku_workbook.campaign.room import left

        _put(session, standing_data.json_pieces(overview, left(registry).sizes()), out)
        return
    elif form == "csv":
        text = standing_data.as_csv(overview)
    else:
        text = standing.as_html(overview, session.language)
    _put(session, [text], out)


def _write_history(
    session: Session,
    definition: Definition,
    unit: Unit,
    sent: History,
    form: str,
    out: Path | None,
    *,
    listed: bool,
) -> None:
    from iku_workbook.report import history

    if form == "text":
        from iku_workbook.cli.history import show_history
        from iku_workbook.cli.screen import screen

        if out is None:
            show_history(session, screen(), definition, unit, sent, listed=listed)
            return
        written = io.StringIO()
        show_history(session, screen(written), definition, unit, sent, listed=listed)
        text = written.getvalue()
    else:
        render = history.as_json if form == "json" else history.as_csv
        text = render(unit, sent, session.say)
    _put(session, [text], out)


def _put(session: Session, pieces: Iterable[str], out: Path | None) -> None:
    """Write what consists of these pieces; nothing is written of what fails in the midst."""
    from iku_workbook.campaign.outputs import Kind

    if out is None:
        sys.stdout.buffer.writelines(each.encode() for each in pieces)
    else:
        with session.whole(out, Kind.STANDING) as file:
            file.writelines(each.encode() for each in pieces)
        session.note(session.say("cli.written", file=session.shown(out)))


def _show(session: Session, overview: Overview, console: Console) -> None:
    """The matrix, the counts, who is to be called, and what nobody can place."""
    from iku_workbook.cli.screen import tell, words_table
    from iku_workbook.periods import short_label
    from iku_workbook.report.overtaken import sentences
    from iku_workbook.report.standing import MARKS, extended, listed

    say = session.say
    heads = [short_label(period, session.language) for period in overview.periods]
    console.print(words_table([say("report.unit"), *heads], _matrix(overview, say)))
    if any(each.late for each in overview.matrix.values()):
        console.print(f"{MARKS['late']} {say('standing.late_means')}\n")
    console.print(words_table([say("standing.counts"), *heads], _counted(overview, say)))
    owing = overview.owing(say)
    if owing:
        width = 3 if any(each.contact for each in owing) else 2
        heads = [say("standing.owing"), say("standing.owed"), say("standing.contact")]
        cells = [[("", each.unit), ("", each.owed), ("", each.contact)] for each in owing]
        console.print(words_table(heads[:width], [row[:width] for row in cells]))
    for sentence in (*extended(overview, say), *listed(overview, say)):
        tell(console, f"{sentence}\n")
    _show_files(overview, say, console)
    for sentence in sentences(overview.closed, overview.overtaken, overview.names(), say):
        tell(console, f"{sentence}\n")
    if overview.head is not None:
        tell(console, say("standing.proof_code", head=overview.head))


def _show_files(overview: Overview, say: Catalogue, console: Console) -> None:
    """The files that ask something of a person: a decision, a newer program, whose they are."""
    from iku_workbook.cli.screen import tell, words_table
    from iku_workbook.report.standing import (
        awaiting,
        more_unplaced,
        overruled,
        unexamined,
        unplaced,
    )

    def show(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
        console.print(words_table(list(heads), [[("", cell) for cell in row] for row in rows]))

    number, file, why = say("standing.number"), say("report.file"), say("standing.why")
    asked, waiting, lost = (find(overview, say) for find in (awaiting, unexamined, unplaced))
    if asked:
        show((number, file, say("standing.awaiting-decision"), why), asked)
        tell(console, f"{say('standing.decide')}\n")
    kept_out = overruled(overview, say)
    if kept_out:
        show((number, file, say("standing.overruled"), why), kept_out)
        tell(console, f"{say('standing.replace')}\n")
    if waiting:
        show((say("standing.not-examined"), file, say("report.unit"), why), waiting)
    if lost:
        show((number, say("standing.unplaced"), say("standing.named"), why), lost)
        if more_unplaced(overview):
            console.print(say("standing.more-unplaced", count=more_unplaced(overview)))
        tell(console, say("standing.place"))


def _matrix(overview: Overview, say: Catalogue) -> Cells:
    """A line for each unit; what is late bears a mark, for its words would break every line."""
    from iku_workbook.report.standing import MARKS, marks, rows, words

    def marked(standing: Standing, say: Catalogue) -> str:
        return words(standing, say) + (MARKS["late"] if standing.late else "")

    names = overview.names()
    return [
        [
            ("", names[unit.code]),
            *((state, f"{MARKS[state]} {text}".strip()) for state, text in cells),
        ]
        for unit, cells in rows(overview, marks if overview.crowded else marked, say)
    ]


def _counted(overview: Overview, say: Catalogue) -> Cells:
    from iku_workbook.report.standing import MARKS

    return [
        [(name, f"{MARKS[name]} {say(key)}"), *(("", str(number)) for number in numbers)]
        for name, key, numbers in (
            *((state, f"standing.{state}", numbers) for state, numbers in overview.counts()),
            *((name, f"standing.among_{name}", numbers) for name, numbers in overview.among()),
        )
        if any(numbers)
    ]
