"""RULE-: what several cells say together."""

import pytest

from iku_workbook.findings import Finding, Verdict
from iku_workbook.layout import Place, layout
from iku_workbook.messages import catalogue
from tests.forms import GOOD, SMALL, check, define, filled, known, put, said

NAIK, PERSEN = SMALL["rules"]


def one(values, definition=None, code=None, previous=None):
    definition = definition or define()
    [returned] = check(
        filled({**GOOD, **values}, definition, code, previous=previous), forms=known(definition)
    )
    return returned


def ruled(check, message="Tidak sesuai.", **changes):
    """A definition with one rule."""
    rule = {"id": "aturan", "check": check, "severity": "error", "message": message}
    return define(rules=[{**rule, **changes}])


@pytest.mark.parametrize(
    ("values", "severity", "verdict"),
    [
        ({"naik": 41}, "error", Verdict.NEEDS_CORRECTION),
        ({"naik": 1}, "warning", Verdict.ACCEPTED),
    ],
)
def test_a_broken_rule_has_its_severity_and_its_place(values, severity, verdict):
    """definition.md#rules: severity: error | warning; contract.md#placed: a finding names its
    place.
    """
    returned = one(values)
    [finding] = returned.findings
    assert (finding.code, finding.severity, finding.sheet) == ("RULE-001", severity, "Isian")
    assert returned.verdict is verdict


def test_a_message_shows_the_values_as_they_were_typed():
    """definition.md#rules: message: Balita naik ({balita_naik}) melebihi balita ditimbang (…)."""
    messages = [finding.data["message"] for finding in one({"naik": 41}).findings]
    assert messages == ["Naik (41) melebihi datang (40)."]
    assert one({"naik": 1}).findings[0].data["message"] == "Hanya 2,5 persen."
    assert one({}, ruled("skor > 1", "{surat}")).findings[0].data["message"] == "-"
    shown = "{sejak} {nama} {skor} {previous.sejak} {previous.datang}"
    returned = one({"skor": None}, ruled("skor > 0", shown), previous={"sejak": GOOD["sejak"]})
    assert returned.findings[0].data["message"] == "17 Agustus 2024 Melati 1 - 17 Agustus 2024 -"


@pytest.mark.parametrize(
    ("rule", "values", "place"),
    [
        ("skor > 1", {}, ("Isian", "C10", "skor")),
        ("persen > 99", {}, ("Isian", "C6", "datang")),  # the first that the calculation reads
        ("COUNTA(kegiatan.bukti) > 2", {}, ("Kegiatan", "E8", "kegiatan.bukti")),
        ("previous.datang > 5", {}, ("Isian", "D6", "datang")),
    ],
)
def test_a_rule_points_at_what_it_reads_first(rule, values, place):
    """contract.md#placed: every finding that has a place names it: sheet, cell, field."""
    [finding] = one(values, ruled(rule)).findings
    assert (finding.sheet, finding.cell, finding.field) == place


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"naik": None}, ["VALUE-001"]),
        ({"naik": "banyak"}, ["VALUE-002"]),
        ({"naik": 2001.5}, ["VALUE-003"]),
        ({"datang": -1}, ["VALUE-004"]),
        ({"naik": "0.041"}, ["VALUE-003"]),
        ({"datang": None, "naik": None}, ["VALUE-001", "VALUE-001"]),
        ({"datang": 0, "naik": 0}, []),  # the percentage is blank: no rule is asked about it
    ],
)
def test_a_rule_is_not_asked_where_it_reads_what_was_refused(values, codes):
    """contract.md#one-cause: one cause, one finding: a blank required cell does not also break
    every rule that reads it.
    """
    assert [row[0] for row in said(one(values))] == codes


def test_a_rule_over_a_register_points_at_the_column_that_it_names_first():
    """contract.md#placed: the cell to mend: the first that was left blank, or else the column's."""
    row = GOOD["kegiatan"][0]
    rows = [{**row, "bukti": bukti} for bukti in ("1", None, None)]
    for rule, cell in (
        ("COUNTA(kegiatan.bukti) >= COUNTA(kegiatan.jenis)", "bukti 1"),
        ("SUM(kegiatan.peserta) < COUNTA(kegiatan.bukti)", "peserta 0"),
    ):
        [finding] = one({"kegiatan": rows}, ruled(rule)).findings
        [table] = layout(define(), "desa").tables
        name, row = cell.split()
        column = next(column for field, column in table.columns if field.id == name)
        place = Place(table.sheet, table.first + int(row), column)
        assert (finding.cell, finding.field) == (place.address, f"kegiatan.{name}")


WHERE = {
    "COUNTA(kegiatan.bukti) >= COUNTA(kegiatan.jenis)": (
        "Periksa kolom Jenis dan Bukti, mulai baris 8.",
        "Check Jenis and Bukti, from row 8 on.",
    ),
    "SUM(kegiatan.peserta) > 999": (
        "Periksa kolom Peserta, mulai baris 7.",
        "Check Peserta, from row 7 on.",
    ),
    "datang > 10 * COUNTA(kegiatan.bukti) + naik": (
        "Periksa sel C6 dan C7, serta kolom Bukti pada lembar Kegiatan, mulai baris 8.",
        "Check C6 and C7, and Bukti on the sheet Kegiatan, from row 8 on.",
    ),
    "datang > 999": ("Periksa sel C6.", "Check C6."),
}


@pytest.mark.parametrize("rule", WHERE)
def test_a_rule_names_columns_and_where_to_begin(rule):
    """contract.md#says-what-to-do: no single cell of a list is at fault, so its column is named in
    words, from the first row on that has a gap in it.
    """
    row = GOOD["kegiatan"][0]
    rows = [{**row, "bukti": bukti} for bukti in ("1", None, "3")]
    [finding] = one({"kegiatan": rows}, ruled(rule)).findings
    said = tuple(catalogue(language).finding(finding).hint for language in ("id", "en"))
    assert said == WHERE[rule]


def test_a_finding_of_an_earlier_program_still_names_its_cells():
    """contract.md#says-what-to-do: what was recorded keeps its words."""
    data = {"rule": "r", "message": "Tidak sesuai.", "cells": "C6"}
    finding = Finding("RULE-001", "a.xlsx", "Isian", "C6", "datang", data=data)
    assert catalogue("id").finding(finding).hint == "Periksa sel C6."


def test_a_register_with_an_unreadable_cell_breaks_no_rule_over_it():
    """contract.md#one-cause: one cause, one finding."""
    definition = ruled("SUM(kegiatan.peserta) >= 10")
    [row, *_] = GOOD["kegiatan"]
    assert said(one({"kegiatan": [{**row, "peserta": 9}]}, definition))[0][0] == "RULE-001"
    returned = one({"kegiatan": [{**row, "peserta": "banyak"}]}, definition)
    assert [row[0] for row in said(returned)] == ["VALUE-002"]


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("skor > 0", True),  # a blank counts as 0
        ("OR(ISBLANK(skor), skor > 0)", False),
        ("LEN(nama) / skor > 0", False),  # an error is no answer: the definition is at fault
        ("skor", True),  # a number is TRUE where it is not 0
        ("datang", False),
    ],
)
def test_blanks_and_errors_in_rules(rule, broken):
    """formula.md#what-a-value-counts-as: semantics are Excel's: a blank counts as 0 in
    arithmetic.
    """
    assert bool(one({"skor": None}, ruled(rule)).findings) is broken


def test_a_rule_over_what_a_unit_does_not_report_is_not_its():
    """definition.md#reported-by: reported_by names unit kinds."""
    definition = ruled("surat > COUNTA(kegiatan.bukti)")
    assert said(one({}, definition)) == []
    assert said(one({"surat": 0}, definition, "35")) == []
    assert said(one({"surat": 0}, ruled("surat > 0"), "35"))[0][0] == "RULE-001"


def test_the_period_before_is_read_from_the_form():
    """definition.md#previous: previous.field is the value accepted for the period before, or
    blank.
    """
    definition = ruled("OR(ISBLANK(previous.datang), datang <= 3 * previous.datang)")
    assert said(one({}, definition)) == []
    assert said(one({}, definition, previous={"datang": 14})) == []
    assert said(one({}, definition, previous={"datang": 13})) == [
        ("RULE-001", "error", "C6", "datang")
    ]


def test_a_message_is_no_pattern():
    """quality.md#no-pattern: text that came from a workbook is never read as a pattern."""
    returned = one({"nama": "{datang} %s {0}"}, ruled("datang > 99", "Nama {nama}: {datang}"))
    assert returned.findings[0].data["message"] == "Nama {datang} %s {0}: 40"


def test_an_altered_formula_changes_no_rule():
    """house.md#recomputed: every result is recomputed: rules read our value, not the pasted one."""
    data = put(filled({**GOOD, "naik": 1}), "Isian!C8", "<v>99</v>")
    assert [row[0] for row in said(check(data)[0])] == ["RULE-001", "LOCK-001"]
