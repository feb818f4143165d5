"""What goes out to the units beside the report: answers to returns, covering messages, a parcel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from iku_workbook.cli.session import Session, now, whoever
from iku_workbook.errors import OperatorError

if TYPE_CHECKING:
    from iku_workbook.checks.known_forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.definition.model import Unit
    from iku_workbook.periods import Period
    from iku_workbook.returns import Return


class Outgoing:
    """What goes back for one run's returns, written into a folder as it is made.

    ``read`` gives a return's bytes as they were received.
    """

    said: ClassVar[str]

    def __init__(
        self, session: Session, folder: Path, forms: Forms, read: Callable[[Return], bytes]
    ) -> None:
        self.session, self.folder, self.forms, self.read = session, folder, forms, read
        self.names: dict[str, int] = {}
        self.copies = 0
        self.anew: dict[str, list[Unit]] = {}

    def answer_all(self, returns: Iterable[Return]) -> None:
        """Write what goes back for each, where there is something."""
        for returned in returns:
            self.answer(returned)

    def answer(self, returned: Return) -> None:
        """Write what goes back for one return."""
        raise NotImplementedError

    def note(self) -> None:
        """Say what was written, and where."""
        self._hand_out()
        data = {"letters": sum(self.names.values()), "copies": self.copies, "folder": self.folder}
        self.session.note(self.session.say(self.said, **data))

    def distinct(self, name: str) -> str:
        """The name, with a number where this run has used it before."""
        self.names[name] = self.names.get(name, 0) + 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"

    def copy(self, name: str, data: bytes, returned: Return) -> None:
        """Write a workbook; where the return was on an old form, it is one that is issued anew."""

        unit = self.forms.unit(self.forms.current, returned.unit or "")
        if unit is not None and returned.old_form:
            # Kept first, as with every workbook that is issued, so that it is recognised.
            self.session.campaign().keep(self.forms.current)
            self.anew.setdefault(str(returned.period), []).append(unit)
        self.session.save(self.folder / f"{name}.xlsx", data)
        self.copies += 1

    def _hand_out(self) -> None:
        """Note what was issued anew, once nobody writes to the registry any more."""
        from iku_workbook.campaign.lookup import period_of

        campaign = self.session.campaign()
        for code, units in self.anew.items():
            period = period_of(self.forms.current, code)
            campaign.hand_out(self.forms.current, period, units, by=whoever(), at=now())
        self.anew.clear()


class Answers(Outgoing):
    """A message for each return that needs correction, and a copy to correct where it has one."""

    said = "cli.answered"

    def answer(self, returned: Return) -> None:
        """The message, and the copy."""
        from iku_workbook.replies.letters import as_file
        from iku_workbook.replies.reply import answer

        made = answer(returned, partial(self.read, returned), self.forms, self.distinct)
        if made is None:
            return
        self.session.save(self.folder / f"{made.name}.txt", as_file(made.letter))
        if made.copy is not None:
            self.copy(made.name, made.copy, returned)


class Migrated(Outgoing):
    """For each return on an old form a new one, with the values moved."""

    said = "cli.migrated"

    def answer(self, returned: Return) -> None:
        """The new form, named as forms are that are issued."""
        from iku_workbook.replies.corrected_copy import migrated
        from iku_workbook.workbook.issue import file_name

        unit = self.forms.unit(self.forms.current, returned.unit or "")
        if unit is None or not returned.old_form:
            return
        data = migrated(self.read(returned), returned, self.forms)
        if data is not None:
            self.copy(self.distinct(file_name(unit).removesuffix(".xlsx")), data, returned)


def outgoing(
    session: Session,
    forms: Forms,
    read: Callable[[Return], bytes],
    *,
    answers: Path | None,
    migrate: Path | None,
) -> tuple[Outgoing, ...]:
    """What was asked to go back, by the folders that it is written into."""
    found: list[Outgoing] = [Answers(session, answers, forms, read)] if answers else []
    return (*found, Migrated(session, migrate, forms, read)) if migrate else tuple(found)


def distribute(
    session: Session, definition: Definition, period: Period, units: Sequence[Unit], folder: Path
) -> Path:
    """Write a covering message beside each unit's workbook, and one archive of all in the folder.

    Gives the archive, which stands beside the folder.
    """
    from iku_workbook.campaign.archive import pack
    from iku_workbook.durable import write_together
    from iku_workbook.replies.letters import as_file, covering
    from iku_workbook.workbook.issue import file_name

    letters = (
        (
            (folder / file_name(unit)).with_suffix(".txt"),
            as_file(covering(definition, unit, period, definition.language)),
        )
        for unit in units
    )
    for _ in write_together(letters):
        pass
    place = folder.resolve()
    archive = place.with_name(f"{place.name}.zip")
    books = [folder / file_name(unit) for unit in definition.units]
    both = [path for book in books for path in (book, book.with_suffix(".txt"))]
    try:
        pack([path for path in both if path.exists()], archive)
    except OSError as error:
        raise OperatorError("os-error", file=archive) from error
    return archive
