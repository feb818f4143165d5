"""A master that somebody has altered tells so itself, or iku verify does; nothing else alarms."""

import random

import pytest

from iku_workbook.campaign.compare_workbooks import compare
from iku_workbook.campaign.difference import Change
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read as reading
from tests import onlyoffice
from tests.forms import define
from tests.libreoffice import needs_libreoffice, office
from tests.master import alterations
from tests.master.editors import KINDS, choose, through_openpyxl
from tests.master.master import read, write
from tests.onlyoffice import needs_onlyoffice
from tests.results.year import returned

SORTED = {
    "Data!A5:T16": 2,
    "Matriks!A7:T12": 1,
    "Status!A14:H19": 1,
    "Temuan!A5:N8": 2,
}


@pytest.fixture(scope="module")
def data():
    return alterations.made()


def differences(data, path):
    """What iku verify tells of a master that was saved there."""
    budget = Budget.of_ours()
    return compare(*(reading(each, budget, with_charts=True) for each in (data, path.read_bytes())))


def test_every_kind_of_alteration_is_told_with_its_place():
    """quality.md#row-proof: values, rows, targets, formats, links, and what is seen of them."""
    definition, values = define(), {"datang": 4, "naik": 3}
    data = write(definition, [returned(each.code, "2025-Q1", values) for each in definition.units])
    chance, book, written = random.Random(1), read(data), reading(data, Budget.of_ours())
    asked = [choose(book, chance, kind) for kind in KINDS["openpyxl"]]
    for each, altered in zip(asked, through_openpyxl(data, asked), strict=True):
        found = compare(written, reading(altered, Budget.of_ours()))
        places = {one.place for one in found if one.sheet == each.sheet}
        assert each.is_at(places), (each, found[:5])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_has_its_words(language):
    """quality.md#file-proof: where a file is not as it was written, in either language."""
    said = catalogue(language).keys("proof")
    assert {f"change-{each}" for each in Change} <= set(said)


@needs_libreoffice
def test_a_sample_of_alterations_is_told():
    """quality.md#row-proof: by the first sheet once it is computed, or by iku verify, with their
    places; 500 of them by ``python -m tests.master.alterations``.
    """
    found = alterations.run(4, seed=1, programs=("openpyxl", "LibreOffice"))
    assert [each for each in found if each.by == "nobody"] == []
    assert len(found) == 4


@needs_libreoffice
@needs_onlyoffice
def test_what_is_altered_in_onlyoffice_is_told():
    """quality.md#row-proof: likewise."""
    found = alterations.run(2, seed=2, programs=("ONLYOFFICE",))
    assert "nobody" not in [each.by for each in found]


@needs_libreoffice
def test_sorting_filtering_and_other_formats_raise_no_alarm(data, tmp_path):
    """quality.md#row-proof: neither on the first sheet nor by iku verify, nor does choosing; saved
    as .ods and back.
    """
    (tmp_path / "m.xlsx").write_bytes(data)
    used, other, back = (tmp_path / name for name in ("used.xlsx", "used.ods", "back.xlsx"))
    left = [("filter", "Data!A4", "3"), ("filter", "Matriks!A6", "3")]
    office().work(tmp_path / "m.xlsx", sort=SORTED, save=[used])
    assert differences(data, used) == []
    chosen = {"'Alur perhitungan'!C7": "Triwulan I 2024"}
    office().work(used, alter=left, type_in=chosen, save=[used, other])
    office().work(other, save=[back])
    for each in (used, back):
        said = office().work(each, read=[alterations.CHECK])[alterations.CHECK]
        assert said.startswith("✓")
        assert differences(data, each) == []
    sheets = reading(back.read_bytes(), Budget.of_ours()).sheets
    assert {each.name for each in sheets if each.around.filtered} == {"Data", "Matriks"}


@needs_onlyoffice
def test_saving_in_onlyoffice_raises_no_alarm(data, tmp_path):
    """quality.md#row-proof: computed anew there; all that it adds is its maker's mark."""
    (tmp_path / "m.xlsx").write_bytes(data)
    check = "(Api.RecalculateAllFormulas(), Api.GetSheet('Ringkasan').GetRange('A5').GetValue())"
    [said] = onlyoffice.work([onlyoffice.Job(tmp_path / "m.xlsx", check, tmp_path / "o.xlsx")])
    assert said.startswith("✓")
    found = differences(data, tmp_path / "o.xlsx")
    assert {(each.change, each.place) for each in found} <= {(Change.COVERED, "A1")}
