"""docs/commands.md says what the commands really are."""

import re

import click
import pytest

from iku_workbook.cli import VERBS, iku
from tests.source import CHECKOUT

DOCS = (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## iku ?(\w*)\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL))

ENVIRONMENT = ("IKU_LANG", "NO_COLOR", "IKU_DEBUG=1")


def command_of(verb):
    return iku.get_command(click.Context(iku), verb) if verb else iku


def test_every_command_has_a_section_in_order():
    """house.md#documented: every command is documented, and a test proves it."""
    assert list(SECTIONS) == ["", *VERBS]


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_argument_and_option_has_its_row(verb):
    """house.md#documented: every option is documented, and no other."""
    cells = re.findall(r"^\| `((?:\\\||[^|`])+)` \|", SECTIONS[verb], re.MULTILINE)
    documented = {cell.replace("\\|", "|") for cell in cells} - {"--help", *ENVIRONMENT}
    command = command_of(verb)
    context = click.Context(command)
    expected = {
        param.metavar
        if isinstance(param, click.Argument)
        else re.sub(r"[][]", "", param.get_help_record(context)[0])
        for param in command.params
    }
    assert documented == expected
