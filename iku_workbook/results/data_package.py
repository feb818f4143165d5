"""Describes the exported tables as a Data Package, for loading them elsewhere.

It is a Frictionless Data Package (datapackage.org, v1 descriptor): files, sizes, hashes, which
table refers to which, and each column's name, type and meaning.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Register
from iku_workbook.messages import Catalogue
from iku_workbook.periods import label
from iku_workbook.results.table import Table
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.year import Year


class Measured:
    """Writes through to a file, and knows how many bytes and of which SHA-256 that were."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sha256, self.size = file, hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        """Of all that was written, in hexadecimal."""
        return self._sha256.hexdigest()

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
        return self._file.closed

    def write(self, data: bytes | memoryview) -> int:
        """Write bytes."""
        written = memoryview(data).nbytes
        self._sha256.update(data)
        self._file.write(data)
        self.size += written
        return written

    def flush(self) -> None:
        """Have nothing wait to be written."""
        self._file.flush()


def data_package(
    year: Year,
    files: Iterable[tuple[Table, str, Measured]],
    form: str,
    day: datetime.date,
    say: Catalogue,
) -> bytes:
    """The descriptor of tables written as files: each with its file's name and what was written.

    ``day`` is the one that the data are of.
    """
    definition = year.definition
    package = {
        "profile": "tabular-data-package",
        "name": f"{definition.code}-{year.period.code}".lower(),
        "title": f"{definition.title} · {label(year.period, say.language)}",
        "description": say("tables.description"),
        "as_of": day.isoformat(),
        "definition": definition.digest,
        **({"mode": year.basis.counted} if year.basis is not None else {}),
        **({"proof_code": str(year.head)} if year.head is not None else {}),
        "resources": [
            _resource(table, name, written, form, definition, say) for table, name, written in files
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(
    table: Table, name: str, written: Measured, form: str, definition: Definition, say: Catalogue
) -> dict[str, object]:
    registers = {each.id: each for each in definition.registers}
    title = registers[table.register].label if table.register else say(f"tables.of-{table.name}")
    return {
        "profile": "tabular-data-resource",
        "name": resource_name(table),
        "path": name,
        "title": title,
        "format": form,
        "mediatype": TABLE_FORMATS[form].media_type,
        **(_of_text(written) if TABLE_FORMATS[form].is_text else {}),
        "schema": {
            "fields": [
                {"name": column, "type": kind.value, **_meaning(table, column, registers, say)}
                for column, kind in table.columns.items()
            ],
            "primaryKey": list(table.key),
            **_references(table),
        },
    }


def resource_name(table: Table) -> str:
    """The table's name in the package: a register's rows are ``events-REGISTER``."""
    return f"{table.name}-{table.register}" if table.register else table.name


def _meaning(
    table: Table, column: str, registers: Mapping[str, Register], say: Catalogue
) -> dict[str, str]:
    """What a column means: its description, and the title that the definition gives it."""
    _, within, id_ = column.partition(".")
    if table.register is None or not within:
        return {"description": say(f"tables.{table.name}-{column}")}
    asked = next(each for each in registers[table.register].fields if each.id == id_)
    said = [asked.label, asked.unit_of_measure, asked.help]
    return {"title": asked.label, "description": " · ".join(each for each in said if each)}


def _references(table: Table) -> dict[str, object]:
    keys = [
        {"fields": list(columns), "reference": {"resource": other, "fields": list(columns)}}
        for other, columns in table.refers.items()
    ]
    return {"foreignKeys": keys} if keys else {}


def _of_text(written: Measured) -> dict[str, object]:
    """What a text file's bytes are; the Frictionless program counts no bytes of another."""
    return {
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
    }
