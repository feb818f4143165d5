"""A definition as it is sent in: its text, and its list of units where that is a file apart."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.own_files import CONTACTS, DEFINITION, SPENDING, STAFF
from iku_workbook.definition.units_file import MAXIMUM_BYTES as LARGEST_LIST
from iku_workbook.definition.yaml_source import named_units
from iku_workbook.errors import OperatorError
from iku_workbook.named_file import read_named


@dataclass(frozen=True, slots=True)
class Offered:
    """What was sent; ``units`` is empty where no list came along."""

    text: bytes
    units: bytes = b""

    @contextmanager
    def laid_out(self) -> Iterator[Path]:
        """The definition's file in a folder of its own, the list of units beside it as the
        definition calls it; gone afterwards.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, DEFINITION)
            file.write_bytes(self.text)
            name = named_units(file)
            if name is not None and self.units and _lies_beside(name):
                place = file.parent / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(self.units)
            yield file

    def name_of_list(self) -> str | None:
        """How the definition calls its list of units; None where it has none apart.

        OperatorError where a list came along and is called as another file of the office's may be.
        """
        with Offered(self.text).laid_out() as file:
            name = named_units(file)
        if name is not None and self.units and not _may_be_written(name):
            raise OperatorError("units-name", name=name)
        return name


def _lies_beside(name: str) -> bool:
    return not (PurePosixPath(name).is_absolute() or {"..", DEFINITION} & {*name.split("/")})


def _may_be_written(name: str) -> bool:
    apart = name.lower() not in {CONTACTS, SPENDING, STAFF} and not name.startswith(".")
    return apart and name.lower().endswith(".csv") and not {"/", "\\", ":"} & {*name}


def held(campaign: CampaignFolder) -> Offered:
    """The definition that holds, with its list of units."""
    file = campaign.definition_file
    return Offered(file.read_bytes(), own_list(campaign, named_units(file)))


def with_own_list(campaign: CampaignFolder, offered: Offered) -> Offered:
    """The same with the campaign's own list of units, where it names that and brings none."""
    if offered.units:
        return offered
    return Offered(offered.text, own_list(campaign, offered.name_of_list()))


def own_list(campaign: CampaignFolder, name: str | None) -> bytes:
    """The list of units of that name in the campaign's folder; empty where there is none."""
    if name is None:
        return b""
    try:
        return read_named(campaign.own_file(name), LARGEST_LIST)
    except (OSError, ValueError):
        return b""


def stamp_of(campaign: CampaignFolder) -> str:
    """Changes with the definition that holds: nobody replaces one that they have not seen."""
    now = held(campaign)
    return hashlib.sha256(now.text + b"\0" + now.units).hexdigest()[:16]
