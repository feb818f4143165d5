"""iku generate and iku fill: workbooks out, and values into them."""

import json
import zipfile

import openpyxl
import pytest

from iku_workbook import resources
from iku_workbook.messages import catalogue
from tests.cli.run import run

NOREH = "35.27.01.2001"
VALUES = {
    "skor_idm": 0.7654,
    "status_desa": "Maju",
    "dokumen_pengajuan": 48,
    "dokumen_selesai": 40,
    "anggaran_kinerja": "Ya",
    "nomor_perdes": "5 Tahun 2023",
    "tanggal_perdes": "2023-12-28",
    "kegiatan": [
        {"tanggal": "2024-02-06", "jenis": "Koordinasi", "pokok": "Ronda", "bukti": "005"},
        {"tanggal": "2024-03-06", "jenis": "Lainnya", "pokok": "=Kerja bakti", "bukti": None},
    ],
}
ROWS = """field,value
skor_idm,0.7654
status_desa,Maju
dokumen_pengajuan,48
dokumen_selesai,40
anggaran_kinerja,Ya
nomor_perdes,5 Tahun 2023
tanggal_perdes,2023-12-28
kegiatan[2].tanggal,2024-03-06
kegiatan[2].jenis,Lainnya
kegiatan[2].pokok,=Kerja bakti
kegiatan[2].bukti,
kegiatan[1].tanggal,2024-02-06
kegiatan[1].jenis,Koordinasi
kegiatan[1].pokok,Ronda
kegiatan[1].bukti,005
"""


@pytest.fixture
def workbook(demo):
    return next((demo / "outbox" / "2024-Q1").glob(f"{NOREH}-*.xlsx"))


def values_file(tmp_path, values, name="values.json"):
    path = tmp_path / name
    path.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    return path


def said(demo, *paths):
    """What `iku validate` reads in files."""
    ran = run("-C", demo, "validate", "--format", "json", *paths)
    return json.loads(ran.out)["files"]


def test_a_workbook_for_every_unit(campaign, tmp_path):
    """contract.md#generate: iku generate: outbox/P/CODE-name.xlsx, one a unit."""
    ran = run("-C", campaign, "generate", "--period", "2024-Q2")
    assert ran.status == 0
    paths = sorted((campaign / "outbox" / "2024-Q2").glob("*.xlsx"))
    assert ran.out.splitlines() == [str(path.resolve()) for path in paths]
    assert (paths[0].name, len(paths)) == ("35.27.01.2001-noreh.xlsx", 12)


def test_only_the_units_asked_for_and_where_asked(demo, tmp_path):
    """contract.md#generate: [--unit CODE]... [-o DIR]."""
    units = ("--unit", "35.27.01.2003", "--unit", NOREH)
    ran = run("-C", demo, "generate", "--period", "2024-Q1", *units, "-o", tmp_path / "out")
    assert ran.status == 0
    names = sorted(path.name for path in (tmp_path / "out").glob("*.xlsx"))
    assert names == ["35.27.01.2001-noreh.xlsx", "35.27.01.2003-taman.xlsx"]


def test_each_workbook_has_its_message_and_all_are_in_one_archive(demo, tmp_path):
    """commands.md#iku-generate: who asks, what, by when, how to send it back, whom to ask;
    P.zip.
    """
    arguments = ("-C", demo, "generate", "--period", "2024-Q1", "-o", tmp_path / "TW1")
    assert run(*arguments).status == 0
    books = sorted(path.name for path in (tmp_path / "TW1").glob("*.xlsx"))
    letters = sorted(path.name for path in (tmp_path / "TW1").glob("*.txt"))
    assert [name.removesuffix(".txt") for name in letters] == [
        name.removesuffix(".xlsx") for name in books
    ]
    letter = (tmp_path / "TW1" / letters[0]).read_bytes().decode()
    for said in ("Desa Noreh", "Kantor Kecamatan", "Triwulan I 2024", "10 April 2024", books[0]):
        assert said in letter
    assert letter.count("\n") == letter.count("\r\n")
    archive = tmp_path / "TW1.zip"
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        assert sorted(packed.namelist()) == sorted(books + letters)
        assert packed.read(books[0]) == (tmp_path / "TW1" / books[0]).read_bytes()
    before = archive.read_bytes()
    assert run(*arguments, "--unit", NOREH).status == 0  # the archive still holds them all
    assert archive.read_bytes() == before


def test_the_archive_is_read_back_like_any_other(demo, tmp_path):
    """contract.md#paths: PATH is a .zip of workbooks."""
    run("-C", demo, "generate", "--period", "2024-Q1", "-o", tmp_path / "TW1")
    told = {each["file"]: each["unit"] for each in said(demo, tmp_path / "TW1.zip")}
    assert sum(unit is not None for name, unit in told.items() if name.endswith(".xlsx")) == 12
    assert sum(name.endswith(".txt") for name in told) == len(told) - 12  # the messages beside them


def test_bare_leaves_messages_and_archive_out(demo, tmp_path):
    """commands.md#iku-generate: --bare."""
    assert (
        run("-C", demo, "generate", "--period", "2024-Q1", "--bare", "-o", tmp_path / "o").status
        == 0
    )
    assert {path.suffix for path in (tmp_path / "o").iterdir()} == {".xlsx"}
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--period", "2024-Q5"), "2024-Q1"),
        (("--period", "2024"), "2024-Q1"),
        (("--period", "2023-Q1"), "2024-Q4"),
        (("--period", "2024-Q1", "--unit", "35.27.01.20012"), NOREH),
    ],
)
def test_an_unknown_period_or_unit_names_those_there_are(demo, tmp_path, arguments, named):
    """contract.md#exit-2: 2; the message names what to write instead."""
    ran = run("-C", demo, "generate", *arguments, "-o", tmp_path / "out")
    assert (ran.status, ran.out) == (2, "")
    assert named in ran.err
    assert not (tmp_path / "out").exists()


def test_the_same_campaign_gives_the_same_bytes(demo, workbook, tmp_path):
    """house.md#same-bytes: the same definition, unit, period and key give the same bytes."""
    run("-C", demo, "generate", "--period", "2024-Q1", "--unit", NOREH, "-o", tmp_path)
    assert (tmp_path / workbook.name).read_bytes() == workbook.read_bytes()


@pytest.mark.parametrize(("name", "values"), [("v.json", VALUES), ("v.csv", ROWS)])
def test_values_are_read_back_as_they_were_filled_in(demo, workbook, tmp_path, name, values):
    """contract.md#fill: iku fill WORKBOOK VALUES.json|.csv [-o OUT]."""
    out = tmp_path / "filled.xlsx"
    ran = run("-C", demo, "fill", workbook, values_file(tmp_path, values, name), "-o", out)
    assert (ran.status, ran.out) == (0, f"{out}\n")
    [file] = said(demo, out)
    assert file["verdict"] == "accepted"
    assert file["values"] == VALUES
    assert file["indicators"]["IKU-1"] == {"numerator": 1, "denominator": 1, "value": 100.0}


def test_the_copy_stands_beside_the_workbook(campaign, tmp_path):
    """commands.md#iku-fill: the workbook itself stays as it is."""
    workbook = next((campaign / "outbox" / "2024-Q1").glob("*.xlsx"))
    before = workbook.read_bytes()
    ran = run("-C", campaign, "fill", workbook, values_file(tmp_path, VALUES))
    suffix = catalogue("id")("cli.filled-suffix")
    assert ran.out == f"{workbook.with_stem(f'{workbook.stem}-{suffix}')}\n"
    assert workbook.read_bytes() == before


def test_without_a_campaign_a_definition_does(demo, workbook, tmp_path):
    """commands.md#iku-fill: --definition FILE, where there is no campaign."""
    template = resources.template("kecamatan-sreseh-2024")
    values = values_file(tmp_path, VALUES)
    arguments = ("fill", workbook, values, "-o", tmp_path / "o.xlsx", "--definition", template)
    assert run("-C", tmp_path, *arguments).status == 0
    assert said(demo, tmp_path / "o.xlsx")[0]["verdict"] == "accepted"


def test_a_value_of_another_type_is_written_as_typed(demo, workbook, tmp_path):
    """commands.md#iku-fill: that is how bad samples are made."""
    values = values_file(tmp_path, VALUES | {"dokumen_selesai": "banyak"})
    assert run("-C", demo, "fill", workbook, values, "-o", tmp_path / "o.xlsx").status == 0
    [file] = said(demo, tmp_path / "o.xlsx")
    [error] = [each for each in file["findings"] if each["severity"] == "error"]
    assert (error["field"], error["found"]) == ("dokumen_selesai", "banyak")


@pytest.mark.parametrize(
    ("name", "values", "named"),
    [
        ("v.json", {"skor_idn": 1}, "skor_idm"),
        ("v.json", {"kegiatan": [{"jeniss": "x"}]}, "kegiatan.jenis"),
        ("v.json", {"kegiatan": "x"}, "kegiatan"),
        ("v.json", {"kegiatan": [{}] * 41}, "40"),
        ("v.json", {"skor_idm": [1]}, "skor_idm"),
        ("v.json", "[1]", "v.json"),
        ("v.json", "{", "v.json"),
        ("v.json", "[" * 100_000, "v.json"),
        ("v.csv", "a,b\n1,2\n", "field,value"),
        ("v.csv", "field,value\nskor_idm\n", "field,value"),
        ("v.csv", "field,value\nkegiatan[0].jenis,x\n", "kegiatan"),
    ],
)
def test_values_that_do_not_fit_are_explained(demo, workbook, tmp_path, name, values, named):
    """contract.md#exit-2: 2; an unknown field names the nearest one."""
    out = tmp_path / "o.xlsx"
    ran = run("-C", demo, "fill", workbook, values_file(tmp_path, values, name), "-o", out)
    assert (ran.status, ran.out) == (2, "")
    assert named in ran.err
    assert not out.exists()


def test_a_foreign_workbook_is_not_filled(demo, bad, tmp_path):
    """commands.md#iku-fill: WORKBOOK is one that iku generate wrote."""
    values = values_file(tmp_path, VALUES)
    for path in (bad, values):
        ran = run("-C", demo, "fill", path, values, "-o", tmp_path / "o.xlsx")
        assert ran.status == 2
        assert path.name in ran.err


def test_generate_shows_the_period_before_and_fills_in_what_is_known(demo, tmp_path):
    """contract.md#generate: prefill; what was accepted before is shown, known states carried."""
    values = tmp_path / "known.csv"
    values.write_text(f"unit,field,value\n{NOREH},anggaran_kinerja,Ya\n", encoding="utf-8")
    ran = run(
        *("-C", demo, "generate", "--period", "2024-Q2", "--unit", NOREH, "-o", tmp_path),
        *("--previous", demo / "inbox", "--prefill", values),
    )
    assert ran.status == 0, ran.err
    [before] = said(demo, next((demo / "inbox").glob(f"{NOREH}-*.xlsx")))
    book = openpyxl.load_workbook(ran.out.strip(), data_only=True)

    def shown(name):
        sheet, _, cell = book.defined_names[name].attr_text.partition("!")
        return book[sheet.strip("'")][cell].value

    for name in ("skor_idm", "status_desa", "dokumen_pengajuan"):
        assert shown(f"previous.{name}") == before["values"][name]
    assert shown("anggaran_kinerja") == "Ya"
    assert shown("skor_idm") == before["values"]["skor_idm"]  # brought forward, to be confirmed
    assert shown("dokumen_pengajuan") is None


def test_generate_refuses_values_for_an_unknown_unit(demo, tmp_path):
    """contract.md#exit-2: exit 2 for a mistake of usage, with the nearest code."""
    values = tmp_path / "known.csv"
    values.write_text("unit,field,value\n35.27.01.2091,skor_idm,0.7\n", encoding="utf-8")
    ran = run("-C", demo, "generate", "--period", "2024-Q2", "-o", tmp_path, "--prefill", values)
    assert ran.status == 2
    assert "35.27.01.20" in ran.err.partition("→")[2]
