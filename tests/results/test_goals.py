"""Targets from where to where, and achievement by formulas of an indicator's own."""

import io
import json
import re

import openpyxl
import pytest

from iku_workbook.campaign.planned_figures import as_typed, typed_figures
from iku_workbook.definition import Definition, load
from iku_workbook.definition.figures import Figure, figures, unmistakable
from iku_workbook.definition.indices import directions
from iku_workbook.definition.model import TargetRange
from iku_workbook.documents.ahead_behind import sides
from iku_workbook.documents.indicator import indicator_facts
from iku_workbook.formula.parse import parse
from iku_workbook.master.references import HEADER_ROW
from iku_workbook.master.write import write_master
from iku_workbook.messages import catalogue
from iku_workbook.results.json import document
from iku_workbook.results.means import means
from iku_workbook.results.notes import notes
from iku_workbook.results.year import consolidate_year
from tests.definition.small import mistakes_in
from tests.forms import layout_of
from tests.libreoffice import needs_libreoffice, recalculate
from tests.master.test_master_recalculated import cells, unchanged
from tests.results.goals import FILE, Q2, office, returns

RANGE = TargetRange.model_validate({"from": 60.5, "to": 85.0})


@pytest.fixture(scope="module")
def year():
    return consolidate_year(office(), returns(), Q2)


def test_the_definition_is_sound():
    """definition.md#mistakes: what is written by the grammar has no mistakes."""
    assert load(FILE)[1] == []


def test_the_figures_are_those_of_a_calculator(year):
    """facts.md#achievement-formulas: each formula, of sums over the units and the year so far."""
    found = {
        code: (result.value, result.achievement, result.year_achievement, result.plan_achievement)
        for code, result in year.results.indicators.items()
    }
    days, there = 500 + 450 + 450 + 900 + 780, 900 + 800 + 900 + 900 + 800
    bor = days / there * 100
    cases, patients, deaths = 3 + 1 + 2 + 1 + 0, 100 + 60 + 90 + 110 + 70, 1
    rate = cases / patients * 1000
    wide = bor - rate / 2
    quality = 0.4 * 100 + 0.6 * wide
    assert found == {
        "BOR": pytest.approx((bor, 100, 100, 100)),
        "INFEKSI": pytest.approx((rate, 150, 20 / rate * 100, None)),
        "MATI": (pytest.approx(deaths / patients * 1000), 0, 0, None),
        "LAMA": pytest.approx((rate, (20 - rate) / 10 * 100, 120, None)),
        "LUAS": (pytest.approx(wide), None, None, None),
        "MUTU": pytest.approx((quality, quality / 80 * 100, quality / 80 * 100, None)),
    }


def test_rows_are_tall_enough_for_a_unit_of_measure_of_several_words():
    """quality.md#master-unchanged: what stands in a cell of the master is read whole on paper."""
    definition = office()
    units = {"BOR": "per 1.000 kelahiran hidup"}
    indicators = tuple(
        each.model_copy(update={"unit_of_measure": units.get(each.code, "%")})
        for each in definition.indicators
    )
    told = definition.model_copy(update={"indicators": indicators})
    book = openpyxl.load_workbook(io.BytesIO(write_master(consolidate_year(told, returns(), Q2))))
    sheet = book["Capaian"]
    rows = {sheet.cell(row, 1).value: row for row in range(HEADER_ROW + 1, 30)}
    heights = {code: sheet.row_dimensions[rows[code]].height for code in ("BOR", "LAMA")}
    assert heights["BOR"] > 1.9 * heights["LAMA"]


@needs_libreoffice
def test_the_master_computes_them_live(year, tmp_path):
    """quality.md#master-unchanged: LibreOffice changes no cell; other targets change achievement,
    and the marks of the matrix say what is within a range.
    """
    data = write_master(year)
    assert unchanged(data, tmp_path) > 100
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Capaian"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    assert (heads["Target sampai"], heads["Target 2025 sampai"]) == (9, 13)
    row = next(row for row in range(HEADER_ROW, 30) if sheet.cell(row, 1).value == "BOR") + 1
    sheet.cell(row, heads["Target"]).value, sheet.cell(row, 9).value = 50, 70
    changed = io.BytesIO()
    book.save(changed)
    (tmp_path / "changed.xlsx").write_bytes(changed.getvalue())
    (saved,) = recalculate([tmp_path / "changed.xlsx"], tmp_path / "again")
    found = cells(saved.read_bytes())
    value = year.results.indicators["BOR"].value
    at = openpyxl.utils.get_column_letter(heads["Capaian (%)"])
    assert found["Capaian", f"{at}{row}"] == pytest.approx((140 - value) / 70 * 100)


def test_json_says_where_a_target_begins_and_ends(year):
    """contract.md#results-json: a target that is a range is null, with two keys of its own."""
    found = document(year)["indicators"]
    assert [found["BOR"][key] for key in ("target", "target_from", "target_to")] == [None, 60.5, 85]
    assert found["BOR"]["plan_target_to"] == 85
    assert not {"target_from", "plan_target_to"} & found["LAMA"].keys()


def test_documents_and_units_are_held_against_the_range(year):
    """facts.md#achievement-formulas: a unit within it is ahead, others behind."""
    bor = year.definition.indicators[2]
    facts = indicator_facts(year, bor, 1, catalogue("id"))
    assert (facts["target"], facts["target_akhir"]) == ("60,50–85,00", "65,00–85,00")
    assert facts["patokan"].endswith("60,50–85,00")
    assert facts["grafik"].targets_to == [None, 80, 85, None, None]
    found = sides(bor, year.results.indicators["BOR"], {"1.1": "U", "1.2": "S", "1.3": "B"})
    assert [[each.name for each in side] for side in (found.ahead, found.behind)] == [
        ["U", "S"],
        ["B"],
    ]


def test_a_range_is_typed_as_people_write_it():
    """definition.md#examples: the table of planned figures takes 60–85, and writes it again."""
    definition = office()
    place = Figure("BOR", "targets", "2025-Q2")
    assert figures(definition)[place] == RANGE
    assert (as_typed(RANGE), unmistakable(RANGE)) == ("60,5–85", "{from: 60.5, to: 85}")
    readings = ("60,5–85", "60,5 - 85 %", "60,5% s.d. 85%", "60,5 sampai 85")
    for text in readings:
        assert typed_figures(definition, {place.name: text}).values[place] == RANGE
    for text in ("60", "85–60", "60-70-80", "enam–tujuh"):
        wrong = typed_figures(definition, {place.name: text}).wrong
        assert [each.code for each in wrong.values()] == ["range-unreadable"]
    plain = Figure("LAMA", "targets", "2025-Q2")
    assert typed_figures(definition, {plain.name: "60–85"}).wrong[plain].code == "figure-unreadable"


def test_the_mean_of_an_objective_and_of_the_office(year):
    """facts.md#mean-achievement: each indicator alike, as capped; of how many, and whether it may
    still change.
    """
    quality, safety, office = means(year.definition, year.results)
    last = (20 - 7 / 430 * 1000) / 10 * 100
    index = (0.4 * 100 + 0.6 * (3080 / 4300 * 100 - 7 / 430 * 1000 / 2)) / 80 * 100
    assert [quality.aim.id, safety.aim.id, office.aim] == ["mutu", "aman", None]
    assert safety.aim.indicators == ("INFEKSI", "MATI")
    assert [quality.achievement, safety.achievement, office.achievement] == pytest.approx(
        [100, (150 + 0) / 2, (index + 100 + 150 + 0 + last) / 5]
    )
    assert [each.band for each in (quality, safety, office)] == [
        "Sangat Tinggi",
        "Sedang",
        "Sedang",
    ]
    assert (office.known, len(office.codes), office.provisional) == (5, 6, True)
    assert safety.sentence(catalogue("id")) == (
        "Rata-rata capaian sasaran “Menurunnya bahaya bagi pasien”: 75,00% (Sedang, sementara); "
        "2 dari 2 indikator dihitung."
    )
    found = document(year)
    assert found["office"] == office.as_json()
    assert [each["id"] for each in found["objectives"]] == ["mutu", "aman"]


def test_what_has_no_achievement_is_no_part_of_the_mean():
    """facts.md#mean-achievement: without a target there is none, and the mean says of how many."""
    shipped = json.loads(office().to_json())
    shipped.pop("objectives")
    for each, text in zip(shipped["indicators"], ("", "", "Satu", "Dua", "Satu", ""), strict=True):
        each["objective"] = text
    del shipped["indicators"][2]["targets"]
    definition = Definition.from_json(json.dumps(shipped))
    one, two, whole = means(definition, consolidate_year(definition, returns(), Q2).results)
    assert (one.aim, one.achievement, one.known) == ((None, "Satu", ("BOR", "MATI")), 0, 1)
    assert (two.aim.text, two.codes, whole.known) == ("Dua", ("INFEKSI",), 3)


def test_an_index_may_still_change_as_far_as_what_it_reads(year):
    """facts.md#indices: provisional with its parts, between the ends that these may come to."""
    found = year.results.indicators
    bor, cases, index = found["BOR"], found["INFEKSI"], found["LUAS"]
    assert (index.provisional, index.open_units, index.reported, index.expected) == (
        True,
        frozenset({"1.3"}),
        2,
        3,
    )
    assert index.carried == {"1.3": "2025-Q1"}
    assert index.range == pytest.approx(
        (
            bor.range.least - cases.range.greatest / 2,
            bor.range.greatest - cases.range.least / 2,
        )
    )
    least = 0.4 * 0 + 0.6 * index.range.least
    assert found["MUTU"].range == pytest.approx((least, 0.4 * 100 + 0.6 * index.range.greatest))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("0.4 * a + 0.6 * b", {"a": 1, "b": 1}),
        ("AVERAGE(a, b) - ROUND(c, 1) / 2", {"a": 1, "b": 1, "c": -1}),
        ("100 - MAX(a, b)", {"a": -1, "b": -1}),
        ("a - a / 2", None),
        ("a * b", None),
        ("IF(a > 3, 1, 2)", None),
    ],
)
def test_a_range_is_told_where_it_is_plain(formula, expected):
    """facts.md#indices: where the index rises or falls with each figure, and not else."""
    assert directions(parse(formula)) == expected


def test_no_form_shows_an_index():
    """facts.md#indices: a unit has none of its own."""
    shown = [block.indicator.code for block in layout_of(office()).blocks]
    assert shown == ["BOR", "INFEKSI", "MATI", "LAMA"]


@pytest.mark.parametrize(
    ("code", "mistake"), [("MUTU", "target-of-index"), ("BOR", "unit-target-range")]
)
def test_no_unit_has_a_target_of_an_index_or_in_a_range(code, mistake, tmp_path):
    """definition.md#indices: a target that nothing could be held against is a mistake."""
    text, unit = FILE.read_text(encoding="utf-8"), "name: Utara, kind: rs"
    text = text.replace(unit, f'{unit}, targets: {{{code}: {{"2025": 80}}}}')
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    assert [each.code for each in mistakes_in(path)] == [mistake]


def test_a_target_may_be_a_word_of_the_grades(tmp_path):
    """definition.md#grades: BB means where BB begins, and is told with its word."""
    text, index = FILE.read_text(encoding="utf-8"), "    decimals: 1\n"
    grades = "[{from: 80, label: A}, {from: 60, label: BB}, {from: 50, label: B}]"
    own = f'targets: {{"2025": BB}}, baseline: {{"2024": B}}, plan_target: a, grades: {grades}'
    lines = "".join(f"    {each}\n" for each in re.split(r", (?=baseline|plan|grades)", own))
    path = tmp_path / "definition.yaml"
    path.write_text(text.replace(index, index + lines), encoding="utf-8")
    definition, warnings = load(path)
    assert warnings == []
    assert Definition.from_json(definition.to_json()) == definition
    year = consolidate_year(definition, returns(), Q2)
    indicator, result = definition.indicators[1], year.results.indicators["LUAS"]
    assert (result.target, result.baseline, result.plan_target) == (60, 50, 80)
    assert (result.grade, result.achievement) == ("BB", pytest.approx(result.value / 60 * 100))
    assert "Target mutu: BB." in notes(indicator, result, catalogue("id"))
    facts = indicator_facts(year, indicator, 1, catalogue("id"))
    assert (facts["target"], facts["target_akhir"]) == ("60,0 (BB)", "80,0 (A)")
    place = Figure("LUAS", "targets", "2025")
    assert typed_figures(definition, {place.name: "bb"}).values[place] == 60
