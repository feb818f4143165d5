"""The settings of one run of the program: language, campaign folder, quiet or not."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from iku_workbook.errors import OperatorError
from iku_workbook.messages import LANGUAGES, Catalogue, catalogue

if TYPE_CHECKING:
    from iku_workbook.campaign.cluster import Cluster
    from iku_workbook.campaign.executors import Executor
    from iku_workbook.campaign.folder import CampaignFolder
    from iku_workbook.campaign.outputs import Kind, Outputs
    from iku_workbook.campaign.sent_away import Away
    from iku_workbook.campaign.sources import Source
    from iku_workbook.checks.file.known_forms import Forms

_NAMED = 5  # files or folders that a note names
_KINDS_OF_FILE = frozenset(
    {"csv", "docx", "html", "json", "jsonl", "ods", "parquet", "pdf", "xls", "xlsx"}
)
"""What names of files end in, where programs open them by it."""
_LONG_WORK = 20  # steps from which it is worth showing how far it has come


def _own_language() -> str:
    named = os.environ.get("IKU_LANG", "")
    return named if named in LANGUAGES else LANGUAGES[0]


@dataclass
class Session:
    """One run.

    folder  where the campaign is looked for
    quiet   leaves out the notes
    force   files that stand where something is written may go, whosever they are
    jobs    in how many processes many workbooks are read or made, where that is said
    dask    the cluster that does it, by its scheduler's address
    away    where the file goes that is written, where that is an address
    """

    language: str = field(default_factory=_own_language)
    folder: Path = Path()
    quiet: bool = False
    force: bool = False
    jobs: int | None = None
    dask: str | None = None
    away: Away | None = None
    _looked_at: set[Path] = field(default_factory=set)
    _cluster: Cluster | None = None

    @property
    def say(self) -> Catalogue:
        """The sentences of this run's language."""
        return catalogue(self.language)

    def campaign(self) -> CampaignFolder:
        """The campaign that the person works in; OperatorError where there is none."""
        from iku_workbook.campaign.folder import CampaignFolder
        from iku_workbook.campaign.log import log_into

        if not self.folder.is_dir():  # nothing above it was meant
            raise OperatorError("no-campaign", folder=self.folder)
        campaign = CampaignFolder.find(self.folder.absolute())
        log_into(campaign.root)
        if campaign.root not in self._looked_at:
            self._looked_at.add(campaign.root)
            self._note_oddities(campaign)
        return campaign

    def _note_oddities(self, campaign: CampaignFolder) -> None:
        """Name each key that is not as it was put there, and a clock that cannot be right."""
        from iku_workbook.campaign.office import now

        for flaw in campaign.keys.flaws():
            self.note(self.say(f"cli.{flaw.code}", file=flaw.file, copy=flaw.copy))
        at = now()
        last = campaign.clock_behind(at)
        if last is not None:
            self.note(self.say("cli.clock-behind", now=at.astimezone(last.tzinfo), last=last))

    def executor(self) -> Executor:
        """Where many workbooks are read or made, until the command ends.

        OperatorError where a cluster cannot be used, or is told how many processes to have.
        """
        from iku_workbook.campaign.executors import of_jobs

        if self.dask is None:
            return of_jobs(self.jobs or 1)
        if self._cluster is None:
            self._cluster = joined(self.dask, self.jobs)
            click.get_current_context().call_on_close(self._cluster.close)
        return self._cluster

    def known_forms(self, definition: Path | None, period: str | None = None) -> Forms:
        """The forms to recognise returns by: a definition's, or the campaign's.

        With a ``period``, returns for that one alone are taken.
        """
        from iku_workbook.campaign.lookup import period_of
        from iku_workbook.checks.file.known_forms import Forms
        from iku_workbook.definition import load

        if definition is None:
            forms = self.campaign().forms()
        else:
            forms = Forms.of_definition(load(definition)[0])
        forms.period = period_of(forms.current, period) if period is not None else None
        return forms

    def note_passed_over(self, left: Sequence[str]) -> None:
        """Say what is not looked into; nothing where there is nothing."""
        self._note_files("cli.passed-over", left)

    def note_ahead(self, files: Sequence[str]) -> None:
        """Say which files bear a time that the clock has not come to; nothing where none does."""
        self._note_files("cli.files-ahead", files)

    def _note_files(self, key: str, files: Sequence[str]) -> None:
        from iku_workbook.safe_text import short

        if files:
            names = ", ".join(map(short, files[:_NAMED])) + (", …" if len(files) > _NAMED else "")
            self.note(self.say(key, count=len(files), names=names))

    def note(self, text: str) -> None:
        """Print a remark on stderr, unless ``--quiet``."""
        if not self.quiet:
            click.echo(fitted(text), err=True)

    def tell(self, text: str) -> None:
        """Print what was asked for or came of it on stdout, which ``--quiet`` leaves."""
        click.echo(fitted(text, sys.stdout))

    def outputs(self, kind: Kind, mode: str = "") -> Outputs:
        """Where this run may write files of a kind and mode, by the campaign that the person works
        in.
        """
        from iku_workbook.campaign.folder import CampaignFolder
        from iku_workbook.campaign.outputs import Outputs

        try:
            root = CampaignFolder.find(self.folder.absolute()).root
        except OperatorError:  # whoever works outside of one has no record of what was written
            root = None
        if self.away is not None:
            from iku_workbook.campaign.outputs_away import OutputsAway

            return OutputsAway(kind, root, self.force, mode, away=self.away)
        return Outputs(kind, root, self.force, mode)

    def send(self, paths: Sequence[Path]) -> None:
        """Put complete files at the address where they go, if any; say what they took the place of,
        for no version stays there.
        """
        if self.away is None:
            return
        away = [each for each in paths if self.away.holds(each)]
        with self.progress(len(away)) as advance:
            put = self.away.put(away, advance)
        self._note_files("cli.away-replaced", [self.shown(each) for each in put.replaced])
        self._note_files("cli.away-same", [self.shown(each) for each in put.same])

    def shown(self, path: Path) -> str:
        """What a person is told of where a file is: the address, if it went to one."""
        if self.away is not None and self.away.holds(path):
            return self.away.address(path)
        return str(path)

    def save(self, path: Path, data: bytes, kind: Kind) -> None:
        """Write a file whole or not at all; OperatorError where it cannot be, or must not."""
        with self.whole(path, kind) as file:
            file.write(data)

    @contextmanager
    def whole(self, path: Path, kind: Kind) -> Iterator[BinaryIO]:
        """Open a file for writing; it replaces the old one once it is complete."""
        from iku_workbook.durable import whole

        outputs = self.outputs(kind)
        outputs.refuse([path])
        try:
            with whole(path) as file:
                yield file
            outputs.note(path)
        except OSError as error:
            raise OperatorError.of_system(error, path) from error
        self.send([path])

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar on a terminal; call what it yields with each number of finished steps."""
        if self.quiet or total < _LONG_WORK or not sys.stderr.isatty():
            yield lambda done: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)

            def advance(done: int) -> None:
                bar.advance(task, done)

            yield advance


def joined(address: str, jobs: int | None) -> Cluster:
    """The cluster at an address, ``local`` for one of this machine with so many workers.

    OperatorError where Dask is not installed, and where a cluster is told how many it has.
    """
    try:
        from iku_workbook.campaign.cluster import LOCAL, Cluster
    except ModuleNotFoundError as error:
        raise OperatorError("no-dask", module=error.name) from error
    if jobs is not None and address != LOCAL:
        raise OperatorError("jobs-of-cluster", address=address)
    return Cluster(address, jobs)


def fitted(text: str, stream: TextIO | None = None) -> str:
    """``text`` wrapped to the terminal's width; unchanged where the output (by default stderr) is
    no terminal.
    """
    if not (stream or sys.stderr).isatty():
        return text
    import shutil

    width = shutil.get_terminal_size().columns
    return "\n".join(between_words(line, width) for line in text.splitlines())


def between_words(line: str, width: int) -> str:
    """A line broken between words, and a long path nowhere; what follows stands farther in."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def format_of(out: Path | None, form: str | None, formats: Sequence[str]) -> str:
    """The format that is asked for, by name or by what the file's name ends in; else the first.

    OperatorError for a name that asks for a format which is not written, or not the one named.
    """
    known = ", ".join(formats)
    if form is not None and form not in formats:
        raise OperatorError("no-format", name=form, known=known)
    suffix = out.suffix.lstrip(".").lower() if out else ""
    asked = {"txt": "text", "": form or formats[0]}.get(suffix, suffix)
    if asked in formats and form in {None, asked}:
        return asked
    if form is not None and asked not in _KINDS_OF_FILE:
        return form  # a name of the person's own
    assert out is not None
    name = click.get_current_context().ensure_object(Session).shown(out)
    if form is not None:
        raise OperatorError("format-contradicts", name=name, form=form)
    raise OperatorError("no-format", name=name, known=known)


def named_files(paths: Sequence[str]) -> list[Source]:
    """The files that the paths name, ``-`` standing for those on standard input; then those at
    addresses, given here or there.

    A note of the run says what is not looked into.
    """
    from iku_workbook.campaign.sources import distinct, gather
    from iku_workbook.campaign.stores import is_address

    left: list[str] = []
    addresses = [each for each in paths if is_address(each)]

    def lines() -> Iterator[str]:
        for line in map(os.fsdecode, sys.stdin.buffer if "-" in paths else ()):
            if is_address(line):
                addresses.append(line.rstrip("\r\n"))
            else:
                yield line

    found = gather([each for each in paths if not is_address(each)], lines(), left.append, _most)
    if addresses:
        several = len(paths) > 1 or "-" in paths
        found = distinct([*found, *_fetched(addresses, left.append, whole_names=several)])
    click.get_current_context().ensure_object(Session).note_passed_over(left)
    return found


def _fetched(
    addresses: Sequence[str], passed_over: Callable[[str], None], *, whole_names: bool
) -> Iterator[Source]:
    """The files at addresses, on this machine until the command ends."""
    from tempfile import TemporaryDirectory

    from iku_workbook.campaign.fetched import fetch

    folder = click.get_current_context().with_resource(TemporaryDirectory(prefix="iku-"))
    for each in addresses:
        yield from fetch(each, Path(folder), passed_over, whole_names=whole_names, most=_most)


def _most() -> int:
    """The most files below one folder: of a campaign, what its units may send."""
    from iku_workbook.campaign.sources import FILES, at_most

    try:
        campaign = click.get_current_context().ensure_object(Session).campaign()
    except OperatorError:  # files are checked without one too
        return FILES
    return at_most(len(campaign.definition().units))


pass_session = click.make_pass_decorator(Session, ensure=True)
