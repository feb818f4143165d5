"""Parses the text of a formula into its tree, or raises one clear error with its position."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from iku_workbook.cell_addresses import COLUMNS, ROWS
from iku_workbook.formula.errors import FormulaError
from iku_workbook.formula.foreign import foreign_call, foreign_sign
from iku_workbook.formula.functions import FUNCTIONS, PUBLIC, Function
from iku_workbook.formula.tree import (
    Binary,
    Call,
    Logical,
    Name,
    Node,
    Number,
    Text,
    Unary,
    depth,
    walk,
)
from iku_workbook.suggest import nearest

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

__all__ = ["FormulaError", "is_cell_address", "parse"]

# Excel stores at most 8,192 characters and 64 nested functions in a cell; the cell's own formula
# wraps the definition's in tests for blanks, which name every field once more.
MAXIMUM_LENGTH = 4000
MAXIMUM_DEPTH = 60
MAXIMUM_TEXT = 255  # Excel calls a workbook damaged that has a longer text inside a formula

# What no XML document, so no workbook, can hold; tab and line breaks change on the way.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DECIMAL_COMMA = re.compile(r"(?<![\w.])([0-9]+),([0-9]+)(?![\w.])")
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_QUOTED_SHEET = re.compile("'[^']*'!")
_ADDRESS = re.compile(r"('[^']*'|[\w.]+)?!?\$?[A-Za-z]{0,3}\$?[0-9]*(:\$?[A-Za-z]{1,3}\$?[0-9]*)?")

# A character that no formula here can hold, and what the person most likely meant by it.
_MISUSED = {
    ";": "formula-semicolon",
    "%": "formula-percent",
    "'": "formula-quotes",
    "“": "formula-quotes",
    "”": "formula-quotes",
    "„": "formula-quotes",
    "‘": "formula-quotes",
    "’": "formula-quotes",
    "`": "formula-quotes",
    '"': "formula-text-open",
    ":": "formula-cell-address",
    "$": "formula-cell-address",
    "!": "formula-cell-address",
}


def parse(text: str, *, internal: bool = False) -> Node:
    """The tree of a formula; raises FormulaError at the first mistake.

    ``internal`` allows the functions that only the project itself writes (IFERROR).
    """
    if not text.strip():
        raise FormulaError("formula-empty", 1)
    if len(text) > MAXIMUM_LENGTH:
        limits = {"length": len(text), "limit": MAXIMUM_LENGTH}
        raise FormulaError("formula-too-long", MAXIMUM_LENGTH + 1, limits)
    if text.lstrip().startswith("="):
        raise FormulaError("formula-leading-equals", text.index("=") + 1)
    if found := foreign_call(text):
        name, write, at = found
        raise FormulaError("formula-foreign-function", at + 1, {"name": name, "write": write})
    tree = _parsed(text)
    _check(tree, internal)
    return tree


def is_cell_address(name: str) -> bool:
    """Whether Excel would read the name as a cell: ``A1``, ``TW1``, ``xfd1048576``."""
    found = _CELL.fullmatch(name)
    if not found:
        return False
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column <= COLUMNS and 1 <= int(found[2]) <= ROWS


def _parsed(text: str) -> Node:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        tree: Node = _parser().parse(text)  # type: ignore[assignment]  # the transformer's nodes
    except UnexpectedCharacters as error:
        raise _misread(text, error) from None
    except UnexpectedToken as error:
        raise _misplaced(text, error) from None
    return tree


def _misread(text: str, error: UnexpectedCharacters) -> FormulaError:
    """A character that begins nothing."""
    at = cast(int, error.pos_in_stream)
    if sign := _foreign(text, at):
        return sign
    code = _MISUSED.get(text[at], "formula-syntax")
    if _QUOTED_SHEET.match(text, at):
        code = "formula-cell-address"
    if code != "formula-cell-address":
        return FormulaError(code, at + 1, {"found": text[at]})
    for address in _ADDRESS.finditer(text):
        if address.start() <= at < address.end():
            return FormulaError(code, address.start() + 1, {"found": address[0]})
    return FormulaError(code, at + 1, {"found": text[at]})


def _misplaced(text: str, error: UnexpectedToken) -> FormulaError:
    """Something well written that cannot stand where it stands."""
    token = error.token
    if token.type == "$END":
        return FormulaError("formula-incomplete", len(text) + 1)
    start = token.start_pos or 0
    if token.type == "COMMA":
        comma = FormulaError("formula-comma", start + 1, {"found": ","})
        return _decimal_comma(text, start) or comma
    sign = _foreign(text, start)
    return sign or FormulaError("formula-syntax", start + 1, {"found": str(token).strip()})


def _foreign(text: str, at: int) -> FormulaError | None:
    """A sign or word that stands for another one here."""
    if found := foreign_sign(text, at):
        sign, write, start = found
        return FormulaError("formula-sign", start + 1, {"found": sign, "write": write})
    return None


def _decimal_comma(text: str, at: int) -> FormulaError | None:
    """A comma between digits, as Indonesian has it in a number."""
    for decimal in _DECIMAL_COMMA.finditer(text):
        if decimal.start() < at < decimal.end():
            data = {"found": decimal[0], "write": f"{decimal[1]}.{decimal[2]}"}
            return FormulaError("formula-decimal-comma", decimal.start() + 1, data)
    return None


def _check(tree: Node, internal: bool) -> None:
    deepest = depth(tree)
    if deepest > MAXIMUM_DEPTH:
        limits = {"depth": deepest, "limit": MAXIMUM_DEPTH}
        raise FormulaError("formula-too-deep", tree.column, limits)
    for node in walk(tree):
        match node:
            case Name(name=name) if is_cell_address(name):
                raise FormulaError("formula-cell-address", node.column, {"found": name})
            case Text(value=value):
                _check_text(value, node.column)
            case Number(value=value) if value == float("inf"):
                raise FormulaError("formula-number", node.column)
            case Call():
                _check_call(node, internal)


def _check_text(value: str, column: int) -> None:
    if len(value) > MAXIMUM_TEXT:
        limits = {"length": len(value), "limit": MAXIMUM_TEXT}
        raise FormulaError("formula-text-too-long", column, limits)
    if _FORBIDDEN.search(value):
        raise FormulaError("formula-control-character", column)


def _check_call(node: Call, internal: bool) -> None:
    function = FUNCTIONS.get(node.function)
    if function is None or (function.internal and not internal):
        if guess := nearest(node.function, PUBLIC):
            data = {"name": node.function, "nearest": guess}
            raise FormulaError("formula-unknown-function", node.column, data)
        data = {"name": node.function, "known": ", ".join(sorted(PUBLIC))}
        raise FormulaError("formula-no-such-function", node.column, data)
    found = len(node.arguments)
    if not function.allows(found):
        data = {"name": node.function, "expected": expected(function), "found": str(found)}
        raise FormulaError("formula-arguments", node.column, data)


def expected(function: Function) -> str:
    """How many arguments a function takes, without words: ``2``, ``2-3``, ``2, 4, 6…``."""
    if not function.repeats:
        least, most = function.minimum, function.maximum
        return str(least) if least == most else f"{least}-{most}"
    first = (function.minimum + step * function.repeats for step in range(3))
    return ", ".join(str(count) for count in first) + "…"


@cache
def _parser() -> Lark:
    from importlib.resources import files

    from lark import Lark, Token, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Token, Node]):
        """Tokens to nodes, as the parser reduces them: no pass of its own, so no recursion."""

        def number(self, token: Token) -> Node:
            return Number(float(token), _column(token))

        def text(self, token: Token) -> Node:
            return Text(token[1:-1].replace('""', '"'), _column(token))

        def logical(self, token: Token) -> Node:
            return Logical(token.upper() == "TRUE", _column(token))

        def name(self, token: Token) -> Node:
            return Name(str(token), _column(token))

        def unary(self, sign: Token, operand: Node) -> Node:
            return Unary(str(sign), operand, _column(sign))

        def binary(self, left: Node, sign: Token, right: Node) -> Node:
            return Binary(str(sign), left, right, _column(sign))

        def call(self, name: Token, *arguments: Node | None) -> Node:
            given = tuple(argument for argument in arguments if argument is not None)
            return Call(name[:-1].strip().upper(), given, _column(name))

    grammar = (files(__package__) / "grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar, parser="lalr", lexer="basic", transformer=Build(), maybe_placeholders=False
    )


def _column(token: object) -> int:
    return (getattr(token, "start_pos", None) or 0) + 1
