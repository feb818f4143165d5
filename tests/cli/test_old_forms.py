"""A definition that is changed after its workbooks were handed out, as the office sees it."""

import json

import pytest

from tests.cli.run import run

pytestmark = pytest.mark.slow

NOREH = "35.27.01.2001"
PERIOD = "2024-Q1"
NEW = """\
  - id: dokumen_ditolak
    label: Jumlah dokumen yang ditolak
    type: integer
    minimum: 0
    required: {required}
    over_time: sum
"""


def edit(campaign, required):
    """The office adds a question, below the heading of the fields."""
    path = campaign / "definition.yaml"
    text = path.read_text(encoding="utf-8")
    added = text.replace("\nfields:\n", "\nfields:\n" + NEW.format(required=required), 1)
    assert added != text
    path.write_text(added, encoding="utf-8")
    assert run("-C", campaign, "check").status == 0


def checked(verb, campaign, *arguments):
    ran = run("-C", campaign, verb, *arguments, "--format", "json")
    return ran, json.loads(ran.out)["files"]


def codes(each):
    return {finding["code"] for finding in each["findings"]} - {"RULE-001", "VALUE-013", "DUP-005"}


@pytest.mark.parametrize("verb", ["validate", "receive"])
def test_the_road_from_an_old_form_to_a_new_one(campaign, tmp_path, verb):
    """definition.md#old-forms: what is required now is lacking; moved to new forms and filled
    in, they count.
    """
    edit(campaign, required="true")
    new = tmp_path / "new"
    ran, files = checked(verb, campaign, campaign / "inbox", "--migrate", new)
    assert (ran.status, len(files)) == (1, 12)
    for each in files:
        assert (each["verdict"], codes(each)) == ("needs-correction", {"FORM-022", "VALUE-015"})
    assert len(list(new.glob("*.xlsx"))) == 12
    copy = next(new.glob(f"{NOREH}*.xlsx"))
    _, [again] = checked("validate", campaign, copy)
    assert codes(again) == {"VALUE-001"}
    assert {**again["values"], "dokumen_ditolak": 3} != again["values"]
    typed = tmp_path / "values.json"
    typed.write_text(json.dumps({**again["values"], "dokumen_ditolak": 3}), encoding="utf-8")
    assert run("-C", campaign, "fill", copy, typed, "-o", copy, "--force").status == 0
    _, [mended] = checked(verb, campaign, copy)
    assert (mended["verdict"], codes(mended)) == ("accepted", set())


def test_an_old_form_that_answers_everything_counts(campaign, tmp_path):
    """definition.md#old-forms: accepted with a warning, and consolidated by today's definition."""
    edit(campaign, required="false")
    ran, files = checked("receive", campaign, campaign / "inbox")
    assert ran.status == 0
    assert {code for each in files for code in codes(each)} == {"FORM-022"}
    out = tmp_path / "results.json"
    made = run("-C", campaign, "consolidate", "--period", PERIOD, "-o", out)
    assert (made.status, json.loads(out.read_text(encoding="utf-8"))["accepted"]) == (0, 12)


def test_a_copy_of_an_old_form_is_recognised_after_the_next_edit(campaign, tmp_path):
    """contract.md#old-definitions: every definition that workbooks were issued from is kept."""
    edit(campaign, required="true")
    answers = tmp_path / "answers"
    sample = next((campaign / "inbox").glob(f"{NOREH}*"))
    run("-C", campaign, "validate", sample, "--corrections", answers)
    path = campaign / "definition.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("yang ditolak", "yang dikembalikan"))
    _, [each] = checked("validate", campaign, next(answers.glob("*.xlsx")))
    assert codes(each) == {"FORM-023", "VALUE-001"}
