"""A code that stands in one line, however narrow: a proof code is copied in one piece, or by hand.

Word's own hyphen that does not break (``w:noBreakHyphen``) is no character of another font; what is
copied of it is some dash, and ``iku verify --head`` takes any of them.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

_HYPHEN = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'


class Unbroken(str):
    """A text that is not broken at its hyphens where a template shows it."""

    __slots__ = ()

    def __html__(self) -> str:
        return _HYPHEN.join(escape(part) for part in self.split("-"))
