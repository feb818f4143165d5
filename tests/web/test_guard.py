"""Who may ask anything of the page: by the name asked for, the page asked from, and the pass."""

import io
import re
import time
from dataclasses import replace
from html import unescape

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Finding
from iku_workbook.messages import catalogue
from iku_workbook.web import server, visitor
from iku_workbook.web.guard import POLICY, host_of
from iku_workbook.web.passes import fresh_pass
from iku_workbook.web.server import Own
from tests.web.conftest import ADDRESS, SECRET, client_of

BOARD = "/campaigns/sreseh-2024/"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8808", "["]
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_a_foreign_host_gets_nothing(reader, host, method):
    """contract.md#serve: a name that is not ours is refused for every method (DNS rebinding)."""
    answer = reader.request(method, BOARD, headers={"host": host})
    assert answer.status_code == 403
    assert "Noreh" not in answer.text


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:8808", "127.0.0.1"),
        ("LOCALHOST", "localhost"),
        ("[::1]:8808", "::1"),
        ("a b", "a b"),
    ],
)
def test_a_host_is_read_without_its_port(header, name):
    """contract.md#serve: the port is no part of the name."""
    assert host_of(header) == name


@pytest.mark.parametrize(
    "sent",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": ADDRESS},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {},
    ],
)
def test_a_form_of_another_page_changes_nothing(received, sent):
    """contract.md#serve: what changes something comes from a page of ours, or is refused."""
    browser = client_of(received)
    for name in ("sec-fetch-site", "origin"):
        del browser.headers[name]
    answer = browser.post(
        "/name", data={"name": "Orang lain"}, headers=sent, follow_redirects=False
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_stranger_sees_no_campaign(received):
    """contract.md#serve: without the pass every address but /health and /static/ is shut."""
    stranger = client_of(received, let_in=False)
    for path in ("/", BOARD, "/start", "/nowhere", f"{BOARD}?pass=wrong"):
        answer = stranger.get(path, follow_redirects=False)
        assert (answer.status_code, "Noreh" in answer.text) == (403, False), path
    assert stranger.get("/health").text == "iku"


def test_the_pass_leaves_the_address_bar(received):
    """contract.md#serve: the pass is exchanged for a cookie that no script reads."""
    stranger = client_of(received, let_in=False)
    answer = stranger.get(BOARD, params={"pass": SECRET, "state": "late"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BOARD}?state=late")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get(BOARD).status_code == 200


def test_what_stands_in_an_address_opens_the_page_once(received, monkeypatch):
    """contract.md#serve: others on the computer read a browser's arguments, and histories keep
    them; neither a clock that is set back nor a forged pass opens anything.
    """

    def opens(shown):
        stranger = client_of(received, let_in=False, app=app)
        return stranger.get(BOARD, params={"pass": shown}).status_code == 200

    app = client_of(received, let_in=False).app
    monkeypatch.setattr(visitor, "_WRONG", 0.0)
    once = fresh_pass(SECRET)
    assert SECRET not in once
    assert [opens(once), opens(once), opens(fresh_pass(SECRET))] == [True, False, True]
    said, _, own = fresh_pass(SECRET).rpartition(".")
    for forged in (f"{said}0.{own}", f".{own}", own, "", ".", fresh_pass("another" * 6), "é"):
        assert not opens(forged), forged
    late = fresh_pass(SECRET)
    then = time.time()
    for other in (then + 601, then - 601):
        monkeypatch.setattr("iku_workbook.web.passes.time.time", lambda other=other: other)
        assert not opens(late)


def test_a_page_proves_that_it_is_ours_before_it_is_shown_a_pass(reader, tmp_path, monkeypatch):
    """contract.md#serve: another user's page may have taken the port since; a pass that others
    could read is replaced.
    """
    own = Own(tmp_path / "own")
    secret = own.secret()
    path = tmp_path / "own" / "page-pass"
    assert (own.secret(), path.stat().st_mode & 0o077) == (secret, 0)
    own.note(tmp_path, ADDRESS)
    said = {"ours": secret, "theirs": "another" * 6}
    monkeypatch.setattr(server, "urlopen", lambda address, timeout: answering(address))

    def answering(address):
        reader.app.state.desk = replace(reader.app.state.desk, secret=said[whose])
        return io.BytesIO(reader.get(address.removeprefix(ADDRESS)).content)

    whose = "ours"
    try:
        assert own.running(tmp_path) == ADDRESS
        whose = "theirs"
        assert own.running(tmp_path) is None
    finally:
        reader.app.state.desk = replace(reader.app.state.desk, secret=SECRET)
    path.chmod(0o644)
    assert own.secret() != secret
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["", " ", "203.0.113.9", "http://localhost"])
def test_the_page_waits_at_an_address_of_this_computer_alone(host):
    """contract.md#serve: nothing is taken for every address but what says so."""
    with pytest.raises(OperatorError) as raised:
        server.listener(host, 8808)
    assert raised.value.code == "no-host"


def test_a_campaign_may_bear_any_name_and_others_folders_are_no_trouble(home, monkeypatch):
    """contract.md#serve: signs that mean something in an address; a folder nobody may look into."""
    name = 'IKU #1? 100% "a&b" <é>'
    (home / "sreseh-2024").rename(home / name)
    (home / "System Volume Information").mkdir()
    at = CampaignFolder.at
    monkeypatch.setattr(
        CampaignFolder,
        "at",
        lambda folder: (
            at(folder)
            if folder.name == name
            else (_ for _ in ()).throw(PermissionError(13, "no", str(folder)))
        ),
    )
    browser = client_of(home)
    board = browser.get("/")
    assert (board.status_code, "Noreh" in board.text) == (200, True)
    for room in ("send", "decide", "people"):
        address = re.search(rf'href="(/campaigns/[^"]+/{room})"', board.text)[1]
        page = browser.get(unescape(address))
        assert (page.status_code, page.url.path.endswith(room)) == (200, True), room
    about = {"unit": "35.27.01.2001", "until": "2024-05-01", "reason": "hujan"}
    later = f"{unescape(address).rpartition('/')[0]}/send/later"
    assert (
        "Batas waktu baru dicatat" in browser.post(later, data={"period": "2024-Q1", **about}).text
    )
    start = browser.get("/start").text
    assert (
        browser.get(unescape(re.search(r'href="(/campaigns/[^"]+)"', start)[1])).status_code == 200
    )


def test_every_answer_forbids_what_a_page_could_be_made_to_do(reader):
    """contract.md#serve: no script or style but ours, whatever a village's text holds."""
    for path in (BOARD, "/nowhere", "/health", "/static/page.js", "/campaigns/lain/"):
        headers = reader.get(path).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
    assert reader.get("/static/page.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/campaigns/..%2f..%2fetc/",
        "/campaigns/%2e%2e/",
        "/campaigns/.iku/",
    ],
)
def test_no_address_leads_out_of_the_folder(reader, path):
    """contract.md#serve: names are looked up among those that are there, never taken as paths."""
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_redirect_leads_to_our_own_pages_only(browser):
    """contract.md#serve: where a form says it came from is no way out."""
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y"):
        answer = browser.post(
            "/language", data={"language": "en", "back": back}, follow_redirects=False
        )
        assert answer.headers["location"] == "/"


def test_no_sentence_on_the_page_names_a_command():
    """contract.md#serve: no step needs a terminal, so none is told to somebody who has none."""
    say, elsewhere = catalogue("id", on_page=True), catalogue("id")
    about = {"unit": "Noreh", "period": "Triwulan I", "file": "a.xlsx", "number": "12"}
    assert "iku accept" in elsewhere("results.awaiting", **about)
    assert "iku" not in say("results.awaiting", **about)
    assert "iku" not in say.finding(Finding("DUP-010", "a.xlsx", data=about)).hint
    assert "iku serve" in say.message("frame", "refused-stranger").hint
