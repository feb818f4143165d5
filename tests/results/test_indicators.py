"""The four IKU of the example over its twelve villages, and what facts.md#one-line decides."""

import datetime

import pytest

from iku_workbook.findings import Finding
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.json import document
from iku_workbook.results.notes import gaps, notes, settled_band
from iku_workbook.results.over_units import UnitParts
from iku_workbook.results.year import consolidate_year
from tests.forms import define, load
from tests.master.master import read, write
from tests.results.year import BROKEN, FOREIGN, returned

SRESEH = load(template("kecamatan-sreseh-2024"))
CODES = [unit.code for unit in SRESEH.units]
Q1, Q2 = "2024-Q1", "2024-Q2"
SAID = {
    "skor_idm": 0.75,
    "status_desa": "Maju",
    "dokumen_pengajuan": 10,
    "dokumen_selesai": 8,
    "anggaran_kinerja": "Tidak",
    "nomor_perdes": None,
    "tanggal_perdes": None,
    "kegiatan": [],
}


def event(kind="Koordinasi"):
    day = datetime.date(2024, 2, 1)
    return {"tanggal": day, "jenis": kind, "pokok": "Rapat", "bukti": None}


def village(code=CODES[0], period=Q1, *findings, **said):
    return returned(code, period, SAID | said, *findings)


def everyone(period=Q1, **said):
    return [village(code, period, **said) for code in CODES]


def indicator_of(numerator, denominator="1"):
    parts = {"numerator": numerator, "denominator": denominator}
    named = {name: {"label": "x", "formula": formula} for name, formula in parts.items()}
    return {"code": "A-1", "name": "x", **named}


def result(code, *returns, period=Q1, definition=SRESEH):
    return consolidate(definition, returns, Period.parse(period)).indicators[code]


def test_a_village_that_rises_does_not_lower_the_indicator():
    """facts.md#desa-maju: Maju *or* Mandiri."""
    others = everyone()[1:]
    before = result("IKU-1", village(status_desa="Maju"), *others)
    after = result("IKU-1", village(status_desa="Mandiri"), *others)
    assert before.value == after.value == 100


def test_sums_are_divided_not_percentages_averaged():
    """facts.md#documents-ratio: sum(selesai) / sum(pengajuan), never the mean of percentages."""
    found = result(
        "IKU-2",
        village(CODES[0], dokumen_pengajuan=1, dokumen_selesai=1),
        village(CODES[1], dokumen_pengajuan=99, dokumen_selesai=0),
    )
    assert (found.numerator, found.denominator, found.value) == (1, 100, 1)


def test_no_applications_give_no_result():
    """facts.md#documents-ratio: no applications at all: blank, not 0 and not 100."""
    found = result("IKU-2", *everyone(dokumen_pengajuan=0, dokumen_selesai=0))
    assert (found.denominator, found.value, found.achievement, found.band) == (0, None, None, None)


def test_activities_may_exceed_a_hundred_percent_with_a_note():
    """facts.md#activities: above 100 is shown, with a note, not capped or refused."""
    found = result("IKU-4", *everyone(kegiatan=[event(), event("Pembinaan"), event("Lainnya")]))
    assert (found.numerator, found.denominator, found.value) == (24, 12, 200)
    assert found.achievement == 800
    indicator = SRESEH.indicators[3]
    for language in LANGUAGES:
        say = catalogue(language)
        assert notes(indicator, found, say) == (say("results.note_above"),)


def test_a_missing_village_stays_in_the_denominator():
    """facts.md#all-villages: "jumlah desa" counts every village on the list, returned or not."""
    found = result("IKU-1", village())
    assert (found.numerator, found.denominator) == (1, 12)
    assert (found.reported, found.expected, found.provisional) == (1, 12, True)
    assert found.by_unit[CODES[0]] == UnitParts(1, 1)
    assert found.by_unit[CODES[11]] == UnitParts(None, 1)


def test_a_missing_village_lowers_no_ratio_of_flows():
    """facts.md#documents-ratio: it adds to neither sum; "jumlah seluruh desa" counts it."""
    whole, eleven = everyone(), everyone()[1:]
    flows = [result("IKU-2", *returns) for returns in (whole, eleven)]
    assert [each.value for each in flows] == [80, 80]
    assert [each.denominator for each in flows] == [120, 110]
    assert [result("IKU-1", *returns).denominator for returns in (whole, eleven)] == [12, 12]
    assert result("IKU-2", *eleven).provisional


def test_nobody_has_returned_yet():
    """house.md#no-result: a blank is not 0: without a single return there is no result."""
    found = result("IKU-1")
    assert (found.numerator, found.denominator, found.value) == (None, 12, None)
    assert (found.provisional, found.reported) == (True, 0)


def test_the_year_grows_with_its_periods():
    """house.md#accumulate: flows are summed over the year, states carried forward."""
    returns = [*everyone(Q1), *everyone(Q2, status_desa="Berkembang", dokumen_selesai=3)]
    assert result("IKU-2", *returns, period=Q1).value == 80
    assert result("IKU-2", *returns, period=Q2).value == pytest.approx(11 / 20 * 100)
    assert result("IKU-1", *returns, period=Q2).value == 0


def test_targets_are_the_period_s_and_the_year_s():
    """facts.md#two-figures: quarterly monitoring reports two figures, against the quarter's and
    the year's.
    """
    found = result("IKU-1", *(village(code) for code in CODES[:7]), period=Q1)
    assert (found.target, found.band, found.year_target) == (50, "Sangat Tinggi", 75)
    assert found.achievement == pytest.approx(700 / 6)
    assert found.year_achievement == pytest.approx(700 / 9)


# --- contract.md#provisional ---------------------------------------------------------------------


def test_a_state_is_carried_forward_from_an_earlier_period():
    """contract.md#carried: a state without a return of this period is counted, marked as carried,
    and can still move: the result is provisional, with its range.
    """
    found = result("IKU-1", *everyone(Q1), *everyone(Q2)[:3], period=Q2)
    assert (found.value, found.reported, found.provisional) == (100, 3, True)
    assert found.carried == dict.fromkeys(CODES[3:], Q1)
    assert found.range == pytest.approx((25, 100))
    said = " ".join(notes(SRESEH.indicators[0], found, catalogue("id")))
    assert said == (
        "Sementara: baru 3 dari 12 laporan diterima. 9 unit dihitung dengan yang dilaporkannya "
        "sampai Triwulan I 2024. Bila semua sudah masuk dan diputuskan, hasilnya antara 25,00 dan "
        "100,00. Predikatnya belum pasti: masih dapat Sangat Rendah sampai Sangat Tinggi."
    )
    known = result("IKU-1", *everyone(Q1)[1:], *everyone(Q2), period=Q2)
    assert (known.provisional, known.carried, known.range) == (False, {}, None)


def test_a_return_that_awaits_a_decision_can_still_move_what_it_changes():
    """contract.md#provisional: where a newer return awaits an answer, both answers are in the
    range, and an indicator that reads no difference is settled.
    """
    newer = village(status_desa="Berkembang")
    found = consolidate(SRESEH, everyone(), Period.parse(Q1), [newer]).indicators
    one, two = found["IKU-1"], found["IKU-2"]
    assert (one.provisional, one.carried, one.open_units) == (True, {}, {CODES[0]})
    assert one.range == pytest.approx((1100 / 12, 100))
    assert (one.band, one.bands) == ("Sangat Tinggi", None)
    assert settled_band(one, catalogue("id")) == "Sangat Tinggi (sementara)"
    assert notes(SRESEH.indicators[0], one, catalogue("id"))[0].startswith("Sementara: ")
    assert (two.provisional, two.range) == (False, None)


def test_a_decision_to_be_made_anew_leaves_all_that_it_was_about_open():
    """contract.md#provisional: what counts without a decision that is believed may say anything."""
    asked = Finding("REVIEW-006", data={"number": "1"})
    returns = [*everyone()[1:], village(CODES[0], Q1, asked)]
    found = result("IKU-1", *returns)
    assert (found.value, found.reported, found.provisional) == (100, 12, True)
    assert found.range == pytest.approx((1100 / 12, 100))


def test_what_the_period_before_said_is_still_to_come():
    """contract.md#provisional: a formula that reads the period before waits for it, unbounded."""
    definition = define(indicators=[indicator_of("IF(ISBLANK(previous.datang), 1, 2)")])
    codes = [unit.code for unit in definition.units]
    returns = [returned(code, "2025-Q2", {"datang": 1}) for code in codes]
    found = result("A-1", *returns, period="2025-Q2", definition=definition)
    assert (found.provisional, found.range) == (True, None)
    first = [returned(code, "2025-Q1", {"datang": 1}) for code in codes]
    found = result("A-1", *returns, *first, period="2025-Q2", definition=definition)
    assert not found.provisional


def test_a_flow_needs_every_period_of_every_unit():
    """contract.md#provisional: a flow lacks an accepted return for any period of the year up to
    this one.
    """
    assert not result("IKU-2", *everyone(Q1), *everyone(Q2), period=Q2).provisional
    assert result("IKU-2", *everyone(Q1), *everyone(Q2)[1:], period=Q2).provisional
    assert result("IKU-2", *everyone(Q1)[1:], *everyone(Q2), period=Q2).provisional
    assert result("IKU-4", *everyone(Q1)[1:], *everyone(Q2), period=Q2).provisional


def test_an_earlier_gap_has_a_note_of_its_own():
    """facts.md#all-villages: completeness is always reported beside the result."""
    found = result("IKU-2", *everyone(Q1)[1:], *everyone(Q2), period=Q2)
    say = catalogue("id")
    assert notes(SRESEH.indicators[1], found, say)[0] == say("results.note_earlier")


def test_who_is_missing_is_said_period_by_period():
    """A period missing for a village is said, not guessed; of many the first ten are named."""
    returns = [*everyone(Q1)[1:], village(CODES[0], Q1, BROKEN), *everyone(Q2)[:1]]
    found = gaps(consolidate(SRESEH, returns, Period.parse(Q2)), catalogue("id"))
    assert found == (
        "Belum ada yang diterima untuk Triwulan I 2024 dari: Noreh.",
        "Belum ada yang diterima untuk Triwulan II 2024 dari: Labuhan, Taman, Sreseh, Disanah, "
        "Marparan, Klobur, Labang, Bundah, Bangsah, Plasah, dan 1 lagi.",
    )
    assert gaps(consolidate(SRESEH, everyone(Q1), Period.parse(Q1)), catalogue("id")) == ()


def test_an_optional_state_that_is_blank_lacks_nothing():
    """contract.md#provisional: provisional lacks what it needs; an optional value is not needed."""
    definition = define(indicators=[indicator_of("IF(ISBLANK(skor), 0, 1)")])
    codes = [unit.code for unit in definition.units]
    returns = [returned(code, "2025-Q1", {"ada": "Ya"}) for code in codes]
    assert not result("A-1", *returns, period="2025-Q1", definition=definition).provisional
    assert result("A-1", *returns[1:], period="2025-Q1", definition=definition).provisional


def test_a_state_that_another_value_requires_is_needed():
    """definition.md#required: required may be a formula; a return of an older form may lack the
    value.
    """
    definition = define(indicators=[indicator_of("LEN(nama)")])
    codes = [unit.code for unit in definition.units]
    for answer, provisional in (("Ya", True), ("Tidak", False)):
        returns = [returned(code, "2025-Q1", {"ada": answer}) for code in codes]
        found = result("A-1", *returns, period="2025-Q1", definition=definition)
        assert found.provisional is provisional


def test_a_constant_indicator_is_never_provisional():
    """house.md#every-unit: a formula that reads no field is known for every unit on the list."""
    definition = define(indicators=[indicator_of("2", "2")])
    found = result("A-1", period="2025-Q1", definition=definition)
    assert (found.numerator, found.denominator, found.value) == (6, 6, 1)
    assert (found.provisional, found.expected) == (False, 3)


# --- units of several kinds ----------------------------------------------------------------------


def test_an_indicator_concerns_the_kinds_that_can_compute_it():
    """definition.md#reported-by: reported_by; "jumlah desa" counts villages, not the office
    beside them.
    """
    found = result("IKU-2", period="2025-Q1", definition=define())
    assert list(found.by_unit) == ["35.01", "35.02"]
    assert (found.denominator, found.expected) == (2, 2)


def test_parts_may_come_from_different_kinds():
    """house.md#sum-divide: sum both over the units."""
    definition = define(indicators=[indicator_of("COUNTA(kegiatan.jenis)", "surat")])
    found = result(
        "A-1",
        returned("35", "2025-Q1", {"surat": 4}),
        returned("35.02", "2025-Q1", {"kegiatan": [{"jenis": "Rapat"}]}),
        returned("35.01", "2025-Q1", {"kegiatan": []}),
        period="2025-Q1",
        definition=definition,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 4, 0.25)
    parts = {"35.01": (0, None), "35.02": (1, None), "35": (None, 4)}
    assert found.by_unit == {code: UnitParts(*each) for code, each in parts.items()}
    assert not found.provisional


def test_previous_is_the_period_before():
    """definition.md#previous: previous.field, blank when there is none."""
    grown = "IF(ISBLANK(previous.datang), 100, datang - previous.datang)"
    definition = define(indicators=[indicator_of(grown, "datang")])
    now = returned("35.01", "2025-Q1", {"datang": 10})
    before = returned("35.01", "2024-Q4", {"datang": 3})
    found = result("A-1", now, period="2025-Q1", definition=definition)
    assert found.by_unit["35.01"] == UnitParts(100, 10)
    found = result("A-1", now, before, period="2025-Q1", definition=definition)
    assert found.by_unit["35.01"] == UnitParts(7, 10)


# --- JSON ----------------------------------------------------------------------------------------


def test_json_is_the_contract_s():
    """contract.md#results-json: exactly these keys, whole numbers whole."""
    returns = [village(code) for code in CODES[:7]]
    returns += [village(CODES[7], status_desa="Berkembang")]
    returns += [village(CODES[8], Q1, BROKEN), village(CODES[9], Q1, FOREIGN)]
    said = document(consolidate_year(SRESEH, returns, Period.parse(Q1)))
    keys = ["period", "units", "returned", "accepted", "indicators", "units_status"]
    assert list(said) == [*keys, "office", "objectives"]
    assert (said["period"], said["units"], said["returned"], said["accepted"]) == (Q1, 12, 10, 8)
    found = said["indicators"]["IKU-1"]
    by_unit = found.pop("by_unit")
    assert found == {
        "numerator": 7,
        "denominator": 12,
        "value": 58.333333333333336,
        "provisional": True,
        "carried": {},
        "range": {"least": pytest.approx(700 / 12), "greatest": pytest.approx(1100 / 12)},
        "reported": 8,
        "expected": 12,
        "target": 50,
        "achievement": pytest.approx(700 / 6),
        "band": "Sangat Tinggi",
        "year_target": 75,
        "year_achievement": pytest.approx(700 / 9),
        "baseline_period": "2023",
        "baseline": 50,
        "plan_target": 75,
        "plan_achievement": pytest.approx(700 / 9),
    }
    assert all(type(found[key]) is int for key in ("numerator", "denominator", "target"))
    assert by_unit[CODES[0]] == {"numerator": 1, "denominator": 1}
    assert by_unit[CODES[8]] == {"numerator": None, "denominator": 1}
    statuses = list(said["units_status"].values())
    assert statuses == ["accepted"] * 8 + ["needs-correction", "rejected"] + ["missing"] * 2


@pytest.mark.parametrize(
    ("targets", "held"),
    [
        ({"2024": 90}, 90),
        ({"2024": 90, "2024-Q1": 40}, 40),
        ({"2024": 90, "2024-Q4": 95}, None),
        ({"2024-Q2": 70}, None),
        ({"2024-Q1": 40, "2024-Q4": 95}, 40),
        ({}, None),
    ],
)
def test_a_years_target_alone_is_held_against_each_period(targets, held):
    """definition.md#targets: a year's target alone counts in its periods too; where periods
    have their own, one without has none. The last period's is the year's.
    """
    definition = define(
        year=2024,
        cadence="quarterly",
        indicators=[indicator_of("naik", "datang") | {"scale": 100, "targets": targets}],
    )
    said = {"datang": 40, "naik": 18}
    found = consolidate(
        definition, [returned("35.01", Q1, said), returned("35.02", Q1, said)], Period.parse(Q1)
    ).indicators["A-1"]
    assert (found.target, found.value) == (held, 45)
    assert found.achievement == (45 / held * 100 if held else None)
    assert found.year_target == targets.get("2024", targets.get("2024-Q4"))


IKM = [{"from": 88.31, "label": "A"}, {"from": 76.61, "label": "B"}, {"from": 25, "label": 'D "-"'}]


@pytest.mark.parametrize(
    ("value", "word", "places"),
    [
        (100, "A", 2),
        (88.31, "A", 2),
        (88.309999, "B", 6),
        (76.61, "B", 2),
        (76.6, 'D "-"', 2),
        (25, 'D "-"', 2),
        (24.999, None, 3),
        (None, None, 2),
    ],
)
def test_a_value_has_the_word_of_the_highest_grade_that_it_reaches(value, word, places):
    """definition.md#grades: a word for the value itself; its figure claims none that it lacks."""
    definition = define(
        year=2024,
        cadence="quarterly",
        fields=[{"id": "nilai", "label": "Nilai", "type": "decimal", "over_time": "latest"}],
        **dict.fromkeys(("registers", "calculations", "rules"), ()),
        indicators=[indicator_of("nilai", "IF(ISBLANK(nilai), 0, 1)") | {"grades": IKM}],
    )
    returns = [returned(unit.code, Q1, {"nilai": value}) for unit in definition.reporting]
    year = consolidate_year(definition, returns, Period.parse(Q1))
    [found] = year.results.indicators.values()
    assert (found.value, found.grade, found.places.value) == (value, word, places)
    assert document(year)["indicators"]["A-1"].get("grade") == word
    said = [f"Mutu: {word}."] if word else []
    shown = notes(definition.indicators[0], found, catalogue("id"))
    assert [note for note in shown if note.startswith("Mutu")] == said
    sheet = read(write(definition, returns, Period.parse(Q1)), values=True)["Capaian"]
    columns = {cell.value: cell.column_letter for cell in sheet[4] if cell.value}
    assert sheet[f"{columns['Mutu']}5"].value == (word or None)
