"""Refuses what a workbook fetches or runs once it is opened, and names what else leads outside.

Nothing of it is ever fetched or run here; but whoever opens the file next, at the office too, would
have it done. It is told by the kinds of the relationships (ECMA-376 part 2, 6.5; part 4 and
[MS-XLSX] 2.1 list the kinds), by the declared content types, and by functions and references in
formulas.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from iku_workbook.cell_addresses import a1
from iku_workbook.workbook.reading.budget import Unreadable
from iku_workbook.workbook.reading.markup import (
    parse,
    plain_utf8,
    refuse_document_type,
    remembered,
)
from iku_workbook.workbook.reading.package import Package
from iku_workbook.workbook.reading.workbook_parts import Relationship, relationships_in

_MACRO, _EMBEDDED, _LINKED = "FILE-021", "FILE-022", "FILE-023"
_FETCHES, _RUNS, _FORMULA = "FILE-050", "FILE-051", "FILE-052"

_REFUSED_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"), _MACRO),
        **dict.fromkeys(("oleObject", "package", "control"), _EMBEDDED),
        "externalLink": _LINKED,
        **dict.fromkeys(("connections", "queryTable", "powerPivotData"), _FETCHES),
        **dict.fromkeys(("volatileDependencies", "rdRichValueWebImage"), _FETCHES),
        **dict.fromkeys(("webextension", "webextensiontaskpanes"), _RUNS),
    }
)
# What the form has not, and what fetches nothing by itself.
_NAMED_KINDS = frozenset({"pivotTable", "xmlMaps", "extensibility", "attachedToolbars"})
# By a part of a content type, in lower case, which no other kind of part has.
_REFUSED_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "macroenabled": _MACRO,
        "vbaproject": _MACRO,
        "macrosheet": _MACRO,
        "ms-office.activex": _EMBEDDED,
        "oleobject": _EMBEDDED,
        "externallink+xml": _LINKED,
        "connections+xml": _FETCHES,
        "querytable+xml": _FETCHES,
        "model+data": _FETCHES,
        "webextension": _RUNS,
    }
)
_TYPES = "[Content_Types].xml"
_MASHUP = b"microsoft.com/DataMashup"
_SHOWN = 80  # characters of a target or formula in a finding

# What a click starts: a program, with words of the sender's choice.
_STARTS = re.compile(
    r"(?:javascript|vbscript|data|shell|mhtml|search|search-ms|ms-[\w-]+|powershell|cmd):",
    re.IGNORECASE,
).match
_NETWORK = re.compile(r"(?!(?:mailto|tel):)[a-z][\w+.-]*:|\\\\|//", re.IGNORECASE).match

# Texts, and the names of sheets, in which a quotation mark begins no text.
_TEXT = re.compile(r"""("[^"]*")|'[^']*'""")
_LONGEST = 4_000  # characters of a formula that is remembered
_MOST_QUIET = 2_048  # formulas that are known to do nothing
_NOWHERE: tuple[str | None, tuple[str, ...]] = (None, ())
_GOOGLE = "DUMMYFUNCTION"
_PATH = frozenset("[\\/")
_CALLS = re.compile(
    r"""(?<![\w.])(?:_XL\w+\.)*
    (?: WEBSERVICE | FILTERXML | RTD | DDE | IMAGE | CALL | EXEC | EVALUATE | REGISTER(?:\.ID)?
      | SQL\.REQUEST | STOCKHISTORY | TRANSLATE | DETECTLANGUAGE | COPILOT | PY | CUBE\w+
      | IMPORT(?:DATA|XML|HTML|RANGE|FEED) | GOOGLEFINANCE | GOOGLETRANSLATE
    )\s*\(""",
    re.VERBOSE | re.IGNORECASE,
).search
_QUOTED = re.compile(r"'([^']*)'[!#]")
# [a.xlsx]S!A1, [1]!name; program|topic!item, which is dynamic data exchange.
_OTHER_FILE = re.compile(r"(?<![\w.\]@])\[[^\[\]]+\][\w.]*!|\|").search
_LINK = re.compile(r'HYPERLINK\s*\(\s*"([^"]*)"', re.IGNORECASE).findall


Key = tuple[int, int]


class Link(NamedTuple):
    """A link that leads out of the workbook; sheet and cell are empty where no cell has it."""

    sheet: str
    cell: str
    target: str


class Extras(NamedTuple):
    """What no form has and what does nothing by itself: targets of links, names of parts."""

    links: tuple[str, ...]
    parts: tuple[str, ...]


def refuse_active_types(package: Package) -> None:
    """Unreadable where the package declares a kind of part that fetches or runs."""
    if _TYPES not in package:
        return
    for code, part, extension in _active_types(_TYPES, package.read(_TYPES), package.tree):
        found = part if part.lstrip("/") in package else _first(package, extension)
        if found:
            raise Unreadable(code, {"part": found[:_SHOWN]})


@remembered
def _active_types(part: str, data: bytes, limit: int) -> tuple[tuple[str, str, str], ...]:
    """The code of each declared kind that is refused, its part or the ending of its parts."""
    root, _ = parse(part, data, "Types", limit)
    declared = [
        (element.get("ContentType", "").lower(), element)
        for element in root.iterchildren("{*}Override", "{*}Default")
    ]
    return tuple(
        (code, element.get("PartName", ""), element.get("Extension", ""))
        for kind, element in declared
        for word, code in _REFUSED_TYPES.items()
        if word in kind
    )


def _first(package: Package, extension: str) -> str | None:
    """A part whose name ends so: kinds are declared also of parts that are not there."""
    ending = f".{extension.lower()}"
    return (
        None
        if ending == "."
        else next((name for name in package.names() if name.endswith(ending)), None)
    )


def refuse_active(relations: Iterable[Relationship]) -> None:
    """Unreadable for a relationship to what fetches or runs."""
    for relation in relations:
        _outside(relation)


def look_through(package: Package) -> Extras:
    """All relationships, and the parts that a form needs not: whoever opens the file next reads
    them too.

    Unreadable where something fetches or runs, and FILE-024 for a document type in any part.
    """
    relations: list[Relationship] = []
    for part in package.names():
        if part.endswith(".rels"):
            relations += relationships_in(package, part).values()
    links = [target for target in map(_outside, relations) if target]
    parts = [each.target for each in relations if each.kind in _NAMED_KINDS]
    pivots = {each.target.lower() for each in relations if each.kind == "pivotCacheDefinition"}
    for part in package.unread():
        data = package.read(part)
        refuse_document_type(part, data)
        if part in pivots:
            _refuse_pivot_from_outside(package, part, data)
        if _MASHUP in plain_utf8(part, data):
            parts.append(part)
    return Extras(tuple(dict.fromkeys(links)), tuple(dict.fromkeys(parts)))


def _outside(relation: Relationship) -> str | None:
    """The target of a link that leads to the network; Unreadable for all else that is active."""
    if not relation.outside:
        if relation.kind in _REFUSED_KINDS:
            raise Unreadable(_REFUSED_KINDS[relation.kind], {"part": relation.target[:_SHOWN]})
        return None
    if relation.kind != "hyperlink":
        raise Unreadable(_FETCHES, {"part": relation.target[:_SHOWN]})
    return network(relation.target)


def network(target: str) -> str | None:
    """A link's target where it leads to the network or another place of a disk, else None.

    Unreadable FILE-051 for one that starts a program (``javascript:``, ``ms-msdt:``).
    """
    target = target.strip()
    if _STARTS(target):
        raise Unreadable(_RUNS, {"part": target[:_SHOWN]})
    return target[:_SHOWN] if _NETWORK(target) else None


def _refuse_pivot_from_outside(package: Package, part: str, data: bytes) -> None:
    root, _ = parse(part, data, "pivotCacheDefinition", package.tree)
    for source in root.iterchildren("{*}cacheSource"):
        if source.get("type") != "worksheet":
            raise Unreadable(_FETCHES, {"part": part})


def formula_links(sheet: str, formulas: Iterable[tuple[Key, str]]) -> Iterator[Link]:
    """The links in the formulas of a sheet's cells; Unreadable where one fetches or runs."""
    for key, formula in formulas:
        code, targets = (_remembered if len(formula) <= _LONGEST else _reach)(formula)
        if code is not None:
            cell = a1(*key)
            found = {"part": f"{sheet}!{cell}", "found": formula[:_SHOWN]}
            raise Unreadable(code, {**found, "sheet": sheet, "cell": cell})
        for target in targets:
            yield Link(sheet, a1(*key), target)


def refuse_fetching(part: str, formulas: Iterable[str]) -> None:
    """Unreadable where a formula that no cell holds (a name, a rule) fetches or runs."""
    for formula in formulas:
        code, _ = _reaches(formula)
        if code is not None:
            raise Unreadable(code, {"part": part, "found": formula[:_SHOWN]})


def are_known_quiet(formulas: Collection[str]) -> bool:
    """Whether formulas are known to fetch and run nothing: those that many files have are looked up
    all at once. False says nothing.
    """
    known = _known_quiet()
    if known.issuperset(formulas):
        return True
    quiet = all(len(each) <= _LONGEST and _reaches(each)[0] is None for each in formulas)
    if quiet and len(formulas) <= _MOST_QUIET:
        if len(known) + len(formulas) > _MOST_QUIET:
            known.clear()
        known.update(formulas)
    return quiet


@lru_cache(maxsize=1)
def _known_quiet() -> set[str]:
    return set()


def reaching(formulas: Iterable[str]) -> bool:
    """Whether one of these formulas links to, fetches or runs something."""
    return any(_reaches(formula) != _NOWHERE for formula in formulas)


def _reaches(formula: str) -> tuple[str | None, tuple[str, ...]]:
    """The code of a formula that fetches or runs something, and the links that it holds."""
    return (_remembered if len(formula) <= _LONGEST else _reach)(formula)


def _reach(formula: str) -> tuple[str | None, tuple[str, ...]]:
    plain = formula if _GOOGLE in formula.upper() else _TEXT.sub(_without_text, formula)
    if _CALLS(plain):
        return _FORMULA, ()
    if any(set(quoted) & _PATH for quoted in _QUOTED.findall(plain)):
        return _LINKED, ()
    if _OTHER_FILE(_QUOTED.sub("", plain)):
        return _LINKED, ()
    return None, tuple(filter(None, map(network, _LINK(formula))))


def _without_text(found: re.Match[str]) -> str:
    return '""' if found[1] else found[0]


# The same form comes back a thousand times, with the same few hundred formulas.
_remembered = lru_cache(maxsize=4096)(_reach)
