"""Checks that cells show what is counted: number formats, fonts, colours, conditional formats.

What an office signs must be what it reports. Of a locked cell the format must show what the issued
one shows; an entry is counted as it was entered, and where its cell shows something else, nobody
knows which of the two was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from iku_workbook.checks.file.as_issued import differences
from iku_workbook.checks.file.conditional_formats import foreign, lost
from iku_workbook.checks.file.drawn_texts import (
    as_drawn,
    drawn_otherwise,
    is_plain,
    is_readable,
    is_struck,
)
from iku_workbook.checks.file.number_formats import (
    Entry,
    entry_shown,
    ink_of,
    shown,
    shows_otherwise,
)
from iku_workbook.checks.file.read_form import ReturnedForm
from iku_workbook.checks.file.reference_form import Key, ReferenceSheet, in_unit_words
from iku_workbook.findings import Finding
from iku_workbook.layout import HIDDEN_SHEET
from iku_workbook.unseen import is_blank
from iku_workbook.workbook.reading.rich_texts import RichText
from iku_workbook.workbook.reading.row_shapes import Cells
from iku_workbook.workbook.reading.styles import Look
from iku_workbook.workbook.reading.surroundings import ConditionalFormat
from iku_workbook.workbook.reading.workbook import Cell, Sheet

_QUOTED = 1_000  # characters of a text
_MANY_AREAS = 500  # areas of foreign rules from which all cells are taken to be among them
_MANY_LOOKS = 50  # that foreign rules lay over cells; that there are such is said in any case
# ECMA-376 part 1, 18.3.1.46: fonts, sizes, colours, sections, and what is filled in when printed.
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f+-]{6}|[A-Za-z])')
_BY_ITSELF = re.compile(r"\b(?:page|halaman|hal|of|dari)\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_HIDING = ";;;"


def check_looks(returned: ReturnedForm) -> Iterator[Finding]:
    """Cells of the form that show something else than is counted, or nothing."""
    if returned.workbook.values_only:
        return
    for sheet, issued in returned.sheets_as_issued():
        if sheet.name == HIDDEN_SHEET:
            continue
        rules = foreign(sheet.around.conditional, issued.around.conditional)
        many = _are_many(rules)
        touching = [rule for rule in rules if many or _touches(rule, issued)]
        count = len(touching) + lost(sheet.around.conditional, issued.around.conditional)
        if count:
            yield returned.finding("LOCK-033", sheet.name, _first(touching), count=count)
        yield from _printed(returned, sheet, issued)
        seen = _Seen(sheet, issued, touching)
        yield from _locked(returned, sheet, issued, seen)
        yield from _entries(returned, sheet, issued, seen)


class _Seen:
    """How the cells of one sheet look that do not look as they were issued."""

    def __init__(
        self, sheet: Sheet, issued: ReferenceSheet, rules: Sequence[ConditionalFormat]
    ) -> None:
        self.looks: dict[Key, tuple[Look, ...]] = {}
        self.zeros = sheet.around.zeros or not issued.around.zeros
        everywhere, rules = _are_many(rules), _of_few_looks(rules)
        if not rules and self.zeros:
            self.looks = {key: (sheet.cells[key].look,) for key in _others(sheet, issued)}
            return
        for key, look in issued.looks.items():
            cell = sheet.cells.get(key)
            if cell is None:
                continue
            over = dict.fromkeys(
                _laid_over(cell.look, rule)
                for rule in rules
                if everywhere or any(area.holds(key) for area in rule.areas)
            )
            other = cell.look != look or not is_plain(cell.value, cell.look)
            if over or other or (not self.zeros and cell.value == 0):
                self.looks[key] = (cell.look, *over)

    def invisible(self, key: Key, value: object) -> bool:
        """Whether what stands in a cell cannot be seen."""
        if value == 0 and not self.zeros:
            return True
        if value in (None, "") or key not in self.looks:
            return False
        own, *over = self.looks[key]
        # A conditional format may have the last word, also where parts of a text have their own.
        plain = str(value) if isinstance(value, RichText) else value
        return _is_invisible(own, value) or any(
            _is_invisible(look, value) or _is_invisible(look, plain) for look in over
        )


def _others(sheet: Sheet, issued: ReferenceSheet) -> list[Key]:
    """The cells that look otherwise than issued by themselves."""
    cells, found = sheet.cells, set(differences(sheet, issued).looks)
    rich = [(key, cells[key]) for key in cells.rich] if isinstance(cells, Cells) else []
    apart = cells.apart() if isinstance(cells, Cells) else cells.items()
    for key, cell in (*rich, *(each for each in apart if type(each[1].value) is RichText)):
        if key in issued.looks and not is_plain(cell.value, cell.look):
            found.add(key)
    return sorted(found)


def _laid_over(look: Look, rule: ConditionalFormat) -> Look:
    own = rule.look
    number_format = _HIDING if rule.hides_value else own.number_format or look.number_format
    return look._replace(
        number_format=number_format, ink=own.ink or look.ink, paper=own.paper or look.paper
    )


def _is_invisible(look: Look, value: object) -> bool:
    if isinstance(value, RichText):
        return is_blank(as_drawn(value, look))
    ink = look.ink
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        ink = ink_of(look.number_format, value) or ink
    return not is_readable(ink, look.paper, look.size)


def _locked(
    returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet, seen: _Seen
) -> Iterator[Finding]:
    """Locked cells: an error where a figure, a label or the page to sign says something else, a
    warning where only the guidance does, or where something cannot be seen.
    """
    paper = sheet.name == returned.layout.approval
    guidance: list[Key] = []
    hidden: list[Key] = []
    for key, looks in seen.looks.items():
        cell = sheet.cells[key]
        if key in issued.inputs or _is_blank(cell):
            continue
        then = issued.looks[key].number_format
        other = _shown_otherwise(cell, looks, then)
        if other is not None and key in issued.formulas and not paper:
            guidance.append(key)
        elif other is not None:
            right = _value(cell)
            yield returned.finding(
                "LOCK-023",
                sheet.name,
                [key],
                expected=right if right is None else shown(then, right).text,
                found=other,
            )
        elif is_struck(cell.value, cell.look) or seen.invisible(
            key, _value(cell) if cell.value is not None else "?"
        ):
            (hidden if paper and key in issued.formulas else guidance).append(key)
    if hidden:
        yield returned.finding("LOCK-030", sheet.name, hidden, count=len(hidden))
    if guidance:
        yield returned.finding("LOCK-024", sheet.name, guidance, count=len(guidance))


def _shown_otherwise(cell: Cell, looks: Sequence[Look], issued: str) -> str | None:
    """What a locked cell shows instead of what it holds; None where it shows that."""
    value = _value(cell)
    for look in looks:
        if look.repeated and value not in (None, ""):
            return 3 * shown(look.number_format, value).text
        other = shows_otherwise(value, look.number_format, issued)
        if other is None and isinstance(value, RichText):
            other = drawn_otherwise(value, look)
        if other is not None:
            return other
    return None


def _entries(
    returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet, seen: _Seen
) -> Iterator[Finding]:
    """Entries: an error where the cell shows another value, a warning where it shows less."""
    invisible = []
    for key in seen.looks:
        name, value = issued.inputs.get(key), _value(sheet.cells[key])
        if name is None or value in (None, ""):
            continue
        issue = issued.looks[key].number_format
        field, _ = returned.layout.fields.get(name, (None, None))
        unit = (field and field.unit_of_measure) or ""
        said = list(_said(value, seen.looks[key], issue, unit))
        if is_struck(value, sheet.cells[key].look):
            yield returned.finding("LOCK-038", sheet.name, [key], field=name, found=value)
        for entry, code in ((Entry.OTHERWISE, "LOCK-025"), (Entry.ROUNDED, "LOCK-026")):
            text = next((text for kind, text in said if kind is entry), None)
            if text is not None:
                yield returned.finding(
                    code, sheet.name, [key], field=name, expected=value, found=text
                )
                break
        if any(kind is Entry.HIDDEN for kind, _ in said) or seen.invisible(key, value):
            invisible.append(key)
    if invisible:
        yield returned.finding("LOCK-028", sheet.name, invisible, count=len(invisible))


def _said(
    value: float | str, looks: Sequence[Look], issued: str, unit: str
) -> Iterator[tuple[Entry, str]]:
    """What each look of an entry's cell makes of it, where it makes anything of it."""
    # What was shown is remembered: of a long text, as much as a finding quotes.
    brief = value[:_QUOTED] if isinstance(value, str) else value
    for look in looks:
        if look.number_format != issued:
            yield entry_shown(brief, look.number_format, issued, unit)
        if look.repeated:
            yield Entry.OTHERWISE, 3 * shown(look.number_format, value).text
        drawn = drawn_otherwise(value, look) if isinstance(value, RichText) else None
        if drawn is not None:
            yield Entry.OTHERWISE, drawn[:_QUOTED]


def _printed(returned: ReturnedForm, sheet: Sheet, issued: ReferenceSheet) -> Iterator[Finding]:
    """Words of a print header or footer that the form has not; numbers of pages say nothing."""
    words = returned.form.words
    issued_texts = {str(in_unit_words(text, words)) for text in issued.around.printed}
    others = [text for text in sheet.around.printed if text not in issued_texts]
    ours = {_plain(text) for text in issued_texts} if others else ()
    for text in others:
        plain = _plain(text)
        if plain and plain not in ours:
            yield returned.finding(
                "LOCK-034", sheet.name, found=_CODES.sub(" ", text).strip() or text
            )
            return


def _plain(text: str) -> str:
    """The words of a print header without codes, signs and what programs add by themselves."""
    pictures = "&G" * text.count("&G")
    words = "".join(_WORDS.findall(_BY_ITSELF.sub("", _CODES.sub("", text)))).casefold()
    return words + pictures


def _value(cell: Cell) -> float | str | None:
    """A cell's number or text; None for what no number format changes."""
    value = cell.value
    return None if isinstance(value, bool) or not isinstance(value, float | str) else value


def _is_blank(cell: Cell) -> bool:
    return cell.formula is None and cell.value in (None, "")


def _touches(rule: ConditionalFormat, issued: ReferenceSheet) -> bool:
    return any(area.holds(key) for area in rule.areas for key in issued.known)


def _are_many(rules: Sequence[ConditionalFormat]) -> bool:
    """Whether rules have more areas than are looked through: they may be on any cell."""
    return sum(len(rule.areas) for rule in rules) > _MANY_AREAS


def _of_few_looks(rules: Sequence[ConditionalFormat]) -> Sequence[ConditionalFormat]:
    """The rules of the first looks; rules on any cell once for each look."""
    by_look: dict[object, list[ConditionalFormat]] = {}
    for rule in rules:
        by_look.setdefault((rule.look, rule.hides_value), []).append(rule)
    few = list(by_look.values())[:_MANY_LOOKS]
    return [rule for alike in few for rule in (alike[:1] if _are_many(rules) else alike)]


def _first(rules: Sequence[ConditionalFormat]) -> list[Key]:
    return [(area.top, area.left) for rule in rules[:1] for area in rule.areas[:1]]
