"""Reads a definition from a YAML file, and from the CSV file of units that it may name."""

from __future__ import annotations

from pathlib import Path

from iku_workbook.definition.locations import Locations
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.model import Definition
from iku_workbook.definition.text_file import read_text
from iku_workbook.definition.units_file import read_units
from iku_workbook.definition.validation import build
from iku_workbook.definition.yaml_tree import compose
from iku_workbook.findings import Severity

MAXIMUM_BYTES = 1_000_000


def named_units(path: Path) -> str | None:
    """The name of the file in which a definition has its list of units; None where it has it in
    itself, or has a mistake, which whoever reads it is told.
    """
    missing = Mistake("file-not-found", Severity.ERROR, path.name, 1, 1, {"name": path.name})
    try:
        data, _ = compose(read_text(path, path.name, MAXIMUM_BYTES, missing), path.name)
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
    name = path.name
    missing = Mistake("file-not-found", Severity.ERROR, name, 1, 1, {"name": name})
    text = read_text(path, name, MAXIMUM_BYTES, missing)
    data, marks = compose(text, name)
    locations = Locations(name, marks)
    if data is None:
        raise DefinitionError([locations.mistake("file-empty", ())])
    if not isinstance(data, dict):
        raise DefinitionError([locations.mistake("expected-mapping", (), {"value": ""})])
    if isinstance(data.get("units"), dict):
        listed, units = read_units(path.parent, data["units"], locations)
        data = {**data, "units": listed}
        locations = Locations(name, marks, units)
    return build(data, locations), locations
