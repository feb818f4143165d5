"""Why YAML could not be read, where the library names only the place at which it gave up.

A quote that is closed too early or not at all, and `: ` or ` #` within a value in braces, end
a value where its author did not mean it to end; what stops the library is what comes after.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import (
    FlowEntryToken,
    KeyToken,
    ScalarToken,
    StreamEndToken,
    Token,
    ValueToken,
)

_LOST = re.compile(r"(?:,[ \t]*|[ \t]+)(#[^\n]*)")
_GLUED = re.compile(r"([A-Za-z_]\w*):([^\s:/][^\n]*)")
"""A key and its value without the space between them, which is one word to YAML."""
_PIECE = re.compile(r"(?:\{[^{}\n]*\}|\[[^]\n]*\]|[^,{}\[\]\n])*")
"""As far as a value in braces reaches."""
_PIECES = (ScalarToken, FlowEntryToken, ScalarToken)


@dataclass(frozen=True, slots=True)
class Cause:
    """The code of the mistake, where it is corrected (an offset in the text), and its data."""

    code: str
    offset: int
    data: dict[str, str]


def cause(text: str, error: MarkedYAMLError) -> Cause | None:
    """What the author most likely did; None where the place itself says all that is known."""
    if error.problem_mark is None:
        return None
    if error.context_mark and (glued := _GLUED.match(text, error.context_mark.index)):
        write = f"{glued[1]}: {glued[2]}"
        return Cause("colon-space", error.context_mark.index, {"write": write})
    at: int = error.problem_mark.index
    tokens = [
        token
        for token in _tokens(text)
        if token.end_mark.index <= at and not isinstance(token, StreamEndToken)
    ]
    scalars = [token for token in tokens if isinstance(token, ScalarToken)]
    if not scalars:
        return None
    return _quotes(text, scalars[-1], at) or _cut(text, tokens, at, str(error.context))


def quoted(text: str) -> str:
    """A text as YAML has it between quotes, in those that change nothing within it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    with suppress(YAMLError, ValueError, AttributeError):
        for token in YAML(typ="safe", pure=True).scan(text):
            found += [token]  # what was found before it stops counts
    return found


def _quotes(text: str, last: ScalarToken, at: int) -> Cause | None:
    """Something stands right behind a closing quote: it closes too early, or another one."""
    start, end = last.start_mark, last.end_mark
    # A plain value begins anywhere; nothing but a quote leaves text behind it on its line.
    if last.style not in ("'", '"') or text[end.index : at].strip(" ") or text[at : at + 1] == ":":
        return None
    if start.line != end.line:
        return Cause("yaml-quote", start.index, {})
    rest = text[start.index : text.find("\n", at) % (len(text) + 1)]
    inside = rest[1 : rest.rfind(last.style)]
    return Cause("quotes-in-quotes", start.index, {"quote": last.style, "write": quoted(inside)})


def _cut(text: str, tokens: list[Token], at: int, context: str) -> Cause | None:
    """`: `, ` #` or a bracket within braces or brackets."""
    if isinstance(tokens[-1], FlowEntryToken):
        tokens = tokens[:-1]
    last = tokens[-1]
    if "flow" in context and isinstance(last, ValueToken):
        return _value_lost(text, tokens)
    tokens = _with_pieces(tokens)
    value = tokens[-1]
    is_plain = isinstance(value, ScalarToken) and value.style is None
    if "flow" not in context or not isinstance(last, ScalarToken) or not is_plain:
        return None
    start, end = value.start_mark, last.end_mark
    key = _key(text, tokens)
    if lost := _LOST.match(text, end.index):
        piece = _PIECE.match(lost[1])
        if piece is None or piece[0] == lost[1]:  # a remark at the end of a line
            return None
        whole = text[start.index : lost.start(1)] + piece[0].rstrip()
        return Cause("cut-by-hash", lost.start(1), {"write": key + quoted(whole)})
    sign = text[at : at + 1]
    if sign and sign in ":{[" and value is last and start.line == end.line and key:
        piece = _PIECE.match(text, start.index)
        whole = piece[0].rstrip() if piece else ""
        data = {"sign": ": " if sign == ":" else sign, "write": key + quoted(whole)}
        return Cause("cut-by-sign", at, data)
    return None


def _with_pieces(tokens: list[Token]) -> list[Token]:
    """The tokens up to a key's value that commas have cut: behind none of its pieces is a colon. In
    a list they are values of their own.
    """
    found = tokens
    while len(found) > 2 and all(map(isinstance, found[-3:], _PIECES)):
        found = found[:-2]
    of_key = len(found) > 1 and isinstance(found[-2], ValueToken)
    return found if of_key else tokens


def _value_lost(text: str, tokens: list[Token]) -> Cause | None:
    """A value within braces that begins with the sign of a remark: ``name: #2``."""
    lost = _LOST.match(text, tokens[-1].end_mark.index)
    piece = _PIECE.match(lost[1]) if lost else None
    if lost is None or piece is None or not isinstance(tokens[-2], ScalarToken):
        return None
    name = tokens[-2]
    key = text[name.start_mark.index : name.end_mark.index]
    return Cause("cut-by-hash", lost.start(1), {"write": f"{key}: {quoted(piece[0].rstrip())}"})


def _key(text: str, tokens: list[Token]) -> str:
    """The key of the value that comes last, as it is written; empty in a list."""
    match tokens[-4:]:
        case [KeyToken(), ScalarToken() as key, ValueToken(), _]:
            return text[key.start_mark.index : key.end_mark.index] + ": "
    return ""
