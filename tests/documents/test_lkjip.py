"""The accountability report says what the results are."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from openpyxl import load_workbook

from iku_workbook.definition import load
from iku_workbook.definition.indicators import NationalStandard
from iku_workbook.definition.targets import Polarity
from iku_workbook.documents.charts import Trend, Words, draw
from iku_workbook.documents.context import context
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.results.notes import shown_band
from iku_workbook.results.unsettled import Unsettled
from iku_workbook.results.year import consolidate_year
from tests import libreoffice
from tests.documents import material
from tests.documents.material import written
from tests.libreoffice import needs_libreoffice
from tests.results.money import year_of as year_with_money
from tests.source import CHECKOUT

HEADS = ["Indikator", "Satuan", "Target", "Realisasi", "Capaian (%)", "Predikat"]


@pytest.fixture(scope="module")
def document():
    return material.opened(material.made("lkjip"))


@pytest.fixture(scope="module")
def results():
    return material.results().results.indicators


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def tables_headed(document, *heads):
    return [table for table in document.tables if rows(table)[0][: len(heads)] == list(heads)]


def realised(result):
    """A result as the tables have it: with a star and its range where it can still change."""
    ends = "\n({} – {})".format(*map(written, result.range)) if result.range else ""
    return written(result.value) + (" *" if result.provisional else "") + ends


def test_the_table_of_achievement_holds_the_results(document, results):
    """facts.md#reports: Indikator | Satuan | Target | Realisasi | Capaian (%) | Predikat, and the
    range of what can still change.
    """
    assert any(each.range for each in results.values())
    [table] = tables_headed(document, "No", *HEADS)
    expected = [
        [
            str(number),
            each.name,
            "%",
            written(results[each.code].target),
            realised(results[each.code]),
            written(results[each.code].achievement),
            shown_band(results[each.code], catalogue("id")),
        ]
        for number, each in enumerate(material.definition().indicators, start=1)
    ]
    assert rows(table)[2:] == expected


def test_numerator_and_denominator_stand_beside_each_percentage(document, results):
    """facts.md#parts-shown: pembilang and penyebut are always shown beside a percentage, quarter by
    quarter beside the picture of it; of quarters to come nothing but the target.
    """
    tables = tables_headed(document, "Sampai dengan")
    said = "\n".join(material.texts(document))
    quarters = [each.indicators for each in material.results().periods]
    assert len(tables) == len(results)
    for table, each in zip(tables, material.definition().indicators, strict=True):
        assert f"Pembilang: {each.numerator.label}. Penyebut: {each.denominator.label}." in said
        _, *found = rows(table)
        assert [row[1] for row in found] == [
            written(each.targets[f"2024-Q{quarter}"]) for quarter in range(1, 5)
        ]
        for row, result in zip(found, (of[each.code] for of in quarters), strict=False):
            assert row[2:4] == [written(result.numerator, 0), written(result.denominator, 0)]
            assert row[4] == realised(result)
            assert row[5:] == [
                written(result.achievement),
                shown_band(result, catalogue("id")),
                f"{result.reported}/{result.expected}",
            ]
        assert {cell for row in found[len(quarters) :] for cell in row[2:]} == {"-"}


def test_what_is_provisional_late_or_corrected_is_said(document, results):
    """facts.md#completeness-told: what the sums count, and what of it is provisional, late or
    corrected.
    """
    said = "\n".join(material.texts(document))
    assert "berasal dari 22 laporan dalam 2 triwulan" in said
    assert "* Sementara" in said
    of_file = material.year()[0]
    day = datetime.datetime(2024, 4, 20, 1, tzinfo=datetime.UTC)
    late = replace(of_file, received=day, corrects=True, number=7)
    awaits = replace(material.year()[1], file="baru.xlsx", number=99)
    unsettled = Unsettled(awaiting=(awaits,))
    year = consolidate_year(
        material.definition(),
        [late, *material.year()[1:]],
        Period.parse("2024-Q2"),
        unsettled,
    )
    data = material.filled(material.template("lkjip"), context(year, material.DAY))
    said = "\n".join(material.texts(material.opened(data)))
    name = {unit.code: unit.name for unit in material.definition().units}[late.unit]
    assert f"Terlambat (Triwulan I 2024): {name}." in said
    assert f"Diperbaiki (Triwulan I 2024): {name}." in said
    assert "Perhatian: 1 laporan masih menunggu keputusan" in said
    assert "laporan yang lebih baru (baru.xlsx, tanda terima nomor 99) menunggu keputusan" in said
    assert "20 April 2024 (terlambat, diperbaiki)" in said


def test_every_counted_return_is_listed_with_its_hash(document):
    """facts.md#hashes-on-paper: in groups that people can compare."""
    [table] = tables_headed(document, "No", "Desa")
    listed = {row[2]: row[5] for row in rows(table)[1:] if row[0] != row[1]}
    last = {each.file: each.sha256 for each in material.year()}
    assert {file: digest.replace(" ", "") for file, digest in listed.items()} == last
    assert all(re.fullmatch(r"([0-9a-f]{8} ){7}[0-9a-f]{8}", digest) for digest in listed.values())


def test_the_table_of_contents_shows_its_entries_at_once(document):
    """facts.md#contents: headings, and a table of contents that nobody has to update first; each
    entry leads to its heading.
    """
    said = [each for each in document.paragraphs if each.style.name.lower().startswith("toc ")]
    heads = [each for each in document.paragraphs if each.style.name in {"Heading 2", "Heading 3"}]
    link = "w:hyperlink/w:r[w:t][1]/w:t/text()"
    assert ["".join(each._p.xpath(link)) for each in said] == [each.text for each in heads]
    assert [each.style.name[-1] for each in said] == [each.style.name[-1] for each in heads]
    anchors = ["".join(each._p.xpath("w:hyperlink/@w:anchor")) for each in said]
    assert anchors == ["".join(each._p.xpath("w:bookmarkStart/@w:name")) for each in heads]
    assert len(set(anchors)) == len(anchors)
    kinds = document.element.body.xpath(".//w:fldChar/@w:fldCharType")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def less(result, target):
    more = result.value - target
    return f"{'+' if more > 0 else ''}{written(more)}"


def test_results_are_compared_with_the_year_before_and_the_plan(document, results):
    """facts.md#comparison: compared with the year before and the Renstra end target."""
    tables = tables_headed(document, "Pembanding")
    for table, result in zip(tables, results.values(), strict=True):
        change = result.value - result.baseline
        sign = "+" if change > 0 else ""
        achieved = (result.achievement, result.year_achievement, result.plan_achievement)
        targets = (result.target, result.year_target, result.plan_target)
        names = ("Target Triwulan II 2024", "Target tahun 2024", "Target akhir Renstra")
        assert rows(table)[1:] == [
            *(
                [names[at], written(targets[at]), written(achieved[at]), less(result, targets[at])]
                for at in range(3)
            ),
            ["Realisasi Tahun 2023", written(result.baseline), "-", f"{sign}{written(change)}"],
        ]


def test_results_are_compared_with_several_years_and_a_standard():
    """facts.md#several-years: a row a year; the national standard stands among what a result is
    compared with, and its source beside it.
    """
    first, *others = material.definition().indicators
    standard = NationalStandard(value=90, source="Contoh")
    first = first.model_copy(
        update={
            "national_standard": standard,
            "baseline": {"2022": 40.0, "2023": 50.0},
            "targets": {**first.targets, "2025": 80.0, "2026": 90.0},
        }
    )
    shown = material.definition().model_copy(update={"indicators": (first, *others)})
    facts = material.facts(shown)
    document = material.opened(material.filled(material.template("lkjip"), facts))
    years = rows(tables_headed(document, "Tahun")[0])[1:]
    assert [row[0] for row in years] == ["2022", "2023", "2024", "2025", "2026"]
    assert [row[1:] for row in years[-2:]] == [
        [written(80), "-", "-"],
        [written(90), "-", "-"],
    ]
    [said] = [row for row in rows(tables_headed(document, "Pembanding")[0]) if "Standar" in row[0]]
    about = facts["indikator"][0]
    assert said == ["Standar nasional (Contoh)", "90,00", "-", about["selisih_standar"]]


def test_programmes_stand_beside_what_they_serve():
    """facts.md#reports: supporting programmes, where the definition has any."""
    facts = context(year_with_money(), material.DAY)
    document = material.opened(material.filled(material.template("lkjip"), facts))
    tables = tables_headed(document, "Program", "Anggaran")
    assert tables
    assert all(row[1].startswith("Rp") for table in tables for row in rows(table)[1:])


def test_figures_stand_at_the_right(document):
    """facts.md#right-aligned: figures in every table, in the documents that state targets too."""
    others = [
        material.opened(material.made(kind)) for kind in ("perjanjian-kinerja", "rencana-aksi")
    ]
    for table in [each for one in (document, *others) for each in one.tables]:
        for cell in [cell for row in table.rows[1:] for cell in row.cells]:
            if re.fullmatch(r"[+-]?[\d.]+,\d+( \*)?", cell.text):
                assert cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT, cell.text


def test_every_table_has_a_number_and_a_title(document):
    """facts.md#titled: "Tabel 3.1 ..." above each table, in order."""
    titles = []
    for table in document.tables:
        before = table._tbl.getprevious()
        while before.tag != qn("w:p") or not "".join(before.itertext()).strip():
            before = before.getprevious()
        said = [part.text for part in before.iter(qn("w:t"))]
        titles.append("".join(said))
    numbers = [int(re.match(r"Tabel 3\.(\d+) \w", title)[1]) for title in titles]
    assert numbers == list(range(1, len(document.tables) + 1))


def test_what_the_office_has_to_write_is_marked():
    """facts.md#guides: what belongs there, in square brackets on yellow; nothing else is yellow."""
    document = material.opened(material.made("lkjip"))
    marked = [
        each.text
        for each in document.paragraphs
        if any(run.font.highlight_color is not None for run in each.runs)
    ]
    bracketed = [text for text in material.texts(document) if text.startswith("[")]
    assert marked == bracketed
    assert len([text for text in marked if text.startswith("[Ganti")]) == 2 + 5 * len(
        material.definition().indicators
    )


def test_villages_ahead_and_behind_are_named(document):
    """contract.md#carried: villages that are ahead with an indicator, and those behind, each with
    the period that it last reported for where that is an earlier one.
    """
    latest = {each.unit: each.values["status_desa"] for each in material.year()}
    names = {unit.code: unit.name for unit in material.definition().units}
    names |= {code: f"{names[code]} (sampai Triwulan I 2024)" for code in material.LATE}
    ahead = {names[code] for code, status in latest.items() if status in {"Maju", "Mandiri"}}
    table = tables_headed(document, "Sudah mencapai target 60,00 (7)")[0]
    reached, behind = rows(table)[1]
    assert set(reached.split(", ")) == ahead
    assert set(behind.split(", ")) == {names[code] for code in latest} - ahead


def test_completeness_is_reported(document):
    """facts.md#all-villages: completeness is always reported beside the result."""
    [table] = tables_headed(document, "Periode", "Diterima", "Jumlah desa")
    assert rows(table)[1:] == [
        ["Triwulan I 2024", "12", "12", "100,00", "0", "0"],
        ["Triwulan II 2024", "10", "12", "83,33", "0", "0"],
    ]
    names = [unit.name for unit in material.definition().units if unit.code in material.LATE]
    assert f"Belum masuk (Triwulan II 2024): {', '.join(names)}." in material.texts(document)


def test_there_is_space_for_the_offices_own_words(document):
    """facts.md#reports: then analysis, kendala, tindak lanjut, for each indicator."""
    said = material.texts(document)
    count = len(material.definition().indicators)
    for title in ("Analisis", "Kendala", "Tindak Lanjut"):
        assert said.count(title) == count


def find(element, path):
    return element.xpath(path, namespaces=nsmap)


def charts(data):
    """Each chart part of a document, with the workbook that stands behind it."""
    package = material.opened(data).part.package
    parts = [part for part in package.parts if part.partname.startswith("/word/charts/")]
    found = []
    for part in sorted(parts, key=lambda part: part.partname):
        tree = parse_xml(part.blob)
        [relation] = find(tree, "c:externalData/@r:id")
        found.append((tree, part.rels[relation].target_part.blob))
    return found


def points(tree, kind):
    """What a chart shows without opening its workbook: a dict of each series' points."""
    return [
        {int(point.get("idx")): find(point, "string(c:v)") for point in find(cache, ".//c:pt")}
        for cache in find(tree, f".//c:ser/c:{kind}")
    ]


def test_charts_have_words_and_figures_for_who_cannot_see_them(document, results):
    """facts.md#reports: a chart of all and one of each indicator, with alternative text."""
    drawings = document.element.body.xpath(".//wp:docPr")
    assert len(document.inline_shapes) == len(drawings) == len(results) + 1
    alt_texts = [each.get("descr") for each in drawings]
    for each, words in zip(material.definition().indicators, alt_texts[1:], strict=True):
        assert each.name in words
        least, greatest = map(written, results[each.code].range)
        assert f"Triwulan II: {written(results[each.code].value)} (Target: " in words
        assert f" (Paling rendah: {least}) (Paling tinggi: {greatest})" in words
    assert len({each.get("id") for each in drawings}) == len(drawings)


def test_charts_show_the_results(results):
    """weight.md#charts: achievement of all; results beside targets, period by period."""
    (achieved, _), *trends = charts(material.made("lkjip"))
    [percents] = points(achieved, "val")
    expected = [each.achievement for each in results.values()]
    assert [float(percents[at]) for at in range(len(expected))] == pytest.approx(expected)
    for indicator, (trend, _) in zip(material.definition().indicators, trends, strict=True):
        values, targets, *ends = points(trend, "val")
        assert float(values[0]) == indicator.baseline["2023"]
        assert float(values[2]) == pytest.approx(results[indicator.code].value)
        assert [float(targets[at]) for at in sorted(targets)] == [
            indicator.targets[f"2024-Q{quarter}"] for quarter in range(1, 5)
        ]
        assert [float(end[2]) for end in ends] == pytest.approx(results[indicator.code].range)
        assert sorted(values) == [0, 1, 2]  # nothing is shown of quarters to come


@pytest.mark.parametrize(
    ("values", "ends"), [((-5.0, 3.0), (-6, 12)), ((-5.0, -3.0), (-6, 12)), ((4.0, 3.0), (0, 12))]
)
def test_a_chart_has_room_for_results_below_nothing(values, ends):
    """weight.md#charts: an index can be negative, and its column is seen all the same."""
    words = Words("Grafik", "Realisasi", "Target", "Label", "id")
    trend = Trend(words, ("I", "II"), values, (10.0, None), (1, 1), 1, 0)
    tree = parse_xml(draw(trend).chart)
    found = [float(find(tree, f".//c:valAx/c:scaling/c:{each}/@val")[0]) for each in ("min", "max")]
    assert found == list(ends)


def test_labels_of_a_chart_are_written_as_the_document_writes_them(results):
    """weight.md#chart-labels: a decimal comma, on a computer of whatever language."""
    for tree, data in charts(material.made("lkjip")):
        labels = [each.text for each in find(tree, ".//c:dLbl//c:v")]
        sheet = load_workbook(io.BytesIO(data), data_only=True)["Data"]
        column = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert [each for each in column if each] == labels
        assert all(re.fullmatch(r"\d+,\d\d( »)?", each) for each in labels)
        [shown] = {each.get("formatCode") for each in find(tree, ".//c:dLbls/c:numFmt")}
        assert shown.endswith("[$-421]#,##0.00")


@needs_libreoffice
def test_labels_of_a_chart_follow_its_figures(tmp_path):
    """weight.md#chart-labels: an edited figure does not keep its old label."""
    _, behind = charts(material.made("lkjip"))[1]
    (tmp_path / "behind.xlsx").write_bytes(behind)
    read = ["Data!F3"]
    found = libreoffice.edit(tmp_path / "behind.xlsx", None, {"Data!B3": 12345.678}, read=read)
    assert found == {"Data!F3": "12.345,68"}


def test_nothing_of_a_chart_is_left_to_a_programs_own_default():
    """weight.md#chart-explicit: nothing is left to what a program takes for granted."""
    for tree, _ in charts(material.made("lkjip")):
        for axis in find(tree, ".//c:catAx | .//c:valAx"):
            assert find(axis, "c:delete")
        for labels in find(tree, ".//c:dLbls | .//c:dLbl[not(c:delete)]"):
            assert find(labels, "c:showSerName/@val") == ["0"]
        assert find(tree, "c:chart/c:autoTitleDeleted/@val") == ["1"]
        assert find(tree, "c:chart/c:dispBlanksAs/@val") == ["gap"]
        assert find(tree, "c:roundedCorners/@val") == ["0"]
        assert set(find(tree, ".//c:varyColors/@val")) == {"0"}
        assert all(
            find(line, "c:smooth/@val") == ["0"] for line in find(tree, ".//c:lineChart/c:ser")
        )


def test_without_returns_nothing_is_claimed():
    """contract.md#blank-dash: a result that there is not is blank; a document shows a dash."""
    data = material.filled(material.template("lkjip"), material.facts(returns=()))
    [table] = tables_headed(material.opened(data), "No", *HEADS)
    for row in rows(table)[2:]:
        assert row[4:] == ["-", "-", "-"]


def test_a_value_without_a_ratio_has_no_columns_of_dashes():
    """facts.md#no-empty-columns: numerator and denominator stand beside ratios alone."""
    shown, _ = load(CHECKOUT / "templates" / "examples" / "kabupaten-2025.yaml")
    facts = material.facts(shown, (), "2025-Q4")
    document = material.opened(material.filled(material.template("lkjip"), facts))
    heads = [rows(table)[0] for table in tables_headed(document, "Sampai dengan")]
    assert ["Pembilang" in each for each in heads] == [
        each.numerator is not None for each in shown.indicators
    ]
    said = "\n".join(material.texts(document))
    assert "seluruh perangkat daerah dijumlahkan" in said.lower()
    assert " unit" not in said


def test_where_less_is_better_the_sign_is_said_in_words():
    """facts.md#differences: below what it is held against is better there."""
    first, *others = material.definition().indicators
    words = "selisih di bawah 0 berarti lebih baik"
    for polarity in Polarity:
        one = first.model_copy(update={"polarity": polarity})
        shown = material.definition().model_copy(update={"indicators": (one, *others)})
        facts = material.facts(shown)
        document = material.opened(material.filled(material.template("lkjip"), facts))
        said = "\n".join(material.texts(document))
        assert (words in said) == (polarity is Polarity.LOWER)
