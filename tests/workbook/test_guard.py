"""Hostile and foreign files: each ends in its own code, quickly and in little memory."""

import json
import subprocess
import sys

import pytest

from iku_workbook.messages import LANGUAGES, catalogue
from tests.source import CHECKOUT
from tests.workbook.hostile import CASES
from tests.workbook.security import PAGE, described

pytestmark = pytest.mark.slow

SECONDS, MEGABYTES = 5, 300


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in CASES.items():
        (folder / name).write_bytes(make())
    said = subprocess.run(
        [sys.executable, "-m", "tests.workbook.read_apart", folder],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    return {name: rest for name, *rest in lines}


@pytest.mark.parametrize("name", CASES)
def test_each_ends_in_its_own_code(outcomes, name):
    """quality.md#hostile: each hostile or foreign file ends in a named finding, 0 tracebacks."""
    assert outcomes[name][0] == CASES[name][1]


def test_access_rights_are_told_apart_from_a_password():
    """facts.md#rights-managed, FILE-056: whoever sends such a file knows of no password."""
    ends = {name: code for name, (_, code) in CASES.items() if code in {"FILE-003", "FILE-056"}}
    assert ends["rights_managed"] == ends["sensitivity_label"] == "FILE-056"
    assert ends["password"] == ends["password_of_a_workbook"] == "FILE-003"


def test_none_takes_long_or_much(outcomes):
    """quality.md#within: within 5 s and 300 MB."""
    costly = {
        name: (seconds, megabytes)
        for name, (_, _, seconds, megabytes) in outcomes.items()
        if seconds > SECONDS or megabytes > MEGABYTES
    }
    assert len(outcomes) == len(CASES)
    assert costly == {}


@pytest.mark.parametrize("name", [name for name, (_, code) in CASES.items() if code])
def test_every_code_is_said_in_words(outcomes, name):
    """contract.md#says-what-to-do: every error says what to do; its data fill the sentence in
    both languages.
    """
    code, data, *_ = outcomes[name]
    for language in LANGUAGES:
        message = catalogue(language).message("finding", code, **data)
        assert message.title
        assert message.text
        assert message.hint
        assert "{" not in message.text


def test_the_table_names_every_file():
    """security.md#files-that-were-made-to-hurt: every file, and the code it ends in."""
    rows = {
        tuple(cell.strip() for cell in line.split("|")[1:4:2])
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    }
    named = {(name, what.partition(" ")[0]) for name, what in rows}
    for name, (_, code) in CASES.items():
        assert (described(name), code or "-") in named, "run: make security-table"
