"""Mean achievement below the summary's table: of each objective, and of all indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from iku_workbook.cell_addresses import a1
from iku_workbook.definition.field_types import decimals_format
from iku_workbook.master.conditional_formats import mark_bands
from iku_workbook.master.context import MasterContext
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.rating import rating
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.results.means import Mean, means

_WRITTEN = {"indicator", "achievement", "band", "note"}
_NAME_WIDTH, _BAND_WIDTH, _NOTE_WIDTH = 46.0, 16.0, 36.0


class MeansRows:
    """The rows, in the columns of the table above them; ``rows``: that of each indicator there."""

    def __init__(
        self,
        sheet: MasterSheet,
        master: MasterContext,
        columns: Mapping[str, int],
        rows: Mapping[str, int],
    ) -> None:
        self.sheet, self.master, self.columns, self.rows = sheet, master, columns, rows
        self.means = means(master.definition, master.results)

    def write(self, title: int, prints: Fingerprints) -> int:
        """Write them below a title in this row; gives the last row, that before it without any."""
        if not self.means:
            return title - 2
        self.master.text(self.sheet, (title, 1), self.master.say("results.means"), "section")
        for row, mean in enumerate(self.means, start=title + 1):
            self._write(row, mean)
            prints.add(row)
        last = title + len(self.means)
        if "band" in self.columns:
            mark_bands(self.sheet, self.master, (title + 1, last), self.columns)
        return last

    def _write(self, row: int, mean: Mean) -> None:
        master, sheet, columns = self.master, self.sheet, self.columns
        name = mean.aim.text if mean.aim else master.say("results.mean_whole")
        look = "cell_strong_wrapped" if mean.aim is None else "cell"
        for key, column in columns.items():
            if key not in _WRITTEN:
                master.blank(sheet, (row, column), "other")
        master.text(sheet, (row, columns["indicator"]), name, look)
        of = ",".join(self._ranges(mean.codes))
        cell = (row, columns["achievement"])
        formula, shown = f'IF(COUNT({of})=0,"",AVERAGE({of}))', decimals_format(mean.places)
        master.formula(sheet, cell, formula, mean.achievement, "sum", shown)
        if "band" in columns:
            formula = rating(master, a1(*cell), provisional=mean.provisional, elsewhere=True)
            value = mean.shown_band(master.say)
            master.formula(sheet, (row, columns["band"]), formula, value, "cell_center")
        note = master.say.template("results.mean_of")
        about = {"of": str(len(mean.codes)), "codes": ", ".join(mean.codes)}
        before, after = (part.format(**about) for part in note.split("{known}"))
        counted = f'"{before}"&COUNT({of})&"{after}"'
        text = f"{before}{mean.known}{after}"
        master.formula(sheet, (row, columns["note"]), counted, text, "note")
        cells = [(name, _NAME_WIDTH), (mean.shown_band(master.say), _BAND_WIDTH)]
        master.fit(sheet, row, cells, small=[(text, _NOTE_WIDTH)])

    def _ranges(self, codes: Sequence[str]) -> Iterator[str]:
        """The cells of their achievements, those below each other as one range."""
        rows = [self.rows[code] for code in codes]
        for _, group in groupby(enumerate(rows), lambda each: each[1] - each[0]):
            own = [row for _, row in group]
            ends = dict.fromkeys(a1(row, self.columns["achievement"]) for row in (own[0], own[-1]))
            yield ":".join(ends)
