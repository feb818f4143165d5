"""Receive: many files or an archive at once, each with a fate of its own, and nothing lost."""

import io
import time
import zipfile

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.web import incoming
from samples.year import QUARTER
from tests.web.conftest import NAME, client_of

ROOM = f"/campaigns/{NAME}/receive"
SCRIPT = {"accept": "application/json"}
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
    have a line each; what added nothing is said, and the period that was chosen stays chosen."""
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
    again = send(browser, ("c.txt", b"c"), script=False, period="2024-Q2")
    assert again.status_code == 200
    assert "Sudah diterima pada" in again.text
    assert '<option value="2024-Q2" selected>' in again.text
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
