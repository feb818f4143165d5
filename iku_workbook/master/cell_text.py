"""Makes any text safe for a cell: always text, never longer than Excel takes."""

from __future__ import annotations

from iku_workbook.safe_text import printable

LONGEST = 32_767
"""Characters in a cell; XlsxWriter drops a longer text without a word."""

_CUT = "…"
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
