"""Generates what goes out to the units: a workbook and a message for each, and one archive."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from iku_workbook.calculations import asked_before
from iku_workbook.campaign.batch import KnownValues, Progress, Written, issue, validate, workbooks
from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.keys import KEY_BYTES
from iku_workbook.campaign.outdated import as_read_today
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.packing import pack
from iku_workbook.campaign.room import FORM, demand_room
from iku_workbook.campaign.sources import Source
from iku_workbook.campaign.staging import Staging, all_or_nothing
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Field, OverTime, Register, Unit
from iku_workbook.findings import Verdict
from iku_workbook.inputs import Values
from iku_workbook.periods import Period, periods_of
from iku_workbook.replies.letters import Covering, as_file
from iku_workbook.workbook.issue import file_name, letter_beside


@dataclass(frozen=True, slots=True)
class Generated:
    """The files written: each unit's workbook and message, their folder, and the archive of all.

    Without messages, and ``archive`` None, where the workbooks alone were asked for. ``hashes``
    tells the archive's SHA-256.
    """

    workbooks: Sequence[Path]
    letters: Sequence[Path]
    folder: Path
    archive: Path | None
    hashes: Mapping[Path, str]

    @property
    def files(self) -> list[Path]:
        """All of them; the archive last."""
        return [*self.workbooks, *self.letters, *filter(None, [self.archive])]


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
    outputs: Outputs | None = None,
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
    outputs  what it may write over, by default the forms that the campaign has on record
    """
    out = out or campaign.outbox / period.code
    outputs = outputs or Outputs(Kind.FORMS, campaign.root)
    forms = [file_name(unit) for unit in units]
    _refuse(outputs, out, forms)
    known = _known_values(accepted_before(campaign, definition, period, earlier), inputs)
    campaign.record_issued(definition, period, units, by=by, at=at)
    letter = None if bare else _letters(campaign, definition, period, at)
    how: dict[str, Any] = {"executor": executor, "progress": progress}
    making = partial(issue, campaign, definition, period, units, known=known, letter=letter, **how)
    packed = _written(outputs, definition, units, out, making, bare=bare)
    letters = [] if bare else [out / letter_beside(each) for each in forms]
    return Generated([out / each for each in forms], letters, out, next(iter(packed), None), packed)


def _refuse(outputs: Outputs, out: Path, forms: Sequence[str]) -> None:
    """OperatorError where files stand that are not ours, or forms have no room."""
    outputs.refuse_in({out: forms})
    demand_room(out, FORM * len(forms))


def _known_values(
    previous: Mapping[str, Mapping[str, Any]], inputs: Mapping[str, Values]
) -> dict[str, KnownValues]:
    return {
        code: KnownValues(inputs.get(code, {}), previous.get(code, {}))
        for code in {**inputs, **previous}
    }


@dataclass(frozen=True, slots=True)
class _Letters:
    """The message to each unit; ``due`` has the later days that units were given."""

    covering: Covering
    due: Mapping[str, datetime.date]
    today: datetime.date

    def __call__(self, unit: Unit) -> bytes:
        return as_file(self.covering(unit, self.due.get(unit.code), self.today))


def _letters(
    campaign: CampaignFolder, definition: Definition, period: Period, at: datetime.datetime
) -> _Letters:
    with campaign.registry() as registry:
        later = registry.extensions()
    due = {unit: each.until for (unit, code), each in later.items() if code == period.code}
    covering = Covering(definition, period, definition.language)
    return _Letters(covering, due, at.astimezone(campaign.zone).date())


def _written(
    outputs: Outputs,
    definition: Definition,
    units: Sequence[Unit],
    out: Path,
    making: Callable[[Path], Iterator[Written]],
    *,
    bare: bool,
) -> dict[Path, str]:
    """Have the files of the units made and put in place, with their archive: all or nothing. Where
    the archive stands, with its SHA-256.
    """
    packed = dict[Path, str]()
    with all_or_nothing(outputs) as staging:
        written = staging.noting(out, making(staging.within(out)))
        if not bare:
            others = _of_earlier_runs(outputs, definition, units, out)
            packed = _archive(staging, definition, units, out, written, others)
        deque(written, maxlen=0)
    return packed


def _of_earlier_runs(
    outputs: Outputs, definition: Definition, units: Sequence[Unit], out: Path
) -> dict[Path, Path]:
    """The files of the other units that stand there, each with where it can be read."""
    asked = {unit.code for unit in units}
    others = [unit for unit in definition.units if unit.code not in asked]
    return outputs.readable(out / name for unit in others for name in _names(unit))


def _names(unit: Unit) -> tuple[str, str]:
    """Of the form that goes out to a unit, and of the message."""
    form = file_name(unit)
    return form, letter_beside(form)


def _archive(
    staging: Staging,
    definition: Definition,
    units: Sequence[Unit],
    out: Path,
    written: Iterator[str],
    others: Mapping[Path, Path],
) -> dict[Path, str]:
    """The archive of every unit's files, those of earlier runs too; each is packed as soon as it is
    written. Where it will stand, and its SHA-256.
    """
    place = out.resolve()
    archive = place.with_name(f"{place.name}.zip")
    asked, there, staged = {unit.code for unit in units}, set[str](), staging.within(out)

    def newest() -> Iterator[Path]:
        for unit in definition.units:
            names = _names(unit)
            while unit.code in asked and names[-1] not in there:
                there.add(next(written))
            for name in names:
                if name in there:
                    there.remove(name)
                    yield staged / name
                elif others and out / name in others:
                    yield others[out / name]

    target = staging.within(archive.parent) / archive.name
    sha256 = pack(newest(), target)
    staging.told(archive.parent, archive.name, sha256)
    return {archive: sha256}


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
