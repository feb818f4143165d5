"""Receive: many files or an archive at once, each with a fate of its own, and nothing lost."""

import asyncio
import io
import multiprocessing
import random
import threading
import time
import zipfile

import pytest
from starlette.requests import Request

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.errors import OperatorError
from iku_workbook.registry import placing
from iku_workbook.registry.writer import sole_writer
from iku_workbook.web import clerk_work, incoming
from samples.year import QUARTER
from tests.web.conftest import NAME, client_of
from tests.web.kills import killed

ROOM = f"/campaigns/{NAME}/receive"
SCRIPT = {"accept": "application/json"}
RETURNED = QUARTER.parent
RETURNS = sorted(QUARTER.glob("*.xlsx"))


@pytest.fixture
def browser(home):
    """A browser at a page that was begun and is ended: its clerk and its tray are."""
    with client_of(home) as made:
        yield made


def send(browser, *files, script=True, **fields):
    """What the page answers to a form with these files, by name and bytes."""
    return browser.post(
        ROOM,
        files=[("files", each) for each in files],
        data=fields,
        headers=SCRIPT if script else {},
        follow_redirects=False,
    )


def once_checked(browser, address=ROOM):
    """The page, once nothing waits any more."""
    for _ in range(200):
        page = browser.get(address).text
        if "hx-trigger" not in page:
            return page
        time.sleep(0.05)
    raise AssertionError(page)


def receipts(home):
    with CampaignFolder.at(home / NAME).registry() as registry:
        return registry.receipts()


def test_files_are_kept_at_once_and_examined_then(browser, home):
    """contract.md#page-receive: a receipt means that the bytes are on record; the outcome follows,
    with the village's name as the file says it."""
    before = len(receipts(home))
    altered = RETURNS[0].read_bytes() + b"\0"
    answer = send(browser, ("..\\..\\<img src=x onerror=alert(1)>.xlsx", altered))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"numbers": [before + 1], "said": []}
    page = once_checked(browser)
    assert "&lt;img src=x onerror=alert(1)&gt;.xlsx" in page
    assert "<img" not in page
    assert receipts(home)[-1].name == "<img src=x onerror=alert(1)>.xlsx"


def test_the_same_bytes_are_the_same_receipt(browser, home):
    """contract.md#page-receive: a retry adds nothing and says when the file came first."""
    before = receipts(home)
    whole = ("satu.xlsx", RETURNS[1].read_bytes())
    first, second = send(browser, whole), send(browser, whole)
    assert first.json()["numbers"] == second.json()["numbers"]
    [said] = second.json()["said"]
    assert said["href"].endswith(f"/returns/{first.json()['numbers'][0]}")
    assert "nomor" in said["words"]
    assert receipts(home) == before


def test_without_script_a_form_does_the_same(browser, home):
    """contract.md#page-receive: many files in one form lead to their lines; an archive's members
    have a line each; what added nothing is said."""
    before = len(receipts(home))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("a.txt", "../b.txt"):
            archive.writestr(name, name)
    answer = send(browser, ("semua.zip", packed.getvalue()), ("c.txt", b"c"), script=False)
    assert answer.status_code == 303
    page = once_checked(browser, answer.headers["location"])
    assert page.count("<tr data-number=") == 3
    assert [each.name for each in receipts(home)[before:]] == [
        "semua.zip/../b.txt",
        "semua.zip/a.txt",
        "c.txt",
    ]
    again = send(browser, ("c.txt", b"c"), script=False)
    assert again.status_code == 200
    assert "Sudah diterima pada" in again.text
    none = send(browser, ("", b""), script=False)
    assert (none.status_code, "Belum ada berkas yang dipilih" in none.text) == (400, True)


def test_causes_stand_above_the_files_and_filter_them(browser):
    """contract.md#page-receive: a cause is one line over all files, with as many findings as are
    stored, the weightiest kind first; choosing one leaves the files that have it."""
    page = once_checked(browser)
    assert page.index('id="causes"') < page.index('id="lines"')
    code = page.partition('id="cause-')[2].partition('"')[0]
    filtered = browser.get(ROOM, params={"cause": code}).text
    assert 0 < filtered.count("<tr data-number=") < page.count("<tr data-number=")


def test_what_was_replaced_is_no_cause_and_not_counted(browser):
    """contract.md#page-receive: a return whose place a newer one took leads to that one, and is
    left out of the causes and counts."""
    name = "35.27.01.2002-labuhan.xlsx"
    first, second = (
        send(browser, (name, (RETURNED / day / name).read_bytes())).json()["numbers"][0]
        for day in ("2024-10-07", "2024-10-09")
    )
    page = once_checked(browser, f"{ROOM}?numbers={first}-{second}")
    line = page.partition(f'<tr data-number="{first}"')[2].partition("</tr>")[0]
    assert "Sudah diganti" in line
    assert f'/returns/{second}">nomor {second}</a>' in line
    assert 'id="cause-RULE-001"' not in page
    assert "Diterima 1 · Sudah diganti 1" in page


@pytest.fixture
def small(monkeypatch):
    """Limits that little is too much for."""
    limits = incoming.Limits(file=1000, form=5500, files=5, fields=5, field=100, still=0.3)
    monkeypatch.setattr(incoming, "LIMITS", limits)
    return limits


@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ([("a.xlsx", b"x" * 1001)], {}, 413),
        ([(f"{n}.xlsx", b"x" * 1000) for n in range(5)], {}, 413),
        ([(f"{n}.xlsx", b"x") for n in range(6)], {}, 413),
        ([("a.xlsx", b"x")], {f"f{n}": "x" for n in range(7)}, 400),
        ([("a.xlsx", b"x")], {"period": "x" * 101}, 400),
        ([("a.xlsx", b"x")], {"x" * 4500: "x"}, 400),
        ([], {}, 400),
    ],
    ids=["file", "form", "files", "fields", "field", "header", "none"],
)
def test_what_is_too_much_is_refused_in_words(browser, home, small, files, fields, status):
    """security.md#uploads: bytes, files, fields and headers are bounded while read; nothing
    is kept, nothing stays in the tray, and what is wrong is said."""
    before = receipts(home)
    answer = send(browser, *files, **fields)
    assert (answer.status_code, bool(answer.json()["words"])) == (status, True)
    assert receipts(home) == before
    assert [*(home / NAME / ".iku").glob(".iku-made-*/files/*")] == []


def test_ten_thousand_parts_are_refused(browser, home):
    """security.md#uploads: no form has so many files; they are counted while it is read."""
    before = receipts(home)
    answer = send(browser, *((f"{n}.xlsx", b"x") for n in range(10_000)))
    assert (answer.status_code, receipts(home)) == (413, before)


def test_what_goes_back_is_one_archive(browser, home):
    """contract.md#page-receive: the answers to all that is shown are had in one archive; where
    nothing goes back, that is said."""
    for name in ("kosong.xlsx", "catatan.txt"):
        send(browser, (name, name.encode()))
    once_checked(browser)
    answer = browser.post(f"{ROOM}/answers")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {each.partition("-")[0] for each in archive.namelist()} > {"kosong", "catatan"}
    none = browser.post(f"{ROOM}/answers", params={"numbers": "900"})
    assert (none.status_code, "Tidak ada yang perlu dijawab" in none.text) == (404, True)


def test_a_zip_bomb_ends_in_its_finding(browser):
    """security.md#uploads: what it would unpack to is never unpacked whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bom.xlsx", bytes(200 << 20))
    [number] = send(browser, ("bom.zip", packed.getvalue())).json()["numbers"]
    page = once_checked(browser, f"{ROOM}?numbers={number}")
    assert 'class="state rejected"' in page
    assert "bom.zip" in page


def test_an_upload_that_stands_still_ends(browser, small, home):
    """security.md#uploads: who sends nothing more is answered in words, and nothing is kept."""

    async def stalls(limits, folder):
        async def more():
            if not began:
                began.append(1)
                return {"type": "http.request", "body": b"--x\r\n", "more_body": True}
            return await asyncio.sleep(60)

        began = []
        kind = (b"content-type", b"multipart/form-data; boundary=x")
        scope = {"type": "http", "headers": [kind], "method": "POST", "path": "/"}
        await incoming.read_form(Request(scope, more), folder, limits)

    with pytest.raises(OperatorError) as told:
        asyncio.run(stalls(small, home))
    assert told.value.code == "upload-slow"


def test_who_holds_the_registry_is_said_and_the_wait_ends(browser, home, monkeypatch):
    """contract.md#page-receive: an upload waits for another writer, for so long; then it is said
    who that is, and a retry keeps it."""
    monkeypatch.setattr(clerk_work, "_HELD_FOR", 0.1)
    with sole_writer(home / NAME / ".iku" / "registry.db", "Loket", now()):
        answer = send(browser, ("a.txt", b"a"))
        assert (answer.status_code, "Loket" in answer.json()["words"]) == (503, True)
    assert send(browser, ("a.txt", b"a")).status_code == 200


@pytest.mark.slow
def test_a_killed_page_loses_nothing_that_it_acknowledged(home, tmp_path):
    """contract.md#page-receive: kill -9 in the midst of uploads; the long form is
    ``python -m tests.web.kills``."""
    assert killed(home / NAME, tmp_path / "own", 2, 40, random.Random(1))


def test_a_file_that_was_set_aside_waits_for_nothing(browser, home):
    """contract.md#page-receive: what somebody has decided about is no longer being examined."""
    sent = send(browser, ("foto.jpg", b"\xff\xd8\xff\xe0" + bytes(500)), script=True)
    number = sent.json()["numbers"][0]
    assert "Sedang diperiksa" not in once_checked(browser)
    with CampaignFolder.at(home / NAME).registry() as registry, registry.writing("Kasi", now()):
        placing.dismiss(registry, number, now(), by="Kasi", reason="bukan kiriman")
    page = browser.get(ROOM).text
    assert "foto.jpg" in page
    assert "Sedang diperiksa" not in page


def test_a_campaign_that_is_gone_ends_no_clerk(home, tmp_path):
    """contract.md#page-receive: who sends files to another campaign is answered all the same."""
    own, other = multiprocessing.Pipe()
    clerk = threading.Thread(target=clerk_work.work, args=(other,), daemon=True)
    clerk.start()
    own.send(clerk_work.Job(0, clerk_work.Look(tmp_path / "gone")))
    own.send(clerk_work.Job(1, clerk_work.Look(tmp_path / "gone")))
    own.send(clerk_work.Job(2, clerk_work.Look(home / NAME)))
    trouble, _, refused, answered = (own.recv() for _ in range(4))
    assert trouble.trouble.code == "not-a-campaign"
    assert (refused[0], refused[1].code) == (1, "not-a-campaign")
    assert answered == (2, clerk_work.Answer())
    own.send(None)
    clerk.join(30)
