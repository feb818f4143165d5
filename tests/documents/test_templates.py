"""Templates: what an office may change, what it is told, and what can never happen."""

import io
import re
import zipfile

import pytest
from docx.oxml.ns import qn

from iku_workbook.documents.render import TemplateMistake
from iku_workbook.messages import LANGUAGES
from iku_workbook.periods import Cadence
from samples.year import QUARTER
from templates.draw.__main__ import KINDS as DRAWN
from templates.draw.__main__ import packed
from templates.draw.english import all_texts, in_english, texts
from tests import ooxml
from tests.documents import material
from tests.results.money import money_facts
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

LETTERS = {
    "indikator": "i",
    "predikat": "b",
    "sasaran": "o",
    "laporan.per_periode": "p",
    "p.laporan": "k",
    "i.per_periode": "q",
    "program": "g",
    "efisiensi": "e",
    "i.rencana": "t",
    "daftar_unit": "u",
    "verifikasi.ringkasan": "s",
    "verifikasi.unit": "v",
    "verifikasi.berkas": "f",
    "verifikasi.temuan": "w",
    "verifikasi.keputusan": "d",
    "i.beberapa_tahun": "y",
}
"""By which name the guide calls one of a list."""


def names(facts, before=""):
    """Every name that a template can use, as the guide writes it."""
    for key, value in facts.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            yield from names(value, f"{name}.")
            continue
        yield name
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from names(value[0], f"{LETTERS[name]}.")


def test_the_guide_explains_every_name():
    """documents.md#names: it explains every placeholder, and no other."""
    guide = (CHECKOUT / "docs" / "documents.md").read_text(encoding="utf-8")
    section = guide.partition("## Names")[2].partition("## The shipped")[0]
    facts = material.facts() | {"verifikasi": material.verified_facts()["verifikasi"]}
    explained = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert sorted(explained) == sorted(names(facts | money_facts()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", material.KINDS)
def test_shipped_templates_are_what_the_script_draws(kind, language):
    """A template can be reviewed as the script that draws it."""

    def parts(data):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return {name: file.read(name) for name in file.namelist()}

    drawn = DRAWN[kind].draw()
    drawn = in_english(drawn) if language == "en" else drawn
    assert parts(material.template(kind, language)) == parts(packed(drawn))


def test_nothing_is_put_into_english_that_no_template_says():
    """facts.md#english-documents: what english.toml holds is what the templates say."""
    said = set()
    for each in DRAWN.values():
        drawn = each.draw()
        said |= {drawn.document.core_properties.title, *all_texts(drawn)}
    assert set(texts()) - said <= {"Tabel", "Grafik"}


@ooxml.needs_validator
def test_word_finds_nothing_wrong(tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every document that we write, 0 errors."""
    paths = []
    for kind in material.KINDS:
        for name, data in (("made", material.made(kind)), ("template", material.template(kind))):
            paths.append(tmp_path / f"{kind}-{name}.docx")
            paths[-1].write_bytes(data)
    found = ooxml.validate(paths)
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) == len(paths)


@pytest.mark.parametrize("kind", material.KINDS)
def test_pages_are_a4_and_numbered(kind):
    """facts.md#reports: documents on A4, every page with its number of how many."""
    document = material.opened(material.made(kind))
    for section in document.sections:
        assert {round(section.page_width.cm, 1), round(section.page_height.cm, 1)} == {21.0, 29.7}
        fields = "".join(section.footer._element.itertext())
        assert "PAGE" in fields
        assert "NUMPAGES" in fields


@pytest.mark.parametrize("kind", material.KINDS)
def test_a_document_names_the_office_as_its_author(kind):
    """A document's properties are the office's, and of the day on which it was made."""
    properties = material.opened(material.made(kind)).core_properties
    assert properties.author == material.definition().agency.name
    assert properties.created.date() == material.DAY
    assert "{" not in properties.title
    assert properties.title


# --- what an office may change ---------------------------------------------------------------


def test_what_an_office_writes_in_its_template_stands_in_the_document():
    """house.md#templates, iku report: from templates that an office may edit in Word."""

    def edit(document):
        document.tables[0].cell(0, 1).paragraphs[1].text = "Jalan Raya {{ keputusan.tempat }}"

    data = material.changed(material.template("perjanjian-kinerja"), edit)
    assert material.texts(material.opened(material.filled(data)))[0] == "Jalan Raya Sreseh"


@pytest.mark.parametrize("cadence", ["semester", "monthly", "annual"])
def test_columns_follow_the_cadence(cadence):
    """definition.md#periods: annual, semester, quarterly and monthly definitions; the columns of
    the action plan fill the width of the page whatever their number, those of twelve months in
    two lines, so that each holds a figure such as 100.000,00 unbroken.
    """
    shown = material.definition().model_copy(update={"cadence": Cadence(cadence)})
    code = {"semester": "2024-S2", "monthly": "2024-M12", "annual": "2024"}[cadence]
    facts = material.facts(shown, (), code)
    data = material.filled(material.template("rencana-aksi"), facts)
    table = material.table(material.opened(data), "No")
    count = {"semester": 2, "monthly": 6, "annual": 1}[cadence]
    assert len(table.columns) == 6 + count
    assert all(column.width.cm > 2 for column in list(table.columns)[5:-1])
    usual = material.table(material.opened(material.made("rencana-aksi")), "No")
    widths = [sum(column.width for column in one.columns) for one in (table, usual)]
    assert widths[0] == pytest.approx(widths[1], rel=0.01)
    for row in table._tbl.tr_lst[2:]:
        cells = [int(width.get(qn("w:w"))) for width in row.iter(qn("w:tcW"))]
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert cells == grid


# --- what an office is told ------------------------------------------------------------------


def mistake(paragraph, kind="lampiran"):
    """What is said of a template with this paragraph in it."""
    data = material.changed(material.template(kind), lambda one: one.add_paragraph(paragraph))
    with pytest.raises(TemplateMistake) as caught:
        material.filled(data)
    return caught.value


def test_a_name_that_does_not_exist_is_told_with_those_that_do():
    """quality.md#template-safe: what does not exist is a clear error that tells the name."""
    error = mistake("{{ instnasi.nama }}")
    assert (error.code, error.name) == ("template-unknown", "instnasi")
    assert "instansi" in error.known


@pytest.mark.parametrize("mark", ["{{ instansi.nmaa }}", "{% if instansi.nmaa %}x{% endif %}"])
def test_a_part_that_does_not_exist_is_told_with_those_that_do(mark):
    """quality.md#template-safe: what does not exist is a clear error that tells the name."""
    error = mistake(mark)
    assert (error.code, error.name) == ("template-unknown", "nmaa")
    assert "nama" in error.known


def test_a_name_in_the_footer_is_looked_at_too():
    """quality.md#template-safe: what does not exist is a clear error that tells the name."""

    def edit(document):
        document.sections[0].footer.paragraphs[0].add_run("{{ halaman }}")

    with pytest.raises(TemplateMistake) as caught:
        material.filled(material.changed(material.template("rencana-aksi"), edit))
    assert caught.value.name == "halaman"


@pytest.mark.parametrize(
    "mark",
    [
        "{{ tahun",
        "{{ tahun + }}",
        "{{ tahun + 1 }}",
        "{{ tahun|besar }}",
        "{% for i in indikator %}{{ i.nama }}",
        "{% endfor %}",
        "{% include 'x' %}",
    ],
)
def test_marks_that_cannot_be_read_are_told(mark):
    """quality.md#template-safe: 0 tracebacks, whatever a template says."""
    assert mistake(mark).code == "template-marks"


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ indikator.append(1) }}", "append"),
        ("{{ grafik_capaian.tpl.save('x') }}", "tpl"),
    ],
)
def test_a_template_reaches_nothing_but_its_names(mark, name):
    """quality.md#nothing-live: what comes from elsewhere makes nothing live: a sandbox."""
    error = mistake(mark)
    assert (error.code, error.name) == ("template-unknown", name)


def test_the_words_near_a_mistake_are_told():
    """contract.md#exit-2: a message that says where: the paragraph, since Word shows no lines."""
    assert mistake("Di sini {% endfor %} salah").near == "Di sini {% endfor %} salah"


def test_marks_that_cut_through_a_table_are_told():
    """A template whose marks would leave a damaged document makes none."""

    def edit(document):
        document.tables[0].rows[0].cells[0].paragraphs[0].add_run("{% if tahun == '1' %}")
        document.paragraphs[-1].add_run("{% endif %}")

    with pytest.raises(TemplateMistake) as caught:
        material.filled(material.changed(material.template("rencana-aksi"), edit))
    assert caught.value.code == "template-crossed"


@pytest.mark.parametrize("kind", ["empty", "text", "zip", "cut", "workbook"])
def test_what_is_no_word_document_is_told(kind):
    """quality.md#hostile: 0 tracebacks, whatever the file is."""
    whole = material.template("lampiran")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "a")
    workbook = next(QUARTER.glob("*.xlsx"))
    data = {
        "empty": b"",
        "text": b"Kantor",
        "zip": out.getvalue(),
        "cut": whole[: len(whole) // 2],
        "workbook": workbook.read_bytes(),
    }[kind]
    with pytest.raises(TemplateMistake) as caught:
        material.filled(data)
    assert caught.value.code == "template-broken"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_damaged_part_is_told(part):
    """quality.md#hostile: 0 tracebacks, whatever the file is."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(material.template("lampiran"))) as whole,
        zipfile.ZipFile(out, "w") as file,
    ):
        for name in whole.namelist():
            file.writestr(name, b"<w:broken" if name == part else whole.read(name))
    with pytest.raises(TemplateMistake) as caught:
        material.filled(out.getvalue())
    assert caught.value.code == "template-broken"
