"""Proves a file that was written out: whether it is what the registry says was written, byte for
byte or figure by figure, and where it is not.

It is read as a stranger's. What it was is told by its hash, else by the proof code that is printed
on it, else by its name; it is held against that version as it is kept, found by its hash, else as
it is written anew from the registry.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from iku_workbook.campaign.compare_workbooks import compare
from iku_workbook.campaign.difference import Change, Difference
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.overtaken import overtaken_since
from iku_workbook.campaign.versions import FOLDER
from iku_workbook.campaign.written_anew import written_anew
from iku_workbook.campaign.written_file import LARGEST, read_written, written_as
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import MEGABYTE
from iku_workbook.registry.exports import exports
from iku_workbook.registry.head import read_head
from iku_workbook.registry.records import Export, ExportKind
from iku_workbook.report.overtaken import Overtaken
from iku_workbook.workbook.reading.budget import Budget, Unreadable
from iku_workbook.workbook.reading.document import Passage, read_document
from iku_workbook.workbook.reading.workbook import Workbook, read

_MANY = 2_000_000
_BUDGET = Budget(
    file=LARGEST,
    declared=1 << 30,
    inflated=512 * MEGABYTE,
    part=256 * MEGABYTE,
    tree=512 * MEGABYTE,
    cells=_MANY,
    texts=_MANY,
    formulas=256 * MEGABYTE,
    seconds=60,
)
_KINDS = {".xlsx": ExportKind.MASTER, ".docx": ExportKind.DOCUMENT}
_CODE = re.compile(r"\b\d{1,15}(?:[-\u2011][0-9A-HJKMNP-TV-Z]{4}){3}\b")
_HEAD_ROWS = 8  # of the first sheet, in which the proof code stands
_VERSION = re.compile(r"-v\d+$")

Content = Workbook | list[Passage]


class Proof(StrEnum):
    """What a file turned out to be."""

    GENUINE = "genuine"
    """byte for byte what was written"""
    SAME = "same"
    """another program saved it; all that it says is the same"""
    ALTERED = "altered"
    DOUBTFUL = "doubtful"
    """not as it is written anew, which is not to the byte what it was: either may have changed"""
    UNKNOWN = "unknown"
    """not as it was written, and that version is neither kept nor can it be written anew"""
    FOREIGN = "foreign"
    """nothing that this campaign wrote"""


@dataclass(frozen=True, slots=True)
class ProvedFile:
    """What is proved of a file.

    export       which version of which file it is, or was; None of what is not ours
    differences  where it is not as it was, the causes first
    overtaken    what was recorded since that its results do not know
    """

    file: Path
    proof: Proof
    export: Export | None = None
    differences: Sequence[Difference] = ()
    overtaken: Overtaken | None = None


def prove_file(campaign: CampaignFolder, file: Path) -> ProvedFile:
    """Prove a file against the campaign's registry.

    OperatorError for one that cannot be read: it is not there, too large, or made to hurt.
    """
    data = read_written(file)
    with campaign.registry() as registry:
        known = exports(registry.connection, registry.zone, registry.believes)
        own = written_as(known, data)
        found = (
            ProvedFile(file, Proof.GENUINE, own) if own else _altered(campaign, file, data, known)
        )
        since = None
        if found.export is not None:
            since = overtaken_since(campaign.definition(), registry, campaign.issued, found.export)
    return ProvedFile(file, found.proof, found.export, found.differences, since)


def _altered(
    campaign: CampaignFolder, file: Path, data: bytes, known: Sequence[Export]
) -> ProvedFile:
    kind = _KINDS.get(file.suffix.lower())
    alike = [each for each in known if each.what is kind] if kind else _called(file, known)
    if kind is None or not alike:
        export = alike[-1] if alike else None
        return ProvedFile(file, Proof.UNKNOWN if export else Proof.FOREIGN, export)
    content = _content(file, data)
    held = [_held(campaign, file, content, each) for each in _may_be(file, content, alike)]
    return min(held, key=_unlike, default=ProvedFile(file, Proof.FOREIGN))


def _unlike(found: ProvedFile) -> tuple[bool, int]:
    return found.proof is Proof.UNKNOWN, len(found.differences)


def _held(campaign: CampaignFolder, file: Path, content: Content, export: Export) -> ProvedFile:
    """A file against the version that it was; of several that it may have been, the likest."""
    kept = _kept(campaign, file, export)
    written = [kept] if kept is not None else _anew(campaign, export)
    if not written:
        return ProvedFile(file, Proof.UNKNOWN, export)
    same = [each for each in written if _sha256(each) == export.sha256]
    found = (tuple(_differences(_content(file, each), content)) for each in same or written)
    differences = min(found, key=len)
    proof = Proof.ALTERED if same else Proof.DOUBTFUL
    return ProvedFile(file, proof if differences else Proof.SAME, export, differences)


def _anew(campaign: CampaignFolder, export: Export) -> list[bytes]:
    """That version as the registry says it now; nothing where it no longer can."""
    try:
        return list(written_anew(campaign, export))
    except OperatorError:
        return []


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(file: Path, data: bytes) -> Content:
    try:
        if _KINDS[file.suffix.lower()] is ExportKind.MASTER:
            return read(data, _BUDGET, with_charts=True)
        return read_document(data, _BUDGET)
    except Unreadable as error:
        raise OperatorError("proof-unreadable", file=file, code=error.code) from error


def _may_be(file: Path, content: Content, alike: Sequence[Export]) -> list[Export]:
    """The versions that it may have been: by its name, which the proof code on it does not
    contradict; else by one of both. What is planned bears a code too, and nobody recorded which.
    """
    heads = [read_head(code) for text in _texts(content) for code in _CODE.findall(text)]
    entries = {head.entry for head in heads if head is not None}
    named = _called(file, alike)
    printed = [each for each in alike if each.origin.entry in entries]
    both = [each for each in named if each in printed or each.origin.entry is None]
    if both or not printed:
        return (both or named)[-1:]
    planned = [each for each in alike if each.origin.entry is None]
    return list({each.name: each for each in (*planned, *printed)}.values())


def _called(file: Path, alike: Sequence[Export]) -> list[Export]:
    """Those of its name, whatever its ending where that is none that we write (.ods, .pdf)."""
    names = {file.stem, _VERSION.sub("", file.stem)}
    ours = file.suffix.lower() in _KINDS
    return [
        each
        for each in alike
        if Path(each.name).stem in names and (not ours or Path(each.name).suffix == file.suffix)
    ]


def _texts(content: Content) -> Iterator[str]:
    if isinstance(content, Workbook):
        cells = content.sheets[0].cells if content.sheets else {}
        yield from (str(each.value) for (row, _), each in cells.items() if row <= _HEAD_ROWS)
    else:
        yield from (each.text for each in content)


def _kept(campaign: CampaignFolder, file: Path, export: Export) -> bytes | None:
    """That version as it was written, where it is kept: beside the file or among the results."""
    for folder in dict.fromkeys((campaign.results, file.absolute().parent)):
        for place in (folder, folder / FOLDER):
            for each in sorted(place.glob(f"{_glob(export)}*{Path(export.name).suffix}")):
                if each.is_file() and not each.is_symlink():
                    data = each.read_bytes()
                    if _sha256(data) == export.sha256:
                        return data
    return None


def _glob(export: Export) -> str:
    return re.sub(r"([*?\[])", r"[\1]", Path(export.name).stem)


def _differences(written: Content, found: Content) -> Iterator[Difference]:
    if isinstance(written, Workbook) and isinstance(found, Workbook):
        yield from compare(written, found)
    elif isinstance(written, list) and isinstance(found, list):
        yield from _passages(written, found)


def _passages(written: Sequence[Passage], found: Sequence[Passage]) -> Iterator[Difference]:
    """The passages that are others, in order; spaces do not count."""
    ours, theirs = ([" ".join(each.text.split()) for each in own] for own in (written, found))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for at in range(max(last - first, end - begin)):
            before = written[first + at] if first + at < last else None
            after = found[begin + at] if begin + at < end else None
            place = before or after
            assert place is not None
            cell = f"{place.table}:{place.row}:{place.column}" if place.table else ""
            said = (each.text if each else "" for each in (before, after))
            yield Difference(Change.PASSAGE, "", cell, *said)
