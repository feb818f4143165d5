"""The catalogues hold what the code says, the same in every language."""

import ast
import re
import string
import tomllib

import pytest

from iku_workbook.messages import LANGUAGES
from tests.source import CHECKOUT, PACKAGE, modules

FOLDER = CHECKOUT / PACKAGE / "messages"
FILE_KINDS = "(?:csv|docx|html|json|jsonl|toml|xlsx|yaml)"
FINDING_CODE = re.compile(r"(?:FILE|FORM|LOCK|VALUE|RULE|CALC|HIST|DUP|REVIEW)-[0-9]{3}")


def sentences(language):
    """(area, key, part or None) -> sentence, of a whole catalogue."""
    found = {}
    for file in sorted((FOLDER / language).glob("*.toml")):
        for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            parts = entry if isinstance(entry, dict) else {None: entry}
            found |= {(file.stem, key, part): text for part, text in parts.items()}
    return found


def placeholders(sentence):
    """The names in braces; a stray brace raises ValueError."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_language_has_the_same_sentences():
    """house.md#sentences: both languages hold the same keys."""
    first, *others = [set(sentences(language)) for language in LANGUAGES]
    for other in others:
        assert sorted(map(str, first ^ other)) == []


def test_the_same_sentence_names_the_same_things_in_every_language():
    """house.md#sentences: both languages hold the same placeholders."""
    first, *others = map(sentences, LANGUAGES)
    different = [
        f"{place}: {placeholders(first[place])} and {placeholders(other[place])}"
        for other in others
        for place in first.keys() & other.keys()
        if placeholders(first[place]) != placeholders(other[place])
    ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language):
    """contract.md#says-what-to-do: every error says what to do."""
    found = sentences(language)
    empty = [place for place, text in found.items() if not text.strip()]
    findings = {key for area, key, _ in found if area == "finding"}
    mute = [
        (key, part)
        for key in findings
        for part in ("text", "hint")
        if ("finding", key, part) not in found
    ]
    assert (empty, mute) == ([], [])


def test_every_finding_code_has_its_message():
    """contract.md#codes: codes are stable and documented; their sentences are in the catalogue."""
    used = {
        text
        for module in modules()
        if module.name != "codes"  # the table of all of them
        for text in module.texts()
        if FINDING_CODE.fullmatch(text)
    }
    written = {key for area, key, _ in sentences("id") if area == "finding"}
    assert sorted(used - written) == []
    assert sorted(written - used) == []


def test_every_named_sentence_exists():
    """A key that is misspelt in code would be found by a user."""
    keys = {f"{area}.{key}" for area, key, _ in sentences("id")}
    areas = "|".join({key.partition(".")[0] for key in keys})
    named = re.compile(rf"(?:{areas})\.(?!{FILE_KINDS}$)[a-z][a-z0-9_-]*")
    missing = [
        f"{module.name}: {text}"
        for module in modules()
        for text in module.texts()
        if named.fullmatch(text) and text not in keys
        # An f-string's beginning names several.
        if not (text.endswith(("_", "-")) and any(key.startswith(text) for key in keys))
    ]
    assert not missing, "\n".join(missing)


def test_every_sentence_is_used():
    """A sentence that nothing says misleads the translator."""
    said = {text for module in modules() for text in module.texts()}
    beginnings = {
        node.values[0].value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and re.fullmatch(r"[a-z]+[._-][a-z._-]*", node.values[0].value)
    }
    unused = [
        f"{area}.{key}"
        for area, key in sorted({(area, key) for area, key, _ in sentences("id")})
        if not {key, f"{area}.{key}"} & said
        and not any(
            f"{area}.{key}".startswith(start) or key.startswith(start) for start in beginnings
        )
    ]
    assert not unused, "\n".join(unused)
