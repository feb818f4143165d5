"""Reads a definition from a YAML file, and from the CSV file of units that it may name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from iku_workbook.definition.locations import Locations
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.model import Definition
from iku_workbook.definition.text_file import read_text
from iku_workbook.definition.units_file import read_units_file, units_of
from iku_workbook.definition.validation import build
from iku_workbook.definition.yaml_tree import compose
from iku_workbook.findings import Severity
from iku_workbook.named_file import read_named

MAXIMUM_BYTES = 1_000_000


class Source(NamedTuple):
    """What a definition is written in: its file, and the list of units where it names one.

    units  the name of that file and its text
    """

    file: str
    text: str
    units: tuple[str, str] | None


def text_of(path: Path) -> str:
    """The text of a definition's file that can be read, to be changed."""
    return read_named(path, MAXIMUM_BYTES).decode("utf-8-sig")


def named_units(path: Path) -> str | None:
    """The name of the file in which a definition has its list of units; None where it has it in
    itself, or has a mistake, which whoever reads it is told.
    """
    try:
        data, _ = compose(_text(path), path.name)
    except DefinitionError:
        return None
    units = data.get("units") if isinstance(data, dict) else None
    name = units.get("file") if isinstance(units, dict) else None
    return name if isinstance(name, str) else None


def read_yaml(path: Path) -> tuple[Definition, Locations]:
    """The definition, and line and column of each of its parts in the file.

    A list of units in a file of its own is read along. Raises DefinitionError with every mistake of
    grammar; what joins the parts is left to :func:`iku_workbook.definition.lint.lint`.
    """
    return parse(read_source(path))


def read_source(path: Path) -> Source:
    """The texts that a definition's files hold; DefinitionError where there are none to read."""
    name, text = path.name, _text(path)
    data, marks = compose(text, name)
    units = None
    if isinstance(data, dict) and isinstance(data.get("units"), dict):
        units = read_units_file(path.parent, data["units"], Locations(name, marks))
    return Source(name, text, units)


@lru_cache(maxsize=4)  # who checks a definition and who asks for its places want the same
def parse(source: Source) -> tuple[Definition, Locations]:
    """The definition that texts state; DefinitionError with every mistake of grammar."""
    data, marks = compose(source.text, source.file)
    locations = Locations(source.file, marks)
    if data is None:
        raise DefinitionError([locations.mistake("file-empty", ())])
    if not isinstance(data, dict):
        raise DefinitionError([locations.mistake("expected-mapping", (), {"value": ""})])
    if source.units is not None:
        listed, units = units_of(*source.units)
        data = {**data, "units": listed}
        locations = Locations(source.file, marks, units)
    return build(data, locations), locations


def _text(path: Path) -> str:
    missing = Mistake("file-not-found", Severity.ERROR, path.name, 1, 1, {"name": path.name})
    return read_text(path, path.name, MAXIMUM_BYTES, missing)
