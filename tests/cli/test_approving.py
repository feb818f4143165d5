"""Approving many at once, and units that are named as people name them."""

import shutil

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from samples.year import PERIOD
from tests.cli.run import run

KASI = ("--period", PERIOD, "--as", "Kasi PMD (contoh)")
NOREH = "35.27.01.2001"


@pytest.fixture(scope="module")
def received(untouched, tmp_path_factory):
    """A campaign that three villages have sent their returns to, one of them with an error."""
    root = shutil.copytree(untouched, tmp_path_factory.mktemp("approving") / "campaign")
    first, second, third = sorted((root / "inbox").glob("*.xlsx"))[:3]
    blank = root / "outbox" / PERIOD / third.name
    assert run("-C", root, "receive", first, second, blank).status == 1
    return root


@pytest.fixture
def office(received, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(received, tmp_path / "campaign")


def test_all_that_can_be_is_approved_and_the_rest_is_named(office):
    """contract.md#approve-all: how many, which, and why not the others; the exit status tells."""
    units = CampaignFolder(office).definition().reporting
    ran = run("-C", office, "approve", "--all", *KASI)
    told = ran.out.splitlines()
    assert ran.status == 1
    assert told[0] == "Disetujui untuk Triwulan I 2024: 2 dari 12 unit."
    assert told[1] == f"  {units[0].name}, {units[1].name}"
    assert told[2] == "Belum dapat disetujui: 10."
    assert told[3] == f"  {units[2].name} ({units[2].code}): perlu diperbaiki (kiriman 3)"
    assert told[4] == f"  {units[3].name} ({units[3].code}): belum ada kiriman"
    again = run("--lang", "en", "-C", office, "approve", units[0].name, units[1].code, *KASI)
    assert (again.status, again.out.splitlines()[1]) == (0, "Approved before: 2.")


def test_a_unit_is_known_by_its_name(office):
    """contract.md#unit-names: however it is written, in every command that takes a unit."""
    definition = CampaignFolder(office).definition()
    first = definition.reporting[0]
    name = first.name
    assert run("-C", office, "approve", name.upper(), *KASI).status == 0
    assert run("-C", office, "reopen", f"desa {name}", *KASI, "--reason", "salah").status == 0
    assert run("-C", office, "return", name, *KASI, "--note", "salah").status == 0
    shown = run("-C", office, "status", "--unit", f"{name} ({first.code})", "--period", PERIOD)
    assert (shown.status, first.title in shown.out) == (0, True)
    out = office / "satu"
    made = run("-C", office, "generate", "--unit", name, "--period", PERIOD, "-o", out, "--bare")
    assert made.status == 0
    assert [each.name[:13] for each in out.iterdir()] == [first.code]


@pytest.mark.parametrize("command", [("approve",), ("return", "--note", "x"), ("status", "--unit")])
def test_a_name_that_is_mistyped_or_of_several_is_answered_with_names_and_codes(office, command):
    """contract.md#unit-names: the message names those that may be meant."""
    verb, *before = command
    after = KASI if verb != "status" else ("--period", PERIOD)
    ran = run("-C", office, verb, *before, "Norreh", *after)
    assert ran.status == 2
    assert f"Mungkin maksudnya: Noreh ({NOREH})." in " ".join(ran.err.split())
    definition = office / "definition.yaml"
    text = definition.read_text(encoding="utf-8").replace("name: Taman,", "name: Noreh,")
    assert text.count("Noreh") > 1
    definition.write_text(text, encoding="utf-8")
    ran = run("-C", office, verb, *before, "noreh", *after)
    assert ran.status == 2
    assert f"Noreh ({NOREH}), Noreh (" in " ".join(ran.err.split())
