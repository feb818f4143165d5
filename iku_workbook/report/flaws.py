"""Names what is not whole in a registry, in words."""

from __future__ import annotations

from iku_workbook.messages import Catalogue
from iku_workbook.registry.flaws import DamagedPart, Flaw
from iku_workbook.registry.proof import RECORDS
from iku_workbook.safe_text import short

_OF_THE_CHAIN = {"head", "entry", "registry"}
"""What a flaw is in where that is no record: the chain's end, all of it, the whole registry."""


def named(flaw: Flaw, say: Catalogue) -> str:
    """What a flaw is in: "keputusan 5 (approve, Kasi PMD, noreh.xlsx)"."""
    kind, _, number = flaw.what.partition(" ")
    if flaw.part is DamagedPart.ENTRY:
        return say("cli.record-link", number=flaw.what)
    known = kind in {*RECORDS, *_OF_THE_CHAIN}
    what = say(f"cli.record-{kind}", number=number) if known else flaw.what
    return short(f"{what} ({flaw.about})" if flaw.about else what)


def sentence(flaw: Flaw, say: Catalogue) -> str:
    """What is not whole, as ``iku verify`` says it."""
    return say(f"cli.verify-{flaw.part}", what=named(flaw, say))
