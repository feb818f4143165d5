"""Creates a campaign folder from a definition, adapted to the sub-district and the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.campaign import region
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.own_files import DEFINITION
from iku_workbook.campaign.unfinished import clear_unfinished, made_beside
from iku_workbook.definition import load
from iku_workbook.definition.adapt import Adaptation
from iku_workbook.definition.model import YEARS
from iku_workbook.durable import make_folder, sync_folder, write_whole
from iku_workbook.errors import OperatorError, unknown
from iku_workbook.hidden import HIDDEN
from iku_workbook.named_file import read_named


@dataclass(frozen=True, slots=True)
class Created:
    """A campaign that was made.

    look_at  the lines of its definition that a person should look at
    cleared  what runs that were cut short had left beside it, and is gone
    """

    campaign: CampaignFolder
    look_at: Sequence[int]
    cleared: Sequence[Path] = ()


def create(
    folder: Path,
    definition: Path | str | None = None,
    *,
    subdistrict: str | None = None,
    year: int | None = None,
    key: bytes | None = None,
    along: Mapping[str, bytes] = {},
) -> Created:
    """Make a campaign folder, ready to generate: all of it or nothing.

    definition   a file, or the name of one that is shipped; None for the first of those
    subdistrict  the code of a sub-district whose villages become the units
    year         the year that the definition is turned to
    key          the signing key; a new one where none is given
    along        other files to stand in it, by their names from there

    It is made beside ``folder`` and moved there, so that an interruption leaves no half of one.
    OperatorError where the folder holds something already, or nothing answers to a name or code;
    DefinitionError where the definition has mistakes.
    """
    if year is not None and not YEARS[0] <= year <= YEARS[1]:
        raise OperatorError("bad-year", value=year, first=YEARS[0], last=YEARS[1])
    source = _source(definition)
    text, look_at = _adapted(source, subdistrict, year)
    try:
        campaign, cleared = _made(folder, source, text, key, along)
        return Created(campaign, look_at, cleared)
    except OSError as error:
        raise OperatorError.of_system(error) from error


def _made(
    folder: Path, source: Path, text: str, key: bytes | None, along: Mapping[str, bytes]
) -> tuple[CampaignFolder, list[Path]]:
    if (folder / HIDDEN).exists() or (folder / DEFINITION).exists():
        raise OperatorError("campaign-exists", folder=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError("folder-not-empty", folder=folder)
    target = folder.absolute()
    make_folder(target.parent)
    cleared = clear_unfinished(target.parent)
    with made_beside(target.parent) as beside:
        made = beside / "campaign"
        campaign = CampaignFolder.create(made, text, key)
        _copy_units(source, made)
        for name, content in along.items():
            make_folder((made / name).parent)
            write_whole(made / name, content)
        load(campaign.definition_file)
        if target.exists():
            target.rmdir()
        made.rename(target)
        sync_folder(target.parent)
    return CampaignFolder(folder), cleared


def _source(definition: Path | str | None) -> Path:
    """The definition to copy: a file, or one that is shipped, by its name."""
    from iku_workbook import resources

    names = resources.templates()
    if definition is None:
        return resources.template(names[0])
    if Path(definition).is_file():
        return Path(definition)
    if str(definition) not in names:
        raise unknown("no-definition", str(definition), names)
    return resources.template(str(definition))


def _adapted(source: Path, subdistrict: str | None, year: int | None) -> tuple[str, list[int]]:
    """The definition's text, made to fit, and the lines that a person should look at."""
    from iku_workbook.definition.yaml_source import MAXIMUM_BYTES

    definition, _ = load(source)  # its mistakes belong to it, and not to what is made of it
    text = read_named(source, MAXIMUM_BYTES).decode("utf-8-sig")
    if not subdistrict and not year:
        return text, []
    adaptation = Adaptation(text)
    if subdistrict:
        new = region.subdistrict(subdistrict)
        parents = {unit.code.rpartition(".")[0] for unit in definition.units}
        old = region.find_subdistrict(parents.pop()) if len(parents) == 1 else None
        adaptation.change_place(old, new, region.villages(new))
    if year:
        adaptation.change_year(year)
    return adaptation.text, adaptation.lines_left()


def _copy_units(source: Path, folder: Path) -> None:
    """The list of units goes along where the definition names one beside itself."""
    from iku_workbook.definition.units_file import MAXIMUM_BYTES as LARGEST_LIST
    from iku_workbook.definition.yaml_source import read_yaml

    units = read_yaml(source)[1].units
    if units is not None:
        write_whole(folder / units.file, read_named(source.parent / units.file, LARGEST_LIST))
