"""Which of two returns counts: the newer by what says when each was saved, or nobody's guess."""

import datetime
import os
import zipfile
from unittest.mock import Mock

import pytest

from iku_workbook.campaign import batch, examiner
from iku_workbook.campaign.examiner import Examiner
from iku_workbook.registry import review
from samples.desk import in_part
from tests.forms import GOOD, filled
from tests.registry.desk import UNIT, day

pytestmark = pytest.mark.slow

WHO = {"by": "Kasi PMD", "reason": "yang benar"}
NAMES = [("noreh (1).xlsx", "noreh.xlsx"), ("noreh.xlsx", "noreh (1).xlsx")]
APRIL = datetime.datetime(2025, 4, 2, 9, 0, tzinfo=datetime.UTC)


def saved(desk, name, datang, days, *, touched=0):
    """A return that says that it was saved so many days after another, and one that lies here."""
    data = filled({**GOOD, "datang": datang}, desk.definition, UNIT)
    time = (APRIL + datetime.timedelta(days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def stamped(xml):
        before, start, rest = xml.partition("<dcterms:modified")
        return before + start + rest.replace("2025-01-01T00:00:00Z", time, 1)

    path = desk.file(name, in_part(data, "docProps/core.xml", stamped))
    os.utime(path, (APRIL.timestamp() + touched * 86_400,) * 2)
    return path


def asked(returns):
    return [each.file for each in returns if any(f.code == "DUP-002" for f in each.findings)]


def test_of_two_that_nothing_tells_apart_a_person_says_which_holds(desk):
    """quality.md#newer: asked about, neither counts nor has taken the other's place; whichever is
    let pass then does.
    """
    one, other = desk.form("a.xlsx", datang=40), desk.form("b.xlsx", datang=41)
    for path in (one, other):
        path.touch()
    told = desk.receive(one, other)
    assert [each.findings[0].code for each in told] == ["DUP-002"] * 2
    assert [codes for _, _, codes in desk.lineage()] == [["DUP-002"]] * 2
    assert desk.counts()[UNIT][1] == "needs-correction"
    with desk.registry.writing("Loket", day(1)):
        review.waive(desk.registry, "1.1", day(1), **WHO)
    assert desk.counts() == {UNIT: ("a.xlsx", "accepted")}


def test_two_that_nothing_tells_apart_are_asked_about_however_many_came_with_them(
    desk, monkeypatch
):
    """quality.md#newer: also where the first was recorded before the second was examined."""
    for module in (batch, examiner):
        monkeypatch.setattr(module, "TOGETHER", 1)
    one, other = desk.form("a.xlsx", datang=40), desk.form("b.xlsx", datang=41)
    for path in (one, other):
        path.touch()
    told = desk.receive(one, other)
    assert asked(told) == ["a.xlsx", "b.xlsx"]
    assert desk.counts()[UNIT][1] == "needs-correction"
    with desk.registry.writing("Loket", day(1)):
        review.waive(desk.registry, "1.1", day(1), **WHO)
    assert desk.counts() == {UNIT: ("a.xlsx", "accepted")}


@pytest.mark.parametrize("named", [True, False])
def test_two_that_nothing_tells_apart_are_asked_about_by_the_run_that_goes_on(
    desk, monkeypatch, named
):
    """quality.md#newer: a run that ended before it examined them makes neither the newer one,
    whether the next one names them or not.
    """
    one, other = desk.form("a.xlsx", datang=40), desk.form("b.xlsx", datang=41)
    for path in (one, other):
        path.touch()
    monkeypatch.setattr(Examiner, "examine", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        desk.receive(one, other)
    monkeypatch.undo()
    if named:
        assert asked(desk.receive(one, other, on=1)) == ["a.xlsx", "b.xlsx"]
    else:
        desk.take([], on=1)
        assert [codes[0] for _, _, codes in desk.lineage()] == ["DUP-002"] * 2
    assert desk.counts()[UNIT][1] == "needs-correction"


def test_an_older_version_that_a_run_left_unexamined_is_asked_about(desk, monkeypatch):
    """quality.md#newer: also by a run that names other files, or none."""
    desk.receive(saved(desk, "baru.xlsx", 40, days=5))
    monkeypatch.setattr(Examiner, "examine", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        desk.receive(saved(desk, "lama.xlsx", 45, days=1), on=1)
    monkeypatch.undo()
    desk.take([], on=2)
    assert desk.counts() == {UNIT: ("baru.xlsx", "accepted")}
    assert desk.lineage()[1][2] == ["DUP-014", "DUP-013"]


def test_two_that_say_the_same_are_no_question(desk):
    """quality.md#newer: whichever is taken, the figures are the same."""
    data = desk.form("a.xlsx").read_bytes()
    one, other = desk.file("a.xlsx", data), desk.file("b.xlsx", data + bytes(1))
    for path in (one, other):
        path.touch()
    told = desk.receive(one, other)
    assert not any(each.code == "DUP-002" for one in told for each in one.findings)


@pytest.mark.parametrize(
    "names", [("noreh (1).xlsx", "noreh.xlsx"), ("noreh.xlsx", "noreh (1).xlsx")]
)
def test_the_later_by_its_time_counts_whatever_it_is_called(desk, names):
    """quality.md#newer: the order of names never decides."""
    for datang, name in enumerate(names, start=40):
        desk.form(name, datang=datang)
    desk.receive(desk.folder / "inbox")
    assert desk.counts() == {UNIT: (names[1], "accepted")}


@pytest.mark.parametrize("own", [0, 3])
@pytest.mark.parametrize("names", NAMES)
def test_the_later_member_of_an_archive_counts(desk, names, own):
    """quality.md#newer: a resubmission in one archive, by its members' own times, where the
    workbooks themselves say nothing, or both the same.
    """
    path = desk.folder / "kiriman.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for datang, name in enumerate(names, start=40):
            time = (2025, 4, datang - 38, 9, 0, 0)
            data = saved(desk, "satu.xlsx", datang, own) if own else desk.form(name, datang=datang)
            archive.writestr(zipfile.ZipInfo(name, time), data.read_bytes())
    assert asked(desk.receive(path)) == []
    assert desk.counts() == {UNIT: (f"kiriman.zip/{names[1]}", "accepted")}


@pytest.mark.parametrize("names", NAMES)
def test_the_later_by_its_own_time_counts(desk, names):
    """quality.md#newer: both were unpacked at once, but each says when it was saved."""
    for days, name in enumerate(names):
        saved(desk, name, 40 + days, days)
    assert asked(desk.receive(desk.folder / "inbox")) == []
    assert desk.counts() == {UNIT: (names[1], "accepted")}


@pytest.mark.parametrize("names", NAMES)
def test_what_contradicts_is_asked(desk, names):
    """quality.md#newer: saved later, and put there earlier."""
    for days, name in enumerate(names):
        saved(desk, name, 40 + days, days, touched=2 - 2 * days)
    assert asked(desk.receive(desk.folder / "inbox")) == sorted(names, reverse=names[0] > names[1])
    assert desk.counts()[UNIT][1] == "needs-correction"


def test_one_with_errors_is_no_question(desk):
    """quality.md#newer: it never takes the place of an accepted one, whichever is newer."""
    for name, datang in (("a.xlsx", 40), ("b.xlsx", "empat puluh")):
        desk.form(name, datang=datang).touch()
    assert asked(desk.receive(desk.folder / "inbox")) == []
    assert desk.counts() == {UNIT: ("a.xlsx", "accepted")}


def test_an_older_version_takes_the_turn_of_none_that_waits(desk):
    """quality.md#newer: saved before one that awaits a decision, it awaits one too; whichever is
    accepted then counts.
    """
    desk.receive(saved(desk, "a.xlsx", 45, 0))
    [fallen] = desk.receive(saved(desk, "b.xlsx", 41, 3), on=1)
    [older] = desk.receive(saved(desk, "c.xlsx", 46, 2), on=2)
    assert fallen.awaits
    assert [each.data["other"] for each in older.findings if each.code == "DUP-013"] == ["b.xlsx"]
    assert desk.counts() == {UNIT: ("a.xlsx", "accepted")}
    with desk.registry.writing("Kasi PMD", day(3)):
        review.accept(desk.registry, older.number, day(3), **WHO)
    assert desk.counts() == {UNIT: ("c.xlsx", "accepted")}


def test_an_older_version_that_comes_later_is_asked_about(desk):
    """quality.md#newer: it was saved before the accepted one, which stays till then."""
    desk.receive(saved(desk, "revisi.xlsx", 41, 2))
    [told] = desk.receive(saved(desk, "lama.xlsx", 42, 0), on=1)
    assert {"DUP-013", "DUP-014"} <= {each.code for each in told.findings}
    assert (told.awaits, told.weighs) == (True, True)
    assert desk.counts() == {UNIT: ("revisi.xlsx", "accepted")}
    with desk.registry.writing("Kasi PMD", day(2)):
        review.accept(desk.registry, told.number, day(2), **WHO)
    assert desk.counts() == {UNIT: ("lama.xlsx", "accepted")}
    [newer] = desk.receive(saved(desk, "akhir.xlsx", 43, 3), on=3)
    assert not newer.awaits
