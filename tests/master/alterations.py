"""Alters masters at random through three programs, and asks the first sheet and ``iku verify``
whether each is told, with its place.

python -m tests.master.alterations N SEED
"""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.compare_workbooks import compare
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read as reading
from tests import onlyoffice
from tests.forms import period_of
from tests.libreoffice import office
from tests.master.editors import (
    KINDS,
    Alteration,
    choose,
    through_libreoffice,
    through_onlyoffice,
    through_openpyxl,
)
from tests.master.master import read, write
from tests.results.year import random_year, regency

CHECK = "Ringkasan!A5"
SHARES = ("openpyxl", "LibreOffice", "openpyxl", "ONLYOFFICE")
"""Which program makes the first alteration, the second, and so on."""
COMPUTED = {"value", "emptied", "text", "formula", "swapped", "row", "row-added"}
"""The kinds of which a formula can know."""


class Told(NamedTuple):
    """By whom an alteration was told with its place."""

    program: str
    asked: Alteration
    sheet: bool
    verify: bool

    @property
    def by(self) -> str:
        return "sheet" if self.sheet else "verify" if self.verify else "nobody"


def made():
    """A master of six villages in two kecamatan, and two quarters."""
    definition = regency(2, 3)
    period = period_of(definition, 2)
    return write(definition, random_year(definition, period, seed=4), period)


def told(written, program, asked, data, folder):
    """Whether the first sheet, computed anew by LibreOffice, names sheet and row of an alteration,
    and whether iku verify names its place.
    """
    places = {
        each.place
        for each in compare(written, reading(data, Budget.of_ours()))
        if each.sheet == asked.sheet
    }
    by_verify, on_sheet = asked.is_at(places), False
    if asked.kind in COMPUTED or not by_verify:
        file = folder / "altered.xlsx"
        file.write_bytes(data)
        said = str(office().work(file, read=[CHECK])[CHECK])
        named = said.startswith("✗") and said.partition(" (+")[0]
        on_sheet = bool(named) and f"{asked.sheet} baris {asked.row}" in named
    return Told(program, asked, on_sheet, by_verify)


def run(count, seed, *, programs=SHARES):
    """Each of so many random alterations, and by whom it was told."""
    data, chance = made(), random.Random(seed)
    written, book = reading(data, Budget.of_ours()), read(data)
    wanted = Counter(programs[number % len(programs)] for number in range(count))
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program, number in wanted.items():
            kinds = KINDS[program]
            asked = [choose(book, chance, kinds[at % len(kinds)]) for at in range(number)]
            if program == "openpyxl":
                altered = through_openpyxl(data, asked)
            elif program == "LibreOffice":
                altered = through_libreoffice(data, asked, folder)
            else:
                altered = through_onlyoffice(data, asked, folder)
            both = zip(asked, altered, strict=True)
            found += [told(written, program, each, changed, folder) for each, changed in both]
    return found


def main(count, seed):
    """Prints how many of each kind were told by whom; 1 where one was told by nobody."""
    programs = SHARES if onlyoffice.available() else SHARES[:3]
    found = run(count, seed, programs=programs)
    tally = Counter((each.program, each.asked.kind, each.by) for each in found)
    for key, number in sorted(tally.items()):
        print(*key, number)
    print(dict(Counter(each.by for each in found)), dict(Counter(each.program for each in found)))
    missed = [each for each in found if each.by == "nobody"]
    for each in missed:
        print("missed:", each.program, each.asked)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
