"""Below the summary's charts: how complete it is, who is awaited, what does not agree, contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from iku_workbook.layout import quoted
from iku_workbook.master.context import MasterContext
from iku_workbook.master.layout import COUNTS
from iku_workbook.master.status_sheet import counts
from iku_workbook.periods import label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.notes import disagreements

_NAMES_SHOWN = 40
_LINKED = 2  # columns that the name of a sheet takes in the table of contents
_COUNT_WIDTH = 12.0


class BelowWriter:
    """Writes from top to bottom, across columns of these widths."""

    def __init__(self, sheet: Worksheet, master: MasterContext, widths: Sequence[float]) -> None:
        self.sheet, self.master, self.say, self.widths = sheet, master, master.say, widths

    def write(self, row: int) -> int:
        """From a row on; gives the last row. What is on which sheet begins a page of its own."""
        row = self._write_completeness(row) + 1
        for text, look in (*self._waiting_lines(), *self._disagreements()):
            self._across(row, 1, text, look)
            row += 1
        self.sheet.set_h_pagebreaks([row])
        return self._write_contents(row + 1)

    def _write_completeness(self, row: int) -> int:
        """How many units stand how in each period; gives the row below."""
        master, sheet = self.master, self.sheet
        master.text(sheet, (row, 1), self.say("results.completeness"), "section")
        titles = [self.say("results.number"), self.say("results.period")]
        titles += [self._status_word(key) for key in COUNTS]
        master.fit(sheet, row + 1, [(title, _COUNT_WIDTH) for title in titles])
        for column, title in enumerate(titles, start=1):
            master.text(sheet, (row + 1, column), title, "header")
        for number, results in enumerate(master.year.periods, start=1):
            here = row + 1 + number
            master.number(sheet, (here, 1), number, "pale", "0")
            asked = results is master.results
            look = "cell_strong" if asked else "cell"
            master.text(sheet, (here, 2), label(results.period, self.say.language), look)
            counted = counts(master, results.period.code)
            for column, key in enumerate(COUNTS, start=3):
                formula = master.plan.status.count(key, number)
                master.formula(sheet, (here, column), formula, counted[key], "cell_center", "#,##0")
        return row + 2 + len(master.year.periods)

    def _status_word(self, key: str) -> str:
        if key in {each.value for each in Status}:
            return self.master.status(Status(key))
        return self.say(f"results.{key}").capitalize()

    def _waiting_lines(self) -> list[tuple[str, str]]:
        """Who has yet to return or to mend, by status."""
        waiting: dict[Status, list[str]] = {}
        for year in self.master.results.units:
            waiting.setdefault(year.status, []).append(year.unit.name)
        lines = [
            (self._waiting(status, waiting[status]), "paragraph")
            for status in Status
            if status in waiting and status is not Status.ACCEPTED
        ]
        return [(self.say("results.waiting"), "section"), *lines] if lines else []

    def _disagreements(self) -> list[tuple[str, str]]:
        """Where two kinds of unit report the same quantity and do not agree."""
        found = disagreements(self.master.year, self.say)
        lines = [(sentence, "paragraph") for sentence in found]
        return [(self.say("results.disagreements"), "section"), *lines] if lines else []

    def _waiting(self, status: Status, names: list[str]) -> str:
        shown = ", ".join(names[:_NAMES_SHOWN])
        if len(names) > _NAMES_SHOWN:
            shown += " " + self.say("results.more", count=len(names) - _NAMES_SHOWN)
        return f"{self.master.status(status)} ({self.say.show(len(names))}): {shown}"

    def _across(self, row: int, first: int, text: str, look: str) -> None:
        style = self.master.styles(look)
        self.sheet.merge_range(row - 1, first - 1, row - 1, len(self.widths) - 1, "", style)
        self.master.text(self.sheet, (row, first), text, look)
        self.master.fit(self.sheet, row, [(text, sum(self.widths[first - 1 :]))])

    def _write_contents(self, row: int) -> int:
        """What is on which sheet, each with a link; gives the last row."""
        self._across(row, 1, self.say("results.contents"), "section")
        for sheet, text in self._contents():
            row += 1
            style = self.master.styles("link")
            self.sheet.merge_range(row - 1, 0, row - 1, _LINKED - 1, "", style)
            self.sheet.write_url(row - 1, 0, f"internal:{quoted(sheet)}!A1", style, sheet)
            self._across(row, _LINKED + 1, text, "paragraph")
        row += 1
        self._across(row, 1, self.say("results.colours"), "note_line")
        return row

    def _contents(self) -> Iterator[tuple[str, str]]:
        plan = self.master.plan
        names = {
            "achievement": plan.achievement.name,
            "matrix": plan.matrix,
            "chain": plan.chain,
            "levels": plan.levels if self.master.units.blocks else None,
            "working": plan.working.name,
            "data": plan.data.name,
        }
        for key, name in names.items():
            if name:
                yield name, self.say(f"results.about_{key}")
        for each in plan.events:
            yield each.name, self.say("results.about_register", label=each.register.label)
        yield plan.status.name, self.say("results.about_status")
        yield plan.findings, self.say("results.about_findings")
