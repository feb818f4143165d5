"""Adds up several campaigns' registries; whatever cannot be added is named, with its folder.

Registries are only read, on a stick too. A record that is not what was written costs itself alone
(:mod:`iku_workbook.registry.belief`); where the whole chain is gone nobody can tell which ones are,
and nothing is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from iku_workbook.campaign.known import KnownCampaign
from iku_workbook.campaign.merge import merge, office_codes
from iku_workbook.campaign.outdated import as_read_today
from iku_workbook.campaign.region import neighbours
from iku_workbook.campaign.unsettled import unsettled
from iku_workbook.codes import OTHER_OFFICE
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError, together
from iku_workbook.findings import Verdict
from iku_workbook.registry import lineage, upkeep
from iku_workbook.results.campaigns import AddedCampaign, Campaigns, Contribution, Misplaced
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.returns import Return, only_approved


@dataclass(frozen=True, slots=True)
class _Read:
    """One campaign as it was read.

    files    the SHA-256 of everything that its registry holds
    returns  of its own units; ``strange`` is what of all others was rejected
    open     what is not settled of it
    """

    folder: Path
    definition: Definition
    state: Contribution
    files: frozenset[str]
    returns: Sequence[Return]
    strange: Sequence[Return]
    open: Unsettled
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """The definition that results are of, with the units of all campaigns, and the returns.

    campaigns  what each of several campaigns has added; None where there is one
    known      the campaigns themselves, as they were known; none where files are named
    open       what is not settled in each campaign that counts
    """

    definition: Definition
    returns: Sequence[Return]
    campaigns: Campaigns | None = None
    known: Sequence[KnownCampaign] = ()
    open: Sequence[Unsettled] = ()


def add_up(
    campaign: KnownCampaign,
    others: Sequence[KnownCampaign],
    *,
    approved: bool = False,
) -> Selected:
    """All campaigns' units as one definition, and all their returns; only ``approved`` ones count,
    or all that were accepted.

    OperatorError where a campaign measures something else, and where the chain of records is gone.
    """
    demand_chains([campaign, *others])
    alone = not others
    read = [_read(each, approved, alone=alone) for each in (campaign, *others)]
    if alone:
        return Selected(read[0].definition, read[0].returns, open=[read[0].open])
    read = list(_once(read))
    taken = [each for each in read if each.state is not Contribution.TWICE]
    rest = {each.folder: each.definition for each in taken if each is not read[0]}
    definition = merge(read[0].definition, rest)
    codes = office_codes([each.definition for each in taken])
    offices = {each.folder: code for each, code in zip(taken, codes, strict=True)}
    _not_in_conflict(taken)
    campaigns = Campaigns(
        tuple(_added(each, offices.get(each.folder)) for each in read),
        tuple(each for each in _left_out(definition) if each[0] not in codes),
        tuple(_misplaced(definition, taken)),
    )
    returns = [one for each in taken for one in each.returns]
    return Selected(definition, returns, campaigns, open=[each.open for each in taken])


def _not_in_conflict(read: Sequence[_Read]) -> None:
    """OperatorError where two campaigns have accepted different returns of a unit for a period."""
    found: dict[tuple[object, object], tuple[str, Path]] = {}
    for each in read:
        for one in each.returns:
            if one.verdict is Verdict.ACCEPTED and not one.unapproved:
                known = found.setdefault((one.unit, one.period), (one.sha256, each.folder))
                if known[0] != one.sha256:
                    about = {"unit": one.unit, "period": one.period, "file": one.file}
                    folders = {"first": known[1], "second": each.folder}
                    raise OperatorError("conflicting-campaigns", **about, **folders)


def demand_chains(campaigns: Iterable[KnownCampaign]) -> None:
    """OperatorError where the whole chain of a registry's records is gone."""
    wrong = []
    for campaign in campaigns:
        with campaign.registry() as registry:
            if upkeep.has_lost_chain(registry):
                wrong.append(OperatorError("chain-lost", folder=campaign.folder.root))
    if wrong:
        raise together(wrong)


def _read(campaign: KnownCampaign, approved: bool, *, alone: bool) -> _Read:
    """What a campaign has; of one that stands ``alone`` without what tells it from others."""
    definition, moment = campaign.definition, campaign.moment
    units = {unit.code for unit in definition.units}
    with campaign.registry() as registry:
        receipts = () if alone else registry.receipts(moment)
        files = frozenset(each.sha256 for each in receipts)
        lineages = registry.lineages(moment).values()
        unplaced = registry.unplaced(moment)
        open_ = unsettled(campaign, registry, lineages)
    known = [lineage.shown(each) for each in lineages]
    found = as_read_today(map(only_approved, known) if approved else known, campaign.forms)
    own = [each for each in found if each.unit in units or each.verdict is not Verdict.REJECTED]
    mine = set[int | None]() if alone else {each.number for each in own}
    strange = [each for each in (*found, *unplaced) if each.number not in mine and not alone]
    if files:
        state = Contribution.ADDED
    else:
        state = Contribution.EMPTY if registry.path.is_file() else Contribution.NO_REGISTRY
    return _Read(campaign.folder.root, definition, state, files, own, strange, open_)


def _once(read: Sequence[_Read]) -> Iterator[_Read]:
    """A folder that was named before, or holds nothing that another of the same units does not
    hold, is added once: the one that holds more.
    """
    for place, each in enumerate(read):
        same = next(
            (
                other
                for at, other in enumerate(read)
                if _holds(other, each) and (at < place or len(other.files) > len(each.files))
            ),
            None,
        )
        if same is None:
            yield each
        else:
            yield replace(each, state=Contribution.TWICE, same_as=str(same.folder))


def _holds(one: _Read, other: _Read) -> bool:
    if one.folder.resolve() == other.folder.resolve():
        return True
    alike = one.definition.units == other.definition.units  # whatever code either goes by
    return alike and bool(other.files) and other.files <= one.files


def _left_out(definition: Definition) -> Iterator[tuple[str, str]]:
    """Code and name of each office that belongs to the whole and has no unit here: one that the
    definition puts beside others that have, or a sub-district of the same regency.
    """
    above = {unit.parent for unit in definition.units}
    kinds = {unit.kind for unit in definition.units if unit.code in above}
    reporting = {unit.code for unit in definition.reporting}
    for unit in definition.units:
        if unit.kind in kinds and unit.code not in above | reporting:
            yield unit.code, unit.name
    given = {code.rpartition(".")[0] for code in reporting} | reporting
    for regency in _several(code.rpartition(".")[0] for code in given - reporting):
        yield from ((code, name) for code, name in neighbours(regency) if code not in given)


def _several(codes: Iterable[str]) -> list[str]:
    """The codes that stand there more than once."""
    return [code for code, times in Counter(codes).items() if code and times > 1]


def _misplaced(definition: Definition, taken: Sequence[_Read]) -> Iterator[Misplaced]:
    """Forms of another office whose own office is here, and has accepted nothing in their place."""
    accepted = {
        (one.unit, one.period)
        for each in taken
        for one in each.returns
        if one.verdict is Verdict.ACCEPTED
    }
    units = {unit.code for unit in definition.reporting}
    for each in taken:
        for form in each.strange:
            unit, period = _claimed(form)
            if unit in units and (unit, period) not in accepted:
                number = form.number or 0
                yield Misplaced(str(each.folder), number, form.file, str(unit), str(period))


def _claimed(form: Return) -> tuple[object, object]:
    """The unit and period that a form names."""
    for finding in form.findings:
        if finding.code == OTHER_OFFICE:
            return finding.data["unit"], finding.data["period"]
    return form.unit, form.period


def _added(each: _Read, office: str | None) -> AddedCampaign:
    verdicts = Counter(one.verdict for one in each.returns if not one.unapproved)
    return AddedCampaign(
        folder=str(each.folder),
        code=each.definition.code,
        office=office or each.definition.code,
        name=each.definition.agency.name,
        state=each.state,
        returns=0 if each.state is Contribution.TWICE else verdicts[Verdict.ACCEPTED],
        same_as=each.same_as,
    )
