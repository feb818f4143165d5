"""The definition: read in words, and changed with its consequences said first."""

import html
import re

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.redefine import version, versions
from samples.year import DEFINITION

PAGE, WHY = "/campaigns/sreseh-2024/definition", "Menurut Perjanjian Kinerja"

INPUT = re.compile(r'<input id="[^"]*" name="([^"]*)" value="([^"]*)" inputmode="decimal"')


def hidden(page, name):
    """What a page's form sends along without showing it."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


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
    accepted = {"text": new, "do": "accept", "why": WHY, "instead_of": hidden(seen, "instead_of")}
    silent = browser.post(PAGE, data={**accepted, "why": " "})
    assert silent.status_code == 422
    assert 'id="why-wrong"' in silent.text
    assert place.read_text(encoding="utf-8") == old
    page = browser.post(PAGE, data=accepted)
    assert "Definisi baru berlaku" in page.text
    assert WHY in page.text
    assert versions(CampaignFolder.at(home / "sreseh-2024"))[0].why == WHY  # the newest first
    assert place.read_text(encoding="utf-8") == new
    assert page.text.count('name="version"') == 1
    digest = page.text.partition('name="version" value="')[2].partition('"')[0]
    unseen = browser.post(
        PAGE, data={"text": old, "do": "accept", "why": WHY, "instead_of": "another"}
    )
    assert "sudah diganti orang lain" in unseen.text
    assert place.read_text(encoding="utf-8") == new
    seen = browser.post(PAGE, data={"version": digest})
    state = hidden(seen, "instead_of")
    browser.post(PAGE, data={"version": digest, "do": "accept", "why": WHY, "instead_of": state})
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


def test_targets_are_typed_into_a_table_and_shown_with_what_they_do(browser, home):
    """contract.md#page-figures: typed with a comma, each mistake at its field, the effect on target
    and achievement before it is accepted, and the rest of the file as it was written.
    """
    place = home / "sreseh-2024" / "definition.yaml"
    old = place.read_text(encoding="utf-8")
    page = browser.get(PAGE)
    said = {html.unescape(name): value for name, value in INPUT.findall(page.text)}
    assert len(said) == 4 * 7
    refused = {"IKU-1.targets.2024-Q1": "71.125", "IKU-2.plan_target.": "dua", "own": "IKU-4"}
    wrong = browser.post(f"{PAGE}/figures", data={**said, **refused})
    assert wrong.status_code == 422
    for each in ("Tulis 71125 atau 71,1250", "“dua” bukan angka", 'value="dua"', '"IKU-4" checked'):
        assert each in wrong.text, each
    typed = {"IKU-1.targets.2024-Q1": "62,5", "IKU-2.plan_target.": "", "own": "IKU-4"}
    seen = browser.post(f"{PAGE}/figures", data={**said, **typed})
    assert "Target Triwulan I: 50 → 62,5" in seen.text
    assert re.search(r"Triwulan I: hasil 58,33; capaian 116,67 %.* → 93,33 %", seen.text)
    assert seen.text.count("tidak berubah") >= 6
    assert place.read_text(encoding="utf-8") == old
    text = html.unescape(
        re.search(r'name="text" hidden[^>]*>\n(.*?)</textarea>', seen.text, re.S)[1]
    )
    accept = {"text": text, "do": "accept", "why": WHY, "instead_of": hidden(seen, "instead_of")}
    assert "Definisi baru berlaku" in browser.post(PAGE, data=accept).text
    new = place.read_text(encoding="utf-8").splitlines()
    changed = [one for one, other in zip(new, old.splitlines(), strict=True) if one != other]
    assert [each.split("#")[0].split(":")[0].strip() for each in changed] == [
        "targets",
        "plan_target",
        "targets",
        "baseline",
        "plan_target",
    ]
    assert "# CONTOH" in changed[0]  # its other figures still are
    assert not any("CONTOH" in each for each in changed[1:])


def test_targets_of_units_and_of_the_plan_are_typed_too(browser, home):
    """contract.md#page-figures: a table of the units' own targets where some have any, and a column
    for each year of the plan; what is typed stands in the definition, all else as it was.
    """
    place = home / "sreseh-2024" / "definition.yaml"
    old = place.read_text(encoding="utf-8")
    own = old.replace(
        "name: Noreh, kind: desa}", 'name: Noreh, kind: desa, targets: {IKU-1: {"2024": 40}}}'
    ).replace('"2024": 75}', '"2024": 75, "2026": 80}', 1)
    place.write_text(own, encoding="utf-8")
    try:
        page = browser.get(PAGE)
        assert "Target desa sendiri" in page.text
        said = {html.unescape(name): value for name, value in INPUT.findall(page.text)}
        assert said["IKU-1.targets.2024.35.27.01.2001"] == "40"
        years = [name.split(".")[2] for name in said if name.startswith("IKU-1.targets.20")]
        assert years[:7] == [*(f"2024-Q{at}" for at in range(1, 5)), "2024", "2025", "2026"]
        typed = {"IKU-1.targets.2024.35.27.01.2002": "45,5", "IKU-1.targets.2025": "77"}
        seen = browser.post(f"{PAGE}/figures", data={**said, **typed})
        assert "35.27.01.2002 Target 2024: – → 45,5" in seen.text
        text = html.unescape(
            re.search(r'name="text" hidden[^>]*>\n(.*?)</textarea>', seen.text, re.S)[1]
        )
    finally:
        place.write_text(old, encoding="utf-8")
    changed = [
        now
        for now, before in zip(text.splitlines(), own.splitlines(), strict=True)
        if now != before
    ]
    assert 'name: Labuhan, kind: desa, targets: {IKU-1: {"2024": 45.5}}}' in changed[0]
    assert '"2024": 75, "2025": 77, "2026": 80' in changed[1]
    assert len(changed) == 2


def test_examples_are_said_until_the_office_has_its_own(browser, home):
    """contract.md#page-figures: what is still a shipped example is said where it is chosen, shown
    and printed, each time with the way to the table.
    """
    place = home / "sreseh-2024" / "definition.yaml"
    pages = (PAGE, "/campaigns/sreseh-2024/results")
    for page in pages:
        assert "28 angka target dan tahun dasar masih contoh bawaan" in browser.get(page).text
    assert 'href="/campaigns/sreseh-2024/definition#targets"' in browser.get(pages[1]).text
    assert "28 angka target dan tahun dasarnya hanya contoh" in browser.get("/start").text
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("# CONTOH", "# Renstra"), encoding="utf-8")
    for page in pages:
        assert "contoh bawaan" not in browser.get(page).text


def test_warnings_and_villages_are_shown_before_a_version_holds(browser, home):
    """contract.md#page-definition: what is odd, with its place, and whom it asks or no longer asks;
    with a list of units of its own, which goes along and is kept with the version.
    """
    place = home / "sreseh-2024"
    old = (place / "definition.yaml").read_text(encoding="utf-8")
    begin, end = old.index("units:"), old.index("# ── Daftar pilihan")
    new = f"{old[:begin]}units: {{file: desa.csv}}\n\n{old[end:]}".replace(
        '"2024-Q1": 50', '"2024-Q1": 50.125'
    )
    names = re.findall(r'code: "([0-9.]+)", name: (\w+)', old)
    rows = [f"{code},{name},desa" for code, name in [*names[:-1], ("35.27.01.2099", "Baru")]]
    units = "\n".join(["code,name,kind", *rows]) + "\n"
    assert browser.post(PAGE, data={"text": new}).status_code == 422  # the list is not there
    files = {"file": ("x.yaml", new.encode()), "units": ("y.csv", units.encode())}
    seen = browser.post(PAGE, files=files)
    line = new[: new.index("50.125")].count("\n") + 1
    for each in ("Desa Baru", "Desa Junok", f">{line}</th>", "Perlu diperiksa sebelum dipakai"):
        assert each in seen.text, each
    assert not (place / "desa.csv").exists()
    sent = {"text": new, "list": units, "do": "accept", "why": WHY}
    browser.post(PAGE, data={**sent, "instead_of": hidden(seen, "instead_of")})
    assert (place / "desa.csv").read_text(encoding="utf-8") == units
    digest = CampaignFolder(place).definition().digest
    assert version(CampaignFolder(place), digest).units == units.encode()
    taken = new.replace("desa.csv", "staff.csv")
    assert "tidak dapat disimpan" in browser.post(PAGE, data={"text": taken, "list": units}).text


def test_a_definition_with_mistakes_is_mended_by_another(browser, home):
    """contract.md#page-definition: what lies there may be broken; it can be mended all the same."""
    place = home / "sreseh-2024" / "definition.yaml"
    old = place.read_text(encoding="utf-8")
    place.write_text(old.replace("cadence: quarterly", "cadence: mingguan"), encoding="utf-8")
    assert "mingguan" in browser.get(PAGE).text
    seen = browser.post(PAGE, data={"text": old})
    state = hidden(seen, "instead_of")
    browser.post(PAGE, data={"text": old, "do": "accept", "why": WHY, "instead_of": state})
    assert place.read_text(encoding="utf-8") == old


def test_two_people_replace_no_definition_that_they_have_not_seen(browser, home):
    """contract.md#page-definition: a table of targets that was opened before is shown again with
    what holds now; where somebody else writes, nothing is changed; a text comes back as it went.
    """
    campaign = CampaignFolder.at(home / "sreseh-2024")
    old = campaign.definition_file.read_text(encoding="utf-8")
    opened = browser.get(PAGE)
    said = {html.unescape(name): value for name, value in INPUT.findall(opened.text)}
    other = old.replace("title:", "# \u200b\t\u202e\ntitle:", 1)
    other = other.replace('"2024-Q1": 50', '"2024-Q1": 51', 1)
    assert other.count("51") > old.count("51")
    seen = browser.post(PAGE, data={"text": other})
    text = html.unescape(re.search(r'name="text" hidden[^>]*>\n(.*?)</texta', seen.text, re.S)[1])
    state = hidden(seen, "instead_of")
    accept = {"text": text, "do": "accept", "why": WHY, "instead_of": state}
    with campaign.registry() as registry, registry.writing("Loket", now()):
        assert "sedang dipakai" in browser.post(PAGE, data=accept).text
        assert campaign.definition_file.read_text(encoding="utf-8") == old
    browser.post(PAGE, data=accept)
    assert campaign.definition_file.read_text(encoding="utf-8") == other
    typed = {**said, "IKU-2.plan_target.": "7", "figures_of": hidden(opened, "figures_of")}
    late = browser.post(f"{PAGE}/figures", data=typed)
    assert "sudah diganti orang lain" in late.text
    assert "Sekarang: 51" in late.text
    again = {**typed, "figures_of": hidden(late, "figures_of")}
    assert "51 → 50" in browser.post(f"{PAGE}/figures", data=again).text


def test_the_words_of_a_form_are_changed_on_the_page(browser, home):
    """contract.md#page-words: each in its place, the rest as it was; another year is pointed at."""
    place = home / "sreseh-2024" / "definition.yaml"
    old = place.read_text(encoding="utf-8")
    page = browser.get(PAGE)
    assert "Menyebut 2023; kegiatan ini untuk 2024." in page.text
    typed = {
        ".dokumen_pengajuan.label": "Permohonan: <b>masuk</b>",
        "kegiatan.pokok.label": "Pokok",
        ".skor_idm.label": " ",
        "words_of": hidden(page, "words_of"),
    }
    seen = browser.post(f"{PAGE}/words", data=typed)
    assert "Kata-kata yang berubah pada formulir: 2" in seen.text
    assert "<strong>Permohonan: &lt;b&gt;masuk&lt;/b&gt;</strong>" in seen.text
    text = html.unescape(re.search(r'name="text" hidden[^>]*>\n(.*?)</texta', seen.text, re.S)[1])
    changed = [(was, now) for was, now in zip(old.split("\n"), text.split("\n"), strict=True)]
    label, column = (now.strip() for was, now in changed if was != now)
    assert label == "label: 'Permohonan: <b>masuk</b>'"
    assert column.startswith("- {id: pokok, label: Pokok, type: text, required: true, help:")
    place.write_text(text, encoding="utf-8")
    late = browser.post(f"{PAGE}/words", data={**typed, "kegiatan.pokok.label": "Isi"})
    assert "sudah diganti orang lain" in late.text
    assert 'value="Isi"' in late.text


def test_an_entry_that_must_be_answered_now_is_told_with_what_that_does(browser, home):
    """contract.md#page-definition: what was received and approved is asked about again."""
    old = (home / "sreseh-2024" / "definition.yaml").read_text(encoding="utf-8")
    asked = "\n  - {id: aduan, label: Pengaduan, type: integer, over_time: sum, required: %s}\n"
    for required in ("true", "false"):
        new = old.replace("\nfields:\n", "\nfields:" + asked % required, 1)
        seen = html.unescape(browser.post(PAGE, data={"text": new}).text)
        assert "1 isian baru akan kosong pada formulir lama" in seen
        assert ("1 isian kini wajib diisi</strong>: Pengaduan." in seen) == (required == "true")
