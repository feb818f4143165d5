"""Crockford's base32, for codes on paper: no sign of it looks like another one.

https://www.crockford.com/base32.html
"""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AS_READ = str.maketrans("ILO", "110")
"""What a person reads where there is none of these letters, for :meth:`str.translate`."""
BITS = 5
"""Of each sign."""


def signs_of(number: int, count: int) -> str:
    """The last so many signs of a number, each of :data:`BITS` bits."""
    return "".join(SIGNS[number >> BITS * place & 31] for place in reversed(range(count)))
