"""Reads the cells and texts of a sheet fast, where they are written as common programs write them.

Inside ``sheetData``, ``sst``, ``headerFooter`` and ``definedNames`` what Excel, LibreOffice, WPS
and the libraries write is a regular language: no prefixes, comments, CDATA or white space between
elements. That language is spelled out here, token by token; each token says what may follow it, so
that what matches is well formed. Whatever else a part holds (the first character that belongs to no
token) makes the markup uncommon, and the general reader, ``tree_rows``, takes the whole part. Both
give the same cells (two tests compare them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, cast

from iku_workbook.workbook.reading.addresses import position
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.fonts import Font, font_of
from iku_workbook.workbook.reading.markup import decimal, is_true
from iku_workbook.workbook.reading.rich_texts import Part, RichText

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})

#: Row and column if stated, number of the style, type, text of the value, formula, its attributes.
RawCell = tuple[tuple[int, int] | None, str, str, str, str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)  # known by itself: rows written alike are one
class RawRow:
    """A row: the number that it states, its height in points if stated (0 if hidden), its cells."""

    stated: str | None
    height: float | None
    cells: Sequence[RawCell]


# Larger parts are read as a tree, whose size is bounded: a list of tokens would not be.
_SMALL = 1 << 20
_TEXTS, _LONGEST = 1_024, 2_048  # that are remembered, and the characters of one
_ITEMS, _SHORT = 2_048, 1_024  # the same of shared texts
END = "</row>"
"""How a row ends that is no empty element."""

# Characters that XML forbids or folds, which common markup does not hold; none can be printed.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]").search
# The ampersand last, so that ``&amp;lt;`` stays ``&lt;``.
_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&#10;", "\n"),
    ("&amp;", "&"),
)

_TOKEN = re.compile(
    r"""
      <c([^<>/]*)(?:                                  # 1 attributes of a cell
          />
        | >(?:<f([^<>/]*)(?:/>|>([^<]*)</f>))?       # 2 attributes and 3 text of its formula
           (?:<v>([^<]*)</v>|<v/>)?</c>              # 4 text of its value
      )(?=<c\ |</row>)
    | <row([^<>/]*)(?:>(?=<c\ |</row>)|/>(?=<row\ |$))          # 5 attributes of a row
    | </row>(?=<row\ |$)
    | ([\s\S]+)                                      # 6 uncommon
    """,
    re.VERBOSE,
)
_ATTRIBUTE = r' ([A-Za-z]\w*(?::[A-Za-z]\w*)?)="([^"<>&\t\n]*)"'
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE})*", re.ASCII).fullmatch
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE, re.ASCII).findall
_TEXT = r'<t(\ xml:space="preserve")?>([^<]*)</t>'
_LOOK = r"(?:<[^<>]*/>)*"
_ITEM_BEGIN, _ITEM_END = "<si>", "</si>"
_ITEM = re.compile(
    rf"""
      {_TEXT}                                         # 1 how and 2 what stands in it
    | ((?:<r>(?:<rPr>{_LOOK}</rPr>)?<t[^<>]*>[^<]*</t></r>)+)               # 3 its runs
    """,
    re.VERBOSE,
).fullmatch
_RUN = re.compile(
    rf"""
      <r>(<rPr>({_LOOK})</rPr>)?{_TEXT}</r>       # 1 whether it has 2 a look, 3 how and 4 what
    | ([\s\S]+)                                       # 5 uncommon
    """,
    re.VERBOSE,
)
_PRINTED = re.compile(r"<([A-Za-z]+)(?:/>|>([^<]*)</\1>)|([\s\S]+)").findall
_NAME = re.compile(r"<definedName([^<>/]*)>([^<]*)").fullmatch
_NAME_END = "</definedName>"
_EACH_LOOK = re.compile(r"<([A-Za-z]+)([^<>/]*)/>|([\s\S]+)").findall


class UncommonMarkup(Exception):
    """The part is not written as the common programs do: read it with ``tree_rows``."""


class Cut(NamedTuple):
    """The text between the start and end tag of an element, and the rest of the part."""

    inside: str
    around: bytes


class Between(NamedTuple):
    """The same in bytes, of which nobody has said that they are UTF-8."""

    inside: bytes
    around: bytes


def cut(data: bytes, element: bytes) -> Cut | None:
    """The content of the only ``element`` of a part, if it may be common markup; whether it is, is
    found out by whoever understands it.
    """
    found = between(data, element)
    if found is None or not is_common(found.around, element):
        return None
    try:
        return Cut(found.inside.decode(), found.around)
    except UnicodeDecodeError:
        return None


def between(data: bytes, element: bytes) -> Between | None:
    """The same where somebody else decodes it, and asks :func:`is_common` of what stands around."""
    start = data.find(b"<" + element)
    inside = data.find(b">", start) + 1
    end = data.rfind(b"</" + element + b">")
    if not (0 <= start < inside <= end and len(data) <= _SMALL):
        return None
    return Between(data[inside:end], data[:inside] + data[end:])


def as_text(content: bytes) -> str:
    """What bytes say in UTF-8; UncommonMarkup."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UncommonMarkup from None


def is_common(around: bytes, element: bytes) -> bool:
    """Whether what stands around may be common markup. What stands inside is held against its
    tokens, which know neither comments nor instructions.
    """
    return not (around.count(b"<" + element) > 1 or b"<!" in around or around.find(b"<?", 2) > 0)


def _refuse_odd(content: str) -> None:
    """UncommonMarkup where characters stand that XML forbids or folds."""
    if "]]>" in content or (not content.isprintable() and _ODD(content)):
        raise UncommonMarkup


def rows_in(content: str) -> tuple[RawRow, ...]:
    """The row that ends a piece of a sheet, and those without cells before it; UncommonMarkup."""
    if not content.startswith("<row "):
        raise UncommonMarkup
    _refuse_odd(content)
    rows: list[RawRow] = []
    begun: str | None = None
    cells: list[RawCell] = []
    for cell, formula_attributes, formula, value, row, odd in _TOKEN.findall(content):
        if cell:
            place, style, kind = _cell_attributes(cell)
            if "&" in formula or "&" in value:
                formula, value = _unescaped(formula), _unescaped(value)
            attributes = _attributes(formula_attributes) if formula_attributes else NO_ATTRIBUTES
            cells.append((place, style, kind, value, formula, attributes))
        elif row:
            if begun is not None:
                rows.append(_row(begun, cells))
            begun, cells = row, []
        elif odd:
            raise UncommonMarkup
    return (*rows, _row(begun or "", cells))


def _row(attributes: str, cells: Sequence[RawCell]) -> RawRow:
    stated, height = _row_attributes(attributes)
    return RawRow(stated, height, cells)


def common_text(text: str) -> str:
    """The text of a value as it is meant; UncommonMarkup."""
    _refuse_odd(text)
    return _unescaped(text) if "&" in text else text


def fast_texts(content: str, colours: Colours) -> list[str]:
    """The texts of an ``sst``, before ``_xHHHH_`` is decoded; UncommonMarkup."""
    if not content:
        return []
    if not (content.startswith(_ITEM_BEGIN) and content.endswith(_ITEM_END)):
        raise UncommonMarkup
    items = content[len(_ITEM_BEGIN) : -len(_ITEM_END)].split(_ITEM_END + _ITEM_BEGIN)
    texts = list(map(_plain().get, items))
    if None in texts:
        texts = [
            _text_of(item, colours) if text is None else text
            for item, text in zip(items, texts, strict=True)
        ]
    return cast(list[str], texts)


def _text_of(item: str, colours: Colours) -> str:
    """The text of an item; if it is drawn in one part, it is remembered. UncommonMarkup."""
    text = _known_item(item) if len(item) <= _SHORT else _item(item)
    if text is None:
        return _rich(item, colours)
    if len(item) <= _SHORT:
        known = _plain()
        if len(known) >= _ITEMS:
            known.clear()
        known[item] = text
    return text


def _item(item: str) -> str | None:
    """The text of an item; None for one that is drawn in several parts. UncommonMarkup."""
    _refuse_odd(item)
    found = _ITEM(item)
    if found is None:
        raise UncommonMarkup
    kept, text, runs = found.groups()
    return None if runs else _text(kept or "", text)


@lru_cache(maxsize=1)
def _plain() -> dict[str, str]:
    """Items that came before: most are the form's own, and all of a part are looked up at once."""
    return {}


_known_item = lru_cache(maxsize=_ITEMS)(_item)


def fast_headers(content: str) -> tuple[str, ...]:
    """The texts of a ``headerFooter``, as they stand; UncommonMarkup."""
    _refuse_odd(content)
    found = _PRINTED(content)
    if any(odd for _, _, odd in found):
        raise UncommonMarkup
    return tuple(_unescaped(text) if "&" in text else text for _, text, _ in found)


def fast_names(content: str) -> list[tuple[Mapping[str, str], str]]:
    """The attributes and the text of each of the ``definedNames``; UncommonMarkup."""
    *names, rest = content.split(_NAME_END)
    if rest:
        raise UncommonMarkup
    return [(_known_name if len(each) <= _SHORT else _name)(each) for each in names]


def _name(written: str) -> tuple[Mapping[str, str], str]:
    _refuse_odd(written)
    found = _NAME(written)
    if found is None:
        raise UncommonMarkup
    attributes, text = found.groups()
    return _attributes(attributes), _unescaped(text) if "&" in text else text


_known_name = lru_cache(maxsize=512)(_name)


def _rich(runs: str, colours: Colours) -> RichText:
    return (_joined_once if len(runs) <= _LONGEST else _joined)(runs, colours)


def _joined(runs: str, colours: Colours) -> RichText:
    return RichText.of(tuple(_parts(runs, colours)))


_joined_once = lru_cache(maxsize=_TEXTS)(_joined)


def _parts(runs: str, colours: Colours) -> Iterator[Part]:
    for own, look, kept, text, odd in _RUN.findall(runs):
        if odd:
            raise UncommonMarkup
        yield Part(_text(kept, text), _font(look, colours) if own else None)


def _text(kept: str, text: str) -> str:
    text = _unescaped(text) if "&" in text else text
    return text if kept else text.strip(" \t\n")


@lru_cache(maxsize=256)
def _font(look: str, colours: Colours) -> Font:
    """The font of a run; UncommonMarkup where its elements are not well formed."""
    found = _EACH_LOOK(look)
    if any(odd for _, _, odd in found):
        raise UncommonMarkup
    return font_of({name: _attributes(attributes) for name, attributes, _ in found}, colours)


# The same form comes back a thousand times: each of its few hundred tags is understood once.
@lru_cache(maxsize=16_384)
def _cell_attributes(text: str) -> tuple[tuple[int, int] | None, str, str]:
    attributes = _attributes(text)
    address, kind = attributes.get("r"), attributes.get("t", "n")
    if kind == "inlineStr":
        raise UncommonMarkup
    try:
        place = None if address is None else position(address)
    except ValueError:
        raise UncommonMarkup from None
    return place, attributes.get("s", "0"), kind


@lru_cache(maxsize=4096)
def _row_attributes(text: str) -> tuple[str | None, float | None]:
    attributes = _attributes(text)
    return attributes.get("r"), row_height(attributes.get("hidden"), attributes.get("ht"))


def row_height(hidden: str | None, height: str | None) -> float | None:
    """The height of a row in points, 0 for a hidden one; None where it does not say."""
    if hidden is not None and is_true(hidden):
        return 0.0
    return None if height is None else decimal(height, 0.0)


@lru_cache(maxsize=4096)
def _attributes(text: str) -> dict[str, str]:
    if _ATTRIBUTES(text) is None:
        raise UncommonMarkup
    pairs = _EACH_ATTRIBUTE(text)
    attributes = dict(pairs)
    if len(attributes) != len(pairs) or any(name.startswith("xmlns") for name in attributes):
        raise UncommonMarkup
    return attributes


def _unescaped(text: str) -> str:
    """The text without its entities; UncommonMarkup for others than those that programs write."""
    return (_replaced_once if len(text) <= _LONGEST else _replaced)(text)


def _replaced(text: str) -> str:
    if text.count("&") != sum(text.count(entity) for entity, _ in _ENTITIES):
        raise UncommonMarkup
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


_replaced_once = lru_cache(maxsize=_TEXTS)(_replaced)
