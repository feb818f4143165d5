"""The room that a registry takes is bounded, can be given back, and is looked at beforehand."""

import random
import shutil
import sqlite3
from collections import namedtuple

import pytest

from iku_workbook.campaign import room as rooms
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.registry import RegistryError, contents, placing, review, room, upkeep
from iku_workbook.workbook.reading.budget import Unreadable
from tests.registry.desk import OTHER, PERIOD, UNIT, day

Disk = namedtuple("Disk", "total used free")
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF" + random.Random(1).randbytes(200_000)
PDF = b"%PDF-1.7\n" + random.Random(2).randbytes(100_000)


def pruned(desk, *numbers, on=5):
    with desk.registry.writing("Kasi PMD", day(on)):
        return room.prune(desk.registry, numbers, day(on), by="Kasi PMD", reason="Bukan kiriman")


def test_what_is_larger_than_any_return_is_kept_up_to_a_quota(desk, monkeypatch):
    """quality.md#room: of further files hash, size and first bytes are kept, and that is said."""
    monkeypatch.setattr(contents, "LARGEST_RETURN", 100_000)
    monkeypatch.setattr(contents, "QUOTA", 500_000)
    for module in ("intake", "sources", "examiner"):
        monkeypatch.setattr(f"iku_workbook.campaign.{module}.READ_AT_MOST", 100_001)
    files = [
        desk.file(f"rekaman {number}.mp4", bytes([number]) * 300_000 + b"ujung")
        for number in range(3)
    ]
    told = desk.receive(desk.form("noreh.xlsx"), *files)
    codes = {each.file: [one.code for one in each.findings] for each in told}
    assert codes["noreh.xlsx"] == []
    assert [codes[each.name] == ["FILE-059"] for each in files] == [False, True, True]
    assert desk.registry.path.stat().st_size < 800_000
    kept = dict(
        desk.registry.connection.execute(
            "SELECT name, length(content) || ' ' || size FROM receipt JOIN file USING (sha256)"
        )
    )
    assert kept["rekaman 0.mp4"] == "300005 300005"
    assert kept["rekaman 2.mp4"] == "65536 300005"
    assert upkeep.verify(desk.registry) == []
    [again] = desk.receive(files[2], on=1)
    assert [each.code for each in again.findings] == ["DUP-005", "FILE-059"]


def test_what_was_never_a_return_can_be_let_go(desk):
    """quality.md#room: with who and why; hash and record stay, the room comes back, and a return
    never goes, nor what somebody decided about.
    """
    broken = desk.file("rusak.xlsx", desk.form("utuh.xlsx").read_bytes()[:5000])
    sent = [desk.form("noreh.xlsx"), desk.form("taman.xlsx", OTHER, datang="dua"), broken]
    given = desk.file("foto desa.jpg", PHOTO + b"desa")
    desk.receive(*sent, given, desk.file("foto.jpg", PHOTO), desk.file("surat.pdf", PDF))
    with desk.registry.writing("Kasi PMD", day(1)):
        about = {"by": "Kasi PMD", "reason": "Dari desa"}
        number = next(n.number for n in desk.registry.receipts() if n.name == "foto desa.jpg")
        placing.assign(desk.registry, number, UNIT, PERIOD, day(1), **about)
    before = {each.name: each for each in desk.registry.receipts()}
    names = {each.file for each in room.prunable(desk.registry)}
    assert names == {"foto.jpg", "surat.pdf"}
    for never in ("noreh.xlsx", "taman.xlsx", "rusak.xlsx", "foto desa.jpg"):
        with pytest.raises(RegistryError) as refused:
            pruned(desk, before[never].number)
        assert refused.value.code == "nothing-to-prune"
    assert room.room(desk.registry).prunable > 0
    size = desk.registry.path.stat().st_size
    gone, back = pruned(desk)
    assert {each.file for each in gone} == names
    assert desk.registry.path.stat().st_size == size - back < size
    assert {each.name: each for each in desk.registry.receipts()} == before
    assert upkeep.verify(desk.registry) == []
    said = desk.registry.return_of(before["foto.jpg"].number)
    assert (said.verdict, said.findings[-1].code) == (Verdict.NO_RETURN, "REVIEW-003")
    assert said.findings[-1].data["by"] == "Kasi PMD"
    with pytest.raises(Unreadable):
        desk.registry.stored(before["foto.jpg"].number, "", 100).read()
    assert desk.registry.stored(before["noreh.xlsx"].number, "", 1 << 20).read() == (
        sent[0].read_bytes()
    )
    [last] = [one for one in desk.registry.decisions() if one.receipt == before["foto.jpg"].number]
    with (
        desk.registry.writing("Kasi PMD", day(6)),
        pytest.raises(RegistryError) as refused,
    ):
        review.undo(desk.registry, last.number, day(6), by="Kasi PMD", reason="Keliru")
    assert refused.value.code == "content-gone"
    [again] = desk.receive(desk.folder / "inbox" / "foto.jpg", on=7)
    assert again.findings[0].code == "DUP-005"
    assert pruned(desk, on=8) == ([], 0)


def test_content_that_is_gone_without_a_decision_is_told(desk):
    """house.md#verify: what no person let go is named."""
    desk.receive(desk.form("noreh.xlsx"), desk.file("foto.jpg", PHOTO))
    desk.registry.close()
    with sqlite3.connect(desk.registry.path) as other:
        other.execute("UPDATE file SET content = x'', encoding = 'none', dictionary = NULL")
    other.close()
    told = {each.what for each in upkeep.verify(desk.registry) if each.part == "file"}
    assert {each.split(" ", 1)[1] for each in told} == {"(noreh.xlsx)", "(foto.jpg)"}


def test_room_is_looked_at_before_a_batch(desk, monkeypatch, tmp_path):
    """quality.md#room: where there is no room, nothing is begun, and the file is named."""
    path = desk.form("noreh.xlsx")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Disk(10, 10, 1 << 20))
    with pytest.raises(OperatorError) as refused:
        desk.receive(path)
    assert refused.value.code == "no-room"
    assert str(desk.registry.path) in str(refused.value)
    assert desk.registry.receipts() == []
    with pytest.raises(OperatorError, match=r"there\.xlsx"):
        rooms.demand_room(tmp_path / "not" / "there.xlsx", 0)
