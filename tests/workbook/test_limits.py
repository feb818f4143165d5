"""What Excel cannot hold is refused by iku check and iku generate alike."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.campaign.generate import try_out
from iku_workbook.errors import OperatorError
from iku_workbook.formula.compose import call, compare, name, text
from iku_workbook.formula.limits import COLUMNS, held
from iku_workbook.formula.to_excel import to_excel
from iku_workbook.messages import catalogue
from tests.cli.run import run
from tests.forms import SMALL, define

pytestmark = pytest.mark.slow


def rules(count, length=20):
    rule = {"check": "naik <= datang", "severity": "error"}
    return [{"id": f"aturan_{at}", "message": "x" * length, **rule} for at in range(count)]


def register(columns):
    column = {"type": "integer", "minimum": 0, "required": True}
    fields = [{"id": f"kolom_{at}", "label": f"K{at}", **column} for at in range(columns)]
    return [{**SMALL["registers"][0], "fields": fields}]


def codelists(count):
    return SMALL["codelists"] | {f"daftar_{at}": ["A", "B"] for at in range(count)}


WITHOUT = {"indicators": SMALL["indicators"][:1]}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"rules": rules(70)}, "message.datang"),
        ({"rules": rules(30, 400)}, "message.datang"),
        ({"rules": rules(1, 5000) * 2}, "message.datang"),
        ({"registers": register(40), **WITHOUT}, "message.kegiatan"),
        ({"registers": register(200), **WITHOUT}, "message.kegiatan"),
        ({"codelists": codelists(COLUMNS)}, None),
    ],
)
def test_a_form_that_excel_could_not_open_is_refused(changes, named):
    """contract.md#check: the name of the cell says where, the hint what to do."""
    with pytest.raises(OperatorError) as refused:
        try_out(define(**changes))
    assert refused.value.data.get("name") == named
    [message] = refused.value.messages(catalogue("id"))
    assert message.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"rules": rules(20)},
        {"registers": register(20), **WITHOUT},
        {"codelists": codelists(300)},
        {"codelists": SMALL["codelists"] | {"jenis": [f"Pilihan {at}" for at in range(3000)]}},
    ],
)
def test_what_it_can_hold_is_made(changes):
    """contract.md#check: long lists, many rows and many questions are no mistake."""
    try_out(define(**changes))


NAMES = st.lists(
    st.sampled_from(
        ["Isian", "ISIAN", "Petunjuk", "History", "Q1", "R1C1", "[]:*", "'", "a/b", "a b", "x" * 60]
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(NAMES)
def test_whatever_registers_are_called_a_form_can_be_made(labels):
    """contract.md#check: sheets have names of their own, legal and distinct."""
    registers = [
        {**SMALL["registers"][0], "id": f"daftar_{at}", "label": label, "rows": 1}
        for at, label in enumerate(labels)
    ]
    try_out(define(registers=registers, **WITHOUT))


def test_levels_are_those_of_functions():
    """quality.md#open-xml: brackets alone are no level, and texts are none."""
    tree = name("a")
    for _ in range(64):
        tree = call("IF", compare(tree, "=", 1), text("((((("), text(""))
    assert held(to_excel(tree), tree, "a")
    with pytest.raises(OperatorError):
        held("", call("ABS", tree), "a")


def test_check_says_so(tmp_path):
    """contract.md#check: before any form is handed out."""
    changed = SMALL | {"rules": rules(70)}
    fields = [{**each, "minimum": None} for each in SMALL["fields"]]
    path = tmp_path / "d.yaml"
    path.write_text(json.dumps(changed | {"fields": fields}), encoding="utf-8")
    ran = run("check", path)
    assert ran.status == 2
