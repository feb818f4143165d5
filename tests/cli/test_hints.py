"""What a message tells to write can be written, and what it names is there."""

import re

import click
import pytest

from iku_workbook.cli import VERBS, iku
from iku_workbook.messages import LANGUAGES
from tests.cli.test_docs import command_of
from tests.source import CHECKOUT
from tests.test_messages import sentences

SAID = [
    (language, place, text) for language in LANGUAGES for place, text in sentences(language).items()
]
COMMAND = re.compile(
    r"(?<![.\w-])iku((?: -C [\w{}]+)?)(?: ([a-z]+))?((?: --?[a-zA-Z-]+| [A-Z{][\w{}]*)*)"
)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PROSE = {"di", "yang", "tidak", "is", "on", "newer", "made"}
"""Words after the program's name where it is only spoken of."""
PATH = re.compile(
    r"(?<!\w)(?:docs|tests|samples|benchmarks|iku_workbook)/[\w./-]*|"
    r"[\w.{}/-]*\w\.(?:md|py|cfg|lark|sql|yaml|csv|db|log|json)\b"
)
OF_A_CAMPAIGN = re.compile(
    r"({folder}/)?definition\.yaml|(?:contacts|spending|staff)\.csv|desa\.csv|"
    r"\.iku/(registry\.db|definitions/{digest}\.json|log/iku\.log)"
)


def options_of(verb):
    command = command_of(verb)
    return {name for each in command.get_params(click.Context(command)) for name in each.opts}


EVERY = {option for verb in ("", *VERBS) for option in options_of(verb)}


def test_every_option_that_is_named_exists():
    """contract.md#says-what-to-do: of the verb that it stands behind, else of some verb."""
    wrong = [
        (language, place, option)
        for language, place, text in SAID
        for option in OPTION.findall(text)
        if option not in EVERY
    ]
    for language, place, text in SAID:
        for _, verb, behind in COMMAND.findall(text):
            if verb in VERBS:
                named = set(re.findall(r" (--?[a-zA-Z-]+)", behind))
                wrong += [(language, place, verb, each) for each in named - options_of(verb)]
    assert not wrong


def test_every_command_that_is_named_exists():
    """contract.md#says-what-to-do: iku VERB is one, wherever a message names it."""
    found = [
        (language, place, verb)
        for language, place, text in SAID
        for _, verb, _ in COMMAND.findall(text)
        if verb and verb not in PROSE
    ]
    assert len(found) > 30
    assert [each for each in found if each[2] not in VERBS] == []


def test_every_file_that_is_named_is_one_of_the_campaign():
    """contract.md#says-what-to-do: none of the repository, which an office does not have."""
    found = [(place, path) for _, place, text in SAID for path in PATH.findall(text)]
    lost = [each for each in found if not OF_A_CAMPAIGN.fullmatch(each[1])]
    assert not lost


def test_every_extra_that_is_named_is_one():
    """contract.md#says-what-to-do: pip install "iku-workbook[X]"."""
    named = {extra for _, _, text in SAID for extra in re.findall(r"iku-workbook\[(\w+)\]", text)}
    text = (CHECKOUT / "setup.cfg").read_text(encoding="utf-8")
    extras = text.partition("[options.extras_require]")[2].partition("\n[")[0]
    assert named
    assert named <= set(re.findall(r"(?m)^(\w+)\s*=", extras))


@pytest.mark.parametrize(
    "text", ["iku receive --migrat X", "lihat docs/formula.md", "iku terima inbox", "tulis --bukan"]
)
def test_a_hint_that_leads_nowhere_is_found(text, monkeypatch):
    """The tests above can fail."""
    monkeypatch.setitem(globals(), "SAID", [*SAID, ("id", ("cli", "x", "hint"), text)])
    failed = 0
    for test in (
        test_every_option_that_is_named_exists,
        test_every_command_that_is_named_exists,
        test_every_file_that_is_named_is_one_of_the_campaign,
    ):
        try:
            test()
        except AssertionError:
            failed += 1
    assert failed == 1
    assert isinstance(iku, click.Group)
