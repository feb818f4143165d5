"""A campaign as it was known at the end of a day: definition, zone and the registry of then.

What was recorded later, and every later definition, is left out. Where nobody recorded which
definition held, or its text is gone, the nearest that is known is taken, and that is said.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from iku_workbook import __version__
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.registry import Registry
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.defined import HeldDefinition, definitions_held
from iku_workbook.registry.examinations import programs_of_last
from iku_workbook.registry.spendings import Spent
from iku_workbook.results.basis import Basis, Certainty


class PastMoment(NamedTuple):
    """A moment that is past, as the registry tells it: the last record that was known is of
    ``recorded``. The definition is the one that held at ``defined``, which may be later: it is
    noted only with what was computed by it.
    """

    recorded: datetime.datetime
    defined: datetime.datetime


@dataclass(frozen=True)
class KnownCampaign:
    """A campaign as it is, or as it was at a moment that is past.

    definition  the one that held, as far as ``certainty`` goes; of one whose text is gone ``lost``
                has the digest
    moment      what was recorded after it is not known; None for all that is recorded
    defined     up to when changes of the office's own files are known, where that is longer
    closed      the closing of the period asked for, where the definition is the one of then
    """

    folder: CampaignFolder
    definition: Definition
    moment: datetime.datetime | None = None
    certainty: Certainty = Certainty.RECORDED
    lost: str | None = None
    closed: Closed | None = None
    defined: datetime.datetime | None = None

    @property
    def spent(self) -> Spent:
        """What the definition's programmes have spent: by the office's list as it is, or as its
        records say of then. OperatorError for a list with mistakes.
        """
        known = {each.id for each in self.definition.programmes}
        if not known:
            return {}
        if self.moment is None:
            said = self.folder.spent(self.folder.definition())
        else:
            with self.registry() as registry:
                said = registry.spent(self.defined or self.moment)
        return {key: each for key, each in said.items() if key[1] in known}

    def registry(self) -> Registry:
        """The registry, with times of the zone that was the office's."""
        return self.folder.registry(self.definition.timezone.time)

    @property
    def forms(self) -> Forms:
        """The definition, and those that forms were issued from."""
        return Forms(self.definition, None, self.folder.issued)

    @cached_property
    def former_names(self) -> Mapping[str, str]:
        """What units were called last by any definition that held till then, by their codes."""
        found: dict[str, str] = {}
        for each in reversed(_held(self.folder)):
            known = each.at <= self.moment if self.moment is not None else True
            definition = self.folder.issued(each.definition) if known else None
            for unit in definition.units if definition is not None else ():
                found.setdefault(unit.code, unit.name)
        return found

    def basis(self, day: datetime.date, *, approved: bool) -> Basis:
        """What results of this campaign rest on."""
        others = tuple(self._other_programs()) if self.moment is not None else ()
        return Basis(
            day=day,
            zone=self.definition.timezone,
            definition=self.definition.digest,
            approved=approved,
            certainty=self.certainty,
            lost=self.lost,
            programs=others,
            closed=self.closed.at if self.closed is not None else None,
        )

    def _other_programs(self) -> Iterator[str]:
        with self.registry() as registry:
            known = programs_of_last(registry.connection, self.moment)
        yield from (each for each in known if each != __version__)


def as_it_is(campaign: CampaignFolder) -> KnownCampaign:
    """The campaign as it is now."""
    return KnownCampaign(campaign, campaign.definition())


def as_of(campaign: CampaignFolder, day: datetime.date) -> KnownCampaign:
    """The campaign as it was known at the end of a day, at the office."""
    return _known_at(campaign, lambda definition: end_of(day, definition.timezone.time))


def at_moment(campaign: CampaignFolder, past: PastMoment) -> KnownCampaign:
    """The campaign as it was known at a moment."""
    found = _known_at(campaign, lambda _: past.defined)
    return replace(found, moment=past.recorded, defined=past.defined)


def _known_at(
    campaign: CampaignFolder, moment_of: Callable[[Definition], datetime.datetime]
) -> KnownCampaign:
    """As it was at a moment, which a definition's zone may tell."""
    held = _held(campaign)
    current = campaign.definition()
    for place, each in reversed(list(enumerate(held))):
        definition = _text_of(campaign, each, current)
        moment = moment_of(definition or current)
        if each.at <= moment:
            return _known(campaign, each, definition or _nearest(campaign, held, place), moment)
    moment = moment_of(current)
    first = _text_of(campaign, held[0], current) if held else None
    return KnownCampaign(campaign, first or current, moment, Certainty.INFERRED)


def end_of(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """The last moment of a day at the office."""
    return datetime.datetime.combine(day, datetime.time.max, zone)


def _held(campaign: CampaignFolder) -> list[HeldDefinition]:
    with campaign.registry() as registry:
        return definitions_held(registry.connection, registry.zone, registry.believes)


def _text_of(
    campaign: CampaignFolder, held: HeldDefinition, current: Definition
) -> Definition | None:
    same = held.definition == current.digest
    return current if same else campaign.issued(held.definition)


def _known(
    campaign: CampaignFolder,
    held: HeldDefinition,
    definition: Definition,
    moment: datetime.datetime,
) -> KnownCampaign:
    if definition.digest != held.definition:
        lost = held.definition
        return KnownCampaign(campaign, definition, moment, Certainty.LOST, lost)
    certainty = Certainty.RECORDED if held.recorded else Certainty.INFERRED
    return KnownCampaign(campaign, definition, moment, certainty)


def _nearest(campaign: CampaignFolder, held: Sequence[HeldDefinition], place: int) -> Definition:
    """The definition that held next, of those whose texts are there; today's where none is."""
    later = (campaign.issued(each.definition) for each in held[place + 1 :])
    return next((each for each in later if each is not None), campaign.definition())
