"""What a form says while it is filled in, as LibreOffice shows it and as a person reads it."""

import datetime

import pytest

from iku_workbook.cell_addresses import a1
from iku_workbook.guidance import Guidance
from iku_workbook.layout import Place
from tests.fillings import as_typed
from tests.forms import issue, layout_of, period_of
from tests.libreoffice import OfficeError, needs_libreoffice, office
from tests.newest import SRESEH, newest

FULL = {
    "skor_idm": 0.75,
    "status_desa": "Maju",
    "dokumen_pengajuan": 120,
    "dokumen_selesai": 100,
    "anggaran_kinerja": "Ya",
    "nomor_perdes": "5 Tahun 2023",
    "tanggal_perdes": datetime.date(2023, 12, 28),
    "kegiatan": [
        {
            "tanggal": datetime.date(2024, 2, 1),
            "jenis": "Koordinasi",
            "pokok": "Keamanan lingkungan",
            "bukti": "ST/1",
        }
    ],
}
ASKED = list(FULL)
"""What is asked when all is answered: seven fields (two because of a Ya) and a register."""
NOTHING = dict.fromkeys(ASKED)
READY = "✓ SIAP DIKIRIM. Cetak lembar Pengesahan, simpan, lalu kirim berkas ini."


@pytest.fixture(scope="module")
def sreseh(tmp_path_factory):
    """The issued workbook of Noreh, and what the definition says of it."""
    definition = newest(SRESEH)
    path = tmp_path_factory.mktemp("guidance") / "noreh.xlsx"
    path.write_bytes(issue(definition))
    return path, layout_of(definition), Guidance(layout_of(definition), period_of(definition))


def shown(sreseh, *rounds):
    """What LibreOffice shows in every live cell by name, after each round of filling in."""
    path, layout, guidance = sreseh
    places = {live.name: live.place for live in guidance.cells}
    for table, _ in guidance.row_messages:
        for row in range(table.first, table.last + 1):
            places[f"row.{row}"] = Place(table.sheet, row, table.message_column)
    typed = [as_typed(layout, {**dict.fromkeys(ASKED), **values}, NOTHING) for values in rounds]
    reads = [f"{place.sheet}!{place.address}" for place in places.values()]
    answers = office().compute(path, typed, reads)
    return [
        {name: rows[0][0] for name, rows in zip(places, answer, strict=True)} for answer in answers
    ]


def without(name):
    """Everything but one answer."""
    return {key: value for key, value in FULL.items() if key != name}


@needs_libreoffice
def test_an_empty_form_says_what_is_missing(sreseh):
    """form.md#alerts: checks and alerts; the banner counts what is asked and leads to the first."""
    _, layout, _ = sreseh
    [said] = shown(sreseh, {})
    asked = ["skor_idm", "status_desa", "dokumen_pengajuan", "dokumen_selesai", "anggaran_kinerja"]
    assert (
        said["banner.count"]
        == "0 dari 6 isian wajib terisi (termasuk daftar); 0 baris daftar terisi"
    )
    assert said["banner.status"] == "• BELUM LENGKAP: 6 isian wajib belum diisi."
    assert "Skor Indeks Desa Membangun" in said["banner.first"]
    assert said["first.skor_idm"] == f"#Isian!{layout.fields['skor_idm'][1].address}"
    for name in layout.fields:
        assert said[f"message.{name}"] == ("• Wajib diisi" if name in asked else "")
    assert said["answer.kegiatan"].startswith("• Isi daftar")


@needs_libreoffice
def test_a_full_form_is_ready_to_be_sent(sreseh):
    """form.md#ready: a form tells when it is complete; "nihil" is as good an answer as rows."""
    for rows, said in zip((1, 0), shown(sreseh, FULL, {**FULL, "kegiatan": []}), strict=True):
        assert (
            said["banner.count"]
            == f"8 dari 8 isian wajib terisi (termasuk daftar); {rows} baris daftar terisi"
        )
        assert said["banner.status"] == READY
        assert said["banner.first"] == "Lanjut → Pengesahan"
        assert {said[f"message.{name}"] for name in FULL if name != "kegiatan"} == {"✓"}


@needs_libreoffice
def test_each_answer_but_one(sreseh):
    """form.md#alerts: whatever is left out is counted, named beside its cell, and led to."""
    _, layout, _ = sreseh
    rounds = shown(sreseh, *(without(name) for name in ASKED))
    for name, said in zip(ASKED, rounds, strict=True):
        asked = 6 if name == "anggaran_kinerja" else 8  # without a Ya its evidence is not asked
        assert said["banner.count"].startswith(
            f"{asked - 1} dari {asked} isian wajib terisi (termasuk daftar);"
        )
        assert said["banner.status"] == "• BELUM LENGKAP: 1 isian wajib belum diisi."
        if name in layout.fields:
            place = layout.fields[name][1]
            assert said[f"message.{name}"] == "• Wajib diisi"
            label = layout.fields[name][0].label
        else:
            table, label = layout.tables[0], layout.tables[0].register.label
            place = Place(table.sheet, table.first, table.columns[0].column)
        others = {said[f"message.{each}"] for each in layout.fields if each != name}
        awaited = {each for each in others if each.startswith("Diperiksa bersama")}
        assert others - awaited <= {"✓", ""}, name
        assert said["banner.first"] == f"Lanjut → {label}"
        assert said["first.skor_idm"].endswith(f"!{place.address}")


BROKEN = {
    "skor_dan_status_sesuai": ({"status_desa": "Mandiri"}, ["skor_idm", "status_desa"], "✗"),
    "selesai_tidak_melebihi_pengajuan": (
        {"dokumen_selesai": 121},
        ["dokumen_pengajuan", "dokumen_selesai"],
        "✗",
    ),
}


@needs_libreoffice
@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_said_beside_every_cell_that_it_joins(sreseh, rule):
    """form.md#ready: rules between cells; the form is not ready while one is broken."""
    _, layout, _ = sreseh
    change, joined, mark = BROKEN[rule]
    [said] = shown(sreseh, {**FULL, **change})
    assert said[f"rule.{rule}"] == 1
    assert sum(value for name, value in said.items() if name.startswith("rule.")) == 1
    for name in layout.fields:
        assert said[f"message.{name}"].startswith(mark if name in joined else "✓"), name
    assert said["banner.status"] == "✗ PERLU DIPERBAIKI: 2 isian belum benar."
    assert said["first.skor_idm"].endswith(f"!{layout.fields[joined[0]][1].address}")


@needs_libreoffice
def test_every_rule_can_be_broken_alone(sreseh):
    """Rules over the period before and over registers are said too, as notes, and stop nothing."""
    path, layout, guidance = sreseh
    evidence = {**FULL, "kegiatan": [{**FULL["kegiatan"][0], "bukti": None}]}
    rounds = {
        "kegiatan_disertai_bukti": (evidence, NOTHING),
        "skor_tetap_sepanjang_tahun": (FULL, {**NOTHING, "skor_idm": 0.7}),
        "lonjakan_pengajuan": (FULL, {**NOTHING, "dokumen_pengajuan": 10}),
    }
    assert set(rounds) | set(BROKEN) == set(layout.rule_rows)
    flags = {rule: a1(row, 2) for rule, row in layout.rule_rows.items()}
    status = next(live.place for live in guidance.cells if live.name == "banner.status")
    reads = [f"_iku!{place}" for place in flags.values()]
    reads.append(f"{status.sheet}!{status.address}")
    typed = [as_typed(layout, *case) for case in rounds.values()]
    for rule, answer in zip(rounds, office().compute(path, typed, reads), strict=True):
        *broken, banner = (rows[0][0] for rows in answer)
        assert dict(zip(flags, broken, strict=True)) == {each: each == rule for each in flags}
        assert banner.startswith("! SIAP DIKIRIM. Sebaiknya periksa dahulu 1 hal")


PASTED = {
    "skor_idm": (7, "✗ Isi angka 0 sampai 1, misalnya 0,7654"),
    "status_desa": ("Maju sekali", "✗ Pilih dari daftar"),
    "dokumen_pengajuan": (2.5, "✗ Isi bilangan bulat 0 sampai 10.000"),
    "dokumen_selesai": ("12 dokumen", "✗ Angka belum terbaca; ketik ulang, misalnya 12"),
    "nomor_perdes": ("x" * 251, "✗ Isi teks, paling banyak 250 huruf"),
    "tanggal_perdes": (
        datetime.date(2023, 6, 30),
        "✗ Isi tanggal 1 Juli 2023 sampai 31 Desember 2024, misalnya 2024-01-15",
    ),
}


@needs_libreoffice
@pytest.mark.parametrize("name", PASTED)
def test_a_pasted_value_is_judged_as_a_typed_one(sreseh, name):
    """form.md#live-remarks: data validation stops only typing, so the message is a formula."""
    value, message = PASTED[name]
    [said] = shown(sreseh, {**FULL, name: value})
    assert said[f"message.{name}"] == message
    assert said["banner.status"] == "✗ PERLU DIPERBAIKI: 1 isian belum benar."


@needs_libreoffice
def test_a_register_says_which_row_is_wrong(sreseh):
    """form.md#live-remarks: a row's message, the running count, the first wrong row, and when it
    is full.
    """
    _, layout, _ = sreseh
    table, [row] = layout.tables[0], FULL["kegiatan"]
    late, bare = {**row, "tanggal": datetime.date(2024, 4, 1)}, {"jenis": "Koordinasi"}
    wrong, full = shown(
        sreseh, {**FULL, "kegiatan": [row, late, bare]}, {**FULL, "kegiatan": [row] * 40}
    )
    said = [wrong[f"row.{table.first + at}"] for at in range(4)]
    late_said = "✗ Tanggal di luar Triwulan I 2024; ketik misalnya 2024-01-15"
    assert said == ["✓", late_said, "✗ Tanggal wajib diisi", ""]
    assert wrong["count.kegiatan"] == "Terisi 3 baris (tersedia 40)"
    assert wrong["answer.kegiatan"] == "✗ 2 baris perlu diperbaiki; lihat kolom Pemeriksaan"
    assert wrong["first.skor_idm"].endswith(f"!B{table.first + 1}")
    assert full["help.kegiatan"].startswith("Semua 40 baris sudah terisi.")
    assert full["answer.kegiatan"] == "✓ Daftar sudah diisi."
    assert wrong["help.kegiatan"] == table.register.help
    assert full["banner.status"] == READY


@needs_libreoffice
def test_nihil_and_rows_contradict_each_other(sreseh):
    """facts.md#nihil: Nihil is an explicit answer, told apart from not filled in."""
    path, layout, guidance = sreseh
    table = layout.tables[0]
    typed = as_typed(layout, FULL, NOTHING)
    typed[f"{table.sheet}!{table.nihil.address}"] = [["Nihil"]]
    answer = next(live.place for live in guidance.cells if live.name == "answer.kegiatan")
    [[rows]] = office().compute(path, [typed], [f"{answer.sheet}!{answer.address}"])
    assert rows[0][0].startswith("✗ Nihil dipilih, padahal")


@needs_libreoffice
def test_a_person_can_type_into_inputs_only(sreseh):
    """contract.md#locked: input cells are unlocked, everything else is locked."""
    path, layout, _ = sreseh
    inputs = {place.reference.replace("$", ""): None for _, place in layout.fields.values()}
    office().work(path, type_in={place.replace("'", ""): "1" for place in inputs})
    for place in ("Petunjuk!A4", "Isian!E6", "Isian!D6", "IKU!C6", "Pengesahan!C5", "IKU_1_nilai"):
        with pytest.raises(OfficeError, match="locked"):
            office().work(path, type_in={place: "1"})


@needs_libreoffice
def test_what_a_person_types_is_followed_at_once(sreseh):
    """form.md#live-remarks: dependants recalculate while somebody types, in the language of the
    office.
    """
    path, _, _ = sreseh
    typed = {
        "dokumen_pengajuan": "120",
        "dokumen_selesai": "90",
        "skor_idm": "0,75",
        "tanggal_perdes": "28/12/2023",
    }
    read = ["IKU_2_nilai", "persentase_selesai", "status_menurut_skor", "tanggal_perdes"]
    said = office().work(path, type_in=typed, read=read)
    assert said["IKU_2_nilai"] == said["persentase_selesai"] == 75
    assert said["status_menurut_skor"] == "Maju"
    assert (
        said["tanggal_perdes"] == (datetime.date(2023, 12, 28) - datetime.date(1899, 12, 30)).days
    )
