"""``iku generate``: a workbook for each unit that reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.mistakes import CommandError, unknown
from iku_workbook.cli.outgoing import distribute
from iku_workbook.cli.session import Session, pass_session

if TYPE_CHECKING:
    from iku_workbook.campaign import Campaign
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.inputs import Values
    from iku_workbook.periods import Period


@click.command("generate", cls=Verb)
@click.option("--period", "code", metavar="P", required=True)
@click.option("--unit", "units", metavar="CODE", multiple=True)
@click.option("-o", "--out", "out", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--previous", "previous", metavar="PATH", multiple=True, type=click.Path(path_type=Path)
)
@click.option("--prefill", "prefill", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--bare", "bare", is_flag=True)
@click.option("-j", "--jobs", "jobs", metavar="N", type=click.IntRange(1), default=1)
@pass_session
def command(
    session: Session,
    code: str,
    units: tuple[str, ...],
    out: Path | None,
    previous: tuple[Path, ...],
    prefill: Path | None,
    bare: bool,
    jobs: int,
) -> int:
    """Write the workbooks and print where each is."""
    from iku_workbook.batch import Known, issue
    from iku_workbook.periods import label

    campaign = session.campaign()
    definition = campaign.definition()
    period = period_of(definition, code)
    chosen = chosen_units(definition, units)
    out = out or campaign.outbox / period.code
    earlier = _accepted_before(campaign, definition, period, previous)
    hand_out(campaign, definition, period, chosen)
    given = _prefilled(definition, prefill) if prefill else {}
    known = {
        code: Known(given.get(code, {}), earlier.get(code, {})) for code in {**given, **earlier}
    }
    with session.progress(len(chosen)) as advance:
        paths = issue(
            campaign, definition, period, chosen, out, known=known, jobs=jobs, progress=advance
        )
    for path in paths:
        click.echo(path)
    name = label(period, session.language)
    session.note(session.say("cli.generated", count=len(paths), period=name, folder=out))
    if not bare:
        archive = distribute(session, definition, period, chosen, out)
        session.note(session.say("cli.distributed", file=archive))
    return 0


def _accepted_before(
    campaign: Campaign, definition: Definition, period: Period, paths: Sequence[Path]
) -> dict[str, dict[str, Any]]:
    """By unit, what was accepted for the period before, and states carried forward till then."""
    from iku_workbook.batch import validate
    from iku_workbook.definition.model import OverTime
    from iku_workbook.findings import Verdict
    from iku_workbook.sources import gather

    if paths:
        returns = validate(gather([str(path) for path in paths]), campaign.forms())
    else:
        with campaign.registry() as registry:
            returns = registry.returns()
    accepted = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    states = {each.id for each in definition.fields if each.over_time is OverTime.LATEST}
    earlier: dict[str, dict[str, Any]] = {}
    for each in sorted(accepted, key=lambda one: one.period or ""):
        if each.unit is None or each.period is None or each.period >= period.code:
            continue
        last = each.period == period.previous.code
        shown = earlier.setdefault(each.unit, {})
        for name, value in each.values.items():
            if value is not None and (last or name in states):
                shown[name] = value
    return earlier


def hand_out(
    campaign: Campaign, definition: Definition, period: Period, units: Sequence[Unit]
) -> None:
    """Note in the registry what is about to be handed out, before any of it is written."""
    from iku_workbook.cli.receive import now, whoever
    from iku_workbook.workbook.seal import identify

    key = campaign.key()
    identities = [
        identify(
            key,
            code=definition.code,
            digest=definition.digest,
            unit=unit.code,
            period=period.code,
        )
        for unit in units
    ]
    with campaign.registry() as registry, registry.writing(whoever(), now()):
        registry.hand_out(identities, now())


def _prefilled(definition: Definition, path: Path) -> dict[str, Values]:
    """The values to put into the inputs, by unit."""
    from iku_workbook.cli.mistakes import unknown
    from iku_workbook.cli.values_file import read_units_values, typed
    from iku_workbook.layout import layout

    kinds = {unit.code: unit.kind for unit in definition.units}
    layouts = {kind: layout(definition, kind) for kind in set(kinds.values())}
    found = {}
    for code, values in read_units_values(path).items():
        if code not in kinds:
            raise unknown("no-unit", code, kinds)
        found[code] = typed(layouts[kinds[code]], values)
    return found


def period_of(definition: Definition, code: str) -> Period:
    """The period of a code; PeriodError, or CommandError for one of another year."""
    from iku_workbook.periods import Period, periods_of

    period = Period.parse(code, definition.cadence)
    if period.year != definition.year:
        known = ", ".join(each.code for each in periods_of(definition.year, definition.cadence))
        raise CommandError("other-year", period=code, year=str(definition.year), known=known)
    return period


def chosen_units(definition: Definition, codes: Sequence[str]) -> list[Unit]:
    """The units of these codes, in the definition's order; all of them where none is named."""
    known = {unit.code: unit for unit in definition.reporting}
    for code in codes:
        if code not in known:
            raise unknown("no-unit", code, known)
    return [unit for unit in definition.reporting if not codes or unit.code in codes]
