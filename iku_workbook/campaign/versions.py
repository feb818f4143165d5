"""Keeps every version of what was written out: none is written over without a word.

The newest has the name that was asked for. What stood there, and was written here, goes into the
folder ``versions`` beside it, under its name and number, as ``iku log`` has it. Whoever wants the
room back may delete it there: what it was stays on record.
"""

from __future__ import annotations

import filecmp
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.outputs import Outputs
from iku_workbook.campaign.reexamine import unheard
from iku_workbook.campaign.staging import write_all
from iku_workbook.durable import Content, make_folder, second_name, sync_folder
from iku_workbook.errors import OperatorError
from iku_workbook.registry.exports import versions_of

FOLDER = "versions"
_SHOWN = 8  # of a hash, where nobody knows a number


def write_versions(
    files: Iterable[tuple[Path, Content]],
    outputs: Outputs,
    kept: Callable[[Path], object] = unheard,
) -> list[Path]:
    """Write files, all or none, and give their paths; ``kept`` is given the name under which each
    version stays that they replace.
    """

    def keep(written: Mapping[Path, Path]) -> None:
        for each in _keep_versions(written, outputs):
            kept(each)

    return write_all(files, outputs, keep)


def _keep_versions(written: Mapping[Path, Path], outputs: Outputs) -> list[Path]:
    """Give what is about to be replaced by other bytes a second name; give these names.

    A file that this command did not write, or a person has changed, is none of its versions.
    OperatorError where the system refuses.
    """
    try:
        replaced = [
            path
            for path, new in written.items()
            if path.is_file() and not filecmp.cmp(path, new, shallow=False)
        ]
        own, _ = outputs.written_before(replaced)
        return [_put_aside(path, outputs) for path in own]
    except OSError as error:
        raise OperatorError.of_system(error) from error


def _put_aside(path: Path, outputs: Outputs) -> Path:
    folder = path.parent / FOLDER
    make_folder(folder)
    content = path.read_bytes()
    for name in _names(path, hashlib.sha256(content).hexdigest(), outputs):
        aside = folder / name
        if not aside.exists():
            second_name(path, aside)
            sync_folder(folder)
            return aside
        if aside.read_bytes() == content:
            break
    return aside


def _names(path: Path, sha256: str, outputs: Outputs) -> Iterator[str]:
    """``2024-Q1-v2.xlsx``; by its hash where it is not on record, or another has that name."""
    number = None
    if outputs.root is not None:
        with suppress(OperatorError), CampaignFolder(outputs.root).registry() as registry:
            number = versions_of(registry.connection, path.name).get(sha256)
    if number is not None:
        yield f"{path.stem}-v{number}{path.suffix}"
    yield f"{path.stem}-{sha256[:_SHOWN]}{path.suffix}"
    yield f"{path.stem}-{sha256}{path.suffix}"
