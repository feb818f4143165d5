"""``iku new``: a campaign folder, ready to generate."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from iku_workbook.cli.command import Verb
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError, unknown


@click.command("new", cls=Verb)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--definition", "definition", metavar="FILE|NAME")
@click.option("--kecamatan", "subdistrict", metavar="CODE")
@click.option("--year", type=int, metavar="Y")
@pass_session
def command(
    session: Session,
    folder: Path,
    definition: str | None,
    subdistrict: str | None,
    year: int | None,
) -> int:
    """Copy a definition into a new campaign, made to fit the place and the year."""
    source = _source(definition)
    text, left = _adapted(source, subdistrict, year)
    create(folder, text, source)
    say = session.say
    session.note(say("cli.new-made", folder=folder))
    if left:
        lines = ", ".join(map(str, left))
        session.note(say("cli.new-look", file=folder / "definition.yaml", lines=lines))
    session.note(say("cli.new-next", folder=folder))
    return 0


def create(folder: Path, text: str, source: Path) -> None:
    """A campaign with this definition, which must be without mistakes: all of it, or nothing.

    It is made beside ``folder`` and moved there, so that an interruption leaves no half of one.
    """
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.definition import load
    from iku_workbook.durable import make_folder, sync_folder

    if (folder / ".iku").exists() or (folder / "definition.yaml").exists():
        raise OperatorError("campaign-exists", folder=folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError("folder-not-empty", folder=folder)
    target = folder.absolute()
    make_folder(target.parent)
    with tempfile.TemporaryDirectory(prefix=".iku-", dir=target.parent) as beside:
        made = Path(beside, target.name or "campaign")
        campaign = CampaignFolder.create(made, text)
        _copy_units(source, made)
        load(campaign.definition_file)
        if target.exists():
            target.rmdir()
        made.rename(target)
        sync_folder(target.parent)


def _source(definition: str | None) -> Path:
    """The definition to copy: a file, or one that is shipped, by its name."""
    from iku_workbook import resources

    names = resources.templates()
    if definition is None:
        definition = next(iter(names))
    elif Path(definition).is_file():
        return Path(definition)
    if definition not in names:
        raise unknown("no-definition", definition, names)
    return resources.template(definition)


def _adapted(source: Path, subdistrict: str | None, year: int | None) -> tuple[str, list[int]]:
    """The definition's text, made to fit, and the lines that a person should look at."""
    from iku_workbook.definition import load

    definition, _ = load(source)  # its mistakes belong to it, and not to what is made of it
    text = source.read_text(encoding="utf-8-sig")
    if not subdistrict and not year:
        return text, []
    from iku_workbook.campaign import region
    from iku_workbook.definition.adapt import Adaptation

    adaptation = Adaptation(text)
    if subdistrict:
        place = region.subdistrict(subdistrict)
        parents = {unit.code.rpartition(".")[0] for unit in definition.units}
        old = region.find_subdistrict(parents.pop()) if len(parents) == 1 else None
        adaptation.move(old, place, region.villages(place))
    if year:
        adaptation.turn(year)
    return adaptation.text, adaptation.left()


def _copy_units(source: Path, folder: Path) -> None:
    """The list of units goes along where the definition names one beside itself."""
    from iku_workbook.definition.yaml_source import read_yaml
    from iku_workbook.durable import write_whole

    units = read_yaml(source)[1].units
    if units is not None:
        write_whole(folder / units.file, (source.parent / units.file).read_bytes())
