"""The Python API that other programs may rely on: a campaign and its operations.

Everything else in the package may change from one version to the next. Periods are SDMX codes
(``2024-Q1``), units the codes of the definition. Whatever a person can put right is raised as
:class:`OperatorError`, whose text says what to do.
"""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from iku_workbook.campaign.answers import CorrectionReplies, write_replies
from iku_workbook.campaign.create import create
from iku_workbook.campaign.documents import write_document
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.journal import export_kind, record_exports
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.campaign.lookup import chosen_units, period_of
from iku_workbook.campaign.office import now, today, whoever
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.placing import form_has_come
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.reexamine import bring_up_to_date
from iku_workbook.campaign.results import Selection, default_place, write_results, year_of
from iku_workbook.campaign.review import accept, decide, undo
from iku_workbook.campaign.settled import clear_settled
from iku_workbook.campaign.sources import at_most, gather
from iku_workbook.campaign.status import begun, overview
from iku_workbook.campaign.stores import is_address, without_password
from iku_workbook.campaign.unsettled import unit_of
from iku_workbook.campaign.written_tables import by_format
from iku_workbook.definition.model import Unit
from iku_workbook.documents import ABOUT_RESULTS, KINDS
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Finding
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period, periods_of
from iku_workbook.registry.records import NOTHING_KNOWN, DecisionKind, ExportKind, Origin
from iku_workbook.results import FORMATS
from iku_workbook.results.indicators import Results
from iku_workbook.results.status import Standing
from iku_workbook.results.year import Year
from iku_workbook.returns import Return

__all__ = ["Campaign", "OperatorError"]

StrPath = str | os.PathLike[str]


class Campaign:
    """One office's campaign: a folder for one definition and one year.

    :meth:`create` makes one, :meth:`open` opens one that is there.
    """

    def __init__(self, folder: CampaignFolder) -> None:
        self._folder = folder

    @classmethod
    def open(cls, folder: StrPath = ".") -> Campaign:
        """The campaign that a folder is, or lies in; OperatorError where there is none."""
        return cls(CampaignFolder.find(Path(folder)))

    @classmethod
    def create(
        cls,
        folder: StrPath,
        definition: StrPath | None = None,
        *,
        subdistrict: str | None = None,
        year: int | None = None,
    ) -> Campaign:
        """Make a campaign folder, all of it or nothing, and open it.

        ``definition`` is a file, or the name of one that is shipped (the first of those where it is
        None). With ``subdistrict`` its units become the villages of the sub-district with that
        code (needs the extra ``wilayah``); with ``year`` it is turned to that year.
        """
        source = None if definition is None else Path(definition)
        root = Path(folder).absolute()
        return cls(create(root, source, subdistrict=subdistrict, year=year).campaign)

    @property
    def folder(self) -> Path:
        """The folder: definition.yaml, outbox/, inbox/, results/, and the registry in .iku/."""
        return self._folder.root

    @property
    def units(self) -> Mapping[str, str]:
        """The units that report: their names by their codes."""
        return {unit.code: unit.name for unit in self._folder.definition().reporting}

    @property
    def periods(self) -> tuple[str, ...]:
        """The codes of the year's periods, in the order of time."""
        definition = self._folder.definition()
        return tuple(each.code for each in periods_of(definition.year, definition.cadence))

    def generate(
        self,
        period: str,
        *,
        units: Iterable[str] = (),
        out: StrPath | None = None,
        by: str | None = None,
        force: bool = False,
    ) -> list[Path]:
        """Write the workbook of each unit (or of these), and give their paths.

        They stand in ``outbox/PERIOD`` or in ``out``, each with its covering message, and beside
        the folder is one archive of all: all of it or nothing. ``by`` is who hands out, by default
        the computer's user. OperatorError where another's file stands in a place, unless ``force``.
        """
        definition = self._folder.definition()
        made = generate(
            self._folder,
            definition,
            asked := period_of(definition, period),
            chosen_units(definition, tuple(units), asked),
            by=by or whoever(),
            at=now(),
            out=None if out is None else _here(out),
            outputs=Outputs(Kind.FORMS, self.folder, force),
        )
        if made.archive is not None:
            self._record(ExportKind.ARCHIVE, [made.archive], period, hashes=made.hashes)
        return list(made.workbooks)

    def receive(
        self,
        *paths: StrPath,
        corrections: StrPath | None = None,
        by: str | None = None,
        force: bool = False,
    ) -> list[Return]:
        """Store and check files, folders or archives; the verdict on each file, with findings.

        Every byte is kept in the registry before anything is read; the same bytes again add
        nothing. Where there is something to correct, a message and a copy with the cells marked are
        written into ``corrections``, and what went back before and is settled now is taken away
        there; OperatorError where another's file stands in a place, unless ``force``. A bad file
        is a return with findings, never an exception.
        """
        forms, by = self._folder.forms(), by or whoever()
        units = len(forms.current.units)
        files = gather([str(_here(each)) for each in paths], most=lambda: at_most(units))
        self._folder.keep(forms.current)
        with self._folder.registry() as registry:
            returns = list(receive(registry, forms, files, by=by, clock=now))
            if corrections is not None:
                read = partial(bytes_of, registry)
                folder = _here(corrections)
                replies = CorrectionReplies(
                    folder,
                    forms,
                    read,
                    self._folder,
                    by=by,
                    force=force,
                    form_has_come=partial(form_has_come, registry, forms),
                )
                write_replies(replies, returns)
                clear_settled(registry, forms, [replies])
        return returns

    def explain(self, finding: Finding, language: str | None = None) -> str:
        """What is wrong and what to do about it, as a person reads it.

        In the definition's language, or in ``language`` (``id`` or ``en``).
        """
        if language is not None and language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise OperatorError("not-a-choice", name="language", value=language, known=known)
        say = catalogue(language or self._folder.definition().language)
        message = say.finding(finding)
        return f"{message.text} {message.hint}".rstrip()

    def status(
        self, period: str | None = None, *, on: datetime.date | None = None
    ) -> dict[tuple[str, str], Standing]:
        """The status of each unit for each period, by the codes of unit and period.

        For one period, or for all that have begun. ``on`` is the day for which it is said what is
        late, by default today.
        """
        definition, day = self._folder.definition(), on or today(self._folder.zone)
        periods = [period_of(definition, period)] if period else begun(definition, day)
        with self._folder.registry() as registry:
            return dict(overview(self._folder, definition, registry, periods, day).matrix)

    def approve(self, unit: str, period: str, *, by: str, note: str = "") -> Return:
        """Approve what a unit returned, so that nothing newer takes its place; the return."""
        known, for_period = self._unit_and_period(unit, period)
        return decide(
            self._folder, DecisionKind.APPROVE, known, for_period, by=by, at=now(), reason=note
        )

    def accept(self, number: int, *, by: str, note: str = "") -> Return:
        """Let a return that awaits a decision take the place of the accepted one; it, after that.

        ``number`` is the return's own. The answer no is :meth:`send_back`.
        """
        return accept(self._folder, number, by=by, at=now(), reason=note)

    def send_back(
        self, unit: str, period: str, *, by: str, note: str, keep_older: bool = False
    ) -> Return:
        """Ask a unit for another return: nothing that it has sent counts till then; the newest.

        Where a return awaits a decision, that one alone goes back. With ``keep_older`` the one that
        counts does, and the one whose place it took counts again.
        """
        known, for_period = self._unit_and_period(unit, period)
        what = DecisionKind.REFUSE if keep_older else DecisionKind.RETURN
        return decide(self._folder, what, known, for_period, by=by, at=now(), reason=note)

    def undo(self, decision: int, *, by: str, note: str) -> Return | None:
        """Let a decision, by its number, hold no longer; the return that it was about, after that.

        ``iku status --unit`` shows the numbers. None where the file was not examined.
        """
        return undo(self._folder, decision, by=by, at=now(), reason=note)[1]

    def results(
        self,
        period: str,
        *,
        as_of: datetime.date | None = None,
        approved: bool = False,
        current_list: bool = False,
    ) -> Results:
        """The results that the year's accepted returns up to a period add up to.

        As the registry was known on ``as_of``; of approved returns alone where ``approved``.
        OperatorError where the list of units has changed what was approved, unless
        ``current_list``: these and the other results are then those of the list as it is now.
        """
        chosen = Selection(as_of=as_of, approved=approved, current_list=current_list)
        return self._year(period, chosen).results

    def save_results(
        self,
        period: str,
        out: StrPath | None = None,
        *,
        as_of: datetime.date | None = None,
        approved: bool = False,
        current_list: bool = False,
        force: bool = False,
    ) -> list[Path]:
        """Write the results of a period to ``out``, by default ``results/PERIOD.xlsx``.

        Its ending says as what: a master workbook (``.xlsx``), ``.json``, or tables (``.csv``,
        ``.parquet``: the results, and beside them the accepted values and the description of both).
        All of them or nothing; their paths. OperatorError where another's file stands there, unless
        ``force``.
        """
        chosen = Selection(as_of=as_of, approved=approved, current_list=current_list)
        target = default_place(self._folder, chosen, period, "xlsx") if out is None else _here(out)
        form = target.suffix.lstrip(".").lower()
        if form not in FORMATS:
            known = ", ".join(f".{each}" for each in FORMATS)
            raise OperatorError("not-a-choice", name="out", value=target.name, known=known)
        year = self._year(period, chosen)
        outputs = Outputs(Kind.RESULTS, self._folder.root, force, chosen.mode)
        language = year.definition.language
        day = chosen.day(self._folder.zone)
        written = write_results(year, target, form, day, language, outputs)
        for of, files in by_format(form, written):
            self._record(export_kind(of), list(files), period, chosen.origin(year))
        return written

    def save_document(
        self,
        kind: str,
        period: str | None = None,
        out: StrPath | None = None,
        *,
        as_of: datetime.date | None = None,
        current_list: bool = False,
        force: bool = False,
    ) -> Path:
        """Write a document to be signed, and give its path.

        ``kind`` is of :data:`iku_workbook.documents.KINDS`: ``lkjip``, ``berita-acara``. It is for
        ``period``, by default the last of the year, and stands in ``results/`` or is ``out``.
        OperatorError where another's file stands there, unless ``force``.
        """
        if kind not in KINDS:
            raise OperatorError("not-a-choice", name="kind", value=kind, known=", ".join(KINDS))
        target = None if out is None else _here(out)
        chosen = Selection(as_of=as_of, current_list=current_list)
        self._bring_up_to_date(chosen)
        outputs = Outputs(Kind.DOCUMENT, self.folder, force, chosen.mode)
        path, year = write_document(
            self._folder, kind, chosen, period=period, out=target, outputs=outputs
        )
        origin = chosen.origin(year) if kind in ABOUT_RESULTS else NOTHING_KNOWN
        self._record(ExportKind.DOCUMENT, [path], period, origin)
        return path

    def _unit_and_period(self, unit: str, period: str) -> tuple[Unit, Period]:
        """Also of a unit that has left the list: what it returned can still be decided about."""
        definition = self._folder.definition()
        with self._folder.registry() as registry:
            known = unit_of(self._folder, definition, registry, unit)
        return known, period_of(definition, period)

    def _record(
        self,
        what: ExportKind,
        files: Iterable[Path],
        period: str | None,
        origin: Origin = NOTHING_KNOWN,
        hashes: Mapping[Path, str] = {},
    ) -> None:
        about = period_of(self._folder.definition(), period) if period is not None else None
        record = partial(record_exports, self._folder, what, files, by=whoever(), at=now())
        if not record(period=about, origin=origin, hashes=hashes):
            warnings.warn(catalogue("en")("cli.export-not-noted"), RuntimeWarning, stacklevel=3)

    def _year(self, period: str, chosen: Selection) -> Year:
        self._bring_up_to_date(chosen)
        return year_of(self._folder, period_of(self._folder.definition(), period), chosen)

    def _bring_up_to_date(self, chosen: Selection) -> None:
        if chosen.is_of_today(self._folder.zone):
            bring_up_to_date(self._folder, by=whoever(), clock=now)

    def __repr__(self) -> str:
        return f"Campaign({str(self.folder)!r})"


def _here(path: StrPath) -> Path:
    """A path of this machine; OperatorError for an address, which would name folders here."""
    if is_address(os.fspath(path)):
        raise OperatorError("address-not-taken", address=without_password(os.fspath(path)))
    return Path(path)
