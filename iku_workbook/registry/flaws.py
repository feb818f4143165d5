"""The ways in which a registry is not what was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DamagedPart(StrEnum):
    """The part of the registry that a flaw is in, or what became of it."""

    DATABASE = "database"
    SCHEMA = "schema"
    """what finds the records, or keeps them from being changed, is gone"""
    FILE = "file"
    RECORD = "record"
    """a record, or its entry of the chain, is not what was written"""
    UNREADABLE = "unreadable"
    """a record that is what was written, as far as can be said, and means nothing"""
    DEFINITION = "definition"
    """a definition that forms were issued from is gone, or another"""
    REMOVED = "removed"
    """an entry's record is gone"""
    ADDED = "added"
    """a record has no entry: another program wrote it"""
    ENTRY = "entry"
    """an entry of the chain is gone"""
    HEAD = "head"
    """the chain ends elsewhere than its head says"""
    KEY = "key"
    """the key of a part of the chain is not at hand, and so nothing of that part is proved"""
    VOUCH = "vouch"
    """a key took another's place, which vouches for it not: that was lost, or this one planted"""
    BEGUN = "begun"
    """the chain is another than the one that the key in use worked with"""
    CHAIN = "chain"
    """the whole chain is gone"""


DOUBTS = frozenset({DamagedPart.KEY, DamagedPart.VOUCH, DamagedPart.BEGUN})
"""What alters no record: by it something cannot be proved."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A difference from what was written; ``what`` names it: ``17 (noreh.xlsx)``, ``decision 5``.

    entry  the number of the entry of the chain that it concerns; None where it has none
    about  what the registry says of it, for a person
    """

    part: DamagedPart
    what: str
    entry: int | None = field(default=None, compare=False)
    about: str = field(default="", compare=False)
