"""The ways over the year, with the figures that a reader expects, computed by hand."""

import itertools
import random

import pytest

from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.report.walk import lines
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.walk import walk
from iku_workbook.results.year import consolidate_year
from tests.forms import define
from tests.results.year import returned

Q1, Q2, Q3 = (Period.parse(f"2025-Q{number}") for number in (1, 2, 3))
NUMBER = {"type": "decimal", "minimum": 0, "maximum": 100}
FIELDS = [
    {"id": "menit", "label": "Menit menunggu", **NUMBER, "required": True, "over_time": "latest"},
    {"id": "datang", "label": "Kunjungan", **NUMBER, "type": "integer", "over_time": "sum"}
    | {"required": True},
    {"id": "obat", "label": "Obat tersedia", **NUMBER, "type": "integer", "over_time": "sum"}
    | {"required": True, "maximum": 40},
    {"id": "rata", "label": "Suhu", **NUMBER, "over_time": "mean"},
    {"id": "kecil", "label": "Stok terendah", **NUMBER, "over_time": "minimum"},
    {"id": "besar", "label": "Antrean terpanjang", **NUMBER, "type": "integer"}
    | {"over_time": "maximum"},
    {"id": "skm", "label": "Nilai SKM", **NUMBER, "over_time": "latest"},
    {"id": "lulus", "label": "Bagian lulus", "type": "percentage", "over_time": "mean"},
]
REGISTER = {"id": "acara", "label": "Acara", "rows": 3}
REGISTER |= {"fields": [{"id": "orang", "label": "Orang", **NUMBER, "type": "integer"}]}


def indicator(code, above, below="1", /, **more):
    """``more``: ``each`` of both parts, ``over`` of the numerator alone."""
    parts = {"numerator": above, "denominator": below}
    said = {part: {"label": part, "formula": formula} for part, formula in parts.items()}
    for part in ("numerator", "denominator"):
        if way := more.pop(part, None) or more.get("each"):
            said[part]["each_period"] = way
    more.pop("each", None)
    return {"code": code, "name": code, **said, **more}


def value(code, formula, over_units, result="year", **more):
    said = {"label": code, "formula": formula, "over_units": over_units, **more}
    return {"code": code, "name": code, "value": said, "result": result}


INDICATORS = [
    indicator("TUNGGU", "menit * datang", "datang", numerator="sum"),
    indicator("OBAT", "obat", "40", denominator="sum", scale=100),
    indicator("SETAHUN", "obat", "40", denominator="latest"),
    indicator("TENGAH", "skm", numerator="mean"),
    indicator("RENDAH", "datang + obat", numerator="minimum"),
    indicator("TINGGI", "gabungan", numerator="maximum"),
    indicator("AKHIR", "menit * datang", numerator="latest"),
    indicator("SEKARANG", "menit * datang", "datang", result="period"),
    indicator("RAMAI", "SUM(acara.orang)", numerator="maximum"),
    indicator("SUHU", "rata"),
    indicator("STOK", "kecil"),
    indicator("ANTRE", "besar"),
    indicator("LULUS", "lulus", scale=100),
    value("NILAI", "skm", "mean", each_period="mean"),
    value("HADIR", "datang", "sum", result="period"),
    value("PUNCAK", "menit + obat", "maximum", each_period="maximum"),
]
YEAR = define(
    units=[
        {"code": "1", "name": "Awal", "kind": "desa"},
        {"code": "2", "name": "Baru", "kind": "desa"},
    ],
    fields=FIELDS,
    registers=[REGISTER],
    calculations=[{"id": "gabungan", "label": "Gabungan", "formula": "menit + obat"}],
    rules=[],
    indicators=INDICATORS,
)


def said(unit, period, menit, datang, obat, *orang, **more):
    values = {"menit": menit, "datang": datang, "obat": obat, **more}
    return returned(unit, period, values | {"acara": [{"orang": each} for each in orang]})


FIRST = [
    said("1", "2025-Q1", 10, 100, 30, 5, 7, rata=20, kecil=8, besar=3, skm=80, lulus=90),
    said("1", "2025-Q2", 30, 50, 34, 9, rata=None, kecil=6, besar=4, skm=None, lulus=80),
    said("1", "2025-Q3", 20, 10, 40, rata=25, kecil=7, besar=9, skm=90, lulus=95),
]
SECOND = [
    said("2", "2025-Q1", 5, 20, 10, 1, rata=30, kecil=1, besar=1, skm=70, lulus=50),
    said("2", "2025-Q3", 6, 60, 20, 2, 3, rata=None, kecil=2, besar=2, skm=60, lulus=60),
]


def results(returns, period=Q3, definition=YEAR):
    found = consolidate(definition, returns, period).indicators
    return {code: (each.numerator, each.denominator, each.value) for code, each in found.items()}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # 10 x 100 + 30 x 50 + 20 x 10 minutes of 160 visits; 5 x 20 + 6 x 60 of 80
        ("TUNGGU", (2700 + 460, 240, 3160 / 240)),
        # 104 of 40 medicines in each of three quarters, and 30: a constant counts in each period
        # of every unit, returned or not
        ("OBAT", (134, 240, 134 / 240 * 100)),
        ("SETAHUN", (134, 80, 134 / 80)),
        # the mean of 80 and 90, for Q2 was left blank and counts 0 as an optional number does in
        # version 1; of 70 and 60
        ("TENGAH", (170 / 3 + 65, 2, (170 / 3 + 65) / 2)),
        # the least of 130, 84, 50, and of 30, 80
        ("RENDAH", (80, 2, 40)),
        # the greatest of 40, 64, 60, and of 15, 26
        ("TINGGI", (90, 2, 45)),
        ("AKHIR", (200 + 360, 2, 280)),
        ("SEKARANG", (560, 70, 8)),
        # the greatest of 12, 9, 0 people at all events of a quarter, and of 1, 5
        ("RAMAI", (17, 2, 8.5)),
        ("SUHU", (22.5 + 30, 2, 26.25)),
        ("STOK", (6 + 1, 2, 3.5)),
        ("ANTRE", (9 + 2, 2, 5.5)),
        # the mean of 80 and 90, and of 70 and 60: what is blank takes no part
        ("NILAI", (None, None, 75)),
        ("HADIR", (None, None, 70)),
        # of 40, 64, 60, and of 15, 26
        ("PUNCAK", (None, None, 64)),
        ("LULUS", (265 / 300 + 0.55, 2, (265 / 300 + 0.55) / 2 * 100)),
    ],
)
def test_each_way_over_the_year_gives_what_a_reader_expects(code, expected):
    """definition.md#each-period, definition.md#over-time, definition.md#result-period: by hand."""
    for found, figure in zip(results([*FIRST, *SECOND])[code], expected, strict=True):
        assert found == (None if figure is None else pytest.approx(figure, rel=1e-9))


def test_nothing_of_other_periods_is_in_a_period_by_itself():
    """definition.md#result-period: a unit without a return for it has no part in it."""
    found = results([*FIRST[:2], SECOND[0]], Q2)
    assert found["SEKARANG"] == (1500, 50, 30)
    assert found["AKHIR"] == (1500 + 100, 2, 800)
    result = consolidate(YEAR, [*FIRST[:2], SECOND[0]], Q2).indicators["SEKARANG"]
    assert (result.carried, result.open_units) == ({}, {"2"})


def test_what_is_never_said_has_no_measure():
    """definition.md#over-time: of the periods that were filled in; none, and there is none."""
    found = results([said("1", "2025-Q1", 1, 1, 1)], Q1)
    assert found["SUHU"][0] == 0  # version 1: an optional number counts as 0 in a formula
    found = consolidate(YEAR, [said("1", "2025-Q1", 1, 1, 1)], Q1).units[0].values
    assert (found["rata"], found["kecil"], found["besar"]) == (None, None, None)


def everything(chance):
    """Every return of a year, at random."""
    return [
        said(
            unit,
            period.code,
            *(chance.choice([0, 10, 40, 100]) for _ in range(2)),
            chance.choice([0, 20, 40]),
            *(chance.choice([0, 100]) for _ in range(chance.choice([0, 1, 3]))),
            **{
                name: chance.choice([None, 0, 3, 100])
                for name in ("rata", "kecil", "besar", "skm", "lulus")
            },
        )
        for unit, period in itertools.product("12", Q3.year_to_date)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_missing_stays_within_the_range(seed):
    """contract.md#provisional: whatever a missing return says, the result stays between the ends;
    what is not provisional stays as it is.
    """
    chance = random.Random(seed)
    whole = everything(chance)
    here = [each for each in whole if chance.random() < 0.6]
    final = consolidate(YEAR, whole, Q3).indicators
    for code, result in consolidate(YEAR, here, Q3).indicators.items():
        if result.provisional and result.range is None:
            continue  # nothing is divided, or by nothing
        least, greatest = result.range or (result.value, result.value)
        if final[code].value is not None:
            assert least - 1e-9 <= final[code].value <= greatest + 1e-9, code


def test_the_way_down_tells_each_period_by_itself():
    """contract.md#show: what a part came to in each period, and how that became its value."""
    year = consolidate_year(YEAR, [*FIRST, *SECOND], Q3)
    found = walk(year, YEAR.units[0], "TUNGGU")
    above, below = found.steps
    assert (above.each, list(above.periods.values())) == ("sum", [1000, 1500, 200])
    assert (below.each, below.periods, below.value) == (None, {}, 160)
    assert [(each.name, each.how, each.value) for each in found.inputs] == [
        ("menit", "own", 20),
        ("datang", "sum", 160),
    ]
    text = "\n".join(line for _, line in lines(found, catalogue("id")))
    assert "tiap periode sendiri (Triwulan I: 1.000; Triwulan II: 1.500; Triwulan III: 200)" in text
    assert walk(year, YEAR.units[0], "SEKARANG").steps[0].each == "period"
    assert walk(year, YEAR.units[0], "TINGGI").steps[0].value == 60  # Gabungan in this period


def test_an_optional_number_that_nobody_filled_in_gives_no_result_in_version_2():
    """definition.md#versions: none, and not 0,00; in version 1 it counts as 0."""
    modern = YEAR.model_copy(update={"iku": 2})
    returns = [said("1", "2025-Q1", 1, 1, 1), said("2", "2025-Q1", 1, 1, 1)]
    assert results(returns, Q1)["SUHU"] == (0, 2, 0)
    assert results(returns, Q1, modern)["SUHU"] == (None, 2, None)
    assert results(returns, Q1, modern)["TINGGI"] == results(returns, Q1)["TINGGI"]
    # the mean of 80 and 90 now, and of 70 and 60: a blank is no 0
    assert results([*FIRST, *SECOND], Q3, modern)["TENGAH"] == (85 + 65, 2, 75)
