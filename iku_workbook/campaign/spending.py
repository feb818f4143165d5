"""Writes what programmes have spent, as it was typed on the page, into the office's list."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.own_files import SPENDING
from iku_workbook.campaign.spending_list import read_amount, read_list
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry.spendings import Spent

Key = tuple[str, str]
"""A period and a programme, by their codes."""


def places(definition: Definition) -> list[Key]:
    """Every figure that the list can have, programme by programme."""
    periods = [each.code for each in periods_of(definition.year, definition.cadence)]
    return [(period, each.id) for each in definition.programmes for period in periods]


def missing(definition: Definition, spent: Spent, day: datetime.date) -> dict[Period, list[str]]:
    """The periods that are over on a day and of which it is not said what some programmes have
    spent, with the names of these.
    """
    over = [each for each in periods_of(definition.year, definition.cadence) if each.end < day]
    found = {
        period: [each.name for each in definition.programmes if (period.code, each.id) not in spent]
        for period in over
    }
    return {period: names for period, names in found.items() if names}


def typed_spending(
    definition: Definition, said: Mapping[str, str]
) -> tuple[dict[Key, int | None], dict[Key, OperatorError]]:
    """What a person has typed, by the names of :func:`name_of`; and what of it is no amount."""
    values: dict[Key, int | None] = {}
    wrong: dict[Key, OperatorError] = {}
    for key in places(definition):
        text = said.get(name_of(key), "").strip()
        try:
            values[key] = read_amount(text) if text else None
        except OperatorError as error:
            wrong[key] = error
    return values, wrong


def name_of(key: Key) -> str:
    """The name of a figure in a form."""
    return f"spent-{key[0]}-{key[1]}"


def stamp_of(campaign: CampaignFolder) -> str:
    """Changes with the list."""
    file = campaign.own_file(SPENDING)
    return hashlib.sha256(file.read_bytes() if file.is_file() else b"").hexdigest()[:16]


def put(
    campaign: CampaignFolder,
    said: Mapping[Key, int | None],
    *,
    by: str,
    at: datetime.datetime,
    instead_of: str,
) -> int:
    """Write the figures that are others than on the list, and record who did; how many they are.

    OperatorError where the list is not the one that was seen (``instead_of``), or has mistakes;
    nothing is written then.
    """
    changed: dict[Key, int | None] = {}

    def write() -> None:
        if stamp_of(campaign) != instead_of:
            raise OperatorError("spending-changed")
        known = campaign.spent(campaign.definition())
        changed.update((key, each) for key, each in said.items() if known.get(key) != each)
        if changed:
            _write(campaign, changed)

    with campaign.registry() as registry, registry.writing(by, at, write):
        return len(changed)


def _write(campaign: CampaignFolder, changed: Mapping[Key, int | None]) -> None:
    found = read_list(campaign.own_file(SPENDING))
    places = {
        (each.get("period", ""), each.get("programme", "")): place
        for place, each in found.entries()
    }
    for key, amount in changed.items():
        cells = {"period": key[0], "programme": key[1]}
        cells["spent"] = "" if amount is None else str(amount)
        if key in places:
            found.lines[places[key]] = found.line(cells, found.lines[places[key]][1])
        else:
            found.lines.append(found.line(cells))
    found.write()
