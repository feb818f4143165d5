"""The definition: read in words, and changed with its consequences said first."""

from iku_workbook import resources
from samples.year import DEFINITION

PAGE = "/campaigns/sreseh-2024/definition"


def test_a_new_version_is_shown_with_what_it_does_and_can_be_taken_back(browser, home):
    """contract.md#page-definition: consequences first, then in force, the old one kept."""
    assert "Persentase desa maju" in browser.get(PAGE).text
    place = home / "sreseh-2024" / "definition.yaml"
    old = place.read_text(encoding="utf-8")
    new = old.replace("due_days: 10", "due_days: 12")
    assert new != old
    seen = browser.post(PAGE, files={"file": ("x.yaml", new.encode(), "text/plain")})
    assert "formulir lama tetap diterima" in seen.text
    assert place.read_text(encoding="utf-8") == old
    page = browser.post(PAGE, data={"text": new, "do": "accept"})
    assert "Definisi baru berlaku" in page.text
    assert place.read_text(encoding="utf-8") == new
    assert page.text.count('name="version"') == 1
    digest = page.text.partition('name="version" value="')[2].partition('"')[0]
    browser.post(PAGE, data={"version": digest, "do": "accept"})
    assert place.read_text(encoding="utf-8") == old


def test_mistakes_are_shown_with_their_places(browser, home):
    """contract.md#page-definition: line and column, and what was sent to be mended there."""
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    wrong = text.replace("cadence: quarterly", "cadence: mingguan")
    page = browser.post(PAGE, data={"text": wrong, "do": "accept"})
    line = wrong[: wrong.index("cadence: mingguan")].count("\n") + 1
    assert page.status_code == 422
    assert f">{line}</th>" in page.text
    assert "mingguan" in page.text
    assert "mingguan" not in (home / "sreseh-2024" / "definition.yaml").read_text("utf-8")
