"""Forms issued before the definition was changed: read for the questions that hold now."""

import copy
import datetime

import pytest

from iku_workbook.findings import Verdict
from iku_workbook.replies.corrected_copy import corrected, migrated
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.identity import identities
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.seal import verify
from tests.forms import (
    GOOD,
    KEY,
    SMALL,
    address,
    check,
    define,
    filled,
    known,
    layout_of,
    put,
    said,
)

pytestmark = pytest.mark.slow

OLD = define()
BABY = {"id": "bayi", "label": "Bayi", "type": "integer", "minimum": 0, "over_time": "sum"}


def changed(**parts):
    """The definition after the office edited it: ``fields`` and ``registers`` by edits of each."""
    small = copy.deepcopy(SMALL)
    for part, edit in parts.items():
        small[part] = edit(small[part]) if callable(edit) else edit
    return define(**small)


def field(name, **keys):
    """An edit: one field has other keys; None takes one away."""

    def edit(fields):
        for each in fields:
            if each["id"] == name:
                each.update(keys)
                for key in [key for key, value in keys.items() if value is None]:
                    del each[key]
        return fields

    return edit


def column(name, **keys):
    """An edit: one column of the register has other keys."""

    def edit(registers):
        field(name, **keys)(registers[0]["fields"])
        return registers

    return edit


def without(*names):
    return lambda fields: [each for each in fields if each["id"] not in names]


def returned(current, values=GOOD, alter=lambda data: data):
    """The verdict on an old form, held against what the office has made of the definition."""
    [found] = check(alter(filled(values, OLD)), forms=known(current, OLD))
    return found


def codes(found):
    return [(row[0], row[2]) for row in said(found)]


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "Judul lain"},
        {"agency": {"name": "Klinik Melati", "contact": "0811"}},
        {"fields": field("datang", label="Anak yang datang")},
        {"fields": lambda fields: fields[::-1]},
        {"units": lambda units: [*units, {"code": "35.03", "name": "Baru", "kind": "desa"}]},
    ],
    ids=["title", "contact", "label", "order", "units"],
)
def test_other_words_keep_no_form_out(parts):
    """definition.md#old-forms: where the same is asked, an old form is accepted, and a note says
    that it is old.
    """
    found = returned(changed(**parts))
    assert said(found) == [("FORM-023", "info", None, None)]
    assert (found.verdict, found.values) == (Verdict.ACCEPTED, GOOD)


def test_a_new_question_that_need_not_be_answered():
    """definition.md#old-forms: the finding says which fields are new; the return is accepted,
    the field blank.
    """
    found = returned(changed(fields=lambda fields: [BABY, *fields]))
    assert said(found) == [("FORM-022", "warning", None, None)]
    about = {"new": "Bayi", "gone": "-", "changed": "-", "form": OLD.digest}
    assert found.findings[0].data == about
    assert (found.verdict, found.values) == (Verdict.ACCEPTED, {"bayi": None, **GOOD})


def test_a_new_question_that_must_be_answered():
    """definition.md#old-forms: what is required now and was not asked: to be corrected, and
    named.
    """
    found = returned(changed(fields=lambda fields: [*fields, {**BABY, "required": True}]))
    assert said(found) == [
        ("FORM-022", "warning", None, None),
        ("VALUE-015", "error", None, "bayi"),
    ]
    assert found.verdict is Verdict.NEEDS_CORRECTION


def test_a_question_that_is_gone():
    """definition.md#old-forms: the finding says which fields are gone; what was said there is
    not carried over.
    """
    current = changed(fields=without("skor"), registers=[], indicators=lambda all_: all_[:1])
    found = returned(current)
    assert [row[0] for row in said(found)] == ["FORM-022"]
    gone = found.findings[0].data["gone"]
    assert gone.startswith("Skor, Kegiatan: Tanggal")
    assert set(found.values) == set(GOOD) - {"skor", "kegiatan"}


CHANGES = {
    "text that is a number": (
        {"fields": field("nama", type="integer", required=None, over_time="sum")},
        {"nama": "12"},
        {"nama": 12},
        [("VALUE-008", "nama")],
    ),
    "text that is no number": (
        {"fields": field("nama", type="integer", required=None, over_time="sum")},
        {},
        {"nama": None},
        [("VALUE-002", "nama")],
    ),
    "number that is a text": (
        {"fields": field("skor", type="text", minimum=None, maximum=None)},
        {},
        {"skor": "0.75"},
        [],
    ),
    "choice no longer on the list": (
        {"codelists": {"ya_tidak": ["Sudah", "Belum"], "jenis": ["Rapat", "Kunjungan"]}}
        | {"fields": field("nama", required=None)},
        {},
        {},
        [("VALUE-005", "ada")],
    ),
    "choice spelt anew": (
        {"codelists": {"ya_tidak": ["YA", "TIDAK"], "jenis": ["Rapat", "Kunjungan"]}},
        {},
        {"ada": "YA"},
        [],
    ),
    "narrower bounds": ({"fields": field("datang", maximum=39)}, {}, {}, [("VALUE-004", "datang")]),
    "required now": ({"fields": field("sejak", required=True)}, {"sejak": None}, {"sejak": None},
                     [("VALUE-001", "sejak")]),
    "column of another type": (
        {"registers": column("peserta", type="text", minimum=None)},
        {},
        {"kegiatan": [{**row, "peserta": str(row["peserta"])} for row in GOOD["kegiatan"]]},
        [],
    ),
    "other rules": (
        {"rules": [{"id": "r", "check": "naik < 10", "severity": "error", "message": "m"}]},
        {},
        {},
        [("RULE-001", "naik")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_question_that_has_changed(kind):
    """definition.md#old-forms: values are read as what the field is now; cells are named where
    they stand in the file that came.
    """
    parts, typed, values, expected = CHANGES[kind]
    found = returned(changed(**parts), {**GOOD, **typed})
    assert found.values == {**GOOD, **typed, **values}
    old = layout_of(OLD)
    wanted = [(code, address(old, name)) for code, name in expected]
    assert [each for each in codes(found) if each[0] not in {"FORM-022", "FORM-023"}] == wanted
    if kind not in {"other rules", "choice spelt anew"}:
        assert found.findings[0].code == "FORM-022"
        assert found.findings[0].data["changed"] != "-"


def test_a_column_that_is_required_and_was_not_asked_is_said_once():
    """contract.md#one-cause: one finding, however many rows lack it."""
    more = {"id": "tempat", "label": "Tempat", "type": "text", "required": True}

    def edit(registers):
        registers[0]["fields"].insert(1, more)
        return registers

    found = returned(changed(registers=edit))
    assert codes(found) == [("FORM-022", None), ("VALUE-015", None)]
    assert [row["tempat"] for row in found.values["kegiatan"]] == [None, None]


def test_more_rows_than_there_are_now():
    """definition.md#old-forms: no row is lost without a word."""

    def edit(registers):
        registers[0]["rows"] = 1
        return registers

    found = returned(changed(registers=edit))
    assert codes(found)[1:] == [("VALUE-011", "B8")]
    assert found.values["kegiatan"] == GOOD["kegiatan"][:1]


def test_what_is_altered_in_an_old_form_is_found():
    """definition.md#old-forms, quality.md#tampered: an old form is compared with what was issued
    then, not with what is now.
    """
    current = changed(
        fields=lambda fields: [BABY, *fields],
        calculations=[{"id": "persen", "label": "P", "formula": "datang / naik"}],
        rules=[],
    )
    pasted = returned(current, alter=lambda data: put(data, "Isian!C8", "<v>5</v>"))
    assert ("LOCK-001", "C8") in codes(pasted)
    assert ("LOCK-007", "B6") in codes(
        returned(current, alter=lambda data: put(data, "Isian!B6", "<v>5</v>"))
    )
    # Another formula computes another result: that is no stale value of the old form.
    assert codes(returned(current)) == [("FORM-022", None)]


def test_results_are_those_of_today():
    """definition.md#old-forms: consolidation needs today's fields and indicators alone."""
    swapped = [
        {
            "code": "IKU-1",
            "name": "Datang tiap yang naik",
            "numerator": {"label": "datang", "formula": "datang"},
            "denominator": {"label": "naik", "formula": "naik"},
            "scale": 1,
        }
    ]
    found = returned(changed(indicators=swapped))
    assert found.indicators["IKU-1"].value == pytest.approx(40 / 30)


def test_a_unit_that_is_no_longer_asked():
    """FORM-005: a village that left the list."""
    current = changed(units=lambda units: units[1:])
    assert said(returned(current)) == [("FORM-005", "error", None, None)]


def migrate(current, values=GOOD):
    data, forms = filled(values, OLD), known(current, OLD)
    [before] = check(data, forms=forms)
    made = migrated(data, before, forms)
    assert made is not None
    [after] = check(made, forms=forms)
    return made, before, after


def test_migrating_moves_the_values_to_a_fresh_form():
    """definition.md#old-forms: --migrate writes a fresh workbook of the definition that holds
    now, sealed.
    """
    current = changed(fields=lambda fields: [BABY, *fields[::-1]], title="Baru")
    made, before, after = migrate(current)
    assert (said(after), after.values) == ([], before.values)
    [(identity, seal)] = identities(read(made, Budget()))
    assert (identity.digest, identity.unit, identity.period) == (current.digest, "35.01", "2025-Q1")
    assert verify(identity, seal, KEY)


def test_what_an_old_form_lacks_is_asked_in_the_new_one():
    """definition.md#old-forms: the copy to mend is a new form, and what is lacking is marked at
    its new cell.
    """
    current = changed(fields=lambda fields: [{**BABY, "required": True}, *fields])
    made, before, after = migrate(current)
    assert said(after) == [("VALUE-001", "error", "C6", "bayi")]
    data, forms = filled(GOOD, OLD), known(current, OLD)
    assert corrected(data, before, forms) == made
    cells = {sheet.name: sheet.cells for sheet in read(made, Budget()).sheets}
    shown = [str(cell.value) for cell in cells["Perbaikan"].values()]
    assert "Isian, C6" in shown


def test_what_was_typed_goes_along_as_it_was_typed():
    """definition.md#old-forms: a text that is no number stands in the new form, to be mended
    there.
    """
    current = changed(fields=field("nama", type="integer", required=None, over_time="sum"))
    _, _, after = migrate(current)
    assert [(row[0], row[2]) for row in said(after)] == [
        ("VALUE-002", address(layout_of(current), "nama"))
    ]
    assert after.findings[0].found == "Melati 1"


def test_only_old_forms_are_migrated():
    """definition.md#old-forms: a form of the definition that holds now stays as it is."""
    data, forms = filled(GOOD, OLD), known(OLD)
    [found] = check(data, forms=forms)
    assert migrated(data, found, forms) is None


def test_dates_and_registers_are_moved_too():
    """definition.md#old-forms: by field id, whatever the column is called and wherever it stands
    now.
    """

    def edit(registers):
        registers[0]["fields"] = registers[0]["fields"][::-1]
        registers[0]["label"] = "Daftar kegiatan"
        return registers

    _, before, after = migrate(changed(registers=edit))
    assert after.values == before.values
    assert after.values["sejak"] == datetime.date(2024, 8, 17)
