"""Reasons to ask a person before a return takes the place of an accepted one.

Nothing here refuses: what is found is a question, and until somebody answers it, the accepted
return stays. The table of rules stands in ``docs/registry.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_workbook.findings import Change, Changes, Finding, Verdict
from iku_workbook.inputs import Row, Scalar
from iku_workbook.periods import Period
from iku_workbook.returns import Return

_Value = Scalar | Sequence[Row]
_OTHER_HAND = frozenset({"DUP-003", "DUP-004", "DUP-015"})
"""What says that a return carries another unit's hand: its figures, its file's name, its texts."""

_SAVED_BEFORE = "DUP-014"
"""What says that a return was saved before one that came earlier."""

_CHANGES_NAMED = 6
_MUCH_SMALLER = 2  # a register with less than one in so many of the rows that were accepted


def doubts(
    newer: Return,
    accepted: Return,
    reported_later: int | None,
    waiting: Iterable[Return] = (),
) -> tuple[Finding, ...]:
    """Why ``newer`` may not be meant to take the place of ``accepted``; nothing: it may.

    ``reported_later`` is the number of the first accepted return of the unit for a later period;
    ``waiting`` are the returns that would lose their turn to it, as they await a decision.
    """
    own = {"number": str(newer.number), "unit": newer.unit, "period": newer.period}
    found = [(accepted, *each) for each in _reasons(newer, accepted, reported_later)]
    found += [(each, "DUP-013", said) for each in waiting for said in _older(newer, each)]
    return tuple(
        Finding(code, newer.file, data={"other": of.file, "at": of.received, **own, **data})
        for of, code, data in found
    )


def changes(newer: Return, older: Return) -> Changes:
    """What differs in the newer one, input by input."""
    return _bounded(
        _change(name, before, newer.values[name])
        for name, before in older.values.items()
        if name in newer.values and newer.values[name] != before
    )


def reported_later(own: Iterable[Return], period: str) -> int | None:
    """The number of the first accepted return among a unit's own for a period after this one."""
    later = (
        each.number or 0
        for each in own
        if each.verdict is Verdict.ACCEPTED and (each.period or "") > period
    )
    return min(later, default=None)


def _reasons(
    newer: Return, accepted: Return, later: int | None
) -> Iterator[tuple[str, dict[str, object]]]:
    if any(each.code in _OTHER_HAND for each in newer.findings):
        yield "DUP-010", {}
    if _is_over(newer, later):
        yield "DUP-011", {}
    for said in _older(newer, accepted):
        yield "DUP-013", said
    fallen = _bounded(_fallen(newer, accepted))
    if fallen.named:
        yield "DUP-012", {"changes": fallen}


def _older(newer: Return, other: Return) -> Iterator[dict[str, object]]:
    """When both were saved, where what came later was saved before the other."""
    for each in newer.findings:
        if each.code == _SAVED_BEFORE and each.data["other"] == other.file:
            yield {name: each.data[name] for name in ("own", "saved")}


def _is_over(newer: Return, later: int | None) -> bool:
    """Whether the unit has reported a later period, or is asked for it by now."""
    if later is not None and later < (newer.number or 0):
        return True
    if newer.received is None or newer.period is None:
        return False
    return newer.received.date() > Period.parse(newer.period).next.end


def _fallen(newer: Return, accepted: Return) -> Iterator[Change]:
    """Numbers that are smaller now or gone, and registers that are much smaller."""
    for name, before in accepted.values.items():
        if name not in newer.values:
            continue
        was, now = _size(before), _size(newer.values[name])
        if not isinstance(was, int | float):
            continue
        least = was if before is was else was / _MUCH_SMALLER
        if not isinstance(now, int | float) or now < least:
            yield Change(name, was, now)


def _change(name: str, before: _Value, after: _Value) -> Change:
    """What a person is told of a change: of a register whose rows are as many, only its name."""
    was, now = _size(before), _size(after)
    return Change(name, None, None) if was == now else Change(name, was, now)


def _size(value: _Value) -> Scalar:
    """A value as a change tells it: of a register how many rows it has."""
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _bounded(found: Iterable[Change]) -> Changes:
    """The first few, and whether there are more."""
    named = tuple(found)
    return Changes(named[:_CHANGES_NAMED], len(named) > _CHANGES_NAMED)
