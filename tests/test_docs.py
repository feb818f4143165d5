"""What the documents say of files, pictures, codes, keys and figures is so."""

import datetime
import re
from dataclasses import replace

import pytest

from iku_workbook.codes import NEVER_WAIVED
from iku_workbook.definition import indicators, model
from iku_workbook.definition.model import FieldType
from iku_workbook.definition.values import Record
from iku_workbook.documents.context import context
from iku_workbook.messages import LANGUAGES
from iku_workbook.registry.head import Last, read_head
from iku_workbook.report.standing import MARKS
from samples.year import DEFINITION, invented_values, story
from tests.cli.run import run
from tests.cli.test_typed_texts import TEXTS
from tests.design import FENCED, PAGES, anchors
from tests.documents import material
from tests.results.money import money_facts
from tests.source import CHECKOUT, PACKAGE
from tests.test_messages import FINDING_CODE, sentences

DOCS = CHECKOUT / "docs"
PICTURES = DOCS / "pictures"
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
ROOTS = (CHECKOUT, CHECKOUT / PACKAGE)
OURS = "|".join(path.name for path in CHECKOUT.iterdir() if path.is_dir() and path.name[0] != ".")
INSIDE = "|".join(path.name for path in (CHECKOUT / PACKAGE).iterdir() if path.is_dir())
NAMED = re.compile(rf"(?:{OURS}|{INSIDE})/[\w./*-]*|[\w./-]+\.(?:py|cfg|lark|sql|toml|cmd)")
MADE_ELSEWHERE = {
    "templates/",
    "results/P",
    "results/KIND-P.docx",
    "results/versions/2024-Q1-v1.xlsx",
}
"""In a campaign's folder."""


def text_of(page):
    return page.read_text(encoding="utf-8")


def name_of(page):
    return str(page.relative_to(CHECKOUT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    """house.md#documented: to a file that is here, and to an anchor that it has."""
    lost = []
    for target in LINK.findall(text_of(page)):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        leads = (page.parent / path).resolve() if path else page
        if not leads.exists() or (anchor and anchor not in anchors(text_of(leads))):
            lost.append(target)
    assert not lost


def test_every_page_is_reached():
    """house.md#documented: who begins at README finds every page."""
    found, waiting = set(), [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in found:
            found.add(page)
            targets = {target.partition("#")[0] for target in LINK.findall(text_of(page))}
            waiting += [(page.parent / each).resolve() for each in targets if each.endswith(".md")]
    assert sorted(map(name_of, set(PAGES) - found)) == []


def test_every_picture_is_shown_and_every_one_shown_is_there():
    """house.md#documented: no picture is drawn that no page shows."""
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(text_of(page))
        if target.endswith(".png")
    }
    assert shown == set(PICTURES.iterdir())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_is_here(page):
    """house.md#documented: a path is one of the repository, a name that of a module."""
    text = text_of(page)
    named = {span for span in SPAN.findall(FENCED.sub("", text)) if NAMED.fullmatch(span)}
    named |= set(re.findall(r"[\w/]+\.py", " ".join(FENCED.findall(text))))
    modules = {path.name for path in (CHECKOUT / PACKAGE).rglob("*.py")}
    lost = [
        span
        for span in sorted(named - MADE_ELSEWHERE - modules)
        if not any(list(root.glob(span.rstrip("/"))) for root in (*ROOTS, page.parent))
    ]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_code_that_is_named_is_one(page):
    """contract.md#codes: no document speaks of a code that no message prints."""
    known = {key for area, key, _ in sentences("id") if area == "finding"}
    assert sorted({*FINDING_CODE.findall(text_of(page))} - known) == []


def page(name):
    return text_of(DOCS / f"{name}.md")


def rows_of(text):
    """The rows of a page's tables, each a list of cells."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_mistake_that_is_shown_is_what_is_said(tmp_path):
    """definition.md#mistakes: with the line and column that a person would see."""
    template = CHECKOUT / "templates" / f"{DEFINITION}.yaml"
    text = template.read_text(encoding="utf-8")
    wrong = re.sub(r"(?m)formula: dokumen_selesai$", "formula: dokumen_selsai", text)
    (tmp_path / "definition.yaml").write_text(wrong, encoding="utf-8")
    for units in template.parent.glob("*.csv"):
        (tmp_path / units.name).write_bytes(units.read_bytes())
    ran = run("--lang", "en", "check", tmp_path / "definition.yaml")
    assert ran.status == 2
    [said] = re.findall(r"^(definition.yaml:[0-9].*)$", page("definition"), re.MULTILINE)
    assert " ".join(ran.err.split()).endswith(said)


def test_every_key_of_a_definition_is_described():
    """definition.md#the-whole: every key of every record, in code spans of the page."""
    spans = " ".join(re.findall(r"`[^`]+`|\*\*[a-z]+\*\*", FENCED.sub("", page("definition"))))
    records = {
        value
        for module in (model, indicators)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Record)
    }
    keys = {
        field.alias or name for record in records for name, field in record.model_fields.items()
    }
    words = set(re.findall(r"[a-z_]+", spans))
    assert sorted(keys - words) == []
    assert sorted(set(FieldType) - words) == []


def test_every_mistake_of_an_author_is_described():
    """definition.md#mistakes: each by its code, those of formulas on the page of formulas."""
    told = {key for area, key, part in sentences("id") if area == "definition" and part == "text"}
    for name, codes in (
        ("formula", {code for code in told if code.startswith("formula-")}),
        ("definition", {code for code in told if not code.startswith("formula-")}),
    ):
        said = re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`", page(name))
        assert sorted(code for code in codes if code not in said) == []


def test_what_the_demonstration_holds():
    """commands.md#iku-demo: who is late, who has nothing to report, who has moved up."""
    quarters = [f"2024-Q{number}" for number in range(1, 5)]
    nihil = [
        quarter
        for quarter in quarters
        for said in invented_values(quarter).values()
        if not said["kegiatan"] and said["dokumen_pengajuan"] == 0
    ]
    assert nihil == ["2024-Q1", "2024-Q3"]
    assert "two have nothing to report (one in the first quarter, one in the third)" in " ".join(
        page("commands").split()
    )
    before, after = invented_values("2024-Q2"), invented_values("2024-Q3")
    moved = [code for code in before if before[code]["status_desa"] != after[code]["status_desa"]]
    assert len(moved) == 4
    assert "four have moved up" in text_of(CHECKOUT / "samples" / "README.md")
    late = [f"{day.day} {day:%B}" for day in list(story("2024-Q2"))[1:]]
    assert late == ["15 July", "22 July"]
    assert "(15 and 22 July" in text_of(CHECKOUT / "samples" / "README.md")


def test_the_examples_of_a_template_are_those_of_the_sample_year():
    """documents.md#names: each example is what the name gives, in the year that the page names."""
    zone = material.results().definition.timezone.time
    came, decided = (datetime.datetime(2024, 7, 11, *at, tzinfo=zone) for at in ((9, 12), (13, 40)))
    head = read_head("412-7K3F-9QXM-2A5T")
    head = replace(head, receipt=Last(48, came), decision=Last(12, decided))
    facts = context(replace(material.results(), head=head), material.DAY) | money_facts()
    listed = {
        "g": facts["program"][0],
        "e": facts["efisiensi"][0],
        "p": facts["laporan"]["per_periode"][0],
        "i": facts["indikator"][0],
        "b": facts["predikat"][1],
        "o": facts["sasaran"][0],
        "k": facts["laporan"]["per_periode"][0]["laporan"][0],
        "q": facts["indikator"][0]["per_periode"][0],
        "t": facts["indikator"][0]["rencana"][0],
        "y": facts["indikator"][0]["beberapa_tahun"][0],
        "u": facts["daftar_unit"][0],
    }
    of_a_registry = {"verifikasi", *"svfwd"}  # the sample year has none
    section = page("documents").partition("## Names")[2]
    examples = [row for row in rows_of(section) if len(row) == 3 and row[0].startswith("`")]
    wrong = []
    for name, _, example in examples:
        first, *parts = name.strip("`").split(".")
        if first in of_a_registry:
            continue
        value = listed[first] if first in listed and parts else facts[first]
        for part in parts:
            value = value[part]
        if example and example not in (value if isinstance(value, list) else [str(value)]):
            wrong.append((name, example, value))
    assert len(examples) > 60
    assert wrong == []


def test_the_sheets_of_the_master():
    """master.md#sheets: by the names that they bear in both languages."""
    first, second = (
        {key: text for (area, key, _), text in sentences(language).items() if area == "results"}
        for language in LANGUAGES
    )
    named = re.findall(r"^\| \*([^*]+)\*(?: \((.+?)\))? \|", page("master"), re.MULTILINE)
    expected = {
        (first[key], second[key] if first[key] != second[key] else "")
        for key in first
        if key.startswith("sheet_")
    }
    assert set(named) == expected


def test_an_office_reads_its_pages_in_indonesian():
    """house.md#in-indonesian: each leads to the other from the first line below its heading, and
    names the sheets, the pages and the states as the program does.
    """
    for ours in sorted((DOCS / "id").glob("*.md")):
        (other,) = re.findall(r"^\[In English\]\((.+)\)$", text_of(ours), re.MULTILINE)
        there = (ours.parent / other).resolve()
        (back,) = re.findall(r"^\[Dalam bahasa Indonesia\]\((.+)\)$", text_of(there), re.MULTILINE)
        assert (there.parent / back).resolve() == ours
    words = {place[:2]: text for place, text in sentences("id").items()}
    sheets = {text for (area, key), text in words.items() if area == "results" and "sheet_" in key}
    named = set(re.findall(r"^\| \*([^*]+)\*", page("id/master"), re.MULTILINE))
    assert sheets - named == {"Daftar pilihan"}, "hidden"
    rooms = {text for (area, key), text in words.items() if area == "frame" and "room-" in key}
    quarter = page("id/triwulan") + page("id/keamanan")
    assert set(re.findall(r"halaman \*\*([^*]+)\*\*", quarter, re.IGNORECASE)) <= rooms
    marks = {f"{mark} {words['standing', state]}" for state, mark in MARKS.items()}
    states = {row[0] for row in rows_of(page("id/triwulan")) if row[0][:1] in set(MARKS.values())}
    assert {each.casefold() for each in states} <= {each.casefold() for each in marks}
    assert states


def test_the_words_of_the_standing():
    """registry.md#what-the-words-mean: the marks and words that iku status shows."""
    words = {key: text for (area, key, _), text in sentences("id").items() if area == "standing"}
    section = page("registry").partition("## What the words mean")[2].partition("\n## ")[0]
    named = [(mark, word) for mark, word, _ in rows_of(section)[2:]]
    assert {mark: word.casefold() for mark, word in named} == {
        mark: words[state].casefold() for state, mark in MARKS.items()
    }


def test_the_texts_that_try():
    """security.md#what-a-returned-file-can-do: as many as the test sends."""
    assert len(TEXTS) == 12
    assert "twelve texts that try" in " ".join(page("security").split())


def test_every_room_is_in_the_table_of_the_house():
    """house.md#documented: README's table leads to every room of the package, and the order."""
    named = [row[0] for row in rows_of(text_of(CHECKOUT / "README.md")) if len(row) == 2]
    listed = {span.removeprefix(f"{PACKAGE}/").strip("/") for span in SPAN.findall(" ".join(named))}
    rooms = {
        path.name
        for path in (CHECKOUT / PACKAGE).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert sorted(rooms - listed - {"__init__.py", "__main__.py"}) == []


def test_what_is_never_waived():
    """commands.md#iku-waive: the families of codes that no decision of the office lets pass."""
    section = page("commands").partition("## iku waive")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z]+)`", section.partition("| ")[0])) == NEVER_WAIVED
