"""Puts a new version of a definition in force: what it does is said first, the old is kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import try_out
from iku_workbook.definition import Definition, Mistake, load
from iku_workbook.durable import write_whole
from iku_workbook.hidden import HIDDEN

_VERSIONS = f"{HIDDEN}/definitions"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version that could be put in force, and what it does to the forms that are out.

    warnings  what is odd about it, and no mistake
    forms     how many forms are out, which are taken in as before
    new       labels of entries that these forms do not have and so leave blank
    gone      labels of entries that they have, and that are read no more
    renamed   labels of entries that have another name, and go on as the same
    """

    definition: Definition
    warnings: Sequence[Mistake]
    forms: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[str, ...]


def propose(campaign: CampaignFolder, file: Path) -> Proposal:
    """What a version would do, in ``file``; nothing is changed. DefinitionError for mistakes."""
    definition, warnings = load(file)
    try_out(definition)
    now = campaign.definition()
    before, after = dict(_asked(now)), dict(_asked(definition))
    former = {old: name for name, (_, was) in after.items() for old in was}
    with campaign.registry() as registry:
        forms = len(registry.issued())
    new = (label for name, (label, was) in after.items() if name not in before and not was)
    gone = (
        label for name, (label, _) in before.items() if name not in after and name not in former
    )
    renamed = (after[name][0] for old, name in former.items() if old in before)
    return Proposal(definition, warnings, forms, tuple(new), tuple(gone), tuple(renamed))


def put_in_force(
    campaign: CampaignFolder, content: bytes, *, by: str, at: datetime.datetime
) -> None:
    """Make a version that was proposed the campaign's definition, and note it in the registry."""
    write_whole(_version(campaign, campaign.definition().digest), _now(campaign))
    write_whole(campaign.definition_file, content)
    write_whole(_version(campaign, campaign.definition().digest), content)
    with campaign.registry() as registry:
        if registry.version():
            with registry.writing(by, at):
                pass  # whoever writes notes first which definition holds


def versions(campaign: CampaignFolder) -> list[tuple[str, datetime.datetime]]:
    """The versions whose text is kept, by digest, and since when it is; the newest first."""
    zone = campaign.zone
    found = [
        (path.stem, datetime.datetime.fromtimestamp(path.stat().st_mtime, zone))
        for path in (campaign.root / _VERSIONS).glob("*.yaml")
    ]
    return sorted(found, key=lambda each: each[1], reverse=True)


def version_text(campaign: CampaignFolder, digest: str) -> bytes | None:
    """The text of a version as it was put in force; None where none is kept."""
    known = {each for each, _ in versions(campaign)}
    return _version(campaign, digest).read_bytes() if digest in known else None


def _version(campaign: CampaignFolder, digest: str) -> Path:
    return campaign.root / _VERSIONS / f"{digest}.yaml"


def _now(campaign: CampaignFolder) -> bytes:
    return campaign.definition_file.read_bytes()


def _asked(definition: Definition) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Each entry by its name, with its label and its former names; columns of registers too."""
    for field in definition.fields:
        yield field.id, (field.label, tuple(field.was))
    for register in definition.registers:
        for column in register.fields:
            label = f"{register.label}: {column.label}"
            yield f"{register.id}.{column.id}", (label, tuple(_former(register.id, column.was)))


def _former(register: str, was: Sequence[str]) -> Iterator[str]:
    for each in was:
        yield f"{register}.{each}"
