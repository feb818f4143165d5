"""Where everything stands, and what it is called."""

import pytest

from iku_workbook.guidance import Guidance
from iku_workbook.layout import HIDDEN_SHEET, Place, layout
from iku_workbook.sheet_names import quoted
from tests.forms import SMALL, address, define, layout_of, load, period_of, shipped

OFFICE = "35"


def sheets_of(*labels):
    """The sheets of a form whose registers are called so."""
    [register] = SMALL["registers"]
    registers = [
        {**register, "id": f"daftar_{at}", "label": label} for at, label in enumerate(labels)
    ]
    return layout(define(registers=registers, indicators=SMALL["indicators"][:1]), "desa").sheets


def test_a_form_read_from_top_to_bottom():
    """house.md#layout: a layout says where each thing stands; fields are grouped, calculations
    beneath.
    """
    rows = [
        (each.row, each.number, each.shows if isinstance(each.shows, str) else each.shows.id)
        for each in layout_of(define()).entry_rows
    ]
    assert rows == [
        (5, None, "IKU-1 · Persentase naik"),
        (6, 1, "datang"),
        (7, 2, "naik"),
        (8, 3, "persen"),
        (9, None, "Data lain"),
        (10, 4, "skor"),
        (11, 5, "ada"),
        (12, 6, "nama"),
        (13, 7, "sejak"),
    ]


def test_a_field_may_name_its_group():
    """definition.md#fields: group is a heading in the workbook; default: the indicator that uses
    it.
    """
    first, *rest = SMALL["fields"]
    grouped = layout_of(define(fields=[{**first, "group": "Kunjungan"}, *rest]))
    assert [each.shows for each in grouped.entry_rows if isinstance(each.shows, str)] == [
        "Kunjungan",
        "IKU-1 · Persentase naik",
        "Data lain",
    ]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("datang", "Isian!$C$6"),
        ("persen", "Isian!$C$8"),
        ("previous.datang", "Isian!$D$6"),
        ("nihil.kegiatan", "Kegiatan!$B$4"),
        ("kegiatan.tanggal", "Kegiatan!$B$7:$B$10"),
        ("kegiatan.bukti", "Kegiatan!$E$7:$E$10"),
        ("IKU_1_pembilang", "IKU!$C$6"),
        ("IKU_1_penyebut", "IKU!$C$7"),
        ("IKU_1_nilai", "IKU!$C$8"),
        ("IKU_2_nilai", "IKU!$C$15"),
    ],
)
def test_names_are_those_of_the_contract(name, reference):
    """contract.md#defined-names: defined names of fields, calculations, previous.<field>,
    <register>.<field> (the column's input range), and per indicator three results; and beside
    them nihil.<register>, the answer that there is nothing to report.
    """
    assert layout_of(define()).names[name] == reference


def test_a_unit_sees_what_its_kind_reports():
    """definition.md#reported-by: reported_by names unit kinds; default all."""
    desa, kantor = layout_of(define()), layout_of(define(), OFFICE)
    assert "surat" not in desa.fields
    assert set(kantor.fields) == set(desa.fields) | {"surat"}
    assert kantor.tables == ()
    assert "IKU_2_pembilang" not in kantor.names  # it counts rows of a register of the others


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_no_two_things_stand_in_one_cell(path):
    """house.md#agree: the writer and the reader can never disagree about a cell."""
    definition = load(path)
    for unit in {unit.kind: unit for unit in definition.units}.values():
        form = layout_of(definition, unit.code)
        places = [place for _, place in form.fields.values()]
        places += [*form.previous.values(), *(place for _, place in form.computed.values())]
        places += [table.nihil for table in form.tables]
        for table in form.tables:
            rows = range(table.first, table.last + 1)
            places += [
                Place(table.sheet, row, column) for _, column in table.columns for row in rows
            ]
        assert {place.sheet for place in places} <= set(form.sheets) - {HIDDEN_SHEET}
        places += [live.place for live in Guidance(form, period_of(definition)).cells]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["Daftar [1]: a/b\\c*?"], ["Daftar 1 a b c"]),
        (["'Kutip'"], ["Kutip"]),
        (["Kunjungan", "kunjungan", "KUNJUNGAN"], ["Kunjungan", "kunjungan 2", "KUNJUNGAN 3"]),
        (["Isian", "IKU", "_iku", "Pengesahan"], ["Isian 2", "IKU 2", "_iku 2", "Pengesahan 2"]),
        (["Kegiatan ketentraman dan ketertiban"], ["Kegiatan ketentraman dan"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 29 + " 2"]),
        (["/*?"], ["_"]),
        (["🙂" * 20], ["🙂" * 15]),
        (["History"], ["History 2"]),
    ],
)
def test_sheets_bear_the_names_of_registers(labels, names):
    """facts.md#illegal-names: 63 names hold characters that are illegal in sheet names; Excel
    takes 31 characters, counted as UTF-16, no name twice in any case, and keeps "History" for
    itself.
    """
    assert list(sheets_of(*labels))[2:-3] == names


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("Isian", "Isian"),
        ("Daftar hadir", "'Daftar hadir'"),
        ("Jum'at", "'Jum''at'"),
        ("Q1", "'Q1'"),
        ("2025", "'2025'"),
        ("R", "'R'"),
        ("rc", "'rc'"),
        ("Data1", "'Data1'"),
        ("Kegiatán", "'Kegiatán'"),
    ],
)
def test_sheet_names_that_look_like_cells_are_quoted(sheet, written):
    """contract.md#defined-names: defined names point to cells; Excel refuses ``Q1!$A$1``."""
    assert quoted(sheet) == written


def test_addresses_are_those_people_say():
    """contract.md#placed: every finding that has a place names its cell, such as E7."""
    form = layout_of(define())
    assert address(form, "kegiatan.peserta", 3) == "D10"
    assert form.computed["IKU_1_nilai"][1].address == "C8"
