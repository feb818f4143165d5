"""iku validate --corrections: what goes back to the units, as files."""

import json

import pytest

from tests.cli.run import run
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

BAD = CHECKOUT / "samples" / "bad"
NOREH = "35.27.01.2001-noreh"


def sent(*cases):
    """The workbooks of these bad samples, without what is expected of them."""
    return [path for case in cases for path in (BAD / case).glob("*.xls*")]


def answered(demo, tmp_path, *paths, **options):
    out = tmp_path / "answers"
    ran = run("-C", demo, "validate", *paths, "--corrections", out, **options)
    return ran, sorted(path.name for path in out.iterdir()) if out.exists() else []


def test_a_return_to_mend_is_answered_with_a_copy_and_a_message(demo, tmp_path):
    """commands.md#iku-validate: CODE-name.xlsx and CODE-name.txt; the received file is never
    touched.
    """
    received = BAD / "text-in-number" / f"{NOREH}.xlsx"
    before = received.read_bytes()
    ran, names = answered(demo, tmp_path, received, *(demo / "inbox").glob("*labuhan.xlsx"))
    assert (ran.status, names) == (1, [f"{NOREH}.txt", f"{NOREH}.xlsx"])
    assert received.read_bytes() == before
    assert "1" in ran.err
    letter = (tmp_path / "answers" / f"{NOREH}.txt").read_text(encoding="utf-8")
    assert f"{NOREH}.xlsx" in letter
    copy = tmp_path / "answers" / f"{NOREH}.xlsx"
    first, again = (
        json.loads(run("-C", demo, "validate", path, "--format", "json").out)["files"][0]
        for path in (received, copy)
    )
    assert again["findings"] == first["findings"]


def test_what_is_refused_is_answered_with_a_message_alone(demo, tmp_path):
    """commands.md#iku-validate: a copy only where the return is our form."""
    _, names = answered(demo, tmp_path, *sent("printed-to-pdf", "another-workbook"))
    assert len(names) == 2
    assert all(name.endswith(".txt") for name in names)


def test_two_answers_to_one_unit_stand_side_by_side(demo, tmp_path):
    """commands.md#iku-validate: nothing that was written in one run is written over."""
    _, names = answered(demo, tmp_path, *sent("text-in-number", "required-left-blank"))
    assert names == sorted(f"{NOREH}{more}.{end}" for more in ("", "-2") for end in ("txt", "xlsx"))


def test_only_what_asks_something_is_answered(demo, tmp_path):
    """commands.md#iku-validate: for each return with something to mend."""
    ran, names = answered(demo, tmp_path, demo / "inbox")
    warned = "35.27.01.2006-marparan"  # accepted, with a list that was neither filled nor "nihil"
    assert (ran.status, names) == (0, [f"{warned}.txt", f"{warned}.xlsx"])


def test_every_bad_sample_is_answered(demo, tmp_path):
    """commands.md#iku-validate: each return with something to mend; no name leaves the folder."""
    ran, names = answered(demo, tmp_path, BAD)
    assert ran.status == 2  # one file is not examined: its definition is not here
    assert len(names) > len(list(BAD.iterdir())) / 2


@pytest.mark.parametrize("form", ["jsonl", "html"])
def test_the_format_of_the_report_changes_nothing_of_what_goes_back(demo, tmp_path, form):
    """commands.md#iku-validate: replies are the same, however the report is written."""
    some = sent("text-in-number", "printed-to-pdf")
    _, names = answered(demo, tmp_path, *some)
    _, again = answered(demo, tmp_path / form, *some, "--format", form)
    assert names == again
    assert len(names) == 3


def test_a_hostile_name_names_no_file(demo, tmp_path):
    """quality.md#not-a-path: no path from a stranger is used as a path."""
    for name in ("con.xlsx", "=cmd.xlsx", " .. .xlsx", "x" * 200 + ".xlsx"):
        (tmp_path / name).write_bytes(b"%PDF-1.4 " + name.encode())
    _, names = answered(demo, tmp_path, *tmp_path.glob("*.xlsx"))
    assert len(names) == 4
    assert all(
        len(name) < 80 and name.isascii() and not name.startswith(("=", " ", ".")) for name in names
    )
    assert not {name.partition(".")[0] for name in names} & {"con"}


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_picture_beside_a_form_that_was_accepted_is_not_answered(demo, tmp_path, form):
    """commands.md#iku-validate: nobody asks once more for what has come; in whatever order."""
    for name in ("a foto noreh.jpg", "foto taman.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + name.encode())
    paths = (*tmp_path.glob("*.jpg"), demo / "inbox" / f"{NOREH}.xlsx")
    _, names = answered(demo, tmp_path, *paths, "--format", form)
    assert names == ["35.27.01.2003-taman.txt"]
