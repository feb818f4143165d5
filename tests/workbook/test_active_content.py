"""What a workbook fetches or runs is refused, and what else leads outside is named."""

import pytest

from iku_workbook.workbook.reading.budget import Budget, Unreadable
from iku_workbook.workbook.reading.workbook import read
from tests.workbook.tiny import (
    RELATIONS,
    book,
    cells,
    content_types,
    outside,
    parts,
    relationships,
    worksheet,
    zipped,
)

OFFICE = "http://schemas.microsoft.com/office"
SHEET = "xl/worksheets/_rels/sheet1.xml.rels"
PIVOT = "xl/pivotCache/pivotCacheDefinition1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def outcome(data):
    """The code of a file that is refused, else the links and parts that are named."""
    try:
        found = read(data, Budget())
    except Unreadable as refused:
        return refused.code
    return [link.target for link in found.links], list(found.extra_parts)


def with_parts(**found):
    return outcome(zipped({**parts(worksheet()), **found}))


def related(kind, base=RELATIONS, part=SHEET):
    """A relationship inside the package, from a sheet or from elsewhere."""
    return with_parts(**{part: relationships(("rId9", kind, "/xl/any.xml"), base=base)})


def leading(kind, target, part=SHEET, base=RELATIONS):
    return with_parts(**{part: outside(kind, target, base)})


def formula(text):
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return outcome(book(worksheet(cells(f"><f>{plain}</f><v>1</v>"))))


def pivot(source, *, named=True):
    found = {SHEET: relationships(("rId9", "pivotTable", "/xl/pivotTables/pivotTable1.xml"))}
    found["xl/pivotTables/_rels/pivotTable1.xml.rels"] = relationships(
        ("rId1", "pivotCacheDefinition", f"/{PIVOT}")
    )
    found[PIVOT] = f'<pivotCacheDefinition xmlns="{MAIN}">{source}</pivotCacheDefinition>'
    return with_parts(**found)


REFUSED = {
    "FILE-050": {
        "a connection": lambda: related("connections"),
        "a connection of the workbook": lambda: related("connections", part="xl/_rels/a.xml.rels"),
        "a query": lambda: related("queryTable"),
        "a data model": lambda: related("powerPivotData"),
        "real-time data": lambda: related("volatileDependencies"),
        "a picture of IMAGE": lambda: related("rdRichValueWebImage", f"{OFFICE}/2020/07"),
        "a connection by its type": lambda: with_parts(
            **{
                "xl/a.xml": "<x/>",
                "[Content_Types].xml": content_types(
                    ("/xl/a.xml", "application/vnd.ms-x.connections+xml")
                ),
            }
        ),
        "a picture by UNC": lambda: leading("image", r"\\contoh.invalid\s\a.png"),
        "a picture by file": lambda: leading("image", "file://///contoh.invalid/s/a.png"),
        "a picture by http": lambda: leading("image", "http://contoh.invalid/a.png"),
        "a picture of a drawing": lambda: leading(
            "image", "https://contoh.invalid/a.png", "xl/drawings/_rels/drawing1.xml.rels"
        ),
        "an object": lambda: leading("oleObject", "file:///c:/a.docx"),
        "a template": lambda: leading("attachedTemplate", "http://contoh.invalid/a.dotm"),
        "a frame": lambda: leading("frame", "http://contoh.invalid/a.htm"),
        "a film": lambda: leading("video", "http://contoh.invalid/a.mp4"),
        "a sheet elsewhere": lambda: leading("worksheet", "a.xml"),
        "another workbook's properties": lambda: leading(
            "core-properties", "http://contoh.invalid/a", "_rels/a.rels"
        ),
        "a pivot over a connection": lambda: pivot(
            '<cacheSource type="external" connectionId="1"/>'
        ),
        "a pivot over several ranges": lambda: pivot('<cacheSource type="consolidation"/>'),
        "a pivot without a source": lambda: pivot("<cacheSource/>"),
    },
    "FILE-051": {
        "an extension": lambda: related("webextension", f"{OFFICE}/2011/relationships"),
        "a pane": lambda: related("webextensiontaskpanes", f"{OFFICE}/2011/relationships"),
        "an extension of the package": lambda: related("webextension", part="_rels/a.rels"),
        "an extension by its type": lambda: with_parts(
            **{
                "xl/a.xml": "<x/>",
                "[Content_Types].xml": content_types(
                    ("/xl/a.xml", "application/vnd.ms-office.webextension+xml")
                ),
            }
        ),
        **{
            f"a link to {scheme}": lambda scheme=scheme: leading("hyperlink", f"{scheme}:a")
            for scheme in ("javascript", "vbscript", "ms-msdt", "ms-excel", "search-ms", "shell")
        },
        "a link in a formula": lambda: formula('HYPERLINK("javascript:a()","x")'),
    },
    "FILE-021": {
        **{
            kind: lambda kind=kind: with_parts(
                **{"[Content_Types].xml": content_types(("/xl/workbook.xml", kind))}
            )
            for kind in (
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                "application/vnd.ms-excel.template.macroEnabled.main+xml",
                "application/vnd.ms-excel.addin.MACROENABLED.main+xml",
                "application/vnd.ms-office.vbaProject",
                "application/vnd.ms-excel.macrosheet+xml",
            )
        },
        "a default": lambda: with_parts(
            **{
                "[Content_Types].xml": content_types(
                    ("BIN", "application/vnd.ms-office.vbaProject")
                ),
                "xl/a.bin": "x",
            }
        ),
    },
    "FILE-052": {
        text: lambda text=text: formula(text)
        for text in (
            'WEBSERVICE("http://contoh.invalid")',
            '_xlfn.WEBSERVICE("http://contoh.invalid/"&A1)',
            '1+_xlfn._xlws.WEBSERVICE ("a")',
            'FILTERXML(A1,"//a")',
            'RTD("prog.id",,"topik")',
            '_xlfn.IMAGE("http://contoh.invalid/a.png")',
            'DDE("soffice","a","b")',
            'CALL("kernel32","WinExec","JCJ","calc",0)',
            'EXEC("calc")',
            'REGISTER.ID("a","b")',
            "_xlfn.STOCKHISTORY(A1,1)",
            """'a"b'!A1&WEBSERVICE(B1)&'c"d'!A1""",
            'CUBEVALUE("koneksi","a")',
            'IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""a"",""b"")"),1)',
            'IMPORTDATA("http://contoh.invalid")',
        )
    },
    "FILE-023": {
        text: lambda text=text: formula(text)
        for text in (
            "[1]Isian!$C$5",
            "[1]!nama",
            "[lain.xlsx]Isian!C5",
            "'[lain.xlsx]Isian Desa'!C5",
            r"'C:\data\[lain.xlsx]Isian'!C5+1",
            r"'\\contoh.invalid\s\[lain.xlsx]Isian'!C5",
            "'https://contoh.invalid/[lain.xlsx]Isian'!C5",
            r"'C:\data\lain.xlsx'!nama",
            "cmd|'/c calc'!A1",
            "SUM(A1,excel|sheet!r1c1)",
        )
    },
}


@pytest.mark.parametrize(
    ("code", "kind"), [(code, kind) for code, kinds in REFUSED.items() for kind in kinds]
)
def test_what_fetches_or_runs_is_refused(code, kind):
    """quality.md#active: what fetches or runs is refused, by whatever name and through whatever
    part.
    """
    assert REFUSED[code][kind]() == code


@pytest.mark.parametrize(
    "target",
    [
        "https://contoh.invalid/a",
        "http://contoh.invalid",
        "ftp://contoh.invalid/a",
        "file:///c:/a.xlsx",
        r"\\contoh.invalid\s\a.xlsx",
        "//contoh.invalid/s",
        "onenote:a",
    ],
)
def test_a_link_to_the_network_is_named(target):
    """quality.md#active: what only waits to be clicked is named, once, with its target."""
    assert leading("hyperlink", target) == ([target], [])
    assert formula(f'HYPERLINK("{target}","x")') == ([target], [])


@pytest.mark.parametrize("target", ["#Isian!A1", "mailto:a@contoh.invalid", "tel:1", "lain.xlsx"])
def test_a_link_that_leads_nowhere_else_is_none(target):
    """quality.md#false-alarms: programs write links within the form in many ways."""
    assert leading("hyperlink", target) == ([], [])


def test_a_cell_with_a_link_is_named():
    """quality.md#active: with its place, where a cell has it."""
    link = '<hyperlinks><hyperlink ref="B7:B8" r:id="rIdX" xmlns:r="a"/></hyperlinks>'
    found = {**parts(worksheet(after=link)), SHEET: outside("hyperlink", "http://contoh.invalid")}
    assert read(zipped(found), Budget()).links == (("S1", "B7", "http://contoh.invalid"),)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (lambda: pivot('<cacheSource type="worksheet"/>'), ["xl/pivotTables/pivotTable1.xml"]),
        (lambda: related("xmlMaps"), ["xl/any.xml"]),
        (lambda: related("extensibility", f"{OFFICE}/2006/relationships/ui"), ["xl/any.xml"]),
        (lambda: related("attachedToolbars", f"{OFFICE}/2006/relationships"), ["xl/any.xml"]),
        (
            lambda: with_parts(
                **{
                    "customXml/item1.xml": (
                        '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup"/>'
                    ).encode("utf-16")
                }
            ),
            ["customxml/item1.xml"],
        ),
    ],
)
def test_what_does_nothing_by_itself_is_named(found, named):
    """quality.md#active: a part that no form has is named."""
    assert found() == ([], named)


@pytest.mark.parametrize(
    "text",
    [
        "SUM('Isian (2)'!$C$5:$C$9)",
        "SUM(Tabel1[Jumlah],Tabel1[[#This Row],[Bukti]],[@Jumlah])",
        '"[1]Isian!A1 WEBSERVICE("&A1&"http://contoh.invalid"',
        "'a|b'!A1/'c d'!B2",
        "IKU_1_nilai/Image1*PY_1",
        "IF(A1<>B1,SUM({1,2;3,4}),0)",
        'IFERROR(__xludf.DUMMYFUNCTION("UNIQUE(A1:A3)"),1)',
        'HYPERLINK("#Isian!C5","C5")',
    ],
)
def test_a_formula_within_the_workbook_is_none(text):
    """quality.md#false-alarms: structured references and quoted sheets are no other file."""
    assert formula(text) == ([], [])


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ('<definedName name="a">[1]S!$A$1</definedName>', "FILE-023"),
        ('<definedName name="a" localSheetId="0">EXEC("calc")</definedName>', "FILE-052"),
        (
            '<definedName name="a">S1!$A$1</definedName>'
            '<definedName name="a">S1!$B$1</definedName>',
            "FILE-053",
        ),
    ],
)
def test_defined_names_are_looked_at_too(names, code):
    """quality.md#active: a name fetches as a cell does, and stands for one thing."""
    data = book(worksheet(), names=f"<definedNames>{names}</definedNames>")
    assert outcome(data) == code


@pytest.mark.parametrize(
    ("part", "entries"),
    [
        ("xl/_rels/workbook.xml.rels", [("rId1", "worksheet", "a.xml")]),
        ("xl/_rels/workbook.xml.rels", [("rId8", "styles", "a.xml"), ("rId9", "styles", "b.xml")]),
        ("_rels/.rels", [("rId9", "officeDocument", "xl/other.xml")]),
        (SHEET, [("rId1", "drawing", "../a.xml"), ("rId1", "drawing", "../b.xml")]),
        ("docProps/_rels/a.rels", [("a", "x", "a"), ("a", "y", "b")]),
    ],
)
def test_two_for_one_are_refused(part, entries):
    """quality.md#one-reading: two relationships with one id, or two of a kind of which a program
    reads one, are refused: two programs show two sheets.
    """
    own = {
        "xl/_rels/workbook.xml.rels": [("rId1", "worksheet", "worksheets/sheet1.xml")],
        "_rels/.rels": [("rId1", "officeDocument", "xl/workbook.xml")],
    }
    assert with_parts(**{part: relationships(*own.get(part, []), *entries)}) == "FILE-053"
