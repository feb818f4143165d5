"""The recovery sheet: one page to print and lock away, with which a backup's keys are opened."""

from __future__ import annotations

import datetime
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.recovery_code import recovery_code
from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.numbers import format_date
from iku_workbook.registry.chain import key_id
from iku_workbook.report.pages import page

_SECRET = 0o600  # readable by its owner alone
_NAMED = 4  # digits of a key's name that stand together


def write_sheet(
    campaign: CampaignFolder, target: Path, day: datetime.date, language: str, *, force: bool
) -> None:
    """Write the sheet of the key that seals today; OperatorError where it cannot be written.

    It holds for every backup with keys that is made until the key is rotated.
    """
    outputs = Outputs(Kind.SHEET, campaign.root, force)
    outputs.refuse([target])
    definition, key = campaign.definition(), campaign.key()
    name = key_id(key)
    shown = page(
        "recovery.html",
        language,
        title=definition.title,
        office=definition.agency.name,
        key=" ".join(name[at : at + _NAMED] for at in range(0, len(name), _NAMED)),
        day=format_date(day, language=language),
        groups=recovery_code(key).split("-"),
    )
    try:
        write_whole(target, shown.encode(), _SECRET)
        outputs.note(target)
    except OSError as error:
        raise OperatorError.of_system(error, target) from error
