"""Takes answers away whose matter is settled: only what was written here and nobody has changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.answers import ENDINGS, CorrectionReplies, Replies
from iku_workbook.campaign.placing import by_name, form_has_come
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.durable import sync_folder
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.registry import Registry
from iku_workbook.registry.closings import ASKS as CLOSED
from iku_workbook.replies.corrected_copy import to_correct
from iku_workbook.replies.reply import name_of
from iku_workbook.returns import Return

_NUMBERED = re.compile(r"-\d+\Z")  # the second answer of one name, and those after it


class Cleared(NamedTuple):
    """What was done in one folder: the names of the answers that were taken away, and of those that
    a person has changed and which are still there.
    """

    folder: Path
    removed: list[str]
    changed: list[str]


def clear_settled(registry: Registry, forms: Forms, answers: Sequence[Replies]) -> list[Cleared]:
    """Take away what went back to units that nothing is asked of any longer, out of the folders of
    corrections, once the answers of this run are written. OperatorError where the system refuses.
    """
    fresh = {name for each in answers for name in each.fresh}
    corrections = [each for each in answers if isinstance(each, CorrectionReplies)]
    return [_clear(registry, forms, each, fresh) for each in corrections]


def _clear(
    registry: Registry, forms: Forms, answers: CorrectionReplies, fresh: Collection[str]
) -> Cleared:
    there = [each for each in _files(answers.folder) if each.suffix in ENDINGS]
    if not there:
        return Cleared(answers.folder, [], [])
    open_ = {*_open(registry, forms), *fresh}
    known = {name_of(unit, "", "") for unit in forms.current.units}
    known |= {name_of(None, each.name, each.sha256) for each in registry.receipts()}
    settled = [each for each in there if _base(each.stem, known) in known - open_]
    try:
        removed, changed = answers.outputs.written_before(settled)
        for each in removed:
            each.unlink()
        sync_folder(answers.folder)
    except OSError as error:
        raise OperatorError.of_system(error) from error
    return Cleared(answers.folder, [each.name for each in removed], [each.name for each in changed])


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []


def _base(stem: str, known: Collection[str]) -> str:
    return stem if stem in known else _NUMBERED.sub("", stem)


def _open(registry: Registry, forms: Forms) -> Iterator[str]:
    """The names under which an answer may still have to go out."""
    units = {unit.code: unit for unit in forms.current.units}
    placed = [each for own in registry.lineages().values() for each in own]
    for each in (*placed, *by_name(forms.current, registry.unplaced())):
        whose = each.unit or each.named
        if _is_open(each) and not (each.unit is None and form_has_come(registry, forms, each)):
            yield name_of(units.get(whose or ""), each.file, each.sha256)


def _is_open(returned: Return) -> bool:
    """Whether a message may still have to go out: of an accepted return too, which asks something
    of its unit, was filled in on an old form, or came after its period was closed.
    """
    if returned.verdict is Verdict.ACCEPTED:
        late = any(each.code == CLOSED for each in returned.findings)
        asks = bool(to_correct(returned.findings)) or returned.old_form or late
    else:
        asks = returned.weighs
    return asks and not returned.superseded
