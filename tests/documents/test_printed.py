"""The four documents on paper, as LibreOffice prints them."""

import pytest

from tests import libreoffice
from tests.clients.paper import needs_paper, pages, squeezed
from tests.documents import material
from tests.libreoffice import needs_writer

SHEETS = {
    "lampiran": 2,
    "perjanjian-kinerja": 2,
    "rencana-aksi": 1,
    "lkjip": 10,
}
SIGNED = {
    "lampiran": "CAMAT SRESEH",
    "perjanjian-kinerja": "Pihak Pertama",
    "rencana-aksi": "CAMAT SRESEH",
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Each document's pages, as the text on them."""
    folder = tmp_path_factory.mktemp("documents")
    paths = [folder / f"{kind}.docx" for kind in SHEETS]
    for path in paths:
        path.write_bytes(material.made(path.stem))
    return {path.stem: pages(path) for path in libreoffice.to_pdf(paths, folder / "pdf")}


@needs_writer
@needs_paper
@pytest.mark.parametrize("kind", SHEETS)
def test_each_page_is_where_a_reader_expects_it(printed, kind):
    """facts.md#reports: no page of Bab III is left half empty; every page says where it belongs;
    who signs stands on the last page of what is signed.
    """
    found = printed[kind]
    assert len(found) == SHEETS[kind]
    for number, page in enumerate(found, start=1):
        assert squeezed(f"Halaman {number} dari {len(found)}") in page
        assert "{{" not in page
        assert "None" not in page
    if kind in SIGNED:
        assert squeezed(SIGNED[kind]) in found[-1]


@needs_writer
@needs_paper
def test_the_table_of_contents_names_the_right_pages(printed):
    """facts.md#contents: the page that each entry names is the one that its heading stands on."""
    document = material.opened(material.made("lkjip"))
    entries = [each for each in document.paragraphs if each.style.name.lower().startswith("toc ")]
    assert len(entries) == 6 + len(material.definition().indicators)
    for entry in entries:
        heading, *_, page = entry._p.xpath("w:hyperlink/w:r/w:t/text()")
        assert squeezed(heading) in printed["lkjip"][int(page) - 1]
