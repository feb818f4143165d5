"""Titles of tables and charts: numbered as they stand, and so that Word counts the same."""

from docx import Document

from iku_workbook.documents.captions import number_captions
from templates.draw.captions import caption
from templates.draw.paper import Paper

ANEW = " SEQ Tabel \\* ARABIC \\r 1 "
ON = " SEQ Tabel \\* ARABIC "


def drawn(*titles):
    paper = Paper("Contoh")
    for kind, chapter in titles:
        caption(paper, kind, "judul", chapter)
    number_captions(paper.document)
    return paper.document


def asked(document):
    return [each.text for each in document.element.body.xpath(".//w:instrText")]


def test_each_chapter_and_kind_counts_for_itself():
    """facts.md#captions: numbered titles, each chapter anew, tables and charts apart."""
    document = drawn(("Tabel", "2."), ("Tabel", "2."), ("Grafik", "2."), ("Tabel", "3."))
    said = [each.text for each in document.paragraphs]
    assert said == ["Tabel 2.1 judul", "Tabel 2.2 judul", "Grafik 2.1 judul", "Tabel 3.1 judul"]


def test_word_counts_the_same():
    """facts.md#captions: Word's own field, told where it begins anew."""
    document = drawn(("Tabel", "2."), ("Tabel", "2."), ("Tabel", "3."))
    assert asked(document) == [ANEW, ON, ANEW]
    number_captions(document)
    assert asked(document) == [ANEW, ON, ANEW]


def test_a_document_without_titles_is_as_it_was():
    """An office's own template need not number anything."""
    document = Document()
    document.add_paragraph("Tabel 1 ditulis tangan")
    number_captions(document)
    assert [each.text for each in document.paragraphs] == ["Tabel 1 ditulis tangan"]
