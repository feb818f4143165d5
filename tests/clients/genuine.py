"""Genuine returns by the thousand: python -m tests.clients.genuine [HOW MANY].

Each client saves every village's empty form once; into those, what invented villages report is
written by the thousand, in the sheets' own XML, with what people do that harms nothing: marks from
chats, rows left out, hidden or written twice, a sheet copied. A client that saves .ods or .xls
saves each filled form. What is due to each is known
beforehand: no error, the values as typed, and of warnings these alone. Results are left out, as
some programs do; that every client's are right is tests/clients/test_round_trips.py.
"""

from __future__ import annotations

import datetime
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from iku_workbook.checks.batch.check_batch import check_batch
from iku_workbook.checks.file.examine import examine
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.codes import Family
from iku_workbook.findings import Severity
from iku_workbook.workbook import fill
from tests.checks.test_copied_sheets import copied
from tests.clients import material
from tests.clients.programs import PROGRAMS, Program
from tests.forms import KEY, change_part, issue, parts, sheet_part, zipped

Answers = dict[str, Any]
QUARTER = (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
COURTESY = {"LOCK-003", "LOCK-004", "LOCK-005", "LOCK-006", "FILE-039"}
"""What a program drops that guided the person at the keyboard; a format read for values alone."""
STATUS = {0.4907: "Sangat Tertinggal", 0.5989: "Tertinggal", 0.7072: "Berkembang"}
STATUS |= {0.8155: "Maju", 1.0: "Mandiri"}
[TABLE] = material.LAYOUT.tables
_AT_ONCE = 500


@dataclass(frozen=True)
class Genuine:
    """A return as it comes, what was typed, and the codes that are due to it."""

    data: bytes
    values: Answers
    due: frozenset[str]


def answers(chance: random.Random) -> Answers:
    """What an invented village reports for the quarter: whole, and consistent."""
    score = round(chance.uniform(0.4, 0.9), 4)
    asked = chance.randrange(120)
    planned = chance.random() < 0.8
    events = [event(chance, number) for number in range(chance.randrange(12))]
    return {
        "skor_idm": score,
        "status_desa": next(status for most, status in STATUS.items() if score <= most),
        "dokumen_pengajuan": asked,
        "dokumen_selesai": chance.randint(0, asked),
        "anggaran_kinerja": "Ya" if planned else "Tidak",
        "nomor_perdes": f"{chance.randint(1, 12)} Tahun 2023" if planned else None,
        "tanggal_perdes": datetime.date(2023, 12, chance.randint(13, 31)) if planned else None,
        "kegiatan": events,
    }


def event(chance: random.Random, number: int) -> Answers:
    """One activity, unlike any other."""
    first, last = QUARTER
    return {
        "tanggal": first + datetime.timedelta(days=chance.randint(0, (last - first).days)),
        "jenis": chance.choice(("Koordinasi", "Pembinaan", "Lainnya")),
        "pokok": chance.choice(("Rapat linmas", "Ronda malam", "Kerja bakti", "Sosialisasi")),
        "bukti": f"005/{number + 1}/2024",
    }


# --- what people do that harms nothing -----------------------------------------------------------

Habit = Callable[[random.Random, Answers], tuple[Answers, set[str]]]
"""Changes what is typed; gives it, and the codes that are due for it."""


def plainly(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """As the form asks for it."""
    return typed, set()


def with_unit(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """The unit behind the number: read, and said."""
    return {**typed, "dokumen_pengajuan": f"{typed['dokumen_pengajuan']} dokumen"}, {"VALUE-008"}


def pasted(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """Texts pasted from a chat, with marks that nobody sees."""
    about = chance.choice(("\u200b", "\u2060", "\ufeff", "\u00a0"))
    number = typed["nomor_perdes"]
    return {**typed, "nomor_perdes": number and f"{about}{number}{about}"}, set()


def with_blank_rows(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """Rows left out between the events, and one in which a space was typed."""
    stray = {"pokok": chance.choice((" ", "\u00a0", "\u200b", "\u3164"))}
    events = typed["kegiatan"]
    return {**typed, "kegiatan": [*events, {}, stray] if events else []}, set()


def without_evidence(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """The number of a letter is not there yet: the definition's own warning."""
    events = typed["kegiatan"]
    return (
        {
            **typed,
            "kegiatan": [{**each, "bukti": None} if each is events[0] else each for each in events],
        },
        {"RULE-001"} if events else set(),
    )


def said_twice(chance: random.Random, typed: Answers) -> tuple[Answers, set[str]]:
    """One event on two rows: asked about."""
    events = typed["kegiatan"]
    return {**typed, "kegiatan": [*events, *events[:1]]}, {"VALUE-024"} if events else set()


HABITS: tuple[Habit, ...] = (
    *[plainly] * 4,
    with_unit,
    pasted,
    with_blank_rows,
    without_evidence,
    said_twice,
)


Harm = Callable[[bytes, random.Random, Answers], tuple[bytes, set[str]]]
"""Changes the workbook and no value in it; gives it, and the codes that are due for it."""


def as_it_is(data: bytes, chance: random.Random, typed: Answers) -> tuple[bytes, set[str]]:
    """Nothing is changed."""
    return data, set()


def with_empty_rows_hidden(
    data: bytes, chance: random.Random, typed: Answers
) -> tuple[bytes, set[str]]:
    """The empty rows of the register are hidden, as somebody does who prints it."""
    return _hidden(data, len(typed["kegiatan"]) + 1, TABLE.last - TABLE.first), set()


def with_a_row_hidden(data: bytes, chance: random.Random, typed: Answers) -> tuple[bytes, set[str]]:
    """A row with an event is hidden: counted, and said."""
    events = [at for at, each in enumerate(typed["kegiatan"]) if each.get("tanggal")]
    return (_hidden(data, events[0], events[0]), {"LOCK-027"}) if events else (data, set())


def with_a_sheet_copied(
    data: bytes, chance: random.Random, typed: Answers
) -> tuple[bytes, set[str]]:
    """The sheet was copied as a backup, with the names that Excel gives to a copy: not read."""
    entry = material.LAYOUT.entry
    return copied(entry, f"{entry} (2)")(data), {"FORM-011"}


HARMLESS: tuple[Harm, ...] = (
    *[as_it_is] * 6,
    with_empty_rows_hidden,
    with_empty_rows_hidden,
    with_a_row_hidden,
    with_a_sheet_copied,
)


def _hidden(data: bytes, first: int, last: int) -> bytes:
    """The return with these rows of its register hidden, counted from 0."""

    def hide(root: Any) -> None:
        for row in root.iterfind("{*}sheetData/{*}row"):
            if first <= int(row.get("r")) - TABLE.first <= last:
                row.set("hidden", "1")

    return change_part(data, sheet_part(data, TABLE.sheet), hide)


# --- through every client ------------------------------------------------------------------------


def saved_forms(program: Program, units: list[str], folder: Path) -> dict[str, bytes]:
    """The empty forms of these villages after the program saved them."""
    pairs = []
    for unit in units:
        source, target = (folder / f"{program.name}-{unit}-{side}.xlsx" for side in "ab")
        source.write_bytes(issue(material.definition(), unit))
        pairs.append((source, target))
    program.save(pairs)
    return {unit: target.read_bytes() for unit, (_, target) in zip(units, pairs, strict=True)}


def returns_of(program: Program, units: list[str], count: int, seed: int) -> Iterator[Genuine]:
    """So many genuine returns that the program saved: its empty forms, filled in; or, where it
    saves another kind of file, into which nothing can be written here, filled forms that it saved.
    """
    with TemporaryDirectory() as folder:
        if program.suffix == "xlsx":
            yield from genuine(saved_forms(program, units, Path(folder)), count, seed)
            return
        issued = {unit: issue(material.definition(), unit) for unit in units}
        for each in genuine(issued, count, seed, [as_it_is]):
            source, target = (Path(folder, f"form.{kind}") for kind in ("xlsx", program.suffix))
            source.write_bytes(each.data)
            program.save([(source, target)])
            yield replace(each, data=target.read_bytes())


class Blank:
    """An empty form as a client saved it, to be filled in again and again."""

    def __init__(self, data: bytes) -> None:
        self.sheets = {sheet: sheet_part(data, sheet) for sheet in material.LAYOUT.sheets}
        for part in self.sheets.values():
            data = change_part(data, part, _without_results)
        self.parts = parts(data)

    def filled(self, typed: Answers) -> bytes:
        """The form with these values in its input cells."""
        wanted: dict[str, Any] = {}
        for place, value in fill._inputs(material.LAYOUT, typed, {}):
            cells = wanted.setdefault(self.sheets[place.sheet], {})
            cells[place.row, place.column] = fill.CellContent(value)
        changed = {
            part: fill._with_cells(self.parts[part], wanted[part], None, 0) for part in wanted
        }
        return zipped({**self.parts, **changed})


def _without_results(root: Any) -> None:
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        shown = cell.find("{*}v")
        if cell.find("{*}f") is not None and shown is not None:
            cell.remove(shown)
            cell.attrib.pop("t", None)


def genuine(
    forms: dict[str, bytes], count: int, seed: int, harmless: Sequence[Harm] = HARMLESS
) -> Iterator[Genuine]:
    """So many returns on these forms, the same on every machine."""
    chance = random.Random(seed)
    blanks = {unit: Blank(data) for unit, data in forms.items()}
    for _ in range(count):
        values = answers(chance)
        typed, due = chance.choice(HABITS)(chance, values)
        data = blanks[chance.choice(sorted(blanks))].filled(typed)
        data, more = chance.choice(harmless)(data, chance, typed)
        expected = {**values, "kegiatan": typed["kegiatan"]} if due & {"VALUE-024"} else values
        yield Genuine(data, typed if due & {"RULE-001"} else expected, frozenset(due | more))


def wrong(returns: list[Genuine], known: Forms) -> Iterator[str]:
    """What a genuine return got that is not due to it, or lacks."""
    received = [examine(f"{at}.xlsx", each.data, known) for at, each in enumerate(returns)]
    for each, returned in zip(returns, check_batch(received, known), strict=True):
        # That they are all of a few villages is said too.
        found = [one for one in returned.findings if one.family is not Family.DUP]
        codes = {one.code for one in found if one.severity is not Severity.INFO} - COURTESY
        if any(one.severity is Severity.ERROR for one in found):
            yield f"error: {sorted(codes)}"
        elif codes != each.due:
            yield f"warned of {sorted(codes)}, due {sorted(each.due)}"
        elif returned.values != each.values:
            yield f"read {returned.values}, typed {each.values}"


def main(count: int) -> int:
    """Makes and judges so many, shared among the clients that are here; prints the figures."""
    programs = [each for each in PROGRAMS if each.version()]
    units = [unit.code for unit in material.definition().units]
    known = Forms(material.definition(), KEY, lambda digest: None)
    share, started, odd = -(-count // len(programs)), time.monotonic(), Counter[str]()
    for seed, program in enumerate(programs):
        made = returns_of(program, units, share, seed)
        while batch := [*islice(made, _AT_ONCE)]:
            odd.update(wrong(batch, known))
        taken = time.monotonic() - started
        print(f"{program.label}: {share} returns, {sum(odd.values())} wrong so far, {taken:.0f} s")
    for what, times in odd.most_common(20):
        print(f"{times} times {what}")
    return bool(odd)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
