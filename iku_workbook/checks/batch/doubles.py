"""Files that came twice, and two that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_workbook.checks.received import Received, Seen
from iku_workbook.findings import Finding


def doubles(received: Sequence[Received], seen: Seen) -> Iterator[tuple[int, Finding]]:
    """The same bytes again are counted once; two different returns of one unit are a question."""
    if seen.in_order:
        return
    first: list[tuple[int, dict[str, str]]] = []
    for index, each in enumerate(received):
        if each.content is None:
            continue
        key = (each.content.unit.code, each.content.period.code)
        known = seen.files.setdefault(key, {})
        if each.sha256 in known:
            data = {"other": known[each.sha256]}
            yield index, Finding("DUP-001", each.file, data=data)
        else:
            known[each.sha256] = each.file
            first.append((index, known))
    for index, known in first:
        each = received[index]
        others = [file for sha256, file in known.items() if sha256 != each.sha256]
        if others:
            data = {"other": ", ".join(others)}
            yield index, Finding("DUP-002", each.file, data=data)
