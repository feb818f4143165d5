"""VALUE-: single cells, as people and programs fill them in."""

import datetime

import pytest

from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from tests.forms import (
    GOOD,
    SMALL,
    add_row,
    address,
    change_part,
    check,
    define,
    filled,
    known,
    layout_of,
    look_like,
    parts,
    put,
    said,
    sheet_part,
)

LAYOUT = layout_of(define())
DAY = datetime.date
EVENT = {"tanggal": DAY(2025, 1, 31)}
LONG = "x" * 250


def place(name, row=0):
    sheet = "Kegiatan" if "." in name else "Isian"
    return f"{sheet}!{address(LAYOUT, name, row)}"


def one(values):
    [returned] = check(filled({**GOOD, **values}))
    return returned


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("datang", 2000, 2000),
        ("naik", 0, 0),
        ("skor", 0.123456789012345, 0.123456789012345),
        ("skor", None, None),
        ("ada", "tidak", "Tidak"),
        ("ada", "YA", "Ya"),
        ("nama", LONG, LONG),
        ("nama", "  dua  spasi ", "dua spasi"),
        ("nama", 12, "12"),
        ("nama", 1.5, "1.5"),
        ("nama", "=1+1", "=1+1"),
        ("sejak", DAY(2024, 7, 1), DAY(2024, 7, 1)),
        ("sejak", DAY(9999, 12, 31), DAY(9999, 12, 31)),
    ],
)
def test_what_a_field_accepts(name, value, read):
    """quality.md#false-alarms: genuine returns are accepted with the same values, 0 false
    alarms.
    """
    returned = one({name: value})
    assert "VALUE" not in {each.family for each in returned.findings}
    assert returned.verdict is Verdict.ACCEPTED
    assert returned.values[name] == read
    assert type(returned.values[name]) is type(read)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("datang", None, "VALUE-001"),
        ("datang", "  ", "VALUE-001"),
        ("ada", None, "VALUE-001"),
        ("nama", None, "VALUE-001"),  # required because ada is Ya
        ("datang", "-", "VALUE-002"),
        ("datang", True, "VALUE-002"),
        ("sejak", "besok", "VALUE-002"),
        ("sejak", True, "VALUE-002"),
        ("sejak", 12, "VALUE-002"),  # 12 January 1900: programs disagree
        ("sejak", 10**7, "VALUE-002"),
        ("datang", 40.5, "VALUE-003"),
        ("datang", -1, "VALUE-004"),
        ("datang", 2001, "VALUE-004"),
        ("naik", -(10**300), "VALUE-004"),
        ("naik", 10**17, "VALUE-004"),
        ("skor", 1.0000001, "VALUE-004"),
        ("sejak", DAY(2024, 6, 30), "VALUE-004"),
        ("ada", "Mungkin", "VALUE-005"),
        ("ada", 1, "VALUE-005"),
        ("nama", LONG + "x", "VALUE-007"),
        ("skor", "0.123", "VALUE-008"),
        ("skor", "1.234", "VALUE-009"),
        ("skor", "85%", "VALUE-009"),
    ],
)
def test_one_cause_one_finding(name, value, code):
    """contract.md#placed: every finding names sheet, cell, field; a blank required cell does not
    also break every rule that reads it.
    """
    returned = one({name: value})
    severity = "warning" if code == "VALUE-008" else "error"
    assert said(returned) == [(code, severity, address(LAYOUT, name), name)]
    assert returned.findings[0].sheet == "Isian"
    expected = Verdict.ACCEPTED if severity == "warning" else Verdict.NEEDS_CORRECTION
    assert returned.verdict is expected


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("datang", "41", 41),
        ("datang", "41 anak", 41),
        ("datang", "'41", 41),
        ("skor", "0,5", 0.5),
        ("sejak", "17.08.2024", DAY(2024, 8, 17)),
        ("sejak", "17 Agustus 2024", DAY(2024, 8, 17)),
        ("ada", " Ya ", "Ya"),
        ("ada", "y a", None),
    ],
)
def test_text_is_read_where_it_has_one_reading(name, text, read):
    """facts.md#trailing-words: numbers and dates as text, trailing words; choices with spaces.
    VALUE-008 says how it was read; what programs made of the text is not held against anybody.
    """
    returned = one({name: text})
    code = "VALUE-008" if read is not None else "VALUE-005"
    assert [row[0] for row in said(returned)] == [code]
    if read is not None:
        assert returned.values[name] == read
        assert returned.findings[0].data["understood"] == read


def test_two_readings_are_both_said():
    """facts.md#ambiguous: ``1.234`` may be a thousand times what it says: a person decides."""
    [finding] = one({"skor": "1.234"}).findings
    assert catalogue("id").show(finding.data["readings"]) == "1.234 / 1,234"
    assert finding.found == "1.234"


@pytest.mark.parametrize(
    ("ada", "codes"), [("Ya", ["VALUE-001"]), ("Tidak", []), ("x", ["VALUE-005"])]
)
def test_required_under_a_condition(ada, codes):
    """definition.md#required: required: 'ada_posyandu = "Ya"'."""
    assert [row[0] for row in said(one({"ada": ada, "nama": None}))] == codes


def test_a_condition_over_what_others_report_asks_nothing():
    """definition.md#required: required: a formula; where a unit cannot compute it, nothing is
    required.
    """
    fields = [
        {**field, "required": "surat > 1"} if field["id"] == "nama" else field
        for field in SMALL["fields"]
    ]
    definition = define(fields=fields)
    for code, values, codes in (
        ("35.01", {}, []),
        ("35", {"surat": 2}, ["VALUE-001"]),
        ("35", {"surat": 1}, []),
    ):
        data = filled({**GOOD, **values, "nama": None}, definition, code)
        [returned] = check(data, forms=known(definition))
        assert [row[0] for row in said(returned)] == codes


def test_empty_cells_may_be_left_out():
    """form.md#empty-cells: programs save what they like of an empty cell: that it is blank is
    all it says.
    """

    def leave_out(root):
        for row in root.iterfind("{*}sheetData/{*}row"):
            for cell in [cell for cell in row if len(cell) == 0]:
                row.remove(cell)

    data = filled({"naik": 1, "kegiatan": [{"jenis": "Rapat"}]})
    lean = data
    for part in (sheet_part(data, sheet) for sheet in ("Isian", "Kegiatan")):
        lean = change_part(lean, part, leave_out)
        assert len(parts(lean)[part]) < len(parts(data)[part])
    [mine], [other] = check(data), check(lean)
    assert (said(other), other.values) == (said(mine), mine.values)


@pytest.mark.parametrize(
    ("row", "name", "code"),
    [
        ({"jenis": "Rapat"}, "tanggal", "VALUE-001"),
        (EVENT | {"tanggal": "31 Februari 2025"}, "tanggal", "VALUE-002"),
        (EVENT | {"peserta": 1.5}, "peserta", "VALUE-003"),
        (EVENT | {"peserta": 0}, "peserta", "VALUE-004"),
        (EVENT | {"tanggal": DAY(2025, 4, 1)}, "tanggal", "VALUE-004"),
        (EVENT | {"tanggal": DAY(2024, 12, 31)}, "tanggal", "VALUE-004"),
        (EVENT | {"jenis": "Pesta"}, "jenis", "VALUE-005"),
        (EVENT | {"bukti": LONG + "x"}, "bukti", "VALUE-007"),
        (EVENT | {"tanggal": "31/1/2025"}, "tanggal", "VALUE-008"),
        (EVENT | {"peserta": "1.234"}, "peserta", "VALUE-008"),
        (EVENT | {"peserta": "1,5,7"}, "peserta", "VALUE-002"),
    ],
)
def test_registers_are_checked_row_by_row(row, name, code):
    """definition.md#bounds: in a register, date bounds default to the period; findings name the
    cell.
    """
    returned = one({"kegiatan": [EVENT, {}, row]})
    severity = "warning" if code == "VALUE-008" else "error"
    field = f"kegiatan.{name}"
    assert said(returned) == [(code, severity, address(LAYOUT, field, 2), field)]


def test_empty_rows_are_no_events():
    """contract.md#values: values hold a register's filled rows."""
    returned = one({"kegiatan": [{}, EVENT, {"bukti": " "}, {}]})
    assert said(returned) == []
    blank = dict.fromkeys(("jenis", "peserta", "bukti"))
    assert returned.values["kegiatan"] == [EVENT | blank]


@pytest.mark.parametrize(
    ("content", "kind", "rows"),
    [
        ("<v>#N/A</v>", "e", [("VALUE-002", "error")]),
        ("<f>1/0</f><v>#DIV/0!</v>", "e", [("VALUE-002", "error")]),
        ("<v>1</v>", "b", [("VALUE-002", "error")]),
        ("<f>10+30</f><v>40</v>", "", [("VALUE-012", "warning")]),
        ("<f>40</f><v>40</v>", "str", [("VALUE-008", "warning")]),
        ("<f>naik+10</f>", "", [("VALUE-002", "error")]),  # saved by what computes nothing
        ('<f>""</f><v></v>', "str", [("VALUE-001", "error")]),
        ("<is><t>empat puluh</t></is>", "inlineStr", [("VALUE-002", "error")]),
        ("<v>4E1</v>", "", []),
    ],
)
def test_what_programs_leave_in_an_input(content, kind, rows):
    """facts.md#formula-entry; VALUE-012: a formula as entry; error values and logical values."""
    [returned] = check(put(filled(GOOD), place("datang"), content, kind))
    assert said(returned) == [(*row, "C6", "datang") for row in rows]


def test_a_number_that_became_a_date():
    """facts.md#number-to-date: a number that turned into a date: VALUE-006, not a number that
    nobody typed.
    """
    data = look_like(filled(GOOD), place("datang"), address(LAYOUT, "sejak"))
    [returned] = check(data)
    assert said(returned) == [("VALUE-006", "error", "C6", "datang")]


def test_dates_of_the_macintosh():
    """house.md#dates: a workbook may count its days from 1904."""

    def from_1904(root):
        root.find("{*}workbookPr").set("date1904", "1")

    data = filled({**GOOD, "kegiatan": []})
    data = put(data, place("sejak"), "<v>44059</v>")  # 45521 - 1462
    [returned] = check(change_part(data, "xl/workbook.xml", from_1904))
    assert (said(returned), returned.values["sejak"]) == ([], GOOD["sejak"])


@pytest.mark.parametrize(("row", "column"), [(11, "B"), (60, "E"), (1000, "G")])
def test_entries_below_the_table(row, column):
    """VALUE-011; facts.md#ghost-rows: ghost rows far below; they are said once, at the first."""
    data = filled({**GOOD, "kegiatan": [EVENT] * 4})
    [returned] = check(
        add_row(add_row(data, "Kegiatan", row, **{column: 1}), "Kegiatan", row + 1, B=2)
    )
    assert said(returned) == [("VALUE-011", "error", f"B{row}", "kegiatan")]
    assert len(returned.values["kegiatan"]) == 4


def test_what_is_refused_is_shown_as_it_was_typed():
    """contract.md#says-what-to-do: findings say what was found and what was expected."""
    values = {"datang": 2001, "naik": 1.5, "sejak": DAY(2024, 6, 30), "ada": "Mungkin"}
    say = catalogue("id").show
    found = {each.field: (each.found, say(each.expected)) for each in one(values).findings}
    assert found["datang"] == (
        2001,
        "Isi bilangan bulat 0 sampai 2.000. Ketik tanpa titik atau koma, misalnya 1250",
    )
    assert found["naik"] == (
        1.5,
        "Isi bilangan bulat paling sedikit 0. Ketik tanpa titik atau koma, misalnya 1250",
    )
    assert found["sejak"] == (
        DAY(2024, 6, 30),
        "Isi tanggal mulai 1 Juli 2024. Bila ditolak, ketik 2025-01-15 (tahun-bulan-tanggal)",
    )
    assert found["ada"] == ("Mungkin", "Pilih dari daftar")


def test_a_definition_of_registers_alone():
    """definition.md#the-whole: fields may be left out where a register holds everything."""
    [indicator] = define().model_dump(mode="json", by_alias=True)["indicators"][1:]
    definition = define(fields=[], calculations=[], rules=[], indicators=[indicator])
    [returned] = check(filled({"kegiatan": [EVENT]}, definition), forms=known(definition))
    assert said(returned) == []
    assert returned.indicators["IKU-2"].value == 1


def test_nihil_typed_into_a_flow_is_nothing():
    """facts.md#nihil: Nihil is an explicit answer; in a number that adds up it is 0, and said."""
    returned = one({"datang": "Nihil", "naik": 0})
    assert ("VALUE-008", "warning", address(LAYOUT, "datang"), "datang") in said(returned)
    assert returned.values["datang"] == 0


def test_nihil_is_told_apart_from_not_answered():
    """VALUE-013; facts.md#nihil: Nihil is an empty list, an unanswered register is null."""
    answered, unanswered = one({"kegiatan": []}), one({"kegiatan": None})
    nihil = LAYOUT.tables[0].nihil.address
    assert (said(answered), answered.values["kegiatan"]) == ([], [])
    assert said(unanswered) == [("VALUE-013", "warning", nihil, "kegiatan")]
    assert unanswered.values["kegiatan"] is None


def test_nihil_contradicts_rows():
    """VALUE-014: nothing to report, yet rows are filled in; VALUE-005: another word."""
    nihil = LAYOUT.tables[0].nihil
    for word, code in (("Nihil", "VALUE-014"), (" NIHIL ", "VALUE-014"), ("ada", "VALUE-005")):
        text = f"<is><t xml:space='preserve'>{word}</t></is>"
        data = put(filled(GOOD), f"Kegiatan!{nihil.address}", text, "inlineStr")
        [returned] = check(data)
        assert said(returned) == [(code, "error", nihil.address, "kegiatan")]


def test_a_text_that_is_read_and_refused_is_one_finding():
    """contract.md#one-cause: one cause, one finding: 12,5 is a number, but no whole one."""
    assert said(one({"datang": "12,5"})) == [
        ("VALUE-003", "error", address(LAYOUT, "datang"), "datang")
    ]


@pytest.mark.parametrize(("language", "day"), [("id", "1 Agustus 2024"), ("en", "1 August 2024")])
def test_a_date_that_was_typed_as_text_is_said_in_the_readers_language(language, day):
    """contract.md#language: what a finding says is in the language of whoever reads it."""
    [finding] = one({"sejak": "01/08/2024"}).findings
    assert finding.code == "VALUE-008"
    assert day in catalogue(language).finding(finding).text
