"""What people write where Excel's formulas have another sign or another name."""

from __future__ import annotations

import re

SIGNS = {
    "≤": "<=",
    "=<": "<=",
    "⩽": "<=",
    "≥": ">=",
    "=>": ">=",
    "⩾": ">=",
    "≠": "<>",
    "!=": "<>",
    "><": "<>",
    "==": "=",
    "×": "*",
    "✕": "*",
    "·": "*",
    "÷": "/",
    "∕": "/",
    ":": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "**": "^",
    "&&": "AND(…, …)",
    "|": "OR(…, …)",
    "[": "(",
    "]": ")",
}
"""Signs that no formula has, and what is written instead."""

WORDS = {
    "x": "*",
    "dan": "AND(…, …)",
    "and": "AND(…, …)",
    "atau": "OR(…, …)",
    "or": "OR(…, …)",
    "bukan": "NOT(…)",
    "not": "NOT(…)",
    "mod": "MOD(…, …)",
}
"""Words between two values, and what is written instead."""

FUNCTIONS = {
    "JIKA": "IF",
    "DAN": "AND",
    "ATAU": "OR",
    "BUKAN": "NOT",
    "TIDAK": "NOT",
    "JUMLAH": "SUM",
    "JUMLAHKAN": "SUM",
    "TOTAL": "SUM",
    "RATA": "AVERAGE",
    "RATA2": "AVERAGE",
    "RATARATA": "AVERAGE",
    "RATA_RATA": "AVERAGE",
    "RERATA": "AVERAGE",
    "MEAN": "AVERAGE",
    "AVG": "AVERAGE",
    "MAKS": "MAX",
    "MAKSIMUM": "MAX",
    "MAXIMUM": "MAX",
    "TERBESAR": "MAX",
    "MINIMUM": "MIN",
    "TERKECIL": "MIN",
    "MUTLAK": "ABS",
    "BULAT": "ROUND",
    "BULATKAN": "ROUND",
    "PEMBULATAN": "ROUND",
    "SISA": "MOD",
    "PANJANG": "LEN",
    "PANGKAS": "TRIM",
    "CACAH": "COUNT",
    "HITUNG": "COUNT",
    "HITUNGA": "COUNTA",
    "HITUNGKOSONG": "COUNTBLANK",
    "HITUNGJIKA": "COUNTIF",
    "JUMLAHJIKA": "SUMIF",
    "SUMJIKA": "SUMIF",
    "KOSONG": "ISBLANK",
    "TANGGAL": "DATE",
    "TAHUN": "YEAR",
    "BULAN": "MONTH",
    "HARI": "DAY",
}
"""Names of functions in Indonesian or other programs, and Excel's."""

_TEXT_OR_CALL = re.compile(r'"[^"]*"|(?P<name>[^\W\d][\w.]*)\s*\(')


def foreign_call(text: str) -> tuple[str, str, int] | None:
    """The first call of a function by another name: that name, Excel's, and its offset."""
    for found in _TEXT_OR_CALL.finditer(text):
        name = found["name"]
        if name and name.upper() in FUNCTIONS:
            return name, FUNCTIONS[name.upper()], found.start()
    return None


def foreign_sign(text: str, at: int) -> tuple[str, str, int] | None:
    """The sign or word at ``at``, or that begins just before it; its like, and its offset."""
    for start, length in ((at, 2), (at - 1, 2), (at, 1)):
        sign = text[start : start + length] if start >= 0 else ""
        if sign in SIGNS and (sign != ":" or text[at - 1 : at] == " "):
            return sign, SIGNS[sign], start
    word = re.compile(r"\w+").match(text, at)
    if word and word[0].lower() in WORDS:
        return word[0], WORDS[word[0].lower()], at
    return None
