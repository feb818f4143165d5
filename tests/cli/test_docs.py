"""docs/commands.md says what the commands really are."""

import re
import shlex
import sys
from importlib.util import find_spec

import click
import pytest

from iku_workbook.cli import VERBS, iku
from tests.cli.run import run
from tests.design import FENCED, PAGES
from tests.source import CHECKOUT

DOCS = (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## iku ?([\w-]*)\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL))

ENVIRONMENT = ("IKU_LANG", "IKU_PASSPHRASE", "NO_COLOR", "IKU_DEBUG=1")


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


def written():
    """Every command line of the documents, by page: in a block, or named in a sentence."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = "\n".join(FENCED.findall(text))
        found = re.findall(r"`iku ([^`\n]+)`", FENCED.sub("", text))
        found += re.findall(r"^iku (.+)$", blocks, re.MULTILINE)
        yield from ((page.name, line.replace("\\|", "|")) for line in found)


@pytest.mark.parametrize(("page", "line"), sorted(set(written())))
def test_every_command_line_is_one(page, line):
    """house.md#documented: the command that a document names is there, and so are its options."""
    words = [word.strip("[]…").partition("=")[0] for word in shlex.split(line)]
    verbs = [word for word in words if word in VERBS]
    known = {
        option
        for command in (iku, *map(command_of, verbs))
        for param in command.get_params(click.Context(command))
        for option in param.opts
    }
    assert verbs or set(words) <= {"--help", "options", "COMMAND", ""}
    assert {word for word in words if word.startswith("-")} <= known


def test_every_make_target_is_one():
    """house.md#documented: make X where a document says so."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^ *)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert named
    assert sorted(named - targets) == []


def test_every_module_that_is_run_is_one():
    """house.md#documented: python -m X where a document says so."""
    named = {
        module
        for page in PAGES
        for module in re.findall(r"python -m ([a-z_.]+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert [each for each in sorted(named) if not find_spec(each)] == []


def test_the_trip_of_a_returned_file_names_every_check_on_its_way(demo):
    """how-it-works.md#from-a-returned-file-to-a-finding: in one list, what is entered again beside
    it; whoever adds a step names it there.
    """
    page = (CHECKOUT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    named = page.split("\nIn one list: ")[1].split("\n## ")[0]
    entered = set()

    def note(frame, event, _):
        room, _, name = frame.f_code.co_filename.replace("\\", "/").rpartition("/")
        if event == "call" and "/iku_workbook/checks" in room:
            entered.add(name)

    sent = CHECKOUT / "samples" / "bad" / "decimal-in-integer"
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run("-C", demo, "validate", sent)
    finally:
        sys.setprofile(before)
    assert len(entered) > 20
    # What a file has come to so far is what travels, no step.
    assert sorted(entered - {"__init__.py", "received.py"}) == sorted(
        name for name in entered if f"{name}`" in named
    )
