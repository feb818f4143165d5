"""Reports say all that was found, to people and to programs, and obey nothing in it."""

import base64
import csv
import dataclasses
import hashlib
import html.parser
import io
import json
import re
import unicodedata

import pytest

from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.report import csv as csv_report
from iku_workbook.report import html as html_report
from iku_workbook.report import json as json_report
from iku_workbook.report import text as text_report
from iku_workbook.safe_text import data, short, text, visible
from tests.report.batch import ACCEPTED, BATCH, HOSTILE, NAMES, REJECTED

RENDERED = {
    "text": lambda language: text_report.render(BATCH, language, NAMES),
    "json": lambda language: json_report.render(BATCH, language),
    "jsonl": lambda language: "".join(json_report.line(each, language) for each in BATCH),
    "csv": lambda language: csv_report.render(BATCH, language, NAMES),
    "html": lambda language: html_report.render(BATCH, language, NAMES),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", RENDERED)
def test_nothing_from_a_workbook_is_obeyed(form, language):
    """quality.md#controls: control characters, in any cell or file name, are shown, never sent."""
    report = RENDERED[form](language).removeprefix(csv_report.BYTE_ORDER_MARK)
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    found = {ch for ch in report if unicodedata.category(ch) in acting}
    assert found <= {"\n", "\r"}
    report.encode("utf-8")


@pytest.mark.parametrize("form", RENDERED)
def test_every_finding_is_in_every_format(form):
    """contract.md#exit-status: the same in every format."""
    report = RENDERED[form]("id")
    assert all(code in report for code in ("LOCK-001", "LOCK-003", "FORM-001", "FORM-005"))


def test_json_is_the_contract():
    """contract.md#findings-json."""
    document = json.loads(json_report.render(BATCH, "en"))
    accepted, _, rejected = document["files"]
    assert accepted == {
        "file": "melati.xlsx",
        "sha256": "aa" * 32,
        "unit": "01",
        "period": "2025-Q1",
        "named": None,
        "verdict": "accepted",
        "awaiting_decision": None,
        "overruled_by": None,
        "findings": [],
        "values": {
            "jumlah": 12,
            "bagian": 0.25,
            "kosong": None,
            "kegiatan": [{"tanggal": "2025-02-01", "jenis": "Rapat", "bukti": None}],
        },
        "indicators": {
            "A-1": {"numerator": 1, "denominator": 2, "value": 50.0},
            "A-2": {"numerator": None, "denominator": 2, "value": None},
        },
    }
    message = catalogue("en").finding(REJECTED.findings[0])
    assert rejected["findings"] == [
        {
            "code": "FORM-001",
            "severity": "error",
            "sheet": None,
            "cell": None,
            "field": None,
            "message": message.text,
            "hint": message.hint,
            "expected": "2025-01-01",
            "found": "3",
        }
    ]
    assert document["summary"] == {
        "files": 3,
        "accepted": 1,
        "needs-correction": 0,
        "rejected": 2,
        "not-examined": 0,
        "no-return": 0,
        "awaiting-decision": 0,
        "overruled": 0,
        "errors": 11,
        "warnings": 1,
    }


def test_whole_numbers_are_integers_in_json():
    """contract.md#values: "dokumen_selesai": 12."""
    assert '"jumlah": 12,' in json_report.render([ACCEPTED], "id")
    assert '"value": 50.0' in json_report.render([ACCEPTED], "id")


def test_a_line_of_jsonl_is_the_same_object():
    """contract.md#jsonl: `jsonl` is one such file object a line."""
    for each in BATCH:
        line = json_report.line(each, "id")
        assert line.count("\n") == 1
        assert json.loads(line) == json.loads(json_report.render([each], "id"))["files"][0]


def test_json_holds_what_was_found_as_it_was():
    """contract.md#says-what-to-do: `found` is what stands there; a program decides what to do
    with it.
    """
    [lock] = [
        each
        for each in json.loads(json_report.render(BATCH, "id"))["files"][1]["findings"]
        if each["cell"] == "C7"
    ]
    assert lock["found"] == HOSTILE


def test_csv_has_a_row_for_each_finding_and_for_each_file_without():
    """commands.md#iku-validate: csv: one row a finding, and one for an accepted file with none."""
    report = csv_report.render(BATCH, "id", NAMES)
    assert report.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(report.removeprefix("\ufeff")))
    assert tuple(head) == csv_report.COLUMNS
    assert len(rows) == 1 + 11 + 1
    assert rows[0][:6] == ["melati.xlsx", "aa" * 32, "01", "Melati", "2025-Q1", "accepted"]


def test_no_cell_of_the_csv_is_a_formula():
    """quality.md#nothing-live: 0 live formulas in any CSV that we write."""
    report = csv_report.render(BATCH, "id", NAMES).removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(report)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {"'-2+3.xlsx", "'" + NAMES["02"]} <= set(cells)


@pytest.mark.parametrize("begin", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1"])
def test_an_apostrophe_stands_before_what_begins_a_formula(begin):
    """quality.md#nothing-live: text that begins with `=`, `+`, `-`, `@`, tab or carriage return."""
    assert str(csv_report.inert(begin)).startswith("'")
    assert csv_report.inert(-1.5) == -1.5


class Page(html.parser.HTMLParser):
    """What a browser would make of the page: tags, their attributes, and text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_holds_no_live_thing():
    """quality.md#nothing-live: 0 live formulas or links in any page; it stands alone."""
    source = html_report.render(BATCH, "id", NAMES)
    page = Page(source)
    assert not {"img", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith(("on", "src"))]
    [policy] = [a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    # One style and one script, and the policy names both as they are.
    inline = re.findall(r"<(style|script)>(.*?)</\1>", source, re.DOTALL)
    assert [tag for tag, _ in inline] == ["style", "script"]
    for _, content in inline:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_units_that_share_a_name_are_told_apart():
    """facts.md#names-twice: 16 names occur twice inside one kecamatan (key by code, never by
    name).
    """
    returns = [dataclasses.replace(ACCEPTED, unit=code) for code in ("01", "02", "03")]
    texts = Page(html_report.render(returns, "id", {"01": "Sukamaju", "02": "Sukamaju"})).texts
    assert [each for each in texts if each.startswith("Sukamaju (")] == [
        "Sukamaju (01)",
        "Sukamaju (02)",
    ]


def test_every_link_of_the_page_leads_somewhere():
    """The recapitulation leads to each village's findings."""
    page = Page(html_report.render(BATCH, "id", NAMES))
    places = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert {a["href"][1:] for t, a in page.tags if t == "a"} <= places
    assert {"f2", "f3"} <= places


def test_the_page_shows_names_as_they_are():
    """Escaped once, not twice."""
    texts = "".join(Page(html_report.render(BATCH, "id", NAMES)).texts)
    assert visible(f"{HOSTILE}.xlsx") in texts
    assert NAMES["02"] in texts


def test_text_says_a_message_once_with_its_cells():
    """contract.md#one-cause: cells that share a message are grouped."""
    report = text_report.render(BATCH, "id", NAMES)
    assert report.count(short(catalogue("id").finding(BATCH[1].findings[3]).text)) == 1
    assert "Isian 1!B4, C9:C11; Isian 2!B4, C9:C11" in report


def test_text_shows_the_verdict_without_colour():
    """The verdict in words and a symbol, severity in words."""
    say = catalogue("id")
    report = text_report.render(BATCH, "id", NAMES)
    first = report.splitlines()[0]
    assert first == f"✓ {say('report.accepted')} · Melati · Triwulan I 2025 · melati.xlsx"
    assert all(say(f"report.{word}") in report for word in ("rejected", "error", "warning"))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_keeps_to_its_width(width):
    """Usable in a terminal of 80 columns."""
    lines = text_report.render(BATCH, "id", NAMES, width).splitlines()
    assert max(map(len, lines)) <= width


def test_reports_of_nothing():
    """A report without files is still a report."""
    assert json.loads(json_report.render([], "id"))["files"] == []
    assert text_report.render([], "id")
    assert csv_report.render([], "id").count("\n") == 1
    assert catalogue("id")("report.all_clear") in html_report.render([], "id")


def test_values_as_programs_compare_them():
    """contract.md#values: dates are ISO, an empty input is null."""
    assert [text(value) for value in (None, 2.0, 2.5, "x", ACCEPTED.verdict)] == [
        None,
        "2",
        "2.5",
        "x",
        "accepted",
    ]
    assert data(float("nan")) is None
    assert short("a" * 1000).endswith("…")
