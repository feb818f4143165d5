"""States that were accepted last stand in the next form, and are confirmed there."""

import datetime

import openpyxl
import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.mend import mend
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.batch.confirmed import confirmed
from iku_workbook.checks.file.read_form import read_form
from iku_workbook.definition import Definition
from iku_workbook.findings import Verdict
from iku_workbook.layout import MESSAGE, Place
from iku_workbook.messages import catalogue
from iku_workbook.replies.corrected_copy import corrected, migrated, to_correct
from iku_workbook.report.return_sheets import ReturnSheets
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import file_name
from samples.renew import keystrokes
from samples.year import invented_values
from tests import ironcalc
from tests.cli.run import run
from tests.forms import KEY, check, issue, known, layout_of, load, period_of
from tests.libreoffice import edit, needs_libreoffice
from tests.source import CHECKOUT

AT = datetime.datetime(2025, 1, 8, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
NOREH, LABUHAN = "35.27.01.2001", "35.27.01.2002"
TEMPLATE = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"
IDM, BUDGET = "confirm.group.skor_idm", "confirm.group.anggaran_kinerja"
STATES = ["skor_idm", "status_desa", "anggaran_kinerja", "nomor_perdes", "tanggal_perdes"]
BEFORE = invented_values("2024-Q3")[NOREH]
ACTIVITY = {
    "tanggal": datetime.date(2024, 11, 20),
    "jenis": "Koordinasi",
    "pokok": "Pengamanan Pilkada",
    "bukti": "005/44",
}
NOW = {
    **BEFORE,
    "dokumen_pengajuan": 50,
    "dokumen_selesai": 49,
    "kegiatan": [{**ACTIVITY, "tanggal": datetime.date(2024, 11, day)} for day in (5, 12, 20)],
}


def modern(**changes) -> Definition:
    return load(TEMPLATE).model_copy(update=changes)


DEFINITION = modern()
LAYOUT = layout_of(DEFINITION, NOREH, period=4)


def form(code=NOREH, period=4, definition=DEFINITION):
    return issue(definition, code, period=period)


def prefilled(definition=DEFINITION):
    """Noreh's form as it is handed out once the third quarter is accepted."""
    from iku_workbook.brought_forward import brought_forward

    layout, period = layout_of(definition, NOREH, period=4), period_of(definition, 4)
    return fill(
        form(definition=definition), layout, brought_forward(layout, period, BEFORE), BEFORE
    )


def values_in(data):
    [returned] = check(data, forms=known(DEFINITION))
    return {name: returned.values[name] for name in STATES}


def said(data, definition=DEFINITION):
    [returned] = check(data, forms=known(definition))
    return returned.verdict, [(each.code, each.cell) for each in returned.findings]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A campaign in which Noreh's third quarter is accepted, and the forms of the fourth."""
    root = tmp_path_factory.mktemp("brought-forward") / "sreseh"
    text = TEMPLATE.read_text(encoding="utf-8")
    campaign = CampaignFolder.create(root, text, KEY)
    definition = campaign.definition()
    units = [unit for unit in definition.units if unit.code in {NOREH, LABUHAN}]
    for quarter in (3, 4):
        period = period_of(definition, quarter)
        made = generate(campaign, definition, period, units, by="Seksi PMD", at=AT, bare=True)
        forms = {unit.code: path for unit, path in zip(units, made.workbooks, strict=True)}
        if quarter == 3:
            layout = layout_of(definition, NOREH, period=3)
            sent = fill(forms[NOREH].read_bytes(), layout, BEFORE)
            [returned] = take_in(campaign, sent)
            assert returned.verdict is Verdict.ACCEPTED
    return campaign, forms


def take_in(campaign, data, name="noreh.xlsx"):
    path = campaign.inbox / name
    path.write_bytes(data)
    with campaign.registry() as registry:
        sources = gather([str(path)])
        return list(receive(registry, campaign.forms(), sources, by="Loket", clock=lambda: AT))


def typed(there):
    """What is typed and chosen in the fourth quarter's form that begins with some states; one
    choice speaks for all groups.
    """
    cells = keystrokes(LAYOUT, NOW, there)
    choices = [at(group.place) for group in LAYOUT.confirmations.values()]
    if choices[0] in cells:
        cells = {cell: text for cell, text in cells.items() if cell not in choices}
        cells[choices[0]] = "Semua masih sama"
    return cells


def at(place):
    return f"{place.sheet}!{place.address}"


def test_states_stand_in_the_next_form_and_nothing_else(office):
    """form.md#brought-forward: what was accepted last stands in the cells; a unit of which nothing
    was accepted gets the same form without; neither differs from the reference form.
    """
    _, forms = office
    noreh, labuhan = forms[NOREH].read_bytes(), forms[LABUHAN].read_bytes()
    assert values_in(noreh) == {name: BEFORE[name] for name in STATES}
    assert set(values_in(labuhan).values()) == {None}
    for data in (noreh, labuhan):
        _, findings = said(data)
        assert not [code for code, _ in findings if code.startswith("LOCK")]


def test_what_comes_back_untouched_is_no_answer(office):
    """form.md#brought-forward: a form that holds only what was brought forward goes back."""
    _, forms = office
    verdict, findings = said(forms[NOREH].read_bytes())
    assert verdict is Verdict.NEEDS_CORRECTION
    assert ("HIST-008", LAYOUT.confirmations[IDM].place.address) in findings
    assert "HIST-008" not in dict(said(forms[LABUHAN].read_bytes())[1])


@pytest.mark.parametrize(
    ("chosen", "changes", "codes"),
    [
        ({}, {}, ["HIST-006", "HIST-006"]),
        ({IDM: "Masih sama"}, {}, ["HIST-009", "HIST-006"]),
        ({IDM: "masih  SAMA ", BUDGET: "Masih sama"}, {}, ["HIST-009", "HIST-009"]),
        ({BUDGET: "Semua masih sama"}, {}, ["HIST-009", "HIST-009"]),
        ({IDM: "Berubah", BUDGET: "Masih sama"}, {}, ["HIST-006", "HIST-009"]),
        ({IDM: "Semua masih sama"}, {"nomor_perdes": "6 Tahun 2024"}, ["HIST-009"]),
        ({BUDGET: "Semua masih sama"}, {"nomor_perdes": "6 Tahun 2024"}, ["HIST-009"]),
        ({IDM: "Masih sama"}, {"nomor_perdes": "6 Tahun 2024"}, ["HIST-009"]),
        ({IDM: "Masih sama", BUDGET: "Berubah"}, {"nomor_perdes": "6"}, ["HIST-009"]),
        (
            {IDM: "Masih sama", BUDGET: "Masih sama"},
            {"nomor_perdes": "6 Tahun 2024"},
            ["HIST-009", "HIST-007"],
        ),
    ],
)
def test_what_nobody_confirmed_is_asked_about(chosen, changes, codes):
    """form.md#brought-forward: a choice, or a value typed over, is an answer; no answer is asked
    about, and so is one that the values contradict.
    """
    answers = {IDM: None, BUDGET: None, **chosen}
    data = fill(form(), LAYOUT, {**NOW, **changes, **answers}, BEFORE)
    verdict, findings = said(data)
    assert (verdict, [code for code, _ in findings]) == (Verdict.ACCEPTED, codes)


SAME, OTHER = "Masih sama", "6 Tahun 2024"
RETYPED = "28 Desember 2023"
ASKED = "• Dari laporan sebelumnya. Pilih Masih sama, atau ganti isinya."


@pytest.mark.parametrize(
    ("entries", "beside", "status"),
    [
        ({}, [ASKED, ASKED], "•"),
        ({IDM: "Semua masih sama"}, [f"✓ {SAME}"] * 2, "✓"),
        ({IDM: SAME, BUDGET: SAME}, [f"✓ {SAME}"] * 2, "✓"),
        ({IDM: SAME, "nomor_perdes": OTHER}, [f"✓ {SAME}", "✓ Berubah"], "✓"),
        (
            {IDM: SAME, BUDGET: SAME, "nomor_perdes": OTHER},
            [f"✓ {SAME}", "! Ada isian yang diganti. Bila memang berubah, pilih Berubah."],
            "!",
        ),
        ({IDM: SAME, BUDGET: SAME, "tanggal_perdes": RETYPED}, [f"✓ {SAME}", ""], "✗"),
        ({IDM: SAME, "tanggal_perdes": RETYPED}, [f"✓ {SAME}", ""], "✗"),
    ],
)
def test_what_stands_beside_a_choice(entries, beside, status, tmp_path):
    """form.md#brought-forward: the choice is asked for, answered by itself, by another, by what is
    typed over, contradicted; and quiet while an entry of its group is none yet.
    """
    path, places = tmp_path / "noreh.xlsx", {IDM: None, BUDGET: None}
    path.write_bytes(fill(form(), LAYOUT, {**NOW, **places}, BEFORE))
    places = {of: group.place for of, group in LAYOUT.confirmations.items()}
    places |= {of: place for of, (_, place) in LAYOUT.fields.items()}
    typed = {at(places[of]): [[text]] for of, text in entries.items()}
    reads = [at(Place(places[of].sheet, places[of].row, MESSAGE)) for of in (IDM, BUDGET)]
    [answer] = ironcalc.compute(path, [typed], [*reads, "Petunjuk!A4"])
    *said, banner = (cell for ((cell,),) in answer)
    assert said == beside
    assert banner.startswith(status)
    assert ("1 hal" in banner) == (status == "!")


@needs_libreoffice
def test_what_is_not_read_contradicts_nothing(tmp_path):
    """form.md#brought-forward: a date that was retyped as words is found as that, and once."""
    path, saved = tmp_path / "noreh.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(fill(form(), LAYOUT, {**NOW, IDM: None, BUDGET: None}, BEFORE))
    choices = {at(group.place): SAME for group in LAYOUT.confirmations.values()}
    edit(path, saved, {**choices, at(LAYOUT.fields["tanggal_perdes"].place): "kapan-kapan"})
    verdict, findings = said(saved.read_bytes())
    assert verdict is Verdict.NEEDS_CORRECTION
    codes = [code for code, _ in findings]
    assert sorted(codes) == ["HIST-009", "VALUE-002"]


def test_a_file_of_values_confirms_what_it_says():
    """form.md#brought-forward: whoever states the values has confirmed them."""
    [returned] = check(fill(form(), LAYOUT, NOW, BEFORE), forms=known(DEFINITION))
    assert confirmed(returned.findings) == set(STATES)


def test_nothing_is_asked_where_nothing_was_brought_forward():
    """form.md#brought-forward: a form that was made before the return was accepted is as ever."""
    assert said(fill(form(), LAYOUT, NOW, {})) == (Verdict.ACCEPTED, [])


def test_nothing_crosses_the_end_of_a_year():
    """definition.md#carry-forward: the year's first form asks for everything."""
    data = fill(form(period=1), layout_of(DEFINITION, NOREH, period=1), {}, BEFORE)
    assert not [code for code, _ in said(data)[1] if code.startswith("HIST")]


def test_a_definition_or_a_field_turns_it_off():
    """definition.md#carry-forward: carry_forward, of all states or of one."""
    off = modern(carry_forward=False)
    assert not layout_of(off, NOREH, period=4).confirmations
    fields = tuple(
        each.model_copy(update={"carry_forward": False}) if each.id == "skor_idm" else each
        for each in DEFINITION.fields
    )
    groups = layout_of(modern(fields=fields), NOREH, period=4).confirmations
    assert [each.fields for each in groups.values()] == [("status_desa",), tuple(STATES[2:])]
    first = load(CHECKOUT / "tests" / "definition" / "sreseh-first-version.yaml")
    assert not layout_of(first, NOREH, period=4).confirmations


def test_what_todays_field_does_not_accept_is_asked_anew():
    """definition.md#carry-forward: a choice that is no more is not brought forward."""
    lists = {**DEFINITION.codelists, "status_idm": ("Maju", "Berkembang")}
    definition = modern(codelists=lists)
    [returned] = check(prefilled(definition), forms=known(definition))
    assert returned.values["status_desa"] is None
    assert returned.values["skor_idm"] == BEFORE["skor_idm"]


def test_a_quarter_takes_fewer_cells():
    """form.md#brought-forward: Noreh's fourth quarter with three activities: nineteen cells before,
    now the fourteen that are the quarter's own, and one choice.
    """
    assert len(typed({})) == 19
    assert len(typed({name: BEFORE[name] for name in STATES})) == 14 + 1


@needs_libreoffice
@pytest.mark.client
def test_a_form_that_was_confirmed_in_a_window_is_accepted(office, tmp_path):
    """form.md#brought-forward: typed and chosen as a person does, saved, received: the same values,
    no alarm, and it says what was confirmed.
    """
    campaign, forms = office
    cells, saved = typed({name: BEFORE[name] for name in STATES}), tmp_path / "noreh.xlsx"
    status = "Petunjuk!A4"
    shown = edit(
        forms[NOREH], saved, cells, read=[status, *(_beside(each) for each in (IDM, BUDGET))]
    )
    assert [text[:1] for text in shown.values()] == ["✓", "✓", "✓"]
    [returned] = take_in(campaign, saved.read_bytes(), file_name(DEFINITION.units[0]))
    assert returned.verdict is Verdict.ACCEPTED
    assert {each.code for each in returned.findings} == {"HIST-009"}
    assert returned.values == NOW
    told = run("show", NOREH, "skor_idm", "--period", "2024-Q4", "-C", campaign.root)
    assert "Triwulan IV 2024: 0,8204 (dikonfirmasi masih sama)" in told.out


def _beside(name):
    place = LAYOUT.confirmations[name].place
    return f"{place.sheet}!E{place.row}"


def test_the_page_of_a_return_shows_what_was_chosen():
    """form.md#brought-forward: the choice stands above its group, where the finding leads to it."""
    forms = known(DEFINITION)
    data = fill(form(), LAYOUT, {**NOW, IDM: "Masih sama", BUDGET: None}, BEFORE)
    [returned] = check(data, forms=forms)
    read = read_form("noreh.xlsx", data, forms).returned
    sheets = ReturnSheets(read, returned.findings, BEFORE, None, catalogue("id"))
    rows = {row.cells[0].name: row for row in sheets.sheet(1).rows if row.cells}
    shown = [(rows[name].head, rows[name].cells[0].typed) for name in (IDM, BUDGET)]
    assert shown == [("Masih sama?", "Masih sama"), ("Masih sama?", "")]
    [asked] = (each for each in returned.findings if each.code == "HIST-006")
    assert sheets.place_of(asked) == (1, 1, rows[BUDGET].cells[0].id)


def test_copies_keep_what_was_chosen():
    """form.md#brought-forward: the copy to correct has the choices of the return, and asks at the
    cell where one is missing.
    """
    wrong = {**NOW, "dokumen_selesai": 51, IDM: "Masih sama", BUDGET: None}
    data, forms = fill(form(), LAYOUT, wrong, BEFORE), known(DEFINITION)
    [returned] = check(data, forms=forms)
    copy = corrected(data, returned, forms)
    codes = [each.code for each in check(copy, forms=forms)[0].findings]
    assert "HIST-009" in codes
    assert "HIST-006" in codes


def test_a_question_in_a_copy_is_open_or_answered(tmp_path):
    """form.md#once: what a finding only asks is never called wrong or missing; a check that asks it
    too tells when it is answered, and is not repeated beside it; what no check asks stays open.
    """
    event = NOW["kegiatan"][0]
    values = {**NOW, IDM: SAME, BUDGET: None, "skor_idm": 0.821, "dokumen_selesai": 51}
    values["kegiatan"] = [event, event, {**event, "bukti": None}]
    data, forms = fill(form(), LAYOUT, values, BEFORE), known(DEFINITION)
    [returned] = check(data, forms=forms)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(corrected(data, returned, forms))
    table, told = LAYOUT.tables[0], [(each.code, each.cell) for each in returned.findings]
    evidence = Place(table.sheet, table.first + 2, table.columns[-1].column)
    asked = ["HIST-007", "RULE-001", "RULE-001", "HIST-006", "VALUE-024", "RULE-001"]
    assert [code for code, _ in told] == asked
    assert told[-1] == ("RULE-001", evidence.address)
    states = f"{LAYOUT.corrections}!E10:E15"
    beside = f"{LAYOUT.entry}!F5:F13"
    places = {of: place for of, (_, place) in LAYOUT.fields.items()}
    mended = {
        at(LAYOUT.confirmations[BUDGET].place): [[SAME]],
        at(places["dokumen_selesai"]): [[49.0]],
        at(places["skor_idm"]): [[BEFORE["skor_idm"]]],
        at(evidence): [["005/45"]],
    }
    before, after = ironcalc.compute(path, [{}, mended], [states, beside])
    open_, answered, wrong = "! Periksa dahulu", "✓ Sudah dijawab", "✗ Perlu diperbaiki"
    assert [cell for [cell] in before[0]] == [open_, open_, wrong, open_, open_, open_]
    assert [cell for [cell] in after[0]] == [
        answered,
        answered,
        "✓ Sudah benar",
        answered,
        open_,
        answered,
    ]
    assert not any(cell for [cell] in before[1])


def test_a_line_of_a_copy_is_right_once_nothing_is_open(tmp_path):
    """form.md#until-right: what the form refuses is wrong in both; a line names the choice that
    is wanted, and the cell to be mended before its own; a row's gap is called a gap.
    """
    event = NOW["kegiatan"][0]
    values = {**NOW, BUDGET: None, "nomor_perdes": None, "dokumen_pengajuan": "45 dokumen"}
    values["kegiatan"] = [{**event, "jenis": None}]
    data, forms = fill(form(), LAYOUT, values, BEFORE), known(DEFINITION)
    [returned] = check(data, forms=forms)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(corrected(data, returned, forms))
    places = {of: place for of, (_, place) in LAYOUT.fields.items()}
    findings = enumerate(to_correct(returned.findings), start=10)
    lines = {each.cell: row for row, each in findings}
    asked, done, gap, choice = (
        f"{LAYOUT.corrections}!E{lines[place.address]}"
        for place in (
            places["dokumen_pengajuan"],
            places["dokumen_selesai"],
            places["nomor_perdes"],
            Place(LAYOUT.tables[0].sheet, LAYOUT.tables[0].first, 3),
        )
    )
    typed_again = {at(places["nomor_perdes"]): [[BEFORE["nomor_perdes"]]]}
    mended = {at(places["dokumen_pengajuan"]): [[60]]}
    confirmed_too = {**typed_again, **mended, at(LAYOUT.confirmations[BUDGET].place): [[SAME]]}
    states = ironcalc.compute(
        path, [{}, typed_again, confirmed_too], [asked, done, gap, choice, f"{LAYOUT.guide}!B4"]
    )
    first, again, last = ([cells[0][0] for cells in shown] for shown in states)
    wrong, missing, fine = "✗ Perlu diperbaiki", "• Belum diisi", "✓ Sudah benar"
    after = f"• Periksa setelah {places['dokumen_pengajuan'].address} diperbaiki"
    confirm = f"• Pilih {SAME} di {LAYOUT.confirmations[BUDGET].place.address}"
    assert first[:4] == [wrong, after, missing, missing]
    assert again[:4] == [wrong, after, confirm, missing]
    assert last[:4] == [fine, fine, fine, missing]
    stored = openpyxl.load_workbook(path, data_only=True)[LAYOUT.corrections]
    cells = (asked, done, gap, choice)
    assert [stored[each.partition("!")[2]].value for each in cells] == first[:4]


def test_a_copy_on_a_newer_form_confirms_nothing_by_itself(tmp_path):
    """form.md#brought-forward: a choice goes along with its fields; a new group has none."""
    text = TEMPLATE.read_text(encoding="utf-8")
    apart = "id: nomor_perdes\n    label: Nomor Perdes APBDes\n    group: "
    newer = text.replace(f"{apart}Anggaran berbasis kinerja", f"{apart}Perdes")
    newer = newer.replace("skor_idm", "nilai_idm").replace(
        "id: nilai_idm", f"id: nilai_idm\n    was: [{STATES[0]}]"
    )
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    forms = known(load(tmp_path / "newer.yaml"), DEFINITION)
    data = fill(form(), LAYOUT, {**NOW, IDM: "Masih sama", BUDGET: None}, BEFORE)
    [returned] = check(data, forms=forms)
    assert confirmed(returned.findings) == {"nilai_idm", "status_desa"}
    [again] = check(migrated(data, returned, forms), forms=forms)
    assert confirmed(again.findings) == {"nilai_idm", "status_desa"}
    assert [each.code for each in again.findings].count("HIST-006") == 2


def test_the_office_confirms_for_a_village_that_it_has_called(tmp_path):
    """form.md#brought-forward: the choice is a cell that the office can mend."""
    text = TEMPLATE.read_text(encoding="utf-8")
    campaign = CampaignFolder.create(tmp_path / "sreseh", text, KEY)
    definition, period = campaign.definition(), period_of(DEFINITION, 4)
    generate(campaign, definition, period, definition.units[:1], by="PMD", at=AT, bare=True)
    data = fill(form(), LAYOUT, {**NOW, IDM: None}, BEFORE)
    [returned] = take_in(campaign, data)
    about = {"by": "PMD", "reason": "Menelepon Pak Kades", "clock": lambda: AT}
    mended = mend(campaign, returned.number, {IDM: "Masih sama"}, **about)
    assert confirmed(mended.returned.findings) == set(STATES)


def test_values_that_are_the_same_confirm_dates_too():
    """form.md#brought-forward: of a file of values, read beside what stands in the form."""
    filled = fill(prefilled(), LAYOUT, NOW)
    [returned] = check(filled, forms=known(DEFINITION))
    assert returned.verdict is Verdict.ACCEPTED
    assert "HIST-006" not in {finding.code for finding in returned.findings}
