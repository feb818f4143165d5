"""Every document is one that Word opens, whatever the definition leaves out."""

from functools import cache

import pytest
from docx.oxml.ns import qn

from iku_workbook.periods import Cadence
from tests import ooxml
from tests.documents import material

pytestmark = pytest.mark.slow

CELL, ROW, TABLE, PARAGRAPH = qn("w:tc"), qn("w:tr"), qn("w:tbl"), qn("w:p")
NOTHING = {
    "sources": (),
    "responsible": (),
    "objective": "",
    "definition": "",
    "unit_of_measure": "",
    "targets": {},
    "plan_target": None,
    "baseline": {},
}
NO_OFFICE = {
    "regency": "",
    "vision": "",
    "missions": (),
    "goals": (),
    "duty": "",
    "functions": (),
    "grounds": (),
    "contact": "",
    "decree": None,
    "signatory": None,
    "superior": None,
}
PERIODS = {"quarterly": "2024-Q2", "monthly": "2024-M01", "annual": "2024"}


def shown(cadence, count, *, bare):
    """The shipped definition with so many indicators, all or nothing of what is optional."""
    whole = material.definition()
    months = {f"2024-M{month:02}": 1000.0 + month for month in range(1, 13)}
    indicators = [
        each.model_copy(
            update={"code": f"IKU-{number + 1}", "targets": {**each.targets, **months}}
            | (NOTHING if bare else {})
        )
        for number in range(count)
        for each in [whole.indicators[number % len(whole.indicators)]]
    ]
    without = {
        "agency": whole.agency.model_copy(update=NO_OFFICE),
        "achievement": whole.achievement.model_copy(update={"bands": ()}),
    }
    said = {"cadence": Cadence(cadence), "indicators": tuple(indicators)}
    said |= without if bare else {}
    return whole.model_copy(update=said)


CASES = [
    pytest.param(cadence, count, bare, id=f"{cadence}-{count}-{'nothing' if bare else 'all'}")
    for cadence, count, bare in (
        ("quarterly", 1, True),
        ("monthly", 13, True),
        ("monthly", 13, False),
        ("annual", 4, True),
    )
]


@cache
def documents(cadence, count, bare):
    """The four documents of such a definition before anything has come, by their kind."""
    facts = material.facts(shown(cadence, count, bare=bare), (), PERIODS[cadence])
    return {kind: material.filled(material.template(kind), facts) for kind in material.KINDS}


def roots(document):
    """What a document says, and what stands above and below it."""
    yield document.element.body
    for section in document.sections:
        yield from (section.header._element, section.footer._element)


def is_whole(root):
    """Word's own conditions, of which the SDK's validator knows no more than the first few."""
    return (
        all(cell[-1].tag == PARAGRAPH for cell in root.iter(CELL))
        and all(row.findall(CELL) for row in root.iter(ROW))
        and all(table.findall(ROW) for table in root.iter(TABLE))
        and next(root.iterchildren(PARAGRAPH), None) is not None
    )


@pytest.mark.parametrize(("cadence", "count", "bare"), CASES)
def test_what_is_optional_leaves_no_cell_open(cadence, count, bare):
    """quality.md#open-xml: 0 errors; each cell ends with a paragraph, whatever is left out."""
    for kind, data in documents(cadence, count, bare).items():
        assert all(map(is_whole, roots(material.opened(data)))), kind


@pytest.mark.parametrize(("cadence", "count", "bare"), CASES)
@ooxml.needs_validator
def test_word_finds_nothing_wrong(tmp_path, cadence, count, bare):
    """quality.md#open-xml: Open XML SDK validation of every document that we write, 0 errors."""
    paths = []
    for kind, data in documents(cadence, count, bare).items():
        paths.append(tmp_path / f"{kind}.docx")
        paths[-1].write_bytes(data)
    found = ooxml.validate(paths)
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) == len(material.KINDS)


def cell_without(table):
    """An office lists the missions in a cell, and the definition names none."""
    cell = table.add_row().cells[0]
    cell.paragraphs[0].text = "{%p for m in instansi.misi %}"
    for text in ("{{ m }}", "{%p endfor %}"):
        cell.add_paragraph(text)


def rows_without(table):
    """All rows are a loop."""
    for text in ("{%tr for m in instansi.misi %}", "{{ m }}", "{%tr endfor %}"):
        table.add_row().cells[0].text = text


def columns_without(table):
    """All columns are a loop."""
    texts = ("{%tc for m in instansi.misi %}", "{{ m }}", "{%tc endfor %}")
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text


def spanned(table):
    """A cell that reaches over a loop's columns."""
    first, *_, last = table.add_row().cells
    first.merge(last).text = "{% colspan 3 %}{{ tahun }}"


def nested(table):
    """A table in a cell, whose rows are a loop, and no paragraph that says anything."""
    cell = table.add_row().cells[0]
    inner = cell.add_table(0, 3)
    rows_without(inner)
    cell._tc.remove(cell.paragraphs[0]._p)


@pytest.mark.parametrize("where", ["body", "header", "footer"])
@pytest.mark.parametrize("edit", [cell_without, rows_without, columns_without, spanned, nested])
def test_an_offices_own_template_leaves_none_open_either(tmp_path, edit, where):
    """house.md#templates, iku report: from templates that an office may edit in Word; what it
    leaves out leaves a document that Word opens.
    """

    def change(document):
        section = document.sections[0]
        beside = {"body": document, "header": section.header, "footer": section.footer}[where]
        width = () if where == "body" else (section.page_width,)
        edit(beside.add_table(0, 3, *width))

    bare = shown("annual", 1, bare=True)
    template = material.changed(material.template("perjanjian-kinerja"), change)
    data = material.filled(template, material.facts(bare, (), "2024"))
    assert all(map(is_whole, roots(material.opened(data))))
    if ooxml.available():
        path = tmp_path / "made.docx"
        path.write_bytes(data)
        assert ooxml.validate([path]) == {path: []}
