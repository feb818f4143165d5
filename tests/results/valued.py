"""A regency whose indicators are one value of every unit, and what they come to by hand."""

from statistics import fmean

import pytest

from iku_workbook.periods import Period
from tests.forms import define
from tests.results.year import returned

Q1, Q2 = (Period.parse(f"2025-Q{number}") for number in (1, 2))
KINDS = {"kasus": "integer", "menit": "decimal", "kunjungan": "integer", "indeks": "decimal"}
OVER_TIME = {"kasus": "sum", "menit": "latest", "kunjungan": "sum", "indeks": "latest"}
REQUIRED = {"kasus", "kunjungan"}
WAYS = ("sum", "mean", "minimum", "maximum")


def valued(code, formula, over_units, **more):
    value = {"label": code, "formula": formula, "over_units": over_units, **more}
    return {"code": code, "name": code, "value": value}


INDICATORS = [
    valued("KASUS", "kasus", "sum"),
    *(valued(f"MENIT-{way}", "menit", way) for way in WAYS),
    valued("TUNGGU", "menit", "mean", weight="kunjungan"),
    valued("INDEKS", "indeks", "mean"),
]


def regency():
    """Two sub-districts, four villages in each; an index that one office reports."""
    units = [{"code": "35", "name": "Kantor", "kind": "kantor"}]
    for part in ("35.1", "35.2"):
        units.append({"code": part, "name": f"Kecamatan {part}", "kind": "camat", "parent": "35"})
        units += [
            {"code": f"{part}.{at}", "name": f"Desa {at}", "kind": "desa", "parent": part}
            for at in range(4)
        ]
    fields = [
        {"id": name, "label": name, "type": kind, "over_time": OVER_TIME[name]}
        | {"required": name in REQUIRED, "minimum": 0, "maximum": 100}
        | {"reported_by": ["kantor" if name == "indeks" else "desa"]}
        for name, kind in KINDS.items()
    ]
    lists = {"fields": fields, "registers": [], "calculations": [], "rules": [], "codelists": {}}
    return define(units=units, indicators=INDICATORS, **lists)


def answers(chance):
    return {
        "kasus": chance.randint(0, 9),
        "menit": chance.choice([None, 0, 7.5, 30, 100]),
        "kunjungan": chance.choice([0, 1, 40]),
    }


def some_returns(definition, chance, share=0.7):
    """Returns of two quarters, some of them missing, and those that are still to come."""
    here, everything = [], []
    for unit in definition.reporting:
        for period in (Q1, Q2):
            said = {"indeks": 71.25} if unit.kind == "kantor" else answers(chance)
            one = returned(unit.code, period.code, said)
            everything.append(one)
            if chance.random() < share:
                here.append(one)
    return here, everything


def by_hand(returns, codes):
    """The figures of these units, and how many of them are in each."""
    added = {code: {} for code in codes}
    for each in returns:
        if each.unit in added:
            year = added[each.unit]
            for name, value in each.values.items():
                if value is not None:
                    before = year.get(name, 0) if OVER_TIME[name] == "sum" else 0
                    year[name] = before + value
    cases = [year["kasus"] for year in added.values() if "kasus" in year]
    minutes = [year["menit"] for year in added.values() if "menit" in year]
    both = [(year["menit"], year["kunjungan"]) for year in added.values() if "menit" in year]
    weight = sum(visits for _, visits in both)
    index = [year["indeks"] for year in added.values() if "indeks" in year]
    found = {
        "KASUS": (sum(cases) if cases else None, len(cases)),
        "MENIT-sum": (sum(minutes) if minutes else None, len(minutes)),
        "MENIT-mean": (fmean(minutes) if minutes else None, len(minutes)),
        "MENIT-minimum": (min(minutes, default=None), len(minutes)),
        "MENIT-maximum": (max(minutes, default=None), len(minutes)),
        "TUNGGU": (sum(m * v for m, v in both) / weight if weight else None, len(both)),
        "INDEKS": (fmean(index) if index else None, len(index)),
    }
    return {
        code: (None if each is None else pytest.approx(each), n)
        for code, (each, n) in found.items()
    }
