"""Parses an XML part of a workbook into a tree, within a limit.

A part's size is known before it is parsed, and from it how much memory its tree can take: so a
tree is as safe as a stream and, measured on the sheets of a form, takes half the time of expat's
callbacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from lxml import etree

from iku_workbook.workbook.reading.budget import Unreadable

T = TypeVar("T")
P = ParamSpec("P")

#: A root element may stand in one of these: transitional and strict, the package's own, Excel's.
NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",
        "http://schemas.openxmlformats.org/package/2006/content-types",
    }
)

# The encoding is given, so that nothing can hide from the search for a document type.
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)
_DECIMAL = re.compile(
    r"\s*\+?((?:[0-9]{1,9}\.?[0-9]{0,30}|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?)\s*", re.ASCII
).fullmatch
_SMALL = 1 << 18
_REMEMBERED = 1 << 16
# Bytes that libxml2 takes for an element and the text after it, and for an attribute with its text.
_ELEMENT, _ATTRIBUTE = 256, 272


class Tags(NamedTuple):
    """The qualified names of the elements that are looked for, in one namespace."""

    sheet_data: str
    row: str
    c: str
    v: str
    f: str
    is_: str
    si: str
    t: str
    r_ph: str
    r_pr: str


def parse(part: str, data: bytes, root: str, limit: int) -> tuple[etree._Element, str]:
    """The root element of a part, which must be called ``root``, and its namespace.

    ``limit`` is how many bytes the tree may take. Unreadable: FILE-013 not well formed, FILE-019
    too large a tree, FILE-024 a document type, FILE-036 another kind of part.
    """
    element = parse_any(part, data, limit)
    namespace, _, local = element.tag[1:].rpartition("}")
    if local != root or namespace not in NAMESPACES:
        raise Unreadable("FILE-036", {"part": part})
    return element, namespace


def parse_any(part: str, data: bytes, limit: int) -> etree._Element:
    """The root element of a part of another standard, such as a theme or a drawing.

    Unreadable as :func:`parse`, but for FILE-036.
    """
    data = plain_utf8(part, data)
    refuse_document_type(part, data)
    if len(data) > _SMALL and _tree_size(data) > limit:
        raise Unreadable("FILE-019", {"part": part})
    try:
        return etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("FILE-013", {"part": part}) from error


def refuse_document_type(part: str, data: bytes) -> None:
    """Unreadable FILE-024 where a part, which may be one that is not parsed, has a DOCTYPE."""
    if b"<!DOCTYPE" in plain_utf8(part, data):
        raise Unreadable("FILE-024", {"part": part})


@cache
def tags(namespace: str) -> Tags:
    """The names to look for in a part of this namespace, one of two."""
    names = ("sheetData", "row", "c", "v", "f", "is", "si", "t", "rPh", "rPr")
    return Tags(*(f"{{{namespace}}}{name}" for name in names))


def remembered(
    read: Callable[Concatenate[str, bytes, P], T],
) -> Callable[Concatenate[str, bytes, P], T]:
    """Read a small part once, however many workbooks carry it: the same form has the same styles.

    ``read`` takes a part's name, its bytes and more that it depends on, and nothing else.
    """
    remember = lru_cache(maxsize=64)(read)

    def recall(part: str, data: bytes, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if len(data) > _REMEMBERED:
            return read(part, data, *args, **kwargs)
        return remember(part, data, *args, **kwargs)  # type: ignore[arg-type]  # all are hashable

    return recall


def is_true(value: str | None) -> bool:
    """An attribute that XML Schema reads as a true boolean."""
    return value in {"1", "true", "on"}


def whole(text: str | None) -> int | None:
    """A whole number of at most nine ASCII digits; None for anything else."""
    fits = text is not None and len(text) <= 9 and text.isascii() and text.isdigit()
    return int(text) if text and fits else None


def decimal(text: str | None, default: float) -> float:
    """A length as a part gives it; ``default`` for none and for what is no finite number."""
    found = _DECIMAL(text or "")
    return float(found[1]) if found else default


def plain_utf8(part: str, data: bytes) -> bytes:
    """A part's bytes in UTF-8: it may also be written in UTF-16, and in no other encoding.

    Unreadable FILE-013 for what is neither.
    """
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeError as error:
        raise Unreadable("FILE-013", {"part": part}) from error


def _tree_size(data: bytes) -> int:
    """At most what the tree can take: an element begins with ``<``, an attribute has a ``=``."""
    return len(data) + data.count(b"<") * _ELEMENT + data.count(b"=") * _ATTRIBUTE
