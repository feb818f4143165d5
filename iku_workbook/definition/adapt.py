"""Rewrites a definition for another sub-district or year, or with other figures, and keeps its
comments.

It changes the villages, the year, and what depends on them (decree, signatory, targets), and lists
the lines that still name the old place or year, for the office to decide about.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted
from ruamel.yaml.tokens import CommentToken

from iku_workbook.definition.figures import KEYS, TARGETS, Figure, unmistakable
from iku_workbook.definition.model import Target
from iku_workbook.definition.values import LONGEST_CODE
from iku_workbook.definition.words import Word

_LONGEST_LINE = 1 << 20  # lines stay as they were written
_LONGEST_NAME = 20  # characters of a name in a code: the year is behind it
_REACHED = ("address", "postcode", "telephone", "website", "email", "whatsapp")
_OF_ITS_OWN = {"number": "", "date": None, "name": "", "rank": ""}  # of a decree, of a signatory
EXAMPLE = re.compile(r"#[ \t]*CONTOH\b:?[ \t]*")
"""The remark behind a line of the shipped definition whose figures are examples."""


@dataclass(frozen=True, slots=True)
class Village:
    """A village's code, name and kind, as the list of regions spells them."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A sub-district and its regency, as the list of regions spells them."""

    code: str
    name: str
    kind: str
    regency: str


class Adaptation:
    """A definition's YAML text while it is being changed."""

    def __init__(self, text: str) -> None:
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = _LONGEST_LINE
        self._yaml.indent(mapping=2, sequence=4, offset=2)
        self._tree: CommentedMap = self._yaml.load(text)
        self._old: list[str] = []

    @property
    def text(self) -> str:
        """The definition as it stands now."""
        out = io.StringIO()
        self._yaml.dump(self._tree, out)
        return out.getvalue()

    def lines_left(self) -> list[int]:
        """The numbers of lines, comments aside, that still name the old place or year."""
        words = [_word(word) for word in self._old]
        return [
            number
            for number, line in enumerate(self.text.splitlines(), start=1)
            if any(word.search(re.sub(r"(^|\s)#.*", "", line)) for word in words)
        ]

    def change_place(
        self, old: Subdistrict | None, to: Subdistrict, villages: list[Village]
    ) -> None:
        """Replace the units by the villages of ``to``, and the agency by its office.

        What is another office's own is left out: its decree, who signs, how it is reached,
        what its region decreed.
        """
        units = self._tree["units"]
        if not isinstance(units, MutableSequence):
            units = self._tree["units"] = CommentedSeq()
        units[:] = [_unit(village) for village in villages]
        agency = self._tree["agency"]
        for part in ("decree", "signatory", "superior"):
            for key in _OF_ITS_OWN.keys() & (agency.get(part) or {}).keys():
                agency[part][key] = _OF_ITS_OWN[key]
        for said in (agency, agency.get("send_to") or {}):
            said.update(dict.fromkeys(set(_REACHED) & said.keys(), ""))
        if old is not None:
            self._rename(old, to)
        agency["regency"] = to.regency
        self._tree["code"] = _code(self._tree["code"], old, to)

    def _rename(self, old: Subdistrict, to: Subdistrict) -> None:
        changes = {old.name: to.name, old.regency: to.regency, old.kind.title(): to.kind.title()}
        changes = {before: after for before, after in changes.items() if before not in ("", after)}
        # A regency is also named without the word for what it is.
        names = {old.name, old.regency.rpartition(" ")[2]} - {to.name, *to.regency.split()}
        self._old += sorted(names)
        grounds = self._tree["agency"].get("grounds") or []
        for index in reversed(range(len(grounds))):
            if any(_word(name).search(grounds[index]) for name in names):
                del grounds[index]
        for holder, key in _texts(self._tree, ("title", "agency")):
            holder[key] = _changed(holder[key], changes)

    def change_year(self, year: int) -> None:
        """Change the year, the periods of targets, and the dates of limits with it."""
        old = self._tree["year"]
        if year == old:
            return
        self._old.append(str(old))
        self._tree["year"] = year
        for key in ("code", "title"):
            self._tree[key] = _changed(self._tree[key], {str(old): str(year)})
        # A plan that knows the year has its targets there already.
        if not any(_plans(indicator, year) for indicator in self._tree["indicators"]):
            for indicator in self._tree["indicators"]:
                _rekey(indicator.get(TARGETS) or {}, str(old), str(year))
        for programme in self._tree.get("programmes") or ():
            if str(year) not in (programme.get("budget") or {}):
                _rekey(programme.get("budget") or {}, str(old), str(year))
        for field in self._tree.get("fields") or ():
            for key in ("minimum", "maximum"):
                if isinstance(field.get(key), datetime.date):
                    field[key] = _moved(field[key], year - old)

    def leave_targets(self, year: int) -> None:
        """Say no target or budget any more where no plan goes on into ``year``: those of one year
        are none of the next.
        """
        for indicator in self._tree["indicators"]:
            if indicator.get(TARGETS) and not _plans(indicator, year):
                indicator[TARGETS].clear()
                self._own(indicator, TARGETS)
        for programme in self._tree.get("programmes") or ():
            budget = programme.get("budget")
            if budget and str(year) not in budget:
                budget.clear()

    def change_figures(self, changes: Mapping[Figure, Target | None]) -> None:
        """Put other figures in their places, or none where they are None."""
        for figure, value in changes.items():
            written = None if value is None else self._yaml.load(unmistakable(value))
            if figure.unit:
                self._change_own(figure, written)
                continue
            indicator = self._indicator(figure.indicator)
            if not figure.period:
                _put(indicator, figure.key, written)
                continue
            if not isinstance(indicator.get(figure.key), CommentedMap):
                _put(indicator, figure.key, CommentedMap())
            held = indicator[figure.key]
            if not held:
                held.fa.set_flow_style()
            if written is None:
                held.pop(figure.period, None)
            elif figure.period in held:
                held[figure.period] = written
            else:
                # Parts of a year stand before the year itself, as people write them.
                before = sum(f"{each}~" < f"{figure.period}~" for each in held)
                held.insert(before, Quoted(figure.period), written)

    def _change_own(self, figure: Figure, written: object) -> None:
        """A unit's own target, in a list of units that stands in the definition itself."""
        units = self._tree["units"]
        if not isinstance(units, MutableSequence):
            return  # a list in a file of its own, which is changed there
        unit = next(each for each in units if each["code"] == figure.unit)
        targets = unit.setdefault(TARGETS, _flow()).setdefault(figure.indicator, _flow())
        if written is None:
            targets.pop(figure.period, None)
        elif figure.period in targets:
            targets[figure.period] = written
        else:
            targets[Quoted(figure.period)] = written

    def own_figures(self, indicator: str, key: str) -> None:
        """Take away the remark that an indicator's figures under a key are examples."""
        self._own(self._indicator(indicator), key)

    def change_words(self, changes: Mapping[Word, str]) -> None:
        """Say other words of entries, each in its place."""
        for word, text in changes.items():
            holder = self._tree
            if word.register:
                holder = _with_id(holder["registers"], word.register)
            if word.entry:
                holder = _with_id(holder["fields"], word.entry)
            holder[word.key] = text

    def _indicator(self, code: str) -> CommentedMap:
        found: list[CommentedMap] = [*self._tree["indicators"]]
        return next(each for each in found if each["code"] == code)

    def _own(self, indicator: CommentedMap, key: str) -> None:
        held = indicator.get(key)
        of_held = held.ca.comment if isinstance(held, CommentedMap) else None
        for token in (*(indicator.ca.items.get(key) or ()), *(of_held or ())):
            if isinstance(token, CommentToken):
                first, end, rest = token.value.partition("\n")
                left = EXAMPLE.sub("# ", first)
                token.value = ("" if left.strip() == "#" else left) + end + rest


def _flow() -> CommentedMap:
    made = CommentedMap()
    made.fa.set_flow_style()
    return made


def _with_id(found: list[CommentedMap], name: str) -> CommentedMap:
    return next(each for each in found if each["id"] == name)


def _plans(indicator: Mapping[str, Any], year: int) -> bool:
    """Whether an indicator has targets of a year or of later ones."""
    return any(str(key)[:4] >= str(year) for key in indicator.get(TARGETS) or ())


def _put(indicator: CommentedMap, key: str, value: Any) -> None:
    """Set a key where it stands; a new one among its like, and never last: the remarks behind the
    last key belong to what follows.
    """
    if key in indicator:
        indicator[key] = value
        return
    after = (*KEYS[KEYS.index(key) + 1 :], "sources", "responsible")
    keys = list(indicator)
    place = next((at for at, each in enumerate(keys) if each in after), len(keys) - 1)
    indicator.insert(place, key, value)


def _code(code: str, old: Subdistrict | None, to: Subdistrict) -> str:
    """A campaign's code with the sub-district's own before its name: names occur twice."""
    if old is not None:
        code = code.removeprefix(f"{old.code}-")
        code = _changed(code, {_slug(old.name): _slug(to.name)[:_LONGEST_NAME].strip("-")})
    return f"{to.code}-{code}"[:LONGEST_CODE].rstrip("-._")


def _unit(village: Village) -> CommentedMap:
    unit = CommentedMap(code=Quoted(village.code), name=Quoted(village.name), kind=village.kind)
    unit.fa.set_flow_style()
    return unit


def _texts(holder: Any, keys: Any) -> Iterator[tuple[Any, Any]]:
    """Every text below these keys, with what holds it."""
    for key in keys:
        value = holder[key]
        if isinstance(value, str):
            yield holder, key
        elif isinstance(value, MutableMapping):
            yield from _texts(value, list(value))
        elif isinstance(value, MutableSequence):
            yield from _texts(value, range(len(value)))


def _changed(text: str, changes: dict[str, str]) -> str:
    """``text`` with whole words changed, all at once, so that no change meets another."""
    if not changes:
        return text
    longest_first = sorted(changes, key=len, reverse=True)
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in longest_first))
    new = pattern.sub(lambda found: changes[found[0]], text)
    return text if new == text else type(text)(new)


def _rekey(targets: Any, old: str, new: str) -> None:
    """``2024-Q1`` becomes ``2025-Q1``, in its place."""
    for position, key in enumerate(list(targets)):
        if str(key).partition("-")[0] == old:
            value = targets.pop(key)
            targets.insert(position, Quoted(new + str(key)[len(old) :]), value)


def _moved(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _word(name: str) -> re.Pattern[str]:
    """A name or a year in running text; the year of a full date is none."""
    return re.compile(rf"\b{re.escape(name)}\b(?!-[0-9][0-9]-)")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
