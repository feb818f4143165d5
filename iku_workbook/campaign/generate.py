"""Generates what goes out to the units: a workbook and a message for each, and one archive."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_workbook.calculations import asked_before
from iku_workbook.campaign.batch import KnownValues, Progress, issue, validate, workbooks
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.keys import KEY_BYTES
from iku_workbook.campaign.outdated import as_read_today
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.room import FORM, demand_room
from iku_workbook.campaign.sources import Source
from iku_workbook.campaign.staging import Staging, all_or_nothing
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, OverTime, Register, Unit
from iku_workbook.durable import whole, write_together
from iku_workbook.findings import Verdict
from iku_workbook.inputs import Values
from iku_workbook.periods import Period, periods_of
from iku_workbook.replies.letters import as_file, covering
from iku_workbook.workbook.issue import file_name

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_PACKED_ALREADY = {".xlsx"}


@dataclass(frozen=True, slots=True)
class Generated:
    """The files written: each unit's workbook, their folder, and the archive of all.

    ``archive`` is None where the workbooks alone were asked for.
    """

    workbooks: Sequence[Path]
    folder: Path
    archive: Path | None


def try_out(definition: Definition) -> None:
    """Make one form of each kind of unit, of the period that asks the most, and keep none.

    OperatorError where a spreadsheet program could not open it.
    """
    kinds = {unit.kind: unit for unit in reversed(definition.reporting)}
    period = periods_of(definition.year, definition.cadence)[-1]
    for _ in workbooks(definition, period, list(kinds.values()), bytes(KEY_BYTES)):
        pass


def generate(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    units: Sequence[Unit],
    *,
    by: str,
    at: datetime.datetime,
    out: Path | None = None,
    earlier: Sequence[Source] | None = None,
    inputs: Mapping[str, Values] = {},
    bare: bool = False,
    force: bool = False,
    executor: Executor = HERE,
    progress: Progress = lambda done: None,
) -> Generated:
    """Write each unit's workbook, its covering message, and the archive that stands beside them.

    All of it or nothing (:func:`~iku_workbook.campaign.staging.all_or_nothing`). Before that, what
    is handed out is noted in the registry, so that a form which reached a unit is always known.

    by, at   who hands out, and when
    out      the folder, by default ``outbox/PERIOD``; the archive takes its name
    earlier  returns to show the previous period from; None for those that the registry accepted
    inputs   values to put into the workbooks, by unit
    bare     the workbooks alone
    force    other files that stand in their places may go
    """
    out = out or campaign.outbox / period.code
    outputs = Outputs(Kind.FORMS, campaign.root, force)
    outputs.refuse(out / file_name(unit) for unit in units)
    demand_room(out, FORM * len(units))
    known = _known_values(accepted_before(campaign, definition, period, earlier), inputs)
    campaign.record_issued(definition, period, units, by=by, at=at)
    with all_or_nothing(outputs) as staging:
        about = (campaign, definition, period, units, staging.within(out))
        written = issue(*about, known=known, executor=executor, progress=progress)
        day = at.astimezone(campaign.zone).date()
        archive = None if bare else _distribute(staging, *about[:-1], out, day)
    return Generated([out / path.name for path in written], out, archive)


def _known_values(
    previous: Mapping[str, Mapping[str, Any]], inputs: Mapping[str, Values]
) -> dict[str, KnownValues]:
    return {
        code: KnownValues(inputs.get(code, {}), previous.get(code, {}))
        for code in {**inputs, **previous}
    }


def _distribute(
    staging: Staging,
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    units: Sequence[Unit],
    out: Path,
    today: datetime.date,
) -> Path:
    """Messages for these units; the archive holds every unit's files, those of earlier runs too."""
    staged = staging.within(out)

    with campaign.registry() as registry:
        later = registry.extensions()

    def letters() -> Iterator[tuple[Path, bytes]]:
        for unit in units:
            given = later.get((unit.code, period.code))
            due = given.until if given is not None else None
            letter = covering(definition, unit, period, definition.language, due, today)
            yield (staged / file_name(unit)).with_suffix(".txt"), as_file(letter)

    for _ in write_together(letters()):
        pass
    place = out.resolve()
    archive = place.with_name(f"{place.name}.zip")
    names = [
        name
        for unit in definition.units
        for name in (file_name(unit), Path(file_name(unit)).with_suffix(".txt").name)
    ]
    newest = [staged / name if (staged / name).exists() else out / name for name in names]
    pack([path for path in newest if path.exists()], staging.within(place.parent) / archive.name)
    return archive


def pack(paths: Iterable[Path], target: Path) -> None:
    """One archive of these files by their bare names; the same files give the same bytes."""
    with whole(target) as file, zipfile.ZipFile(file, "w") as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            stored = path.suffix in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def accepted_before(
    campaign: CampaignFolder,
    definition: Definition,
    period: Period,
    files: Sequence[Source] | None = None,
) -> dict[str, dict[str, Any]]:
    """Each unit's accepted values of the previous period, by the unit's code.

    From these returned files; from what the registry accepted where they are None.
    """
    if files is not None:
        returns = validate(files, campaign.forms())
    else:
        with campaign.registry() as registry:
            returns = as_read_today(registry.returns(), Forms(definition, None, campaign.issued))
    accepted = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    states = {each.id for each in definition.fields if each.over_time is OverTime.LATEST}
    asked: list[Field | Register] = [*definition.fields, *definition.registers]
    before = {each.id: asked_before(each, period).code for each in asked}
    earlier: dict[str, dict[str, Any]] = {}
    for each in sorted(accepted, key=lambda one: one.period or ""):
        if each.unit is None or each.period is None or each.period >= period.code:
            continue
        shown = earlier.setdefault(each.unit, {})
        for name, value in each.values.items():
            if value is not None and (each.period == before.get(name) or name in states):
                shown[name] = value
    for unit in definition.reporting_in(period):
        had = (code for code in definition.codes_of(unit.code) if code in earlier)
        if code := next(had, None):
            earlier[unit.code] = earlier[code]
    return earlier
