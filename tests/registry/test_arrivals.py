"""What is shown of files that came, of a few of them as of all at once."""

from iku_workbook.campaign import arrivals
from iku_workbook.campaign.arrivals import chosen
from iku_workbook.registry import placing
from tests.registry.desk import OTHER, PERIOD, UNIT, day
from tests.registry.test_contents import incoming
from tests.registry.test_placing import PHOTO, decide


def test_a_few_files_are_told_as_all_of_them_are(desk, monkeypatch):
    """contract.md#page-receive: what took another's place, what was given to a unit or set aside,
    what waits, and what a unit's form has settled since.
    """
    desk.receive(
        desk.form("noreh.xlsx"),
        desk.form("noreh-lagi.xlsx", datang=41),
        desk.file("35.02.jpg", PHOTO),
        desk.file("IMG-1.jpg", PHOTO + b"1"),
        desk.file("IMG-2.jpg", PHOTO + b"2"),
    )
    numbers = {each.name: each.number for each in desk.registry.receipts()}
    decide(desk, placing.assign, numbers["IMG-1.jpg"], UNIT, PERIOD)
    decide(desk, placing.dismiss, numbers["IMG-2.jpg"])
    desk.receive(desk.form("taman.xlsx", OTHER), on=2)
    with desk.registry.writing("Loket", day(3)):
        desk.registry.keep([incoming("menunggu.xlsx", b"waits")], day(3), "Loket")
    receipts = desk.registry.receipts()[::-1]

    def told(each):
        return arrivals.arrivals(desk.definition, desk.registry, each)

    few = told(receipts)
    monkeypatch.setattr(arrivals, "_SEVERAL", 0)
    assert told(receipts) == few
    assert [told([each]) for each in receipts] == [[each] for each in few]
    found = {each.receipt.name: each for each in few}
    assert found["menunggu.xlsx"].returned is None
    assert found["IMG-1.jpg"].returned.unit == UNIT
    assert found["IMG-2.jpg"].returned.findings[-1].code == "REVIEW-003"
    newer = {name: each.newer for name, each in found.items() if each.newer}
    assert newer == {"noreh.xlsx": numbers["noreh-lagi.xlsx"], "35.02.jpg": 6}
    assert not any(each.returned.values for each in few if each.returned)


def test_files_are_chosen_by_their_numbers_or_their_day(desk):
    """contract.md#page-receive: without any, those of the last day."""
    for on in (0, 1):
        desk.receive(desk.form(f"{on}.xlsx", datang=40 + on), on=on)
    came = desk.registry.receipts()[::-1]
    assert chosen(came, "1-2", "") == came
    assert chosen(came, "", "") == chosen(came, "2", "") == came[:1]
    assert chosen(came, "", day(0).date().isoformat()) == came[1:]
    assert chosen(came, "x", "") == []
