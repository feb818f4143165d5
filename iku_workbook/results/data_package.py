"""Describes the exported tables as a Data Package, for loading them elsewhere.

It is a Frictionless Data Package (datapackage.org, v1 descriptor): files, sizes, hashes, and each
column's name, type and meaning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue
from iku_workbook.periods import label
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.tables import Table
from iku_workbook.results.year import Year


def data_package(
    year: Year,
    files: Iterable[tuple[Table, str, bytes]],
    form: str,
    say: Catalogue,
) -> bytes:
    """The descriptor of tables written as files: each with its file's name and bytes."""
    definition = year.definition
    package = {
        "profile": "tabular-data-package",
        "name": f"{definition.code}-{year.period.code}".lower(),
        "title": f"{definition.title} · {label(year.period, say.language)}",
        "resources": [
            _resource(table, name, data, form, definition, say) for table, name, data in files
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(
    table: Table, name: str, data: bytes, form: str, definition: Definition, say: Catalogue
) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": name,
        "title": say(f"results.table_{table.name}"),
        "format": form,
        "mediatype": TABLE_FORMATS[form].media_type,
        **(_of_text(data) if TABLE_FORMATS[form].is_text else {}),
        "schema": {
            "fields": [
                {"name": column, "type": kind.value, "description": say(f"results.column_{column}")}
                for column, kind in table.columns.items()
            ],
            "primaryKey": list(table.key),
        },
    }


def _of_text(data: bytes) -> dict[str, object]:
    """What a text file's bytes are; the Frictionless program counts no bytes of another."""
    return {
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
