"""What changed from one return to the next, and which were put right and not looked at yet."""

import json

from iku_workbook.campaign.status import history
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry import review
from iku_workbook.registry.return_changes import changes_between, changes_in
from iku_workbook.report import standing, standing_data
from iku_workbook.report.history import changes_in_words
from iku_workbook.results.status import standings
from iku_workbook.returns import Return
from tests.forms import GOOD
from tests.registry.desk import PERIOD, UNIT, day

SAY = catalogue("id")
BY = {"by": "Kasi PMD"}


def returned(**values):
    return Return("a.xlsx", "", UNIT, PERIOD, (), values, {})


def test_a_return_is_told_from_the_one_before_it(desk):
    """contract.md#return-changes: field by field, old and new, also of one that is to be corrected;
    of the first there is nothing to tell.
    """
    rows = GOOD["kegiatan"]
    wrong = desk.form("a.xlsx", datang="dua puluh")
    right = desk.form("b.xlsx", datang=41, kegiatan=[rows[0] | {"peserta": 13}, *rows[1:]])
    desk.receive(wrong)
    desk.receive(right, on=1)
    own = desk.registry.lineage(UNIT, PERIOD)
    assert changes_in(own, own[0]) is None
    found = changes_in(own, own[1])
    assert (found.older.number, found.newer.number) == (1, 2)
    assert [tuple(each) for each in found.changes] == [
        ("datang", None, None, None, 41),
        ("kegiatan", 1, "peserta", rows[0]["peserta"], 13),
    ]
    first, second = history(desk.registry, UNIT, Period.parse(PERIOD))
    assert (first.changes, second.changes) == (None, found)
    words = changes_in_words(desk.definition, found.changes, SAY)
    assert words[0] == "Anak datang: kosong → 41"
    assert words[1].endswith("baris 1, Peserta: 12 → 13")


def test_a_row_that_moved_along_is_the_same_row():
    """contract.md#return-changes: what is new, gone or altered alone is told."""
    a, b, c = ({"jenis": each, "peserta": 1} for each in "abc")
    found = list(changes_between(returned(x=[a, b]), returned(x=[c, a, b | {"peserta": 2}], y=1)))
    assert [tuple(each) for each in found] == [
        ("x", 1, "jenis", None, "c"),
        ("x", 1, "peserta", None, 1),
        ("x", 3, "peserta", 1, 2),
        ("y", None, None, None, 1),
    ]
    assert [tuple(each) for each in changes_between(returned(x=[a, b]), returned(x=[b]))] == [
        ("x", 1, "jenis", "a", None),
        ("x", 1, "peserta", 1, None),
    ]


def seen(desk):
    period = Period.parse(PERIOD)
    matrix = standings(desk.definition, desk.registry.returns(), [period], period.end)
    return standing.Overview(desk.definition, [period], matrix, period.end, {}, ())


def test_what_was_put_right_is_a_state_until_it_is_approved(desk):
    """contract.md#corrected: after one with errors, and after one that was sent back; the first one
    that came is none, nor what is approved.
    """
    desk.receive(desk.form("a.xlsx", datang="dua puluh"))
    assert not seen(desk).matrix[UNIT, PERIOD].corrected
    desk.receive(desk.form("b.xlsx"), on=1)
    known = seen(desk)
    assert known.matrix[UNIT, PERIOD].corrected
    assert "sudah diperbaiki, belum dilihat" in standing.words(known.matrix[UNIT, PERIOD], SAY)
    told = json.loads(standing_data.as_json(known))
    assert told["units"][UNIT]["periods"][PERIOD]["corrected"] is True
    assert told["counts"][PERIOD]["corrected"] == 1
    with desk.registry.writing("Kasi PMD", day(2)):
        review.approve(desk.registry, UNIT, PERIOD, day(2), **BY)
    assert not seen(desk).matrix[UNIT, PERIOD].corrected
    with desk.registry.writing("Kasi PMD", day(3)):
        review.reopen(desk.registry, UNIT, PERIOD, day(3), reason="Keliru.", **BY)
        review.send_back(desk.registry, UNIT, PERIOD, day(3), reason="Lampirkan.", **BY)
    assert not seen(desk).matrix[UNIT, PERIOD].corrected
    desk.receive(desk.form("c.xlsx", datang=42), on=4)
    assert seen(desk).matrix[UNIT, PERIOD].corrected
