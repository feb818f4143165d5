"""The report's page in a real browser: it filters, fetches nothing, and the console stays empty."""

import pytest

from iku_workbook.findings import Severity
from iku_workbook.messages import catalogue
from iku_workbook.report import html
from tests.browser import needs_browser, visit
from tests.clients.paper import run
from tests.forms import GOOD, check, filled
from tests.report.batch import BATCH, NAMES

UNITS = {"35.01": "Noreh", "35.02": "Taman"}
ROWS = "table.recapitulation tbody tr"
SECTIONS = "article h3"
FINDINGS = "article tbody tr"
BOX = "input[value={}]"
say = catalogue("id")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Two villages: one with two errors and a warning, one with a warning; and no workbook."""
    wrong = {**GOOD, "datang": "empat", "ada": "Mungkin", "skor": "0,5"}
    warned = {**GOOD, "naik": 2}
    returns = check(filled(wrong), filled(warned, code="35.02"), b"%PDF-1.4")
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html.render(returns, "id", UNITS), encoding="utf-8")
    return path


@needs_browser
def test_the_page_stands_alone_and_says_nothing(page, tmp_path):
    """No outside resource, no outside request, no console error, hostile texts or not."""
    hostile = tmp_path / "hostile.html"
    hostile.write_text(html.render(BATCH, "id", NAMES), encoding="utf-8")
    for each in (page, hostile):
        found = visit(each, [("texts", ROWS)])
        assert (found.console, found.requests) == ([], [])
        assert len(found.seen[0]) == 3


@needs_browser
def test_the_filter_shows_one_village(page):
    """A filter per village: its files, its findings, and how many they are."""
    steps = [
        *(("texts", "#shown"), ("texts", ROWS)),
        ("select", "#unit", {"label": "Taman"}),
        *(("texts", "#shown"), ("texts", ROWS), ("texts", SECTIONS)),
        ("select", "#unit", {"label": say("report.every_unit")}),
        ("texts", SECTIONS),
    ]
    [all_said], rows, [said], row, section, sections = visit(page, steps).seen
    assert all_said == "3 dari 3 berkas, 5 temuan"
    assert said == "1 dari 3 berkas, 1 temuan"
    assert (len(rows), len(row), len(section), len(sections)) == (3, 1, 1, 3)
    assert "Taman" in row[0]
    assert "Taman" in section[0]


@needs_browser
def test_the_filter_shows_one_severity(page):
    """A filter per severity; a village whose findings are all hidden is hidden."""
    steps = [
        ("check", BOX.format(Severity.ERROR), False),
        *(("texts", "#shown"), ("texts", SECTIONS), ("texts", FINDINGS)),
        ("check", BOX.format(Severity.WARNING), False),
        *(("texts", SECTIONS), ("texts", "#nothing")),
    ]
    [said], sections, findings, none, nothing = visit(page, steps).seen
    assert said == "3 dari 3 berkas, 2 temuan"
    assert [each.partition(" ·")[0] for each in sections] == ["Noreh", "Taman"]
    assert all(say("report.warning") in each for each in findings)
    assert (none, nothing) == ([], [say("report.all_clear")])


@needs_browser
def test_the_filter_is_used_from_the_keyboard(page):
    """Usable without a mouse: a link past everything, then the filter, in the order of reading."""
    active = "(({id, className, value}) => id || className || value)(document.activeElement)"
    steps = [("press", "Tab"), ("run", active), ("press", "Tab"), ("run", active)]
    steps += [("press", "T"), ("texts", SECTIONS)]  # a select list goes to what begins so
    steps += [("press", "Tab"), ("run", active), ("press", "Space"), ("texts", "#shown")]
    skip, unit, sections, box, [said] = visit(page, steps).seen
    assert (skip, unit, box) == ("skip", "unit", "error")
    assert len(sections) == 1
    assert said == "1 dari 3 berkas, 1 temuan"


@needs_browser
def test_all_is_there_without_scripts(page):
    """The page works without scripts, except for the filter, which is not shown then."""
    steps = [("texts", "#filter"), ("texts", ROWS), ("texts", SECTIONS), ("texts", FINDINGS)]
    form, rows, sections, findings = visit(page, steps, scripts=False).seen
    assert (form, len(rows), len(sections), len(findings)) == ([], 3, 3, 5)


@needs_browser
@pytest.mark.parametrize("width", [320, 768, 1200])
def test_nothing_is_wider_than_the_screen(page, tmp_path, width):
    """Usable on a phone: nobody scrolls sideways, whatever a workbook's words are."""
    hostile = tmp_path / "hostile.html"
    hostile.write_text(html.render(BATCH, "id", NAMES), encoding="utf-8")
    for each in (page, hostile):
        [beyond] = visit(
            each, [("run", "document.documentElement.scrollWidth - innerWidth")], width=width
        ).seen
        assert beyond <= 0


@needs_browser
def test_every_text_is_dark_enough(page):
    """form.md#contrast: contrast of at least 4.5 to 1 (WCAG 1.4.3), measured as it is shown."""
    script = """() => {
      const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      const parts = (c) => c.match(/[\\d.]+/g).map(Number);
      const light = (c) => { const [r, g, b] = parts(c).map(channel);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const behind = (e) => { for (; e; e = e.parentElement) {
        const c = getComputedStyle(e).backgroundColor; if (parts(c)[3] !== 0) return c; }
        return "rgb(255, 255, 255)"; };
      return [...document.querySelectorAll("body *")].filter((e) =>
        [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.offsetParent)
        .map((e) => { const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); });
    }"""
    [contrasts] = visit(page, [("run", f"({script})()")]).seen
    assert len(contrasts) > 40
    assert min(contrasts) >= 4.5


@needs_browser
def test_it_prints_with_everything_and_without_the_filter(page, tmp_path):
    """Prints well: every finding on paper, no controls."""
    pdf = tmp_path / "page.pdf"
    visit(page, [("pdf", str(pdf))])
    paper = run("pdftotext", "-layout", pdf, "-")
    assert all(each in paper for each in ("Noreh", "Taman", say("report.details"), "VALUE-002"))
    assert say("report.show") not in paper
    assert say("report.back") not in paper
