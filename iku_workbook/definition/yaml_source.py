"""A definition from a YAML file."""

from __future__ import annotations

from pathlib import Path

from iku_workbook.definition.locations import Source
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.model import Definition
from iku_workbook.definition.text_file import read_text
from iku_workbook.definition.units_file import read_units
from iku_workbook.definition.validation import build
from iku_workbook.definition.yaml_tree import compose
from iku_workbook.findings import Severity

MAXIMUM_BYTES = 1_000_000


def read_yaml(path: Path) -> tuple[Definition, Source]:
    """The definition and the place of each of its parts.

    A list of units in a file of its own is read along. Raises DefinitionError with every mistake of
    grammar; what joins the parts is left to :func:`iku_workbook.definition.lint.lint`.
    """
    name = path.name
    missing = Mistake("file-not-found", Severity.ERROR, name, 1, 1, {"name": name})
    text = read_text(path, name, MAXIMUM_BYTES, missing)
    data, marks = compose(text, name)
    source = Source(name, marks)
    if data is None:
        raise DefinitionError([source.mistake("file-empty", ())])
    if not isinstance(data, dict):
        raise DefinitionError([source.mistake("expected-mapping", (), {"value": ""})])
    if isinstance(data.get("units"), dict):
        listed, units = read_units(path.parent, data["units"], source)
        data = {**data, "units": listed}
        source = Source(name, marks, units)
    return build(data, source), source
