"""Tells which results and documents do not say any longer what they would say today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iku_workbook.messages import Catalogue
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.counting_changes import CountingChange
from iku_workbook.registry.records import Export
from iku_workbook.report import closings
from iku_workbook.report.counting_changes import as_objects
from iku_workbook.safe_text import short


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Files that were computed of the same, and what came after.

    files             each the last version of its name
    counting_changes  what counts otherwise since, the first of it at the beginning
    redefined         the definition is another one since
    respent           programmes have spent otherwise than was known then
    """

    files: Sequence[Export]
    counting_changes: Sequence[CountingChange]
    redefined: bool = False
    respent: bool = False


def sentence(each: Overtaken, names: Mapping[str, str], say: Catalogue) -> str:
    """Which files, since what, and how much has moved."""
    files = ", ".join(
        say("standing.overtaken-file", file=short(one.name), version=str(one.version))
        for one in each.files
    )
    since = []
    if each.counting_changes:
        first = each.counting_changes[0]
        about = {"number": str(first.number), "at": first.at}
        about |= {
            "unit": short(names.get(first.unit, first.unit)),
            "count": len(each.counting_changes),
        }
        since.append(say(f"standing.overtaken-{first.cause}", **about))
    if each.redefined:
        since.append(say("standing.overtaken-definition"))
    if each.respent:
        since.append(say("standing.overtaken-spending"))
    return say("standing.overtaken", files=files, since="; ".join(since))


def sentences(
    closed: Iterable[Closed],
    overtaken: Iterable[Overtaken],
    names: Mapping[str, str],
    say: Catalogue,
) -> list[str]:
    """A sentence for each closed period, and for what newer records have overtaken."""
    found = [closings.sentence(each, say) for each in closed]
    return found + [sentence(each, names, say) for each in overtaken]


def as_object(each: Overtaken) -> dict[str, object]:
    """The same for programs."""
    return {
        "files": [
            {"file": one.name, "version": one.version, "sha256": one.sha256} for one in each.files
        ],
        "period": each.files[0].period,
        "known": each.files[0].origin.entry,
        "definition_changed": each.redefined,
        "spending_changed": each.respent,
        "moved": as_objects(each.counting_changes),
    }
