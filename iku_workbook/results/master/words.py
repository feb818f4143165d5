"""Text from anywhere as a cell can hold it: always text, never more than Excel takes."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters in a cell; XlsxWriter drops a longer text without a word."""

_CUT = "…"
# What XML cannot hold or changes on the way; line breaks stay, all else gets its visible picture.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE, _UNKNOWN = 0x7F, "\u2421", "\ufffd"
# XlsxWriter takes a text in these tags for its own markup and writes it unescaped.
_MARKUP = "<r>"
_MARKUP_SHOWN = "＜r>"


def cell_text(text: str) -> str:
    """``text`` with control characters shown as pictures, cut where a cell ends."""
    if text.isprintable() and len(text) <= LONGEST and not text.startswith(_MARKUP):
        return text
    shown = printable(text)
    if shown.startswith(_MARKUP):
        shown = _MARKUP_SHOWN + shown[len(_MARKUP) :]
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + _CUT


def printable(text: str) -> str:
    """``text`` with a picture for each character that XML cannot hold."""
    return _UNSEEN.sub(lambda found: _picture(ord(found[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else _UNKNOWN
