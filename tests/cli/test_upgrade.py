"""iku check --upgrade: the same definition in the newest version of the grammar."""

import pytest

from iku_workbook.definition import load
from tests.cli.run import run
from tests.source import CHECKOUT

TEXT = (CHECKOUT / "tests/definition/sreseh-first-version.yaml").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path):
    file = tmp_path / "definition.yaml"
    file.write_text(TEXT, encoding="utf-8", newline="")
    return file


def test_it_is_written_beside_with_every_remark(written):
    """contract.md#check: --upgrade writes the newest form beside it and says what means another."""
    ran = run("--lang", "en", "check", written, "--upgrade")
    beside = written.with_name("definition-2.yaml")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, str(beside))
    assert "it used to count as 0" in ran.err
    assert written.read_bytes() == TEXT.encode()
    old, new = TEXT.splitlines(), beside.read_text(encoding="utf-8").splitlines()
    assert [(one, two) for one, two in zip(old, new, strict=True) if one != two] == [
        (one, one.replace("1", "2", 1)) for one in old if one.startswith("iku:")
    ]
    assert load(beside)[0] == load(written)[0].model_copy(update={"iku": 2})
    assert load(beside)[0].modern
    assert not load(written)[0].modern


def test_nothing_is_overwritten(written):
    """contract.md#check: --upgrade overwrites nothing, and says where nothing is to be done."""
    beside = written.with_name("definition-2.yaml")
    beside.write_text("mine", encoding="utf-8")
    assert run("check", written, "--upgrade").status == 2
    assert beside.read_text(encoding="utf-8") == "mine"
    beside.write_text(TEXT.replace("iku: 1", "iku: 2", 1), encoding="utf-8")
    ran = run("--lang", "en", "check", beside, "--upgrade")
    assert ran.status == 0
    assert "newest grammar already" in ran.err
