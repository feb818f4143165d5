"""What is told or asked of a return whose values are beyond doubt: events, drags, remarks."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from iku_workbook.findings import Verdict, shown
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.replies.corrected_copy import corrected, to_correct
from iku_workbook.report import render
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    check_apart,
    define,
    filled,
    known,
    layout_of,
    parts,
    put,
    said,
    sheet_part,
    zipped,
)

LAYOUT = layout_of(define())
TABLE = LAYOUT.tables[0]
FIRST = TABLE.first
DAY = datetime.date
EVENT = {"tanggal": DAY(2025, 1, 31), "jenis": "Rapat", "peserta": 12, "bukti": "ST/1"}
OTHER = {**EVENT, "bukti": "ST/2"}


SAID_TWICE = [
    ([EVENT, EVENT, EVENT], [f"{FIRST}, {FIRST + 1}, {FIRST + 2}"]),
    ([EVENT, OTHER, EVENT], [f"{FIRST}, {FIRST + 2}"]),
    ([EVENT, {}, {**EVENT, "bukti": "st/1 "}], [f"{FIRST}, {FIRST + 2}"]),
    ([EVENT, OTHER, EVENT, OTHER], [f"{FIRST}, {FIRST + 2}", f"{FIRST + 1}, {FIRST + 3}"]),
    ([{**EVENT, "bukti": None}] * 3, [f"{FIRST}, {FIRST + 1}, {FIRST + 2}"]),
    ([EVENT, OTHER], []),
    ([{**EVENT, "bukti": None}] * 2, []),
    ([EVENT, {**EVENT, "peserta": 13}], []),
    ([EVENT, {**EVENT, "tanggal": DAY(2025, 2, 1)}], []),
    ([{"tanggal": DAY(2025, 1, 31)}] * 4, []),
]


def test_one_event_listed_several_times_is_asked_about_once():
    """VALUE-024; facts.md#same-event: once an event, with its rows."""
    sent = [filled({**GOOD, "kegiatan": events}) for events, _ in SAID_TWICE]
    for (_, found), returned in zip(SAID_TWICE, check_apart(*sent), strict=True):
        noted = shown(returned.findings)
        asked = [each for each in noted if each.code == "VALUE-024"]
        assert [each.data["rows"] for each in asked] == found
        assert len(asked) == len(noted)
        assert returned.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("events", [[{}, EVENT], [EVENT, {}, OTHER], [{}, EVENT, {}, OTHER]])
def test_what_asks_nothing_of_anybody_is_shown_to_nobody(events):
    """VALUE-025; facts.md#same-event: empty rows are recorded, and only programs are told."""
    [returned] = check(filled({**GOOD, "kegiatan": events}))
    assert [each.code for each in returned.findings] == ["VALUE-025"]
    assert shown(returned.findings) == to_correct(returned.findings) == []
    for form in ("text", "html"):
        for language in LANGUAGES:
            told = render([returned], form, language, {})
            title = catalogue(language).finding(returned.findings[0]).title
            assert "VALUE-025" not in told
            assert title not in told
    for form in ("json", "csv"):
        assert "VALUE-025" in render([returned], form, "id", {})


def named(data, **names):
    """The workbook with defined names that stand for something else."""

    def change(root):
        for each in root.iterfind("{*}definedNames/{*}definedName"):
            if each.get("name") in names:
                each.text = names[each.get("name")]

    return change_part(data, "xl/workbook.xml", change)


DRAGGED = [
    {"naik": "Isian!$C$6"},
    {"naik": "Isian!$C$6", "datang": "Isian!#REF!"},
    {"datang": "#REF!"},
    {"skor": "Isian!$C$11"},
    {"naik": "Kegiatan!$B$7"},
    {"kegiatan.tanggal": f"Kegiatan!$B${FIRST + 1}:$B${TABLE.last}"},
]


def test_a_cell_that_was_dragged_and_typed_anew_is_no_error():
    """LOCK-022; facts.md#dragged: the entries stand where they belong, nothing goes back."""
    good, *dragged = check_apart(filled(GOOD), *(named(filled(GOOD), **names) for names in DRAGGED))
    for names, each in zip(DRAGGED, dragged, strict=True):
        assert [code for code, *_ in said(each)] == ["LOCK-022"] * len(names)
        assert each.values == good.values
        assert each.verdict is Verdict.ACCEPTED
        assert to_correct(each.findings) == []


def test_a_cell_that_was_dragged_and_left_empty_is_an_error():
    """facts.md#dragged: only where every cell holds something again; else LOCK-011 says so."""
    data = named(filled({**GOOD, "skor": None}), skor="Isian!$C$7")
    [returned] = check(data)
    assert said(returned) == [("LOCK-011", "error", None, "skor")]
    for name, elsewhere in (("persen", "Isian!$C$7"), ("datang", "Isian!$C$40"), ("skor", "5")):
        [returned] = check(named(filled(GOOD), **{name: elsewhere}))
        assert said(returned) == [("LOCK-011", "error", None, name)]


def test_results_that_a_dragged_cell_shows_are_not_compared():
    """contract.md#one-cause: what the formulas made of the wrong cell is the same cause."""
    formula = LAYOUT.computed["persen"][0].formula.replace("<", "&lt;").replace(">", "&gt;")
    data = put(filled(GOOD), f"Isian!{address(LAYOUT, 'persen')}", f"<f>{formula}</f><v>100</v>")
    [returned] = check(named(data, naik="Isian!$C$6"))
    assert "CALC-001" not in [code for code, *_ in said(returned)]


def remarked(data, **remarks):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, text in remarks.items():
        book["Isian"][cell].comment = Comment(text, "Operator")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


REMARKS = [
    {"C6": "Dua anak pindah."},
    {"C6": "Dua anak pindah.", "C7": "lihat\nlampiran"},
    {"A1": "=HYPERLINK(1)"},
    {"H40": "di luar formulir"},
    {"C6": "x" * 5000},
]


def test_what_is_remarked_on_a_cell_is_shown_to_the_office():
    """LOCK-021; facts.md#cell-notes: with its cell, as data; nothing is asked for it."""
    found = check_apart(*(remarked(filled(GOOD), **remarks) for remarks in REMARKS))
    for remarks, returned in zip(REMARKS, found, strict=True):
        is_shown(returned, remarks)


def is_shown(returned, remarks):
    [finding] = [each for each in returned.findings if each.code == "LOCK-021"]
    assert (finding.sheet, finding.severity) == ("Isian", "info")
    assert finding.cell == min(remarks)
    assert finding.found == " / ".join(
        f"{cell}: {' '.join(text.split())}" for cell, text in remarks.items()
    )
    assert returned.verdict is Verdict.ACCEPTED
    assert to_correct(returned.findings) == []
    assert next(iter(remarks)) in catalogue("id").finding(finding).text


def test_a_threaded_comment_is_shown_once():
    """facts.md#cell-notes: Excel writes a note beside it for older programs."""
    data = remarked(filled(GOOD), C6="[Threaded comment] Your version of Excel …", C7="catatan")
    content = parts(data)
    sheet = sheet_part(data, "Isian").rpartition("/")[2]
    rels = f"xl/worksheets/_rels/{sheet}.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = (
        f'<Relationship Id="t1" Type="{kind}" Target="/xl/threadedComments/threadedComment1.xml"/>'
    )
    content[rels] = content[rels].replace(b"</Relationships>", f"{link}</Relationships>".encode())
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    content["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}">'
        '<threadedComment ref="C6" dT="2025-04-01T08:00:00.00" personId="{1}" id="{2}">'
        "<text>Dua anak pindah.</text></threadedComment>"
        '<threadedComment ref="C6" dT="2025-04-01T09:00:00.00" personId="{1}" id="{3}" '
        'parentId="{2}"><text>Ke Sreseh.</text></threadedComment></ThreadedComments>'
    ).encode()
    [returned] = check(zipped(content))
    [finding] = [each for each in returned.findings if each.code == "LOCK-021"]
    assert finding.found == "C6: Dua anak pindah. / C6: Ke Sreseh. / C7: catatan"


def test_the_offices_own_notes_are_not_told_back():
    """facts.md#cell-notes: a corrected copy has a note at every cell to mend."""
    data = filled({**GOOD, "naik": "tiga", "kegiatan": [{**EVENT, "peserta": "dua"}]})
    [returned] = check(data)
    copy = corrected(data, returned, known())
    [again] = check(copy)
    assert "LOCK-021" not in [code for code, *_ in said(again)]
    [with_more] = check(remarked(copy, C8="sudah benar"))
    [finding] = [each for each in with_more.findings if each.code == "LOCK-021"]
    assert finding.found == "C8: sudah benar"
