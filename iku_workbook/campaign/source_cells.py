"""Tells the cells that the values of a campaign's returns were read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.checks.file.cell_finder import CellFinder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import Definition
from iku_workbook.findings import Verdict
from iku_workbook.returns import Return
from iku_workbook.source_cells import SourceCells


def source_cells(
    campaigns: Iterable[tuple[CampaignFolder, Definition]],
    returns: Iterable[Return],
    read: Callable[[Return], bytes] | None = None,
) -> dict[str, SourceCells]:
    """The cells of each accepted return's values, by the SHA-256 of its bytes.

    ``campaigns`` are those that the returns are of, each with its definition as it is now. ``read``
    gives the bytes of what no registry holds. A file is opened only where the records do not tell.
    """
    found: dict[str, SourceCells] = {}
    left = [each for each in returns if each.verdict is Verdict.ACCEPTED]
    for campaign, definition in campaigns:
        units = {unit.code for unit in definition.units}
        own = [each for each in left if each.unit in units and each.sha256 not in found]
        forms = Forms(definition, None, campaign.issued)
        with campaign.registry() as registry:
            finder = CellFinder(forms, read or (lambda each: bytes_of(registry, each)))
            cells = ((each.sha256, finder.cells(each)) for each in own)
            found |= {sha256: known for sha256, known in cells if known is not None}
    return found
