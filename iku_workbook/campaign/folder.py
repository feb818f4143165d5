"""The campaign folder: one definition and one year, with its keys, registry and files.

``definition.yaml``, ``outbox/``, ``inbox/``, ``results/`` are for people; ``.iku/`` holds the
signing key, the registry of what was received, and every definition that workbooks were issued
from, by digest.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from iku_workbook.campaign.keys import Keys, new_key
from iku_workbook.campaign.own_files import CONTACTS, DEFINITION, SPENDING
from iku_workbook.campaign.spending_list import spent_in
from iku_workbook.definition import Definition, load
from iku_workbook.definition.model import Unit
from iku_workbook.durable import make_folder, write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.links import leads_outside
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.periods import Period
from iku_workbook.registry import Registry
from iku_workbook.registry.head import Head
from iku_workbook.registry.last_time import last_time
from iku_workbook.registry.marks import Marks
from iku_workbook.registry.spendings import Spent
from iku_workbook.registry.writer import sole_writer
from iku_workbook.workbook.seal import Identity, identify
from iku_workbook.zones import ELSEWHERE, HERE

if TYPE_CHECKING:
    from iku_workbook.checks.file.known_forms import Forms

_ELSEWHERE = "|".join(ELSEWHERE)
# What names a zone, may be the code of a region in another one, or leads to a list of units.
_ANOTHER_ZONE = re.compile(
    rf"timezone|(?<![0-9.])(?:{_ELSEWHERE})(?:\.[0-9]{{2}}|[0-9]{{8}})"
    r"|units[\"']?:\s*\{?\s*[\"']?file\b".encode()
).search
_TOLERATED = datetime.timedelta(minutes=1)  # what a clock that is set by the network moves
_LARGEST_CONTACTS = 16 * MEGABYTE
_LARGEST_DEFINITION = 128 * MEGABYTE  # a definition and its list of units, as JSON
_FOLDERS = ("outbox", "inbox", "results", HIDDEN, f"{HIDDEN}/definitions")


@dataclass(frozen=True, slots=True)
class IssuedOnRecord:
    """Whether the registry has a record of a workbook's being issued.

    Nothing can be said of a period from which nothing was noted: its forms were issued before
    there was a registry, or from another computer.
    """

    issues: frozenset[str]
    periods: frozenset[tuple[str, str]]

    def __call__(self, identity: Identity) -> bool:
        """Whether it was, as far as can be said."""
        noted = (identity.digest, identity.period) in self.periods
        return not noted or identity.issue in self.issues


@dataclass(frozen=True, slots=True)
class CampaignFolder:
    """An existing campaign folder: the paths in it, its definition, keys and registry."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> CampaignFolder:
        """The campaign that ``start`` lies in; OperatorError where there is none."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / HIDDEN).is_dir() and (folder / DEFINITION).is_file():
                return cls(folder)
        raise OperatorError("no-campaign", folder=start)

    @classmethod
    def at(cls, folder: Path) -> CampaignFolder:
        """The campaign that ``folder`` is; OperatorError where it is none, whatever it lies in."""
        if (folder / HIDDEN).is_dir() and (folder / DEFINITION).is_file():
            return cls(folder)
        raise OperatorError("not-a-campaign", folder=folder)

    @classmethod
    def create(cls, root: Path, definition: str, key: bytes | None = None) -> CampaignFolder:
        """A new campaign in a new folder: ``definition`` as its text, a key readable by its owner.

        The demonstration brings its own ``key``, so that the seals of the sample returns hold.
        """
        make_folders(root)
        Keys(root / HIDDEN).begin(key)
        write_whole(root / DEFINITION, definition.encode())
        return cls(root)

    @property
    def definition_file(self) -> Path:
        """The path of ``definition.yaml``, which people edit."""
        return self.root / DEFINITION

    @property
    def outbox(self) -> Path:
        """The folder for generated workbooks."""
        return self.root / "outbox"

    @property
    def inbox(self) -> Path:
        """The folder where people put returned workbooks."""
        return self.root / "inbox"

    @property
    def results(self) -> Path:
        """The folder for master workbooks and documents."""
        return self.root / "results"

    @property
    def keys(self) -> Keys:
        """The signing keys, of which one seals."""
        return Keys(self.root / HIDDEN)

    def key(self) -> bytes:
        """The signing key; OperatorError where it cannot be read or is none."""
        return self.keys.current()

    def rotate_key(self, *, by: str, at: datetime.datetime) -> bool:
        """A new signing key; whether the one before is kept, which a damaged one may not be.

        RegistryError where somebody else is writing, OSError where the disk keeps no key.
        """
        path, new = self.registry().path, new_key()
        with sole_writer(path, by, at.astimezone(self.zone)):
            with suppress(OperatorError), self.registry() as registry:
                Marks(path).hand_on(self.key(), new, registry.connection)
            kept = self.keys.rotate(new)
        with suppress(OperatorError), self.registry() as registry:  # else the next command does it
            if registry.version():
                with registry.writing(by, at):
                    pass  # the chain goes on under the new key
        return kept

    def contacts(self) -> dict[str, str]:
        """Whom to call at each unit, by its code, from ``contacts.csv`` (code,contact) beside the
        definition; empty where there is none. OperatorError for a file of another kind.

        It is apart from the definition: a new telephone number makes no form an old one.
        """
        path = self.own_file(CONTACTS)
        if not path.exists():
            return {}
        text = read_named(path, _LARGEST_CONTACTS).decode("utf-8-sig", errors="replace")
        lines = text.splitlines()
        rows = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
        try:
            if not {"code", "contact"} <= set(rows.fieldnames or ()):
                raise OperatorError("bad-contacts", file=path)
            return {str(row["code"]).strip(): str(row["contact"] or "").strip() for row in rows}
        except csv.Error as error:
            raise OperatorError("bad-contacts", file=path) from error

    def spent(self, definition: Definition) -> Spent:
        """What the definition's programmes have spent, by the list beside it; OperatorError that
        tells all that is wrong with the list.
        """
        return spent_in(self.own_file(SPENDING), definition)

    def own_file(self, name: str) -> Path:
        """A file that the office keeps beside its definition, by its name from there, whether there
        is one or not; OperatorError where a link leads out of the folder, or to its secrets.
        """
        path = self.root / name
        if leads_outside(path, self.root):
            raise OperatorError("leads-outside", file=path)
        return path

    def registry(self, zone: datetime.tzinfo | None = None) -> Registry:
        """The campaign's registry, with times of a ``zone``, by default the office's; it is created
        when something is first kept in it.
        """
        path = self.root / HIDDEN / "registry.db"
        return Registry(path, self._keys, zone or self.zone, self._define, self._spends)

    def head(self) -> Head | None:
        """The end of the chain of records, to be printed; None where there is none yet."""
        with self.registry() as registry:
            return registry.head()

    def _define(self, last: str | None) -> str | None:
        """The digest of the definition that holds, where it is another than the last on record, its
        text kept. Of one with mistakes nothing is recorded, nor where its text cannot be kept.
        """
        with suppress(OSError, OperatorError):
            definition = self.definition()
            if definition.digest != last:
                self._keep_text(definition)
                return definition.digest
        return None

    def _spends(self) -> Spent | None:
        """What the list of spending says, to be noted; None where there are no programmes, and
        where the list has mistakes, which whoever reads it is told.
        """
        with suppress(OSError, OperatorError):
            definition = self.definition()
            return self.spent(definition) if definition.programmes else None
        return None

    def _keys(self) -> tuple[bytes, ...]:
        return self.keys.current(), *self.keys.older()

    def clock_behind(self, now: datetime.datetime) -> datetime.datetime | None:
        """The time of the last record, where the clock has not come that far by ``now``: it was set
        back, or was ahead when that was recorded. None where nothing is odd.
        """
        last = last_time(self.root / HIDDEN / "registry.db", self.zone)
        return last if last is not None and last > now + _TOLERATED else None

    def keep(self, definition: Definition) -> None:
        """Store what forms about to be issued are recognised by: their definition in ``.iku``,
        under its digest, and a second copy of the key.
        """
        self.keys.keep()
        self._keep_text(definition)

    def _keep_text(self, definition: Definition) -> None:
        if self._kept_bytes(definition.digest) is None:
            write_whole(self._kept(definition.digest), definition.to_json().encode())

    def record_issued(
        self,
        definition: Definition,
        period: Period,
        units: Iterable[Unit],
        *,
        by: str,
        at: datetime.datetime,
    ) -> None:
        """Record the forms about to be issued in the registry, before any is written, and keep
        their definition before that: what is on record can be recognised.
        """
        self.keys.keep()
        key = self.key()
        identities = [
            identify(
                key,
                code=definition.code,
                digest=definition.digest,
                unit=unit.code,
                period=period.code,
                modern=definition.modern,
            )
            for unit in units
        ]
        with self.registry() as registry, registry.writing(by, at):
            self.keep(definition)  # once there is a registry: without one, one was lost
            registry.record_issued(identities, at, by)

    def issued(self, digest: str) -> Definition | None:
        """The stored definition with this digest, which forms were issued from.

        The digest is that of the file: one that a disk damaged is none.
        """
        kept = self._kept_bytes(digest)
        try:
            return Definition.from_json(kept.decode()) if kept is not None else None
        except (OperatorError, ValueError):  # it says nothing that we wrote
            return None

    def _kept_bytes(self, digest: str) -> bytes | None:
        """The bytes of the stored definition with this digest."""
        if not (len(digest) == 64 and digest.isalnum()):
            return None
        try:
            kept = read_named(self._kept(digest), _LARGEST_DEFINITION)
        except (OSError, OperatorError):
            return None
        return kept if hashlib.sha256(kept).hexdigest() == digest else None

    def kept_digests(self) -> set[str]:
        """The digests by which the files of kept definitions are named, whatever they hold."""
        return {path.stem for path in (self.root / HIDDEN / "definitions").glob("*.json")}

    def kept(self) -> Iterator[Definition]:
        """Every definition that forms were issued from, the last one that was kept first."""
        found = (self.root / HIDDEN / "definitions").glob("*.json")
        paths = [each for each in found if each.is_file()]
        for path in sorted(paths, key=lambda each: each.stat().st_mtime, reverse=True):
            definition = self.issued(path.stem)
            if definition is not None:
                yield definition

    def forms(self) -> Forms:
        """Every form that the campaign can recognise, and the key that signed them."""
        from iku_workbook.checks.file.known_forms import Forms

        return Forms(
            self.definition(), self.key(), Issued(self), self.keys.older(), on_record=self._noted()
        )

    def _noted(self) -> IssuedOnRecord:
        with self.registry() as registry:
            issued = registry.issued()
        return IssuedOnRecord(frozenset(issued), frozenset(issued.values()))

    @property
    def zone(self) -> datetime.tzinfo:
        """The office's time zone, in which its days begin and end.

        Of a definition with mistakes nothing is known, and that is said by whoever loads it.
        """
        with suppress(OSError, OperatorError):
            # Most are in the first one, and say nothing of another: that costs nothing.
            if _ANOTHER_ZONE(self.definition_file.read_bytes()):
                return self.definition().timezone.time
        return HERE.time

    def definition(self) -> Definition:
        """Load ``definition.yaml``; DefinitionError where it has mistakes."""
        return load(self.definition_file)[0]

    def _kept(self, digest: str) -> Path:
        return self.root / HIDDEN / "definitions" / f"{digest}.json"


@dataclass(frozen=True, slots=True)
class Issued:
    """The definitions that a campaign's forms were issued from, by digest."""

    campaign: CampaignFolder

    def __call__(self, digest: str) -> Definition | None:
        """The one with this digest, None where it is not ours."""
        return self.campaign.issued(digest)

    def __reduce__(self) -> tuple[type[_Sent], tuple[Mapping[str, Definition]]]:
        """All of them go to another process: the folder may be out of its reach."""
        return _Sent, ({each.digest: each for each in self.campaign.kept()},)


@dataclass(frozen=True, slots=True)
class _Sent:
    """The same in a process that they were sent to."""

    known: Mapping[str, Definition]

    def __call__(self, digest: str) -> Definition | None:
        return self.known.get(digest)


def make_folders(root: Path) -> None:
    """The folders of a campaign; the hidden one is its owner's alone."""
    for name in _FOLDERS:
        make_folder(root / name)
    (root / HIDDEN).chmod(0o700)
