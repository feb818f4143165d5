"""Every JSON that we print is what its schema says, no key more or less."""

import json

import pytest
from jsonschema import Draft202012Validator

from samples.year import PERIOD
from tests.cli.run import run
from tests.design import DESIGN
from tests.schemas import NAMES, mistakes, schema
from tests.source import CHECKOUT

BAD = sorted((CHECKOUT / "samples" / "bad").iterdir())


def printed(*arguments):
    return json.loads(run(*arguments).out)


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_one(name):
    """contract.md#schemas: of the dialect 2020-12, and linked where its JSON is described."""
    Draft202012Validator.check_schema(schema(name))
    assert f"(schemas/{name}.schema.json)" in (DESIGN / "contract.md").read_text(encoding="utf-8")


def test_the_findings_of_every_bad_sample(demo):
    """contract.md#schemas: iku validate --format json, of everything that can be wrong."""
    said = printed("-C", demo, "validate", *BAD, "--format", "json")
    assert len(said["files"]) >= len(BAD)
    assert mistakes("findings", said) == []


def test_a_line_is_one_file(demo):
    """contract.md#schemas: each line of jsonl is one of the files."""
    ran = run("-C", demo, "validate", demo / "inbox", "--format", "jsonl")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [mistakes("findings", each, "file") for each in lines] == [[]] * 12


def test_results(demo):
    """contract.md#schemas: iku consolidate --format json."""
    arguments = ("consolidate", demo / "inbox", "--period", PERIOD, "--format", "json")
    assert mistakes("results", printed("-C", demo, *arguments)) == []


def test_a_result_that_is_still_open(demo):
    """contract.md#schemas: with one village's return only, and so with a range."""
    one = next((demo / "inbox").iterdir())
    said = printed("-C", demo, "consolidate", one, "--period", PERIOD, "--format", "json")
    assert said["indicators"]["IKU-1"]["range"]
    assert mistakes("results", said) == []


def test_standing(campaign):
    """contract.md#status-json: accepted, rejected, missing, approved, and a file of no unit."""
    inbox = sorted((campaign / "inbox").iterdir())
    [photo] = (CHECKOUT / "samples" / "bad" / "printed-to-pdf").glob("*.xlsx")
    assert run("-C", campaign, "receive", *inbox[:3], photo).status == 1
    first = json.loads(run("-C", campaign, "status", "--format", "json").out)["units"]
    code = next(iter(first))
    assert run("-C", campaign, "approve", code, "--period", PERIOD, "--as", "Kasi PMD").status == 0
    said = printed("-C", campaign, "status", "--format", "json")
    assert said["unplaced"]
    assert min(said["room"]["registry"], said["room"]["free"]) > 0
    assert said["units"][code]["periods"][PERIOD]["approved"]
    assert mistakes("status", said) == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_description_of_tables(demo, tmp_path, form):
    """contract.md#schemas: .datapackage.json beside the tables."""
    out = tmp_path / f"r.{form}"
    assert run("-C", demo, "consolidate", demo / "inbox", "--period", PERIOD, "-o", out).status == 0
    [path] = tmp_path.glob("*.datapackage.json")
    assert mistakes("tables", json.loads(path.read_text(encoding="utf-8"))) == []


def test_a_key_that_no_schema_names_is_found():
    """contract.md#schemas: what the tests hold is everything that is printed."""
    said = {
        "files": [],
        "summary": dict.fromkeys(schema("findings")["properties"]["summary"]["properties"], 0),
    }
    assert mistakes("findings", said) == []
    assert mistakes("findings", said | {"undocumented": 1})
