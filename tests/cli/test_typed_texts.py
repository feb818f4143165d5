"""Nothing that a village typed becomes anything but text in what is written, whoever writes it.

Each of the twelve villages types one text wherever words may be typed and calls its file by it; a
second file of each has the text where a number belongs, so that it comes back in copies to mend.
Every text holds a mark by which it is found again.
"""

import csv
import io
import json
import re
import shutil
import zipfile

import lxml.html
import pytest
from lxml import etree

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from tests.cli.run import run

pytestmark = pytest.mark.slow

MARK = "jahat"
TEXTS = (
    f'=HYPERLINK("http://{MARK}.example","klik")',
    f"+{MARK}",
    f"-{MARK}",
    f"@SUM({MARK})",
    f"{{={MARK}}}",
    f"http://{MARK}.example/a",
    f"external:{MARK}.xlsx#A1",
    f"internal:{MARK}!A1",
    f"=cmd|' /C {MARK}'!A0",
    f'</td><script>{MARK}</script><img src=x onerror="{MARK}">',
    f"\x1b]0;{MARK}\x07\x9b31m\u202e\t={MARK}",
    f"{{{{ {MARK} }}}} _x003D_{MARK} mailto:{MARK}@contoh.example %s \\\\{MARK}\\x",
)
PERIOD = "2024-Q1"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OUR_NAME = re.compile(r"[a-z0-9.\-]+").fullmatch


def typed(values, text, number=None):
    """A village's values with the text wherever words may stand, and for one number."""

    def each(name, value):
        if isinstance(value, list):
            return [{key: each(key, cell) for key, cell in row.items()} for row in value]
        words = isinstance(value, str) and name in {"nomor_perdes", "pokok", "bukti"}
        return text if words or name == number else value

    return {name: each(name, value) for name, value in values.items()}


def files_of(campaign, folder):
    """Two files of each village."""
    definition = CampaignFolder(campaign).definition()
    form = layout(definition, definition.units[0].kind)
    told = json.loads(run("-C", campaign, "validate", campaign / "inbox", "--format", "json").out)
    for number, (each, text) in enumerate(zip(told["files"], TEXTS, strict=True)):
        [issued] = (campaign / "outbox" / PERIOD).glob(f"{each['unit']}*.xlsx")
        name = text.replace("/", "\u2215")[:60]
        first = next(name for name, (field, _) in form.fields.items() if field.type == "integer")
        for part, wrong in (("good", None), ("bad", first)):
            data = fill(issued.read_bytes(), form, typed(each["values"], text, wrong))
            path = folder / part / f"{number}{name}.xlsx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


@pytest.fixture(scope="module")
def desk(untouched, tmp_path_factory):
    """A campaign whose registry has received them, and the folder that they lie in."""
    folder = tmp_path_factory.mktemp("typed")
    campaign = shutil.copytree(untouched, folder / "campaign")
    files_of(campaign, folder)
    ran = run("-C", campaign, "receive", folder / "good", "--format", "json")
    assert [each["verdict"] for each in json.loads(ran.out)["files"]] == ["accepted"] * len(TEXTS)
    assert ran.out.count(MARK) > 2 * len(TEXTS)
    return campaign, folder


def said(desk, *arguments):
    campaign, _ = desk
    return run("-C", campaign, *arguments).out


def reports(desk, form):
    """What validate, receive and status say, each of all files."""
    _, folder = desk
    found = [said(desk, "validate", folder / part, "--format", form) for part in ("good", "bad")]
    if form != "jsonl":
        found += [
            said(desk, "status", "--period", PERIOD, "--format", form),
        ]
    if form in {"text", "json", "csv"}:
        found.append(said(desk, "log", "--format", form))
    if form == "text":
        found.append(said(desk, "status", "--unit", "35.27.01.2001"))
        found.append(said(desk, "consolidate", "--period", PERIOD, "-o", folder / "m.xlsx"))
    return found


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_nothing_reaches_the_terminal_but_text(desk, form):
    """quality.md#nothing-live: no control character, no direction mark; JSON is read back whole."""
    for report in reports(desk, form):
        assert UNSEEN.findall(report) == []
        if form == "json":
            json.loads(report)
        if form == "jsonl":
            assert len([json.loads(line) for line in report.splitlines()]) == len(TEXTS)


def test_no_cell_of_a_csv_begins_like_a_formula(desk):
    """quality.md#nothing-live: in reports, in the standing, in results and the values beside
    them.
    """
    _, folder = desk
    out = folder / "results.csv"
    said(desk, "consolidate", "--period", PERIOD, "-o", out)
    told = reports(desk, "csv")
    for report in told:
        assert UNSEEN.findall(report.replace("\r\n", "\n")) == []
    values = [path.read_text("utf-8") for path in folder.glob("results*.csv")]
    assert any(MARK in text for text in values)
    for text in (*told, *values):
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            for cell in row:
                assert not re.match(r"[=+@\t\r]|-(?![0-9.,]+$)", cell), cell


def test_no_text_is_part_of_a_page(desk):
    """quality.md#nothing-live: no element, no address, no handler comes of it; it is there to be
    read.
    """
    for report in reports(desk, "html"):
        page = lxml.html.fromstring(report.encode())
        for element in page.iter():
            if element.tag in {"script", "style"}:
                assert MARK not in (element.text or "")
            for name, value in element.items():
                live = name in {"href", "src", "action", "style"} or name.startswith("on")
                assert not (live and MARK in value), (element.tag, name, value)
        assert not page.xpath("//img[@onerror]")


def check_workbook(data):
    """No formula, link, name or sheet is made of a text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            assert "external" not in part.lower()
            if not part.endswith((".xml", ".rels")):
                continue
            for element in etree.fromstring(archive.read(part)).iter(etree.Element):
                name = etree.QName(element).localname
                if name in {"f", "formula1", "formula2", "formula", "definedName"}:
                    assert MARK not in "".join(element.itertext())
                if name in {"sheet", "hyperlink", "Relationship", "definedName"}:
                    assert not any(MARK in value for value in element.attrib.values())
                    assert element.get("TargetMode") != "External"
        return sum(archive.read(part).count(MARK.encode()) for part in archive.namelist())


def test_no_text_lives_in_a_workbook(desk):
    """quality.md#nothing-live: the master workbook, copies to mend, and forms that old ones were
    moved to.
    """
    campaign, folder = desk
    said(desk, "consolidate", "--period", PERIOD, "-o", folder / "master.xlsx")
    said(desk, "log", "-o", folder / "log.xlsx")
    said(desk, "validate", folder / "bad", "--corrections", folder / "answers")
    path = campaign / "definition.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("title: ", "title: Baru ", 1), encoding="utf-8")
    said(desk, "validate", folder / "bad", "--migrate", folder / "moved")
    path.write_text(before, encoding="utf-8")
    copies = [path for part in ("answers", "moved") for path in (folder / part).glob("*.xlsx")]
    assert len(copies) == 2 * len(TEXTS)
    for copy in [folder / "master.xlsx", *copies]:
        assert check_workbook(copy.read_bytes()) > 0, copy.name


def test_no_text_is_a_link_in_a_message(desk):
    """quality.md#nothing-live: nothing that a phone makes a link of."""
    _, folder = desk
    said(desk, "validate", folder / "bad", "--corrections", folder / "letters")
    letters = [path.read_bytes().decode() for path in (folder / "letters").glob("*.txt")]
    assert sum(MARK in letter for letter in letters) == len(TEXTS)
    for letter in letters:
        assert UNSEEN.findall(letter.replace("\r\n", "\n")) == []
        assert not re.search(rf"://{MARK}|{MARK}\.example|mailto:", letter)


def test_no_text_is_the_name_of_a_file(desk):
    """quality.md#nothing-live: every file that goes out is called by code and name, whatever
    came was called.
    """
    _, folder = desk
    out = folder / "names"
    said(desk, "validate", folder / "bad", folder / "good", "--corrections", out)
    names = [path.name for path in out.rglob("*")]
    assert names
    assert all(OUR_NAME(name) for name in names), names


def test_no_text_lives_in_a_document(desk):
    """quality.md#nothing-live: no field, no link in what is to be signed."""
    _, folder = desk
    out = folder / "lkjip.docx"
    said(desk, "report", "lkjip", "--period", PERIOD, "-o", out)
    with zipfile.ZipFile(out) as archive:
        for part in archive.namelist():
            if part.endswith(".rels"):
                assert MARK.encode() not in archive.read(part)
            if part.endswith("document.xml"):
                tree = etree.fromstring(archive.read(part))
                fields = tree.iterfind(".//{*}instrText")
                assert not any(MARK in (field.text or "") for field in fields)
