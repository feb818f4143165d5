"""The example's results once more, by plain loops that share nothing with the package.

Written from facts.md and house.md alone: no formula is parsed, no helper of the package is used.
"""

import math
import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from iku_workbook.findings import Verdict
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.json import document
from tests.forms import load
from tests.results.year import random_year, with_units

SRESEH = load(template("kecamatan-sreseh-2024"))
TARGETS = {each.code: dict(each.targets) for each in SRESEH.indicators}
SCALE = [
    (91, "Sangat Tinggi"),
    (76, "Tinggi"),
    (66, "Sedang"),
    (51, "Rendah"),
    (-math.inf, "Sangat Rendah"),
]
TOLERANCE = 1e-9  # relative, as quality.md asks


@pytest.mark.parametrize("seed", range(25))
def test_plain_loops_find_the_same(seed):
    """house.md, Results: accumulate, evaluate, sum, divide."""
    chance = random.Random(seed)
    definition = with_units(SRESEH, chance.randint(1, 15))
    period = Period.parse(f"2024-Q{chance.randint(1, 4)}")
    returns = random_year(definition, period, seed)
    chance.shuffle(returns)
    said = document(consolidate(definition, returns, period), definition)
    for code, expected in recomputed(definition, returns, period.number).items():
        found = said["indicators"][code]
        for key, value in expected.items():
            if isinstance(value, float):
                assert found[key] == pytest.approx(value, rel=TOLERANCE), (code, key)
            else:
                assert found[key] == value, (code, key)


def recomputed(definition, returns, quarters):
    accepted = {}
    for each in returns:
        if each.verdict == Verdict.ACCEPTED and each.period.startswith("2024-"):
            accepted[each.unit, int(each.period[-1])] = each.values
    units = [unit.code for unit in definition.units]
    shares = {code: {"up": [], "down": []} for code in TARGETS}
    lacks = dict.fromkeys(TARGETS, False)
    reported = 0
    for unit in units:
        quarterly = [accepted.get((unit, quarter)) for quarter in range(1, quarters + 1)]
        given = [values for values in quarterly if values is not None]
        reported += quarterly[-1] is not None
        status = latest(given, "status_desa")
        answer = latest(given, "anggaran_kinerja")
        asked, done = added(given, "dokumen_pengajuan"), added(given, "dokumen_selesai")
        activities = 0
        for values in given:
            for row in values["kegiatan"]:
                if row["jenis"] and row["jenis"].lower() in {"koordinasi", "pembinaan"}:
                    activities += 1
        for code in ("IKU-1", "IKU-3", "IKU-4"):
            shares[code]["down"].append(1)
        if status is not None:
            shares["IKU-1"]["up"].append(1 if status.lower() in {"maju", "mandiri"} else 0)
        if done is not None:
            shares["IKU-2"]["up"].append(done)
        if asked is not None:
            shares["IKU-2"]["down"].append(asked)
        if answer is not None:
            shares["IKU-3"]["up"].append(1 if answer.lower() == "ya" else 0)
        if given:
            shares["IKU-4"]["up"].append(activities)
        lacks["IKU-1"] |= status is None
        lacks["IKU-3"] |= answer is None
        for code in ("IKU-2", "IKU-4"):
            lacks[code] |= len(given) < quarters
    return {
        code: judged(code, share, quarters) | {"provisional": lacks[code], "reported": reported}
        for code, share in shares.items()
    }


def latest(given, field):
    filled = [values[field] for values in given if values[field] is not None]
    return filled[-1] if filled else None


def added(given, field):
    filled = [values[field] for values in given if values[field] is not None]
    return sum(filled) if filled else None


def judged(code, share, quarter):
    up = sum(share["up"]) if share["up"] else None
    down = sum(share["down"]) if share["down"] else None
    value = up / down * 100 if up is not None and down else None
    target, year = TARGETS[code][f"2024-Q{quarter}"], TARGETS[code]["2024"]
    percent = achieved(value, target)
    return {
        "numerator": up,
        "denominator": down,
        "value": value,
        "target": target,
        "achievement": percent,
        "year_achievement": achieved(value, year),
        "band": next((word for start, word in SCALE if percent >= start), None)
        if percent is not None
        else None,
    }


def achieved(value, target):
    if value is None:
        return None
    exact = Decimal(f"{value / target * 100:.15g}")
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
