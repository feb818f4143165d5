"""Names what a return holds besides the form: links that lead outside, parts that are not read."""

from __future__ import annotations

from collections.abc import Iterator

from iku_workbook.cell_addresses import position
from iku_workbook.checks.file.read_form import ReturnedForm
from iku_workbook.findings import Finding

_NAMED, _SHOWN = 6, 80  # parts that a finding names, and characters of each


def check_outside(returned: ReturnedForm) -> Iterator[Finding]:
    """Links to the network, and parts of kinds that no form has; what fetches or runs is refused
    where the file is read.
    """
    links = returned.workbook.links
    if links:
        placed = next((link for link in links if link.cell), links[0])
        cells = [position(placed.cell)] if placed.cell else []
        yield returned.finding(
            "FILE-054", placed.sheet or None, cells, found=placed.target, count=len(links)
        )
    if returned.workbook.extra_parts:
        parts = returned.workbook.extra_parts
        named = ", ".join(part[:_SHOWN] for part in parts[:_NAMED])
        more = " …" if len(parts) > _NAMED else ""
        yield returned.finding("FILE-055", parts=named + more)
