"""Reads the list of units where it is a CSV file of its own: ``units: {file: desa.csv}``.

Columns ``code,name,kind,parent,from,until,replaces,head_name,officer_name``, of which all but the
first two may be left out, and one for each target that units have of their own: ``IKU-1 2025``.
Separated by commas, or by the semicolons that spreadsheets write where the comma is the decimal
sign; several codes in ``replaces`` by spaces.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path, PurePosixPath
from typing import Any

from iku_workbook.definition.locations import Locations, UnitsFile
from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.definition.text_file import read_text
from iku_workbook.definition.validation import missing_key, unknown_key, unlike
from iku_workbook.findings import Severity
from iku_workbook.links import leads_outside

COLUMNS = (
    "code",
    "name",
    "kind",
    "parent",
    "from",
    "until",
    "replaces",
    "head_name",
    "officer_name",
)
_TARGET = re.compile(r"(?P<indicator>[A-Za-z]\S*) (?P<period>[0-9]{4}\S*)")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
MAXIMUM_BYTES = 20_000_000  # every village of a country, several times over


def read_units_file(
    folder: Path, reference: dict[str, Any], locations: Locations
) -> tuple[str, str]:
    """The name and the text of the file that ``reference`` names."""
    name = _file_name(reference, locations)
    if leads_outside(folder / name, folder):
        outside = locations.mistake("file-outside", ("units", "file"), {"name": name})
        raise DefinitionError([outside])
    missing = locations.mistake("file-not-found", ("units", "file"), {"name": name})
    return name, read_text(folder / name, name, MAXIMUM_BYTES, missing)


def units_of(name: str, text: str) -> tuple[tuple[dict[str, Any], ...], UnitsFile]:
    """The rows of a list of units, as mappings, and the line of each."""
    lines = text.splitlines()
    separator = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [_column(cell.strip()) for cell in next(reader, [])]
        _check_header(header, name)
        rows, at = [], []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(cells, header, name, reader.line_num))
                at.append(reader.line_num)
    except csv.Error:
        raise _stop("csv-syntax", name, reader.line_num) from None
    return tuple(rows), UnitsFile(name, tuple(at))


def _file_name(reference: dict[str, Any], locations: Locations) -> str:
    for key in reference:
        if key != "file":
            raise DefinitionError([unknown_key(locations, ("units", key), ("file",))])
    name = reference.get("file")
    if name is None:
        raise DefinitionError([missing_key(locations, ("units", "file"))])
    if not isinstance(name, str):
        raise DefinitionError(
            [locations.mistake("expected-text", ("units", "file"), {"value": str(name)})]
        )
    # A definition may come from a stranger: it reads only beside itself.
    if "\\" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise DefinitionError(
            [locations.mistake("file-outside", ("units", "file"), {"name": name})]
        )
    return name


def _column(head: str) -> str:
    """A column's name; of a target as it is written, for codes of indicators have capitals."""
    return head if _TARGET.fullmatch(head) else head.lower()


def _check_header(header: list[str], name: str) -> None:
    for column in header:
        known = column in COLUMNS or _TARGET.fullmatch(column) is not None
        if not known or header.count(column) > 1:
            if known:
                raise _stop("duplicate-key", name, 1, key=column)
            code, data = unlike(column, COLUMNS)
            raise _stop(code, name, 1, **data)
    for column in COLUMNS[:2]:
        if column not in header:
            raise _stop("csv-column", name, 1, key=column)


def _row(cells: list[str], header: list[str], name: str, line: int) -> dict[str, Any]:
    if len(cells) != len(header):
        raise _stop("csv-cells", name, line, found=len(cells), expected=len(header))
    row: dict[str, Any] = {}
    for key, cell in zip(header, map(str.strip, cells), strict=True):
        if cell and (target := _TARGET.fullmatch(key)):
            of_indicator = row.setdefault("targets", {}).setdefault(target["indicator"], {})
            of_indicator[target["period"]] = float(cell) if _NUMBER.fullmatch(cell) else cell
        elif cell:
            row[key] = tuple(cell.split()) if key == "replaces" else cell
    return row


def _stop(code: str, file: str, line: int, **data: object) -> DefinitionError:
    return DefinitionError([Mistake(code, Severity.ERROR, file, line, 1, data)])
