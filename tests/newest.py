"""Definitions whose forms are of the newest kind, as many tests of the form need them."""

import json
from functools import cache

from iku_workbook.definition import Definition
from tests.forms import load
from tests.source import CHECKOUT

SRESEH = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"
CLINICS = CHECKOUT / "templates" / "examples" / "dinas-kesehatan-2025.yaml"
SCHOOL = CHECKOUT / "tests" / "definition" / "school.yaml"
NEWEST = sorted([*CHECKOUT.glob("templates/examples/*.yaml"), SRESEH, SCHOOL])
"""What differs most: villages with a register, clinics by months, words in English, and others."""


@cache
def newest(path) -> Definition:
    """The definition in a file; one of the first grammar as the newest has it."""
    said = json.loads(load(path).to_json())
    return Definition.from_json(json.dumps({**said, "iku": 2}))
