"""``iku consolidate``: results of a period from the accepted returns."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.command import Place, Verb, forcible, parallel
from iku_workbook.cli.reexamine import look_over
from iku_workbook.cli.reporting import (
    note_closed,
    note_kept,
    note_left_out,
    note_open,
    note_written,
    status_of_year,
)
from iku_workbook.cli.select_returns import options, selection
from iku_workbook.cli.session import Session, format_of, pass_session
from iku_workbook.results import FORMATS

if TYPE_CHECKING:
    from rich.table import Table

    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition.model import Indicator, Target
    from iku_workbook.registry.records import Origin
    from iku_workbook.results.indicators import IndicatorResult
    from iku_workbook.results.levels import Level
    from iku_workbook.results.year import Year

_WIDE = 100  # columns of a screen on which ranges have one of their own
_RANGE = "range"
_PARTS = ("numerator", "denominator")


@click.command("consolidate", cls=Verb)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--period", "code", metavar="P", required=True)
@click.option("-o", "--out", "out", metavar="FILE", type=Place(away=True))
@forcible
@click.option("--format", "form", type=click.Choice(FORMATS))
@options
@parallel
@pass_session
def command(
    session: Session,
    paths: tuple[str, ...],
    code: str,
    out: Path | None,
    form: str | None,
    as_of: datetime.datetime | None,
    approved: bool,
    others: tuple[Path, ...],
    current_list: bool,
) -> int:
    """Add up the accepted returns, write and show the results."""
    from iku_workbook.campaign import results
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.campaign.outputs import Kind

    campaign = session.campaign()
    form = format_of(out, form, FORMATS)
    period = period_of(campaign.definition(), code)
    chosen = selection(paths, as_of, approved, others, current_list=current_list)
    if out is None and form not in {"json", "csv"}:
        out = results.default_place(campaign, chosen, period.code, form)
    outputs = session.outputs(Kind.RESULTS, chosen.mode)
    outputs.refuse([out] if out is not None else [])
    looked = look_over(session, campaign, chosen)
    followed = results.is_followed(form, campaign.definition(), period)
    compute = partial(results.year_of, executor=session.executor(), followed=followed)
    compute = partial(compute, campaign, period, chosen)
    year, turned = _computed(session, compute, len(chosen.files or ()), looked)
    day = chosen.day(year.definition.timezone.time)
    if out is None:
        sys.stdout.buffer.write(results.render_results(year, form, day))
        note_open(session, year)
        return max(status_of_year(year), turned)
    write = partial(results.write_results, kept=partial(note_kept, session))
    written = write(year, out, form, day, session.language, outputs, executor=session.executor())
    _hand_over(session, campaign, form, written, year, chosen.origin(year))
    show(session, year)
    note_left_out(session, year.returns)
    return max(status_of_year(year), turned)


def _computed(
    session: Session, compute: Callable[..., Year], files: int, looked: Callable[[], int]
) -> tuple[Year, int]:
    """The year, and the exit status of what was ``looked`` for meanwhile: said though it fails."""
    try:
        with session.progress(files) as advance:
            year = compute(progress=advance)
    finally:
        turned = looked()
    return year, turned


def _hand_over(
    session: Session,
    campaign: CampaignFolder,
    form: str,
    written: Sequence[Path],
    year: Year,
    origin: Origin,
) -> None:
    """Send what was written where it goes, say and record it; say where the rows are that a
    brief master lacks.
    """
    from iku_workbook.campaign.written_tables import by_format
    from iku_workbook.results.brief import MOST_ROWS, is_brief

    session.send(written)
    for of, files in by_format(form, written):
        note_written(session, campaign, of, files, year.period, origin)
    if form == "xlsx" and is_brief(year.definition, year.period):
        session.note(session.say("cli.results-beside", rows=MOST_ROWS))


def _means_and_money(session: Session, year: Year) -> list[str]:
    """Mean achievement of objectives and of the office, and how much was spent."""
    from iku_workbook.results.means import means
    from iku_workbook.results.money import money_sentences

    found = [each.sentence(session.say) for each in means(year.definition, year.results)]
    return [*found, *money_sentences(year, session.say)]


def show(session: Session, year: Year) -> None:
    """Print the table of results, and the notes to it."""
    from iku_workbook.cli.screen import screen, tell
    from iku_workbook.periods import label
    from iku_workbook.results.campaigns import remarks
    from iku_workbook.results.notes import gaps, notes
    from iku_workbook.results.open_questions import open_questions
    from iku_workbook.safe_text import short, visible

    say, console = session.say, screen()
    definition, results = year.definition, year.results
    period = label(results.period, session.language)
    tell(console, f"{short(definition.title)} · {period}")
    counts = {"accepted": results.accepted, "units": len(results.there)}
    tell(console, say("cli.results-from", **counts))
    if year.approved_only:
        counts |= {"counted": results.counted, "unapproved": results.unapproved}
        tell(console, say("cli.results-approved", **counts))
    by_code = {each.code: each for each in definition.indicators}
    console.print(_table(session, year, console.width))
    for told in _means_and_money(session, year):
        tell(console, short(told))
    for code, result in results.indicators.items():
        for note in notes(by_code[code], result, say):
            tell(console, f"{code}: {note}")
    open_ = open_questions(definition, year.unsettled, say)
    for sentence in (*year.doubts(say), *gaps(results, say), *open_):
        tell(console, short(sentence))
    _show_levels(session, year)
    for sentence in remarks(year.campaigns, say) if year.campaigns else ():
        tell(console, visible(sentence))
    note_closed(session, year)


def _table(session: Session, year: Year, width: int) -> Table:
    """An indicator a row; what they are divided of stands under their names on a screen on which
    it would leave the names no room.
    """
    from iku_workbook.cli.screen import room_for_names, table

    say, results = session.say, year.results.indicators
    by_code = {each.code: each for each in year.definition.indicators}
    rows = [_row(session, by_code[code], each) for code, each in results.items()]
    # The notes below say the same; on a narrow screen it would leave no room for the names.
    ranges = width >= _WIDE and any(each.range for each in results.values())
    heads = [head for head in rows[0] if ranges or head != _RANGE]
    said = {head: say(f"cli.results-{head}") for head in heads[:-1]}
    said[heads[-1]] = say(_from_units(year))
    if not room_for_names(width, list(said.values()), [[row[at] for at in heads] for row in rows]):
        for row in [said, *rows]:
            parts = [row[part] for part in _PARTS if row[part] != "-"]
            row[heads[0]] = "\n".join((row[heads[0]], *filter(None, [" / ".join(parts)])))
        heads = [head for head in heads if head not in _PARTS]
    return table([said[head] for head in heads], [[row[head] for head in heads] for row in rows])


def _show_levels(session: Session, year: Year) -> None:
    """The indicators of each unit that stands above others, and the sums that do not agree."""
    from iku_workbook.cli.screen import figure, screen, tables, tell
    from iku_workbook.results.notes import disagreements
    from iku_workbook.results.rounding import of_value
    from iku_workbook.safe_text import short

    console, say, indicators = screen(), session.say, year.definition.indicators

    def shown_in(level: Level) -> Iterator[tuple[str, int]]:
        for each in indicators:
            target = year.results.indicators[each.code].target
            yield each.code, of_value(each, level.indicators[each.code].value, [target])

    if year.levels:
        codes = [each.code for each in indicators]
        heads = [say("cli.results-level"), *codes, say(_from_units(year))]
        rows = [
            (
                short(f"{level.unit.code} {level.unit.name}"),
                *(
                    figure(level.indicators[code].value, places, session.language)
                    for code, places in shown_in(level)
                ),
                f"{level.accepted}/{level.units}",
            )
            for level in year.levels
        ]
        for each in tables(console.width, heads, rows):
            console.print(each)
    for sentence in disagreements(year, say):
        tell(console, sentence)


def _from_units(year: Year) -> str:
    return "cli.results-from-units-approved" if year.approved_only else "cli.results-from-units"


def _range(session: Session, indicator: Indicator, result: IndicatorResult) -> str:
    """Between what a result may still end; a dash where nothing can move it, or without bounds."""
    from iku_workbook.cli.screen import figure

    ends = {name: figure(*end, session.language) for name, end in result.ends(indicator).items()}
    return session.say("results.range", **ends) if ends else "-"


def _row(session: Session, indicator: Indicator, result: IndicatorResult) -> dict[str, str]:
    """What each column says of an indicator, in their order."""
    from iku_workbook.cli.screen import figure
    from iku_workbook.safe_text import short

    def number(value: Target | None, decimals: int | None = None) -> str:
        return figure(value, decimals, session.language)

    return {
        "indicator": short(f"{indicator.code} {indicator.name}"),
        "numerator": number(result.numerator),
        "denominator": number(result.denominator),
        "value": number(result.value, result.places.value),
        _RANGE: _range(session, indicator, result),
        "target": number(result.target),
        "achievement": number(result.achievement, result.places.achievement),
        "from-units": f"{result.reported}/{result.expected}" if result.due else "-",
    }
