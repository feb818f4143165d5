"""docs/keystrokes.md: what becomes of dates and numbers that are typed into a form.

Twenty spellings, typed on a computer with Indonesian and on one with English regional settings,
into a form of this project in a window of LibreOffice: python -m tests.clients.keystrokes
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_workbook.definition import Definition
from iku_workbook.guidance import Guidance
from iku_workbook.guidance.region import LINE
from iku_workbook.layout import MESSAGE, Layout, Place
from iku_workbook.messages import catalogue
from tests.clients.programs import PROGRAMS
from tests.clients.window import Entry, Seen, typed
from tests.forms import SMALL, define, issue, layout_of, period_of
from tests.source import CHECKOUT

Table = dict[tuple[str, str], Seen]
PAGE = CHECKOUT / "docs" / "keystrokes.md"
LOCALES = {"id-ID": "Indonesian", "en-US": "English (USA)"}
PERIOD = 4
BOX = catalogue("id")("form.error_title")
DATE, SCORE, COUNT, SHARE = "kegiatan.tanggal", "skor", "datang", "cakupan"
ASKED = {
    DATE: "a date of the fourth quarter of 2024",
    SCORE: "a decimal from 0 to 1",
    COUNT: "a whole number from 0 to 2,000",
    SHARE: "a percentage",
}
TYPED = {
    DATE: (
        "15/10/2024",
        "10/11/2024",
        "10/15/2024",
        "2024-10-15",
        "15-10-2024",
        "15.10.2024",
        "15/10/24",
        "15 Oktober 2024",
        "15 Oct 2024",
        "15 Januari 2024",
    ),
    SCORE: ("0,8204", "0.8204", "82,04%", "7,5", "7.5"),
    COUNT: ("1250", "1.250", "1,250"),
    SHARE: ("76,54", "76.54"),
}
PASTED = {DATE: "15/10/2024", SCORE: "0.8204.", COUNT: "12 anak", SHARE: "76.54 %%"}
PASTING = """
## Pasted as a text

What is pasted from a chat no box refuses; the remark beside the cell tells of it.

"""
INTRODUCTION = """# What is typed, and what is seen

What becomes of twenty spellings of dates and numbers in a form, on a computer with Indonesian
regional settings and on one with English ones. Each was typed with real keystrokes into a window
of LibreOffice; what stands here is what the person at the keyboard sees: the value as the cell
shows it with the remark beside it, or the box that refuses it. This page is written by
`make keystrokes-table` from those windows, and a test types all of it again.

Nothing is refused without a spelling that is taken. One spelling is read in two ways without a
word: `10/11/2024` is 10 November or 11 October. The month in words shows which, the form's first
sheet tells which way the computer reads, and a return from one that reads the month first is asked
about such dates, cell by cell (VALUE-022). Numbers are shown with the computer's own marks.

Excel, WPS Office and Google Sheets could not be tried; all that is relied upon there is that they
take `2024-10-15` for a date whatever their settings.

"""


@dataclass(frozen=True)
class Form:
    """The form that is typed into."""

    definition: Definition
    layout: Layout
    data: bytes

    def place(self, of: str) -> Place:
        """The cell of a field; of a register's its first row."""
        return self.layout.inputs[of][1][0]

    def remark(self, of: str) -> Place:
        """The cell of the remark beside it."""
        place = self.place(of)
        [*columns] = (t.message_column for t in self.layout.tables if t.sheet == place.sheet)
        return Place(place.sheet, place.row, *(columns or [MESSAGE]))

    @property
    def line(self) -> Place:
        """The cell that tells how the computer reads."""
        cells = Guidance(self.layout, period_of(self.definition, PERIOD)).cells
        return next(each.place for each in cells if each.name == LINE)


def form() -> Form:
    """A form that asks for each of them, in the last quarter of 2024."""
    share = {"id": SHARE, "label": "Cakupan", "type": "percentage", "decimals": 2}
    share |= {"over_time": "latest"}
    score = {"decimals": 4}
    fields = [{**each, **(score if each["id"] == SCORE else {})} for each in SMALL["fields"]]
    definition = define(iku=2, year=2024, fields=[*fields, share])
    layout = layout_of(definition, period=PERIOD)
    return Form(definition, layout, issue(definition, period=PERIOD))


def at(place: Place) -> str:
    """A cell as the window's driver takes it."""
    return f"{place.sheet}!{place.address}"


def seen(locale: str, folder: Path, pictures: Path | None = None) -> tuple[Table, str]:
    """What is seen of each that is typed, and what the first sheet tells of the computer."""
    made = form()
    path = folder / f"{locale}.xlsx"
    path.write_bytes(made.data)
    pairs = [(of, text) for of, texts in TYPED.items() for text in texts]
    typing = [(of, text, False) for of, text in pairs]
    pairs += PASTED.items()
    entries = [
        Entry(at(made.place(of)), text, read=(at(made.remark(of)),), clear=True, pasted=pasted)
        for of, text, pasted in (*typing, *((*each, True) for each in PASTED.items()))
    ]
    found, told = typed(path, locale, entries, box=BOX, read=[at(made.line)], pictures=pictures)
    return dict(zip(pairs, found, strict=True)), told[at(made.line)]


def page(found: Mapping[str, tuple[Table, str]]) -> str:
    """The whole page, of what is seen with each regional setting."""
    made, tables = form(), {locale: table for locale, (table, _) in found.items()}
    lines = [f"- {LOCALES[locale]}: *{line}*" for locale, (_, line) in found.items()]
    text = INTRODUCTION + "The first sheet says:\n\n" + "\n".join(lines) + "\n"
    for of, asked in ASKED.items():
        text += f"\n## {asked[:1].upper()}{asked[1:]}\n\n"
        text += _table("typed", [(of, each) for each in TYPED[of]], tables, made)
    text += PASTING + _table("pasted", [*PASTED.items()], tables, made)
    return f"{text}\n- LibreOffice {PROGRAMS[0].version()}\n"


def _table(
    head: str, pairs: Sequence[tuple[str, str]], tables: Mapping[str, Table], made: Form
) -> str:
    """What is seen of these, a line each, a column a computer."""
    lines = [f"| {head} | {' | '.join(LOCALES.values())} |", "| --- |" + " --- |" * len(LOCALES)]
    for of, text in pairs:
        cells = (in_words(tables[locale][of, text], made, of) for locale in LOCALES)
        lines.append(f"| `{text}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def in_words(found: Seen, made: Form, of: str) -> str:
    """What is seen of one entry: the box, or the value with the remark beside it."""
    if found.refused is not None:
        return f"refused: *{found.refused}*"
    value, remark = (found.shown[at(place)] for place in (made.place(of), made.remark(of)))
    return f"**{value}** {remark}".rstrip()


def main() -> int:
    """Writes docs/keystrokes.md anew."""
    with TemporaryDirectory(prefix="iku-keystrokes-") as folder:
        found = {locale: seen(locale, Path(folder)) for locale in LOCALES}
        PAGE.write_text(page(found), encoding="utf-8")
    print(PAGE.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
