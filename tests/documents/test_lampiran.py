"""The decree's appendix carries what the decree says."""

import pytest

from tests.documents import material

PARTS = (
    "Instansi",
    "Visi",
    "Misi",
    "Tujuan",
    "Tugas",
    "Fungsi",
    "Indikator Kinerja Utama",
)
MISSIONS = (
    "Mewujudkan kemandirian ekonomi daerah dan pedesaan melalui pengembangan agribisnis, "
    "pariwisata dan ekonomi kreatif",
    "Memperkuat tata kelola pemerintah dan desa yang transparan, akuntabel dan berorientasi pada "
    "pelayanan publik",
    "Mewujudkan harmonisasi kehidupan masyarakat yang waspada, tanggap, tertib, damai dan bersatu",
)
GOALS = (
    "Meningkatkan kemajuan dan kemandirian desa",
    "Meningkatkan kualitas pelayanan publik tingkat kecamatan",
    "Meningkatkan tata kelola pemerintahan desa",
    "Meningkatkan ketentraman masyarakat dan ketertiban umum serta penyelesaian konflik sosial "
    "politik",
)
FUNCTIONS = (
    "Menyelenggarakan urusan pemerintahan umum",
    "Mengkoordinasikan kegiatan pemberdayaan masyarakat dan kesejahteraan sosial",
    "Mengkoordinasikan upaya penyelenggaraan ketentraman dan ketertiban umum",
    "Mengkoordinasikan penerapan dan penegakan Peraturan Daerah dan Peraturan Bupati",
    "Mengkoordinasikan pemeliharaan prasarana dan sarana pelayanan umum",
    "Mengkoordinasikan penyelenggaraan kegiatan pemerintahan yang dilakukan perangkat daerah "
    "tingkat kecamatan",
    "Membina dan mengawasi penyelenggaraan kegiatan desa dan/atau kelurahan",
    "Melaksanakan urusan pemerintahan yang menjadi kewenangan kabupaten yang tidak dilaksanakan "
    "oleh unit kerja pemerintahan daerah kabupaten yang ada di kecamatan",
    "Melaksanakan tugas lain yang diberikan oleh Bupati",
    "Melaksanakan tugas lain yang diperintahkan oleh peraturan perundang-undangan",
)
SERVICE = "Seksi Pemerintahan dan Pelayanan Umum"
TABLE = (
    (
        "1",
        "Meningkatnya kemajuan dan kemandirian desa",
        "Persentase desa maju",
        ("Jumlah desa maju", "Jumlah seluruh desa", "× 100 %"),
        ("Seksi PMD", "Seksi Pemerintahan"),
        ("Kepala Seksi PMD", "Kepala Seksi Pemerintahan"),
    ),
    (
        "2",
        "Meningkatnya kualitas pelayanan publik tingkat kecamatan",
        "Indeks Kepuasan Masyarakat",
        ("Jumlah dokumen yang selesai diproses", "Jumlah dokumen pengajuan", "× 100 %"),
        (SERVICE,),
        (f"Kepala {SERVICE}",),
    ),
    (
        "3",
        "Meningkatnya tata kelola pemerintahan desa",
        "Persentase kualitas tata kelola penataan desa",
        (
            "Jumlah desa yang menyusun anggaran berbasis kinerja",
            "Jumlah seluruh desa",
            "× 100 %",
        ),
        (SERVICE, "Seksi PMD"),
        (f"Kepala {SERVICE}", "Kepala Seksi PMD"),
    ),
    (
        "4",
        "Penurunan gangguan ketentraman dan ketertiban umum",
        "Persentase penurunan gangguan kamtibmas",
        (
            "Jumlah koordinasi dan pembinaan yang telah dilaksanakan di desa dan kelurahan",
            "Jumlah desa",
            "× 100 %",
        ),
        ("Seksi Trantib",),
        ("Kepala Seksi Trantib",),
    ),
)
GROUNDS = (
    "PER/09/M.PAN/5/2007",
    "Rencana Strategis Kantor Kecamatan Sreseh Tahun 2019-2024",
    "Peraturan Daerah Kabupaten Sampang Nomor 14 Tahun 2008",
    "Peraturan Bupati Sampang Nomor 69 Tahun 2008",
)
FACTS = (
    "Lampiran Keputusan Camat Sreseh",
    "Kabupaten Sampang",
    "188/01/KEP/434.501/2024",
    "8 Januari 2024",
    "Indikator Kinerja Utama",
    "Instansi",
    "Kantor Kecamatan Sreseh Kabupaten Sampang",
    "Visi",
    "Meningkatkan Pelayanan Publik Tingkat Kecamatan",
    "Misi",
    *MISSIONS,
    "Tujuan",
    *GOALS,
    "Tugas",
    "Memimpin dan membina penyelenggaraan pemerintahan, pembangunan dan kehidupan kemasyarakatan "
    "dalam wilayah kecamatan",
    "Fungsi",
    *FUNCTIONS,
    "Indikator Kinerja Utama",
    *(
        fact
        for row in TABLE
        for cell in row
        for fact in ((cell,) if isinstance(cell, str) else cell)
    ),
    *GROUNDS,
    "Ditetapkan di Sreseh",
    "pada tanggal 8 Januari 2024",
    "Camat Sreseh",
)
"""What the decree and its appendix say, in its order."""


@pytest.fixture(scope="module")
def document():
    return material.opened(material.made("lampiran"))


def test_every_fact_of_the_decree_stands_in_its_order(document):
    """facts.md#appendix: the Lampiran lists instansi, visi, misi, tujuan, tugas, fungsi, the
    indicators, place, date and signatory, in this order and in the decree's words.
    """
    said = iter(material.texts(document))
    for fact in FACTS:
        assert any(fact in text for text in said), f"missing, or not in its place: {fact}"


def test_it_says_which_decree_it_is_of(document):
    """facts.md#reference: LAMPIRAN KEPUTUSAN, NOMOR, TANGGAL, TENTANG."""
    assert [text.replace("\t", "") for text in material.texts(document)[:5]] == [
        "Lampiran Keputusan Camat Sreseh",
        "Kabupaten Sampang",
        "Nomor:188/01/KEP/434.501/2024",
        "Tanggal:8 Januari 2024",
        "Tentang:Indikator Kinerja Utama Kantor Kecamatan Sreseh Kabupaten Sampang",
    ]


def test_the_seven_parts_are_numbered(document):
    """facts.md#appendix: seven parts, from 1 to 7."""
    titles = [text for text in material.texts(document) if text.partition(".\t")[2] in PARTS]
    assert titles == [f"{number}.\t{part}" for number, part in enumerate(PARTS, start=1)]


def test_lists_are_numbered_as_the_decree_has_them(document):
    """facts.md#appendix: three missions and four goals by number, functions from a to j; Word
    counts.
    """
    shapes = {}
    for each in material.paragraphs(document):
        if found := material.numbering(document, each):
            shapes.setdefault(found, []).append(each.text)
    lists = [(shape, tuple(said)) for (shape, _), said in shapes.items()]
    assert lists[:3] == [
        ("decimal", MISSIONS),
        ("decimal", GOALS),
        ("lowerLetter", FUNCTIONS),
    ]
    assert len(FUNCTIONS) == "abcdefghij".index("j") + 1


def test_the_table_has_a_row_for_each_indicator(document):
    """facts.md#appendix: sasaran, indikator, formula, sumber data and penanggung jawab of four
    IKU.
    """
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "No",
        "Sasaran Strategis",
        "Indikator Kinerja Utama",
        "Formulasi",
        "Sumber Data",
        "Penanggung Jawab",
    ]
    rows = table.rows[2:]
    assert len(rows) == len(TABLE)
    for row, (number, aim, name, formula, sources, answering) in zip(rows, TABLE, strict=True):
        cells = row.cells
        assert [cells[0].text, cells[1].text, cells[2].text] == [number, aim, name]
        [ratio] = cells[3].tables
        assert ratio.cell(0, 0).text.split("\n") == list(formula[:2])
        assert ratio.cell(0, 1).text == formula[2]
        assert cells[4].text.split("\n") == list(sources)
        assert cells[5].text.split("\n") == list(answering)


def test_who_signs_is_left_to_enter(document):
    """facts.md#signatory: name and rank are the office's to enter; no number of a person is
    published.
    """
    said = material.texts(document)
    assert set(said[-1]) == {"."}
    assert not any("NIP" in text for text in said)


def test_who_signs_never_stands_alone(document):
    """facts.md#reports: the last indicator goes along to the page of the signature."""
    last, *_ = reversed(document.tables[0].rows)
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in last.cells[:3])
