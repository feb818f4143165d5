"""What becomes of what is typed into a window, and what docs/keystrokes.md says of it."""

import re

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from tests.campaign.issued import issue
from tests.cli.run import run
from tests.clients import keystrokes
from tests.clients.keystrokes import (
    BOX,
    DATE,
    LOCALES,
    PAGE,
    PASTED,
    PERIOD,
    TYPED,
    at,
    form,
    in_words,
)
from tests.clients.programs import PROGRAMS
from tests.clients.window import Entry, needs_window, typed
from tests.forms import KEY, layout_of, period_of

QUOTED_DAY = re.compile(r'"([0-9]{4}-[0-9]{2}-[0-9]{2})"')
WAYS_OUT = ("2024-10-15", "0.7654", "76.54%", "1250")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What is seen on each computer, typed once for the tests of this module."""
    folder = tmp_path_factory.mktemp("keystrokes")
    return {locale: keystrokes.seen(locale, folder) for locale in LOCALES}


@needs_window
def test_the_page_is_what_is_seen(seen):
    """form.md#spelling: every line of the page was seen in a window."""
    text = PAGE.read_text(encoding="utf-8")
    if not text.endswith(f"- LibreOffice {PROGRAMS[0].version()}\n"):
        pytest.skip("the page was written with another version; make keystrokes-table renews it")
    assert keystrokes.page(seen) == text


@needs_window
def test_nothing_is_refused_without_a_way_out(seen):
    """form.md#spelling; form.md#not-read: twenty spellings, two computers; the box names one that
    is taken, and so does the remark beside what was pasted.
    """
    assert sum(map(len, TYPED.values())) == 20
    made = form()
    for table, _ in seen.values():
        for (of, text), each in table.items():
            said = in_words(each, made, of)
            if (of, text) in PASTED.items():
                assert "belum terbaca; ketik ulang, misalnya" in said
            elif each.refused is None:
                assert said.endswith("✓") or "Diperiksa bersama" in said, (of, text)
            else:
                assert any(way_out in each.refused for way_out in WAYS_OUT), (of, text)


@needs_window
def test_a_date_is_read_as_it_is_shown(seen):
    """form.md#month-in-words; form.md#region: one spelling alone is read in two ways, and the first
    sheet tells which.
    """
    shown = {locale: table[DATE, "10/11/2024"].shown for locale, (table, _) in seen.items()}
    [place] = {at(form().place(DATE))}
    assert shown["id-ID"][place] == "10 Nov 2024"
    assert shown["en-US"][place] == "11 Okt 2024"
    lines = {locale: line for locale, (_, line) in seen.items()}
    assert "hari/bulan/tahun" in lines["id-ID"]
    assert "0,5" in lines["id-ID"]
    assert "bulan/hari/tahun" in lines["en-US"]
    assert "0.5" in lines["en-US"]


@needs_window
@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_swapped_is_asked_about_when_it_comes_back(locale, tmp_path):
    """form.md#region; facts.md#month-first: typed into the window, saved there, put into the inbox,
    validated: the question names the cell, and both days.
    """
    definition = form().definition
    text = QUOTED_DAY.sub(r"\1", definition.to_json())  # YAML has days without quotes
    campaign = CampaignFolder.create(tmp_path / "campaign", text, KEY)
    unit, period = definition.reporting[0], period_of(definition, PERIOD)
    issue(campaign, definition, period, [unit], campaign.outbox / period.code)
    [path] = (campaign.outbox / period.code).glob(f"*{unit.code}*.xlsx")
    table = layout_of(definition, unit.code, period=PERIOD).tables[0]
    rows = [f"{table.sheet}!B{row}" for row in (table.first, table.first + 1)]
    entries = [Entry(rows[0], "10/11/2024"), Entry(rows[1], "2024-12-10")]
    saved = tmp_path / "campaign" / "inbox" / path.name
    typed(path, locale, entries, box=BOX, save=saved)
    told = run("-C", tmp_path / "campaign", "validate", saved).out
    asked = [line for line in told.splitlines() if "VALUE-022" in line]
    assert (len(asked) > 0) == (locale == "en-US"), told
    if asked:
        for word in (table.sheet, f"B{table.first}", "10 November 2024", "11 Oktober 2024"):
            assert word in told
        assert len(asked) == 2
