"""Names of sheets as Excel takes them, in formulas and in tabs."""

from __future__ import annotations

from collections.abc import Sequence

_SHEET_NAME_LIMIT = 31
_ILLEGAL_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it; one that could be a cell (Q1, RC) between quotes."""
    plain = sheet.isascii() and sheet.isalpha() and sheet.upper() not in {"R", "C", "RC"}
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def clipped(text: str, limit: int) -> str:
    """The beginning of a text, so many characters as Excel counts them: in UTF-16."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def free_sheet_name(label: str, taken: Sequence[str]) -> str:
    """A valid sheet name from a label, cut between words, numbered where it is taken."""
    legal = " ".join(label.translate(_ILLEGAL_IN_SHEET_NAME).split()) or "_"
    used = {name.casefold() for name in taken}
    for number in range(1, len(taken) + 2):
        ending = "" if number == 1 else f" {number}"
        room = _SHEET_NAME_LIMIT - len(ending)
        name = clipped(legal, room)
        if name != legal:
            name = clipped(legal, room + 1).rpartition(" ")[0] or name
        if (name + ending).casefold() not in used:
            return name + ending
    raise AssertionError("one of n + 1 names is free among n")
