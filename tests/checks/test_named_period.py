"""The period that a file's name tells."""

import pytest

from iku_workbook.checks.file.named_period import periods_told
from tests.forms import define

NAMES = {
    "quarterly": {
        "foto Noreh TW 1.jpg": "2025-Q1",
        "TW-II noreh.pdf": "2025-Q2",
        "noreh_tw3.jpeg": "2025-Q3",
        "NOREH TRIWULAN IV 2025.pdf": "2025-Q4",
        "triwulan ke-2 noreh.jpg": "2025-Q2",
        "Laporan Triwulan Kedua.jpg": "2025-Q2",
        "2025-Q1/noreh.jpg": "2025-Q1",
        "TW I/noreh TW II.jpg": "2025-Q2",
        "noreh TW IV 2024.jpg": "2024-Q4",
        "2024 Q4 noreh.jpg": "2024-Q4",
        "TW 1 dan TW 2.zip/foto.jpg": "2025-Q1 2025-Q2",
        "twi.jpg": "2025-Q1",
        "IMG-20240405-WA0001.jpg": "",
        "WhatsApp Image 2024-07-03 at 10.02.jpeg": "",
        "noreh 1.jpg": "",
        "semester 1.jpg": "",
        "tw 2024.jpg": "",
        "laporan Maret.jpg": "",
        "/srv/TW 1/foto.jpg": "",
        r"C:\\TW 1\\foto.jpg": "",
    },
    "semester": {"noreh smt 2.jpg": "2025-S2", "Semester I 2024.pdf": "2024-S1", "TW 1.jpg": ""},
    "monthly": {
        "Laporan Maret.jpg": "2025-M03",
        "noreh 2024-M03.jpg": "2024-M03",
        "desember 2024 noreh.pdf": "2024-M12",
        "bulan 10.jpg": "2025-M10",
        "foto 5 April 2025.jpg": "",
        "des noreh.jpg": "",
    },
    "annual": {"noreh 2024.jpg": "", "TW 1.jpg": ""},
}


@pytest.mark.parametrize("cadence", NAMES)
def test_what_a_name_tells(cadence):
    """contract.md#assign: as people write it, in the name or the folder; a date is no period."""
    definition = define().model_copy(update={"cadence": cadence, "year": 2025})
    told = {
        name: " ".join(each.code for each in periods_told(name, definition))
        for name in NAMES[cadence]
    }
    assert told == NAMES[cadence]
