"""CALC-: what a form states against what its inputs amount to."""

import datetime

import pytest

from iku_workbook.findings import Verdict
from tests.forms import GOOD, check, define, filled, known, layout_of, put, said

pytestmark = pytest.mark.slow


def stated_as(data, layout, value, kind=""):
    """The workbook with another value stored for its calculation."""
    computed, place = layout.computed["persen"]
    formula = f"<f>{computed.formula}</f>".replace(">0", "&gt;0")
    return put(data, f"{place.sheet}!{place.address}", formula + value, kind)


def stating(value, kind="", data=None):
    """A form whose percentage, 75, states this."""
    [returned] = check(stated_as(data or filled(GOOD), layout_of(define()), value, kind))
    return returned


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("<v>75.0001</v>", "", 75.0001),
        ("<v>0</v>", "", 0.0),
        ("<v></v>", "str", ""),
        ("<v>75</v>", "str", "75"),
        ("<v>#VALUE!</v>", "e", "#VALUE!"),
        ("<v>1</v>", "b", True),
    ],
)
def test_a_result_that_differs_is_a_warning(value, kind, found):
    """CALC-001; house.md#recomputed: every result is recomputed; a stale value is no fault of
    the officer.
    """
    returned = stating(value, kind)
    assert said(returned) == [("CALC-001", "warning", "C8", "persen")]
    [finding] = returned.findings
    assert (finding.expected, finding.found) == (75, found)
    assert returned.verdict is Verdict.ACCEPTED
    assert returned.indicators["IKU-1"].value == 75


@pytest.mark.parametrize("value", ["", "<v>75.00000001</v>", "<v>74.9999999999</v>"])
def test_what_says_the_same(value):
    """formula.md#twice: 1e-9 relative; a program that computes nothing states nothing."""
    assert said(stating(value)) == []


@pytest.mark.parametrize(("value", "kind"), [("1", "b"), ("1", ""), ("0", "b"), ("0", "")])
def test_a_logical_value_may_be_a_number(value, kind):
    """formula.md#where-programs-differ: LibreOffice saves TRUE as 1."""
    [old] = define().calculations
    definition = define(calculations=[{"id": old.id, "label": old.label, "formula": "naik > 0"}])
    data = filled({**GOOD, "naik": int(value)}, definition)
    computed, place = layout_of(definition).computed["persen"]
    formula = f"<f>{computed.formula}</f><v>{{}}</v>".replace(">0", "&gt;0")
    found = []
    for states in (value, str(1 - int(value))):
        changed = put(data, f"{place.sheet}!{place.address}", formula.format(states), kind)
        [returned] = check(changed, forms=known(definition))
        found.append([code for code, *_ in said(returned) if code == "CALC-001"])
    assert found == [[], ["CALC-001"]]


def test_blank_says_the_same_as_blank():
    """definition.md#calculations: both are blank."""
    data = filled({**GOOD, "naik": 0, "datang": 0})
    assert said(stating("<v></v>", "str", data)) == []
    [finding] = stating("<v>3</v>", "", data).findings
    assert (finding.code, finding.expected, finding.found) == ("CALC-001", None, 3)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"naik": None}, "VALUE-001"),
        ({"naik": "banyak"}, "VALUE-002"),
        ({"naik": "31"}, "VALUE-008"),
        ({"naik": -1}, "VALUE-004"),
    ],
)
def test_results_of_refused_inputs_are_not_compared(values, code):
    """contract.md#one-cause: one cause, one finding."""
    returned = stating("<v>1</v>", data=filled({**GOOD, **values}))
    assert [row[0] for row in said(returned)] == [code]


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("LEN(nama)", {"nama": "  dua  spasi "}),
        ("LEN(nama)", {"ada": "Tidak", "nama": "  "}),
        ('IF(nama = "12", 1, 0)', {"nama": 12}),
        ("LEN(nama)", {"nama": True}),
        ('IF(ada = "Ya", 1, 0)', {"ada": " Ya"}),
        ("sejak + 1", {"sejak": datetime.datetime(2024, 8, 17, 8)}),
        (
            'COUNTIF(kegiatan.bukti, "a b")',
            {"kegiatan": [{**GOOD["kegiatan"][0], "bukti": "a  b"}]},
        ),
    ],
)
def test_what_we_read_otherwise_is_not_held_against_the_form(formula, values):
    """quality.md#false-alarms: 0 false alarms: a program computes with what was typed, we with
    what it means (without needless spaces, a number as text in a field of text).
    """
    calculation = {"id": "persen", "label": "Hitung", "formula": formula}
    definition = define(calculations=[calculation], rules=[])
    data = filled({**GOOD, **values}, definition)
    # The program's own result, over what stands in the cell, is another than ours.
    data = stated_as(data, layout_of(definition), "<v>12345</v>")
    [returned] = check(data, forms=known(definition))
    assert "CALC" not in {each.family for each in returned.findings}
    [other] = check(
        stated_as(filled(GOOD, definition), layout_of(definition), "<v>12345</v>"),
        forms=known(definition),
    )
    assert "CALC" in {each.family for each in other.findings}


def test_the_period_before_counts_as_the_form_states_it():
    """definition.md#previous: previous.field is the value accepted for the period before."""
    calculation = {"id": "persen", "label": "Naik", "formula": "datang - previous.datang"}
    definition = define(calculations=[calculation], rules=[])
    data = filled(GOOD, definition, previous={"datang": 30})
    assert said(check(data, forms=known(definition))[0]) == []


@pytest.mark.parametrize(
    ("formula", "excel", "libreoffice"),
    [
        ("IF(naik / 300 + 0.2 - 0.3 = 0, 1, 2)", 2, 1),
        ("IF(naik / 30 * 99.99999999999994 = 100, 1, 2)", 2, 1),
        ("ROUND(23 / 40 * 100 + naik * 0, 0)", 58, 57),
    ],
)
def test_what_libreoffice_computes_otherwise_is_no_fault(formula, excel, libreoffice):
    """formula.md#where-programs-differ: Excel is right, and LibreOffice's answer no finding."""
    calculation = {"id": "persen", "label": "Hitung", "formula": formula}
    definition = define(calculations=[calculation], rules=[])
    for value in (excel, libreoffice):
        data = stated_as(filled(GOOD, definition), layout_of(definition), f"<v>{value}</v>")
        assert said(check(data, forms=known(definition))[0]) == []
    data = stated_as(filled(GOOD, definition), layout_of(definition), "<v>3</v>")
    [finding] = check(data, forms=known(definition))[0].findings
    assert (finding.code, finding.expected, finding.found) == ("CALC-001", excel, 3)
