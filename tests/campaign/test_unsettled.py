"""Units that leave the list or join it, and what that does to what was accepted and approved."""

import json

import pytest

from iku_workbook.campaign.known import as_it_is
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.review import decide
from iku_workbook.campaign.unsettled import changes_of_the_list, unsettled_now
from iku_workbook.errors import OperatorError
from iku_workbook.registry.records import DecisionKind
from iku_workbook.results.unsettled import Unsettled
from samples.year import PERIOD
from tests.campaign.office import BY, FIRST, at, copied
from tests.campaign.test_results import DAY
from tests.cli.run import run
from tests.schemas import mistakes

GONE, NEW = "35.27.01.2012", "35.27.01.2013"
_LINE = f'  - {{code: "{GONE}", name: Junok, kind: desa}}\n'


@pytest.fixture(scope="module")
def issued(received, tmp_path_factory):
    """A campaign whose forms are on record, with a return of each of its twelve villages."""
    campaign = copied(received, tmp_path_factory.mktemp("issued") / "sreseh-2024")
    definition = campaign.definition()
    campaign.keep(definition)
    campaign.record_issued(definition, FIRST, definition.reporting, by=BY, at=at())
    return campaign


@pytest.fixture
def own(issued, tmp_path):
    """A copy of it that a test may change."""
    return copied(issued, tmp_path / "sreseh-2024")


def listing(campaign, instead):
    """The last village's line on the list replaced."""
    text = campaign.definition_file.read_text(encoding="utf-8")
    assert _LINE in text
    campaign.definition_file.write_text(text.replace(_LINE, instead), encoding="utf-8")
    return campaign


def left(campaign):
    return listing(campaign, "")


def joined(campaign):
    return listing(campaign, f"{_LINE}{_LINE.replace(GONE, NEW).replace('Junok', 'Baru')}")


def approve(campaign, *units):
    definition = campaign.definition()
    for unit in definition.reporting:
        if unit.code in units:
            decide(campaign, DecisionKind.APPROVE, unit, FIRST, by=BY, at=at(9), reason="sesuai")


def test_nothing_is_said_where_the_list_is_as_it_was(issued):
    """house.md#list-changed: nothing to say, nothing said."""
    year = year_of(issued, FIRST, Selection())
    assert year.unsettled == Unsettled([], [], [])
    assert b"not_counted" not in render_results(year, "json", DAY)


@pytest.mark.parametrize("changed", [lambda own: own, left, joined])
def test_changes_of_the_list_are_told_without_reading_all(own, changed):
    """house.md#list-changed: the same as where every return is read."""
    known = as_it_is(changed(own))
    with known.registry() as registry:
        found = changes_of_the_list(known, registry)
    whole = unsettled_now(known).of_the_list
    assert (list(found.left), list(found.joined)) == (list(whole.left), list(whole.joined))


def test_what_a_unit_that_left_had_accepted_is_named(own):
    """contract.md#unsettled: whose accepted returns are not counted, of which period, by name."""
    year = year_of(left(own), FIRST, Selection())
    assert year.results.accepted == 11
    [gone] = year.unsettled.left
    assert (gone.unit, gone.name, gone.period, gone.approved) == (GONE, "Junok", PERIOD, False)
    assert mistakes("results", json.loads(render_results(year, "json", DAY))) == []


def test_every_command_says_so(own, tmp_path):
    """registry.md#units-that-leave-or-join: receive, status, consolidate, report and check."""
    here = ("-C", left(own).root)
    period = ("--period", PERIOD)
    ran = {
        "receive": run(*here, "receive", own.definition_file),
        "status": run(*here, "status", *period),
        "consolidate": run(*here, "consolidate", *period),
        "report": run(*here, "report", "lkjip", *period, "-o", tmp_path / "lkjip.docx"),
        "check": run(*here, "check"),
    }
    for verb, each in ran.items():
        assert "Junok (35.27.01.2012) tidak ada lagi di daftar" in each.out + each.err, verb
        assert "Triwulan I 2024" in each.out + each.err, verb
    statuses = {verb: each.status for verb, each in ran.items() if verb != "receive"}
    assert statuses == {"status": 0, "consolidate": 1, "report": 1, "check": 0}
    known = run(*here, "status", *period, "--unit", GONE)
    assert (known.status, known.out.count("Junok")) == (0, 2), known.out
    assert "yang dihitung" not in known.out
    said = json.loads(run(*here, "status", *period, "--format", "json").out)
    assert mistakes("status", said) == []
    assert [each["unit"] for each in said["not_counted"]] == [GONE]
    assert "Junok" in run(*here, "status", *period, "--format", "html").out
    assert run(*here, "status", "--unit", "35.27.01.2999").status == 2


def test_it_is_settled_by_sending_it_back(own):
    """registry.md#units-that-leave-or-join: a decision with who and why, of one that left too."""
    here = ("-C", left(own).root)
    back = ("return", GONE, "--period", PERIOD, "--as", "Camat", "--note", "bergabung")
    told = run(*here, *back)
    assert (told.status, "Junok" in told.out) == (0, True)
    ran = run(*here, "consolidate", "--period", PERIOD)
    assert (ran.status, "Junok" in ran.out) == (0, False)


def test_what_was_approved_does_not_change_without_a_question(own):
    """house.md#list-changed: an approved return of a unit that left; --current-list goes on."""
    approve(own, GONE)
    left(own)
    with pytest.raises(OperatorError) as refused:
        year_of(own, FIRST, Selection())
    assert refused.value.code == "approved-list-changed"
    assert refused.value.data["units"] == f"Junok ({GONE}, {PERIOD})"
    asked = ("-C", own.root, "consolidate", "--period", PERIOD, "--format", "json")
    ran = run(*asked)
    assert (ran.status, ran.out, "--current-list" in ran.err) == (2, "", True)
    ran = run(*asked, "--current-list")
    assert (ran.status, json.loads(ran.out)["accepted"]) == (1, 11)
    assert json.loads(ran.out)["not_counted"][0]["approved"]


def test_a_newcomer_is_named_and_changes_no_closed_period(own):
    """house.md#list-changed: who has joined since forms went out; a closed period stays."""
    joined(own)
    year = year_of(own, FIRST, Selection())
    assert [(each.unit.code, each.closed) for each in year.unsettled.joined] == [(NEW, False)]
    assert not year.unsettled.weighs
    ran = run("-C", own.root, "consolidate", "--period", PERIOD)
    assert (ran.status, f"Baru di daftar: Baru ({NEW})" in ran.out) == (0, True), ran.out
    approve(own, *(unit.code for unit in own.definition().reporting[:-1]))
    [new] = unsettled_now(as_it_is(own)).joined
    assert new.closed
    with pytest.raises(OperatorError):
        year_of(own, FIRST, Selection())
    later = year_of(own, FIRST.next, Selection())
    assert [each.unit.code for each in later.unsettled.joined] == [NEW]
    assert year_of(own, FIRST, Selection(current_list=True)).results.accepted == 12


def test_a_unit_that_is_only_called_otherwise_has_not_left(own):
    """house.md#list-changed: another name is no other unit."""
    renamed = listing(own, _LINE.replace("Junok", "Junok Baru"))
    assert not unsettled_now(as_it_is(renamed)).weighs
