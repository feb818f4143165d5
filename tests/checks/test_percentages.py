"""A percentage is 85 wherever it is stored, and 0.85 in a cell that shows 85%."""

import datetime

import pytest

from iku_workbook.definition.field_types import FieldType
from iku_workbook.messages import catalogue
from iku_workbook.numbers import format_number
from tests.forms import (
    GOOD,
    SMALL,
    change_part,
    check,
    define,
    filled,
    issue,
    known,
    layout_of,
    put,
    said,
    sheet_part,
)

EVENT = {"tanggal": datetime.date(2025, 1, 31), "jenis": "Rapat", "peserta": 12, "bukti": "ST/1"}
VALUES = {**GOOD, "capaian": 85, "kegiatan": [{**EVENT, "hadir": 57}]}


@pytest.fixture(scope="module")
def definition():
    """``SMALL`` with a percentage among the fields and one in the register."""
    capaian = {"id": "capaian", "label": "Capaian", "type": "percentage", "required": True}
    hadir = {"id": "hadir", "label": "Hadir", "type": "percentage", "maximum": 150, "decimals": 0}
    register = {**SMALL["registers"][0]}
    register["fields"] = [*register["fields"], hadir]
    return define(
        fields=[*SMALL["fields"], capaian],
        registers=[register],
        calculations=[{"id": "sisa", "label": "Sisa", "formula": "(1 - capaian) * 100"}],
        rules=[
            {
                "id": "cukup",
                "check": "capaian >= 0.6",
                "severity": "error",
                "message": "Capaian hanya {capaian}.",
            }
        ],
    )


@pytest.fixture(scope="module")
def place(definition):
    return layout_of(definition).fields["capaian"][1]


@pytest.mark.parametrize("points", [0, 57, 60.1, 85, 85.55, 99.999, 100])
def test_what_is_stored_comes_back(definition, points):
    """definition.md#percentage: 85 is stored, whatever stands in the cell, to the last digit."""
    values = {**VALUES, "capaian": points}
    [returned] = check(filled(values, definition), forms=known(definition))
    assert returned.values["capaian"] == points
    assert returned.values["kegiatan"][0]["hadir"] == 57
    assert {each.code for each in returned.findings} <= {"RULE-001"}


def test_the_cell_holds_a_fraction_in_a_percent_format(definition, place):
    """definition.md#percentage: in a workbook the cell holds 0.85 and shows 85%."""
    record = FieldType.PERCENTAGE.record
    assert (record.to_cell(57), record.to_cell(85.5)) == (0.57, 0.855)
    assert (record.number_format(None), record.number_format(0)) == ("0.00%", "0%")
    part = sheet_part(filled(VALUES, definition), place.sheet)
    found = []
    change_part(filled(VALUES, definition), part, lambda root: found.append(cell(root, place)))
    assert found[0].find("{*}v").text == "0.85"


def cell(root, place):
    [found] = [each for each in root.iterfind(".//{*}c") if each.get("r") == place.address]
    return found


TEXTS = {
    "85%": (85, "VALUE-008"),
    "85,5 %": (85.5, "VALUE-008"),
    "85 persen": (85, "VALUE-008"),
    "85%%": (85, "VALUE-008"),
    "0,85%": (0.85, "VALUE-008"),
    "85": (85, "VALUE-018"),
    "0,85": (None, "VALUE-009"),
    "delapan puluh": (None, "VALUE-002"),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_where_it_can_be(definition, place, text):
    """definition.md#percentage: a text is read where there is one reading, and asked about."""
    value, code = TEXTS[text]
    typed = f"<is><t>{text}</t></is>"
    at = f"{place.sheet}!{place.address}"
    data = put(filled(VALUES, definition), at, typed, "inlineStr")
    [returned] = check(data, forms=known(definition))
    assert returned.values["capaian"] == value
    assert code in [each.code for each in returned.findings if each.field == "capaian"]


PLAIN = {
    "85": (85, ["VALUE-018"]),
    "60.5": (60.5, ["VALUE-018"]),
    "0.85": (None, ["VALUE-009"]),
    "1": (None, ["VALUE-009"]),
    "250": (250, ["VALUE-018", "VALUE-004"]),
    "1E307": (10**307, ["VALUE-018", "VALUE-004"]),
}


@pytest.mark.parametrize("number", PLAIN)
def test_a_number_without_a_percent_format(definition, place, number):
    """definition.md#percentage: 85 has one reading within the bounds, 0.85 has two."""

    def paste(root):
        pasted = cell(root, place)
        pasted.set("s", "0")
        pasted.find("{*}v").text = number

    data = filled(VALUES, definition)
    [returned] = check(
        change_part(data, sheet_part(data, place.sheet), paste), forms=known(definition)
    )
    value, codes = PLAIN[number]
    own = [each for each in returned.findings if each.field == "capaian"]
    assert returned.values["capaian"] == value
    assert sorted(each.code for each in own if each.family == "VALUE") == sorted(codes)


def test_sentences_say_percent(definition):
    """definition.md#percentage: what is said of a percentage has its sign."""
    say = catalogue("id")
    [returned] = check(filled({**VALUES, "capaian": 40}, definition), forms=known(definition))
    [finding] = returned.findings
    assert say.finding(finding).text == "Capaian hanya 40%."
    [returned] = check(filled({**VALUES, "capaian": 150}, definition), forms=known(definition))
    [finding] = returned.findings
    assert (finding.code, finding.found) == ("VALUE-004", 150)
    wanted = f"Isi persentase 0% sampai {format_number(100)}%. Bila 76,54% ditolak, ketik 76.54%"
    assert say.show(finding.expected) == wanted


def test_bounds_are_0_and_100_unless_stated(definition):
    """definition.md#percentage: 0 and 100; where they are others, they are stated."""
    hadir = {**VALUES, "kegiatan": [{**EVENT, "hadir": 120}]}
    assert said(check(filled(hadir, definition), forms=known(definition))[0]) == []
    negative = {**VALUES, "kegiatan": [{**EVENT, "hadir": -1}]}
    [returned] = check(filled(negative, definition), forms=known(definition))
    assert [each.code for each in returned.findings] == ["VALUE-004"]


@pytest.mark.parametrize(
    "change", [{"over_time": "sum"}, {"minimum": 150}, {"maximum": -1}, {"codelist": "jenis"}]
)
def test_what_a_percentage_cannot_have(change):
    """definition.md#percentage: it is never added up, and its bounds leave something to enter."""
    capaian = {"id": "capaian", "label": "Capaian", "type": "percentage", **change}
    with pytest.raises(ValueError, match=r"sum-misplaced|bounds-reversed|codelist-misplaced"):
        define(fields=[*SMALL["fields"], capaian])


def test_the_form_has_room_for_it(definition):
    """definition.md#percentage: data validation speaks of the fraction that the cell holds."""
    data = issue(definition)
    place = layout_of(definition).fields["capaian"][1]
    found = []
    change_part(data, sheet_part(data, place.sheet), lambda root: found.append(rules(root)))
    kind, least, greatest = found[0][place.address]
    assert (kind, float(least), float(greatest)) == ("decimal", 0, 1)


def rules(root):
    return {
        each.get("sqref"): (each.get("type"), each[0].text, each[1].text)
        for each in root.iterfind(".//{*}dataValidation")
        if len(each) == 2
    }
