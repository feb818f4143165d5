"""A regency adds up what two of its sub-district offices received, as a person asks for it."""

import csv
import json

import pytest

from benchmarks.regency import office, received
from iku_workbook.periods import Period
from tests.cli.run import run

pytestmark = pytest.mark.slow

PERIOD = "2024-Q1"
LEVELS = ["35.27.13-pangarengan-2024", "35.27.14-karangpenang-2024"]


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Pangarengan and Karangpenang, each with the returns of its villages in its registry."""
    pytest.importorskip("lokal")
    folder = tmp_path_factory.mktemp("regency")
    made = [office(folder, number) for number in (13, 14)]
    for campaign in made:
        received(campaign, Period.parse(PERIOD))
    return [campaign.root for campaign in made]


def consolidated(campaign, *options):
    return run("-C", campaign, "consolidate", "--period", PERIOD, *options)


def test_each_office_and_the_whole_have_results(offices):
    """facts.md#regency: the regency consolidates its kecamatan, with completeness of each."""
    first, other = offices
    alone = [json.loads(consolidated(each, "--format", "json").out) for each in offices]
    both = json.loads(consolidated(first, "--with", other, "--format", "json").out)
    assert (both["units"], both["accepted"]) == (13, 13)
    assert list(both["levels"]) == LEVELS
    for said, own in zip(both["levels"].values(), alone, strict=True):
        for code, result in own["indicators"].items():
            assert said[code] == {key: result[key] for key in said[code]}
    for code, result in both["indicators"].items():
        assert result["numerator"] == sum(own["indicators"][code]["numerator"] for own in alone)


def test_levels_stand_in_the_table_and_in_the_data(offices, tmp_path):
    """commands.md#iku-consolidate: under its definition's code, with the office's name."""
    first, other = offices
    out = tmp_path / "regency.csv"
    shown = consolidated(first, "--with", other, "-o", out).out
    assert "Kantor Kecamatan Karangpenang" in shown
    assert {"6/6", "7/7", "13/13"} <= set(shown.split())
    with out.open(encoding="utf-8-sig", newline="") as file:
        units = [row["unit"] for row in csv.DictReader(file)]
    assert units == ["", *LEVELS] * 4


def test_another_definition_is_refused_by_name(offices, tmp_path):
    """commands.md#iku-consolidate: they must ask and measure the same; what differs is said."""
    text = (offices[1] / "definition.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace('"Mandiri"), 1, 0)', '"Mandiri"), 2, 0)'), encoding="utf-8")
    assert run("new", tmp_path / "other", "--definition", own).status == 0
    ran = consolidated(offices[0], "--with", tmp_path / "other")
    assert (ran.status, ran.out) == (2, "")
    assert "indicators" in ran.err
    assert str(tmp_path / "other") in ran.err
