"""The trail of a year: every file that came in, and what people decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.registry.journal import JournalEntry
from iku_workbook.returns import Return


@dataclass(frozen=True, slots=True)
class Trail:
    """What one campaign's registry knows of a year, up to its period.

    campaign  the code of its definition
    entries   receipts, decisions, closings, later days and what was mended at the office, in the
              order of the chain of records
    returns   every return by its number, as it stands: also those that another took the place of,
              that were sent back, and that were rejected
    standing  for each return of a unit the number of the one that gives the unit's status
    """

    campaign: str
    entries: Sequence[JournalEntry]
    returns: Mapping[int, Return]
    standing: Mapping[int, int]

    def better(self, returned: Return) -> int | None:
        """The number of the return that stands in its place; None where none does."""
        number = returned.number or 0
        standing = self.standing.get(number)
        return None if standing == number else standing


def all_returns(
    trails: Sequence[Trail], returns: Sequence[Return]
) -> Iterator[tuple[Return, int | None]]:
    """Every return, with the number of the one in its place; of files alone ``returns``."""
    for trail in trails:
        for _, each in sorted(trail.returns.items()):
            yield each, trail.better(each)
    if not trails:
        yield from ((each, None) for each in returns)
