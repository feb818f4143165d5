"""One kind of error for what an operator can put right."""

import ast
import pickle

import pytest

from iku_workbook.definition import DefinitionError, load
from iku_workbook.errors import OperatorError, together, unknown
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from tests.source import modules


def test_its_text_is_its_message_in_english():
    """house.md#no-traceback: what failed is said in a sentence."""
    error = unknown("no-unit", "35.27.01.2", ["35.27.01.2001"])
    [message] = error.messages(catalogue("en"))
    assert str(error) == f"{message.text} {message.hint}"
    assert "35.27.01.2001" in str(error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_system_s_reason_is_told_in_every_language(tmp_path, language):
    """contract.md#exit-2: what the system refuses is said in the person's language."""
    with pytest.raises(OSError) as refused:
        (tmp_path / "none").read_bytes()
    error = OperatorError.of_system(refused.value)
    [message] = error.messages(catalogue(language))
    assert catalogue(language)("cli.reason-ENOENT") in message.text
    assert str(tmp_path / "none") in message.text


def test_mistakes_in_a_definition_and_in_a_period_are_of_the_kind(tmp_path):
    """A program that works with a campaign catches one kind of error."""
    path = tmp_path / "definition.yaml"
    path.write_text("code: [", encoding="utf-8")
    with pytest.raises(OperatorError) as broken:
        load(path)
    assert isinstance(broken.value, DefinitionError)
    assert str(broken.value).startswith("definition.yaml:1:")
    with pytest.raises(OperatorError) as malformed:
        Period.parse("2024-Q5")
    assert "2025-Q1" in str(malformed.value)


def test_it_comes_whole_out_of_another_process():
    """Work is shared among processes: what one of them raises is raised here, with its data."""
    error = pickle.loads(pickle.dumps(OperatorError("no-file", path="a.xlsx")))
    assert (error.code, error.data) == ("no-file", {"path": "a.xlsx"})
    several = together([error, OperatorError("no-campaign", folder="b")])
    assert str(pickle.loads(pickle.dumps(several))) == str(several)


def test_every_code_has_its_message():
    """A code that is misspelt would be a traceback in a person's hands."""
    raised = {
        node.args[0].value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"OperatorError", "RegistryError", "unknown"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(raised) > 40
    for language in LANGUAGES:
        known = catalogue(language).keys("cli")
        assert sorted(raised - known) == []


def test_an_error_of_the_system_has_no_words_of_ours():
    """house.md#sentences: its reason reaches a person, whatever their language is."""
    own = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "OSError"
        and any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) for each in node.args
        )
    ]
    assert own == []


def test_an_error_with_a_number_takes_the_words_that_go_with_it():
    """house.md#plurals: in every language, and no traceback."""
    error = OperatorError("too-many-files", path="inbox", limit=1)
    assert str(error).startswith("inbox holds more than 1 file.")
    error = OperatorError("too-many-files", path="inbox", limit=20000)
    assert str(error).startswith("inbox holds more than 20000 files.")
