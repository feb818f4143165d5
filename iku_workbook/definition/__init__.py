"""The definition: the file in which an office states what is measured, by whom and how.

``load`` reads one and checks it; ``model`` describes its parts (units, fields, registers,
calculations, rules, indicators); the ``lint_`` modules find what is wrong between them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from iku_workbook.definition.mistakes import DefinitionError, Mistake, render
from iku_workbook.definition.model import Definition
from iku_workbook.findings import Severity

if TYPE_CHECKING:
    from iku_workbook.definition.yaml_source import Source

__all__ = ["Definition", "DefinitionError", "Mistake", "load", "render"]


def load(path: str | Path) -> tuple[Definition, list[Mistake]]:
    """The definition in a file, and the warnings about it; DefinitionError where it has errors."""
    from iku_workbook.definition.yaml_source import read_source

    definition, mistakes = _checked(read_source(Path(path)))
    return definition, list(mistakes)


@lru_cache(maxsize=4)  # one command asks for the same definition a dozen times
def _checked(source: Source) -> tuple[Definition, tuple[Mistake, ...]]:
    from iku_workbook.definition.lint import lint
    from iku_workbook.definition.yaml_source import parse

    definition, locations = parse(source)
    mistakes = lint(definition, locations)
    if any(mistake.severity is Severity.ERROR for mistake in mistakes):
        raise DefinitionError(mistakes)
    return definition, tuple(mistakes)
