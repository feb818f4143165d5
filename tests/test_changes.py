"""What changed between two definitions: nothing, how a return is judged, or how it is read."""

import copy
import json

import pytest

from iku_workbook.changes import changes, gone, in_new_words
from iku_workbook.definition import Definition
from tests.campaign.asking import ASKED, GOOD
from tests.forms import define


def asked(change=lambda asked: None):
    """The definition after a change to it."""
    data = copy.deepcopy(ASKED)
    change(data)
    return Definition.from_json(json.dumps(data))


def field(name, /, **keys):
    """A change of a field, or of a register's column (``kegiatan.jenis``)."""
    of, _, own = name.rpartition(".")

    def change(asked):
        fields = asked["fields"] if not of else asked["registers"][0]["fields"]
        next(each for each in fields if each["id"] == own).update(keys)

    return change


def choices(name, *listed):
    return lambda asked: asked["codelists"].update({name: list(listed)})


def formula(of, part, text):
    def change(asked):
        asked["indicators"][of][part]["formula"] = text

    return change


def every(*parts):
    def change(asked):
        for each in parts:
            each(asked)

    return change


NOTHING = {
    "a label": field("hadir", label="Yang hadir"),
    "a help": field("hadir", help="Jumlah yang hadir."),
    "a group": field("hadir", group="Rapat"),
    "decimals shown": lambda asked: asked["indicators"][0].update(decimals=1),
    "a rule's words": lambda asked: asked["rules"][0].update(message="Periksa {hadir}."),
    "targets": lambda asked: asked["indicators"][0].update(targets={"2025": 90}),
    "a title": lambda asked: asked.update(title="Lain"),
    "the last day": lambda asked: asked.update(due_days=20),
    "spaces in a formula": formula(1, "denominator", "  hadir "),
    "a bracket that says nothing": lambda asked: asked["rules"][0].update(check="(hadir<=warga)"),
}
JUDGED = {
    "a bound": field("hadir", maximum=30),
    "a bound for the first time": field("warga", minimum=1),
    "what is required": field("nama", required=True),
    "a threshold of history": field("warga", largest_ratio=3),
    "whether it may fall": field("status", non_decreasing=False),
    "a rule": lambda asked: asked["rules"][0].update(check="hadir < warga"),
    "a rule's weight": lambda asked: asked["rules"][0].update(severity="error"),
    "a rule that is gone": lambda asked: asked.update(rules=[]),
    "a numerator": formula(1, "numerator", 'COUNTIF(kegiatan.jenis, "Kunjungan")'),
    "a scale": lambda asked: asked["indicators"][1].update(scale=100),
    "rows of a register": lambda asked: asked["registers"][0].update(rows=2),
}
READ = {
    "a type": field("warga", type="decimal"),
    "a unit of measure": field("hadir", unit_of_measure="orang"),
    "a choice more": choices("status", "Berkembang", "Maju", "Mandiri"),
    "choices in another order": choices("status", "Maju", "Berkembang"),
    "a choice of another name": choices("status", "Berkembang", "Desa Maju"),
    "a field more": lambda asked: asked["fields"].append(
        {"id": "luas", "label": "Luas", "type": "decimal", "over_time": "latest"}
    ),
    "a field less": lambda asked: asked["fields"].pop(3),
    "a field of another name": field("nama", id="sebutan"),
    "a column of another name": field("kegiatan.bukti", id="surat"),
    "what is added up": field("warga", over_time="sum", largest_ratio=None),
}
RENAMED = {
    "a choice": every(
        choices("status", "Berkembang", {"label": "Desa Maju", "was": "Maju"}),
        formula(0, "numerator", 'IF(status = "Desa Maju", 1, 0)'),
    ),
    "a choice of a register": every(
        choices("jenis", {"label": "Rapat desa", "was": ["Rapat"]}, "Kunjungan"),
        formula(1, "numerator", 'COUNTIF(kegiatan.jenis, "Rapat desa")'),
    ),
    "a field": field("nama", id="sebutan", was="nama"),
    "a field in a formula": every(
        field("hadir", id="datang", was=["hadir"]),
        formula(1, "denominator", "datang"),
        lambda asked: asked["rules"][0].update(check="datang <= warga", message="{datang}"),
    ),
    "a column": every(
        field("kegiatan.jenis", id="macam", was="jenis"),
        formula(1, "numerator", 'COUNTIF(kegiatan.macam, "Rapat")'),
    ),
    "a register": every(
        lambda asked: asked["registers"][0].update(id="acara", was="kegiatan"),
        formula(1, "numerator", 'COUNTIF(acara.jenis, "Rapat")'),
    ),
}


def between(change):
    return changes(asked(), asked(change), ("desa", "desa"))


@pytest.mark.parametrize("change", NOTHING.values(), ids=NOTHING)
def test_words_targets_and_documents_change_nothing(change):
    """quality.md#question: what nobody is judged or read by asks for nothing."""
    assert between(change).all == ()


@pytest.mark.parametrize("change", JUDGED.values(), ids=JUDGED)
def test_what_is_held_against_a_return_judges_it_anew(change):
    """quality.md#question: bounds, rules, thresholds and formulas judge what was read."""
    found = between(change)
    assert found.judged
    assert not found.read


@pytest.mark.parametrize("change", READ.values(), ids=READ)
def test_what_a_cell_is_read_as_reads_it_anew(change):
    """quality.md#question: types, choices and names decide what a cell says."""
    assert between(change).read


@pytest.mark.parametrize("change", RENAMED.values(), ids=RENAMED)
def test_a_former_name_is_no_other_question(change):
    """definition.md#was: with its formulas, what has another name is the same as before."""
    found = between(change)
    assert found.of_meaning == ()
    assert found.renamed
    assert gone(asked(), asked(change)) == ()


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ("a choice of another name", ("Status desa: Maju",)),
        ("a field of another name", ("Nama",)),
        ("a field less", ("Nama",)),
        ("a column of another name", ("Kegiatan: Bukti",)),
        ("a choice more", ()),
    ],
)
def test_what_nobody_can_tell_is_named(change, lost):
    """definition.md#was: without a former name a question or a choice is gone, and said to be."""
    assert gone(asked(), asked(READ[change])) == lost


@pytest.mark.parametrize("change", RENAMED.values(), ids=RENAMED)
def test_what_was_recorded_is_read_by_its_new_name(change):
    """definition.md#was: recorded values keep their meaning under the name of today."""
    now = asked(change)
    found = in_new_words(GOOD, now)
    ids = {each.id for each in (*now.fields, *now.registers)}
    assert set(found) == ids
    for each in now.fields:
        if each.codelist:
            assert found[each.id] in now.codelists[each.codelist]
    [register] = now.registers
    columns = {each.id: each for each in register.fields}
    for row in found[register.id]:
        assert set(row) == set(columns)
        kind = next(each for each in register.fields if each.codelist)
        assert row[kind.id] in now.codelists[kind.codelist]


def test_a_definition_without_former_names_is_the_one_it_was():
    """contract.md#digest: nothing is added to the canonical JSON of what has no former name."""
    assert '"was"' not in asked().to_json()
    named = asked(RENAMED["a choice"])
    again = Definition.from_json(named.to_json())
    assert again.digest == named.digest
    assert again.codelists["status"][1].was == ("Maju",)


def test_what_is_computed_otherwise_is_named_as_people_know_it():
    """contract.md#reexamine: a calculation by its label, never by the name that formulas use."""
    then = define(calculations=[{"id": "bagian", "label": "Bagian hadir", "formula": "datang / 2"}])
    now = define(calculations=[{"id": "bagian", "label": "Bagian hadir", "formula": "datang / 3"}])
    assert changes(then, now, ("desa", "desa")).all == ("Bagian hadir",)
