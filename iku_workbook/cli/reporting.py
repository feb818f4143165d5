"""Prints a report of returned files in one of the formats, for several subcommands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.outputs import Kind
from iku_workbook.cli.session import Session
from iku_workbook.report import render

if TYPE_CHECKING:
    from iku_workbook.campaign.answers import Replies
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.checks.file.known_forms import Forms
    from iku_workbook.definition import Definition
    from iku_workbook.periods import Period
    from iku_workbook.registry.flaws import Flaw
    from iku_workbook.registry.records import Origin
    from iku_workbook.results.unsettled import Unsettled
    from iku_workbook.results.year import Year
    from iku_workbook.returns import Return


def status(returns: Sequence[Return], unsettled: Unsettled | None = None) -> int:
    """1 where some workbook has an error finding, awaits a decision, is not counted any longer, or
    is counted as it was read under another question or without a decision that is not believed; 2
    where one could not be examined.
    """
    from iku_workbook.findings import Verdict

    left = [each for each in returns if not each.told_before]
    if any(each.verdict is Verdict.NOT_EXAMINED and not each.unbelieved for each in left):
        return 2
    due = any(each.weighs for each in left)
    due = due or any(each.awaits or each.outdated or each.disputed for each in returns)
    return int(due or (unsettled is not None and unsettled.weighs))


def note_closed(session: Session, year: Year) -> None:
    """Say so where a period's results are of the definition of its closing."""
    from iku_workbook.periods import label

    if year.basis is not None and year.basis.closed is not None:
        period = label(year.period, session.language)
        session.note(session.say("cli.closed-definition", period=period, at=year.basis.closed))


def note_redefined(session: Session, campaigns: Iterable[CampaignFolder]) -> int:
    """Say which closed periods of campaigns that are added up another definition computes than that
    of their closing; 1 where there are any.
    """
    from iku_workbook.campaign.closing import closed_and_redefined
    from iku_workbook.report import closings

    found = [each for one in campaigns for each in closed_and_redefined(one)]
    for each in found:
        session.note(closings.sentence(each, session.say, redefined=True))
    return int(bool(found))


def note_unsettled(session: Session, definition: Definition, unsettled: Unsettled) -> None:
    """Say what is not settled about results: what awaits a decision, who has left or joined."""
    from iku_workbook.results.open_questions import open_questions

    for sentence in open_questions(definition, unsettled, session.say):
        session.note(sentence)


def note_bad_records(session: Session, campaigns: Iterable[CampaignFolder]) -> int:
    """Name the records that are not what was written, and so not counted; 1 where there are any."""
    from iku_workbook.campaign.upkeep import bad_records

    return note_flaws(session, bad_records(campaigns))


def note_flaws(session: Session, flaws: Sequence[Flaw]) -> int:
    """The same of records that were found already."""
    from iku_workbook.registry.flaws import DOUBTS
    from iku_workbook.results.naming import first_of

    for each in flaws:
        if each.part in DOUBTS:
            session.note(session.say(f"cli.verify-{each.part}", what=flaw_named(session, each)))
    found = [flaw_named(session, each) for each in flaws if each.part not in DOUBTS]
    if found:
        listed = ", ".join(first_of(found, session.say))
        session.note(session.say("cli.bad-records", count=len(found), records=listed))
    return int(bool(flaws))


def flaw_named(session: Session, flaw: Flaw) -> str:
    """What a flaw is in, in words: "keputusan 5 (approve, Kasi PMD, noreh.xlsx)"."""
    from iku_workbook.report.flaws import named

    return named(flaw, session.say)


def status_of_year(year: Year) -> int:
    """The same of the returns that a year's results are of; 1 where some could not be added, and
    where the definition that held then is lost.
    """
    whole = year.campaigns is None or year.campaigns.is_complete
    lost = year.basis is not None and year.basis.lost is not None
    return status(year.returns, year.unsettled) or int(not whole or lost)


def note_open(session: Session, year: Year) -> None:
    """Say what is not settled, and what of several campaigns was not added, beside no table."""
    from iku_workbook.results.campaigns import remarks
    from iku_workbook.safe_text import visible

    for sentence in year.doubts(session.say):
        session.note(visible(sentence))
    note_unsettled(session, year.definition, year.unsettled)
    for sentence in remarks(year.campaigns, session.say) if year.campaigns else ():
        session.note(visible(sentence))
    note_closed(session, year)


def note_left_out(session: Session, returns: Sequence[Return]) -> None:
    """Say that something does not count for what is wrong with it, where anything does not; what is
    settled, because a sound one has come since, asks nothing of anybody.
    """
    from iku_workbook.findings import Verdict

    if any(each.weighs and each.verdict is not Verdict.ACCEPTED for each in returns):
        session.note(session.say("cli.consolidate-left-out"))


def answers_to(
    forms: Forms,
    read: Callable[[Return], bytes],
    campaign: CampaignFolder | None,
    *,
    corrections: Path | None = None,
    migrate: Path | None = None,
    by: str = "",
    force: bool = False,
    form_has_come: Callable[[Return], bool] = lambda _: False,
) -> list[Replies]:
    """What is to go back, by the folders that a person named for it."""
    from iku_workbook.campaign.answers import CorrectionReplies, MigrationReplies

    return [
        kind(folder, forms, read, campaign, by=by, force=force, form_has_come=form_has_come)
        for kind, folder in ((CorrectionReplies, corrections), (MigrationReplies, migrate))
        if folder is not None
    ]


def note_exports(
    session: Session,
    campaign: CampaignFolder,
    form: str,
    files: Iterable[Path],
    period: Period | None = None,
    origin: Origin | None = None,
    hashes: Mapping[Path, str] = {},
) -> None:
    """Record what was written out in a format; say where that could not be done. ``hashes`` are
    those that are known already.
    """
    from iku_workbook.campaign.journal import export_kind, record_exports
    from iku_workbook.campaign.office import now, whoever
    from iku_workbook.registry.records import NOTHING_KNOWN

    of = origin or NOTHING_KNOWN
    record = partial(record_exports, campaign, export_kind(form), files, by=whoever(), at=now())
    if not record(period=period, origin=of, hashes=hashes):
        session.note(session.say("cli.export-not-noted"))


def note_cleared_unfinished(session: Session, gone: Sequence[Path]) -> None:
    """Say that what runs that were cut short had left is gone, with whatever key was in it."""
    if gone:
        folders = ", ".join(map(str, gone))
        session.note(session.say("cli.cleared-unfinished", folders=folders))


def note_written(
    session: Session,
    campaign: CampaignFolder,
    form: str,
    files: Sequence[Path],
    period: Period | None,
    origin: Origin | None,
) -> None:
    """Say which results or documents were written, and record them; and where the definition still
    plans by examples.
    """
    from iku_workbook.campaign.planned_figures import still_examples

    for path in files:
        session.note(session.say("cli.written", file=session.shown(path)))
    if examples := still_examples(campaign):
        session.note(session.say("cli.figures-examples", count=len(examples)))
    note_exports(session, campaign, form, files, period, origin)


def note_kept(session: Session, kept: Path) -> None:
    """Say under which name the version before stays."""
    session.note(session.say("cli.version-kept", file=kept))


def note_cleared(
    session: Session, campaign: CampaignFolder, forms: Forms, answers: Sequence[Replies]
) -> None:
    """Take settled answers out of their folder, and say which; of what a person has changed that
    it is still there.
    """
    from iku_workbook.campaign.settled import clear_settled
    from iku_workbook.results.naming import first_of
    from iku_workbook.safe_text import short

    if not answers:
        return
    with campaign.registry() as registry:
        cleared = clear_settled(registry, forms, answers)
    for each in cleared:
        for sentence, names in (("removed", each.removed), ("changed", each.changed)):
            if names:
                listed = ", ".join(first_of([short(name) for name in names], session.say))
                about = {"folder": each.folder, "names": listed}
                session.note(session.say(f"cli.settled-{sentence}", count=len(names), **about))


def note_answers(session: Session, answers: Iterable[Replies]) -> None:
    """Report how many replies were written, and where; and beside which files that stay."""
    from iku_workbook.campaign.answers import MigrationReplies
    from iku_workbook.results.naming import first_of
    from iku_workbook.safe_text import short

    for each in answers:
        counts = {"letters": each.letters, "copies": each.copies}
        written = any(counts.values())
        if isinstance(each, MigrationReplies):
            sentence = "cli.migrated" if written else "cli.migrated-none"
        else:
            sentence = "cli.answered" if written else "cli.answered-none"
        session.note(session.say(sentence, folder=each.folder, **counts))
        if each.kept:
            names = [f"{short(', '.join(files))} → {new}" for new, files in each.kept.items()]
            listed = "; ".join(first_of(names, session.say))
            about = {"count": len(names), "folder": each.folder, "names": listed}
            session.note(session.say("cli.answered-beside", **about))


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one return: its line of JSON, the exit status that follows from it alone, and
    whether it was told before.
    """

    text: bytes
    status: int
    settled: bool


def line_of(language: str, returned: Return) -> Line:
    """What is told of a return in a language."""
    from iku_workbook.report import json

    text = json.line(returned, language).encode()
    return Line(text, status([returned]), returned.told_before)


@dataclass
class Report:
    """Prints returns and findings in one format, and writes the replies to the units.

    ``files`` is how many there are, for a person who watches how far it has come.
    """

    session: Session
    form: str
    out: Path | None
    forms: Forms
    files: int
    answers: Sequence[Replies] = ()
    _settled: int = 0

    def write(
        self,
        check: Callable[..., Iterable[Return]],
        telling: Callable[..., Iterable[Line]] | None = None,
    ) -> int:
        """Check the files and print the report; gives the exit status.

        ``check`` takes a ``progress`` to be told of each file that is done; ``telling`` does the
        same and takes how to ``tell`` each, where nobody needs the returns themselves.
        """
        if self.out is not None:
            self.session.outputs(Kind.REPORT).refuse([self.out])
        with ExitStack() as stack:
            for each in self.answers:
                stack.enter_context(each.together())
            if self.form == "jsonl":
                found = self._in_turn(self._lines(check, telling))
            else:
                found = self._together(check)
        if self.out is not None:
            shown = self.session.shown(self.out)
            self.session.note(self.session.say("cli.written", file=shown))
        if self._settled:
            self.session.note(self.session.say("cli.told-before", count=self._settled))
        note_answers(self.session, self.answers)
        return found

    def _together(self, check: Callable[..., Iterable[Return]]) -> int:
        with self.session.progress(self.files) as advance:
            returns = list(check(progress=advance))
        names = {unit.code: unit.name for unit in self.forms.current.units}
        if self.form == "text" and self.out is None:
            self._show(returns, names)
        else:
            report = render(returns, self.form, self.session.language, names).encode()
            if self.out is None:
                sys.stdout.buffer.write(report)
            else:
                self.session.save(self.out, report, Kind.REPORT)
        for each in returns:
            self._settled += each.told_before
            self._answer(each)
        return status(returns)

    def _lines(
        self,
        check: Callable[..., Iterable[Return]],
        telling: Callable[..., Iterable[Line]] | None,
    ) -> Callable[..., Iterable[Line]]:
        """What gives the lines: returns that are answered are read here."""
        tell = partial(line_of, self.session.language)
        if telling is not None and not self.answers:
            return partial(telling, tell=tell)

        def told(progress: Callable[[int], None]) -> Iterable[Line]:
            for each in check(progress=progress):
                yield tell(each)
                self._answer(each)

        return told

    def _in_turn(self, told: Callable[..., Iterable[Line]]) -> int:
        """A line for each file as soon as it is done; who watches the lines needs no bar."""
        found = 0
        file = (
            self.session.whole(self.out, Kind.REPORT)
            if self.out
            else nullcontext(sys.stdout.buffer)
        )
        watched = self.files if self.out else 0
        with file as lines, self.session.progress(watched) as advance:
            for each in told(progress=advance):
                lines.write(each.text)
                lines.flush()
                self._settled += each.settled
                found = max(found, each.status)
        return found

    def _answer(self, returned: Return) -> None:
        """Write what goes back."""
        for each in self.answers:
            each.add(returned)

    def _show(self, returns: Sequence[Return], names: dict[str, str]) -> None:
        """The text, in colour for a person who watches."""
        from iku_workbook.report import text

        if not sys.stdout.isatty():
            click.echo(text.render(returns, self.session.language, names), nl=False)
            return
        from iku_workbook.cli.screen import screen, styled

        console = screen()
        for line in text.lines(returns, self.session.language, names, console.width):
            console.print(styled(line), soft_wrap=True)
