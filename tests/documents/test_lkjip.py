"""The accountability report says what the results are."""

import pytest

from tests.documents import material
from tests.documents.material import written

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


def test_the_table_of_achievement_holds_the_results(document, results):
    """facts.md#reports: Indikator | Satuan | Target | Realisasi | Capaian (%) | Predikat."""
    [table] = tables_headed(document, "No", *HEADS)
    expected = [
        [
            str(number),
            each.name,
            "%",
            written(results[each.code].target),
            written(results[each.code].value),
            written(results[each.code].achievement),
            results[each.code].band,
        ]
        for number, each in enumerate(material.definition().indicators, start=1)
    ]
    assert rows(table)[2:] == expected


def test_numerator_and_denominator_stand_beside_each_percentage(document, results):
    """facts.md#parts-shown: pembilang and penyebut are always shown beside a percentage."""
    tables = tables_headed(document, *HEADS)
    assert len(tables) == len(results)
    for table, each in zip(tables, material.definition().indicators, strict=True):
        result, found = results[each.code], rows(table)
        assert found[1][3] == written(result.value)
        assert found[2][0] == f"Pembilang: {each.numerator.label}"
        assert found[2][3] == written(result.numerator, 0)
        assert found[3][0] == f"Penyebut: {each.denominator.label}"
        assert found[3][3] == written(result.denominator, 0)


def test_results_are_compared_with_the_year_before_and_the_plan(document, results):
    """facts.md#comparison: compared with the year before and the Renstra end target."""
    tables = tables_headed(document, "Realisasi Tahun 2023")
    for table, result in zip(tables, results.values(), strict=True):
        change = result.value - result.baseline
        assert rows(table)[1] == [
            written(result.baseline),
            ("+" if change > 0 else "") + written(change),
            written(result.year_target),
            written(result.year_achievement),
            written(result.plan_target),
            written(result.plan_achievement),
        ]


def test_villages_ahead_and_behind_are_named(document):
    """The LKjIP names the villages that are ahead with an indicator, and those that are behind."""
    latest = {each.unit: each.values["status_desa"] for each in material.year()}
    names = {unit.code: unit.name for unit in material.definition().units}
    ahead = {names[code] for code, status in latest.items() if status in {"Maju", "Mandiri"}}
    table = tables_headed(document, "Sudah mencapai target 60,00")[0]
    reached, behind = rows(table)[1]
    assert set(reached.split(", ")) == ahead
    assert set(behind.split(", ")) == {names[code] for code in latest} - ahead


def test_completeness_is_reported(document):
    """facts.md#all-villages: completeness is always reported beside the result."""
    [table] = tables_headed(document, "Periode", "Diterima", "Seluruhnya")
    assert rows(table)[1:] == [
        ["Triwulan I 2024", "12", "12", "100,00"],
        ["Triwulan II 2024", "10", "12", "83,33"],
    ]
    names = [unit.name for unit in material.definition().units if unit.code in material.LATE]
    assert f"Belum masuk (Triwulan II 2024): {', '.join(names)}." in material.texts(document)


def test_there_is_space_for_the_offices_own_words(document):
    """facts.md#reports: then analysis, kendala, tindak lanjut, for each indicator."""
    said = material.texts(document)
    count = len(material.definition().indicators)
    for title in ("Analisis", "Kendala", "Tindak Lanjut"):
        assert said.count(title) == count


def test_charts_are_pictures_with_words(document, results):
    """facts.md#reports: a chart of all and one of each indicator, with alternative text."""
    drawings = document.element.body.xpath(".//wp:docPr")
    assert len(document.inline_shapes) == len(drawings) == len(results) + 1
    told = [each.get("descr") for each in drawings]
    for each, words in zip(material.definition().indicators, told[1:], strict=True):
        assert each.name in words
    assert len({each.get("id") for each in drawings}) == len(drawings)


def test_without_returns_nothing_is_claimed():
    """contract.md#blank-dash: a result that there is not is blank; a document shows a dash."""
    data = material.filled(material.template("lkjip"), material.facts(returns=()))
    [table] = tables_headed(material.opened(data), "No", *HEADS)
    for row in rows(table)[2:]:
        assert row[4:] == ["-", "-", "-"]
