"""FORM-: which form a workbook is."""

import io
from dataclasses import replace

import openpyxl
import pytest

from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.folder import IssuedOnRecord
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.identity import identities
from iku_workbook.workbook.reading.workbook import read
from tests.forms import (
    GOOD,
    KEY,
    change_part,
    check,
    define,
    filled,
    known,
    layout_of,
    period_of,
    put,
    said,
)

OTHER_KEY = b"o" * 32
UNIT_CELL = "_iku!B4"
IDENTITY_ROWS = range(1, 8)


def without_cells(data):
    for row in IDENTITY_ROWS:
        data = put(data, f"_iku!B{row}")
    return data


def without_property(data):
    return change_part(data, "docProps/custom.xml", lambda root: root.clear())


def without_name(data):
    def change(root):
        names = root.find("{*}definedNames")
        names.remove(next(name for name in names if name.get("name") == "_iku_seal"))

    return change_part(data, "xl/workbook.xml", change)


CARRIERS = (without_cells, without_property, without_name)


def only(code, severity="error"):
    return [(code, severity, None, None)]


def renamed(data, sheet, name):
    def change(root):
        [entry] = (each for each in root.find("{*}sheets") if each.get("name") == sheet)
        entry.set("name", name)

    return change_part(data, "xl/workbook.xml", change)


def issued_for(unit="35.01", period="2025-Q1", definition=None):
    """A filled form, sealed with our key, for whatever unit and period."""
    definition = definition or define()
    stranger = Unit(code=unit, name="Noreh", kind="desa")
    [(_, data)] = workbooks(definition, Period.parse(period), [stranger], KEY)
    return fill(data, layout_of(definition), GOOD)


def foreign():
    book = openpyxl.Workbook()
    book.active["A1"] = "Laporan"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_genuine_form_is_recognised():
    """contract.md#verdicts: unit, period and verdict of an accepted return."""
    [returned] = check(filled(GOOD, code="35.02", period=3))
    assert (returned.unit, returned.period) == ("35.02", "2025-Q3")
    # Both events are in the first quarter.
    assert {row[0] for row in said(returned)} == {"VALUE-004"}
    [returned] = check(filled(GOOD))
    assert (said(returned), returned.verdict) == ([], Verdict.ACCEPTED)


@pytest.mark.parametrize("left", range(3))
def test_any_one_identity_serves(left):
    """house.md#identity: the identity stands in three places and any one serves."""
    data = filled(GOOD)
    for at, without in enumerate(CARRIERS):
        data = data if at == left else without(data)
    [returned] = check(data)
    assert (returned.unit, said(returned)) == ("35.01", [])


def test_a_file_without_identity_is_not_ours():
    """FORM-001: the file carries no identity."""
    data = filled(GOOD)
    for without in CARRIERS:
        data = without(data)
    for returned in check(data, foreign()):
        assert said(returned) == only("FORM-001")
        assert (returned.verdict, returned.unit, returned.values) == (Verdict.REJECTED, None, {})


@pytest.mark.parametrize(
    "forms",
    [
        lambda: known(define(title="Klinik lain"), key=None),
        lambda: known(define(code="klinik-lain"), key=bytes(32)),
    ],
    ids=["another definition", "another key"],
)
def test_a_form_of_another_campaign_is_refused(forms):
    """FORM-002: neither our definition nor sealed by our key; its unit is still told."""
    [returned] = check(filled(GOOD), forms=forms())
    assert said(returned) == only("FORM-002")
    assert (returned.verdict, returned.unit) == (Verdict.REJECTED, "35.01")


def test_a_form_of_a_campaign_with_another_name_is_no_broken_seal():
    """FORM-002, not FORM-003: another office's key signed it, which is no fault of the form."""
    theirs = filled(GOOD, define(code="klinik-mawar-2025"))
    [returned] = check(theirs, forms=known(key=OTHER_KEY))
    assert said(returned) == only("FORM-002")


def test_a_form_that_nobody_handed_out_is_asked_about():
    """A form with a seal that holds and an issue number that was never noted: a warning."""
    [identity] = {each for each, _ in identities(read(filled(GOOD), Budget()))}
    key = (identity.digest, identity.period)
    for issues, codes in (({identity.issue}, []), ({"AAAA-AAAA"}, ["FORM-020"])):
        forms = replace(known(), on_record=IssuedOnRecord(frozenset(issues), frozenset({key})))
        [returned] = check(filled(GOOD), forms=forms)
        assert [row[0] for row in said(returned)] == codes
        assert returned.verdict is Verdict.ACCEPTED
    of_another = IssuedOnRecord(frozenset({"AAAA-AAAA"}), frozenset({(identity.digest, "2025-Q2")}))
    forms = replace(known(), on_record=of_another)
    assert said(check(filled(GOOD), forms=forms)[0]) == []


def test_only_the_period_asked_for_is_taken():
    """FORM-021; commands.md#iku-validate: last quarter's form, filled in once more, is refused
    where this one is asked.
    """
    for number, expected in ((1, []), (2, only("FORM-021"))):
        forms = replace(known(), period=period_of(define(), number))
        assert said(check(filled(GOOD), forms=forms)[0]) == expected


def test_a_seal_of_another_key_is_not_ours():
    """FORM-003: the identity does not fit its seal."""
    [returned] = check(filled(GOOD), forms=known(key=OTHER_KEY))
    assert said(returned) == only("FORM-003")


def test_the_identity_of_another_unit_does_not_fit_the_seal():
    """quality.md#other-unit: identity of another unit: found, and its own code."""
    data = put(filled(GOOD), UNIT_CELL, "<v>35.02</v>", "str")
    [returned] = check(data)
    assert said(returned) == only("FORM-004")
    assert returned.unit == "35.01"  # what our key signed speaks for the others
    [alone] = check(without_name(without_property(data)))
    assert said(alone) == only("FORM-003")


def test_a_unit_that_is_not_on_the_list():
    """FORM-005: the unit's code is not on the list."""
    [returned] = check(issued_for(unit="99.01"))
    assert said(returned) == only("FORM-005")


@pytest.mark.parametrize("sheet", ["Petunjuk", "Isian", "Kegiatan", "IKU"])
def test_a_sheet_that_was_renamed_is_missing(sheet):
    """FORM-006: a sheet was deleted or renamed; the finding says which."""
    [returned] = check(renamed(filled(GOOD), sheet, "Lembar1"))
    assert said(returned) == only("FORM-006")
    assert returned.findings[0].data["name"] == sheet


def test_the_hidden_sheet_may_be_missing():
    """form.md#hidden-lost: programs lose what is hidden; the identity stands elsewhere too."""
    [returned] = check(renamed(filled(GOOD), "_iku", "Lembar1"))
    assert [each.code for each in returned.findings] == ["FORM-013", "FORM-011"]
    assert returned.verdict == "accepted"


@pytest.mark.parametrize("period", ["2025-M01", "2025"])
def test_a_period_that_is_not_the_forms(period):
    """FORM-007: a period of another cadence."""
    [returned] = check(issued_for(period=period))
    assert said(returned) == only("FORM-007")


@pytest.mark.parametrize("forms", [known(), known(key=OTHER_KEY)], ids=["our key", "another key"])
@pytest.mark.parametrize("period", ["2024-Q4", "2026-Q1"])
def test_a_form_of_another_year_is_told_by_its_year(period, forms):
    """FORM-030: whose key ever signed it; it says both years, and what to do."""
    year = period[:4]
    theirs = issued_for(period=period)
    if forms.key == OTHER_KEY:  # last year's campaign had a name and a key of its own
        theirs = issued_for(period=period, definition=define(code=f"posyandu-{year}"))
    [returned] = check(theirs, forms=forms)
    assert said(returned) == only("FORM-030")
    [finding] = returned.findings
    message = catalogue("id").finding(finding)
    assert f"{year} (kegiatan {finding.data['code']})" in message.text
    assert message.text.endswith("sedangkan yang diterima di sini laporan tahun 2025.")
    assert message.hint.startswith("Isi formulir tahun 2025, lalu kirim lagi.")
    assert message.hint.endswith(f"di kegiatan tahun {year}.")


def test_without_a_key_the_seal_is_not_checked():
    """contract.md#validate: without the key it says that the seal was not checked."""
    [returned] = check(filled(GOOD), forms=Forms.of_definition(define()))
    assert said(returned) == only("FORM-010", "info")
    assert returned.verdict is Verdict.ACCEPTED
