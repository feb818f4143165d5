"""Makes every sample again, from the checkout: ``make samples`` (or python -m samples.renew).

The returns of the year are the twelve villages' workbooks: issued with the sample key, typed into
with LibreOffice as a person types, recalculated and saved by it. The bad ones are made from those
of the first quarter by samples/mishaps.py. A file is replaced only where something other than its
date of saving differs, so a second run changes nothing.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from iku_workbook.brought_forward import asks, brought_forward, changed
from iku_workbook.campaign.batch import workbooks
from iku_workbook.cell_addresses import a1
from iku_workbook.definition import Definition, load
from iku_workbook.form_words import SAME, form_words
from iku_workbook.inputs import Scalar
from iku_workbook.layout import Layout, layout
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period, periods_of
from iku_workbook.resources import template
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import file_name
from samples.desk import Desk
from samples.mishaps import MISHAPS
from samples.year import DEFINITION, PERIOD, QUARTER, RETURNS, invented_values, sample_key, story
from tests import libreoffice

HERE = Path(__file__).parent
BAD = HERE / "bad"
SAVED = "docProps/core.xml"  # the part that says when a workbook was saved
# A chart and its axes, which LibreOffice numbers anew each time, through all that it has open.
DRAWN_NUMBER = re.compile(rb'(<c:(?:axId|crossAx) val="|charts/chart)[0-9]+')
# How files begin that no program writes the same twice.
OLD_EXCEL_OR_PASSWORD, PDF = b"\xd0\xcf\x11\xe0", b"%PDF"


def main() -> int:
    """Renews every folder and says what changed."""
    if not libreoffice.available():
        print("The samples are made with LibreOffice, which is not here.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="iku-samples-") as folder:
        desk = set_up(Path(folder))
        changed = renew_year(desk) + renew_bad(desk)
    for path in changed:
        print(path.relative_to(HERE.parent))
    print(f"{len(changed)} files changed")
    return 0


def set_up(folder: Path) -> Desk:
    """The first quarter's forms as they are issued today, and what came back of them."""
    definition = load(template(DEFINITION))[0]
    period = Period.parse(PERIOD, definition.cadence)
    form = layout(definition, definition.units[0].kind)
    blank = handed_out(definition, form, period)
    good = {path.name: data for path, data in returned(form, blank, period, folder)}
    by_unit = {unit.code: good[file_name(unit)] for unit in definition.units}
    return Desk(definition, period, form, sample_key(), blank, by_unit, invented_values(), folder)


def handed_out(definition: Definition, form: Layout, period: Period) -> dict[str, bytes]:
    """Each unit's form, with what was accepted for the quarter before beside its inputs, and in
    them where it still holds.
    """
    issued = workbooks(definition, period, definition.units, sample_key())
    forms = {unit.code: data for unit, data in issued}
    if period.number == 1:
        return forms
    earlier = invented_values(period.previous.code)
    there = {code: brought_forward(form, period, earlier[code]) for code in forms}
    return {code: fill(data, form, there[code], earlier[code]) for code, data in forms.items()}


def returned(
    form: Layout, blank: Mapping[str, bytes], period: Period, folder: Path
) -> Iterator[tuple[Path, bytes]]:
    """Every return of a period, by the path at which it is kept."""
    names = {unit.code: file_name(unit) for unit in form.definition.units}
    earlier = invented_values(period.previous.code) if period.number > 1 else {}
    there = {code: brought_forward(form, period, earlier.get(code, {})) for code in names}
    for day, answers in story(period.code).items():
        for code, values in answers.items():
            path = RETURNS / day.isoformat() / names[code]
            typing = keystrokes(form, values, there[code])
            saved = type_in(blank[code], typing, folder / path.name)
            yield path, unless_same(path, saved)


def type_in(data: bytes, typing: Mapping[str, str], path: Path) -> bytes:
    """A form after a person opened it in LibreOffice, typed into it, and saved it."""
    path.write_bytes(data)
    saved = path.with_name(f"saved-{path.name}")
    libreoffice.edit(path, saved, typing)
    return saved.read_bytes()


def keystrokes(
    form: Layout, values: dict[str, Any], there: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, str]:
    """What is typed into which cell of a form in which some values stand already: what differs,
    and for each group of those that do not that it is still the same. A blank is typed over a value
    alone.
    """
    typing = {
        f"{place.sheet}!{place.address}": typed(values[name])
        for name, (_, place) in form.fields.items()
        if values[name] != there.get(name)
    }
    for group in form.confirmations.values():
        if asks(group, there) and not changed(group, values, there):
            same = form_words(form.definition)(SAME)
            typing[f"{group.place.sheet}!{group.place.address}"] = same
    for table in form.tables:
        if values[table.register.id] == []:
            nihil = catalogue(form.definition.language)("form.nihil")
            typing[f"{table.sheet}!{table.nihil.address}"] = nihil
        for row, event in enumerate(values[table.register.id] or (), start=table.first):
            for field, column in table.columns:
                if event[field.id] is not None:
                    typing[f"{table.sheet}!{a1(row, column)}"] = typed(event[field.id])
    return typing


def typed(value: Scalar) -> str:
    """A value as an Indonesian types it: 0,7654 and 28/12/2023."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return "" if value is None else str(value)


def renew_year(desk: Desk) -> list[Path]:
    """Puts what came on each day of the year into a folder of its own."""
    names = {unit.code: file_name(unit) for unit in desk.definition.units}
    days = {QUARTER: {names[code]: data for code, data in desk.good.items()}}
    for period in periods_of(desk.definition.year, desk.definition.cadence)[1:]:
        blank = handed_out(desk.definition, desk.form, period)
        for path, data in returned(desk.form, blank, period, desk.folder):
            days.setdefault(path.parent, {})[path.name] = data
    changed = [path for path in RETURNS.iterdir() if path not in days]
    for folder in changed:
        shutil.rmtree(folder)
    return changed + [path for folder, wanted in days.items() for path in put(folder, wanted)]


def renew_bad(desk: Desk) -> list[Path]:
    """Puts every mishap into a folder of its own, with the findings that it must give."""
    changed = []
    for name, mishap in MISHAPS.items():
        returned = mishap(desk)
        about = " ".join((mishap.__doc__ or "").split())
        files = [
            {"file": file, "verdict": sent.verdict, "findings": sent.findings}
            for file, sent in sorted(returned.items())
        ]
        expected = json.dumps({"about": about, "files": files}, indent=2, ensure_ascii=False)
        wanted = {file: sent.data for file, sent in returned.items()}
        changed += put(BAD / name, {**wanted, "expected.json": f"{expected}\n".encode()})
    for folder in BAD.iterdir():
        if folder.name not in MISHAPS:
            shutil.rmtree(folder)
            changed.append(folder)
    return changed


def put(folder: Path, wanted: Mapping[str, bytes]) -> list[Path]:
    """Makes ``folder`` hold these files; gives the paths of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = [path for path in folder.iterdir() if path.name not in wanted]
    for path in changed:
        path.unlink()
    for name, data in wanted.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != unless_same(path, data):
            path.write_bytes(data)
            changed.append(path)
    return changed


def unless_same(path: Path, data: bytes) -> bytes:
    """What stands in the file already, where ``data`` says nothing else."""
    there = path.read_bytes() if path.exists() else b""
    return there if same(there, data) else data


def same(one: bytes, other: bytes) -> bool:
    """Whether two files differ in nothing but when, or with which random salt, they were saved."""
    if one == other or one[:4] == other[:4] == PDF:
        return True
    if one[:4] == other[:4] == OLD_EXCEL_OR_PASSWORD:
        return values(one) == values(other)
    return one.startswith(b"PK") and other.startswith(b"PK") and parts(one) == parts(other)


def values(data: bytes) -> list[object] | None:
    """What stands in an .xls; nothing of a workbook that a password hides."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
    except CalamineError:
        return None
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def parts(data: bytes) -> dict[str, bytes] | bytes:
    """A workbook's parts without what a program draws or dates anew; a broken archive as it is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name != SAVED]
            numberless = [DRAWN_NUMBER.sub(rb"\1", name.encode()).decode() for name in names]
            contents = (DRAWN_NUMBER.sub(rb"\1", archive.read(name)) for name in names)
            return dict(zip(numberless, contents, strict=True))
    except zipfile.BadZipFile:
        return data


if __name__ == "__main__":
    sys.exit(main())
