"""How far the missing returns could still move a result."""

import datetime
import random

import pytest

from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.notes import notes
from tests.forms import define, load
from tests.results.year import BROKEN, returned

pytestmark = pytest.mark.slow

SRESEH = load(template("kecamatan-sreseh-2024"))
UNITS = [unit.code for unit in SRESEH.units]
INDICATORS = {each.code: each for each in SRESEH.indicators}
Q2 = Period.parse("2024-Q2")
ROUNDING = 1e-9


def said(chance):
    """What a village may say in one quarter, at random; rules of severity error hold."""
    asked = chance.choice([0, 1, 7, 300, 10_000])
    return {
        "skor_idm": 0.5,
        "status_desa": chance.choice(SRESEH.codelists["status_idm"]),
        "dokumen_pengajuan": asked,
        "dokumen_selesai": chance.choice([0, asked // 2, asked]),
        "anggaran_kinerja": chance.choice(["Ya", "Tidak"]),
        "nomor_perdes": "5 Tahun 2023",
        "tanggal_perdes": datetime.date(2023, 12, 1),
        "kegiatan": [
            {
                "tanggal": datetime.date(2024, 2, 1),
                "jenis": chance.choice(["Koordinasi", "Lainnya"]),
            }
            for _ in range(chance.choice([0, 1, 40]))
        ],
    }


def some_missing(chance):
    """Returns for two quarters, and those that are still to come."""
    everything = [
        returned(unit, period.code, said(chance)) for period in Q2.year_to_date for unit in UNITS
    ]
    missing = {index for index in range(len(everything)) if chance.random() < 0.3}
    here = [each for index, each in enumerate(everything) if index not in missing]
    return here, everything


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_said_and_decided_the_result_stays_within(seed):
    """contract.md#provisional: the range holds what missing villages and decisions could still
    move a result to; what is not provisional stays as it is.
    """
    chance = random.Random(seed)
    here, everything = some_missing(chance)
    asked = [returned(each.unit, each.period, said(chance)) for each in here[::5]]
    taken = {(each.unit, each.period): each for each in asked if chance.random() < 0.5}
    everything = [taken.get((each.unit, each.period), each) for each in everything]
    provisional = consolidate(SRESEH, here, Q2, asked).indicators
    final = consolidate(SRESEH, everything, Q2).indicators
    for code, result in provisional.items():
        least, greatest = result.range or (result.value, result.value)
        assert least - ROUNDING <= final[code].value <= greatest + ROUNDING, code


def all_but(missing, **values):
    plain = said(random.Random(0)) | values
    return [returned(unit, "2024-Q1", plain) for unit in UNITS if unit not in missing]


def ranges(returns, definition=SRESEH):
    found = consolidate(definition, returns, Period.parse("2024-Q1")).indicators
    return {code: result.range for code, result in found.items()}


def test_the_range_is_exact_where_every_village_counts_one():
    """IKU-1 and IKU-3: three villages missing of twelve move the result by three twelfths."""
    returns = all_but(UNITS[:3], status_desa="Maju", anggaran_kinerja="Tidak")
    found = ranges(returns)
    assert found["IKU-1"] == pytest.approx((75, 100), rel=ROUNDING)
    assert found["IKU-3"] == pytest.approx((0, 25), rel=ROUNDING)


def test_the_range_respects_the_rules():
    """IKU-2: more documents finished than asked for is an error, so 100 is never passed."""
    returns = all_but(UNITS[:1], dokumen_pengajuan=10, dokumen_selesai=5)
    least, greatest = ranges(returns)["IKU-2"]
    assert least == pytest.approx(100 * 55 / 10_110, rel=ROUNDING)
    assert greatest == pytest.approx(100 * 10_055 / 10_110, rel=ROUNDING)


def test_a_return_that_must_be_corrected_is_still_missing():
    """contract.md#provisional: provisional counts accepted returns."""
    returns = [*all_but(UNITS[:1], status_desa="Maju"), returned(UNITS[0], "2024-Q1", {}, BROKEN)]
    assert ranges(returns)["IKU-1"] == pytest.approx((1100 / 12, 100), rel=ROUNDING)


def test_no_range_without_bounds():
    """contract.md#provisional: a range is given where fields have bounds."""
    fields = [
        {"id": name, "label": name, "type": "integer", "over_time": "sum", "required": True}
        for name in ("a", "b")
    ]
    indicator = {
        "code": "A-1",
        "name": "x",
        "numerator": {"label": "x", "formula": "a"},
        "denominator": {"label": "x", "formula": "b"},
    }
    free = define(fields=fields, registers=[], calculations=[], rules=[], indicators=[indicator])
    found = consolidate(free, [], Period.parse("2025-Q1")).indicators["A-1"]
    assert found.provisional
    assert found.range is None


def test_a_register_is_as_open_as_the_columns_that_are_read():
    """contract.md#provisional: a column without bounds leaves the range open where it is summed,
    and says nothing where only its neighbour is read.
    """
    columns = [
        {"id": "orang", "label": "Orang", "type": "integer", "required": True},
        {"id": "jenis", "label": "Jenis", "type": "choice", "codelist": "jenis", "required": True},
    ]
    register = {"id": "acara", "label": "Acara", "rows": 5, "fields": columns}

    def found(numerator):
        parts = {"numerator": numerator, "denominator": "1"}
        indicator = {"code": "A-1", "name": "x"} | {
            part: {"label": "x", "formula": formula} for part, formula in parts.items()
        }
        definition = define(
            codelists={"jenis": ["Rapat", "Lainnya"]},
            fields=[],
            registers=[register],
            calculations=[],
            rules=[],
            indicators=[indicator],
        )
        return consolidate(definition, [], Period.parse("2025-Q2")).indicators["A-1"].range

    assert found("SUM(acara.orang)") is None
    assert found('COUNTIF(acara.jenis, "Rapat")') == (0, 10)  # all rows of two quarters


def test_thresholds_of_a_formula_are_tried():
    """A formula that counts only what lies between two thresholds is not missed by its ends."""
    fields = [
        {
            "id": "skor",
            "label": "Skor",
            "type": "decimal",
            "minimum": 0,
            "maximum": 1,
            "over_time": "latest",
            "required": True,
        }
    ]
    indicator = {
        "code": "A-1",
        "name": "x",
        "numerator": {"label": "x", "formula": "IF(AND(skor > 0.4, skor < 0.6), 1, 0)"},
        "denominator": {"label": "x", "formula": "1"},
    }
    between = define(fields=fields, registers=[], calculations=[], rules=[], indicators=[indicator])
    found = consolidate(between, [], Period.parse("2025-Q1")).indicators["A-1"]
    assert found.range == (0, 1)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_note_says_how_many_are_missing_and_the_range(language):
    """A missing period is said, not guessed: "9 dari 12", and what it could still become."""
    results = consolidate(SRESEH, all_but(UNITS[:3], status_desa="Maju"), Period.parse("2024-Q1"))
    note = " ".join(notes(INDICATORS["IKU-1"], results.indicators["IKU-1"], catalogue(language)))
    for shown in ("9", "12", "75", "100"):
        assert shown in note.replace(",", ".").replace(".00", "").split() or shown in note
