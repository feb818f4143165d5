"""The head of the chain as it is printed: the number of the last entry and a code of its link.

``412-7K3F-9QXM-2A5T``: sixty bits of the link in Crockford's base32
(:mod:`iku_workbook.crockford`). What was signed with it in July can be held against the registry in
December by whoever has the paper.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from iku_workbook.crockford import AS_READ, BITS, SIGNS, signs_of

_GROUPS, _GROUP = 3, 4
_WRITTEN = re.compile(rf"([0-9]{{1,15}})[\W_]+((?:[{SIGNS}][\W_]*){{{_GROUPS * _GROUP}}})")


@dataclass(frozen=True, slots=True)
class Last:
    """The last receipt or decision that a chain has up to its end: its number, and when it was."""

    number: int
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number of its last entry, a code of its link, and when it was.

    at                 with a time zone; None where the registry no longer says it
    receipt, decision  the last ones up to there, where there are any
    """

    entry: int
    code: str
    at: datetime.datetime | None = None
    receipt: Last | None = None
    decision: Last | None = None

    def __str__(self) -> str:
        return f"{self.entry}-{self.code}"


def code_of(link: bytes) -> str:
    """The first sixty bits of a link: ``7K3F-9QXM-2A5T``."""
    characters = _GROUPS * _GROUP
    bits = int.from_bytes(link[:8].ljust(8, b"\0"), "big") >> (64 - characters * BITS)
    return _grouped(signs_of(bits, characters))


def read_head(text: str) -> Head | None:
    """A head as a person copied it from paper: small letters, other dashes or none, ``O`` for
    ``0``; None where it is none.
    """
    match = _WRITTEN.fullmatch(text.strip().upper().translate(AS_READ))
    if match is None:
        return None
    return Head(int(match[1]), _grouped(re.sub(r"[\W_]", "", match[2])))


def is_slip(one: str, other: str) -> bool:
    """Whether two codes differ as one does from its copy, in at most two of twelve characters;
    codes of two links have as much in common once in a million million times.
    """
    return one != other and sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def _grouped(characters: str) -> str:
    return "-".join(
        characters[place : place + _GROUP] for place in range(0, len(characters), _GROUP)
    )
