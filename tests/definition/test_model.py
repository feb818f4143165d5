"""The definition as records: what is filled in, what is kept, and its digest."""

import datetime
import pickle

import pytest
from pydantic import ValidationError

from iku_workbook.definition import Definition, load
from iku_workbook.definition.model import FieldType, OverTime, Polarity
from iku_workbook.formula.functions import PUBLIC
from tests.definition.small import FOLDER, GOOD
from tests.source import CHECKOUT

SHIPPED = sorted((CHECKOUT / "templates").glob("*.yaml"))
EVERYTHING = [*SHIPPED, *sorted((CHECKOUT / "tests" / "definitions").glob("*.yaml"))]


@pytest.fixture(scope="module")
def small():
    return load(FOLDER / "good.yaml")[0]


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.stem)
def test_a_definition_survives_json(path):
    """definition.md#the-same-model: the same model, turned without loss; equal definitions have
    one digest.
    """
    definition, warnings = load(path)
    again = Definition.from_json(definition.to_json())
    assert warnings == []
    assert again == definition
    assert again.digest == definition.digest
    assert pickle.loads(pickle.dumps(definition)) == definition


def test_the_digest_is_of_the_meaning(small, tmp_path):
    """contract.md#digest: workbooks carry the digest of their definition; comments do not change
    it.
    """
    path = tmp_path / "small.yaml"
    path.write_text("# A comment.\n" + GOOD.replace("year: 2025", "year:   2025"), encoding="utf-8")
    assert load(path)[0].digest == small.digest
    path.write_text(GOOD.replace("due_days: 10", "due_days: 11"), encoding="utf-8")
    assert load(path)[0].digest != small.digest
    assert len(small.digest) == 64


def test_what_is_left_out_is_filled_in(small):
    """definition.md#indicators: the example's second indicator says only what it must."""
    indicator = small.indicators[2]
    assert (indicator.scale, indicator.decimals, indicator.polarity) == (1, 2, Polarity.HIGHER)
    assert (indicator.targets, indicator.baseline, indicator.plan_target) == ({}, {}, None)
    assert small.achievement.cap is None
    fields = {field.id: field for field in small.fields}
    assert fields["note"].over_time is OverTime.LATEST
    assert fields["note"].required is False
    assert fields["note"].reported_by is None
    assert fields["state"].required == "filed > 0"


def test_values_keep_their_type(small):
    """definition.md#bounds: a formula may be a number; a date's bounds are dates."""
    assert small.indicators[2].denominator.formula == "1"
    fields = {field.id: field for field in small.fields}
    assert fields["seen_on"].minimum == datetime.date(2024, 12, 31)
    assert (fields["filed"].minimum, fields["filed"].maximum) == (0.0, 100.0)
    assert small.indicators[0].targets == {"2025": 90, "2025-Q1": 80}


def test_bands_stand_highest_first(tmp_path):
    """facts.md#bands: an achievement takes the first band that it reaches."""
    path = tmp_path / "small.yaml"
    bands = "[{from: 90, label: High}, {from: 0, label: Low}]"
    other = "[{from: 0, label: Low}, {from: 90, label: High}]"
    path.write_text(GOOD.replace(bands, other), encoding="utf-8")
    definition = load(path)[0]
    assert [band.from_ for band in definition.achievement.bands] == [90, 0]


def test_a_definition_cannot_be_changed(small):
    """house.md#frozen: frozen."""
    with pytest.raises(ValidationError, match="frozen"):
        small.year = 2026


def test_a_rule_knows_what_its_message_shows(small):
    """definition.md#rules: messages show values by name, earlier ones too."""
    assert small.rules[1].shown == ("filed", "previous.filed")


def test_one_definition_uses_the_whole_language():
    """quality.md#every-feature: every shipped feature meets the real spreadsheet in some
    definition.
    """
    text = (CHECKOUT / "tests" / "definitions" / "every-function.yaml").read_text(encoding="utf-8")
    assert [function for function in PUBLIC if f"{function}(" not in text] == []
    definition = load(CHECKOUT / "tests" / "definitions" / "every-function.yaml")[0]
    entries = [*definition.fields, *definition.registers[0].fields]
    assert {entry.type for entry in entries} == set(FieldType)
    assert {unit.kind for unit in definition.units} == {"desa", "kelurahan", "kantor"}
