"""Tiny workbooks, written by hand, part by part."""

import io
import zipfile

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def zipped(parts, packing=zipfile.ZIP_DEFLATED):
    """An archive of parts by name; a list of pairs may name one twice."""
    buffer = io.BytesIO()
    pairs = parts.items() if isinstance(parts, dict) else parts
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return buffer.getvalue()


def relationships(*entries, base=RELATIONS):
    """A .rels part from (id, kind, target)."""
    each = "".join(
        f'<Relationship Id="{identity}" Type="{base}/{kind}" Target="{target}"/>'
        for identity, kind, target in entries
    )
    return f'<Relationships xmlns="{PACKAGE_RELATIONS}">{each}</Relationships>'


def content_types(*entries):
    """A [Content_Types].xml from (name of a part or ending, content type)."""
    each = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>'
        if name.startswith("/")
        else f'<Default Extension="{name}" ContentType="{kind}"/>'
        for name, kind in entries
    )
    return f'<Types xmlns="{CONTENT_TYPES}">{each}</Types>'


def outside(kind, target, base=RELATIONS):
    """A .rels part with one relationship that leads out of the package."""
    return (
        f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rIdX" Type="{base}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def worksheet(data="", *, before="", after="", namespace=TRANSITIONAL):
    """A worksheet part around the content of its sheetData."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{namespace}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def cells(*contents):
    """One row, A1 B1 C1 …, from what stands in each ``c`` after its address: ``t="s"><v>0</v>``."""
    each = "".join(
        f'<c r="{chr(65 + column)}1" {content}</c>' for column, content in enumerate(contents)
    )
    return f'<row r="1">{each}</row>'


def parts(
    *sheets,
    strings=None,
    styles=None,
    names="",
    workbook=None,
    base=RELATIONS,
    namespace=TRANSITIONAL,
):
    """The parts of a workbook, whose sheets are called S1, S2 …; change them before ``zipped``."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    found = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)}
    if strings is not None:
        related.append(("rIdS", "sharedStrings", "sharedStrings.xml"))
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{namespace}">{strings}</sst>'
    if styles is not None:
        related.append(("rIdF", "styles", "styles.xml"))
        found["xl/styles.xml"] = f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>'
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml"), base=base),
        "xl/workbook.xml": workbook
        or f'<workbook xmlns="{namespace}" xmlns:r="{base}"><sheets>{listed}</sheets>'
        f"{names}</workbook>",
        "xl/_rels/workbook.xml.rels": relationships(*related, base=base),
        **found,
    }


def book(*sheets, **options):
    """The bytes of a workbook of these worksheet parts."""
    return zipped(parts(*sheets, **options))
