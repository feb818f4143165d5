"""Every result as one ordered list of formulas, guarded so that blanks stay blank."""

import pytest

from iku_workbook.calculations import PREVIOUS, Role, calculations, result_name
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.parse import parse
from iku_workbook.inputs import columns
from iku_workbook.layout import layout
from tests.forms import SMALL, define, layout_of, load, shipped

DATANG, *_ = SMALL["fields"]
ONE = {
    "code": "I-1",
    "name": "One",
    "numerator": {"label": "n", "formula": 1},
    "denominator": {"label": "d", "formula": 1},
}


def calculating(*formulas, **changes):
    """A definition with these calculations, called one, two …, and no rules."""
    made = [
        {"id": name, "label": name, "formula": formula}
        for name, formula in zip(("one", "two", "three", "four"), formulas, strict=False)
    ]
    return define(calculations=made, rules=[], **changes)


def result(definition, values, name="one", previous=None):
    """What a computed cell shows over one filling."""
    form = layout(definition, "desa")
    inputs = columns(form, [values], [previous or {}])
    return form.calculations.evaluate(inputs, 1)[name].objects()[0]


@pytest.mark.parametrize(
    ("formula", "values", "shown"),
    [
        # A required field that is blank.
        ("naik + 1", {}, ""),
        ("naik + 1", {"naik": 0}, 1.0),
        ("naik + datang", {"naik": 1}, ""),
        ('IF(ada = "Ya", 1, 0)', {}, ""),
        # One that may be blank counts as 0.
        ("skor + 1", {}, 1.0),
        # One that is required under a condition.
        ("LEN(nama)", {"ada": "Ya"}, ""),
        ("LEN(nama)", {"ada": "Ya", "nama": "abc"}, 3.0),
        ("LEN(nama)", {"ada": "Tidak"}, 0.0),
        ("LEN(nama)", {}, 0.0),
        # Registers may be empty.
        ("COUNTA(kegiatan.jenis)", {}, 0.0),
        ("SUM(kegiatan.peserta)", {"kegiatan": [{"peserta": 2}, {"peserta": 3}]}, 5.0),
        # What cannot be computed.
        ("naik / datang", {"naik": 1, "datang": 0}, ""),
        ("AVERAGE(kegiatan.peserta)", {}, ""),
        # Text stays text.
        ('IF(naik > 1, "banyak", "")', {"naik": 2}, "banyak"),
        ('IF(naik > 1, "banyak", "")', {"naik": 1}, ""),
    ],
)
def test_a_calculation_is_blank_while_it_cannot_be_known(formula, values, shown):
    """definition.md#calculations: a calculation, numerator or denominator is blank while a required
    field that it reads is blank, and where it divides by zero.
    """
    assert result(calculating(formula), values) == shown


def test_blanks_pass_through_calculations():
    """definition.md#calculations: what reads a blank calculation is blank."""
    definition = calculating("two + 1", "three * 2", "naik / datang")
    assert result(definition, {"naik": 1}) == ""
    assert result(definition, {"naik": 1, "datang": 0}) == ""
    assert result(definition, {"naik": 1, "datang": 4}) == 1.5


def test_what_was_accepted_before_may_be_missing():
    """definition.md#previous: previous.field is blank when there is none, and guards nothing."""
    definition = calculating("naik - previous.naik")
    assert result(definition, {"naik": 5}) == 5
    assert result(definition, {"naik": 5}, previous={"naik": 3}) == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"naik": 3, "datang": 4}, (3, 4, 75)),
        ({"naik": 0, "datang": 4}, (0, 4, 0)),
        ({"naik": 0, "datang": 0}, (0, 0, "")),
        ({"naik": 3}, (3, "", "")),
        ({}, ("", "", "")),
    ],
)
def test_an_indicator_is_numerator_by_denominator_times_scale(values, expected):
    """house.md#no-result: divide, times the scale; a zero denominator gives no result."""
    definition = define()
    found = tuple(
        result(definition, values, result_name("IKU-1", role))
        for role in (Role.NUMERATOR, Role.DENOMINATOR, Role.VALUE)
    )
    assert found == expected


def test_formulas_stand_after_what_they_read():
    """house.md#same-formula: the same formula stands in the cell; the engine needs them in
    order.
    """
    computed = list(calculations(calculating("two + 1", "three + 1", "naik"), "desa"))
    assert [each.name for each in computed[:3]] == ["three", "two", "one"]


def test_the_formula_of_a_cell_is_its_tree():
    """formula.md#twice: every formula is computed twice, from the same tree."""
    for path in shipped():
        definition = load(path)
        for kind in {unit.kind for unit in definition.units}:
            for each in calculations(definition, kind):
                assert parse(each.formula, internal=True) == each.tree


def test_a_guard_names_what_must_not_be_blank():
    """house.md#same-formula: =IF(COUNTBLANK(…)+COUNTBLANK(…)>0,"",…) stands in the locked cell."""
    [first, *_] = calculations(calculating("LEN(nama) + naik / skor"), "desa")
    assert first.formula == (
        'IF(IF(IFERROR(ada="Ya",FALSE),COUNTBLANK(nama),0)+COUNTBLANK(naik)>0,"",'
        'IFERROR(LEN(nama)+naik/skor,""))'
    )


def test_a_result_may_read_very_many_fields():
    """formula.md#twice: the guard of a long sum stays a formula that every program takes."""
    fields = [{**DATANG, "id": f"field_{at}"} for at in range(100)]
    names = ",".join(each["id"] for each in fields)
    definition = calculating(f"SUM({names})", fields=fields, indicators=[ONE])
    [total, *_] = calculations(definition, "desa")
    assert parse(total.formula, internal=True) == total.tree
    assert result(definition, {each["id"]: 1 for each in fields}) == 100
    assert result(definition, {each["id"]: 1 for each in fields[1:]}) == ""


def test_a_result_names_all_that_it_depends_on():
    """contract.md#one-cause: one cause, one finding: what reads a refused input is not compared,
    whether it reads it in its formula, through a calculation, or in its guard.
    """
    definition = calculating("two + COUNTA(kegiatan.jenis)", "LEN(nama) + previous.naik")
    computed = {each.name: each for each in calculations(definition, "desa")}
    assert computed["two"].reads == {"nama", "ada", PREVIOUS + "naik"}
    assert computed["one"].reads == {"nama", "ada", PREVIOUS + "naik", "kegiatan.jenis"}
    assert computed["IKU_1_nilai"].reads == {"naik", "datang"}


def test_a_unit_computes_what_it_reports():
    """definition.md#reported-by: reported_by names unit kinds; a formula over others' fields is
    not theirs.
    """
    definition = calculating("surat + 1", "COUNTA(kegiatan.jenis)", "two + naik", "naik")
    assert set(layout_of(definition).computed) >= {"two", "three", "four"}
    assert "one" not in layout_of(definition).computed
    office = layout_of(definition, "35").computed
    assert {"one", "four"} <= set(office)
    assert not {"two", "three", "IKU_2_pembilang", "IKU_2_penyebut", "IKU_2_nilai"} & set(office)


@pytest.mark.parametrize(
    ("numerator", "denominator", "desa", "kantor"),
    [
        ("COUNTA(kegiatan.jenis)", "1", (0, 1, 0), None),  # counts villages, not the office
        ("1", "2", (1, 2, 0.5), (1, 2, 0.5)),  # concerns nobody in particular: everybody
        ("surat", "1", None, (7, 1, 7)),
    ],
)
def test_a_constant_belongs_to_whom_the_other_part_concerns(numerator, denominator, desa, kantor):
    """house.md#every-unit: a formula that reads no field is known for every unit on the list, and
    "jumlah seluruh desa" counts villages alone.
    """
    parts = {"numerator": numerator, "denominator": denominator}
    indicator = ONE | {part: {"label": part, "formula": each} for part, each in parts.items()}
    definition = define(indicators=[indicator], rules=[])
    for kind, expected in (("desa", desa), ("kantor", kantor)):
        form = layout(definition, kind)
        results = form.calculations.evaluate(columns(form, [{"surat": 7}]), 1)
        own = {name: column.objects()[0] for name, column in results.items() if "I_1" in name}
        assert own == dict(
            zip(("I_1_pembilang", "I_1_penyebut", "I_1_nilai"), expected or (), strict=False)
        )


def test_many_submissions_are_computed_at_once():
    """house.md#same-formula: a formula is evaluated vectorised; each submission has its own
    result.
    """
    form = layout_of(define())
    submissions = [{"naik": 1, "datang": 2}, {}, {"naik": 1, "datang": 0}, {"naik": 0, "datang": 9}]
    results = form.calculations.evaluate(columns(form, submissions), len(submissions))
    assert results["persen"].objects() == [50.0, "", "", 0.0]
    assert not any(
        isinstance(each, ExcelError) for column in results.values() for each in column.objects()
    )
