"""``iku generate``: a workbook for each unit that reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_workbook.campaign.lookup import chosen_units, period_of
from iku_workbook.cli.command import Verb
from iku_workbook.cli.outgoing import distribute
from iku_workbook.cli.session import Session, now, pass_session, whoever
from iku_workbook.errors import unknown

if TYPE_CHECKING:
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import Definition
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
    from iku_workbook.campaign.batch import Known, issue
    from iku_workbook.periods import label

    campaign = session.campaign()
    definition = campaign.definition()
    period = period_of(definition, code)
    chosen = chosen_units(definition, units)
    out = out or campaign.outbox / period.code
    earlier = accepted_before(campaign, definition, period, previous)
    campaign.hand_out(definition, period, chosen, by=whoever(), at=now())
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


def accepted_before(
    campaign: CampaignFolder, definition: Definition, period: Period, paths: Sequence[Path] = ()
) -> dict[str, dict[str, Any]]:
    """By unit, what was accepted for the previous period, and states carried forward till then."""
    from iku_workbook.campaign.batch import validate
    from iku_workbook.campaign.sources import gather
    from iku_workbook.definition.model import OverTime
    from iku_workbook.findings import Verdict

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


def _prefilled(definition: Definition, path: Path) -> dict[str, Values]:
    """The values to put into the inputs, by unit."""
    from iku_workbook.campaign.values_file import read_units_values, typed
    from iku_workbook.layout import layout

    kinds = {unit.code: unit.kind for unit in definition.units}
    layouts = {kind: layout(definition, kind) for kind in set(kinds.values())}
    found = {}
    for code, values in read_units_values(path).items():
        if code not in kinds:
            raise unknown("no-unit", code, kinds)
        found[code] = typed(layouts[kinds[code]], values)
    return found
