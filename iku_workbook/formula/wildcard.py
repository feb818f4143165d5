"""Matches a text against a pattern, as in COUNTIF.

``*`` stands for any characters, ``?`` for one; ``~`` before them, or before itself, means the
character; before any other it is itself one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SIGNS = ("*", "?", "~")


def wildcard(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text meets a pattern, without case.

    Takes time in proportion to both lengths, whatever the pattern: it may come from a stranger.
    """
    pieces = _pieces(pattern.lower())
    tests = [re.compile(piece, re.DOTALL) for _, piece in pieces]
    last, width = tests[-1], pieces[-1][0]

    def meets(text: str) -> bool:
        text = text.lower()
        if len(tests) == 1:
            return last.fullmatch(text) is not None
        end = 0
        for place, test in enumerate(tests[:-1]):
            found = test.search(text, end) if place else test.match(text)
            if found is None:
                return False
            end = found.end()
        rest = len(text) - width
        return rest >= end and last.fullmatch(text, rest) is not None

    return meets


def _pieces(pattern: str) -> list[tuple[int, str]]:
    """What stands between the ``*``: how many characters each fits, and as a regular expression."""
    pieces, width, piece, place = [], 0, "", 0
    while place < len(pattern):
        character = pattern[place]
        escaped = character == "~" and pattern[place + 1 : place + 2] in _SIGNS
        if character == "*":
            pieces.append((width, piece))
            width, piece = 0, ""
        else:
            place += escaped
            any_one = character == "?"
            piece += "." if any_one else re.escape(pattern[place])
            width += 1
        place += 1
    return [*pieces, (width, piece)]
