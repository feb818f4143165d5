"""The page Putuskan: the queue, one return, and what a decision leaves behind."""

import io
import json
import re
import zipfile
from functools import partial
from html import unescape

import pytest

from iku_workbook.campaign import closing
from iku_workbook.campaign.decidable import decidable
from iku_workbook.campaign.decision_queue import decision_queue
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.review import accept, decide, undo
from iku_workbook.campaign.upkeep import verify
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.periods import Period
from iku_workbook.registry import RegistryError, placing, review
from iku_workbook.registry.records import DecisionKind
from iku_workbook.report.json import render as as_json
from iku_workbook.web.views import closing as view
from tests.web.conftest import NAME
from tests.web.test_returns import LABUHAN, TAMAN, taken_in

DECIDE = f"/campaigns/{NAME}/decide"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def campaign(home):
    return CampaignFolder.at(home / NAME)


def numbers(page):
    """The returns of the queue, in the order of the page."""
    return [int(each) for each in re.findall(rf'<th scope="row"><a href="{DECIDE}/(\d+)"', page)]


def seen(page):
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def message(page):
    """What a page offers to be sent to a village."""
    return unescape(re.search(r'<textarea id="letter"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])


def sent(browser, number, act, **typed):
    """A form of a return's page, sent as it stands there."""
    known = {"seen": seen(browser.get(f"{DECIDE}/{number}").text), "then": "stay"}
    return browser.post(f"{DECIDE}/{number}/{act}", data={**known, **typed}, follow_redirects=False)


BY = {"by": "Camat", "reason": "Sudah ditanyakan"}
OF_A_UNIT = {
    DecisionKind.APPROVE: review.approve,
    DecisionKind.RETURN: review.send_back,
    DecisionKind.REFUSE: partial(review.send_back, keep_older=True),
    DecisionKind.REOPEN: review.reopen,
}
OF_A_FILE = {
    DecisionKind.ACCEPT: review.accept,
    DecisionKind.DISMISS: placing.dismiss,
    DecisionKind.ASSIGN: lambda registry, number, *at, **by: placing.assign(
        registry, number, LABUHAN, "2024-Q1", *at, **by
    ),
}


def refusals(campaign, *numbers):
    """The acts offered for these returns that the registry refuses: there are never any."""
    found, registry_file = {}, campaign.root / HIDDEN / "registry.db"
    for number in numbers:
        offered = decidable(campaign, campaign.forms(), number)
        acts = {act: OF_A_FILE.get(act) for act in offered.acts - {DecisionKind.WAIVE}}
        tries = {
            str(act): partial(do, number=number)
            if do
            else partial(OF_A_UNIT[act], unit=offered.unit.code, period=offered.period.code)
            for act, do in acts.items()
        }
        waived = [handle for handle, _ in offered.findings if handle]
        tries |= {handle: partial(review.waive, handle=handle) for handle in waived}
        tries |= {f"undo {one}": partial(review.undo, number=one) for one in offered.undoable}
        for name, do in tries.items():
            before = registry_file.read_bytes()
            try:
                with campaign.registry() as registry, registry.writing("Camat", now()):
                    do(registry, now=now(), **BY)
            except RegistryError as error:
                found[number, name] = error.code
            registry_file.write_bytes(before)
    return found


def waiting(campaign):
    """What awaits a decision of the two villages: its number, and why."""
    return [
        (each.returned.number, str(each.why))
        for each in decision_queue(campaign).waiting
        if each.unit.code in {LABUHAN, TAMAN}
    ]


def test_the_queue_is_decided_one_after_the_other(browser, campaign):
    """contract.md#page-decide: warnings come first; each approval leads to the next return."""
    page = browser.get(DECIDE).text
    order = numbers(page)
    with campaign.registry() as registry:
        warned = {
            each.number
            for each in registry.returns()
            if any(finding.severity == "warning" for finding in each.findings)
        }
    assert warned == set(order[: len(warned)])
    assert len(order) == 12
    browser.post("/name", data={"name": "Kasi PMD"})
    first, second = order[:2]
    answer = sent(browser, first, "approve", then="next", reason="Sudah ditanyakan")
    assert answer.headers["location"].startswith(f"{DECIDE}/{second}?done={first}.approve")
    after = browser.get(answer.headers["location"]).text
    assert "Disetujui: " in after
    with campaign.registry() as registry:
        [made] = registry.decisions()
    assert (made.by, made.reason, made.receipt) == ("Kasi PMD", "Sudah ditanyakan", first)
    assert first not in numbers(browser.get(DECIDE).text)


def test_what_was_typed_stays_where_it_is_refused(browser, campaign):
    """contract.md#page-decide: a refusal says why at the field, and keeps what was typed."""
    number = numbers(browser.get(DECIDE).text)[0]
    answer = sent(browser, number, "return", reason="  ")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    with campaign.registry() as registry, registry.writing("Orang lain", now()):
        answer = sent(browser, number, "return", reason=HOSTILE)
    assert answer.status_code == 409
    assert "Orang lain" in answer.text
    assert HOSTILE not in answer.text
    assert HOSTILE in unescape(answer.text)
    answer = sent(browser, number, "return", reason="Salah kolom")
    assert answer.status_code == 303
    told = message(browser.get(answer.headers["location"]).text)
    assert "Salah kolom" in told
    assert re.search(r"Batas waktunya, .* sudah lewat", told)
    assert re.search(r"salinannya: \S+\.xlsx", told)
    sends = browser.get(f"/campaigns/{NAME}/send?period=2024-Q1").text
    assert told in unescape(sends)
    assert "Salin pesan perbaikan" in sends
    packed = browser.post(f"/campaigns/{NAME}/receive/answers?numbers={number}").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        [letter] = (each for each in archive.namelist() if each.endswith(".txt"))
        assert archive.read(letter).decode("utf-8-sig").split() == told.split()
    with campaign.registry() as registry:
        assert [each.what for each in registry.decisions()] == [DecisionKind.RETURN]


def test_what_somebody_else_decided_meanwhile_is_said(browser, campaign):
    """contract.md#page-decide: two who look at the same return do not decide over each other."""
    number = numbers(browser.get(DECIDE).text)[0]
    before = seen(browser.get(f"{DECIDE}/{number}").text)
    sent(browser, number, "approve")
    answer = sent(browser, number, "reopen", seen=before, reason="Keliru")
    assert answer.status_code == 409
    assert "Menyetujui kiriman" in answer.text
    assert "Keliru" in answer.text
    assert sent(browser, number, "reopen", reason="Keliru").status_code == 303


def test_several_are_approved_at_once_but_those_that_moved(browser, campaign):
    """contract.md#page-decide: only what nobody asks about is approved together."""
    page = browser.get(DECIDE).text
    order = numbers(page)
    ticked = [int(each) for each in re.findall(r'name="return" value="(\d+)"', page)]
    assert set(ticked) < set(order)
    sent(browser, ticked[0], "return", reason="Salah berkas")
    sent(browser, ticked[1], "approve")
    data = {"seen": seen(page), "return": [str(each) for each in order]}
    answer = browser.post(f"{DECIDE}/several", data=data)
    assert f"{len(ticked) - 2} kiriman disetujui" in answer.text
    with campaign.registry() as registry:
        approved = [each.number for each in registry.returns() if each.approval]
    assert sorted(approved) == sorted(ticked[1:])
    assert browser.post(f"{DECIDE}/several", data={"seen": "1"}).status_code == 400


def test_findings_are_waived_and_decisions_undone_with_a_reason(browser, campaign):
    """contract.md#page-decide: what is waived and what is undone stays on record."""
    number = numbers(browser.get(DECIDE).text)[0]
    page = browser.get(f"{DECIDE}/{number}").text
    handle = re.search(r'name="finding" value="([\d.]+)"', page)[1]
    assert sent(browser, number, "waive", finding=handle).status_code == 400
    assert sent(browser, number, "waive", reason="Benar").status_code == 400
    assert sent(browser, number, "waive", finding="999.1", reason="Benar").status_code == 400
    assert sent(browser, number, "waive", finding=handle, reason="Benar").status_code == 303
    page = browser.get(f"{DECIDE}/{number}").text
    assert "Mengesampingkan temuan" in page
    assert f'value="{handle}"' not in page
    decision = re.search(r'name="decision" value="(\d+)"', page)[1]
    assert sent(browser, number, "undo", decision=decision).status_code == 400
    assert sent(browser, number, "undo", decision=decision, reason="Keliru").status_code == 303
    assert f'value="{handle}"' in browser.get(f"{DECIDE}/{number}").text


def test_a_period_is_closed_and_opened(browser, campaign):
    """contract.md#page-decide: a closed period takes no decision, and is opened with a reason."""
    number = numbers(browser.get(DECIDE).text)[0]
    closing = {"period": "2024-Q1", "act": "close"}
    assert browser.post(f"{DECIDE}/period", data=closing).status_code == 200
    refused = sent(browser, number, "approve")
    assert refused.status_code == 409
    assert "Periode Triwulan I 2024 sudah ditutup" in refused.text
    assert "Ditutup oleh" in browser.get(DECIDE).text
    again = {"period": "2024-Q1", "act": "open"}
    assert browser.post(f"{DECIDE}/period", data=again).status_code == 409
    browser.post(f"{DECIDE}/period", data={**again, "reason": "Salah hitung"})
    assert sent(browser, number, "approve").status_code == 303


def test_closing_says_first_who_is_open_and_what_becomes_of_each(browser, campaign):
    """contract.md#page-close: every way of being left, its units and links, before the form; what
    has happened since that was seen is shown first.
    """
    first, back = numbers(browser.get(DECIDE).text)[:2]
    handle = re.search(r'name="finding" value="([\d.]+)"', browser.get(f"{DECIDE}/{first}").text)[1]
    sent(browser, first, "waive", finding=handle, reason="Benar")
    sent(browser, first, "approve")
    sent(browser, back, "return", reason="Salah kolom")
    page = browser.get(f"{DECIDE}/period/2024-Q1").text
    ways = ("mend", "unapproved", "waived")
    assert re.findall(r'id="left-(\w+)"', page) == list(ways)
    before, _, form = page.partition('value="close"')
    assert "11 dari 12 desa dihitung; 1 sudah disetujui" in before
    assert f'decide/{back}"' in before
    assert form
    closing = {"period": "2024-Q1", "act": "close", "seen": seen(page), "reason": "Sudah lengkap"}
    third = numbers(browser.get(DECIDE).text)[0]
    sent(browser, third, "return", reason="Salah kolom")
    late = browser.post(f"{DECIDE}/period", data=closing)
    assert (late.status_code, "ada perubahan" in late.text) == (409, True)
    assert ">Sudah lengkap</textarea>" in late.text
    with campaign.registry() as registry:
        assert not registry.closed()
    browser.post(f"{DECIDE}/period", data={**closing, "seen": seen(late.text)})
    with campaign.registry() as registry:
        assert registry.closed()
    later = browser.get(f"{DECIDE}/period/2024-Q2").text
    assert later.count("#unit-") == 12
    assert browser.get(f"{DECIDE}/period/2023-Q2").status_code in (404, 409)


def test_closing_says_why_there_are_no_results(browser, monkeypatch):
    """contract.md#page-close: what keeps results from being computed is not passed over."""
    why = OperatorError("approved-list-changed", units="Desa Contoh")
    monkeypatch.setattr(view, "_figures", lambda year, say: raised(why))
    page = browser.get(f"{DECIDE}/period/2024-Q1")
    assert (page.status_code, "Desa Contoh" in page.text) == (200, True)


def raised(error):
    raise error


def test_nothing_else_than_a_decision_is_taken(browser, campaign):
    """contract.md#page-decide: what names no return or no decision changes nothing."""
    for path in ("9999", "9999/approve", "1/nothing", "1/prune", "x/approve"):
        method = browser.post if "/" in path else browser.get
        answer = (
            method(f"{DECIDE}/{path}", data={"reason": "x"})
            if "/" in path
            else method(f"{DECIDE}/{path}")
        )
        assert answer.status_code in {404, 409}, path
    assert browser.get(f"{DECIDE}/1/approve").status_code == 405
    with campaign.registry() as registry:
        assert registry.decisions() == []


def test_a_decision_is_refused_where_more_is_known_than_was_seen(campaign):
    """contract.md#page-decide: the service refuses it, whoever asks."""
    from iku_workbook.campaign.review import HappenedSince

    definition = campaign.definition()
    unit, period = definition.reporting[0], Period.parse("2024-Q1")
    with campaign.registry() as registry:
        entry = registry.head().entry
    about = {"by": "Camat", "at": now(), "reason": "Keliru"}
    returned = decide(campaign, DecisionKind.APPROVE, unit, period, seen=entry, **about)
    with pytest.raises(HappenedSince) as raised:
        decide(campaign, DecisionKind.REOPEN, unit, period, seen=entry, **about)
    assert [each.what for each in raised.value.entries] == ["approve"]
    with pytest.raises(HappenedSince):
        accept(campaign, returned.number, seen=entry, **about)
    undo(campaign, 1, **about)


def cut_short(*_, **__):
    raise RegistryError("registry-busy", file="x", why="")


def test_a_correction_of_what_was_approved_is_asked_about(browser, campaign, monkeypatch):
    """contract.md#page-replace: it is told from what counts, and replaces it or is left; whatever
    comes between, never half.

    contract.md#overruled-by: a program is told the same.
    """
    word = "Diterima, tidak dihitung: yang disetujui adalah nomor 2"
    sent(browser, 2, "approve")
    assert taken_in(campaign, LABUHAN, {"dokumen_pengajuan": 118}, "perbaikan.xlsx") == 13
    assert taken_in(campaign, LABUHAN, {"dokumen_pengajuan": 119}, "perbaikan-2.xlsx") == 14
    assert waiting(campaign)[0] == (14, "asked")
    pages = ("receive?numbers=13,14", "returns/14", "decide", "decide/14")
    texts = [browser.get(f"/campaigns/{NAME}/{each}").text for each in pages]
    assert [text.count(word) for text in texts] == [2, 1, 1, 1]
    with campaign.registry() as registry:
        told = json.loads(as_json(registry.lineage(LABUHAN, "2024-Q1"), "id"))
    assert [each["overruled_by"] for each in told["files"]] == [None, 2, 2]
    board = browser.get(f"/campaigns/{NAME}/").text
    assert "Disetujui, nomor 14 lebih baru dan tidak dihitung" in board
    assert "1 kiriman baru menunggu keputusan" in board
    assert "Buka kembali dan ganti" in texts[3]
    assert "Kiriman nomor 14 lebih baru" in browser.get(f"{DECIDE}/2").text
    assert f"{DECIDE}/14" in browser.get(f"{DECIDE}/period/2024-Q1").text
    assert refusals(campaign, 2, 13, 14) == {}
    assert sent(browser, 14, "refuse", reason="").status_code == 400
    assert sent(browser, 14, "refuse", reason="Yang lama benar").status_code == 303
    assert waiting(campaign) == [(3, "plain")]
    for number in (3, 2):
        undo(campaign, number, at=now(), **BY)
    with monkeypatch.context() as cut:
        cut.setattr(review, "accept", cut_short)
        assert sent(browser, 14, "reopen", reason="Salah hitung").status_code == 409
    assert sent(browser, 14, "reopen", reason="Salah hitung").status_code == 303
    assert waiting(campaign) == [(14, "corrected"), (3, "plain")]
    with campaign.registry() as registry:
        kinds = [str(each.what) for each in registry.decisions()]
    assert kinds == ["approve", "refuse", "refuse", "undo", "undo", "reopen", "accept"]
    assert verify(campaign).flaws == []
    assert refusals(campaign, 2, 13, 14) == {}


def test_what_may_be_replaced_is_not_approved_before(browser, campaign):
    """contract.md#page-offers: neither at once nor as the next; its page says what comes first."""
    assert taken_in(campaign, LABUHAN, {"dokumen_pengajuan": 118}, "perbaikan.xlsx") == 13
    assert waiting(campaign) == [(13, "asked"), (3, "plain")]
    page = browser.get(f"{DECIDE}/2").text
    assert "Kiriman nomor 13 lebih baru dan menunggu jawaban" in page
    assert "Setujui" not in page.partition("<main")[2].partition('id="log"')[0]
    assert "yang dihitung sampai dijawab: nomor 2" in browser.get(DECIDE).text
    assert refusals(campaign, 2, 3, 13) == {}
    data = {"seen": "9999", "return": ["3"]}
    answer = browser.post(f"{DECIDE}/several?period=2024-Q1", data=data, follow_redirects=False)
    assert answer.headers["location"] == f"{DECIDE}?period=2024-Q1&approved=1&left=0"
    assert "only" in browser.get(f"{DECIDE}/13?period=2024-Q1").text
    answer = sent(browser, 13, "accept", then="next", only="2024-Q1")
    assert answer.headers["location"].endswith("done=13.accept&period=2024-Q1")


def test_what_a_closed_period_refuses_is_not_offered(browser, campaign):
    """contract.md#page-offers: what its closing means is said where the acts would stand."""
    sent(browser, 2, "approve")
    assert 'name="finding"' in browser.get(f"/campaigns/{NAME}/returns/6").text
    sent(browser, 3, "return", reason="Salah berkas")
    quarter = Period.parse("2024-Q1")
    closing.close(campaign, quarter, at=now(), **BY)
    taken_in(campaign, LABUHAN, {"dokumen_pengajuan": 118}, "perbaikan.xlsx")
    taken_in(campaign, TAMAN, {"dokumen_pengajuan": 1}, "perbaikan-2.xlsx")
    assert refusals(campaign, 1, 2, 3, 13, 14) == {}
    assert "Sudah disetujui oleh" in browser.get(f"{DECIDE}/2").text
    for number in (2, 3):
        page = browser.get(f"{DECIDE}/{number}").text
        assert "Tidak dapat dibatalkan: periodenya ditutup sejak" in page
        assert 'name="decision"' not in page
        assert "Sejak itu keputusan yang mengubah hasilnya tidak diterima" in page
    assert decidable(campaign, campaign.forms(), 13).acts == {DecisionKind.REFUSE}
    page = browser.get(f"/campaigns/{NAME}/send?period=2024-Q1").text
    assert ("Batas waktunya tidak dapat diperpanjang lagi" in page, "/send/later" in page) == (
        True,
        False,
    )
    assert 'name="finding"' not in browser.get(f"/campaigns/{NAME}/returns/6").text
