"""What is shown is what is counted: whatever hides an entry, or shows another figure, is found.

All variations are made of one form by changing its parts, and judged in one batch.
"""

import itertools
import re

import pytest
from lxml import etree

from iku_workbook.cell_addresses import a1, position
from iku_workbook.findings import Verdict, verdict
from iku_workbook.layout import HIDDEN_SHEET
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    define,
    filled,
    layout_of,
    parts,
    put,
    sheet_part,
    zipped,
)
from tests.workbook.tiny import relationships

LAYOUT = layout_of(define())
ENTRY, RESULTS, PAPER, GUIDE = LAYOUT.entry, LAYOUT.results, LAYOUT.approval, LAYOUT.guide
[TABLE] = LAYOUT.tables
REGISTER = TABLE.sheet
DATANG, SKOR, NAMA, SEJAK = (address(LAYOUT, each) for each in ("datang", "skor", "nama", "sejak"))
PERSEN = address(LAYOUT, "persen")
RESULT = address(LAYOUT, "IKU_1_nilai")
TANGGAL = [address(LAYOUT, "kegiatan.tanggal", row) for row in range(4)]
BUKTI = address(LAYOUT, "kegiatan.bukti")
SIGNED = f"C{LAYOUT.approval_rows['IKU_1_nilai']}"
SIGNED_ENTRY = f"C{LAYOUT.approval_rows['datang']}"
LABEL = f"B{position(DATANG)[0]}"
MESSAGE = f"E{position(DATANG)[0]}"
BANNER = "A4"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ART = "http://schemas.openxmlformats.org/drawingml/2006/main"


def on(sheet, change):
    """A change of a sheet's part."""
    return lambda data: change_part(data, sheet_part(data, sheet), change)


def looking(
    sheet, at, *, code=None, ink=None, paper=None, size=None, face=None, align=None, between=()
):
    """A cell with another number format, font or background, all else as it was."""

    def alter(data):
        def style(root):
            xfs = root.find(f"{SPACE}cellXfs")
            xf = etree.fromstring(etree.tostring(xfs[old]))
            if code is not None:
                formats = root.find(f"{SPACE}numFmts")
                etree.SubElement(formats, f"{SPACE}numFmt", numFmtId="399", formatCode=code)
                xf.set("numFmtId", "399")
            if align:
                for each in xf.findall(f"{SPACE}alignment"):
                    each.set("horizontal", align)
            if ink or size or face:
                fonts = root.find(f"{SPACE}fonts")
                font = etree.SubElement(fonts, f"{SPACE}font")
                etree.SubElement(font, f"{SPACE}sz", val=str(size or 11))
                if ink:
                    etree.SubElement(font, f"{SPACE}color", **ink)
                if face:
                    etree.SubElement(font, f"{SPACE}name", val=face)
                xf.set("fontId", str(len(fonts) - 1))
            if paper:
                fills = root.find(f"{SPACE}fills")
                fill = etree.SubElement(
                    etree.SubElement(fills, f"{SPACE}fill"), f"{SPACE}patternFill"
                )
                fill.set("patternType", "solid")
                etree.SubElement(fill, f"{SPACE}fgColor", **paper)
                xf.set("fillId", str(len(fills) - 1))
            if between:
                fills = root.find(f"{SPACE}fills")
                fill = etree.SubElement(
                    etree.SubElement(fills, f"{SPACE}fill"), f"{SPACE}gradientFill"
                )
                for place, colour in enumerate(between):
                    stop = etree.SubElement(fill, f"{SPACE}stop", position=str(place))
                    etree.SubElement(stop, f"{SPACE}color", rgb=colour)
                xf.set("fillId", str(len(fills) - 1))
            xfs.append(xf)
            numbers.append(len(xfs) - 1)

        def point(root):
            [cell] = root.iterfind(f".//{{*}}c[@r='{at}']")
            cell.set("s", str(numbers[0]))

        numbers = []
        part = sheet_part(data, sheet)
        [cell] = etree.fromstring(parts(data)[part]).iterfind(f".//{{*}}c[@r='{at}']")
        old = int(cell.get("s", "0"))
        return change_part(change_part(data, "xl/styles.xml", style), part, point)

    return alter


def without_zeros(sheet):
    """A sheet that shows nothing where there is a 0."""

    def change(root):
        for view in root.iterfind("{*}sheetViews/{*}sheetView"):
            view.set("showZeros", "0")

    return on(sheet, change)


def merged(sheet, area, *, emptied=True):
    """Merged cells; but for the first, their content is lost, as in Excel."""

    def change(root):
        block = root.find(f"{SPACE}mergeCells")
        if block is None:
            block = etree.Element(f"{SPACE}mergeCells")
            root.find(f"{SPACE}sheetProtection").addnext(block)
        etree.SubElement(block, f"{SPACE}mergeCell", ref=area)
        first, last = map(position, area.split(":"))
        keys = itertools.product(range(first[0], last[0] + 1), range(first[1], last[1] + 1))
        for key in keys if emptied else ():
            for cell in root.iterfind(f".//{{*}}c[@r='{a1(*key)}']"):
                if key != first:
                    cell.attrib.pop("t", None)
                    cell[:] = []

    return on(sheet, change)


def row(sheet, number, **attributes):
    def change(root):
        [found] = root.iterfind(f".//{{*}}row[@r='{number}']")
        found.attrib.update(attributes)

    return on(sheet, change)


def column(sheet, number, **attributes):
    def change(root):
        for found in root.iterfind("{*}cols/{*}col"):
            if int(found.get("min")) <= number <= int(found.get("max")):
                found.attrib.update(attributes)

    return on(sheet, change)


def filtered(data):
    """A filter over the register, which hides a row."""
    data = row(REGISTER, TABLE.first, hidden="1")(data)

    def change(root):
        block = etree.Element(f"{SPACE}autoFilter", ref=f"A{TABLE.first - 1}:E{TABLE.last}")
        root.find(f"{SPACE}sheetProtection").addnext(block)

    return on(REGISTER, change)(data)


def over(sheet, anchor, *, shape="pic"):
    """A drawing over a sheet that has none."""
    shapes = {
        "pic": "<d:pic/>",
        "text box": "<d:sp><d:spPr/><a:p><a:r><a:t>100</a:t></a:r></a:p></d:sp>",
        "ring": "<d:sp><d:spPr><a:noFill/></d:spPr></d:sp>",
        "line": "<d:cxnSp/>",
        "group": "<d:grpSp/>",
        "chart": "<d:graphicFrame/>",
    }

    def alter(data):
        part = sheet_part(data, sheet)
        data = change_part(data, part, draw)
        found = parts(data)
        name = part.rpartition("/")[2]
        found[f"xl/worksheets/_rels/{name}.rels"] = relationships(
            ("rId1", "drawing", "../drawings/drawing9.xml")
        ).encode()
        kind = anchor.split(">")[0].strip("<").split()[0]
        found["xl/drawings/drawing9.xml"] = (
            f'<d:wsDr xmlns:d="{DRAWING}" xmlns:a="{ART}">'
            f"{anchor}{shapes[shape]}<d:clientData/></{kind}></d:wsDr>"
        ).encode()
        return zipped(found)

    def draw(root):
        drawing = etree.SubElement(root, f"{SPACE}drawing")
        drawing.set(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rId1"
        )

    return alter


def two_cells(first, last):
    """An anchor from the first cell to the end of the last one."""
    (top, left), (bottom, right) = position(first), position(last)
    return (
        f"<d:twoCellAnchor><d:from><d:col>{left - 1}</d:col><d:colOff>0</d:colOff>"
        f"<d:row>{top - 1}</d:row><d:rowOff>0</d:rowOff></d:from>"
        f"<d:to><d:col>{right}</d:col><d:colOff>0</d:colOff>"
        f"<d:row>{bottom}</d:row><d:rowOff>0</d:rowOff></d:to>"
    )


def one_cell(first, width, height):
    top, left = position(first)
    return (
        f"<d:oneCellAnchor><d:from><d:col>{left - 1}</d:col><d:colOff>0</d:colOff>"
        f"<d:row>{top - 1}</d:row><d:rowOff>0</d:rowOff></d:from>"
        f'<d:ext cx="{width}" cy="{height}"/>'
    )


def ruled(sheet, cells, formula="TRUE", *, code=None, ink=None, paper=None, extra=""):
    """A conditional format that the form has not."""

    def alter(data):
        def style(root):
            dxfs = root.find(f"{SPACE}dxfs")
            dxf = etree.SubElement(dxfs, f"{SPACE}dxf")
            if ink:
                etree.SubElement(etree.SubElement(dxf, f"{SPACE}font"), f"{SPACE}color", rgb=ink)
            if code is not None:
                etree.SubElement(dxf, f"{SPACE}numFmt", numFmtId="398", formatCode=code)
            if paper:
                fill = etree.SubElement(
                    etree.SubElement(dxf, f"{SPACE}fill"), f"{SPACE}patternFill"
                )
                etree.SubElement(fill, f"{SPACE}bgColor", rgb=paper)
            numbers.append(len(dxfs) - 1)

        def add(root):
            rule = etree.fromstring(
                f'<conditionalFormatting xmlns="{SPACE[1:-1]}" sqref="{cells}"><cfRule '
                f'type="{"dataBar" if extra else "expression"}" dxfId="{numbers[0]}" priority="9">'
                f"<formula>{formula}</formula>{extra}</cfRule></conditionalFormatting>"
            )
            root.find(f"{SPACE}sheetProtection").addnext(rule)

        numbers = []
        data = change_part(data, "xl/styles.xml", style)
        return on(sheet, add)(data)

    return alter


def without_rules(root):
    """Without the conditional formats of one range: those of most kinds, of which none is left."""
    root.remove(max(root.findall(f"{SPACE}conditionalFormatting"), key=len))


def without_all_rules(root):
    for each in root.findall(f"{SPACE}conditionalFormatting"):
        root.remove(each)


def split_rules(root):
    """Each rule for each cell by itself, its formula moved along: as pasting does."""
    for block in root.findall(f"{SPACE}conditionalFormatting"):
        first, _, last = block.get("sqref").partition(":")
        (top, left), (bottom, _) = position(first), position(last or first)
        for number in range(top, bottom + 1):
            own = etree.fromstring(etree.tostring(block))
            own.set("sqref", a1(number, left))
            for formula in own.iter(f"{SPACE}formula"):
                formula.text = re.sub(rf"(\$[A-Z]+){top}\b", rf"\g<1>{number}", formula.text)
            block.addprevious(own)
        root.remove(block)


def printed(sheet, text, kind="oddHeader"):
    def change(root):
        block = root.find(f"{SPACE}headerFooter")
        found = block.find(f"{SPACE}{kind}")
        if found is None:
            found = etree.Element(f"{SPACE}{kind}")
            block.insert(0, found)
        found.text = text

    return on(sheet, change)


def printing(sheet, area):
    """An area of a sheet that alone is printed."""

    def change(root):
        names = root.find(f"{SPACE}definedNames")
        sheets = [each.get("name") for each in root.find(f"{SPACE}sheets")]
        own = etree.SubElement(names, f"{SPACE}definedName", name="_xlnm.Print_Area")
        own.set("localSheetId", str(sheets.index(sheet)))
        own.text = f"{sheet}!{area}"

    return lambda data: change_part(data, "xl/workbook.xml", change)


def formula_of(data):
    """The formula of the figure on the page to sign, as it was issued."""
    root = etree.fromstring(parts(data)[sheet_part(data, PAPER)])
    [found] = root.iterfind(f".//{{*}}c[@r='{SIGNED}']/{{*}}f")
    return etree.tostring(found, with_tail=False).decode()


WHITE, CREAM = {"rgb": "FFFFFFFF"}, {"rgb": "FFFFF2CC"}
SECOND = TABLE.first + 1
HARMFUL = {
    # The page to sign, results and labels must show what they hold.
    "100,00 over the result": (looking(PAPER, SIGNED, code='"100,00"'), {("LOCK-023", SIGNED)}),
    "a result that was never computed": (
        lambda data: put(data, f"{PAPER}!{SIGNED}", f"{formula_of(data)}<v>100</v>"),
        {("LOCK-023", SIGNED)},
    ),
    "words that were never computed": (
        lambda data: put(data, f"{PAPER}!{SIGNED}", f"{formula_of(data)}<v>seratus</v>", "str"),
        {("LOCK-023", SIGNED)},
    ),
    "a digit before": (looking(PAPER, SIGNED, code='"1"0.00'), {("LOCK-023", SIGNED)}),
    "a digit behind": (looking(PAPER, SIGNED, code="0\\0"), {("LOCK-023", SIGNED)}),
    "thousands": (looking(PAPER, SIGNED, code="0.00,"), {("LOCK-023", SIGNED)}),
    "a condition": (looking(PAPER, SIGNED, code='[>50]"100";0.00'), {("LOCK-023", SIGNED)}),
    "no digit": (looking(PAPER, SIGNED, code='"-"'), {("LOCK-023", SIGNED)}),
    "nothing": (looking(PAPER, SIGNED, code=";;;"), {("LOCK-023", SIGNED)}),
    "a date": (looking(PAPER, SIGNED, code="dd/mm/yyyy"), {("LOCK-023", SIGNED)}),
    "a percentage": (looking(PAPER, SIGNED, code="0%"), {("LOCK-023", SIGNED)}),
    "millions": (looking(PAPER, SIGNED, code='0.00" juta"'), {("LOCK-023", SIGNED)}),
    "an entry on the page": (
        looking(PAPER, SIGNED_ENTRY, code='"400"'),
        {("LOCK-023", SIGNED_ENTRY)},
    ),
    "a result": (looking(RESULTS, RESULT, code='"100"'), {("LOCK-023", RESULT)}),
    "a calculation": (looking(ENTRY, PERSEN, code='0"0"'), {("LOCK-023", PERSEN)}),
    "a label": (looking(ENTRY, LABEL, code=';;;"Anak lain"'), {("LOCK-023", LABEL)}),
    "a label hidden": (looking(ENTRY, LABEL, code=";;;"), {("LOCK-023", LABEL)}),
    "a rule over the page": (
        ruled(PAPER, SIGNED, code='"100,00"'),
        {("LOCK-033", SIGNED), ("LOCK-023", SIGNED)},
    ),
    "a bar in place of the figure": (
        ruled(PAPER, SIGNED, extra='<dataBar showValue="0"/>'),
        {("LOCK-033", SIGNED), ("LOCK-023", SIGNED)},
    ),
    # Its figures must be seen.
    "white on the page": (looking(PAPER, SIGNED, ink=WHITE), {("LOCK-030", SIGNED)}),
    "tiny on the page": (looking(PAPER, SIGNED, size=1), {("LOCK-030", SIGNED)}),
    "symbols on the page": (looking(PAPER, SIGNED, face="Wingdings 2"), {("LOCK-030", SIGNED)}),
    "repeated on the page": (looking(PAPER, SIGNED, align="fill"), {("LOCK-023", SIGNED)}),
    "not printed": (printing(PAPER, "$A$1:$D$6"), {("LOCK-030", "C7")}),
    "nothing printed": (printing(PAPER, "$A$1:$B$90"), {("LOCK-030", "C5")}),
    "row of the page": (row(PAPER, SIGNED[1:], hidden="1"), {("LOCK-030", SIGNED)}),
    "low row of the page": (row(PAPER, SIGNED[1:], ht="0.5"), {("LOCK-030", SIGNED)}),
    "column of the page": (column(PAPER, 3, hidden="1"), {("LOCK-030", "C5")}),
    "picture on the page": (over(PAPER, two_cells(SIGNED, SIGNED)), {("LOCK-030", SIGNED)}),
    "text box on the page": (
        over(PAPER, two_cells(SIGNED, SIGNED), shape="text box"),
        {("LOCK-030", SIGNED)},
    ),
    # Entries that show something else are refused, for nobody knows which is meant.
    "entry 100": (looking(ENTRY, DATANG, code='"100"'), {("LOCK-025", DATANG)}),
    "entry repeated": (looking(ENTRY, DATANG, align="fill"), {("LOCK-025", DATANG)}),
    "entry and a digit": (looking(ENTRY, DATANG, code='0"0"'), {("LOCK-025", DATANG)}),
    "entry in millions": (looking(ENTRY, DATANG, code='0" juta"'), {("LOCK-025", DATANG)}),
    "entry in thousands, in words": (
        looking(ENTRY, DATANG, code='#,##0 "Rb"'),
        {("LOCK-025", DATANG)},
    ),
    "entry in thousands": (looking(ENTRY, DATANG, code="0.00,"), {("LOCK-025", DATANG)}),
    "entry as words": (looking(ENTRY, NAMA, code=';;;"Melati 2"'), {("LOCK-025", NAMA)}),
    "entry with a year": (looking(ENTRY, NAMA, code='@" 2025"'), {("LOCK-025", NAMA)}),
    "entry by a rule": (
        ruled(ENTRY, DATANG, code='"100"'),
        {("LOCK-033", DATANG), ("LOCK-025", DATANG)},
    ),
    "date as words": (looking(ENTRY, SEJAK, code='dd/mm/"1999"'), {("LOCK-025", SEJAK)}),
    # Merged cells lose entries.
    "merged dates": (merged(REGISTER, f"{TANGGAL[0]}:{TANGGAL[1]}"), {("LOCK-031", TANGGAL[0])}),
    "merged over all rows": (
        merged(REGISTER, f"{TANGGAL[0]}:{TANGGAL[3]}"),
        {("LOCK-031", TANGGAL[0])},
    ),
    "merged and kept beneath": (
        merged(REGISTER, f"{TANGGAL[0]}:{TANGGAL[1]}", emptied=False),
        {("LOCK-031", TANGGAL[0])},
    ),
    "merged along a row": (
        merged(REGISTER, f"D{TABLE.first}:E{TABLE.first}"),
        {("LOCK-031", f"D{TABLE.first}")},
    ),
    "merged questions": (
        merged(ENTRY, f"{DATANG}:C{position(DATANG)[0] + 1}"),
        {("LOCK-031", DATANG)},
    ),
    "merged with its label": (merged(ENTRY, f"{LABEL}:{DATANG}"), {("LOCK-031", LABEL)}),
}
HARMLESS = {
    # Counted, and said.
    "hidden row": (row(REGISTER, TABLE.first, hidden="1"), {("LOCK-027", TANGGAL[0])}),
    "hidden row, true": (row(REGISTER, SECOND, hidden="true"), {("LOCK-027", TANGGAL[1])}),
    "row of no height": (row(REGISTER, TABLE.first, ht="0"), {("LOCK-027", TANGGAL[0])}),
    "filtered row": (filtered, {("LOCK-027", TANGGAL[0])}),
    "hidden question": (row(ENTRY, DATANG[1:], hidden="1"), {("LOCK-027", DATANG)}),
    "hidden column": (column(REGISTER, 5, hidden="1"), {("LOCK-027", BUKTI)}),
    "column of no width": (column(REGISTER, 2, width="0"), {("LOCK-027", TANGGAL[0])}),
    "hidden column of entries": (column(ENTRY, 3, hidden="1"), {("LOCK-027", DATANG)}),
    "white font": (looking(ENTRY, DATANG, ink=WHITE), {("LOCK-028", DATANG)}),
    "font as the background": (looking(ENTRY, DATANG, ink=CREAM), {("LOCK-028", DATANG)}),
    "background as the font": (
        looking(ENTRY, DATANG, paper={"rgb": "FF000000"}),
        {("LOCK-028", DATANG)},
    ),
    "white of the theme": (looking(ENTRY, DATANG, ink={"theme": "0"}), {("LOCK-028", DATANG)}),
    "white of the palette": (looking(ENTRY, DATANG, ink={"indexed": "9"}), {("LOCK-028", DATANG)}),
    "black made white": (
        looking(ENTRY, DATANG, ink={"theme": "1", "tint": "0.99"}),
        {("LOCK-028", DATANG)},
    ),
    "white of the format": (looking(ENTRY, DATANG, code="[White]0"), {("LOCK-028", DATANG)}),
    "symbols": (looking(ENTRY, DATANG, face="Webdings"), {("LOCK-028", DATANG)}),
    "one point": (looking(ENTRY, DATANG, size=1), {("LOCK-028", DATANG)}),
    "no format": (looking(ENTRY, DATANG, code=";;;"), {("LOCK-028", DATANG)}),
    "text without a format": (looking(ENTRY, NAMA, code=";;;"), {("LOCK-028", NAMA)}),
    "white by a rule": (
        ruled(ENTRY, DATANG, ink="FFFFFFFF"),
        {("LOCK-033", DATANG), ("LOCK-028", DATANG)},
    ),
    "background that runs into another": (
        looking(ENTRY, DATANG, ink=WHITE, between=["FFFFFFFF", "FFF0F0F0"]),
        {("LOCK-028", DATANG)},
    ),
    "white on a dark one that does": (
        looking(ENTRY, DATANG, ink=WHITE, between=["FF000000", "FF404040"]),
        set(),
    ),
    "no zeros where there are none": (without_zeros(ENTRY), set()),
    "rounded": (looking(ENTRY, SKOR, code="0.0"), {("LOCK-026", SKOR)}),
    "rounded to nothing": (looking(ENTRY, SKOR, code="0"), {("LOCK-026", SKOR)}),
    "rounded as it was issued": (looking(ENTRY, SKOR, code="0.0000"), set()),
    "rounded percentage": (looking(ENTRY, SKOR, code="0%"), set()),
    "picture": (over(ENTRY, two_cells(DATANG, DATANG)), {("LOCK-029", DATANG)}),
    "picture over all": (over(ENTRY, two_cells("A1", "F40")), {("LOCK-029", DATANG)}),
    "picture of one anchor": (
        over(ENTRY, one_cell(DATANG, 1_500_000, 900_000)),
        {("LOCK-029", DATANG)},
    ),
    "picture by its place": (
        over(ENTRY, '<d:absoluteAnchor><d:pos x="0" y="0"/><d:ext cx="9000000" cy="20000000"/>'),
        {("LOCK-029", DATANG)},
    ),
    "text box": (over(ENTRY, two_cells(NAMA, NAMA), shape="text box"), {("LOCK-029", NAMA)}),
    "group": (over(REGISTER, two_cells("B7", "E8"), shape="group"), {("LOCK-029", "B7")}),
    "chart": (over(REGISTER, two_cells("B7", "E8"), shape="chart"), {("LOCK-029", "B7")}),
    "label white": (looking(ENTRY, "A1", ink=WHITE), {("LOCK-024", "A1")}),
    "message white": (looking(ENTRY, MESSAGE, ink=WHITE), {("LOCK-024", MESSAGE)}),
    "message says otherwise": (
        looking(ENTRY, MESSAGE, code=';;;"✗ Salah"'),
        {("LOCK-024", MESSAGE)},
    ),
    "banner says otherwise": (
        looking(GUIDE, BANNER, code=';;;"SIAP DIKIRIM"'),
        {("LOCK-024", BANNER)},
    ),
    "banner hidden": (looking(GUIDE, BANNER, code=";;;"), {("LOCK-024", BANNER)}),
    "title tiny": (looking(ENTRY, "A1", size=2), {("LOCK-024", "A1")}),
    "label merged": (merged(ENTRY, "A1:B1", emptied=False), {("LOCK-032", "A1")}),
    "results merged": (merged(RESULTS, "A1:C1", emptied=False), {("LOCK-032", "A1")}),
    "a rule more": (ruled(ENTRY, MESSAGE, paper="FFC6EFCE"), {("LOCK-033", MESSAGE)}),
    "a rule more in a register": (
        ruled(REGISTER, f"B{TABLE.first}:E{TABLE.last}", ink="FF9C0006"),
        {("LOCK-033", f"B{TABLE.first}")},
    ),
    "a rule less": (on(ENTRY, without_rules), {("LOCK-033", None)}),
    "header": (printed(PAPER, "&CRealisasi 100%"), {("LOCK-034", None)}),
    "header by another name": (printed(PAPER, "&CLain", "firstHeader"), {("LOCK-034", None)}),
    "footer": (printed(PAPER, "&LNomor formulir AAAA-BBBB", "oddFooter"), {("LOCK-034", None)}),
    "header in colours": (printed(PAPER, '&C&"Arial,Bold"&K00FF00Sah'), {("LOCK-034", None)}),
    "picture in the header": (printed(PAPER, "&C&G"), {("LOCK-034", None)}),
    "header of a register": (printed(REGISTER, "Disetujui"), {("LOCK-034", None)}),
    # Nothing is hidden, and nothing shown otherwise.
    "as many decimals": (looking(PAPER, SIGNED, code="0.00"), set()),
    "no format of its own": (looking(PAPER, SIGNED, code="General"), set()),
    "an accountant's format": (
        looking(PAPER, SIGNED, code='_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'),
        set(),
    ),
    "red below zero": (looking(PAPER, SIGNED, code="#,##0.00;[Red]-#,##0.00"), set()),
    "more decimals": (looking(PAPER, SIGNED, code="#,##0.0000"), set()),
    "space beside": (looking(PAPER, SIGNED, code="#,##0.00_)"), set()),
    "entry with its unit": (looking(ENTRY, DATANG, code='0" anak"'), set()),
    "entry of Excel": (looking(ENTRY, DATANG, code="General"), set()),
    "entry as text": (looking(ENTRY, DATANG, code="@"), set()),
    "month first": (looking(ENTRY, SEJAK, code="m/d/yyyy"), set()),
    "a long date": (looking(ENTRY, SEJAK, code="[$-421]dd mmmm yyyy;@"), set()),
    "a month": (looking(ENTRY, SEJAK, code="mmm-yy"), set()),
    "red font": (looking(ENTRY, DATANG, ink={"rgb": "FFFF0000"}), set()),
    "grey font": (looking(ENTRY, DATANG, ink={"rgb": "FF808080"}), set()),
    "yellow background": (looking(ENTRY, DATANG, paper={"rgb": "FFFFFF00"}), set()),
    "automatic font": (looking(ENTRY, DATANG, ink={"auto": "1"}), set()),
    "small font": (looking(ENTRY, DATANG, size=8), set()),
    "hidden empty row": (row(REGISTER, TABLE.last, hidden="1"), set()),
    "hidden guidance": (column(ENTRY, 5, hidden="1"), set()),
    "high row": (row(REGISTER, TABLE.first, ht="200"), set()),
    "picture beside": (over(ENTRY, two_cells("H1", "K20")), set()),
    "stamp on the page": (over(PAPER, two_cells("A30", "D40")), set()),
    "ring around an entry": (over(ENTRY, two_cells(DATANG, DATANG), shape="ring"), set()),
    "line": (over(ENTRY, two_cells(DATANG, DATANG), shape="line"), set()),
    "picture that touches": (
        over(ENTRY, two_cells("D1", "F40").replace("<d:colOff>0<", "<d:colOff>9<", 1)),
        set(),
    ),
    "merged free cells": (merged(ENTRY, "H1:K3"), set()),
    "rules split": (on(ENTRY, split_rules), set()),
    "rules of a register split": (on(REGISTER, split_rules), set()),
    "rules lost": (on(ENTRY, without_all_rules), set()),
    "a rule beside": (ruled(ENTRY, "H1:H9", ink="FFFFFFFF"), set()),
    "numbers of pages": (printed(PAPER, "&L&A&CHalaman &P dari &N&R&D"), set()),
    "header of another program": (printed(PAPER, "Page &P of &N"), set()),
    "another font": (looking(ENTRY, DATANG, face="Arial"), set()),
    "to the left": (looking(ENTRY, DATANG, align="left"), set()),
    "all printed": (printing(PAPER, "$A$1:$D$90"), set()),
    "hidden sheet": (looking(HIDDEN_SHEET, "A1", code=";;;", ink=WHITE), set()),
}
KINDS = HARMFUL | HARMLESS


@pytest.fixture(scope="module")
def judged():
    """Every variation's return, judged in one batch."""
    form = filled(GOOD)
    returns = check(form, *(alter(form) for alter, _ in KINDS.values()))
    return dict(zip(["as issued", *KINDS], returns, strict=True))


def found(returned):
    about = ("LOCK", "FILE", "VALUE")
    return {(each.code, each.cell) for each in returned.findings if each.family in about}


def alone(returned):
    """The verdict on a variation by itself: all of them are of one village."""
    return verdict([each for each in returned.findings if each.family != "DUP"])


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_to_hide_is_found(judged, kind):
    """quality.md#seen: what is shown is what is counted: a finding with its place, and no other."""
    assert found(judged[kind]) == KINDS[kind][1]


def test_a_zero_that_is_not_shown_is_found():
    """quality.md#seen: a sheet may be told to leave the cells of zeros blank."""
    form = filled({**GOOD, "datang": 0})
    entry, paper = check(without_zeros(ENTRY)(form), without_zeros(PAPER)(form))
    assert found(entry) == {("LOCK-028", DATANG)}
    assert ("LOCK-030", SIGNED_ENTRY) in found(paper)


def test_nothing_is_found_in_the_form_itself(judged):
    """quality.md#false-alarms: none on what was issued."""
    assert found(judged["as issued"]) == set()


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_beyond_doubt_is_counted(judged, kind):
    """quality.md#seen: a warning where the value is beyond doubt: counted as it stands."""
    assert alone(judged[kind]) is Verdict.ACCEPTED
    assert judged[kind].values == judged["as issued"].values


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_is_in_doubt_is_not_accepted(judged, kind):
    """quality.md#seen: an error where it is not."""
    assert alone(judged[kind]) is Verdict.NEEDS_CORRECTION
