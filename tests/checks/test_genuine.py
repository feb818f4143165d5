"""Genuine returns, saved by programs that people use: accepted, with the same values."""

import datetime
import io

import openpyxl
import pytest

from iku_workbook.findings import Verdict
from iku_workbook.returns import Parts
from tests.fillings import fillings
from tests.forms import (
    GOOD,
    address,
    check,
    define,
    filled,
    issue,
    known,
    layout_of,
    load,
    said,
    shipped,
)
from tests.libreoffice import edit, needs_libreoffice, recalculate

pytestmark = pytest.mark.slow

LAYOUT = layout_of(define())
TYPED = {
    "datang": "40",
    "naik": "30",
    "skor": "0,75",
    "ada": "Ya",
    "nama": "Melati 1",
    "sejak": "17/08/2024",
    "kegiatan.tanggal": "31/01/2025",
    "kegiatan.jenis": "Rapat",
    "kegiatan.peserta": "12",
    "kegiatan.bukti": "ST/1",
}


def rounded(returned):
    """Values and indicators to 14 digits: programs keep 15 or 16 (form.md#survives)."""

    def each(value):
        match value:
            case float() | int():
                return f"{value:.14g}"
            case dict():
                return {name: each(inner) for name, inner in value.items()}
            case list():
                return [each(inner) for inner in value]
            case Parts():
                return [each(value.numerator), each(value.denominator), each(value.value)]
        return value

    return each({**returned.values, **returned.indicators})


def resaved_by_openpyxl(data):
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(saved)
    return saved.getvalue()


@needs_libreoffice
def test_what_a_person_types_in_libreoffice(tmp_path):
    """quality.md#genuine: a genuine return saved by LibreOffice: accepted, same values; what the
    program computes is what we compute.
    """
    (tmp_path / "form.xlsx").write_bytes(issue(define()))
    cells = {
        f"{'Kegiatan' if '.' in name else 'Isian'}!{address(LAYOUT, name)}": text
        for name, text in TYPED.items()
    }
    edit(tmp_path / "form.xlsx", tmp_path / "sent.xlsx", cells)
    [returned] = check((tmp_path / "sent.xlsx").read_bytes())
    assert (said(returned), returned.verdict) == ([], Verdict.ACCEPTED)
    assert returned.values == {**GOOD, "kegiatan": GOOD["kegiatan"][:1]}


@needs_libreoffice
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_definition_comes_back_from_libreoffice(path, tmp_path):
    """quality.md#false-alarms: saved by LibreOffice: same values, 0 false alarms on locked
    cells.
    """
    definition = load(path)
    units = {unit.kind: unit for unit in definition.units}.values()
    files = []
    for unit in units:
        [values] = fillings(definition, unit.kind, 2)[-1:]
        files.append(tmp_path / f"{unit.code}.xlsx")
        files[-1].write_bytes(filled(values[0], definition, unit.code, previous=values[1]))
    saved = [file.read_bytes() for file in recalculate(files, tmp_path / "saved")]
    forms = known(definition)
    ours = check(*(file.read_bytes() for file in files), forms=forms)
    theirs = check(*saved, forms=forms)
    for mine, other in zip(ours, theirs, strict=True):
        assert said(other) == said(mine)
        assert "LOCK" not in {each.family for each in other.findings}
        assert rounded(other) == rounded(mine)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_definition_comes_back_from_openpyxl(path):
    """quality.md#genuine: saved by openpyxl, which drops every result: accepted, same values."""
    definition = load(path)
    units = {unit.kind: unit for unit in definition.units}.values()
    sent = [
        filled(fillings(definition, unit.kind, 2)[-1][0], definition, unit.code) for unit in units
    ]
    forms = known(definition)
    for mine, other in zip(
        check(*sent, forms=forms), check(*map(resaved_by_openpyxl, sent), forms=forms), strict=True
    ):
        assert said(other) == said(mine)
        assert rounded(other) == rounded(mine)


def test_a_filled_form_is_genuine_whoever_filled_it():
    """house.md#fill-by-name: a test can fill any workbook without knowing its layout."""
    book = openpyxl.load_workbook(io.BytesIO(issue(define())))
    values = {**GOOD, "kegiatan.tanggal": datetime.date(2025, 1, 31)}
    for name, defined in book.defined_names.items():
        if name in values:
            [(sheet, cells)] = defined.destinations
            book[sheet][cells.replace("$", "").partition(":")[0]] = values[name]
    saved = io.BytesIO()
    book.save(saved)
    [returned] = check(saved.getvalue())
    assert said(returned) == []
    assert returned.indicators["IKU-1"].value == 75
