"""Puts what goes back to villages into one archive: a message for each, and the copy to correct."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from iku_workbook.campaign.correspondence import term_of
from iku_workbook.campaign.examiner import Clock
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.placing import form_has_come
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.replies.letters import as_file
from iku_workbook.replies.reply import reply_to
from iku_workbook.returns import Return

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same replies are the same archive, whenever it is made


def archive_answers(
    campaign: CampaignFolder, numbers: Sequence[int], into: Path, *, by: str, clock: Clock
) -> int:
    """Write the replies to these receipts, by their numbers; how many there are. What is issued
    anew in one is noted in the registry before the archive is handed out.

    RegistryError where another writes then. OSError where the archive cannot be written.
    """
    forms, anew = campaign.forms(), dict[str, list[Unit]]()
    names: dict[str, int] = {}

    def distinct(name: str) -> str:
        number = names[name] = names.get(name, 0) + 1
        return name if number == 1 else f"{name}-{number}"

    with campaign.registry() as registry, zipfile.ZipFile(into, "w") as archive:
        head, closed, later = registry.head(), registry.closed(), registry.extensions()
        day = clock().astimezone(campaign.zone).date()
        for number in numbers:
            returned = registry.return_of(number)
            if returned is None or (returned.is_paper and form_has_come(registry, forms, returned)):
                continue
            known = head, closed.get(returned.period or ""), term_of(returned, forms, later, day)
            read = partial(bytes_of, registry, returned)
            reply = reply_to(returned, read, forms, distinct, *known)
            if reply is None:
                continue
            _add(archive, f"{reply.name}.txt", as_file(reply.letter))
            if reply.copy is not None:
                _add(archive, f"{reply.name}.xlsx", reply.copy)
                _note(forms, returned, anew)
    for code, units in anew.items():
        period = period_of(forms.current, code)
        campaign.record_issued(forms.current, period, units, by=by, at=clock())
    return sum(names.values())


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data)


def _note(forms: Forms, returned: Return, anew: dict[str, list[Unit]]) -> None:
    """Where a return was on an old form, its copy is one that is issued anew."""
    unit = forms.unit(forms.current, returned.unit or "")
    if unit is not None and returned.old_form:
        anew.setdefault(str(returned.period), []).append(unit)
