"""Where a form goes once it is filled in, what is signed, and what a unit is held against."""

import io
from pathlib import Path

import openpyxl
import pytest

from iku_workbook.definition.yaml_source import read_yaml
from iku_workbook.formula.parse import parse
from iku_workbook.formula.possible_values import possible_values
from iku_workbook.own_share import compared, drawn
from iku_workbook.periods import Period
from iku_workbook.replies.letters import covering
from iku_workbook.unit_words import head_of, officer_of
from tests.forms import GOOD, check, define, filled, known, layout_of
from tests.libreoffice import needs_libreoffice, recalculate
from tests.source import CHECKOUT

TO = {"whatsapp": "0812-0000-0000", "email": "contoh@example.go.id", "address": "Kantor Contoh"}
BAPPEDA = "Kepala Badan Perencanaan Pembangunan Daerah"
SP3 = "Petugas SP3 Puskesmas Awal"
PLACES = "WhatsApp 0812-0000-0000, surel contoh@example.go.id atau langsung ke Kantor Contoh"


def office(signed_page="keep", **to):
    send_to = {**to, "signed_page": signed_page}
    return define(iku=2, agency={"name": "Klinik Melati", "send_to": send_to})


def texts(data, sheet):
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value]


def message(definition):
    return covering(definition, definition.units[0], Period.parse("2025-Q1"), "id")


def test_where_the_form_goes_is_said_on_both_sheets_and_in_the_message():
    """form.md#sending: on the first sheet, the page to sign and in the message."""
    definition = office(**TO)
    form = filled(GOOD, definition)
    assert PLACES in texts(form, "Petunjuk")
    assert f"Berkas dikirim ke {PLACES}." in "\n".join(texts(form, "Pengesahan"))
    assert f"kirim berkas itu ke {PLACES}, paling lambat" in message(definition)


def test_where_nothing_is_said_it_goes_back_to_whoever_sent_it():
    """form.md#sending: nobody has to guess."""
    definition = define(iku=2)
    form = filled(GOOD, definition)
    assert "Pengirim formulir ini, dengan membalas pesannya" in texts(form, "Petunjuk")
    assert "dengan membalas pesan" in texts(form, "Pengesahan")[-1]
    assert "dengan membalas pesan ini, paling lambat" in message(definition)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("keep", "arsip desa"), ("photo", "kirim foto"), ("bring", "ke Kantor Contoh")],
)
def test_what_becomes_of_the_signed_page_is_the_offices_choice(chosen, said):
    """form.md#sending: a photograph, the page itself, or neither."""
    definition = office(chosen, address="Kantor Contoh")
    form = filled(GOOD, definition)
    first = "\n".join(texts(form, "Petunjuk"))
    assert said in first[first.index("Lembar Pengesahan") :]
    assert said in texts(form, "Pengesahan")[-1].partition(". Berkas")[0]
    assert said in message(definition).partition("lembar Pengesahan")[2]


def test_the_page_to_sign_has_place_names_and_what_is_attested():
    """form.md#signed: names that are known are printed, others are dots."""
    units = [{"code": "35.01", "name": "Noreh", "kind": "desa", "head_name": "Nama Contoh"}]
    said = texts(filled(GOOD, define(iku=2, units=units)), "Pengesahan")
    assert any("benar, lengkap, dan sesuai dengan bukti" in each for each in said)
    at = [next(k for k, text in enumerate(said) if text.startswith(each)) for each in ORDER]
    assert at == sorted(at)
    assert not any(text.startswith("NIP") for text in said)


ORDER = ["Noreh, ...", "Mengetahui,", "Kepala Desa Noreh", "Operator Desa Noreh", "Nama Contoh"]


@pytest.mark.parametrize(
    ("file", "head", "officer"),
    [
        ("templates/kecamatan-sreseh-2024.yaml", "Kepala Desa Noreh", "Operator Desa Noreh"),
        ("tests/definition/puskesmas.yaml", "Kepala Puskesmas Awal", SP3),
        ("templates/examples/kelurahan-2025.yaml", "Ketua RW 01", "Sekretaris RW 01"),
        ("templates/examples/kabupaten-2025.yaml", BAPPEDA, None),
        ("tests/definition/school.yaml", "Head teacher, Riverside Primary School", None),
    ],
)
def test_who_signs_is_named_as_people_say_it(file, head, officer):
    """form.md#signed: no word twice, in the definition's own words."""
    definition = read_yaml(CHECKOUT / file)[0]
    unit = definition.reporting[0]
    assert head_of(definition, unit) == head
    assert officer in {None, officer_of(definition, unit)}


@pytest.mark.slow
@needs_libreoffice
def test_a_result_is_signed_once_it_is_known(tmp_path):
    """form.md#signed: no 0 for a list that nobody has answered; LibreOffice shows the same."""
    definition = define(iku=2)
    layout = layout_of(definition)
    row = layout.approval_rows["IKU_2_nilai"]
    shown = {}
    for name, answer in {"open": None, "nihil": "Nihil"}.items():
        data = filled({**GOOD, "kegiatan": None, "nihil.kegiatan": answer}, definition)
        (tmp_path / f"{name}.xlsx").write_bytes(data)
        codes = [each.code for each in check(data, forms=known(definition))[0].findings]
        assert "LOCK-023" not in codes
    for saved in recalculate(sorted(tmp_path.glob("*.xlsx")), tmp_path / "out"):
        book = openpyxl.load_workbook(saved, data_only=True)
        shown[Path(saved).stem] = book["Pengesahan"].cell(row, 3).value
    assert (shown["nihil"], shown["open"] or "") == (0, "")


@pytest.mark.parametrize(
    ("file", "alone"),
    [
        ("templates/kecamatan-sreseh-2024.yaml", {"IKU-2"}),
        (
            "templates/examples/dinas-kesehatan-2025.yaml",
            {"IMUNISASI", "BOR", "TUNGGU", "OBAT", "SKM", "DBD"},
        ),
    ],
)
def test_a_unit_is_held_against_the_target_where_that_says_something(file, alone):
    """form.md#own-share: by the indicator's shape."""
    definition = read_yaml(CHECKOUT / file)[0]
    assert compared(definition) == alone


def test_a_chart_shows_figures_of_one_unit_of_measure():
    """form.md#own-share: percentages beside numbers of babies would say nothing."""
    clinics = read_yaml(CHECKOUT / "templates/examples/dinas-kesehatan-2025.yaml")[0]
    assert drawn(clinics) == {"BOR", "OBAT"}


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ('IF(a = "Ya", 1, 0)', {0, 1}),
        ('IF(a = "Ya", 1)', {0, 1}),
        ('100 * (IF(a = "Ya", 1, 0) + IF(b = "Ya", 1, 0))', {0, 100, 200}),
        ("-(a > 3)", {0, -1}),
        ("+TRUE", {1}),
        ("AND(a, b)", {0, 1}),
        ("IF(a > 0, a, 0)", None),
        ("1 / 2", None),
        ("COUNT(list.a)", None),
    ],
)
def test_what_a_formula_can_give(formula, values):
    """form.md#own-share: a choice among few numbers is told from a number that is entered."""
    assert possible_values(parse(formula), lambda name: None) == values


def test_the_form_says_for_whom_the_target_holds():
    """form.md#own-share: in words, and the chart leaves such an indicator out."""
    indicators = [
        {
            "code": f"IKU-{number}",
            "name": name,
            "numerator": {"label": "Ada", "formula": formula},
            "denominator": {"label": "Desa", "formula": below},
            "scale": 100,
            "targets": {"2025": 80},
        }
        for number, name, formula, below in (
            (1, "Desa yang ada", 'IF(ada = "Ya", 1, 0)', "1"),
            (2, "Naik", "naik", "datang"),
        )
    ]
    definition = define(iku=2, indicators=indicators)
    said = texts(filled(GOOD, definition), "IKU")
    target = "Target Klinik Melati, Tahun 2025"
    both = "gabungan semua unit, bukan untuk satu desa."  # of two kinds
    until = "target sampai akhir Tahun 2025."
    assert [each for each in said if each.startswith(target)] == [
        f"{target}. Berlaku untuk {both}",
        f"{target}. Realisasi di atas hanya untuk periode ini; {until}",
    ]
    layout = layout_of(definition)
    assert compared(definition) == {"IKU-2"}
    assert list(layout.chart_rows) == ["IKU-2", "IKU-1"]
