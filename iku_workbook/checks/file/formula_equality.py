"""Compares two formulas, however the programs that saved them spell them.

LibreOffice writes ``TRUE()``, Gnumeric more digits of a number, others spaces, small letters,
absolute marks, ``_xlfn.``, quotes about a sheet's name, one cell for a range of one; IronCalc
leaves brackets out that change nothing: ``a&(b&c)`` is ``a&b&c``. Texts are
compared as they stand, but for spaces and line breaks, which some programs drop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_TOKENS = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      | (?P<sheet>'(?:[^']|''){1,99}'(?=!))           # Excel's longest has 31 characters
      | (?P<number>(?<![\w.$])[0-9]+(?:\.[0-9]*)?(?:[Ee][+-]?[0-9]+)?(?![\w.]))
      | (?P<name>[^\W0-9][\w.$]*|\$[\w.$]+|[0-9]+)
      | (?P<sign><>|<=|>=|\S)""",
    re.VERBOSE,
)
_LONGEST = 10_000  # characters of a formula that is taken apart; Excel's longest has 8,192
_SHORT = 1_000  # of formulas whose comparison is remembered
_NEWER = "_XLFN."
_SPACES = re.compile(r"\s+")
# What binds no closer than joining: a bracket's content with one of these stays together by it.
_LOOSE = frozenset(("=", "<>", "<", ">", "<=", ">=", ",", ";"))
_ENDS = _LOOSE | {"&", ")", None}


def same_formula(one: str, other: str) -> bool:
    """Whether two formulas, without their ``=``, are one."""
    if one == other or max(len(one), len(other)) > _LONGEST:
        return one == other
    return (_same if max(len(one), len(other)) <= _SHORT else _compared)(one, other)


def _compared(one: str, other: str) -> bool:
    return tokens(one) == tokens(other)


# The same form comes back a thousand times, respelt in the same way.
_same = lru_cache(maxsize=4096)(_compared)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are equal apart from spaces and line breaks."""
    return one == other or _SPACES.sub("", one) == _SPACES.sub("", other)


@lru_cache(maxsize=8192)
def tokens(formula: str) -> tuple[object, ...]:
    """A formula's parts, each spelt in one way."""
    found: list[object] = []
    for match in _TOKENS.finditer(formula):
        found.append(_plain(match.lastgroup or "", match[0]))
        if found[-3:-1] in (["TRUE", "("], ["FALSE", "("]) and found[-1] == ")":
            del found[-2:]
        if len(found) > 2 and found[-2] == ":" and found[-3] == found[-1]:
            del found[-2:]
    return tuple(_joined(found))


def _joined(parts: Sequence[object]) -> list[object]:
    """The parts without brackets about what is joined to a text before it anyway."""
    found: list[object] = []
    opened: list[tuple[int, bool]] = []  # where it stands, and whether it may be left out
    for part, after in zip(parts, (*parts[1:], None), strict=True):
        if part == "(":
            opened.append((len(found), found[-1:] == ["&"]))
        elif part in _LOOSE and opened:
            opened[-1] = (opened[-1][0], False)
        elif part == ")" and opened:
            begin, idle = opened.pop()
            if idle and after in _ENDS:
                del found[begin]
                continue
        found.append(part)
    return found


def _plain(kind: str, text: str) -> object:
    if kind == "number":
        return f"{float(text):.15g}"  # as many digits as programs keep
    if kind == "text":
        return _SPACES.sub("", text)
    if kind == "sheet":
        return text[1:-1].replace("''", "'").upper()
    return text.upper().removeprefix(_NEWER).replace("$", "")
