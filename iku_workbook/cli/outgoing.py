"""What goes out to the units beside the report: answers to returns, covering messages, a parcel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from iku_workbook.cli.mistakes import CommandError
from iku_workbook.cli.session import Session

if TYPE_CHECKING:
    from iku_workbook.checks.forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.periods import Period
    from iku_workbook.returns import Return


class Outgoing:
    """The answers to one run's returns, written into a folder as they are made.

    ``read`` gives a return's bytes as they were received.
    """

    def __init__(
        self, session: Session, folder: Path, forms: Forms, read: Callable[[Return], bytes]
    ) -> None:
        self.session, self.folder, self.forms, self.read = session, folder, forms, read
        self.names: dict[str, int] = {}
        self.copies = 0

    def answer_all(self, returns: Iterable[Return]) -> None:
        """Write the message to each that needs one, and the copy to mend where there is one."""
        for returned in returns:
            self._answer(returned)

    def _answer(self, returned: Return) -> None:
        from iku_workbook.report.answers import answer
        from iku_workbook.report.letters import as_file

        made = answer(returned, partial(self.read, returned), self.forms, self._name)
        if made is None:
            return
        self.session.save(self.folder / f"{made.name}.txt", as_file(made.letter))
        if made.copy is not None:
            self.session.save(self.folder / f"{made.name}.xlsx", made.copy)
            self.copies += 1

    def note(self) -> None:
        """Say what was written, and where."""
        letters = sum(self.names.values())
        said = self.session.say(
            "cli.answered", letters=letters, copies=self.copies, folder=self.folder
        )
        self.session.note(said)

    def _name(self, name: str) -> str:
        """The name, with a number where this run has used it before."""
        self.names[name] = self.names.get(name, 0) + 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"


def distribute(
    session: Session, definition: Definition, period: Period, units: Sequence[Unit], folder: Path
) -> Path:
    """Write a covering message beside each unit's workbook, and one archive of all in the folder.

    Gives the archive, which stands beside the folder.
    """
    from iku_workbook.batch import file_name
    from iku_workbook.parcel import pack
    from iku_workbook.report.letters import as_file, covering

    for unit in units:
        letter = covering(definition, unit, period, definition.language)
        path = (folder / file_name(unit)).with_suffix(".txt")
        session.save(path, as_file(letter))
    place = folder.resolve()
    archive = place.with_name(f"{place.name}.zip")
    books = [folder / file_name(unit) for unit in definition.units]
    both = [path for book in books for path in (book, book.with_suffix(".txt"))]
    try:
        pack([path for path in both if path.exists()], archive)
    except OSError as error:
        raise CommandError("os-error", file=archive) from error
    return archive
