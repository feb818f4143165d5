"""The forms that the clients get: one village's, empty and filled in with the sample values."""

import datetime
import json
from functools import cache

from iku_workbook.definition import Definition
from iku_workbook.inputs import Values
from samples.year import DEFINITION, invented_values
from tests.forms import filled, issue, layout_of, load
from tests.source import CHECKOUT


@cache
def definition(paper: str = "a4") -> Definition:
    """The shipped definition as the newest grammar has it, printed on this paper."""
    shipped = load(CHECKOUT / "templates" / f"{DEFINITION}.yaml")
    changed = {**json.loads(shipped.to_json()), "iku": 2, "paper": paper}
    return Definition.from_json(json.dumps(changed))


LAYOUT = layout_of(definition())
VILLAGE = definition().units[0]


@cache
def values() -> Values:
    """What the first village reports."""
    return invented_values()[VILLAGE.code]


def nihil() -> Values:
    """The same, but nothing to report in any register."""
    return {**values(), **{table.register.id: [] for table in LAYOUT.tables}}


def empty(paper: str = "a4") -> bytes:
    """The form as it is handed out."""
    return issue(definition(paper))


def good(paper: str = "a4") -> bytes:
    """A good return."""
    return filled(values(), definition(paper))


FILLINGS = {"rows": values, "nihil": nihil}

TROUBLED = {
    "status_desa": "Mandiri",
    "dokumen_selesai": 49,
    "nomor_perdes": "x" * 251,
    "tanggal_perdes": datetime.date(2025, 1, 1),
    "kegiatan": [
        {"tanggal": datetime.date(2024, 4, 1), "jenis": "Koordinasi", "pokok": "Patroli"},
        {"tanggal": datetime.date(2024, 2, 1), "jenis": "Rapat", "pokok": "Ronda", "bukti": "ST/1"},
        {"tanggal": datetime.date(2024, 2, 9), "jenis": "Pembinaan", "bukti": "ST/2"},
    ],
}
"""Other values, so that the longest messages show: rules, bounds, rows."""
EARLIER = {"skor_idm": 0.7321, "status_desa": "Maju", "dokumen_pengajuan": 41}
EARLIER |= {"dokumen_selesai": 39, "anggaran_kinerja": "Ya"}
"""What stood in the period before."""
NOTED = {**EARLIER, "dokumen_pengajuan": 1}
"""The same, so that the notes about leaps show."""


def troubled(paper: str = "a4") -> bytes:
    """A return with much to mend."""
    return filled({**values(), **TROUBLED}, definition(paper), previous=EARLIER)


def noted(paper: str = "a4") -> bytes:
    """A return with nothing to mend and much to look at again."""
    return filled(values(), definition(paper), previous=NOTED)
