"""What goes wrong with returned workbooks: a function a mishap, which says what a person did.

Each gives the files that are sent in and, for each, the verdict and every finding that it must
give, in the order of the sheets. samples/renew.py puts them into ``samples/bad/``, a folder each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import TypeAlias

import openpyxl

from iku_workbook.campaign.batch import workbooks
from iku_workbook.definition import Definition
from iku_workbook.layout import HIDDEN_SHEET
from samples.desk import (
    ACCEPTED,
    INFO,
    NEEDS_CORRECTION,
    NO_RETURN,
    NOT_EXAMINED,
    REJECTED,
    WARNING,
    Desk,
    Sent,
    finding,
    in_part,
    packed,
    parts,
)

VILLAGE, NEIGHBOUR = "Noreh", "Labuhan"
FILE = "35.27.01.2001-noreh.xlsx"

Returned: TypeAlias = Mapping[str, Sent]
MISHAPS: dict[str, Callable[[Desk], Returned]] = {}


def mishap(function: Callable[[Desk], Returned]) -> Callable[[Desk], Returned]:
    """Lists a mishap under its function's name, which is its folder's too."""
    MISHAPS[function.__name__.replace("_", "-")] = function
    return function


# --- not a workbook that can be read ---------------------------------------------------------


@mishap
def empty_file(desk: Desk) -> Returned:
    """The upload broke off before the first byte."""
    return {FILE: Sent(b"", REJECTED, [finding("FILE-001")])}


@mishap
def lock_file(desk: Desk) -> Returned:
    """What Excel leaves beside a workbook that is open was sent in place of the workbook."""
    owner = b"\x08Operator" + b" " * 46 + b"\x08\x00" + "Operator".encode("utf-16-le")
    return {f"~${FILE[2:]}": Sent(owner.ljust(165, b" "), NO_RETURN, [finding("FILE-040", INFO)])}


@mishap
def text_file(desk: Desk) -> Returned:
    """The figures were written in Notepad and the file was given the name of a workbook."""
    text = "Desa Noreh, Triwulan I 2024\r\nDokumen pengajuan: 48\r\nDokumen selesai: 48\r\n"
    return {FILE: Sent(text.encode(), REJECTED, [finding("FILE-010")])}


@mishap
def web_page(desk: Desk) -> Returned:
    """The page that the mail program showed was saved in place of the attachment."""
    page = "<!DOCTYPE html>\n<html><head><title>Lampiran</title></head><body>Noreh</body></html>\n"
    return {FILE: Sent(page.encode(), REJECTED, [finding("FILE-009")])}


@mishap
def printed_to_pdf(desk: Desk) -> Returned:
    """The filled form was printed into a PDF, which then got the workbook's name."""
    data = desk.saved_as(desk.good[desk.code(VILLAGE)], "pdf")
    return {FILE: Sent(data, REJECTED, [finding("FILE-008")])}


@mishap
def truncated(desk: Desk) -> Returned:
    """The connection was lost when half of the file had been sent."""
    data = desk.good[desk.code(VILLAGE)]
    return {FILE: Sent(data[: len(data) // 2], REJECTED, [finding("FILE-012")])}


@mishap
def password(desk: Desk) -> Returned:
    """The workbook was saved with a password, which is needed to open it."""
    data = desk.locked_with_password(desk.good[desk.code(VILLAGE)])
    return {FILE: Sent(data, REJECTED, [finding("FILE-003")])}


@mishap
def old_excel_format(desk: Desk) -> Returned:
    """The form was saved in the format of Excel 97 and the file renamed to .xlsx."""
    data = desk.saved_as(desk.good[desk.code(VILLAGE)], "xls")
    return {FILE: Sent(data, ACCEPTED, [finding("FILE-039", WARNING)])}


@mishap
def with_macro(desk: Desk) -> Returned:
    """Somebody added a macro to the form and saved it as a workbook with macros."""
    contents = parts(desk.good[desk.code(VILLAGE)])
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = contents["[Content_Types].xml"].replace(kind, with_macros)
    contents["[Content_Types].xml"] = types
    contents["xl/vbaProject.bin"] = b"a sample, not a real macro"
    sent = Sent(packed(contents), REJECTED, [finding("FILE-021")])
    return {FILE.replace(".xlsx", ".xlsm"): sent}


# --- not our form, or not the one that was issued --------------------------------------------


@mishap
def blank_workbook(desk: Desk) -> Returned:
    """A new, empty workbook was sent by mistake."""
    return {"Book1.xlsx": Sent(_saved(openpyxl.Workbook()), REJECTED, [finding("FORM-001")])}


@mishap
def another_workbook(desk: Desk) -> Returned:
    """The village's list of assets was sent in place of the form."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Daftar aset desa"], ["No", "Aset", "Jumlah"], [1, "Meja", 12], [2, "Kursi", 48]):
        sheet.append(row)
    return {"daftar aset.xlsx": Sent(_saved(book), REJECTED, [finding("FORM-001")])}


@mishap
def copied_into_new_workbook(desk: Desk) -> Returned:
    """The entry sheet was copied into a new workbook: it looks like the form and is not."""
    book = openpyxl.Workbook()
    copy = book.worksheets[0]
    copy.title = desk.form.entry
    source = openpyxl.load_workbook(BytesIO(desk.good[desk.code(VILLAGE)]), data_only=True)
    for row in source[desk.form.entry].iter_rows():
        for cell in row:
            copy[cell.coordinate] = cell.value
    return {"Isian Noreh.xlsx": Sent(_saved(book), REJECTED, [finding("FORM-001")])}


@mishap
def sheet_renamed(desk: Desk) -> Returned:
    """The entry sheet was given the village's name; Excel renamed it in its defined names too."""
    entry = desk.form.entry

    def renamed(xml: str) -> str:
        xml = xml.replace(f'name="{entry}"', f'name="{entry} {VILLAGE}"')
        return xml.replace(f">{entry}!", f">'{entry} {VILLAGE}'!")

    data = in_part(desk.good[desk.code(VILLAGE)], "xl/workbook.xml", renamed)
    return {FILE: Sent(data, REJECTED, [finding("FORM-006")])}


@mishap
def sheet_deleted(desk: Desk) -> Returned:
    """A village without activities deleted the sheet that lists them."""
    book = openpyxl.load_workbook(BytesIO(desk.good[desk.code("Disanah")]))
    del book[desk.form.tables[0].sheet]
    return {"35.27.01.2005-disanah.xlsx": Sent(_saved(book), REJECTED, [finding("FORM-006")])}


@mishap
def another_key(desk: Desk) -> Returned:
    """The form was made with another office's key: it has a seal, but not ours."""
    another_key = b"another key, 32 bytes, no secret"
    forms = workbooks(desk.definition, desk.period, desk.definition.units[:1], another_key)
    return {FILE: Sent(next(forms)[1], REJECTED, [finding("FORM-003")])}


@mishap
def another_definition(desk: Desk) -> Returned:
    """The form has our seal, but its definition, a draft, is not kept in this campaign."""
    text = desk.definition.to_json()
    draft = Definition.from_json(text.replace(desk.definition.title, "Rancangan"))
    forms = workbooks(draft, desk.period, desk.definition.units[:1], desk.key)
    return {FILE: Sent(next(forms)[1], NOT_EXAMINED, [finding("FORM-024")])}


@mishap
def seal_broken(desk: Desk) -> Returned:
    """Somebody wrote another village's code over this one's, everywhere in the file."""
    mine, other = desk.code(VILLAGE).encode(), desk.code(NEIGHBOUR).encode()
    contents = parts(desk.good[desk.code(VILLAGE)])
    data = packed({name: content.replace(mine, other) for name, content in contents.items()})
    return {"35.27.01.2002-labuhan.xlsx": Sent(data, REJECTED, [finding("FORM-003")])}


@mishap
def two_identities(desk: Desk) -> Returned:
    """The neighbour's hidden sheet was copied over this village's own."""
    mine, other = (
        openpyxl.load_workbook(BytesIO(desk.good[desk.code(name)])) for name in (VILLAGE, NEIGHBOUR)
    )
    for place in desk.form.identity.values():
        mine[place.sheet][place.address] = other[place.sheet][place.address].value
    return {FILE: Sent(_saved(mine), REJECTED, [finding("FORM-004")])}


# --- altered where nothing may be altered ----------------------------------------------------


@mishap
def formula_overwritten(desk: Desk) -> Returned:
    """The sheet's protection was taken off and the percentage typed over its formula."""

    def constant(cell: str) -> str:
        return re.sub(r"<f.*</v>", "<v>97.5</v>", cell)

    data = desk.in_cell(desk.good[desk.code(VILLAGE)], "persentase_selesai", constant)
    return {FILE: Sent(data, NEEDS_CORRECTION, [desk.at("LOCK-001", "persentase_selesai")])}


@mishap
def question_altered(desk: Desk) -> Returned:
    """The sheet's protection was taken off and a question worded otherwise."""
    place = desk.place("dokumen_pengajuan")
    at = f"B{place.row}"

    def reworded(xml: str) -> str:
        said = "<is><t>Jumlah surat masuk</t></is>"
        cell = re.compile(rf'<c r="{at}"( s="[0-9]+")?[^>]*>.*?</c>', re.DOTALL)
        return cell.sub(rf'<c r="{at}"\1 t="inlineStr">{said}</c>', xml, count=1)

    data = desk.in_sheet(desk.good[desk.code(VILLAGE)], place.sheet, reworded)
    return {FILE: Sent(data, NEEDS_CORRECTION, [finding("LOCK-007", sheet=place.sheet, cell=at)])}


@mishap
def row_inserted(desk: Desk) -> Returned:
    """A row was inserted above a question; everything below it moved down."""
    place = desk.place("dokumen_pengajuan")

    def lower(found: re.Match[str]) -> str:
        row = int(found["row"])
        return f"{found['before']}{row + 1 if row >= place.row else row}{found['after']}"

    def moved(xml: str) -> str:
        xml = re.sub(r'(?P<before><row r=")(?P<row>[0-9]+)(?P<after>")', lower, xml)
        return re.sub(r'(?P<before><c r="[A-Z]+)(?P<row>[0-9]+)(?P<after>")', lower, xml)

    data = desk.in_sheet(desk.good[desk.code(VILLAGE)], place.sheet, moved)
    at = f"A{place.row}"
    return {FILE: Sent(data, NEEDS_CORRECTION, [finding("LOCK-013", sheet=place.sheet, cell=at)])}


@mishap
def formula_replaced(desk: Desk) -> Returned:
    """A formula was replaced by a shorter one that gives the same result today."""

    def shorter(cell: str) -> str:
        return re.sub(r"(<f[^>]*>).*(</f>)", r"\1dokumen_selesai/48*100\2", cell)

    data = desk.in_cell(desk.good[desk.code(VILLAGE)], "persentase_selesai", shorter)
    return {FILE: Sent(data, NEEDS_CORRECTION, [desk.at("LOCK-002", "persentase_selesai")])}


@mishap
def protection_lost(desk: Desk) -> Returned:
    """The form was filled in on a phone, whose program drops protection and dropdowns."""
    data = desk.good[desk.code(VILLAGE)]
    asked = (desk.form.entry, *(table.sheet for table in desk.form.tables))
    findings = []
    for sheet in desk.form.sheets:
        data = desk.in_sheet(data, sheet, lambda xml: re.sub(r"<sheetProtection[^>]*/>", "", xml))
        if sheet != HIDDEN_SHEET:
            findings.append(finding("LOCK-003", WARNING, sheet))
        if sheet in asked:
            pattern = re.compile(r"<dataValidations.*</dataValidations>", re.S)
            data = desk.in_sheet(data, sheet, partial(pattern.sub, ""))
            findings.append(finding("LOCK-004", WARNING, sheet))
    return {FILE: Sent(data, ACCEPTED, findings)}


# --- one cell --------------------------------------------------------------------------------


@mishap
def not_filled_in(desk: Desk) -> Returned:
    """The form came back as it was handed out."""
    required = [name for name, (field, _) in desk.form.fields.items() if field.required is True]
    findings = [desk.at("VALUE-001", name) for name in required]
    for table in desk.form.tables:
        place, register = table.nihil, table.register.id
        findings.append(finding("VALUE-013", WARNING, place.sheet, place.address, register))
    return {FILE: Sent(desk.blank[desk.code(VILLAGE)], NEEDS_CORRECTION, findings)}


@mishap
def required_left_blank(desk: Desk) -> Returned:
    """One question was overlooked."""
    return _typed(desk, {"dokumen_selesai": None}, "VALUE-001")


@mishap
def evidence_missing(desk: Desk) -> Returned:
    """The answer is yes, but the regulation that proves it was not named."""
    return _typed(desk, {"nomor_perdes": None, "tanggal_perdes": None}, "VALUE-001")


@mishap
def text_in_number(desk: Desk) -> Returned:
    """There was no figure yet, so a remark was typed in its place."""
    return _typed(desk, {"dokumen_selesai": "belum dihitung"}, "VALUE-002")


@mishap
def error_in_number(desk: Desk) -> Returned:
    """A formula of the officer's own divides by zero."""
    return _typed(desk, {"dokumen_selesai": "=48/0"}, "VALUE-002")


@mishap
def decimal_in_integer(desk: Desk) -> Returned:
    """Documents half done were counted as halves."""
    return _typed(desk, {"dokumen_selesai": "46,5"}, "VALUE-003")


@mishap
def decimal_mark_forgotten(desk: Desk) -> Returned:
    """0,7654 was typed without its decimal mark."""
    return _typed(desk, {"skor_idm": "7654"}, "VALUE-004")


@mishap
def date_outside_quarter(desk: Desk) -> Returned:
    """An activity of April was listed with those of the first quarter."""
    return _typed(desk, {"kegiatan.tanggal:1": "02/04/2024"}, "VALUE-004")


@mishap
def unknown_choice_pasted(desk: Desk) -> Returned:
    """The status was pasted from another document, which the dropdown does not prevent."""
    return _typed(desk, {"status_desa": "Desa Maju"}, "VALUE-005")


@mishap
def number_turned_into_date(desk: Desk) -> Returned:
    """4/8 was typed elsewhere, became 4 August there, and was pasted with its format."""
    data, name = desk.good[desk.code(VILLAGE)], "dokumen_selesai"
    place = desk.place("tanggal_perdes")
    xml = parts(data)[desk.part(place.sheet)].decode()
    (style,) = re.findall(rf'<c r="{place.address}" s="([0-9]+)"', xml)

    def as_date(cell: str) -> str:
        return re.sub(r's="[0-9]+"', f's="{style}"', cell).replace("<v>48</v>", "<v>45508</v>")

    sent = Sent(desk.in_cell(data, name, as_date), NEEDS_CORRECTION, [desk.at("VALUE-006", name)])
    return {FILE: sent}


@mishap
def text_too_long(desk: Desk) -> Returned:
    """The whole minutes were pasted where the subject of the activity belongs."""
    minutes = "Rapat dibuka oleh ketua, dilanjutkan dengan laporan tiap dusun. " * 8
    return _typed(desk, {"kegiatan.pokok:1": minutes.strip()}, "VALUE-007")


@mishap
def number_typed_as_text(desk: Desk) -> Returned:
    """The unit was typed along with the number: it can only mean one thing."""
    return _typed(desk, {"dokumen_selesai": "48 dokumen"}, "VALUE-008", WARNING)


@mishap
def date_typed_as_text(desk: Desk) -> Returned:
    """The date was typed in words of which the program made no date."""
    return _typed(desk, {"kegiatan.tanggal:1": "'6 Pebruari 2024"}, "VALUE-008", WARNING)


@mishap
def ambiguous_number(desk: Desk) -> Returned:
    """A percentage was pasted as text: 76,54 or 0,7654?"""
    return _typed(desk, {"skor_idm": "'76,54%"}, "VALUE-009")


@mishap
def digit_unseen(desk: Desk) -> Returned:
    """48 is seen: the 0 behind it has the colour of its background."""
    return _drawn(desk, '<r><t>48</t></r><r><rPr><color rgb="FFFFF2CC"/></rPr><t>0</t></r>', "025")


@mishap
def digit_struck_out(desk: Desk) -> Returned:
    """A digit too many was struck out in place of being deleted."""
    return _drawn(desk, "<r><t>48</t></r><r><rPr><strike/></rPr><t>0</t></r>", "038")


@mishap
def formula_in_input(desk: Desk) -> Returned:
    """The officer let the program add up two counters."""
    return _typed(desk, {"dokumen_selesai": "=40+8"}, "VALUE-012", WARNING)


@mishap
def incomplete_row(desk: Desk) -> Returned:
    """An activity was listed without saying what it was about."""
    return _typed(desk, {"kegiatan.pokok:1": None}, "VALUE-001")


@mishap
def rows_below_table(desk: Desk) -> Returned:
    """Another activity was written below the last row, in a program that ignores protection."""
    table = desk.form.tables[0]
    book = openpyxl.load_workbook(BytesIO(desk.good[desk.code(VILLAGE)]))
    sheet = book[table.sheet]
    for (_, column), value in zip(
        table.columns, ("2024-03-30", "Koordinasi", "Rapat"), strict=False
    ):
        sheet.cell(table.last + 1, column, value)
    rows = table.last - table.first + 2
    below = {**desk.at("VALUE-011", f"kegiatan.tanggal:{rows}"), "field": table.register.id}
    return {FILE: Sent(_saved(book), NEEDS_CORRECTION, [below])}


@mishap
def columns_shifted(desk: Desk) -> Returned:
    """A row was pasted one column too far to the right."""
    cells = {
        "kegiatan.tanggal:1": None,
        "kegiatan.jenis:1": "06/02/2024",
        "kegiatan.pokok:1": "Koordinasi",
        "kegiatan.bukti:1": "Kesiapan keamanan menjelang Pemilu",
    }
    findings = [
        desk.at("VALUE-008", "kegiatan.tanggal:1", "warning"),
        {**desk.at("VALUE-016", "kegiatan.jenis:1"), "field": "kegiatan"},
        desk.at("RULE-001", "kegiatan.bukti:1", "warning"),
    ]
    return {FILE: Sent(desk.typed(VILLAGE, cells), NEEDS_CORRECTION, findings)}


# --- several cells ---------------------------------------------------------------------------


@mishap
def more_done_than_asked(desk: Desk) -> Returned:
    """Documents of the quarter before were counted among those that are done."""
    return _typed(desk, {"dokumen_selesai": "53"}, "RULE-001")


@mishap
def score_and_status_disagree(desk: Desk) -> Returned:
    """The status is last year's, the score this year's."""
    return _typed(desk, {"status_desa": "Berkembang"}, "RULE-001")


@mishap
def stale_result(desk: Desk) -> Returned:
    """A program changed an input and kept the results of before: ours are used."""

    def fewer(cell: str) -> str:
        return cell.replace("<v>48</v>", "<v>36</v>")

    data = desk.in_cell(desk.good[desk.code(VILLAGE)], "dokumen_selesai", fewer)
    stale = ("persentase_selesai", "IKU_2_pembilang", "IKU_2_nilai")
    findings = [desk.at("CALC-001", name, WARNING) for name in stale]
    return {FILE: Sent(data, ACCEPTED, findings)}


@mishap
def two_for_one_village(desk: Desk) -> Returned:
    """A corrected form was sent along with the first one, and nobody can tell which is which."""
    findings = [finding("DUP-002")]
    return {
        "noreh.xlsx": Sent(desk.good[desk.code(VILLAGE)], NEEDS_CORRECTION, findings),
        "noreh revisi.xlsx": Sent(
            desk.typed(VILLAGE, {"dokumen_selesai": "47"}), NEEDS_CORRECTION, findings
        ),
    }


@mishap
def sent_twice(desk: Desk) -> Returned:
    """The same file arrived twice; the telephone called the second one a copy."""
    data = desk.good[desk.code(VILLAGE)]
    return {
        "noreh (1).xlsx": Sent(data, ACCEPTED, []),
        "noreh.xlsx": Sent(data, ACCEPTED, [finding("DUP-001", INFO)]),
    }


def _typed(
    desk: Desk, cells: Mapping[str, str | None], code: str, severity: str = "error"
) -> Returned:
    """A good return with these cells typed over, each of which must be found with ``code``."""
    verdict = NEEDS_CORRECTION if severity == "error" else ACCEPTED
    findings = [desk.at(code, cell, severity) for cell in cells]
    return {FILE: Sent(desk.typed(VILLAGE, cells), verdict, findings)}


def _drawn(desk: Desk, runs: str, code: str) -> Returned:
    """A good return with an entry drawn in runs, as Excel lets a person format single digits."""
    cell = "dokumen_pengajuan"

    def draw(xml: str) -> str:
        style = re.search(r' s="[0-9]+"', xml)
        assert style is not None
        return f'<c r="{desk.place(cell).address}"{style[0]} t="inlineStr"><is>{runs}</is></c>'

    data = desk.in_cell(desk.good[desk.code(VILLAGE)], cell, draw)
    findings = [desk.at(f"LOCK-{code}", cell), desk.at("VALUE-008", cell, WARNING)]
    return {FILE: Sent(data, NEEDS_CORRECTION, findings)}


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
