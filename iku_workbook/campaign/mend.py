"""Mends cells of a return at the office: somebody has asked the village, and types its answer.

The outcome is a sealed workbook of that unit again, received as any return: the file stays the one
truth. Who corrected what, and why, is recorded in the same transaction as the file itself, so that
none is ever there without the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.examiner import Clock, Examiner
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.outdated import due
from iku_workbook.campaign.reexamine import reexamine
from iku_workbook.campaign.room import demand_room
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Severity
from iku_workbook.input_cells import InputCell
from iku_workbook.periods import Period
from iku_workbook.registry import Registry, review
from iku_workbook.registry.records import Incoming, MendedCell
from iku_workbook.replies.mended_copy import MendedCopy, NotMended, mended_copy
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name
from iku_workbook.workbook.seal import identify


@dataclass(frozen=True, slots=True)
class Mended:
    """The return that was made, as it stands now, and what differs in it from the one it is of."""

    returned: Return
    origin: int
    cells: tuple[MendedCell, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """A mended workbook as a file that is to be checked."""

    name: str
    data: bytes

    def read(self) -> bytes:
        return self.data


def mend(
    campaign: CampaignFolder,
    number: int,
    texts: Mapping[str, str],
    *,
    by: str,
    clock: Clock,
    reason: str,
) -> Mended:
    """Make of a return, by its number, one with other values in some input cells, and receive it.

    ``texts`` are by the cells' names (``datang``, ``kegiatan[3].tanggal``) what somebody types in
    them. Nothing is recorded where an error is raised: RegistryError where there is no such return,
    a newer one came, one is approved, or the period is closed; OperatorError for a cell that is not
    to be mended; NotMended where what was typed would be wrong itself.
    """
    forms = campaign.forms()
    campaign.keep(forms.current)
    with campaign.registry() as registry, registry.writing(by, clock()):
        demand_room(registry.path)
        _bring_up_to_date(registry, forms, clock)
        returned = review.demand_mendable(registry, number)
        review.demand_reason(by, reason)
        copy = mended_copy(bytes_of(registry, returned), returned, forms, texts)
        unit, period = _whose(forms, returned)
        name = file_name(unit)
        forms = _put_on_record(registry, forms, returned, unit, period, by, clock)
        _demand_right(copy, name, forms)
        received = _received(registry, returned, copy, name, clock, by=by, reason=reason)
        _examine_waiting(registry, forms, clock)
        return Mended(_as_it_stands(registry, received), number, copy.cells)


def _bring_up_to_date(registry: Registry, forms: Forms, clock: Clock) -> None:
    """What is mended has been asked by today's definition, and nothing newer waits: a run that
    something ended may have kept what it made, and not examined it.
    """
    for _ in reexamine(registry, forms, due(registry, forms), clock):
        pass
    _examine_waiting(registry, forms, clock)


def _examine_waiting(registry: Registry, forms: Forms, clock: Clock) -> None:
    for _ in Examiner(registry, forms, clock).examine(registry.unexamined(), registry.faults()):
        pass


def _whose(forms: Forms, returned: Return) -> tuple[Unit, Period]:
    unit = forms.unit(forms.current, returned.unit or "")
    assert unit is not None  # it was read as one of its forms
    return unit, Period.parse(returned.period or "")


def _put_on_record(
    registry: Registry,
    forms: Forms,
    returned: Return,
    unit: Unit,
    period: Period,
    by: str,
    clock: Clock,
) -> Forms:
    """The form that is issued in an old one's place, recorded as any that goes out; the forms as
    they are known then.
    """
    if not returned.old_form or forms.key is None:
        return forms
    current = forms.current
    code, digest, modern = current.code, current.digest, current.modern
    about = {"code": code, "digest": digest, "unit": unit.code, "period": period.code}
    identity = identify(forms.key, modern=modern, **about)
    registry.record_issued([identity], clock(), by)
    return replace(forms, on_record=None)


def _demand_right(copy: MendedCopy, name: str, forms: Forms) -> None:
    """NotMended where a check refuses what was typed; what it finds elsewhere was there before."""
    [checked] = validate([_Made(name, copy.data)], forms)
    at: dict[tuple[str | None, str | None], InputCell] = {
        (cell.place.sheet, cell.place.address): cell for cell in copy.places.values()
    }
    wrong = {
        at[each.sheet, each.cell].name: each
        for each in checked.findings
        if each.severity is Severity.ERROR and (each.sheet, each.cell) in at
    }
    if wrong:
        raise NotMended(wrong)


def _received(
    registry: Registry,
    returned: Return,
    copy: MendedCopy,
    name: str,
    clock: Clock,
    *,
    by: str,
    reason: str,
) -> int:
    """The number of the mended workbook's receipt, kept with what was corrected in it."""
    digest = hashlib.sha256(copy.data).hexdigest()
    file = Incoming(name, digest, len(copy.data), (copy.data,))
    receipt, new = registry.keep_mended(
        file, returned.number or 0, copy.cells, clock(), by=by, reason=reason
    )
    if not new:
        raise OperatorError("mended-before", number=str(receipt.number))
    return receipt.number


def _as_it_stands(registry: Registry, number: int) -> Return:
    found = registry.return_of(number)
    return found if found is not None else registry.faults()[number].returned
