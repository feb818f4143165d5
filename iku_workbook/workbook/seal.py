"""The identity in every issued form, and the seal (an HMAC) that proves we issued it.

The identity stands in three places (cells of the hidden sheet, a string custom property, a constant
defined name), because each program keeps some of them when it saves; any one serves. The seal is an
HMAC-SHA256 over the identity under the campaign's key: it proves issue, not content.
"""

from __future__ import annotations

import base64
import hmac
from typing import NamedTuple

from iku_workbook.crockford import signs_of

GRAMMAR = 1
PROPERTY = "iku-workbook"
_SEPARATOR = "|"


class Identity(NamedTuple):
    """Which form a workbook is: all text, as it is written in the workbook.

    grammar  version of the definition's grammar
    code     the definition's code
    digest   the definition's SHA-256, in hexadecimal
    unit     the code of the unit that it was issued to
    period   the period's SDMX code
    issue    the short number printed on paper
    """

    grammar: str
    code: str
    digest: str
    unit: str
    period: str
    issue: str

    def seal(self, key: bytes) -> str:
        """The HMAC-SHA256 over the identity, in hexadecimal."""
        message = _SEPARATOR.join(self).encode()
        return hmac.digest(key, message, "sha256").hex()


def identify(
    key: bytes, *, code: str, digest: str, unit: str, period: str, modern: bool
) -> Identity:
    """The identity of a unit's workbook; the same inputs give the same issue number.

    The signs of a ``modern`` form's number are Crockford's, of which none is taken for another when
    it is read aloud; a form of the first version has those of RFC 4648, O and I among them.
    """
    message = _SEPARATOR.join(("issue", code, digest, unit, period)).encode()
    first = hmac.digest(key, message, "sha256")[:5]
    short = base64.b32encode(first).decode()
    if modern:
        short = signs_of(int.from_bytes(first), len(short))
    return Identity(str(GRAMMAR), code, digest, unit, period, f"{short[:4]}-{short[4:]}")


def identity_text(identity: Identity, seal: str) -> str:
    """Identity and seal in one string, as the custom property and the defined name carry them."""
    return _SEPARATOR.join((*identity, seal))


def parse(text: str) -> tuple[Identity, str] | None:
    """The inverse of :func:`identity_text`; None where the text is something else."""
    parts = text.split(_SEPARATOR)
    return (Identity(*parts[:6]), parts[6]) if len(parts) == 7 and all(parts) else None


def verify(identity: Identity, seal: str, key: bytes) -> bool:
    """Whether ``seal`` was made with ``key`` over this identity, compared in constant time."""
    return hmac.compare_digest(identity.seal(key).encode(), seal.encode())
