"""Objectives (sasaran): what indicators are there for, in the order in which they are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from iku_workbook.definition.indicators import Indicator
from iku_workbook.definition.values import Id, Record, Text, refuse


class Objective(Record):
    """An objective that indicators name by its ``id``."""

    id: Id
    text: Text


class Aim(NamedTuple):
    """An objective and the codes of its indicators; ``id`` is None for one that is a text alone."""

    id: str | None
    text: str
    indicators: tuple[str, ...]


def _distinct(objectives: tuple[Objective, ...]) -> tuple[Objective, ...]:
    seen: set[str] = set()
    for index, each in enumerate(objectives):
        for said in (each.id, each.text):
            if said.casefold() in seen:
                raise refuse("duplicate-entry", value=said, at=index)
        seen |= {each.id.casefold(), each.text.casefold()}
    return objectives


Objectives = Annotated[tuple[Objective, ...], AfterValidator(_distinct)]


def text_of(objectives: Iterable[Objective], said: str) -> str:
    """The text of the objective that an indicator says, by its id or as a text."""
    return next((each.text for each in objectives if each.id == said), said)


def aims(objectives: Sequence[Objective], indicators: Iterable[Indicator]) -> tuple[Aim, ...]:
    """The objectives that indicators have: those that are listed, then texts as they appear."""
    ids = {each.text: each.id for each in objectives}
    found: dict[str, list[str]] = {text: [] for text in ids}
    for indicator in indicators:
        if text := text_of(objectives, indicator.objective):
            found.setdefault(text, []).append(indicator.code)
    return tuple(Aim(ids.get(text), text, tuple(codes)) for text, codes in found.items() if codes)
