"""A small office: files that come on given days, and what the registry makes of them."""

import datetime
import os
from functools import partial
from pathlib import Path

from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import Source, gather
from iku_workbook.registry import Registry
from tests.forms import GOOD, KEY, define, filled, known

UNIT, OTHER, PERIOD = "35.01", "35.02", "2025-Q1"
DAY = datetime.datetime(2025, 4, 7, 9, 0, tzinfo=datetime.UTC)


def day(number: float) -> datetime.datetime:
    """Nine o'clock so many days after the first."""
    return DAY + datetime.timedelta(days=number)


class Desk:
    """A registry in a folder, and the forms that it is held against."""

    def __init__(self, folder: Path, **definition) -> None:
        self.folder = folder
        self.definition = define(**definition)
        self.forms = known(self.definition)
        self.registry = self.open()
        self.saved = 0

    def open(self, *keys: bytes) -> Registry:
        """The registry once more, as one who has these keys opens it."""
        zone = self.definition.timezone.time
        return Registry(self.folder / "registry.db", lambda: keys or (KEY,), zone)

    def file(self, name: str, data: bytes) -> Path:
        """A file in the inbox, made after all that were made before."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.saved += 3600
        os.utime(path, (self.saved, self.saved))
        return path

    def form(self, name: str, unit: str = UNIT, **values) -> Path:
        """A unit's return, good but for these values."""
        return self.file(name, filled({**GOOD, **values}, self.definition, unit))

    def assorted(self, count: int) -> None:
        """So many files in the inbox: two units' forms, and every seventh something else."""
        for number in range(count):
            if number % 7 == 0:
                self.file(f"{number}.pdf", f"%PDF-1.4 {number}".encode())
            else:
                unit = OTHER if number % 2 else UNIT
                self.form(f"{number}.xlsx", unit, datang=40 + number)

    def receive(self, *paths: Path, on: float = 0, by: str = "Loket"):
        """What is said of files that come on a day."""
        sources = gather([str(path) for path in paths])
        return self.take(sources, on=on, by=by)

    def take_at(self, moment: datetime.datetime, *paths: Path, by: str = "Loket"):
        """What is said of files that come at a moment."""
        sources = gather([str(path) for path in paths])
        return list(receive(self.registry, self.forms, sources, by=by, clock=lambda: moment))

    def take(self, sources: list[Source], on: float = 0, by: str = "Loket"):
        """The same for sources that are known."""
        clock = partial(day, on)
        return list(receive(self.registry, self.forms, sources, by=by, clock=clock))

    def lineage(self, unit: str = UNIT):
        """Each return of a unit: its number, verdict, and the codes beside its own findings."""
        return [
            (
                each.number,
                str(each.verdict),
                [one.code for one in each.findings if one.family in {"DUP", "REVIEW"}],
            )
            for each in self.registry.lineage(unit, PERIOD)
        ]

    def counts(self):
        """The file that counts for each unit, and its verdict."""
        return {each.unit: (each.file, str(each.verdict)) for each in self.registry.returns()}
