"""How dates and decimals are asked for, whatever a computer's regional settings."""

import datetime
import io
import re

import openpyxl
import pytest

from iku_workbook.bounds import bounds, example
from iku_workbook.definition.field_types import Holds
from iku_workbook.guidance import Guidance
from iku_workbook.guidance.region import LINE, ORDER
from tests.forms import GOOD, SMALL, define, issue, layout_of, load, period_of
from tests.source import CHECKOUT

[EVENT, *_] = GOOD["kegiatan"]
SHARE = {"id": "cakupan", "label": "Cakupan", "type": "percentage", "over_time": "latest"}
LANGUAGES = {
    language: define(iku=2, language=language, fields=[*SMALL["fields"], SHARE])
    for language in ("id", "en")
}
PERIOD = period_of(LANGUAGES["id"])
WAYS_OUT = {
    "sejak": "2025-01-15",
    "kegiatan.tanggal": "2025-01-15",
    "skor": "0.7654",
    "cakupan": "76.54%",
}


def boxes(definition):
    """The data validation of each input, by defined name, as openpyxl reads it."""
    layout = layout_of(definition)
    book = openpyxl.load_workbook(io.BytesIO(issue(definition)))
    return {
        name: next(
            each
            for each in book[places[0].sheet].data_validations.dataValidation
            if places[0].address in each.cells
        )
        for name, (_, places) in layout.inputs.items()
    }


@pytest.mark.parametrize("definition", LANGUAGES.values(), ids=LANGUAGES)
def test_whoever_is_refused_is_told_a_spelling_that_is_taken(definition):
    """form.md#spelling: beside the cell and in the box, of a date, a decimal, a percentage."""
    for name, way_out in WAYS_OUT.items():
        box = boxes(definition)[name]
        told = {way_out, way_out.replace(".", ",")}
        for text in (box.prompt, box.error):
            assert all(each in text for each in told), name
    assert "1250" in boxes(definition)["datang"].error


@pytest.mark.parametrize("definition", LANGUAGES.values(), ids=LANGUAGES)
def test_every_example_is_accepted(definition):
    """form.md#spelling: what is shown as an example would not be refused."""
    layout = layout_of(definition)
    for name, (field, _) in layout.inputs.items():
        limits = bounds(field, PERIOD, in_register="." in name)
        if limits is not None:
            assert limits.allow(example(field, limits, PERIOD)), name


def shown(definition, values):
    """What the engine computes for the remarks beside fields and rows."""
    guidance = Guidance(layout_of(definition), period_of(definition))
    return guidance.evaluate(values, {})


@pytest.mark.parametrize("definition", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("typed", ["15/13/2025", "0.7654.1", "#N/A"])
def test_a_text_is_not_yet_read(definition, typed):
    """form.md#not-read: a text where a number or a date is to stand, with what to type instead."""
    values = {**GOOD, **dict.fromkeys(("sejak", "skor", "cakupan", "datang"), typed)}
    values["kegiatan"] = [{**EVENT, "tanggal": typed}]
    seen = shown(definition, values)
    said = {name: seen.cells[f"message.{name}"] for name in ("sejak", "skor", "cakupan", "datang")}
    said["kegiatan.tanggal"] = seen.rows["kegiatan"][0]
    words = {"id": "belum terbaca; ketik ulang", "en": "cannot be read yet; type it again"}
    assert all(words[definition.language] in text for text in said.values())
    for name, way_out in WAYS_OUT.items():
        assert said[name].endswith(way_out), name


@pytest.mark.parametrize("definition", LANGUAGES.values(), ids=LANGUAGES)
def test_what_is_read_and_not_allowed_is_told_apart(definition):
    """form.md#not-read; form.md#spelling: the bounds are told, and how such a value is typed."""
    early = datetime.date(2020, 1, 1)
    values = {**GOOD, "sejak": early, "skor": 7, "cakupan": 120}
    seen = shown(definition, {**values, "kegiatan": [{**EVENT, "tanggal": early}]})
    said = {name: seen.cells[f"message.{name}"] for name in ("sejak", "skor", "cakupan")}
    said["kegiatan.tanggal"] = seen.rows["kegiatan"][0]
    for name, text in said.items():
        assert text.startswith("✗ "), name
        assert not re.search("terbaca|read", text), name
        assert text.endswith(WAYS_OUT[name]), name


def test_nothing_is_known_of_a_computer_before_it_opens_the_form():
    """form.md#region: neither order nor mark; both spellings are told."""
    for language, definition in LANGUAGES.items():
        seen = shown(definition, {})
        assert seen.cells[ORDER] == 0
        assert "2025-01-15" in seen.cells[LINE]
        assert {"0,5", "0.5"} <= set(re.findall(r"0[.,]5", seen.cells[LINE])), language


def test_a_form_that_asks_for_neither_tells_nothing():
    """form.md#region: no line where there is no date and no decimal."""
    definition = load(CHECKOUT / "tests" / "definition" / "puskesmas.yaml")
    assert LINE not in {
        each.name for each in Guidance(layout_of(definition), period_of(definition)).cells
    }


@pytest.mark.parametrize(("language", "code"), [("id", "[$-421]"), ("en", "[$-809]")])
def test_a_date_names_its_month(language, code):
    """form.md#month-in-words: in the definition's language, on whatever computer."""
    definition = LANGUAGES[language]
    layout = layout_of(definition)
    book = openpyxl.load_workbook(io.BytesIO(issue(definition)))
    formats = {
        book[place.sheet][place.address].number_format
        for field, places in layout.inputs.values()
        if field.type.record.holds is Holds.DATE
        for place in places
    }
    assert formats == {f"{code}d mmm yyyy"}
