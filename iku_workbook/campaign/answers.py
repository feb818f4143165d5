"""Writes replies to returns into a folder: corrected copies with messages, and migrated forms."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

from iku_workbook.campaign.correspondence import term_of
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.lookup import period_of
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.staging import all_or_nothing
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition.model import Unit
from iku_workbook.durable import write_whole
from iku_workbook.findings import Verdict
from iku_workbook.registry.closings import Closed
from iku_workbook.registry.extensions import Extension
from iku_workbook.registry.head import Head
from iku_workbook.replies.corrected_copy import migrated
from iku_workbook.replies.letters import Term, as_file
from iku_workbook.replies.reply import name_of, reply_to
from iku_workbook.returns import Return
from iku_workbook.workbook.issue import file_name

ENDINGS = (".txt", ".xlsx")
"""What the files of a reply end in."""


class Replies(ABC):
    """Writes the replies to one batch of returns into a folder.

    A photograph or its like, which comes beside a form, is answered last, and not at all where its
    unit's form is accepted: nothing is asked of it then.

    letters, copies  how many messages and workbooks were written so far
    kept             by the name of a new reply the files of that name which somebody has changed,
                     or which others put there: they stay, and it has another number
    """

    def __init__(
        self,
        folder: Path,
        forms: Forms,
        read: Callable[[Return], bytes],
        campaign: CampaignFolder | None = None,
        *,
        by: str = "",
        force: bool = False,
        form_has_come: Callable[[Return], bool] = lambda _: False,
        clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
    ) -> None:
        """For a folder, what returns were held against, and how to read the bytes of one.

        With a ``campaign``, what is issued anew is noted there, in the name of ``by``. With
        ``force`` files that stand in the folder may go, whosever they are. ``form_has_come`` says
        of a photograph whether its unit's form was accepted before this batch.
        """
        self.folder, self.letters, self.copies = folder, 0, 0
        self._forms, self._read, self._campaign = forms, read, campaign
        self._by, self._clock, self._form_came_before = by, clock, form_has_come
        self._photographs: list[Return] = []
        self._accepted: set[str | None] = set()
        self._outputs = Outputs(Kind.REPLIES, campaign.root if campaign else None, force)
        self.kept: dict[str, list[str]] = {}
        self._names: dict[str, int] = {}
        self._anew: dict[str, list[Unit]] = {}
        self._answered: set[tuple[str, str]] = set()
        self._staged = folder

    @contextmanager
    def together(self) -> Iterator[None]:
        """Replies added within it are put into the folder at its end: all of them or none.

        By then nobody may be writing to the registry any more: what was issued anew is noted there
        before it goes out.
        """
        with all_or_nothing(self._outputs) as staging:
            self._staged = staging.within(self.folder)
            yield
            for each in self._photographs:
                if not self._form_has_come(each):
                    self._reply(each)
            self._record_issued()

    @property
    def fresh(self) -> list[str]:
        """The names of the replies of this run, without numbers and endings."""
        return list(self._names)

    @property
    def outputs(self) -> Outputs:
        """What tells the replies of earlier runs from what others put into the folder."""
        return self._outputs

    @cached_property
    def _head(self) -> Head | None:
        """The end of the chain: by the first reply all that is answered is on record."""
        return None if self._campaign is None else self._campaign.head()

    @cached_property
    def _closings(self) -> Mapping[str, Closed]:
        """The periods that are closed, by their codes."""
        if self._campaign is None:
            return {}
        with self._campaign.registry() as registry:
            return registry.closed()

    @cached_property
    def _extensions(self) -> Mapping[tuple[str, str], Extension]:
        """The later days that units were given."""
        if self._campaign is None:
            return {}
        with self._campaign.registry() as registry:
            return registry.extensions()

    def _term(self, returned: Return) -> Term | None:
        """Until when a better return is wanted; outside of a campaign nobody can tell."""
        if self._campaign is None:
            return None
        day = self._clock().astimezone(self._campaign.zone).date()
        return term_of(returned, self._forms, self._extensions, day)

    def add(self, returned: Return) -> None:
        """Write the reply to one return, if it needs one; only within :meth:`together`."""
        if returned.verdict is Verdict.ACCEPTED:
            self._accepted.add(returned.unit)
        if self._told_already(returned):
            return
        if returned.is_paper:
            self._photographs.append(returned)
        else:
            self._reply(returned)

    def _told_already(self, returned: Return) -> bool:
        """Whether its bytes came twice in this run, such as loose and in an archive, and of the
        same sender: they get one reply.
        """
        nobodys = name_of(None, returned.file, returned.sha256)
        told = (returned.sha256 or returned.file, returned.unit or returned.named or nobodys)
        known = told in self._answered
        self._answered.add(told)
        return known

    def _form_has_come(self, photograph: Return) -> bool:
        whose = photograph.unit or photograph.named
        known = whose is not None
        return known and (whose in self._accepted or self._form_came_before(photograph))

    @abstractmethod
    def _reply(self, returned: Return) -> None:
        """Write the reply to one return, if it needs one."""

    def _distinct(self, name: str) -> str:
        """The name, with a number where this run has used it before, or another's file bears it."""
        passed: list[str] = []
        while True:
            number = self._names[name] = self._names.get(name, 0) + 1
            free = name if number == 1 else f"{name}-{number}"
            taken = self._anothers(free)
            if not taken:
                break
            passed += taken
        if passed:
            self.kept[free] = passed
        return free

    def _anothers(self, name: str) -> list[str]:
        """The files of a reply's name that are not to be replaced; outside of a campaign nobody can
        tell, and all is refused together.
        """
        if self._campaign is None:
            return []
        places = [self.folder / f"{name}{ending}" for ending in ENDINGS]
        return [each.name for each in self._outputs.others(places, self._written)]

    @cached_property
    def _written(self) -> frozenset[str]:
        return self._outputs.known()

    def _letter(self, name: str, letter: str) -> None:
        write_whole(self._staged / f"{name}.txt", as_file(letter))
        self.letters += 1

    def _copy(self, name: str, data: bytes, returned: Return) -> None:
        """Write a workbook; where the return was on an old form, it is one that is issued anew."""
        unit = self._forms.unit(self._forms.current, returned.unit or "")
        if unit is not None and returned.old_form:
            self._anew.setdefault(str(returned.period), []).append(unit)
        write_whole(self._staged / f"{name}.xlsx", data)
        self.copies += 1

    def _record_issued(self) -> None:
        if self._anew and self._campaign is not None:
            current = self._forms.current
            self._campaign.keep(current)
            for code, units in self._anew.items():
                period = period_of(current, code)
                self._campaign.record_issued(current, period, units, by=self._by, at=self._clock())
        self._anew.clear()


class CorrectionReplies(Replies):
    """For each return with something to correct a message, and where it is our form a copy."""

    def _reply(self, returned: Return) -> None:
        """Write the message to the unit and, where the return is our form, the corrected copy."""
        read = partial(self._read, returned)
        closed = self._closings.get(returned.period or "")
        about = (self._forms, self._distinct, self._head, closed, self._term(returned))
        made = reply_to(returned, read, *about)
        if made is None:
            return
        self._letter(made.name, made.letter)
        if made.copy is not None:
            self._copy(made.name, made.copy, returned)


class MigrationReplies(Replies):
    """For each return on an old form a new one, with the values moved."""

    def _reply(self, returned: Return) -> None:
        """The new form, named as forms are that are handed out."""
        unit = self._forms.unit(self._forms.current, returned.unit or "")
        if unit is None or not returned.old_form:
            return
        data = migrated(self._read(returned), returned, self._forms)
        if data is not None:
            self._copy(self._distinct(file_name(unit).removesuffix(".xlsx")), data, returned)


def write_replies(answers: Replies, returns: Sequence[Return]) -> None:
    """Write the reply to each return: all of them or none."""
    with answers.together():
        for each in returns:
            answers.add(each)
