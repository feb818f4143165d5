"""Definitions, issued and filled workbooks, and their verdicts, as many tests need them.

``SMALL`` is a definition that holds each kind of field once, all that the checks tell apart. Tests
change it by keyword (``define(rules=[...])``), fill its form (``filled(values)``), tamper with
single cells (``put``) and read the verdict as short rows (``said``).
"""

import datetime
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from lxml import etree

from iku_workbook.campaign.batch import workbooks
from iku_workbook.cell_addresses import a1
from iku_workbook.checks.batch.check_batch import check_batch
from iku_workbook.checks.file.blank_rows import BLANK_ROWS
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.checks.received import Received
from iku_workbook.codes import Family
from iku_workbook.definition import Definition
from iku_workbook.definition.yaml_source import read_yaml
from iku_workbook.layout import Layout, layout
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from iku_workbook.returns import Return
from iku_workbook.workbook.fill import fill
from tests.source import CHECKOUT

KEY = bytes(range(32))
SMALL = {
    "iku": 1,
    "code": "klinik-2025",
    "title": "Klinik Melati 2025",
    "year": 2025,
    "cadence": "quarterly",
    "due_days": 10,
    "agency": {"name": "Klinik Melati"},
    "units": [
        {"code": "35.01", "name": "Noreh", "kind": "desa"},
        {"code": "35.02", "name": "Taman", "kind": "desa"},
        {"code": "35", "name": "Kantor", "kind": "kantor"},
    ],
    "codelists": {"ya_tidak": ["Ya", "Tidak"], "jenis": ["Rapat", "Kunjungan"]},
    "fields": [
        {
            "id": "datang",
            "label": "Anak datang",
            "type": "integer",
            "unit_of_measure": "anak",
            "minimum": 0,
            "maximum": 2000,
            "required": True,
            "over_time": "sum",
            "help": "Jumlah anak.",
        },
        {
            "id": "naik",
            "label": "Anak naik",
            "type": "integer",
            "minimum": 0,
            "required": True,
            "over_time": "sum",
        },
        {"id": "skor", "label": "Skor", "type": "decimal", "minimum": 0, "maximum": 1}
        | {"over_time": "latest"},
        {"id": "ada", "label": "Ada", "type": "choice", "codelist": "ya_tidak", "required": True},
        {"id": "nama", "label": "Nama", "type": "text", "required": 'ada = "Ya"'},
        {"id": "sejak", "label": "Sejak", "type": "date", "minimum": "2024-07-01"},
        {"id": "surat", "label": "Surat", "type": "integer", "over_time": "sum"}
        | {"reported_by": ["kantor"]},
    ],
    "registers": [
        {
            "id": "kegiatan",
            "label": "Kegiatan",
            "rows": 4,
            "reported_by": ["desa"],
            "fields": [
                {"id": "tanggal", "label": "Tanggal", "type": "date", "required": True},
                {"id": "jenis", "label": "Jenis", "type": "choice", "codelist": "jenis"},
                {"id": "peserta", "label": "Peserta", "type": "integer", "minimum": 1},
                {"id": "bukti", "label": "Bukti", "type": "text"},
            ],
        }
    ],
    "calculations": [
        {"id": "persen", "label": "Persen naik", "formula": "naik / datang * 100", "decimals": 2}
    ],
    "rules": [
        {
            "id": "naik_paling_banyak",
            "check": "naik <= datang",
            "severity": "error",
            "message": "Naik ({naik}) melebihi datang ({datang}).",
        },
        {
            "id": "persen_wajar",
            "check": "persen >= 10",
            "severity": "warning",
            "message": "Hanya {persen} persen.",
        },
    ],
    "indicators": [
        {
            "code": "IKU-1",
            "name": "Persentase naik",
            "numerator": {"label": "naik", "formula": "naik"},
            "denominator": {"label": "datang", "formula": "datang"},
            "scale": 100,
        },
        {
            "code": "IKU-2",
            "name": "Kegiatan",
            "numerator": {"label": "kegiatan", "formula": "COUNTA(kegiatan.tanggal)"},
            "denominator": {"label": "desa", "formula": 1},
        },
    ],
}
GOOD = {
    "datang": 40,
    "naik": 30,
    "skor": 0.75,
    "ada": "Ya",
    "nama": "Melati 1",
    "sejak": datetime.date(2024, 8, 17),
    "kegiatan": [
        {
            "tanggal": datetime.date(2025, 1, 31),
            "jenis": "Rapat",
            "peserta": 12,
            "bukti": "ST/1",
        },
        {"tanggal": datetime.date(2025, 3, 1), "jenis": "Kunjungan", "peserta": 1, "bukti": None},
    ],
}
"""Values that nothing is wrong with."""

AWKWARD = (
    "<&>\"'`",
    "=1+1",
    "Sukamaju",
    "Sukamaju",
    "Tanjung/Perak",
    "_x0041_ {=2} %s {unit}",
    "http://contoh.id",
    "A" * 300,
    "Ŋ ö 文 🙂",
)
"""What a unit may be called: 63 villages have characters that are illegal elsewhere."""


def awkward() -> Definition:
    """A definition whose every text is as long or as strange as a definition may have it."""
    longest = "id_" + "x" * 197  # as long as lint allows
    label = ("<&>\"'` =1+1 {a} %s " * 30)[:300].strip()
    text = {"label": label, "help": "Bantuan 🙂 <&>\n" * 300}
    fields = [{**each, **text} for each in SMALL["fields"]]
    fields[2] |= {"id": longest}
    register = {**SMALL["registers"][0], **text}
    register["fields"] = [{**each, **text} for each in register["fields"]]
    return define(
        title=label,
        agency={"name": label, "contact": label},
        units=[
            {"code": f"35.0{at}_x0041_", "name": name, "kind": "desa"}
            for at, name in enumerate(AWKWARD)
        ],
        codelists={
            "ya_tidak": ["Ya", label],
            "jenis": [f"{at} {label}"[:300] for at in range(400)],
        },
        fields=fields,
        registers=[
            register,
            {**register, "id": "kegiatan_2"},
            {**register, "id": "q", "label": "Q1"},
        ],
        rules=[],
    )


def define(**changes) -> Definition:
    """``SMALL`` with other parts."""
    return _defined(json.dumps(SMALL | changes))


@cache
def _defined(text: str) -> Definition:
    return Definition.from_json(text)


def shipped() -> list[Path]:
    """Every definition at hand: the shipped ones and those of the tests."""
    return sorted([*CHECKOUT.glob("templates/*.yaml"), *CHECKOUT.glob("tests/definitions/*.yaml")])


@cache
def load(path: Path) -> Definition:
    """The definition in a file; whether it is sound is not asked."""
    return read_yaml(path)[0]


def period_of(definition: Definition, number: int = 1) -> Period:
    """A period of the definition's year."""
    return Period(definition.year, number, definition.cadence)


def layout_of(definition: Definition, code: str | None = None, *, period: int = 1) -> Layout:
    """The layout of a unit's workbook, of the first unit's without a code."""
    return _layout(definition.to_json(), _unit(definition, code).kind, period)


@cache
def _layout(text: str, kind: str, period: int) -> Layout:
    definition = Definition.from_json(text)
    return layout(definition, kind, period_of(definition, period))


def issue(
    definition: Definition, code: str | None = None, *, period: int = 1, key: bytes = KEY
) -> bytes:
    """A unit's workbook as it is handed out, the first unit's without a code."""
    return _issued(definition.to_json(), _unit(definition, code).code, period, key)


@cache
def _issued(text: str, code: str, period: int, key: bytes) -> bytes:
    definition = Definition.from_json(text)
    unit = _unit(definition, code)
    [(_, data)] = workbooks(definition, period_of(definition, period), [unit], key)
    return data


def _unit(definition, code):
    return next(unit for unit in definition.units if code in (None, unit.code))


def filled(
    values: Mapping,
    definition: Definition | None = None,
    code: str | None = None,
    *,
    previous: Mapping | None = None,
    period: int = 1,
) -> bytes:
    """A unit's workbook with these values in it."""
    definition = definition or define()
    data = issue(definition, code, period=period)
    return fill(data, layout_of(definition, code, period=period), values, previous)


def known(*definitions: Definition, key: bytes | None = KEY) -> Forms:
    """What the checks know: the first definition is the current one.

    The same for the same definitions: making the forms that returns are compared with takes longer
    than most tests.
    """
    return _known(tuple(each.to_json() for each in definitions or (define(),)), key)


@cache
def _known(texts: tuple[str, ...], key: bytes | None) -> Forms:
    first, *earlier = map(Definition.from_json, texts)
    issued = {each.digest: each for each in earlier}
    return Forms(first, key, issued.get)


def check(*files: bytes, forms: Forms | None = None) -> list[Return]:
    """The verdicts on a batch of files, called 1.xlsx, 2.xlsx …

    Whatever is found must have its sentence in every language.
    """
    forms = forms or known()
    received = [examine(f"{at}.xlsx", data, forms) for at, data in enumerate(files, start=1)]
    return judge(received, forms)


def check_apart(*files: bytes, forms: Forms | None = None) -> list[Return]:
    """The verdicts on files judged in one batch, whose being of one village is left unsaid.

    Judging many together takes little longer than judging one.
    """
    return [
        replace(each, findings=tuple(one for one in each.findings if one.family is not Family.DUP))
        for each in check(*files, forms=forms)
    ]


def judge(received: Sequence[Received], forms: Forms) -> list[Return]:
    """The verdicts on files that were examined."""
    returns = check_batch(received, forms)
    for finding in (finding for each in returns for finding in each.findings):
        for language in LANGUAGES:
            message = catalogue(language).finding(finding)
            assert message.title
            assert message.text
    return returns


def said(returned: Return) -> list[tuple[str, str, str | None, str | None]]:
    """Findings as rows: code, severity, cell, field; but for the note of empty rows, which asks
    nothing of anybody (tests/checks/test_source_cells.py proves it).
    """
    return [
        (each.code, each.severity.value, each.cell, each.field)
        for each in returned.findings
        if each.code != BLANK_ROWS
    ]


def put(data: bytes, place: str, content: str = "", kind: str = "") -> bytes:
    """The workbook with the cell at ``Sheet!A1`` holding this XML, its ``t`` being ``kind``."""
    sheet, _, address = place.rpartition("!")

    def change(root):
        [cell] = root.iterfind(f".//{{*}}c[@r='{address}']")
        cell.attrib.pop("t", None)
        if kind:
            cell.set("t", kind)
        for child in list(cell):
            cell.remove(child)
        space = cell.tag.removesuffix("c").strip("{}")
        cell.extend(etree.fromstring(f'<c xmlns="{space}">{content}</c>'))

    return change_part(data, sheet_part(data, sheet), change)


def look_like(data: bytes, place: str, other: str) -> bytes:
    """The workbook with one cell of a sheet looking as another does: a number as a date."""
    sheet, _, address = place.rpartition("!")

    def change(root):
        by_address = {cell.get("r"): cell for cell in root.iterfind(".//{*}c")}
        by_address[address].set("s", by_address[other].get("s"))

    return change_part(data, sheet_part(data, sheet), change)


def add_row(data: bytes, sheet: str, row: int, **cells: float) -> bytes:
    """The workbook with a row of numbers, by column letter, below all others of a sheet."""

    def change(root):
        rows = root.find("{*}sheetData")
        space = rows.tag.removesuffix("sheetData")
        added = etree.SubElement(rows, f"{space}row", r=str(row))
        for letter, value in cells.items():
            cell = etree.SubElement(added, f"{space}c", r=f"{letter}{row}")
            etree.SubElement(cell, f"{space}v").text = repr(value)

    return change_part(data, sheet_part(data, sheet), change)


def drop(data: bytes, sheet: str, element: str) -> bytes:
    """The workbook without an element of a sheet, such as its ``sheetProtection``."""

    def change(root):
        root.remove(root.find(f"{{*}}{element}"))

    return change_part(data, sheet_part(data, sheet), change)


def change_part(data: bytes, part: str, change) -> bytes:
    """The workbook with one part changed: ``change`` gets the root of its tree."""
    changed = parts(data)
    root = etree.fromstring(changed[part])
    change(root)
    changed[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return zipped(changed)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return result.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_part(data: bytes, sheet: str) -> str:
    """The part that holds a sheet of an issued workbook."""
    book = etree.fromstring(parts(data)["xl/workbook.xml"])
    names = [each.get("name") for each in book.iterfind("{*}sheets/{*}sheet")]
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def address(layout: Layout, name: str, row: int = 0) -> str:
    """Where ``name`` stands: a field, a result, or a register's column at a row from 0."""
    if name in layout.fields:
        return layout.fields[name][1].address
    if name in layout.computed:
        return layout.computed[name][1].address
    for table in layout.tables:
        for field, column in table.columns:
            if name == f"{table.register.id}.{field.id}":
                return a1(table.first + row, column)
    raise KeyError(name)
