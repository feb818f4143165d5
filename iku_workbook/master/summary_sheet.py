"""The summary: the indicators' results, their course over the year, their completeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from xlsxwriter.worksheet import Worksheet

from iku_workbook.calculations import part_labels
from iku_workbook.definition.model import Indicator
from iku_workbook.master import check_sheet
from iku_workbook.master.cell_text import cell_text
from iku_workbook.master.charts import HEIGHT, chart_rows, insert_charts
from iku_workbook.master.conditional_formats import WRONG_SIGN, mark_bands, mark_signs
from iku_workbook.master.context import Heading, MasterContext, amount_format, amount_width
from iku_workbook.master.fingerprints import Fingerprints
from iku_workbook.master.means_rows import MeansRows
from iku_workbook.master.references import RESULTS_HEADER_ROW
from iku_workbook.master.sheet import MasterSheet
from iku_workbook.master.shown import FIGURES, ends, figure_of, shown_format, shown_width
from iku_workbook.master.status_sheet import counts
from iku_workbook.numbers import format_date
from iku_workbook.periods import label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.brief import MOST_PARTS, MOST_ROWS, is_brief
from iku_workbook.results.campaigns import remarks
from iku_workbook.results.indicators import IndicatorResult
from iku_workbook.results.naming import together_in_words
from iku_workbook.results.notes import (
    disagreements,
    doubtful,
    known,
    notes,
    shown_band,
    shown_grade,
)
from iku_workbook.results.open_questions import open_questions
from iku_workbook.results.over_units import PART
from iku_workbook.sheet_names import quoted

_WIDTHS = {
    "code": 11.0,
    "indicator": 46.0,
    "numerator": 12.0,
    "denominator": 12.0,
    "value": 14.0,
    "unit_of_measure": 10.0,
    "grade": 9.0,
    "target": 13.0,
    "target_to": 11.0,
    "achievement": 13.0,
    "band": 16.0,
    "year_target": 11.0,
    "year_target_to": 11.0,
    "year_achievement": 11.0,
    "least": 11.0,
    "greatest": 11.0,
    "reported": 13.0,
    "note": 36.0,
}
_LARGER = 1.4  # the result stands in larger type
_CHECK_ROW = 5
_ROW_PIXELS = 20
_NAMES_SHOWN = 40
_LINKED = 2  # columns that the name of a sheet takes in the table of contents
_COUNT_WIDTH = 12.0
_THOUSAND = 1000


def write(sheet: MasterSheet, master: MasterContext) -> None:
    """The sheet that a reader sees first."""
    SummaryWriter(sheet, master).write()
    sheet.activate()


class SummaryWriter:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: MasterSheet, master: MasterContext) -> None:
        self.sheet, self.master, self.say = sheet, master, master.say
        self.period = master.results.period
        self.indicators = master.definition.indicators
        ranges = any(each.range for each in master.results.indicators.values())
        left_out = set[str]() if ranges else {"least", "greatest"}
        shown = [key for key in _WIDTHS if key in master.layout.achievement.columns]
        self.columns = {
            key: column
            for column, key in enumerate((key for key in shown if key not in left_out), start=1)
        }
        self.last = RESULTS_HEADER_ROW + len(self.indicators)

    def write(self) -> None:
        """Write the head, the table, the charts, and the lists below them."""
        master, sheet = self.master, self.sheet
        self._write_head()
        headings = [Heading(self._heading(key), self._width(key)) for key in self.columns]
        master.headings(sheet, RESULTS_HEADER_ROW, headings)
        prints = Fingerprints(master, sheet, len(headings), fixed=True)
        prints.head(RESULTS_HEADER_ROW)
        for row, indicator in enumerate(self.indicators, start=RESULTS_HEADER_ROW + 1):
            self._write_indicator(row, indicator)
            prints.add(row)
        rows = {
            each.code: row for row, each in enumerate(self.indicators, start=RESULTS_HEADER_ROW + 1)
        }
        last = MeansRows(sheet, master, self.columns, rows).write(self.last + 2, prints)
        pixels = sum(int(each.width * 7 + 5) for each in headings)
        insert_charts(sheet, master, last + 2, pixels)
        drawn = -(-chart_rows(len(self.indicators)) * HEIGHT // _ROW_PIXELS)
        below = BelowWriter(sheet, master, [each.width for each in headings])
        last = below.write(last + 2 + drawn + 1)
        if "band" in self.columns:
            mark_bands(sheet, master, (RESULTS_HEADER_ROW + 1, self.last), self.columns)
        mark_signs(sheet, master, (_CHECK_ROW, _CHECK_ROW), 1, filled=False)
        master.page(sheet, RESULTS_HEADER_ROW, headings, repeated=_CHECK_ROW - 1)
        sheet.print_area(0, 0, last - 1, len(headings) - 1)

    def _heading(self, key: str) -> str:
        when = label(self.period, self.say.language)
        return self.say(self.master.counted_word(key), period=when, year=str(self.period.year))

    def _width(self, key: str) -> float:
        results = self.master.results.indicators
        needed = 0.0
        if key in FIGURES:
            needed = shown_width([(each, results[each.code]) for each in self.indicators], key)
        elif key in {"numerator", "denominator"}:
            needed = amount_width([getattr(each, key) for each in results.values()], 0)
        return max(_WIDTHS[key], needed * (_LARGER if key == "value" else 1.0))

    # --- above -----------------------------------------------------------------------------------

    def _write_head(self) -> None:
        master, sheet, agency = self.master, self.sheet, self.master.definition.agency
        sheet.set_row(0, 30)
        master.text(sheet, (1, 1), master.definition.title, "title")
        whose = " · ".join(part for part in (agency.name, agency.regency) if part)
        master.text(sheet, (2, 1), whose, "subtitle")
        master.text(sheet, (3, 1), " · ".join(self._when()), "strong")
        doubts = master.year.doubts(self.say)
        told = " ".join((WRONG_SIGN, *doubts)) if doubts else self._counts()
        master.text(sheet, (4, 1), told, "warning" if doubts else "subtitle")
        said = check_sheet.verdict(master)
        master.formula(sheet, (_CHECK_ROW, 1), said, check_sheet.all_same(master), "check")

    def _when(self) -> Iterator[str]:
        """Of which period, which returns, as known when, by which definition and program."""
        master, basis = self.master, self.master.year.basis
        yield label(self.period, self.say.language)
        if basis is not None:
            yield from filter(None, (basis.mode(self.say), basis.state(self.say)))
        elif master.as_of is not None:
            date = format_date(master.as_of, language=self.say.language)
            yield self.say("results.as_of", date=date)
        if master.year.head is not None:
            yield self.say("results.proof_code", head=master.year.head)
        if basis is not None:
            yield basis.made_with(self.say)

    def _counts(self) -> str:
        results = self.master.results
        kinds = Counter(year.unit.kind for year in results.there)
        listed = ", ".join(f"{self.say.show(count)} {kind}" for kind, count in kinds.items())
        returned = self.say("results.count_returned", count=results.returned)
        by_status = (
            f"{self.master.status(status)}: {self.say.show(results.statuses[status])}"
            for status in Status
            if results.statuses[status] and status is not Status.ABSENT
        )
        return " · ".join((self.say("results.count_listed", units=listed), returned, *by_status))

    # --- the table -------------------------------------------------------------------------------

    def _write_indicator(self, row: int, indicator: Indicator) -> None:
        result = self.master.results.indicators[indicator.code]
        self._text(row, "code", indicator.code, "code")
        self._write_name(row, indicator)
        self._write_figures(row, indicator, result)
        self._text(row, "unit_of_measure", indicator.unit_of_measure, "cell_center")
        note = "\n".join(notes(indicator, result, self.say))
        self._text(row, "note", note, "note")
        texts = ((self._name(indicator), "indicator"), (note, "note"))
        unit = (indicator.unit_of_measure, _WIDTHS["unit_of_measure"])
        small = [(text, _WIDTHS[key]) for text, key in texts]
        self.master.fit(self.sheet, row, [unit], small=small)

    def _write_figures(self, row: int, indicator: Indicator, result: IndicatorResult) -> None:
        """Every figure as it stands on the achievement sheet, where it is computed."""
        shown = partial(shown_format, indicator, result)
        looks = {
            "numerator": ("amount", amount_format([result.numerator])),
            "denominator": ("amount", amount_format([result.denominator])),
            "value": ("result", shown("value")),
            "target": ("amount", shown("target")),
            "target_to": ("amount", shown("target_to")),
            "achievement": ("amount", shown("achievement")),
            "band": ("cell_center", "General"),
            "grade": ("cell_center", "General"),
            "year_target": ("amount", shown("year_target")),
            "year_target_to": ("amount", shown("year_target_to")),
            "year_achievement": ("amount", shown("year_achievement")),
        }
        words = {"band": shown_band, "grade": shown_grade}
        for key, (look, form) in looks.items():
            if key not in self.columns:
                continue
            cell = (row, self.columns[key])
            value = words[key](result, self.say) if key in words else figure_of(result, key)
            unused = (key == "grade" and not indicator.grades) or (
                key in {"numerator", "denominator"} and indicator.numerator is None
            )
            if unused or (value is None and ("target" in key or not result.due)):
                self.master.blank(self.sheet, cell, look)
            else:
                self.master.formula(self.sheet, cell, self._of(indicator, key), value, look, form)
        self._write_ends(row, indicator, result)
        if result.due:
            self._write_completeness(row, indicator, result)
        else:
            self._text(row, "reported", "", "cell_center")

    def _write_completeness(self, row: int, indicator: Indicator, result: IndicatorResult) -> None:
        of = {"count": "reported", "total": "expected"}
        formula = f'"{self.say.template("results.of")}"'
        for name, key in of.items():
            shown = self._shown(self._of(indicator, key), result.expected)
            formula = formula.replace(f"{{{name}}}", f'"&{shown}&"')
        counted = self.say("results.of", **{name: getattr(result, key) for name, key in of.items()})
        cell = (row, self.columns["reported"])
        self.master.formula(self.sheet, cell, formula, counted, "cell_center")

    def _shown(self, cell: str, most: int) -> str:
        """A count as the language writes it, whatever the reader's program does: a format with
        separators of thousands would follow that.
        """
        if most < _THOUSAND:
            return cell
        separator = self.say.show(_THOUSAND)[1:-3]
        grouped = f'INT({cell}/{_THOUSAND})&"{separator}"&TEXT(MOD({cell},{_THOUSAND}),"000")'
        return f"IF({cell}<{_THOUSAND},{cell},{grouped})"

    def _write_ends(self, row: int, indicator: Indicator, result: IndicatorResult) -> None:
        found = ends(indicator, result)
        for key in {"least", "greatest"} & self.columns.keys():
            cell = (row, self.columns[key])
            if key in found:
                value, form = found[key]
                self.master.formula(
                    self.sheet, cell, self._of(indicator, key), value, "amount", form
                )
            else:
                self.master.blank(self.sheet, cell, "amount")

    def _of(self, indicator: Indicator, key: str) -> str:
        return self.master.layout.achievement.cell(indicator.code, self.period.number, key)

    def _name(self, indicator: Indicator) -> str:
        """The indicator's name, and below it what its parts count."""
        own = [
            self.say(f"results.{PART[role]}_label", label=label)
            for role, label in part_labels(self.master.definition, indicator).items()
        ]
        if together := together_in_words(indicator, self.say):
            own.append(together)
        return "\n".join([indicator.name, *own])

    def _write_name(self, row: int, indicator: Indicator) -> None:
        name, line, parts = self._name(indicator).partition("\n")
        styles = self.master.styles
        self.sheet.write_rich_string(
            row - 1,
            self.columns["indicator"] - 1,
            styles("strong"),
            cell_text(name),
            styles("detail"),
            cell_text(line + parts),
            styles("cell"),
        )

    def _text(self, row: int, key: str, text: str, look: str) -> None:
        self.master.text(self.sheet, (row, self.columns[key]), text, look)


class BelowWriter:
    """Writes what follows the charts: completeness, missing units, list of sheets."""

    def __init__(self, sheet: Worksheet, master: MasterContext, widths: Sequence[float]) -> None:
        self.sheet, self.master, self.say, self.widths = sheet, master, master.say, widths

    def write(self, row: int) -> int:
        """Write from a row on and give the last row; the list of sheets begins a page."""
        row = self._write_completeness(row) + 1
        if recorded := known(self.master.year.head, self.say):
            self._across(row, 1, recorded, "note_line")
            row += 1
        for text, look in (*self._waiting_lines(), *self._remarks(), *self._disagreements()):
            self._across(row, 1, text, look)
            row += 1
        self.sheet.set_h_pagebreaks([row])
        return self._write_contents(row + 1)

    def _write_completeness(self, row: int) -> int:
        """How many units stand how in each period; gives the row below."""
        master, sheet = self.master, self.sheet
        master.text(sheet, (row, 1), self.say("results.completeness"), "section")
        titles = [self.say("results.number"), self.say("results.period")]
        titles += [self._status_word(key) for key in master.layout.status.counts]
        master.fit(sheet, row + 1, [(title, _COUNT_WIDTH) for title in titles])
        for column, title in enumerate(titles, start=1):
            master.text(sheet, (row + 1, column), title, "header")
        for number, results in enumerate(master.periods, start=1):
            here = row + 1 + number
            master.number(sheet, (here, 1), number, "pale", "0")
            current = results is master.results
            look = "cell_strong" if current else "cell"
            master.text(sheet, (here, 2), label(results.period, self.say.language), look)
            counted = counts(master, results.period.code)
            for column, key in enumerate(master.layout.status.counts, start=3):
                formula = master.layout.status.count(key, number)
                master.formula(sheet, (here, column), formula, counted[key], "cell_center", "#,##0")
        return row + 2 + len(master.periods)

    def _status_word(self, key: str) -> str:
        if key in {each.value for each in Status}:
            return self.master.status(Status(key))
        return self.say(f"results.{key}").capitalize()

    def _waiting_lines(self) -> list[tuple[str, str]]:
        """Who has yet to return or to correct, by status."""
        waiting: dict[Status, list[str]] = {}
        for year in self.master.results.there:
            waiting.setdefault(year.status, []).append(year.unit.name)
        lines = [
            (self._waiting(status, waiting[status]), "paragraph")
            for status in Status
            if status in waiting and status is not Status.ACCEPTED
        ]
        return [(self.say("results.waiting"), "section"), *lines] if lines else []

    def _remarks(self) -> list[tuple[str, str]]:
        """What awaits a decision, is doubtful, not counted or not added up."""
        year, say = self.master.year, self.say
        found = [*open_questions(year.definition, year.unsettled, say)]
        found += doubtful(year.results, say)
        found += remarks(year.campaigns, say) if year.campaigns else ()
        lines = [(sentence, "paragraph") for sentence in found]
        return [(say("results.remarks"), "section"), *lines] if lines else []

    def _disagreements(self) -> list[tuple[str, str]]:
        """Where two kinds of unit report the same quantity and do not agree."""
        found = disagreements(self.master.year, self.say)
        lines = [(sentence, "paragraph") for sentence in found]
        return [(self.say("results.disagreements"), "section"), *lines] if lines else []

    def _waiting(self, status: Status, names: list[str]) -> str:
        listed = ", ".join(names[:_NAMES_SHOWN])
        if len(names) > _NAMES_SHOWN:
            listed += " " + self.say("results.more", count=len(names) - _NAMES_SHOWN)
        return f"{self.master.status(status)} ({self.say.show(len(names))}): {listed}"

    def _across(self, row: int, first: int, text: str, look: str) -> None:
        style = self.master.styles(look)
        self.sheet.merge_range(row - 1, first - 1, row - 1, len(self.widths) - 1, "", style)
        self.master.text(self.sheet, (row, first), text, look)
        self.master.fit(self.sheet, row, [(text, sum(self.widths[first - 1 :]))])

    def _write_contents(self, row: int) -> int:
        """What is on which sheet, each with a link; gives the last row."""
        self._across(row, 1, self.say("results.contents"), "section")
        if is_brief(self.master.definition, self.master.results.period):
            row += 1
            self._across(row, 1, self.say("results.brief", rows=MOST_ROWS), "strong")
        if self.master.layout.computation.first > 1:
            row += 1
            self._across(row, 1, self.say("results.brief_latest", rows=MOST_PARTS), "strong")
        for sheet, text in self.master.contents:
            row += 1
            style = self.master.styles("link")
            self.sheet.merge_range(row - 1, 0, row - 1, _LINKED - 1, "", style)
            self.sheet.write_url(row - 1, 0, f"internal:{quoted(sheet)}!A1", style, sheet)
            self._across(row, _LINKED + 1, text, "paragraph")
        row += 1
        self._across(row, 1, self.say("results.colours"), "note_line")
        return row
