"""What programmes have spent: a list of the office's, whose every change is a record."""

import datetime
import shutil

import pytest

from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.create import create
from iku_workbook.campaign.diff_results import diff_results
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.journal import read_journal, record_exports
from iku_workbook.campaign.known import as_it_is
from iku_workbook.campaign.office import now, today
from iku_workbook.campaign.overtaken import overtaken
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.results import Selection, figures_of, render_results, year_of
from iku_workbook.campaign.sources import gather
from iku_workbook.campaign.spending import name_of, put, stamp_of, typed_spending
from iku_workbook.campaign.spending_list import spent_in
from iku_workbook.campaign.status import begun, overview
from iku_workbook.campaign.written_anew import written_anew
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.registry.exports import exports
from iku_workbook.registry.records import ExportKind
from iku_workbook.report.diff_results import lines
from iku_workbook.report.journal import sentence
from iku_workbook.report.next_steps import Step, next_steps
from tests.campaign.office import copied
from tests.results.money import FILE, Q2

SAY = catalogue("id")


def at(day, month=7):
    return datetime.datetime(2025, month, day, 3, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office that has said what it spent, and something else a day later."""
    campaign = create(tmp_path_factory.mktemp("money") / "bidang-2025", FILE).campaign
    (campaign.root / "spending.csv").write_text(
        "period;programme;spent;catatan\n2025-Q1;gizi;Rp 25.000.000;SPJ\n2025-Q1;mutu;;\n",
        encoding="utf-8",
    )
    said = {("2025-Q1", "gizi"): 25_000_000, ("2025-Q1", "mutu"): 12_345_678}
    first = stamp_of(campaign)
    assert put(campaign, said, by="Bendahara", at=at(3), instead_of=first) == 1
    with pytest.raises(OperatorError, match="changed"):
        put(campaign, said, by="Bendahara", at=at(3), instead_of=first)
    said = {("2025-Q1", "gizi"): 26_000_000, ("2025-Q2", "gizi"): 1, ("2025-Q1", "mutu"): None}
    assert put(campaign, said, by="Eni", at=at(5), instead_of=stamp_of(campaign)) == 3
    return campaign


def test_other_columns_and_lines_stay(office):
    """quality.md#spending: the list is the office's own."""
    text = (office.root / "spending.csv").read_text(encoding="utf-8")
    assert text == (
        "period;programme;spent;catatan\n2025-Q1;gizi;26000000;SPJ\n2025-Q1;mutu;;\n2025-Q2;gizi;1;\n"
    )


def test_every_change_is_a_record_with_who_and_when(office):
    """quality.md#spending: what held on a day, results of that day have."""
    entries = [each for each in read_journal(office).entries if each.kind == "spending"]
    told = [
        (each.by, each.period, each.about["programme"], each.about["spent"]) for each in entries
    ]
    with office.registry() as registry:
        then = registry.spent(at(4))
    assert sentence(entries[0], SAY) == "Mencatat realisasi program gizi: Rp25.000.000 (#1)"
    assert sentence(entries[3], SAY) == "Menghapus catatan realisasi program mutu (#4)"
    assert told == [
        ("Bendahara", "2025-Q1", "gizi", 25_000_000),
        ("Bendahara", "2025-Q1", "mutu", 12_345_678),
        ("Eni", "2025-Q1", "gizi", 26_000_000),
        ("Eni", "2025-Q1", "mutu", None),
        ("Eni", "2025-Q2", "gizi", 1),
    ]
    assert then == {("2025-Q1", "gizi"): 25_000_000, ("2025-Q1", "mutu"): 12_345_678}
    year = figures_of(office, Q2, Selection(as_of=datetime.date(2025, 7, 4)))
    assert year.spent == then
    now = {("2025-Q1", "gizi"): 26_000_000, ("2025-Q2", "gizi"): 1}
    assert as_it_is(office).spent == now


def test_what_is_typed_is_read_as_people_write_money(office):
    """quality.md#spending: whole rupiah; what is none is told at its place."""
    definition = office.definition()
    key, other = ("2025-Q1", "gizi"), ("2025-Q2", "gizi")
    for text in ("12500000", "12.500.000", "Rp 12.500.000,00", "Rp12.500.000,-"):
        values, wrong = typed_spending(definition, {name_of(key): text, name_of(other): " "})
        assert (values[key], values[other], wrong) == (12_500_000, None, {})
    for text, code in (("12.500.000,5", "spending-amount"), ("-5", "spending-negative")):
        _, wrong = typed_spending(definition, {name_of(key): text})
        assert [each.code for each in wrong.values()] == [code]


def test_every_line_that_cannot_be_is_told(office, tmp_path):
    """quality.md#spending: unknown programme and period, what is no amount, what stands twice."""
    path = tmp_path / "spending.csv"
    path.write_text(
        "period,programme,spent\n2025-Q9,gizi,1\n2025-Q1,gisi,2\n2025-Q1,mutu,-3\n"
        '2025-Q2,mutu,"1,5"\n2025-Q3,mutu,4\n2025-Q3,mutu,5\n',
        encoding="utf-8",
    )
    with pytest.raises(OperatorError) as raised:
        spent_in(path, office.definition())
    told = [each.text for each in raised.value.messages(SAY)]
    assert told == [
        "spending.csv baris 2: “2025-Q9” bukan periode kegiatan ini.",
        "spending.csv baris 3: tidak ada program “gisi” di definisi.",
        "spending.csv baris 4: -3 kurang dari nol.",
        "spending.csv baris 5: “1,5” bukan rupiah utuh.",
        "spending.csv baris 7: realisasi program mutu untuk 2025-Q3 sudah tertulis di atasnya.",
    ]
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(OperatorError, match="not a list of spending"):
        spent_in(path, office.definition())


def test_what_lacks_is_a_next_step_and_the_list_is_in_the_backup(office, tmp_path):
    """contract.md#status: of periods that are over; quality.md#spending."""
    definition, day = office.definition(), datetime.date(2025, 7, 20)
    with office.registry() as registry:
        found = overview(office, definition, registry, begun(definition, day), day)
    (step,) = (each for each in next_steps(found, set()) if each.step is Step.SPEND)
    assert (step.count, [each.code for each in step.periods]) == (6, ["2025-Q1", "2025-Q2"])
    made = back_up(office, tmp_path, by="Eni", at=at(20))
    assert b"office/spending.csv" in made.file.read_bytes()


def test_a_master_is_overtaken_and_written_anew_with_what_was_on_record(office, tmp_path):
    """quality.md#file-proof: what was spent is read as it was then; what has overtaken it is told,
    and iku diff-results says what is another.
    """
    campaign = copied(office, tmp_path / "bidang-2025")
    definition, period = campaign.definition(), Period.parse("2025-Q1")
    said = {unit.code: {"naik": 5, "timbang": 9} for unit in definition.reporting}
    about = {"by": "Eni", "at": at(8)}
    out = tmp_path / "forms"
    generate(campaign, definition, period, definition.reporting, out=out, inputs=said, **about)
    back = shutil.copytree(out, tmp_path / "back")
    files = gather([str(path) for path in back.rglob("*.xlsx")])
    with campaign.registry() as registry:
        list(receive(registry, campaign.forms(), files, by="Eni", clock=lambda: at(8)))
    written = []
    for amount in (7, 8):
        spent = {("2025-Q1", "mutu"): amount}
        put(campaign, spent, by="Eni", at=now(), instead_of=stamp_of(campaign))
        year = year_of(campaign, period, Selection())
        written.append(campaign.results / f"{amount}.xlsx")
        written[-1].write_bytes(render_results(year, "xlsx", today(campaign.zone)))
        of = {"period": period, "origin": Selection().origin(year)}
        record_exports(campaign, ExportKind.MASTER, written[-1:], by="Eni", at=now(), **of)
    with campaign.registry() as registry:
        exported = exports(registry.connection, registry.zone, registry.believes)
        found = overtaken(definition, registry, campaign.issued)
    assert [*written_anew(campaign, exported[0])] == [written[0].read_bytes()]
    assert [(each.respent, [one.name for one in each.files]) for each in found] == [
        (True, ["7.xlsx"])
    ]
    diff = diff_results(campaign, *map(str, written)).diff
    told = "Realisasi Program Mutu Layanan, Triwulan I 2025: Rp7 → Rp8"
    assert [*lines(diff, SAY)][-1] == (0, told)
