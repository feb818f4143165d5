"""Every document of the three definitions that differ most, on F4 as LibreOffice prints it."""

import json
import re

import pytest

from iku_workbook.definition.model import Paper
from templates.draw import english
from tests import libreoffice, ooxml
from tests.clients.paper import needs_paper, run
from tests.documents import material
from tests.documents.years import clinics, schools, villages
from tests.forms import load
from tests.libreoffice import needs_writer
from tests.newest import SCHOOL

pytestmark = pytest.mark.slow

PAGES = {
    "villages": (2, 2, 1, 9, 3, 18, 1),
    "clinics": (2, 2, 1, 4, 3, 13, 1),
    "schools": (2, 2, 1, 4, 3, 13, 1),
}
"""How many pages each of ``material.KINDS`` has, one more or less where it has many."""
MANY, FEW_WORDS = 4, 50
NUMBERED = {"id": "Halaman {} dari {}", "en": "Page {} of {}"}
COVER = {"sampul", "lkjip-lengkap"}
MARK = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


NAMES = {each.__name__: each for each in (villages, clinics, schools)}
CASES = [(name, kind) for name in NAMES for kind in material.KINDS]


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Each of them as a file, by definition and kind."""
    folder = tmp_path_factory.mktemp("documents")
    made = {}
    for name, year in NAMES.items():
        shown, returns, period = year()
        shown = shown.model_copy(update={"paper": Paper.FOLIO})
        facts = material.facts(shown, returns, period)
        for kind in material.KINDS:
            path = made[name, kind] = folder / f"{name}-{kind}.docx"
            template = material.template(kind, shown.language)
            path.write_bytes(material.filled(template, facts))
    return made


@pytest.fixture(scope="module")
def printed(documents):
    """The pages of each, as the text on them."""
    paths = list(documents.values())
    pdfs = libreoffice.to_pdf(paths, paths[0].parent / "pdf")
    texts = [run("pdftotext", "-layout", each, "-").split("\f")[:-1] for each in pdfs]
    return dict(zip(documents, texts, strict=True))


@pytest.mark.parametrize(("name", "kind"), CASES)
@needs_writer
@needs_paper
def test_every_page_says_enough_and_where_it_belongs(printed, name, kind):
    """facts.md#every-page: every document has the pages that it needs; none but a cover and the
    last is nearly empty.
    """
    found = printed[name, kind]
    expected = PAGES[name][material.KINDS.index(kind)]
    assert abs(len(found) - expected) <= (len(found) > MANY)
    language = "en" if name == "schools" else "id"
    for number, page in enumerate(found, start=1):
        said = " ".join(page.split())
        assert "{{" not in said
        assert "None" not in said
        if number > 1 or kind not in COVER:
            assert NUMBERED[language].format(number, len(found)) in said
            assert number == len(found) or len(said.split()) >= FEW_WORDS, page


@pytest.mark.parametrize("kind", material.KINDS)
@needs_writer
@needs_paper
def test_an_english_document_is_english(printed, kind):
    """facts.md#english-documents: no word of the Indonesian templates stands in it."""

    def words(texts):
        return set(re.findall(r"[^\W\d_]{2,}", MARK.sub(" ", " ".join(texts)).casefold()))

    own = json.dumps(json.loads(load(SCHOOL).to_json()), ensure_ascii=False)
    foreign = words(english.texts()) - words([*english.texts().values(), own])
    assert len(foreign) > 300
    assert words(printed["schools", kind]) & foreign == set()


@ooxml.needs_validator
def test_word_finds_nothing_wrong(documents):
    """quality.md#open-xml: Open XML SDK validation of every document that we write, 0 errors; those
    of the villages on A4 are validated with their templates (test_templates.py), cover and chapter
    III are part of the whole report.
    """
    parts = {"sampul", "lkjip"}
    paths = [
        path for (name, kind), path in documents.items() if name != "villages" and kind not in parts
    ]
    found = ooxml.validate(paths)
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) == 2 * (len(material.KINDS) - len(parts))
