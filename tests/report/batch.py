"""A made-up batch with hostile words: one return accepted, two rejected."""

import datetime

from iku_workbook.findings import Finding
from iku_workbook.returns import Parts, Return

HOSTILE = '\x1b]0;gone\x07[bold]</td><script>alert(1)</script>"\x9b31m\u202e\n=1+1'
NAMES = {"01": "Melati", "02": "=cmd|' /C calc'!A0", "03": "Kenanga"}

ACCEPTED = Return(
    file="melati.xlsx",
    sha256="aa" * 32,
    unit="01",
    period="2025-Q1",
    findings=(),
    values={
        "jumlah": 12.0,
        "bagian": 0.25,
        "kosong": None,
        "kegiatan": [{"tanggal": datetime.date(2025, 2, 1), "jenis": "Rapat", "bukti": None}],
    },
    indicators={"A-1": Parts(1.0, 2.0, 50.0), "A-2": Parts(None, 2.0, None)},
)
MANY_ERRORS = Return(
    file=f"{HOSTILE}.xlsx",
    sha256="bb" * 32,
    unit="02",
    period="2025-Q1",
    findings=(
        Finding("LOCK-003", sheet="Isian"),
        *(Finding("LOCK-001", sheet="Isian", cell=cell, found=HOSTILE) for cell in ("C7", "C8")),
        *(
            Finding("FORM-005", sheet=f"Isian {sheet}", cell=cell, data={"unit": "x"})
            for sheet in (1, 2)
            for cell in ("B4", "C9", "C11", "C10")
        ),
    ),
    values={},
    indicators={},
)
REJECTED = Return(
    file="-2+3.xlsx",
    sha256="cc" * 32,
    unit=None,
    period=None,
    findings=(Finding("FORM-001", expected=datetime.date(2025, 1, 1), found=3.0),),
    values={},
    indicators={},
)
BATCH = (ACCEPTED, MANY_ERRORS, REJECTED)
