"""The small definition that the tests break, one thing at a time."""

from pathlib import Path

from iku_workbook.definition import DefinitionError, load

FOLDER = Path(__file__).parent
GOOD = (FOLDER / "good.yaml").read_text(encoding="utf-8")
HERE = "«"
"""Stands in a broken text just before the place that the mistake names."""


def broken(old, new):
    """The good definition with one part replaced, and the line and column of the mark in it."""
    assert GOOD.count(old) == 1, f"{GOOD.count(old)} times in good.yaml: {old}"
    return marked(GOOD.replace(old, new))


def marked(text):
    before, _, after = text.partition(HERE)
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    return before + after, place


def mistakes_in(path):
    """Every mistake in a definition, warnings too."""
    try:
        return tuple(load(path)[1])
    except DefinitionError as error:
        return error.mistakes


def places(mistakes):
    return [(mistake.code, (mistake.line, mistake.column)) for mistake in mistakes]
