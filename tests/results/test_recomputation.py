"""The example's results once more, by plain loops that share nothing with the package.

Written from what the decree and the definition's words say: no formula is parsed, no helper of the
package is used.
"""

import math
import random

import pytest

from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.findings import Verdict
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.json import document
from iku_workbook.results.year import consolidate_year
from samples.year import RETURNS, sample_key, story
from tests.forms import load
from tests.results.year import random_year, with_units

pytestmark = pytest.mark.slow

SRESEH = load(template("kecamatan-sreseh-2024"))
TARGETS = {each.code: dict(each.targets) for each in SRESEH.indicators}
SCALE = [
    (91, "Sangat Tinggi"),
    (76, "Tinggi"),
    (66, "Sedang"),
    (51, "Rendah"),
    (-math.inf, "Sangat Rendah"),
]
TOLERANCE = 1e-9  # relative: quality.md#recalculation


DAYS = sorted(day.name for day in RETURNS.iterdir())


@pytest.mark.parametrize("seed", range(25))
def test_plain_loops_find_the_same(seed):
    """house.md#plain-loops: accumulate, evaluate, sum, divide."""
    chance = random.Random(seed)
    definition = with_units(SRESEH, chance.randint(1, 15))
    period = Period.parse(f"2024-Q{chance.randint(1, 4)}")
    returns = random_year(definition, period, seed)
    chance.shuffle(returns)
    accepted = {
        (each.unit, int(each.period[-1])): each.values
        for each in returns
        if each.verdict == Verdict.ACCEPTED and each.period.startswith("2024-")
    }
    said = document(consolidate_year(definition, returns, period))
    agree(said, recomputed([unit.code for unit in definition.units], accepted, period.number))


@pytest.fixture(scope="module")
def received():
    """Every sample workbook of the year as the checks read it, by the day on which it came."""
    forms = Forms(SRESEH, sample_key(), lambda digest: None)
    return {day: validate(gather([str(RETURNS / day)]), forms) for day in DAYS}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_the_sample_year_as_it_was_known_on_each_day(received, quarter, day):
    """house.md#plain-loops: over the samples of four quarters, for every indicator, period and
    village: the engine reads the workbooks, the plain loops what was typed into them.
    """
    returns = [each for known in DAYS if known <= day for each in received[known]]
    accepted = {}
    for number in (1, 2, 3, 4):
        for known, answers in story(f"2024-Q{number}").items():
            for unit, values in answers.items():
                mended = values["dokumen_selesai"] <= values["dokumen_pengajuan"]
                if known.isoformat() <= day and mended:
                    accepted[unit, number] = values
    said = document(consolidate_year(SRESEH, returns, Period.parse(f"2024-Q{quarter}")))
    agree(said, recomputed([f"35.27.01.{2001 + n}" for n in range(12)], accepted, quarter))


def agree(said, expected):
    """Each expected figure stands in the engine's document."""
    assert set(said["indicators"]) == set(expected)
    for code, figures in expected.items():
        found = said["indicators"][code]
        same(found, {name: value for name, value in figures.items() if name != "by_unit"})
        assert list(found["by_unit"]) == list(figures["by_unit"])
        for unit, parts in figures["by_unit"].items():
            same(found["by_unit"][unit], parts)


def same(found, expected):
    for name, value in expected.items():
        if isinstance(value, float):
            assert found[name] == pytest.approx(value, rel=TOLERANCE), name
        else:
            assert found[name] == value, name


def recomputed(units, accepted, quarters):
    """The figures of every indicator from what was accepted by unit and quarter."""
    shares = {code: {} for code in TARGETS}
    lacks = dict.fromkeys(TARGETS, False)
    reported = 0
    for unit in units:
        quarterly = [accepted.get((unit, quarter)) for quarter in range(1, quarters + 1)]
        given = [values for values in quarterly if values is not None]
        reported += quarterly[-1] is not None
        status = latest(given, "status_desa")
        answer = latest(given, "anggaran_kinerja")
        asked, done = added(given, "dokumen_pengajuan"), added(given, "dokumen_selesai")
        activities = None if not given else 0
        for values in given:
            for row in values["kegiatan"]:
                if row["jenis"] and row["jenis"].lower() in {"koordinasi", "pembinaan"}:
                    activities += 1
        advanced, budget = None, None
        if status is not None:
            advanced = 1 if status.lower() in {"maju", "mandiri"} else 0
        if answer is not None:
            budget = 1 if answer.lower() == "ya" else 0
        shares["IKU-1"][unit] = (advanced, 1)
        shares["IKU-2"][unit] = (done, asked)
        shares["IKU-3"][unit] = (budget, 1)
        shares["IKU-4"][unit] = (activities, 1)
        lacks["IKU-1"] |= may_change(quarterly, "status_desa")
        lacks["IKU-3"] |= may_change(quarterly, "anggaran_kinerja")
        for code in ("IKU-2", "IKU-4"):
            lacks[code] |= len(given) < quarters
    return {
        code: judged(code, share, quarters) | {"provisional": lacks[code], "reported": reported}
        for code, share in shares.items()
    }


def may_change(quarterly, field):
    """Whether a return is missing that is newer than the last value, or there is no value yet."""
    filled = [at for at, values in enumerate(quarterly) if values and values[field] is not None]
    return not filled or None in quarterly[filled[-1] :]


def latest(given, field):
    filled = [values[field] for values in given if values[field] is not None]
    return filled[-1] if filled else None


def added(given, field):
    filled = [values[field] for values in given if values[field] is not None]
    return sum(filled) if filled else None


def judged(code, share, quarter):
    ups = [up for up, _ in share.values() if up is not None]
    downs = [down for _, down in share.values() if down is not None]
    up, down = sum(ups) if ups else None, sum(downs) if downs else None
    value = up / down * 100 if up is not None and down else None
    target, year = TARGETS[code][f"2024-Q{quarter}"], TARGETS[code]["2024"]
    percent = achieved(value, target)
    return {
        "numerator": up,
        "denominator": down,
        "value": value,
        "target": target,
        "achievement": percent,
        "by_unit": {
            unit: {"numerator": numerator, "denominator": denominator}
            for unit, (numerator, denominator) in share.items()
        },
        "year_achievement": achieved(value, year),
        "band": next((word for start, word in SCALE if percent >= start - 1e-9), None)
        if percent is not None
        else None,
    }


def achieved(value, target):
    return None if value is None else value / target * 100
