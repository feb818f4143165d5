"""Files that were made to hurt, and files of other kinds: name -> (bytes, what reading them gives).

The expected outcome is a code, or None where the file is odd but harmless and is read.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.workbook.tiny import (
    TRANSITIONAL,
    book,
    cells,
    content_types,
    outside,
    parts,
    relationships,
    worksheet,
    zipped,
)

MEGABYTE = 1 << 20
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "haha">{ENTITIES}]>'

CASES: dict[str, tuple[Callable[[], bytes], str | None]] = {}


def case(expected, name=None):
    """Register a function that makes a file."""

    def register(make):
        CASES[name or make.__name__] = (make, expected)
        return make

    return register


def inflating(part, start, repeated, times, end, *, declared=None):
    """A workbook whose ``part`` unpacks to start + repeated * times + end, made in a moment.

    One packed block stands in the file ``times`` times; ``declared`` is the size that it claims.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(repeated) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(end) + packer.flush()
    packed = head + block * times + tail
    size = len(start) + len(repeated) * times + len(end)
    found = parts(worksheet(), strings="", styles="")
    found.pop(part, None)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
        entry = zipfile.ZipInfo(part)
        entry.compress_type = zipfile.ZIP_STORED
        archive.writestr(entry, packed)
    return _redeclared(buffer.getvalue(), part, size if declared is None else declared)


def _redeclared(data, part, size):
    """Say that the stored bytes of a part are packed ones of another size."""
    name = part.encode()
    local = data.index(name) - 30
    central = data.rindex(name) - 46
    data = bytearray(data)
    for start, method, sizes in ((local, 8, 22), (central, 10, 24)):
        struct.pack_into("<H", data, start + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, start + sizes, size)
    return bytes(data)


def sheet_of(repeated, times, *, before=b"<sheetData>", after=b"</sheetData>", declared=None):
    head = f'<worksheet xmlns="{TRANSITIONAL}">'.encode() + before
    end = after + b"</worksheet>"
    return inflating("xl/worksheets/sheet1.xml", head, repeated, times, end, declared=declared)


def with_part(name, content="x", **options):
    return zipped({**parts(worksheet(), **options), name: content})


def compound(*names):
    """An OLE2 file whose directory names these storages and streams ([MS-CFB] 2.6.1)."""
    return OLE2 + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


# What the bytes are.

case("FILE-001", "empty")(lambda: b"")
case("FILE-002", "unknown")(lambda: bytes(range(256)))
case("FILE-002", "unknown_compound_file")(lambda: OLE2)
case("FILE-003", "password")(lambda: OLE2 + "EncryptedPackage".encode("utf-16-le") + bytes(64))
case("FILE-003", "password_of_a_workbook")(
    lambda: compound("StrongEncryptionTransform", "EncryptionInfo", "EncryptedPackage")
)
case("FILE-056", "rights_managed")(lambda: compound("EncryptedPackage", "DRMEncryptedTransform"))
case("FILE-056", "sensitivity_label")(
    lambda: compound("LabelInfo", "DRMEncryptedDataSpace", "EncryptedPackage")
)
case("FILE-004", "xls")(lambda: OLE2 + "Workbook".encode("utf-16-le") + bytes(64))
case("FILE-005", "xlsb")(lambda: zipped({"xl/workbook.bin": "x", "_rels/.rels": ""}))
case("FILE-006", "ods")(
    lambda: zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    )
)
case("FILE-007", "doc")(lambda: OLE2 + "WordDocument".encode("utf-16-le") + bytes(64))
case("FILE-007", "docx")(lambda: zipped({"_rels/.rels": "", "word/document.xml": ""}))
case("FILE-007", "pptx")(lambda: zipped({"_rels/.rels": "", "ppt/presentation.xml": ""}))
case("FILE-008", "pdf")(lambda: b"%PDF-1.7\n%\xe2\xe3")
case("FILE-009", "html")(lambda: b"\r\n <html><table>")
case("FILE-009", "xml_2003")(lambda: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>')
case("FILE-009", "html_utf16")(lambda: "<html>".encode("utf-16"))
case("FILE-010", "csv")(lambda: b"desa;jumlah\nNoreh;12\n")
case("FILE-010", "csv_utf16")(lambda: "desa\tjumlah".encode("utf-16"))
case("FILE-011", "png")(lambda: b"\x89PNG\r\n\x1a\n" + bytes(20))
case("FILE-011", "jpeg")(lambda: b"\xff\xd8\xff\xe0" + bytes(20))
case("FILE-011", "webp")(lambda: b"RIFF\0\0\0\0WEBPVP8 ")
case("FILE-014", "rar")(lambda: b"Rar!\x1a\x07\x00")
case("FILE-014", "zip_of_workbooks")(lambda: zipped({"a.xlsx": book(worksheet())}))
case("FILE-014", "empty_zip")(lambda: zipped({}))
case("FILE-012", "first_bytes_only")(lambda: b"PK")
case("FILE-012", "cut_in_half")(lambda: (whole := book(worksheet()))[: len(whole) // 2])
case("FILE-012", "directory_cut_off")(lambda: book(worksheet())[:-30])


def spreadsheet(rows):
    """An .ods with these rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}:manifest:1.0"/>',
            "content.xml": content,
        }
    )


case("FILE-006", "ods_with_cells_over_the_whole_sheet")(
    lambda: spreadsheet(
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="1"'
        ' table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
        "</table:table-row>"
    )
)
case("FILE-006", "ods_of_long_texts")(
    lambda: spreadsheet(
        '<table:table-row table:number-rows-repeated="100"><table:table-cell'
        ' office:value-type="string" table:number-columns-repeated="30">'
        f"<text:p>{'a' * 30_000}</text:p></table:table-cell></table:table-row>"
    )
)
case("FILE-006", "ods_of_nested_spaces")(
    lambda: spreadsheet("<table:table-row>" + "<a>" * 500_000 + "</table:table-row>")
)
case("FILE-003", "ods_with_a_password")(
    lambda: zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m:manifest><m:encryption-data/></m:manifest>",
            "content.xml": "\x01\x02",
        }
    )
)
case("FILE-004", "xls_of_nonsense")(
    lambda: OLE2 + "Workbook".encode("utf-16-le") + bytes(2) + bytes(range(256)) * 400
)


@case("FILE-015")
def zip_password():
    data = bytearray(book(worksheet()))
    for start, flags in ((0, 6), (data.index(b"PK\x01\x02"), 8)):
        data[start + flags] |= 1
    return bytes(data)


# What the directory says.

case("FILE-016", "traversal")(lambda: with_part("xl/../../../etc/passwd"))
case("FILE-016", "absolute")(lambda: with_part("/etc/passwd"))
case("FILE-016", "backslash")(lambda: with_part("xl\\worksheets\\sheet9.xml"))
case("FILE-016", "drive")(lambda: with_part("C:/windows/x"))
case("FILE-021", "macros")(lambda: with_part("xl/vbaProject.bin"))
case("FILE-021", "macro_sheet")(lambda: with_part("xl/macrosheets/sheet1.xml"))
case("FILE-022", "embedded")(lambda: with_part("xl/embeddings/oleObject1.bin"))
case("FILE-022", "activex")(lambda: with_part("xl/activeX/activeX1.xml"))
case("FILE-022", "embedded_under_another_name")(
    lambda: with_part(
        "xl/worksheets/_rels/sheet1.xml.rels", relationships(("rId1", "oleObject", "../a.bin"))
    )
)
case("FILE-021", "macros_under_another_name")(
    lambda: with_part(
        "xl/worksheets/_rels/sheet1.xml.rels", relationships(("rId1", "vbaProject", "../a.bin"))
    )
)
case("FILE-023", "external_link")(lambda: with_part("xl/externalLinks/externalLink1.xml"))
SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
case("FILE-050", "connection_that_refreshes")(
    lambda: with_part(SHEET_RELATIONS, relationships(("rId9", "connections", "/xl/any.xml")))
)
case("FILE-050", "picture_on_the_network")(
    lambda: with_part(SHEET_RELATIONS, outside("image", r"file:///\\contoh.invalid\a.png"))
)
case("FILE-050", "object_elsewhere")(
    lambda: with_part(SHEET_RELATIONS, outside("oleObject", "https://contoh.invalid/a"))
)
case("FILE-050", "template_elsewhere")(
    lambda: with_part("xl/theme/_rels/a.rels", outside("attachedTemplate", "//contoh.invalid/a"))
)
case("FILE-051", "web_extension")(
    lambda: with_part(SHEET_RELATIONS, relationships(("rId9", "webextension", "/xl/any.xml")))
)
case("FILE-051", "link_that_starts_a_program")(
    lambda: with_part(SHEET_RELATIONS, outside("hyperlink", "ms-msdt:/id PCWDiagnostic"))
)
case(None, "link_to_the_network")(
    lambda: with_part(SHEET_RELATIONS, outside("hyperlink", "https://contoh.invalid/a"))
)
case("FILE-021", "macros_by_content_type")(
    lambda: with_part(
        "[Content_Types].xml",
        content_types(("/xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    )
)
case("FILE-052", "formula_that_fetches")(
    lambda: book(worksheet(cells('><f>_xlfn.WEBSERVICE("http://contoh.invalid")</f>')))
)
case("FILE-023", "formula_over_another_file")(
    lambda: book(worksheet(cells("><f>'\\\\contoh.invalid\\[a.xlsx]S'!A1</f>")))
)
case("FILE-023", "dynamic_data_exchange")(
    lambda: book(worksheet(cells("><f>cmd|'/c calc'!A1</f>")))
)
case("FILE-038", "many_entries")(
    lambda: zipped({**parts(worksheet()), **{f"x/{n}": "" for n in range(6_000)}})
)
case("FILE-019", "ratio")(lambda: with_part("xl/media/image1.png", bytes(8 * MEGABYTE)))


@case("FILE-017")
def duplicate_entries():
    found = list(parts(worksheet()).items())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in found:
            archive.writestr(name, content)
        twin = archive.infolist()[-1].filename
        archive.writestr(twin.upper(), worksheet())
    return buffer.getvalue()


@case("FILE-013")
def another_name_in_the_local_header():
    return book(worksheet()).replace(b"sheet1.xml", b"sheet2.xml", 1)


@case("FILE-013")
def flipped_bit():
    data = bytearray(book(worksheet(cells("><v>123</v>"))))
    start = data.index(b"xl/worksheets/sheet1.xml")
    data[start + 24 + 60] ^= 4
    return bytes(data)


# What unpacks to more than it should.

case("FILE-019", "two_gigabytes_of_spaces")(lambda: sheet_of(b" " * MEGABYTE, 2048))
case("FILE-020", "lying_size")(lambda: sheet_of(b" " * MEGABYTE, 2048, declared=5000))
case("FILE-013", "size_too_small")(
    lambda: sheet_of(b" ", 1, declared=(1 << 16)),
)
case("FILE-019", "comment_of_60_megabytes")(
    lambda: sheet_of(b"-x" * (MEGABYTE // 2), 60, before=b"<!--", after=b"--><sheetData/>")
)
case("FILE-019", "five_million_cells")(lambda: sheet_of(b"<c><v>1</v></c>" * 5000, 1000))
case("FILE-019", "million_empty_cells")(lambda: sheet_of(b"<c/>" * 10_000, 100))
case("FILE-019", "million_merges")(
    lambda: sheet_of(b'<mergeCell ref="A1:B2"/>' * 1000, 1000, before=b"", after=b"<sheetData/>")
)
case("FILE-019", "nested_a_million_deep")(lambda: sheet_of(b"<a>" * 10_000, 100))
case("FILE-013", "nested_and_closed")(
    lambda: book(worksheet("<a>" * 60_000 + "</a>" * 60_000)),
)
case("FILE-019", "one_tag_of_a_million_attributes")(
    lambda: book(worksheet(before="<a " + " ".join(f'a{n}=""' for n in range(700_000)) + "/>"))
)
case("FILE-019", "styles_of_200_megabytes")(
    lambda: inflating(
        "xl/styles.xml",
        f'<styleSheet xmlns="{TRANSITIONAL}"><cellXfs>'.encode(),
        b"<xf/>" * 10_000,
        4000,
        b"</cellXfs></styleSheet>",
    )
)


def one_text(size):
    head = f'<sst xmlns="{TRANSITIONAL}"><si><t>'.encode()
    return inflating(
        "xl/sharedStrings.xml", head, b"a" * MEGABYTE, size // MEGABYTE, b"</t></si></sst>"
    )


case("FILE-019", "text_of_a_gigabyte")(lambda: one_text(1 << 30))
case("FILE-028", "text_of_a_formula")(lambda: book(worksheet(cells(f"><f>{'1+' * 100_000}1</f>"))))


# The same by someone who knows the limits: nothing is packed, so that no ratio gives it away.


def stored(part, root, content, **options):
    """A workbook one of whose parts is ``content`` in a ``root`` element, not packed."""
    head = f'<{root} xmlns="{TRANSITIONAL}">'
    found = {**parts(worksheet(), **options), part: f"{head}{content}</{root}>"}
    return zipped(found, zipfile.ZIP_STORED)


SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def stored_sheet(content):
    return stored(SHEET, "worksheet", content)


def stored_strings(content):
    return stored(STRINGS, "sst", content, strings="")


case("FILE-019", "stored_elements")(lambda: stored_sheet("<a/>" * 5_500_000))
case(None, "stored_elements_up_to_the_limit")(lambda: stored_sheet("<a/>t" * 300_000))
case(None, "stored_attributes_up_to_the_limit")(
    lambda: stored_sheet('<a b="1" c="2" d="3"/>' * 80_000)
)
case("FILE-027", "stored_cells")(
    lambda: stored_sheet(
        "<sheetData>" + ("<row>" + "<c/>" * 16_000 + "</row>") * 30 + "</sheetData>"
    )
)
case("FILE-032", "stored_cells_of_one_row")(
    lambda: stored_sheet("<sheetData><row>" + "<c/>" * 400_000 + "</row></sheetData>")
)
case(None, "stored_rows")(lambda: stored_sheet("<sheetData>" + "<row/>" * 100_000 + "</sheetData>"))
case("FILE-019", "stored_text_of_20_megabytes")(
    lambda: stored_strings(f"<si><t>{'a' * 20 * MEGABYTE}</t></si>")
)
case("FILE-028", "stored_text_of_7_megabytes")(
    lambda: stored_strings(f"<si><t>{'a' * 7 * MEGABYTE}</t></si>")
)
case("FILE-019", "stored_texts")(lambda: stored_strings("<si/>" * 400_000))
case(None, "stored_texts_of_four_bytes")(
    lambda: stored_strings(f"<si><t>{'😀' * 60_000}</t></si>" * 30)
)
case("FILE-019", "stored_styles")(
    lambda: stored(STYLES, "styleSheet", "<cellXfs>" + "<xf/>" * 400_000 + "</cellXfs>", styles="")
)
case("FILE-019", "stored_comment")(lambda: stored_sheet(f"<!--{'x' * 20 * MEGABYTE}-->"))
case(None, "stored_names")(
    lambda: stored(
        "xl/workbook.xml",
        "workbook",
        '<sheets><sheet name="S" r:id="rId1" xmlns:r="x"/></sheets>'
        + "".join(f'<definedName name="n{n}">x</definedName>' for n in range(60_000)),
    )
)
case("FILE-019", "stored_namespaces")(
    lambda: stored_sheet("<a " + " ".join(f'xmlns:n{n}="{n}"' for n in range(700_000)) + "/>")
)
case(None, "stored_namespace_of_a_megabyte")(
    lambda: stored_sheet(f'<x xmlns="{"u" * MEGABYTE}">' + "<c/>" * 100_000 + "</x>")
)
case("FILE-026", "many_sheets_of_empty_rows")(
    lambda: zipped(parts(*[worksheet("".join(f'<row r="{n}"/>' for n in range(1, 13_000)))] * 200))
)
case("FILE-027", "sheets_of_empty_rows")(
    lambda: zipped(parts(*[worksheet("".join(f'<row r="{n}"/>' for n in range(1, 13_000)))] * 18))
)

# What the parts say.

case("FILE-024", "entities")(lambda: with_part("xl/worksheets/sheet1.xml", BOMB + worksheet()))
case("FILE-024", "dtd_elsewhere")(
    lambda: with_part(
        "xl/styles.xml", '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd"><x/>', styles=""
    )
)
case("FILE-024", "dtd_in_a_part_that_is_not_read")(
    lambda: with_part("xl/theme/theme1.xml", BOMB + "<x/>")
)
case("FILE-024", "dtd_in_utf16")(
    lambda: with_part("xl/workbook.xml", (BOMB + "<x/>").encode("utf-16"))
)
case("FILE-013", "undefined_entity")(lambda: book(worksheet(cells("><v>&x;</v>"))))
case("FILE-013", "not_utf8")(lambda: book(worksheet(cells("><v>1</v>")).encode() + b"<!--\xff-->"))
case("FILE-013", "control_character")(lambda: book(worksheet(cells('t="str"><v>\x01</v>'))))
case("FILE-038", "sheets_without_end")(lambda: book(*[worksheet()] * 300))


@case("FILE-026")
def five_thousand_sheets_on_one_part():
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 5001))
    head = f'<workbook xmlns="{TRANSITIONAL}" xmlns:r="x">'
    return book(worksheet(), workbook=f"{head}<sheets>{listed}</sheets></workbook>")


@case("FILE-035")
def two_sheets_on_one_part():
    found = parts(worksheet(), worksheet())
    found["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/sheet1.xml"),
    )
    return zipped(found)


@case("FILE-053")
def two_sheets_with_one_id():
    found = parts(worksheet(), worksheet())
    found["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/sheet2.xml"),
        ("rId2", "worksheet", "worksheets/sheet1.xml"),
    )
    return zipped(found)


@case("FILE-053")
def two_parts_of_shared_texts():
    found = parts(worksheet(), strings="")
    found["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "sharedStrings", "other.xml"),
    )
    return zipped(found)


case(None, "long_formula_of_slashes")(
    lambda: book(worksheet(cells("><f>'" + "/" * 30_000 + "'x" + "[" * 30_000 + "</f>")))
)


def shared_bomb(children):
    master = "+".join(["A1"] * 2700)
    data = f'<row r="1"><c r="B1"><f t="shared" ref="B1:B9" si="0">{master}</f></c></row>'
    data += "".join(
        f'<row r="{n}"><c r="B{n}"><f t="shared" si="0"/></c></row>' for n in range(2, children)
    )
    return book(worksheet(data))


case("FILE-034", "shared_formula_bomb")(lambda: shared_bomb(40_000))
case("FILE-027", "too_many_cells")(
    lambda: book(*[worksheet("<row>" + "<c/>" * 16_384 + "</row>")] * 10)
)
case("FILE-032", "row_of_four_thousand_million")(
    lambda: book(worksheet('<row r="4000000000"><c/></row>'))
)
for name, number in (
    ("nan", "NaN"),
    ("infinity", "inf"),
    ("number_beyond_doubles", "1e999"),
    ("digits_in_groups", "1_000"),
    ("arabic_digits", "\u0661\u0662"),
    ("hexadecimal", "0x10"),
):
    case("FILE-030", name)(lambda number=number: book(worksheet(cells(f"><v>{number}</v>"))))
case("FILE-031", "cell_twice")(
    lambda: book(worksheet('<row r="1"><c r="A1"/><c r="A1"><v>2</v></c></row>'))
)
case("FILE-031", "row_twice")(
    lambda: book(worksheet('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>'))
)

# Odd, and harmless to a reader that does not look at them.

case(None, "merged_over_the_whole_sheet")(
    lambda: book(worksheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))
)
case(None, "hyperlink_over_the_whole_sheet")(
    lambda: book(worksheet(after='<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'))
)
case(None, "dimension_of_the_whole_sheet")(
    lambda: book(worksheet(before='<dimension ref="A1:XFD1048576"/>'))
)
case(None, "number_format_of_200_kilobytes")(
    lambda: book(
        worksheet(cells("><v>1</v>")),
        styles=f'<numFmts><numFmt numFmtId="164" formatCode="{"[" * 200_000}"/></numFmts>'
        '<cellXfs><xf numFmtId="164"/></cellXfs>',
    )
)
