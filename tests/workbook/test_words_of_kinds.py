"""A form speaks of its own kind of unit; forms of the grammar's first version stay as they were."""

import hashlib

import pytest

from iku_workbook.definition import load
from iku_workbook.layout import layout
from iku_workbook.periods import periods_of
from iku_workbook.unit_words import words_of, words_of_all
from iku_workbook.workbook.issue import Form, token_texts
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.writing.form import build_form
from tests import forms
from tests.source import CHECKOUT

ISSUED = {
    ("tests/definition/sreseh-first-version.yaml", "desa"): "3d758b98e0fe7e0c",
    ("tests/definition/good.yaml", "village"): "3d9da061a7ce3784",
    ("tests/definition/good.yaml", "town"): "0e11ea32c98fface",
    ("tests/definition/kantor.yaml", "desa"): "7b1839edfa440c30",
}
"""How the SHA-256 of a form of the first period begins, as it was when version 1 was the only."""


def form(file, kind=None, number=0):
    """The first unit's form (of a kind) for one of the year's periods, as bytes."""
    definition, _ = load(CHECKOUT / file)
    unit = next(each for each in definition.reporting if kind in (None, each.kind))
    period = periods_of(definition.year, definition.cadence)[number]
    built = Form.prepare(build_form(layout(definition, unit.kind), period))
    return built.issue(token_texts(definition, unit, period, b"k" * 32))


def said(data):
    """Every text of a form, by sheet."""
    book = read(data, Budget.of_ours())
    return {
        sheet.name: [cell.value for cell in sheet.cells.values() if isinstance(cell.value, str)]
        for sheet in book.sheets
    }


@pytest.mark.parametrize(("file", "kind"), ISSUED)
def test_forms_of_the_first_version_are_the_same_to_the_byte(file, kind):
    """form.md#first-version: what was issued and sealed once can be made again."""
    assert hashlib.sha256(form(file, kind)).hexdigest().startswith(ISSUED[file, kind])


def test_a_health_centre_is_called_one():
    """form.md#own-words: nothing on its form is of a village; its name is not said twice; a step
    on registers is left out where there are none.
    """
    sheets = said(form("tests/definition/puskesmas.yaml"))
    everything = [text for texts in sheets.values() for text in texts]
    assert not [each for each in everything if "desa" in each.lower() or "camat" in each.lower()]
    assert "Puskesmas Awal" in sheets["Petunjuk"]
    assert "Puskesmas Puskesmas" not in "\n".join(everything)
    assert "4 langkah, sekitar 5 menit" in sheets["Petunjuk"]
    assert not [each for each in sheets["Petunjuk"] if "lembar daftar" in each]
    assert "Sel kuning: diisi oleh puskesmas." in sheets["Petunjuk"]
    assert any("gabungan semua puskesmas" in each for each in sheets["IKU"])
    assert "Realisasi puskesmas ini, Januari 2025" in sheets["IKU"]
    more = "Realisasi di atas hanya untuk periode ini; target sampai akhir Tahun 2025."
    assert f"Target puskesmas ini, Tahun 2025. {more}" in sheets["IKU"]
    assert {"Petugas SP3 Puskesmas Awal", "Kepala Puskesmas Awal"} <= set(sheets["Pengesahan"])


def test_a_school_is_called_one_in_english():
    """form.md#own-words: in the language of the definition."""
    sheets = said(form("tests/definition/school.yaml"))
    assert {"5 steps, about 10 minutes", "Yellow cells: for the school to fill in."} <= set(
        sheets["Guide"]
    )
    target = "Target of Education Office of Riverside, Year 2025"
    more = "The result is of this period alone; "
    more += "the target is due by the end of Year 2025."
    assert f"{target}. {more}" in sheets["Results"]  # the year's alone, for each semester
    assert not [each for each in sheets["Results"] if "times 1." in each]
    assert "Head teacher, Riverside Primary School" in sheets["Approval"]


def test_what_is_brought_forward_is_explained_where_there_is_any():
    """form.md#brought-forward: a step says what "Masih sama" is for, from the second period on."""
    file = "templates/kecamatan-sreseh-2024.yaml"
    first, second = (said(form(file, None, number))["Petunjuk"] for number in (0, 1))
    explained = "pilih Masih sama bila tetap, atau ganti isinya."
    assert not [each for each in first if explained in each]
    assert len([each for each in second if explained in each]) == 1


def test_words_are_the_definitions_own_else_the_usual_else_neutral():
    """form.md#own-words: an unknown kind is a unit; a definition may name it; several are units."""
    definition, _ = load(CHECKOUT / "tests/definition/puskesmas.yaml")
    assert words_of(definition, "puskesmas").officer == "petugas SP3"
    assert words_of(definition, "puskesmas", "en").units == "health centres"
    assert words_of(definition, "posyandu").unit == "unit"
    assert words_of_all(definition).its == "puskesmasnya"
    units = [each.model_dump(by_alias=True) for each in definition.units]
    changed = definition.model_dump(by_alias=True) | {
        "units": [*units, {"code": "K1", "name": "Kota", "kind": "rs"}],
        "kinds": {"rs": {"unit": "RSUD"}},
    }
    both = type(definition).model_validate(changed, strict=False)
    assert both.units[-1].title == "RSUD Kota"
    assert words_of(both, "rs").all == "semua RSUD"
    assert words_of(both, "rs").its == "RSUD-nya"
    assert words_of_all(both).units == "unit"


def test_kinds_that_are_called_the_same_are_so_together():
    """form.md#own-words: offices of several kinds are all "perangkat daerah"; who signs for one is
    said of each kind alone.
    """
    definition, _ = load(CHECKOUT / "templates/examples/kabupaten-2025.yaml")
    together = words_of_all(definition)
    assert (together.unit, together.all) == ("perangkat daerah", "seluruh perangkat daerah")
    assert (together.officer, together.head) == ("petugas data", "Kepala perangkat daerah")


@pytest.mark.parametrize(
    ("code", "shown"), [("P01", 92.5), ("P02", 80), ("P03", "belum ditetapkan")]
)
def test_a_units_own_target_stands_on_its_form(code, shown):
    """form.md#own-words: instead of the office's, and locked as all else: the form comes back
    clean, and another figure in its place is found.
    """
    definition = forms.load(CHECKOUT / "tests/definition/puskesmas.yaml")
    values = {"bayi": 10, "imunisasi": 9}
    data = forms.filled(values, definition, code)
    (sheet,) = [each for each in read(data, Budget.of_ours()).sheets if each.name == "IKU"]
    assert sheet.cells[9, 3].value == shown
    known = forms.known(definition)
    (returned,) = forms.check(data, forms=known)
    assert forms.said(returned) == []
    (changed,) = forms.check(forms.put(data, "IKU!C9", "<v>50</v>"), forms=known)
    assert [each[0] for each in forms.said(changed)] == ["LOCK-007"]
