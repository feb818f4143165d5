"""What a mishap is made with: the forms as issued, the good returns, a program, a knife.

Most mishaps happen at the keyboard and are typed into LibreOffice. What no program lets a person do
by typing alone is cut into the workbook's own XML.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from iku_workbook.cell_addresses import a1
from iku_workbook.definition import Definition
from iku_workbook.layout import Layout, Place
from iku_workbook.periods import Period
from tests import libreoffice

ACCEPTED, NEEDS_CORRECTION, REJECTED = "accepted", "needs-correction", "rejected"
NOT_EXAMINED = "not-examined"
NO_RETURN = "no-return"
ERROR, WARNING, INFO = "error", "warning", "info"
CHECKOUT = Path(__file__).parent.parent

Expected = Mapping[str, str | None]


@dataclass(frozen=True)
class Sent:
    """One file as it is sent in, and what must be found in it."""

    data: bytes
    verdict: str
    findings: Sequence[Expected]


@dataclass(frozen=True)
class Desk:
    """The campaign of the samples; ``blank``, ``good`` and ``values`` by the unit's code."""

    definition: Definition
    period: Period
    form: Layout
    key: bytes
    blank: dict[str, bytes]
    good: dict[str, bytes]
    values: dict[str, dict[str, Any]]
    folder: Path

    def code(self, name: str) -> str:
        """The code of the unit with this name."""
        return next(unit.code for unit in self.definition.units if unit.name == name)

    def typed(self, name: str, cells: Mapping[str, str | None]) -> bytes:
        """A unit's good return after more typing in LibreOffice.

        A cell is a field's id, or ``register.field:n`` for the n-th row of a register; None
        empties it.
        """
        places = {self.place(cell): text for cell, text in cells.items()}
        typing = {f"{place.sheet}!{place.address}": text for place, text in places.items()}
        source, saved = self.folder / "typed-into.xlsx", self.folder / "typed.xlsx"
        source.write_bytes(self.good[self.code(name)])
        libreoffice.edit(source, saved, typing)
        return saved.read_bytes()

    def saved_as(self, data: bytes, kind: str) -> bytes:
        """A workbook after LibreOffice saved it in another format."""
        source, saved = self.folder / "source.xlsx", self.folder / f"saved-as.{kind}"
        source.write_bytes(data)
        libreoffice.edit(source, saved, {})
        return saved.read_bytes()

    def locked_with_password(self, data: bytes) -> bytes:
        """A workbook after LibreOffice saved it with a password to open it."""
        source, saved = self.folder / "source.xlsx", self.folder / "with-password.xlsx"
        source.write_bytes(data)
        python = str(libreoffice.python())
        run = [python, "-m", "samples.with_password", str(source), str(saved)]
        subprocess.run(run, check=True, cwd=CHECKOUT)
        return saved.read_bytes()

    def place(self, cell: str) -> Place:
        """Where a field, a computed value or ``register.field:n`` stands."""
        name, _, number = cell.partition(":")
        if name in self.form.fields:
            return self.form.fields[name][1]
        if name in self.form.computed:
            return self.form.computed[name][1]
        for table in self.form.tables:
            for field, column in table.columns:
                if f"{table.register.id}.{field.id}" == name:
                    return Place(table.sheet, table.first + int(number) - 1, column)
        raise KeyError(cell)

    def at(self, code: str, cell: str, severity: str = ERROR) -> Expected:
        """A finding about one cell; ``cell`` as in :meth:`typed`."""
        place, field = self.place(cell), cell.partition(":")[0]
        return finding(code, severity, place.sheet, place.address, field)

    def in_sheet(self, data: bytes, sheet: str, change: Callable[[str], str]) -> bytes:
        """A workbook with the XML of one sheet changed; must change something."""
        return in_part(data, self.part(sheet), change)

    def part(self, sheet: str) -> str:
        """The part that holds a sheet's XML."""
        return f"xl/worksheets/sheet{self.form.sheets.index(sheet) + 1}.xml"

    def in_cell(self, data: bytes, cell: str, change: Callable[[str], str]) -> bytes:
        """A workbook with the XML of one cell changed; must change something."""
        place = self.place(cell)
        pattern = re.compile(rf'<c r="{a1(place.row, place.column)}"[^>]*?(?:/>|>.*?</c>)', re.S)
        return self.in_sheet(
            data, place.sheet, lambda xml: pattern.sub(lambda found: change(found[0]), xml)
        )


def finding(
    code: str,
    severity: str = ERROR,
    sheet: str | None = None,
    cell: str | None = None,
    field: str | None = None,
) -> Expected:
    """A finding as expected.json holds it."""
    return {"code": code, "severity": severity, "sheet": sheet, "cell": cell, "field": field}


def in_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one part's text changed; must change something."""
    changed = {}
    for name, text in parts(data).items():
        changed[name] = change(text.decode()).encode() if name == part else text
    if changed[part] == parts(data)[part]:
        raise ValueError(f"{part}: nothing to change")
    return packed(changed)


def parts(data: bytes) -> dict[str, bytes]:
    """What a workbook's archive holds."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    """An archive of these parts; the same parts give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (2024, 4, 1, 8, 0, 0))
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
