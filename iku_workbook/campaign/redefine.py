"""Puts a new version of a definition in force: what it does is said first, the old is kept."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import try_out
from iku_workbook.campaign.offered import Offered, held, stamp_of, with_own_list
from iku_workbook.campaign.outdated import Why, due
from iku_workbook.campaign.planned_figures import example_figures
from iku_workbook.campaign.redefined_results import Effect, effects
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition, DefinitionError, Mistake, load
from iku_workbook.definition.figures import Figure
from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.registry.writer import sole_writer
from iku_workbook.safe_text import is_readable

_VERSIONS = f"{HIDDEN}/definitions"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version that could be put in force, and what it does.

    offered    what was sent
    warnings   what is odd about it, and no mistake
    forms      how many forms are out, which are taken in as before
    new        labels of entries that these forms do not have and so leave blank
    gone       labels of entries that they have, and that are read no more
    renamed    labels of entries that have another name, and go on as the same
    demanded   labels of entries that have to be answered, and did not have to be
    joined     the titles of units that would report, and do not
    left       the titles of units that report, and would no longer
    again      how many received returns would be examined again
    effects    what becomes of each indicator's targets and results
    examples   its figures that are still the examples of a shipped definition
    instead_of what it was compared with: :func:`put_in_force` refuses where that has changed
    """

    offered: Offered
    definition: Definition
    warnings: Sequence[Mistake]
    forms: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[str, ...]
    demanded: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    again: int
    effects: Sequence[Effect]
    examples: frozenset[Figure]
    instead_of: str


class Version(NamedTuple):
    """A version whose text is kept: its digest, since when it holds, or lies there where nobody has
    put it in force on the page; who did, and why.
    """

    digest: str
    at: datetime.datetime
    by: str = ""
    why: str = ""


def propose(campaign: CampaignFolder, offered: Offered) -> Proposal:
    """What a version would do; nothing is changed. DefinitionError for its mistakes, OperatorError
    where its list of units has a name that another file of the office has.
    """
    stamp = stamp_of(campaign)
    offered.name_of_list()
    with with_own_list(campaign, offered).laid_out() as file:
        definition, warnings = load(file)
        examples = example_figures(file)
    try_out(definition)
    now = _that_holds(campaign) or definition
    forms = Forms(definition, campaign.key(), campaign.issued, campaign.keys.older())
    with campaign.registry() as registry:
        out, wanted = len(registry.issued()), due(registry, forms)
    units = [{each.code: each.title for each in one.reporting} for one in (now, definition)]
    return Proposal(
        offered,
        definition,
        warnings,
        out,
        *_entries(now, definition),
        demanded=tuple(_demanded(now, definition)),
        joined=tuple(title for code, title in units[1].items() if code not in units[0]),
        left=tuple(title for code, title in units[0].items() if code not in units[1]),
        again=sum(each.why is Why.DEFINITION for each in wanted),
        effects=effects(campaign, now, definition),
        examples=examples,
        instead_of=stamp,
    )


def put_in_force(
    campaign: CampaignFolder,
    offered: Offered,
    *,
    by: str,
    at: datetime.datetime,
    why: str,
    instead_of: str | None = None,
) -> None:
    """Make a version that was proposed the campaign's definition, and note it in the registry.

    ``why`` is kept beside its text. OperatorError where nobody can read that, where another holds
    by now than it was compared with (``instead_of``), and where somebody else writes just now;
    nothing is changed then.
    """
    if not is_readable(why):
        raise OperatorError("definition-why")
    note = {"by": by, "at": at.astimezone(campaign.zone).isoformat(), "why": why}
    replace = partial(_replace, campaign, offered, note, instead_of)
    with campaign.registry() as registry:
        if registry.version():
            with registry.writing(by, at, first=replace):
                pass  # whoever writes notes which definition holds
        else:
            with sole_writer(registry.path, by, at.astimezone(campaign.zone)):
                replace()


def _replace(
    campaign: CampaignFolder, offered: Offered, note: Mapping[str, str], instead_of: str | None
) -> None:
    """The same, by the one who holds the campaign."""
    if instead_of is not None and instead_of != stamp_of(campaign):
        raise OperatorError("definition-changed")
    name, before = offered.name_of_list(), held(campaign)
    if _that_holds(campaign) is not None:
        since = campaign.definition_file.stat().st_mtime
        os.utime(_place(campaign, _keep(campaign, before), "yaml"), (since, since))
    if name is not None and offered.units:
        write_whole(campaign.own_file(name), offered.units)
    write_whole(campaign.definition_file, offered.text)
    digest = _keep(campaign, with_own_list(campaign, offered))
    write_whole(_place(campaign, digest, "note"), json.dumps(note, ensure_ascii=False).encode())


def versions(campaign: CampaignFolder) -> list[Version]:
    """The versions whose text is kept; the newest first."""
    found = (_version(campaign, path) for path in (campaign.root / _VERSIONS).glob("*.yaml"))
    return sorted(found, key=lambda each: each.at, reverse=True)


def version(campaign: CampaignFolder, digest: str) -> Offered | None:
    """A version as it was put in force; None where none is kept."""
    if digest not in {each.digest for each in versions(campaign)}:
        return None
    text, units = (_place(campaign, digest, ending) for ending in ("yaml", "csv"))
    return Offered(text.read_bytes(), units.read_bytes() if units.exists() else b"")


def _that_holds(campaign: CampaignFolder) -> Definition | None:
    """The campaign's definition; None where it has mistakes, which this one may mend."""
    try:
        return campaign.definition()
    except DefinitionError:
        return None


def _keep(campaign: CampaignFolder, version: Offered) -> str:
    """Keep a version under its digest, which is given."""
    with version.laid_out() as file:
        digest = load(file)[0].digest
    write_whole(_place(campaign, digest, "yaml"), version.text)
    if version.units:
        write_whole(_place(campaign, digest, "csv"), version.units)
    return digest


def _version(campaign: CampaignFolder, text: Path) -> Version:
    kept = datetime.datetime.fromtimestamp(text.stat().st_mtime, campaign.zone)
    try:
        note = json.loads(_place(campaign, text.stem, "note").read_text(encoding="utf-8"))
        at = datetime.datetime.fromisoformat(note["at"]).astimezone(campaign.zone)
        return Version(text.stem, at, str(note["by"]), str(note["why"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Version(text.stem, kept)


def _place(campaign: CampaignFolder, digest: str, ending: str) -> Path:
    return campaign.root / _VERSIONS / f"{digest}.{ending}"


def _entries(
    now: Definition, then: Definition
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The labels of entries that are new, gone, and renamed."""
    before, after = dict(_asked(now)), dict(_asked(then))
    former = {old: name for name, (_, was) in after.items() for old in was}
    new = (label for name, (label, was) in after.items() if name not in before and not was)
    gone = (
        label for name, (label, _) in before.items() if name not in after and name not in former
    )
    renamed = (after[name][0] for old, name in former.items() if old in before)
    return tuple(new), tuple(gone), tuple(renamed)


def _demanded(now: Definition, then: Definition) -> Iterator[str]:
    """The labels of entries that old forms may have left blank, and new ones may not."""
    before = {each.id: each.required for each in now.fields}
    for each in then.fields:
        if each.required and not any(before.get(name) for name in (each.id, *each.was)):
            yield each.label


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
