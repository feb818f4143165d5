"""Reads the texts of a workbook: the shared strings, and those that stand in a cell."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import chain

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.colours import Colours
from iku_workbook.workbook.reading.fast_rows import UncommonMarkup, cut, fast_texts
from iku_workbook.workbook.reading.fonts import Font, font_of
from iku_workbook.workbook.reading.markup import Tags, parse, tags
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.rich_texts import Part, RichText

_ESCAPE = "_x"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]").search
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What stands around the texts: nothing that need be parsed to know that it is well formed.
_NOTHING_ELSE = re.compile(
    rb'<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?>\r?\n?'
    rb'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"'
    rb'(?: count="[0-9]+")?(?: uniqueCount="[0-9]+")?></sst>'
).fullmatch
_WHITE = " \t\r\n"
_NUMBERS = tuple(map(str, range(1_000)))  # of the texts of a form


def shared_strings(package: Package, part: str, colours: Colours) -> dict[str, str]:
    """The texts by the number with which a cell refers to them, as the cell writes it; those of
    several parts are a RichText.

    Unreadable FILE-019 for more of them than the budget allows, FILE-028 for one too long.
    """
    data, budget = package.read(part), package.meter.budget
    common = cut(data, b"sst")
    if common is not None:
        if _NOTHING_ELSE(common.around) is None:
            parse(part, common.around, "sst", budget.tree)
        with suppress(UncommonMarkup):
            found = fast_texts(common.inside, colours)
            if _ESCAPE in common.inside or len(common.inside) > budget.text:
                found = [_finished(text, budget.text) for text in found]
            return _numbered(found)
    root, namespace = parse(part, data, "sst", budget.tree)
    if len(root) > budget.texts:
        raise Unreadable("FILE-019", {"part": part})
    names = tags(namespace)
    items = root.iterchildren(names.si)
    return _numbered([item_text(item, names, budget.text, colours) for item in items])


def _numbered(texts: list[str]) -> dict[str, str]:
    more = map(str, range(len(_NUMBERS), len(texts)))
    return dict(zip(chain(_NUMBERS, more), texts, strict=False))


def item_text(item: etree._Element, names: Tags, limit: int, colours: Colours) -> str:
    """The text of a string item: its runs joined, its reading aids (``rPh``) left out; a RichText
    where it has any.

    Unreadable FILE-028 for a text of more than ``limit`` characters.
    """
    if len(item) == 1 and item[0].tag == names.t:
        return _finished(_run(item[0]), limit)
    parts = (_part(run, names, colours) for run in item.iter(names.t))
    return _finished(RichText.of(tuple(parts)), limit)


def _part(run: etree._Element, names: Tags, colours: Colours) -> Part:
    around = run.getparent()
    if around is None:
        return Part(_run(run), None)
    look = around.find(names.r_pr)
    return Part(_run(run), _font(look, colours), is_aid=around.tag == names.r_ph)


def _font(look: etree._Element | None, colours: Colours) -> Font | None:
    if look is None:
        return None
    return font_of({etree.QName(each).localname: each for each in look}, colours)


def _run(run: etree._Element) -> str:
    """Unless it is to be preserved, white space around a run does not count, as in Excel."""
    text = run.text or ""
    bare = text.strip(_WHITE)
    return text if bare == text or run.get(_XML_SPACE) == "preserve" else bare


def decoded(text: str) -> str:
    """Characters that XML cannot hold stand as ``_xHHHH_`` (ECMA-376 part 1, 22.9.2.19)."""
    if _ESCAPE not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if _SURROGATE(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _finished(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Unreadable("FILE-028", {"limit": limit})
    plain = decoded(text)
    if plain is text or not isinstance(text, RichText):
        return plain
    parts = tuple(each._replace(text=decoded(each.text)) for each in text.parts)
    return RichText.of(parts, plain)
