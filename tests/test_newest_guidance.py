"""What a form of the newest grammar says while it is filled in, as LibreOffice shows it."""

import datetime
from contextlib import closing

import pytest

from iku_workbook.guidance import Guidance
from iku_workbook.layout import Place
from tests.fillings import as_typed
from tests.forms import define, issue, layout_of, period_of
from tests.libreoffice import Office, needs_libreoffice, office
from tests.newest import SRESEH, newest

EVENT = {
    "tanggal": datetime.date(2024, 2, 1),
    "jenis": "Koordinasi",
    "pokok": "Keamanan lingkungan",
    "bukti": "ST/1",
}
ANSWERS = {
    "skor_idm": 0.75,
    "status_desa": "Maju",
    "dokumen_pengajuan": 120,
    "dokumen_selesai": 100,
    "anggaran_kinerja": "Ya",
    "nomor_perdes": "5 Tahun 2023",
    "tanggal_perdes": datetime.date(2023, 12, 28),
    "kegiatan": [EVENT],
}
NOTHING = dict.fromkeys(ANSWERS)


@pytest.fixture(scope="module")
def villages(tmp_path_factory):
    """The villages' form, its layout, and where each live cell stands."""
    definition = newest(SRESEH)
    path = tmp_path_factory.mktemp("newest") / "form.xlsx"
    path.write_bytes(issue(definition))
    layout = layout_of(definition)
    cells = Guidance(layout, period_of(definition)).cells
    return path, layout, {live.name: live.place for live in cells}


def shown(form, *rounds, previous=NOTHING, by=None):
    """What LibreOffice shows in every live cell by name, after each round of filling in."""
    path, layout, places = form
    typed = [as_typed(layout, {**NOTHING, **values}, previous) for values in rounds]
    reads = [f"'{place.sheet}'!{place.address}" for place in places.values()]
    answers = (by or office()).compute(path, typed, reads)
    return [
        {name: rows[0][0] for name, rows in zip(places, answer, strict=True)} for answer in answers
    ]


@needs_libreoffice
def test_the_way_leads_from_gap_to_gap_and_to_the_page_to_sign(villages):
    """form.md#path: from the first sheet, whatever is filled in; each sheet's head leads on."""
    _, layout, _ = villages
    [table] = layout.tables
    filled, seen, sheets = {}, [], [layout.guide]
    for _ in range(len(ANSWERS) + 1):
        [said] = shown(villages, filled)
        heads = {said[f"onward.{sheet}"] for sheet in (layout.entry, table.sheet)}
        target = said["first.skor_idm"]
        if not target:
            break
        assert said["banner.first"] == said[f"onward.{layout.entry}"]
        sheet, _, cell = target.removeprefix("#").replace("'", "").partition("!")
        places = {place: of for of, (_, place) in layout.fields.items()}
        first = Place(table.sheet, table.first, table.columns[0].column)
        places[first] = table.register.id
        [item] = [
            of for place, of in places.items() if (place.sheet, place.address) == (sheet, cell)
        ]
        assert said["banner.first"].startswith("Lanjut → ")
        seen.append(item)
        sheets += [sheet] if sheet != sheets[-1] else []
        filled[item] = ANSWERS[item]
    assert seen == list(ANSWERS)
    assert heads == {"Lanjut → Pengesahan"} == {said["banner.first"]}
    assert len([*sheets, layout.approval]) - 1 == 3  # changes of sheet
    assert {said[f"status.{sheet}"] for sheet in (layout.entry, table.sheet)} == {
        "✓ SIAP DIKIRIM. Cetak lembar Pengesahan, simpan, lalu kirim berkas ini."
    }


@needs_libreoffice
def test_what_is_not_known_yet_is_said_alike_wherever_it_stands(villages):
    """form.md#signed: on the results' sheet and on the page to sign, which says not to sign yet.

    form.md#previous: the head of a column of earlier values in which there are none.
    """
    wrong, right = shown(villages, {**ANSWERS, "dokumen_selesai": "dua"}, ANSWERS)
    units = ("unit.IKU_2_nilai", "paper_unit.IKU_2_nilai")
    assert {wrong[each] for each in units} == {"belum diketahui"}
    assert {right[each] for each in units} == {"%"}
    assert (wrong["paper.IKU_2_nilai"] or "") == ""
    assert wrong["paper.ready"] == "✗ BELUM SIAP: jangan ditandatangani."
    assert (right["paper.ready"] or "") == ""
    assert wrong["earlier.head"] == "Lalu: belum ada"
    [later] = shown(villages, ANSWERS, previous={**NOTHING, "skor_idm": 0.7})
    assert later["earlier.head"] != wrong["earlier.head"]


@needs_libreoffice
def test_a_sheet_leads_to_its_own_gap_before_another_sheets(villages):
    """form.md#path: whoever leaves a question for later is not led back at once."""
    _, layout, _ = villages
    [table] = layout.tables
    [said] = shown(villages, {"skor_idm": 0.75})
    assert said["banner.first"] == "Lanjut → Status desa menurut IDM 2024"
    assert said[f"onward.{table.sheet}"] == f"Lanjut → baris {table.first}"  # not the sheet again
    assert said[f"onward.{layout.entry}"] == "Lanjut → Status desa menurut IDM 2024"
    bare = {**EVENT, "pokok": None}
    [said] = shown(villages, {**ANSWERS, "kegiatan": [EVENT, bare]})
    assert said[f"onward.{table.sheet}"] == f"Lanjut → baris {table.first + 1}"
    assert said[f"onward.{layout.entry}"] == "Lanjut → Kegiatan di desa"
    [said] = shown(villages, {"kegiatan": [EVENT]})
    assert said[f"onward.{table.sheet}"] == "Lanjut → Skor Indeks Desa Membangun (IDM) 2024"


@needs_libreoffice
def test_the_banner_counts_rows_and_shows_questions(villages):
    """form.md#questions: each wrong row of a register counts; a warning stops nothing, and is told
    and led to. form.md#counted: what bears no asterisk is named.
    """
    bare = {**EVENT, "pokok": None}
    wrong, asked, calm = shown(
        villages,
        {**ANSWERS, "kegiatan": [EVENT, bare, bare]},
        {**ANSWERS, "kegiatan": [EVENT, {**EVENT, "bukti": None}]},
        ANSWERS,
    )
    assert wrong["banner.status"] == "✗ PERLU DIPERBAIKI: 2 isian belum benar."
    assert (
        wrong["banner.count"]
        == "8 dari 8 isian wajib terisi (termasuk daftar); 3 baris daftar terisi"
    )
    assert wrong["answer.kegiatan"] == "✗ 2 baris perlu diperbaiki; lihat kolom Pemeriksaan"
    assert asked["banner.status"].startswith("! SIAP DIKIRIM. Sebaiknya periksa dahulu 1 hal")
    assert asked["banner.question"] == "Periksa dahulu (tanda !): Kegiatan di desa"
    assert asked["answer.kegiatan"].startswith("! Ada kegiatan tanpa nomor bukti dukung.")
    assert calm["banner.question"] == ""
    assert calm["count.kegiatan"] == "Terisi 1 baris (tersedia 40)"


@needs_libreoffice
def test_a_full_register_says_so_beside_what_else_is_said_of_it(villages):
    """form.md#live-remarks: that all rows are used stands in a place of its own."""
    [said] = shown(villages, {**ANSWERS, "kegiatan": [{**EVENT, "bukti": None}] * 40})
    assert said["answer.kegiatan"].startswith("! Ada kegiatan tanpa nomor bukti dukung.")
    assert said["help.kegiatan"].startswith("Semua 40 baris sudah terisi. Bila masih ada lagi")
    assert said["count.kegiatan"] == "Terisi 40 baris (tersedia 40)"


SPELT = {
    1234567.5: ("1.234.567,5", "1,234,567.5"),
    0.8204: ("0,8204", "0.8204"),
    1000: ("1.000", "1,000"),
    -1000.05: ("-1.000,05", "-1,000.05"),
    10: ("10", "10"),
    0: ("0", "0"),
    -0.0000001: ("0", "0"),
    0.1 + 0.2: ("0,3", "0.3"),
    2.999999999: ("3", "3"),
    987654321012: ("987.654.321.012", "987,654,321,012"),
    100200300400500: ("100.200.300.400.500", "100,200,300,400,500"),
}


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("locale", ["id-ID", "en-US"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_numbers_in_sentences_read_the_same_on_every_computer(language, locale, tmp_path):
    """form.md#spelt: with the separators of the form's language, whatever the program's own are."""
    field = {"id": "x", "label": "X", "type": "decimal", "over_time": "latest"}
    rule = {
        "id": "r",
        "check": "x = 0.123456789",
        "severity": "warning",
        "message": "Nilai {x} ini.",
    }
    one = {"label": "Satu", "formula": 1}
    share = {"code": "IKU-1", "name": "Nilai", "numerator": {**one, "formula": "x"}}
    definition = define(
        iku=2,
        language=language,
        fields=[field],
        rules=[rule],
        registers=[],
        calculations=[],
        indicators=[{**share, "denominator": one}],
    )
    layout, path = layout_of(definition), tmp_path / "form.xlsx"
    path.write_bytes(issue(definition))
    guidance = Guidance(layout, period_of(definition))
    places = {live.name: live.place for live in guidance.cells}
    typed = [{f"{layout.entry}!{layout.fields['x'].place.address}": [[float(x)]]} for x in SPELT]
    place = places["message.x"]
    with closing(Office(locale=locale)) as program:
        answers = program.compute(path, typed, [f"{place.sheet}!{place.address}"])
    said = [rows[0][0] for (rows,) in answers]
    wanted = [f"! Nilai {each[language == 'en']} ini." for each in SPELT.values()]
    assert said == wanted
    ours = guidance.evaluate_all([{"x": x} for x in SPELT], [{}] * len(SPELT))
    assert [each.cells["message.x"] for each in ours] == wanted
