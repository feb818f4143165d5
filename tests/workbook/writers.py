"""Workbooks of many writers: made here with what two libraries can say, and saved by clients."""

import datetime
import io
import random
import shutil
import subprocess

import openpyxl
import xlsxwriter
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

SEEDS = range(12)
TEXTS = (
    "Noreh", " spasi ", "a<b>&\"c'", "baris\nbaru", "東京 😀", "=bukan rumus", "1.234,5"
)  # fmt: skip
FORMATS = ("General", "0.00", "dd/mm/yyyy", "hh:mm", "[h]:mm", '0 "hari"', "[Red]0;[Blue]-0", "@")
FORMULAS = ("SUM(A1:B3)", '$A$1&"; "&B$2', 'IF(A1>2,"ya","tidak")', "'Lembar 2'!A1+1", "1/0")


def a_value(chance):
    return chance.choice(
        (chance.randrange(1000), chance.uniform(-1e6, 1e6), 10.0 ** chance.randrange(-300, 300),
         chance.choice(TEXTS), chance.random() < 0.5, datetime.date(2024, 2, 1), None)
    )  # fmt: skip


def of_xlsxwriter(seed):
    chance = random.Random(seed)
    buffer = io.BytesIO()
    options = {"in_memory": True, "constant_memory": seed % 4 == 1, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(buffer, options | {"date_1904": seed % 3 == 1})
    book.set_custom_property("iku", f"token {seed}")
    formats = [
        book.add_format({"num_format": code, "locked": chance.random() < 0.5}) for code in FORMATS
    ]
    for number in range(1, 4):
        sheet = book.add_worksheet(f"Lembar {number}")
        if chance.random() < 0.7:
            sheet.protect("" if number % 2 else "rahasia")
        if number == 2:
            (sheet.hide, sheet.very_hidden)[seed % 2]()
        for row in range(12):
            for column in range(chance.randrange(8)):
                fill_xlsxwriter(chance, sheet, row, column, chance.choice(formats))
        for row in range(chance.randrange(4)):
            sheet.data_validation(
                row, 0, row, 0, {"validate": "integer", "criteria": ">=", "value": 0}
            )
    book.define_name("jumlah", "='Lembar 1'!$A$1")
    book.define_name("tetap", '="abc"')
    book.define_name("'Lembar 1'!setempat", "='Lembar 1'!$A$2")
    book.close()
    return buffer.getvalue()


def fill_xlsxwriter(chance, sheet, row, column, look):
    value = a_value(chance)
    if chance.random() < 0.2:
        sheet.write_formula(row, column, "=" + chance.choice(FORMULAS), look, 3)
    elif chance.random() < 0.05:
        sheet.write_array_formula(row, column, row, column, "{=SUM(A1:A3*B1:B3)}", look, 3)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write(row, column, value, look)


def of_openpyxl(seed):
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    if seed % 3 == 1:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for number in range(1, 4):
        sheet = book.create_sheet(f"Lembar {number}")
        sheet.protection.sheet = chance.random() < 0.7
        sheet.sheet_state = chance.choice(("visible", "hidden", "veryHidden"))
        for row in range(1, 13):
            for column in range(1, chance.randrange(1, 9)):
                fill_openpyxl(chance, sheet.cell(row, column))
        for row in range(chance.randrange(4)):
            rule = DataValidation(type="whole", operator="greaterThan", formula1="0")
            rule.add(f"A{row + 1}")
            sheet.add_data_validation(rule)
    book.defined_names["jumlah"] = DefinedName("jumlah", attr_text="'Lembar 1'!$A$1")
    book.defined_names["tetap"] = DefinedName("tetap", attr_text='"abc"')
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill_openpyxl(chance, cell):
    value = a_value(chance)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = chance.choice(("s", "inlineStr"))
    elif chance.random() < 0.2:
        cell.value = "=" + chance.choice(FORMULAS)
    elif chance.random() < 0.05:
        cell.value = ArrayFormula(cell.coordinate, "=SUM(A1:A3*B1:B3)")
    else:
        cell.value = value
    if not isinstance(value, datetime.date):
        cell.number_format = chance.choice(FORMATS)
    cell.protection = Protection(locked=chance.random() < 0.5)


def saved_by_libreoffice(folder, out):
    """Every workbook of a folder, opened and saved again by LibreOffice, in one run."""
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    files = sorted(map(str, folder.glob("*.xlsx")))
    subprocess.run(
        [*command, "--outdir", str(out), *files], check=True, capture_output=True, timeout=300
    )
    return sorted(out.glob("*.xlsx"))


def saved_by_gnumeric(folder, out):
    """Every workbook of a folder, opened and saved again by Gnumeric."""
    for file in sorted(folder.glob("*.xlsx")):
        command = [
            "ssconvert",
            "--export-type=Gnumeric_Excel:xlsx2",
            str(file),
            str(out / file.name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return sorted(out.glob("*.xlsx"))


LIBRARIES = {"xlsxwriter": of_xlsxwriter, "openpyxl": of_openpyxl}
CLIENTS = {
    "libreoffice": (shutil.which("soffice"), saved_by_libreoffice),
    "gnumeric": (shutil.which("ssconvert"), saved_by_gnumeric),
}
