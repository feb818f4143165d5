"""Mistakes that lie in files rather than in lines: code, and the files that show it.

``definition.yaml`` is good.yaml with its list of units read from a file; ``«`` marks the place.
"""

from tests.definition.small import GOOD, marked

REFERENCE = "units: {file: desa.csv}\n"
UNITS = "code,name,kind,parent\n1.1,North,village,\n1.2,South,village,1.1\n\n1.3,Centre,town,\n"


def with_units(reference=REFERENCE):
    """The good definition with another list of units."""
    before, rest = GOOD.split("units:\n", 1)
    return before + reference + rest[rest.index("codelists:") :]


# code -> the file that it names, what the definition says of its units, and the list of units.
FILE_CASES = {
    "file-not-found": ("definition.yaml", "units: {file: «other.csv}\n", UNITS),
    "file-outside": ("definition.yaml", "units: {file: «../desa.csv}\n", UNITS),
    "missing-key": ("definition.yaml", "units: «{}\n", UNITS),
    "unknown-key": ("definition.yaml", "units: {file: desa.csv, «sheet: A}\n", UNITS),
    "expected-text": ("definition.yaml", "units: {file: «3}\n", UNITS),
    "file-not-utf8": ("desa.csv", REFERENCE, b"code,name\n1.1,Nor\xffth\n"),
    "file-too-large": ("desa.csv", REFERENCE, b"code,name\n" + b"\n" * 20_000_000),
    "csv-syntax": ("desa.csv", REFERENCE, b'code,name\n1.1,"' + b"x" * 200_000 + b'"\n'),
    "csv-column": ("desa.csv", REFERENCE, "name,kind\nNorth,village\n"),
    "csv-cells": ("desa.csv", REFERENCE, UNITS + "«1.4,East\n"),
    "duplicate-key": ("desa.csv", REFERENCE, "code,name,code\n"),
    "bad-code": ("desa.csv", REFERENCE, UNITS + "«1/4,East,village,\n"),
    "duplicate-unit": ("desa.csv", REFERENCE, UNITS + "«1.2,East,village,\n"),
    "unknown-parent": ("desa.csv", REFERENCE, UNITS + "«1.4,East,village,2\n"),
    "unknown-indicator": (
        "desa.csv",
        REFERENCE,
        "code,name,kind,X 2025\n«1,N,village,3\n2,S,town,\n",
    ),
    "expected-number": ("desa.csv", REFERENCE, "code,name,kind,KPI-1 2025\n«1.1,N,village,many\n"),
    "list-empty": ("definition.yaml", "units: «{file: desa.csv}\n", "code,name\n"),
}


def write(folder, reference, units):
    """Write both files; the place of the mark, (1, 1) without one."""
    place = (1, 1)
    for name, text in (("definition.yaml", with_units(reference)), ("desa.csv", units)):
        content = text
        if isinstance(text, str):
            plain, found = marked(text)
            place = found if "«" in text else place
            content = plain.encode()
        (folder / name).write_bytes(content)
    return place
