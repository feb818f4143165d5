"""The reader of returned workbooks: sheets, names, protection, and what it forgives."""

import pickle

import pytest

from iku_workbook.workbook.reading.workbook import Budget, Cell, Unreadable, read
from tests.workbook.tiny import (
    CUSTOM,
    RELATIONS,
    STRICT,
    STRICT_RELATIONS,
    TRANSITIONAL,
    VALUES,
    book,
    cells,
    parts,
    relationships,
    worksheet,
    zipped,
)

ONE = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')


def sheet(data):
    return read(data, Budget()).sheets[0]


def code(data, budget=Budget()):  # noqa: B008 - frozen
    with pytest.raises(Unreadable) as caught:
        read(data, budget)
    return caught.value.code


def test_sheets_keep_their_order_names_and_states():
    """house.md#sheets: a sheet has its name and is visible, hidden or veryHidden."""
    listed = (
        '<sheet name="Isian &amp; data" sheetId="1" r:id="rId1"/>'
        '<sheet name="Kode" sheetId="2" state="hidden" r:id="rId2"/>'
        '<sheet name="_iku" sheetId="3" state="veryHidden" r:id="rId3"/>'
    )
    workbook = (
        f'<workbook xmlns="{TRANSITIONAL}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets>'
        "</workbook>"
    )
    found = read(book(ONE, ONE, ONE, workbook=workbook), Budget()).sheets
    assert [(each.name, each.state) for each in found] == [
        ("Isian & data", "visible"),
        ("Kode", "hidden"),
        ("_iku", "veryHidden"),
    ]


def test_names_are_those_of_the_whole_workbook():
    """house.md#sheets: names that hold for one sheet only are left out."""
    names = (
        "<definedNames>"
        '<definedName name="dokumen">S1!$A$1</definedName>'
        '<definedName name="token">"abc&amp;d"</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">S1!$A$1:$B$2</definedName>'
        "</definedNames>"
    )
    assert read(book(ONE, names=names), Budget()).names == {
        "dokumen": "S1!$A$1",
        "token": '"abc&d"',
    }


def test_custom_properties_are_texts():
    """house.md#identity: the identity stands in a string custom property."""
    found = parts(ONE)
    found["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "xl/workbook.xml"),
        ("rId2", "custom-properties", "docProps/custom.xml"),
    )
    found["docProps/custom.xml"] = (
        f'<Properties xmlns="{CUSTOM}" xmlns:vt="{VALUES}">'
        '<property name="iku" pid="2"><vt:lpwstr>token</vt:lpwstr></property>'
        '<property name="n" pid="3"><vt:i4>3</vt:i4></property></Properties>'
    )
    assert read(zipped(found), Budget()).properties == {"iku": "token"}


@pytest.mark.parametrize(("attribute", "expected"), [("1", True), ("true", True), ("0", False)])
def test_date_system(attribute, expected):
    """house.md#dates: date1904 says which day serial 0 is."""
    workbook = (
        f'<workbook xmlns="{TRANSITIONAL}" xmlns:r="{RELATIONS}">'
        f'<workbookPr date1904="{attribute}"/>'
        '<sheets><sheet name="S1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    assert read(book(ONE, workbook=workbook), Budget()).date1904 is expected


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("", False),
        ('<sheetProtection sheet="1" objects="1"/>', True),
        ('<sheetProtection sheet="true"/>', True),
        ('<sheetProtection sheet="0" password="CC1A"/>', False),
        ('<sheetProtection objects="1"/>', False),
    ],
)
def test_protection_of_a_sheet(element, expected):
    """house.md#one-pass: lock flag and sheet protection are taken in the same pass."""
    assert sheet(book(worksheet(after=element))).protected is expected


def test_validations_are_counted_wherever_they_stand():
    """house.md#one-pass: the validation count, Excel 2010's extension included."""
    after = (
        '<dataValidations count="2"><dataValidation sqref="A1"/><dataValidation sqref="A2"/>'
        '</dataValidations><extLst><ext xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main"><x14:dataValidations count="1"><x14:dataValidation/>'
        "</x14:dataValidations></ext></extLst>"
    )
    assert len(sheet(book(worksheet(after=after))).validations) == 3


def test_locked_and_dates_come_from_the_styles():
    """house.md#one-pass: the lock flag; locked unless the cell's own format says otherwise."""
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"><protection locked="0"/></xf></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="164" applyProtection="0"><protection locked="0"/></xf>'
        '<xf numFmtId="0" applyProtection="1"><protection hidden="1"/></xf></cellXfs>'
    )
    data = cells("><v>1</v>", 's="1"><v>2</v>', 's="2"><v>3</v>', 's="3"><v>4</v>', 's="9">')
    found = sheet(book(worksheet(data), styles=styles)).cells
    assert [(cell.locked, cell.is_date) for cell in found.values()] == [
        (True, False),
        (True, True),
        (False, True),
        (True, False),
        (True, False),
    ]


def test_strict_files_are_read():
    """house.md#namespaces: in both OOXML namespaces, transitional and strict."""
    data = book(
        worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', namespace=STRICT),
        strings="<si><t>ya</t></si>",
        namespace=STRICT,
        base=STRICT_RELATIONS,
    )
    assert sheet(data).cells == {(1, 1): Cell("ya", None, True, False)}


def test_prefixes_are_read():
    """house.md#any-writer: whoever wrote it; some write every name with a prefix."""
    found = parts(
        f'<x:worksheet xmlns:x="{TRANSITIONAL}"><x:sheetData><x:row r="2">'
        '<x:c r="B2" t="s"><x:f>A1</x:f><x:v>0</x:v></x:c></x:row></x:sheetData>'
        '<x:sheetProtection sheet="1"/></x:worksheet>',
        strings="",
    )
    found["xl/sharedStrings.xml"] = (
        f'<x:sst xmlns:x="{TRANSITIONAL}"><x:si><x:t>a</x:t></x:si></x:sst>'
    )
    found["xl/workbook.xml"] = (
        f'<x:workbook xmlns:x="{TRANSITIONAL}"><x:sheets>'
        f'<x:sheet name="S1" sheetId="1" xmlns:d="{RELATIONS}" d:id="rId1"/></x:sheets>'
        "</x:workbook>"
    )
    read_back = sheet(zipped(found))
    assert read_back.cells == {(2, 2): Cell("a", "A1", True, False)}
    assert read_back.protected


@pytest.mark.parametrize(
    "part",
    [
        f'<worksheet xmlns="{TRANSITIONAL}"><a><sheetData><row r="1"><c r="A1"/></row></sheetData>'
        "</a></worksheet>",
        f'<worksheet xmlns="{TRANSITIONAL}"><sheetData xmlns="x"><row r="1"><c r="A1"/></row>'
        "</sheetData></worksheet>",
        worksheet('<row r="1"><c xmlns="x" r="A1"/></row>'),
        worksheet('<row xmlns="x" r="1"><c r="A1"/></row>'),
        f'<x:worksheet xmlns:x="{TRANSITIONAL}"><sheetData><row r="1"><c r="A1"/></row></sheetData>'
        "</x:worksheet>",
    ],
)
def test_what_only_looks_like_a_cell_is_none(part):
    """house.md#namespaces: in both namespaces, and in no other."""
    assert sheet(book(part)).cells == {}


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "./worksheets/SHEET1.xml"])
def test_parts_are_found_as_excel_finds_them(target):
    """house.md#parts: parts are found through relationships, in any case of letters."""
    found = parts(ONE)
    found["xl/_rels/workbook.xml.rels"] = relationships(("rId1", "worksheet", target))
    assert sheet(zipped(found)).cells


def test_a_workbook_in_another_folder_is_found():
    """house.md#parts: nothing is taken for granted about where parts stand."""
    found = parts(ONE)
    moved = {name.replace("xl/", "deep/er/"): part for name, part in found.items()}
    moved["_rels/.rels"] = relationships(("rId1", "officeDocument", "/deep/er/workbook.xml"))
    assert sheet(zipped(moved)).cells


def test_utf_16_parts_are_read():
    """OPC allows two encodings of a part."""
    assert sheet(book(ONE.replace("UTF-8", "UTF-16").encode("utf-16"))).cells


def test_chart_sheets_have_no_cells():
    """The reader keeps every sheet, so that the check of their names sees all."""
    found = parts(ONE)
    found["xl/_rels/workbook.xml.rels"] = relationships(("rId1", "chartsheet", "chart.xml"))
    chart = sheet(zipped(found))
    assert (chart.name, chart.cells) == ("S1", {})


def test_rows_and_cells_without_an_address_follow_each_other():
    """house.md#any-writer: whoever wrote it; an address may be left out."""
    data = (
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row>'
        "<row/><row><c><v>5</v></c></row>"
    )
    found = sheet(book(worksheet(data))).cells
    assert {key: cell.value for key, cell in found.items()} == {
        (1, 1): 1,
        (1, 2): 2,
        (4, 3): 3,
        (4, 4): 4,
        (6, 1): 5,
    }


def test_a_row_without_a_number_takes_its_cells_word():
    """house.md#any-writer: whoever wrote it; some give the address on the cell alone."""
    found = sheet(book(worksheet('<row><c r="B7"/></row><row><c r="B9"/></row>'))).cells
    assert set(found) == {(7, 2), (9, 2)}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', "FILE-031"),
        ('<row r="1"/><row r="1"/>', "FILE-031"),
        ('<row r="1"><c r="A2"/></row>', "FILE-032"),
        ('<row r="1"><c r="XFE1"/></row>', "FILE-032"),
        ('<row r="1"><c r="$A$1"/></row>', "FILE-032"),
        ('<row r="4000000000"/>', "FILE-032"),
        ('<row r="0"/>', "FILE-032"),
        ('<row r="1"><c r="XFD1"/><c/></row>', "FILE-032"),
        ('<row r="5"/><row><c r="A5"/></row>', "FILE-031"),
    ],
)
@pytest.mark.parametrize("space", ["", "\n"])
def test_a_place_twice_or_nowhere_is_refused(data, expected, space):
    """quality.md#hostile: duplicate cells, row 4e9; whether plain or indented."""
    assert code(book(worksheet(data + space))) == expected


def test_a_finding_names_sheet_and_cell():
    """contract.md#placed: every finding that has a place names it."""
    with pytest.raises(Unreadable) as caught:
        read(book(worksheet('<row r="3"><c r="B3"/><c r="B3"/></row>')), Budget())
    assert caught.value.data == {"sheet": "S1", "cell": "B3"}
    assert pickle.loads(pickle.dumps(caught.value)).data == caught.value.data


def test_structure_that_does_not_hold_together_is_refused():
    """quality.md#hostile: a missing part, sheets on one part, a part that is another."""
    two = parts(ONE, ONE)
    two["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/Sheet1.xml"),
    )
    assert code(zipped(two)) == "FILE-035"
    for name, expected in (
        ("xl/worksheets/sheet1.xml", "FILE-025"),
        ("xl/workbook.xml", "FILE-025"),
        ("xl/_rels/workbook.xml.rels", "FILE-025"),
        ("_rels/.rels", "FILE-014"),
    ):
        found = parts(ONE)
        del found[name]
        assert code(zipped(found)) == expected, name
    assert code(book("<worksheet/>")) == "FILE-036"
    assert code(book(f'<chart xmlns="{TRANSITIONAL}"/>')) == "FILE-036"
    assert code(book("<worksheet")) == "FILE-013"
    same = f'<workbook xmlns="{TRANSITIONAL}"><sheets><sheet name="A"/><sheet name="a"/></sheets>'
    assert code(book(ONE, workbook=same + "</workbook>")) == "FILE-037"


def test_links_and_macros_under_other_names_are_refused():
    """quality.md#hostile: macros; contract.md#plain-excel: no macros, no external links."""
    for kind, expected in (("vbaProject", "FILE-021"), ("externalLink", "FILE-023")):
        found = parts(ONE)
        found["xl/_rels/workbook.xml.rels"] = relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", kind, "harmless.xml")
        )
        assert code(zipped(found)) == expected


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (Budget(file=100), "FILE-018"),
        (Budget(entries=3), "FILE-038"),
        (Budget(declared=500), "FILE-019"),
        (Budget(inflated=500), "FILE-019"),
        (Budget(part=100), "FILE-019"),
        (Budget(sheets=1), "FILE-026"),
        (Budget(cells=3), "FILE-027"),
        (Budget(text=10), "FILE-028"),
        (Budget(formulas=4), "FILE-034"),
        (Budget(seconds=-1), "FILE-029"),
    ],
)
def test_every_budget_is_kept(budget, expected):
    """house.md#budget: under a budget of bytes, cells and time."""
    data = worksheet(
        '<row r="1"><c r="A1" t="s"><f t="shared" si="0" ref="A1:B1">12345</f><v>0</v></c>'
        '<c r="B1"><f t="shared" si="0"/></c></row><row r="2"><c r="A2"/><c r="B2"/></row>'
    )
    data = book(data, ONE, strings="<si><t>a longer text</t></si>")
    assert read(data, Budget()).sheets[0].cells[1, 2].formula == "12345"
    assert code(data, budget) == expected
