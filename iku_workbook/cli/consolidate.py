"""``iku consolidate``: what accepted returns amount to."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.cli.basis import Wanted, as_date, gathered, options
from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Indicator
    from iku_workbook.periods import Period
    from iku_workbook.results.indicators import IndicatorResult
    from iku_workbook.results.year import Year
    from iku_workbook.returns import Return

FORMATS = ("xlsx", "json", "csv", "parquet")
HEADS = ("indicator", "numerator", "denominator", "value", "target", "achievement", "from-units")


@click.command("consolidate", cls=Verb)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--period", "code", metavar="P", required=True)
@click.option("-o", "--out", "out", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS))
@options
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
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
    jobs: int,
) -> int:
    """Add up the accepted returns, write and show the results."""
    from iku_workbook.campaign.lookup import period_of
    from iku_workbook.cli.reporting import status

    campaign = session.campaign()
    period = period_of(campaign.definition(), code)
    wanted = Wanted(paths, as_date(as_of), approved, others)
    definition, returns = gathered(session, wanted, jobs)
    year = amounts(definition, returns, period)
    form = form or _by_suffix(out)
    if out is None and form in {"json", "csv"}:
        sys.stdout.buffer.write(written(year, form, wanted.day))
        return status(returns)
    out = out or campaign.results / f"{period.code}.{form}"
    if form in {"csv", "parquet"}:
        _save_tables(session, year, out, form)
    else:
        session.save(out, written(year, form, wanted.day))
        session.note(session.say("cli.written", file=out))
    show(session, year)
    if status(returns):
        session.note(session.say("cli.consolidate-left-out"))
    return status(returns)


def amounts(definition: Definition, returns: Iterable[Return], period: Period) -> Year:
    """The results; OperatorError where a person has to choose between two returns."""
    from iku_workbook.results.year import consolidate_year

    return consolidate_year(definition, returns, period)


def written(year: Year, form: str, day: datetime.date) -> bytes:
    """The results as one file: a master workbook, JSON, or the table of indicators as CSV."""
    from iku_workbook.results import json, tables
    from iku_workbook.results.table_formats import TABLE_FORMATS

    if form == "json":
        return json.render(year).encode()
    if form in TABLE_FORMATS:
        return TABLE_FORMATS[form].write(tables.results_table(year))
    return master(year, day)


def _save_tables(session: Session, year: Year, out: Path, form: str) -> None:
    """The results, the accepted values beside them, and the description of both."""
    from iku_workbook.results.data_package import data_package
    from iku_workbook.results.table_formats import TABLE_FORMATS
    from iku_workbook.results.tables import results_table, values_table

    say = session.say
    values = out.with_stem(f"{out.stem}-{say('cli.values-suffix')}")
    tables = {
        out: results_table(year),
        values: values_table(year),
    }
    write = TABLE_FORMATS[form].write
    data = {path: write(table) for path, table in tables.items()}
    files = [(table, path.name, data[path]) for path, table in tables.items()]
    description = out.with_name(f"{out.stem}.datapackage.json")
    data[description] = data_package(year, files, form, say)
    for path, content in data.items():
        session.save(path, content)
        session.note(say("cli.written", file=path))


def master(year: Year, day: datetime.date) -> bytes:
    """The master workbook; OperatorError where it would have more rows than a sheet has."""
    from iku_workbook.master import write_master

    return write_master(year, as_of=day)


def show(session: Session, year: Year) -> None:
    """The table of results, and what a reader has to know beside it."""
    from iku_workbook.cli.screen import screen, table
    from iku_workbook.periods import label
    from iku_workbook.results.notes import gaps, notes
    from iku_workbook.safe_text import short

    say, console = session.say, screen()
    definition, results = year.definition, year.results
    period = label(results.period, session.language)
    console.print(f"{short(definition.title)} · {period}", soft_wrap=True)
    counts = {"accepted": results.accepted, "units": len(results.units)}
    console.print(say("cli.results-from", **counts), soft_wrap=True)
    by_code = {each.code: each for each in definition.indicators}
    rows = [_row(session, by_code[code], each) for code, each in results.indicators.items()]
    console.print(table([say(f"cli.results-{head}") for head in HEADS], rows))
    for code, result in results.indicators.items():
        for note in notes(by_code[code], result, say):
            console.print(f"{code}: {note}")
    for sentence in gaps(results, say):
        console.print(short(sentence), soft_wrap=True)
    _show_levels(session, year)


def _show_levels(session: Session, year: Year) -> None:
    """The indicators of each unit that stands above others, and the sums that do not agree."""
    from iku_workbook.cli.screen import screen, table
    from iku_workbook.numbers import format_number
    from iku_workbook.results.notes import disagreements
    from iku_workbook.safe_text import short

    def shown(value: float | None, decimals: int) -> str:
        if value is None:
            return "-"
        return format_number(value, decimals=decimals, language=session.language)

    console, say, indicators = screen(), session.say, year.definition.indicators
    if year.levels:
        codes = [each.code for each in indicators]
        heads = [say("cli.results-level"), *codes, say("cli.results-from-units")]
        rows = [
            (
                short(f"{level.unit.code} {level.unit.name}"),
                *(shown(level.indicators[each.code].value, each.decimals) for each in indicators),
                f"{level.accepted}/{level.units}",
            )
            for level in year.levels
        ]
        console.print(table(heads, rows))
    for sentence in disagreements(year, say):
        console.print(sentence, soft_wrap=True)


def _row(session: Session, indicator: Indicator, result: IndicatorResult) -> tuple[str, ...]:
    from iku_workbook.numbers import format_number
    from iku_workbook.safe_text import short

    def number(value: float | None, decimals: int | None = None) -> str:
        if value is None:
            return "-"
        return format_number(value, decimals=decimals, language=session.language)

    return (
        short(f"{indicator.code} {indicator.name}"),
        number(result.numerator),
        number(result.denominator),
        number(result.value, indicator.decimals),
        number(result.target),
        number(result.achievement, 2),
        f"{result.reported}/{result.expected}",
    )


def _by_suffix(out: Path | None) -> str:
    """The format that a file's name asks for, a workbook for any other."""
    suffix = out.suffix.lstrip(".").lower() if out else ""
    return suffix if suffix in FORMATS else "xlsx"
