"""The letterhead, and the paper that documents are printed on."""

import struct
import zlib

import pytest
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Mm

from iku_workbook.campaign.documents import render_document
from iku_workbook.campaign.results import Selection, planned_year
from iku_workbook.definition.model import Paper
from iku_workbook.definition.office import SendTo
from iku_workbook.documents.context import context
from iku_workbook.errors import OperatorError
from tests import ooxml
from tests.campaign.office import FIRST, office
from tests.documents import material

REACHED = {
    "address": "Jalan Contoh Nomor 1",
    "postcode": "12345",
    "telephone": "(000) 000000",
    "website": "contoh.example",
    "email": "kantor@contoh.example",
}


def png(width=30, height=36):
    """A picture of one colour."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\x80" * width) * height
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010101004800480000ffdb004300"
    + "10" * 64
    + "ffc0000b080001000101011100ffc40014000100000000000000000000000000000009"
    "ffc40014100100000000000000000000000000000000ffda0008010100003f0054bfffd9"
)


def shown(paper="a4", **agency):
    whole = material.definition()
    changed = whole.agency.model_copy(update=agency)
    return whole.model_copy(update={"agency": changed, "paper": Paper(paper)})


def made(kind, definition, emblem=None):
    facts = context(material.results(definition), material.DAY, emblem)
    return material.filled(material.template(kind), facts)


def head(document):
    """The lines of the letterhead."""
    return document.tables[0].rows[0].cells[1].text.split("\n")


@pytest.mark.parametrize("kind", ["perjanjian-kinerja", "rencana-aksi"])
def test_a_letterhead_says_whose_paper_it_is(kind):
    """facts.md#letterhead: emblem, government, office, where it is and how to reach it."""
    document = material.opened(made(kind, shown(**REACHED), png()))
    assert [line.replace("\xa0", " ") for line in head(document)] == [
        "Pemerintah Kabupaten Sampang",
        "Kantor Kecamatan Sreseh",
        "Jalan Contoh Nomor 1, Kode Pos 12345",
        "Telepon (000) 000000, Laman contoh.example, Surel kantor@contoh.example",
    ]
    [drawing] = document.element.body.xpath(".//wp:docPr")
    assert drawing.get("descr") == "Lambang Kantor Kecamatan Sreseh"
    [picture] = document.inline_shapes
    assert (picture.height, picture.width) == (Mm(22), pytest.approx(Mm(22) * 30 / 36, abs=1))


def test_what_is_not_known_leaves_no_gap():
    """facts.md#letterhead: nothing is printed of what a definition leaves out."""
    document = material.opened(made("rencana-aksi", shown()))
    assert head(document) == ["Pemerintah Kabupaten Sampang", "Kantor Kecamatan Sreseh"]
    assert not document.inline_shapes
    document = material.opened(made("rencana-aksi", shown(regency="", telephone="1")))
    assert head(document) == ["Kantor Kecamatan Sreseh", "Telepon\xa01"]


def test_where_forms_go_is_where_the_office_is():
    """facts.md#letterhead: address and e-mail are said once, in the definition's send_to."""
    send_to = SendTo(address="Jalan Contoh Nomor 1", email="kantor@contoh.example")
    said = head(material.opened(made("rencana-aksi", shown(send_to=send_to))))
    assert said[2:] == ["Jalan Contoh Nomor 1", "Surel kantor@contoh.example"]


def test_a_government_is_not_named_above_itself():
    """facts.md#letterhead: a regency's own letterhead begins with its name."""
    own = shown(name="Pemerintah Kabupaten Sampang")
    assert head(material.opened(made("rencana-aksi", own))) == ["Pemerintah Kabupaten Sampang"]


def test_a_wide_emblem_fits_beside_the_words():
    """facts.md#letterhead: the emblem stands at the left, whatever its shape."""
    [picture] = material.opened(made("rencana-aksi", shown(), png(200, 20))).inline_shapes
    assert (picture.width, picture.height) == (Mm(20), Mm(2))


@ooxml.needs_validator
def test_word_finds_nothing_wrong_with_it(tmp_path):
    """quality.md#open-xml: Open XML SDK validation of every document that we write, 0 errors."""
    for name, emblem in (("png", png()), ("jpg", JPEG)):
        for kind in material.KINDS:
            data = made(kind, shown("folio", **REACHED), emblem)
            (tmp_path / f"{name}-{kind}.docx").write_bytes(data)
    found = ooxml.validate(tmp_path.iterdir())
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) == 2 * len(material.KINDS)


@pytest.fixture
def own(tmp_path):
    """A new campaign."""
    return office(tmp_path / "sreseh-2024")


def document_of(campaign):
    year = planned_year(campaign, FIRST, Selection())
    return material.opened(render_document(campaign, "rencana-aksi", year, material.DAY))


@pytest.mark.parametrize(
    ("name", "data"), [("emblem.png", png()), ("emblem.jpg", JPEG)], ids=["png", "jpg"]
)
def test_the_emblem_stands_beside_the_definition(own, name, data):
    """facts.md#letterhead: a file of the campaign."""
    assert not document_of(own).inline_shapes
    (own.root / name).write_bytes(data)
    assert len(document_of(own).inline_shapes) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", png()[:60], JPEG[:-2], b"GIF89a\x01\x00\x01\x00", png(0, 0)],
    ids=["empty", "text", "cut png", "cut jpeg", "gif", "no size"],
)
def test_a_file_that_is_no_picture_is_said(own, data):
    """facts.md#letterhead: an emblem that is no picture is told, and no document is written."""
    (own.root / "emblem.png").write_bytes(data)
    with pytest.raises(OperatorError) as refused:
        document_of(own)
    assert refused.value.code == "emblem-broken"
    assert refused.value.data["file"] == own.root / "emblem.png"


def test_two_emblems_are_one_too_many(own):
    """facts.md#letterhead: which of two is meant nobody guesses."""
    for name in ("emblem.png", "emblem.jpg"):
        (own.root / name).write_bytes(png())
    with pytest.raises(OperatorError) as refused:
        document_of(own)
    assert (refused.value.code, refused.value.data["names"]) == (
        "emblem-twice",
        "emblem.png, emblem.jpg",
    )


@pytest.mark.parametrize("kind", material.KINDS)
def test_folio_is_f4(kind):
    """facts.md#f4: 215 x 330 mm, upright and lying; tables as wide as the text, room to bind."""
    document = material.opened(made(kind, shown("folio")))
    for section in document.sections:
        sides = sorted((section.page_width, section.page_height))
        assert sides == pytest.approx([Mm(215), Mm(330)], abs=1000)
        assert section.left_margin >= Cm(3) - 1000
    usual = material.opened(made(kind, shown()))
    widths = [
        [sum(column.width for column in table.columns) for table in one.tables]
        for one in (usual, document)
    ]
    texts = [
        max(part.page_width - part.left_margin - part.right_margin for part in one.sections)
        for one in (usual, document)
    ]
    assert max(widths[1]) / texts[1] == pytest.approx(max(widths[0]) / texts[0], rel=0.01)


def test_what_stands_at_the_end_of_a_line_goes_with_it():
    """facts.md#f4: the page's number stands at the end of the footer, lying pages too."""
    for kind in material.KINDS:
        for section in material.opened(made(kind, shown("folio"))).sections:
            width = section.page_width - section.left_margin - section.right_margin
            stops = section.footer.paragraphs[0].paragraph_format.tab_stops
            ends = [stop.position for stop in stops if stop.alignment == WD_TAB_ALIGNMENT.RIGHT]
            assert ends == pytest.approx([width], abs=3000)


def test_a_page_that_the_office_made_another_size_stays():
    """house.md#templates: an office's own template says how large its pages are."""

    def letter(document):
        document.sections[0].page_width, document.sections[0].page_height = Mm(216), Mm(279)

    data = material.changed(material.template("perjanjian-kinerja"), letter)
    [section] = material.opened(
        material.filled(data, context(material.results(shown("folio")), material.DAY))
    ).sections
    assert (section.page_width, section.page_height) == pytest.approx((Mm(216), Mm(279)), abs=1000)
