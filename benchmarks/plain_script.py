"""The plain way to validate a return, as a competent person would write it for this one form.

openpyxl opens each file twice, once for the formulas and once for the values; pandera judges the
values of each file; seal, formulas, rules and results are checked in plain Python. Schemas and the
formulas to compare with are made once.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pandera.pandas as pa

from benchmarks.material import Campaign
from iku_workbook.campaign.batch import workbooks

BANDS = (
    (0.4907, "Sangat Tertinggal"),
    (0.5989, "Tertinggal"),
    (0.7072, "Berkembang"),
    (0.8155, "Maju"),
    (1, "Mandiri"),
)
COMPUTED = (
    "status_menurut_skor",
    "persentase_selesai",
    "jumlah_kegiatan",
    *(f"IKU_{n}_{part}" for n in (1, 2, 3, 4) for part in ("pembilang", "penyebut", "nilai")),
)
COUNT = [pa.Check.in_range(0, 10000), pa.Check(lambda values: values == values.round())]
WORDS = pa.Check.str_length(0, 250)
PERDES = pa.Check.in_range(datetime(2023, 7, 1), datetime(2024, 12, 31))
QUARTER = pa.Check.in_range(datetime(2024, 1, 1), datetime(2024, 3, 31))
ANSWERS = pa.DataFrameSchema(
    {
        "skor_idm": pa.Column(float, pa.Check.in_range(0, 1)),
        "status_desa": pa.Column(object, pa.Check.isin([label for _, label in BANDS])),
        "dokumen_pengajuan": pa.Column(float, COUNT),
        "dokumen_selesai": pa.Column(float, COUNT),
        "anggaran_kinerja": pa.Column(object, pa.Check.isin(["Ya", "Tidak"])),
        "nomor_perdes": pa.Column(object, WORDS, nullable=True),
        "tanggal_perdes": pa.Column("datetime64[ns]", PERDES, nullable=True),
    }
)
ACTIVITIES = pa.DataFrameSchema(
    {
        "tanggal": pa.Column("datetime64[ns]", QUARTER),
        "jenis": pa.Column(object, pa.Check.isin(["Koordinasi", "Pembinaan", "Lainnya"])),
        "pokok": pa.Column(object, WORDS),
        "bukti": pa.Column(object, WORDS, nullable=True),
    }
)


class PlainScript:
    """Checks one return after the other."""

    def __init__(self, campaign: Campaign) -> None:
        self.key = campaign.key
        units = campaign.definition.units[:1]
        _, blank = next(workbooks(campaign.definition, campaign.period, units, self.key))
        book = openpyxl.load_workbook(BytesIO(blank))
        self.formulas = {name: cell(book, name).value for name in COMPUTED}

    def check(self, path: Path) -> list[str]:
        """Everything that is wrong with one return."""
        with_formulas = openpyxl.load_workbook(path)
        book = openpyxl.load_workbook(path, data_only=True)
        problems = list(self.altered(with_formulas))
        if not self.sealed(book):
            problems.append("seal")
        answers = {name: cell(book, name).value for name in ANSWERS.columns}
        problems += judged(ANSWERS, [answers])
        rows = zip(*(column(book, f"kegiatan.{name}") for name in ACTIVITIES.columns), strict=True)
        events = [row for row in rows if any(value is not None for value in row)]
        activities = [dict(zip(ACTIVITIES.columns, row, strict=True)) for row in events]
        if activities:
            problems += judged(ACTIVITIES, activities)
        if not problems:
            problems += broken_rules(answers)
            problems += wrong_results(book, answers, activities)
        return problems

    def altered(self, book: openpyxl.Workbook) -> Iterator[str]:
        """Formulas that are not the ones handed out, and sheets without their protection."""
        for name, formula in self.formulas.items():
            if cell(book, name).value != formula:
                yield f"formula {name}"
        for sheet in book.worksheets:
            if not sheet.protection.sheet:
                yield f"protection {sheet.title}"

    def sealed(self, book: openpyxl.Workbook) -> bool:
        """Whether we issued it."""
        *identity, seal = (str(row[0].value) for row in book["_iku"]["B1:B7"])
        message = "|".join(identity).encode()
        genuine = hmac.new(self.key, message, hashlib.sha256).hexdigest()
        return hmac.compare_digest(genuine, seal)


def cell(book: openpyxl.Workbook, name: str) -> Any:
    """The cell that a defined name stands for."""
    sheet, address = next(book.defined_names[name].destinations)
    return book[sheet][address]


def column(book: openpyxl.Workbook, name: str) -> list[Any]:
    """The values of the range that a defined name stands for."""
    sheet, address = next(book.defined_names[name].destinations)
    return [row[0].value for row in book[sheet][address]]


def judged(schema: pa.DataFrameSchema, rows: list[dict[str, Any]]) -> list[str]:
    """What pandera refuses."""
    frame = pd.DataFrame(rows, dtype=object)
    for name, wanted in schema.columns.items():
        if str(wanted.dtype).startswith("datetime"):
            frame[name] = pd.to_datetime(frame[name], errors="coerce").astype("datetime64[ns]")
        elif str(wanted.dtype).startswith("float"):
            frame[name] = pd.to_numeric(frame[name], errors="coerce").astype(float)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return [
            f"{name} {check}" for name, check in zip(cases["column"], cases["check"], strict=True)
        ]
    return []


def broken_rules(answers: dict[str, Any]) -> Iterator[str]:
    """What several cells together say."""
    if answers["dokumen_selesai"] > answers["dokumen_pengajuan"]:
        yield "more done than asked"
    if answers["status_desa"] != status_of(answers["skor_idm"]):
        yield "score and status disagree"
    if answers["anggaran_kinerja"] == "Ya":
        yield from (name for name in ("nomor_perdes", "tanggal_perdes") if not answers[name])


def wrong_results(
    book: openpyxl.Workbook, answers: dict[str, Any], activities: list[dict[str, Any]]
) -> Iterator[str]:
    """Results that are not what the answers amount to."""
    asked, done = answers["dokumen_pengajuan"], answers["dokumen_selesai"]
    share = done / asked * 100 if asked else None
    advanced = int(answers["status_desa"] in ("Maju", "Mandiri"))
    planned = int(answers["anggaran_kinerja"] == "Ya")
    held = sum(event["jenis"] in ("Koordinasi", "Pembinaan") for event in activities)
    results = (
        *(status_of(answers["skor_idm"]), share, held),
        *(advanced, 1, advanced * 100),
        *(done, asked, share),
        *(planned, 1, planned * 100),
        *(held, 1, held * 100),
    )
    for name, result in zip(COMPUTED, results, strict=True):
        stated = cell(book, name).value
        if isinstance(result, float | int) and isinstance(stated, float | int):
            same = abs(stated - result) <= 1e-9 * abs(result)
        else:
            same = (stated or None) == result
        if not same:
            yield f"result {name}"


def status_of(score: float) -> str:
    """The status that a score means."""
    return next(label for limit, label in BANDS if score <= limit)
