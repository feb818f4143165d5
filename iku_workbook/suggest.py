"""Suggests the known name that a person most likely meant ("Did you mean …")."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like ``name``, whatever its case; None where none is like it."""
    return next(iter(nearest_of(name, candidates, 1)), None)


def nearest_of(name: str, candidates: Iterable[str], most: int) -> list[str]:
    """The candidates like ``name``, whatever their case, the most like it first."""
    from difflib import get_close_matches  # only a mistake needs it

    known: dict[str, str] = {}
    for candidate in candidates:
        known.setdefault(candidate.lower(), candidate)
    return [known[each] for each in get_close_matches(name.lower(), known, n=most, cutoff=0.6)]
