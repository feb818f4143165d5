"""A mistake in a definition as data: code, file, line, column and the values its sentence names.

The sentence stands in the catalogues of :mod:`iku_workbook.messages`. What is wrong with a returned
workbook is a :class:`iku_workbook.findings.Finding` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from iku_workbook.errors import OperatorError
from iku_workbook.findings import Severity
from iku_workbook.messages import Catalogue, Message


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a definition.

    code          its key in the catalogues' area ``definition``
    severity      an error keeps the definition from being used, a warning does not
    file          the definition's name, or that of its list of units
    line, column  where it stands, from 1
    data          what the sentence names
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    data: Mapping[str, object] = field(default_factory=dict)


class DefinitionError(OperatorError):
    """A definition that cannot be used; ``mistakes`` holds every one found, warnings too."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        super().__init__("definition")
        self.mistakes = tuple(mistakes)

    def messages(self, say: Catalogue) -> Iterator[Message]:
        """One message for each mistake, with file, line and column."""
        for mistake in self.mistakes:
            yield Message("", render(mistake, say), "")


def render(mistake: Mistake, catalogue: Catalogue) -> str:
    """``file:line:column: what is wrong, and what to write instead``."""
    message = catalogue.message("definition", mistake.code, **mistake.data)
    place = f"{mistake.file}:{mistake.line}:{mistake.column}"
    return f"{place}: {message.text} {message.hint}".rstrip()
