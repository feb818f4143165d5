"""The locked cell of the previous value decides nothing: the registry's own value does."""

import pytest

from iku_workbook.checks.batch.accepted import Accepted
from iku_workbook.checks.batch.check_batch import check_batch
from iku_workbook.checks.file.examine import examine
from tests.forms import (
    GOOD,
    SMALL,
    change_part,
    define,
    filled,
    known,
    layout_of,
    put,
    sheet_part,
)

RULE = {
    "id": "jauh_di_atas",
    "check": "OR(ISBLANK(previous.datang), datang <= 3 * previous.datang + 20)",
    "severity": "warning",
    "message": "Datang ({datang}) jauh di atas triwulan lalu ({previous.datang}).",
}
GROWTH = {"id": "tumbuh", "label": "Tumbuh", "formula": "datang - previous.datang"}
DEFINITION = define(rules=[RULE], calculations=[*SMALL["calculations"], GROWTH])
FORMS = known(DEFINITION)
LAYOUT = layout_of(DEFINITION)
PLACE = LAYOUT.previous["datang"]
AT = f"{PLACE.sheet}!{PLACE.address}"
FORM = filled({**GOOD, "datang": 500}, DEFINITION, previous={"datang": 25}, period=2)


def without_cell(root):
    [cell] = root.iterfind(f".//{{*}}c[@r='{PLACE.address}']")
    cell.getparent().remove(cell)


CELLS = {
    "as issued": FORM,
    "emptied": put(FORM, AT),
    "an empty text": put(FORM, AT, "<is><t></t></is>", "inlineStr"),
    "a space": put(FORM, AT, "<is><t> </t></is>", "inlineStr"),
    "words": put(FORM, AT, "<is><t>belum ada</t></is>", "inlineStr"),
    "another number": put(FORM, AT, "<v>400</v>"),
    "a number as text": put(FORM, AT, "<is><t>400</t></is>", "inlineStr"),
    "true": put(FORM, AT, "<v>1</v>", "b"),
    "an error": put(FORM, AT, "<v>#N/A</v>", "e"),
    "no cell": change_part(FORM, sheet_part(FORM, PLACE.sheet), without_cell),
}
ALTERED = {
    "words": {"LOCK-037"},
    "another number": {"LOCK-020"},
    "a number as text": {"LOCK-020"},
    "true": {"LOCK-037"},
    "an error": {"LOCK-037"},
}


def judged(accepted):
    """Every variation's return, in one batch, where the registry has this or nothing."""
    last = Accepted("2025-Q1", accepted) if accepted else None
    received = [examine(f"{kind}.xlsx", data, FORMS) for kind, data in CELLS.items()]
    returns = check_batch(received, FORMS, accepted_before=lambda _unit, _period: last)
    return dict(zip(CELLS, returns, strict=True))


@pytest.fixture(scope="module")
def with_registry():
    return judged({**GOOD, "datang": 25})


@pytest.mark.parametrize("kind", CELLS)
def test_the_registry_decides(with_registry, kind):
    """quality.md#seen: a previous value that was emptied or altered silences no question: the jump
    from what the registry has is asked about, in its words.
    """
    [broken] = [each for each in with_registry[kind].findings if each.code == "RULE-001"]
    assert broken.data["message"] == "Datang (500) jauh di atas triwulan lalu (25)."


@pytest.mark.parametrize("kind", CELLS)
def test_what_was_altered_is_said(with_registry, kind):
    """quality.md#seen: with its place; that a cell is blank may be the office's own doing."""
    found = [each for each in with_registry[kind].findings if each.family == "LOCK"]
    assert {each.code for each in found} == ALTERED.get(kind, set())
    assert {each.cell for each in found} <= {PLACE.address}


@pytest.mark.parametrize("kind", CELLS)
def test_results_are_those_of_the_registry(with_registry, kind):
    """quality.md#false-alarms: what the form computed with another previous value is no wrong
    result of the program that computed it.
    """
    assert "CALC-001" not in {each.code for each in with_registry[kind].findings}


def test_without_a_registry_the_form_is_asked():
    """definition.md#previous: where nothing was accepted, what the form shows is all there is."""
    found = {
        kind: any(each.code == "RULE-001" for each in returned.findings)
        for kind, returned in judged(None).items()
    }
    assert found["as issued"]
    assert not found["another number"]
    assert not found["emptied"]
