"""The page Petugas, and who comes in from where: this computer's pass, and tokens."""

import re
import time
from html import unescape

import pytest
from starlette.routing import Mount

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.staff import Person, put, staff
from iku_workbook.campaign.tokens import holder, make_token, tokens
from iku_workbook.registry.records import DecisionKind
from iku_workbook.web import visitor
from iku_workbook.web.app import create_app
from iku_workbook.web.competence import RULES, Rule
from iku_workbook.web.desk import Desk
from iku_workbook.web.server import LOOPBACK, Own, address_at, names_of
from tests.web.conftest import ADDRESS, NAME, SECRET, client_of

BOARD, PEOPLE = f"/campaigns/{NAME}/", f"/campaigns/{NAME}/people"
DECIDE = f"/campaigns/{NAME}/decide"
ELSEWHERE = ("192.168.1.7", 50000)
HOSTILE = '"><script>alert(1)</script>'
KASI = "Siti, Kasi PMD"
FORM = re.compile(r'<form[^>]*action="/campaigns/[^/]+(/[^"]*)"(.*?)</form>', re.DOTALL)
TITLE = re.compile(r"<h1[^>]*>([^<]+)</h1>")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(visitor, "_WRONG", 0.0)


@pytest.fixture
def campaign(home):
    return CampaignFolder.at(home / NAME)


@pytest.fixture
def app(home):
    return create_app(Desk(home, None, "id", SECRET, LOOPBACK))


@pytest.fixture
def token(campaign):
    put(campaign, Person(KASI, "PMD"), by="Camat", at=now())
    return make_token(campaign, KASI, by="Camat", at=now())


def from_elsewhere(home, app, token=None):
    browser = client_of(home, app=app, client=ELSEWHERE, let_in=False)
    if token is not None:
        browser.get(BOARD, params={"token": token})
    return browser


def test_a_token_says_who_somebody_is(home, app, token, campaign):
    """contract.md#page-people: elsewhere nobody chooses a name; acts bear the token's."""
    browser = from_elsewhere(home, app)
    answer = browser.get(BOARD, params={"token": token, "state": "late"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BOARD}?state=late")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert KASI in browser.get(BOARD).text
    assert "Terakhir dipakai sekitar" in browser.get(PEOPLE).text
    browser.cookies.set("iku-name", "Camat")
    assert browser.post("/name", data={"name": "Camat"}).status_code == 403
    page = browser.get(f"{DECIDE}/1").text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    browser.post(f"{DECIDE}/1/approve", data={"seen": seen, "then": "stay"})
    with campaign.registry() as registry:
        assert [each.by for each in registry.decisions()] == [KASI]


def test_from_elsewhere_only_a_token_that_holds_opens_its_campaign(home, app, token, campaign):
    """contract.md#page-people: no pass, no withdrawn token, and none of another campaign."""
    browser = from_elsewhere(home, app)
    for shown in ({"pass": SECRET}, {"token": "0000-0000"}, {"token": HOSTILE}, {}):
        answer = browser.get(BOARD, params=shown, follow_redirects=False)
        assert (answer.status_code, "Noreh" in answer.text) == (403, False), shown
    browser.cookies.set("iku-pass", SECRET)
    assert browser.get(BOARD).status_code == 403
    other = CampaignFolder.create(home / "lain-2024", campaign.definition_file.read_text())
    put(other, Person(KASI), by="Camat", at=now())
    foreign = make_token(other, KASI, by="Camat", at=now())
    assert from_elsewhere(home, app, foreign).get(BOARD).status_code == 403
    let_in = from_elsewhere(home, app, token)
    assert let_in.get(BOARD).status_code == 200
    for path in ("/", "/start", "/campaigns/lain-2024/"):
        assert let_in.get(path, follow_redirects=False).status_code == 403, path
    here = client_of(home, app=app)
    here.post(PEOPLE, data={"act": "withdraw", "number": "1"})
    assert let_in.get(BOARD).status_code == 403


def test_a_wrong_token_waits(home, app, monkeypatch):
    """contract.md#page-people: whoever tries tokens waits for each answer."""
    monkeypatch.setattr(visitor, "_WRONG", 0.2)
    began = time.monotonic()
    from_elsewhere(home, app).get(BOARD, params={"token": "wrong"})
    assert time.monotonic() - began > 0.2


def test_the_list_is_kept_on_the_page(browser, campaign):
    """contract.md#page-people: people are added, changed and removed; a link is shown once."""
    add = {"act": "put", "who": "", "name": KASI, "section": "PMD", "indicator": ["IKU-1"]}
    assert browser.post(PEOPLE, data=add).status_code == 200
    assert browser.post(PEOPLE, data=add).status_code == 409
    browser.post(PEOPLE, data={**add, "who": KASI, "section": "Pemerintahan"})
    assert staff(campaign) == [Person(KASI, "Pemerintahan", ("IKU-1",))]
    made = browser.post(PEOPLE, data={"act": "token", "who": KASI}).text
    link = unescape(re.search(r'readonly value="([^"]+)"', made)[1])
    assert link.startswith(f"{ADDRESS}{BOARD}?token=")
    assert link not in unescape(browser.get(PEOPLE).text)
    browser.post(PEOPLE, data={"act": "remove", "who": KASI})
    assert staff(campaign) == []
    assert [each.withdrawn is not None for each in tokens(campaign)] == [True]


def test_hostile_words_are_words(browser, home, app, token):
    """contract.md#page-people: nothing typed is markup; from elsewhere the list is only read."""
    add = {"act": "put", "who": "", "name": HOSTILE, "section": HOSTILE}
    page = browser.post(PEOPLE, data=add).text
    browser.post("/name", data={"name": HOSTILE})
    for text in (page, browser.get(DECIDE).text, browser.get(f"{DECIDE}/1").text):
        assert "<script>alert" not in text
    assert browser.post("/name", data={"name": "a\r\nset-cookie: x=1"}).status_code in {200, 400}
    assert from_elsewhere(home, app, token).post(PEOPLE, data=add).status_code == 403


def test_what_is_not_theirs_is_seen_and_not_decided(browser, campaign):
    """contract.md#page-people: a section sees all, and decides what it answers for."""
    put(campaign, Person("Kasi Trantib", "", ("IKU-4",)), by="Camat", at=now())
    browser.post("/name", data={"name": "Kasi Trantib"})
    page = browser.get(f"{DECIDE}/1").text
    assert "bertanggung jawab atas: Persentase penurunan" in page
    assert "Kembalikan untuk" not in page
    acts = (each.value for each in DecisionKind if each not in {"approve", "prune"})
    for path in (*(f"1/{act}" for act in acts), "period"):
        answer = browser.post(f"{DECIDE}/{path}", data={"seen": "1", "reason": "x"})
        assert (answer.status_code, "Bukan bagian Anda" in answer.text) == (403, True), path
    with campaign.registry() as registry:
        assert registry.decisions() == []
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    browser.post(f"{DECIDE}/1/approve", data={"seen": seen, "then": "next"})
    with campaign.registry() as registry:
        [made] = registry.decisions()
        assert (made.by, made.indicators) == ("Kasi Trantib", ("IKU-4",))
        assert registry.return_of(1).approval is None
    assert f'href="{DECIDE}/1"' not in browser.get(DECIDE).text
    browser.post("/name", data={"name": "Camat"})
    assert f'href="{DECIDE}/1"' in browser.get(DECIDE).text
    assert "disetujui oleh Kasi Trantib" in browser.get(f"{DECIDE}/1").text


def test_every_address_that_changes_something_has_its_rule(home, app, campaign):
    """contract.md#page-people: a section from another machine brings in, and decides its own; what
    concerns all is refused in words, and not offered; what is outside a campaign is of this
    computer alone.
    """
    mount = next(each for each in app.routes if isinstance(each, Mount))
    inside = [each.path for each in mount.routes if "POST" in each.methods]
    outside = [each.path for each in app.routes if "POST" in getattr(each, "methods", ())]
    assert {*inside} == {*RULES}
    put(campaign, Person("Kasi Trantib", "", ("IKU-4",)), by="Camat", at=now())
    put(campaign, Person("Sekcam"), by="Camat", at=now())
    refused = {}
    for name in ("Kasi Trantib", "Sekcam"):
        shown = make_token(campaign, name, by="Camat", at=now())
        browser = from_elsewhere(home, app, shown)
        for path in outside:
            answer = browser.post(path, follow_redirects=False)
            assert (answer.status_code == 403) == (path != "/language"), path
        for path in inside:
            filled = path.replace("{number:int}", "1").replace("{act}", "return")
            answer = browser.post(f"/campaigns/{NAME}{filled}", follow_redirects=False)
            told = {"Bukan bagian Anda", "Hanya di komputer kantor"} & {*TITLE.findall(answer.text)}
            refused[name, path] = bool(told) and answer.status_code == 403
    app.state.trays.clear()
    rules = {path: RULES[path] for path in inside}
    sees = {path for path, rule in rules.items() if rule in {Rule.WHOLE, Rule.OFFICE}}
    assert {path for path in inside if refused["Kasi Trantib", path]} == sees | {
        "/decide/{number:int}/{act}"
    }
    office = {path for path, rule in rules.items() if rule is Rule.OFFICE}
    assert {path for path in inside if refused["Sekcam", path]} == office
    kasi = client_of(home, app=app)
    kasi.post("/name", data={"name": "Kasi Trantib"})
    for page in ("send", "definition", "people", "upkeep"):
        told = kasi.get(BOARD + page).text
        forms = {where for where, form in FORM.findall(told) if "<button" in form}
        assert not forms & sees, (page, forms)


def test_nobody_inherits_the_token_of_another_of_the_same_name(browser, campaign):
    """contract.md#page-people: whoever was renamed or is gone leaves none, however it is spelt."""

    def put_in(name, instead_of=""):
        return browser.post(PEOPLE, data={"act": "put", "name": name, "who": instead_of})

    def token_of(name):
        made = browser.post(PEOPLE, data={"act": "token", "who": name}).text
        return re.search(r"token=([A-Z0-9-]+)", made)[1]

    put_in("Ani")
    put_in("budi")
    of_ani, of_budi = token_of("Ani"), token_of("budi")
    put_in("Anita", "Ani")
    assert holder(campaign, of_ani, now()) is None
    put_in("Ani")
    assert holder(campaign, of_ani, now()) is None
    put_in("Budi", "budi")
    assert holder(campaign, of_budi, now()) == Person("Budi")
    assert 'value="withdraw"' in browser.get(PEOPLE).text
    browser.post(PEOPLE, data={"act": "remove", "who": "Budi"})
    put_in("BUDI")
    assert holder(campaign, of_budi, now()) is None


def test_others_are_let_reach_the_page_without_a_terminal(home, tmp_path):
    """contract.md#page-people: from the next start on, and no longer where that is taken back."""
    own = Own(tmp_path / "own")
    browser = client_of(home, app=create_app(Desk(home, None, "id", SECRET, LOOPBACK), own))
    assert (own.host, "Buka untuk komputer lain" in browser.get(PEOPLE).text) == ("127.0.0.1", True)
    page = browser.post("/others", data={"opened": "1", "back": PEOPLE})
    assert (own.host, "ditutup dan dijalankan lagi" in page.text) == ("0.0.0.0", True)
    browser.post(PEOPLE, data={"act": "put", "who": "", "name": KASI})
    page = browser.get(PEOPLE).text  # a link that was made now would open nothing elsewhere
    assert ("Buat tautan" in page, "Buka dahulu untuk komputer lain" in page) == (False, True)
    browser.post("/others", data={"opened": "", "back": PEOPLE})
    assert own.host == "127.0.0.1"


def test_the_names_by_which_the_page_is_asked_for():
    """contract.md#serve: those of the address at which it waits, and no other."""
    assert names_of("127.0.0.1") == LOOPBACK
    assert names_of("KANTOR") == LOOPBACK | {"kantor"}
    assert "0.0.0.0" not in names_of("0.0.0.0")
    assert address_at("0.0.0.0", 8808) == "http://127.0.0.1:8808"
    assert address_at("fd00::7", 8808) == "http://[fd00::7]:8808"


def test_a_host_that_was_asked_for_is_let_through(home):
    """contract.md#serve: by the names that were asked for, on every method, and by no other."""
    desk = Desk(home, None, "id", SECRET, names_of("kantor"))
    browser = client_of(home, app=create_app(desk))
    assert browser.get(BOARD, headers={"host": "kantor:8808"}).status_code == 200
    assert browser.get(BOARD, headers={"host": "kantor.evil.example"}).status_code == 403
