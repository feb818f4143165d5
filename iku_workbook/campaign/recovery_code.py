"""The recovery code of a key, as it stands on paper: eight groups of five characters.

It follows from the key, so that one sheet serves every backup until the key is rotated; the key
does not follow from it. Four characters of a group hold 20 of its 160 bits, in signs that nobody
mixes up (:mod:`iku_workbook.crockford`); the fifth says whether these four, in this place, were
copied right.
"""

from __future__ import annotations

import hashlib
import hmac

from iku_workbook.crockford import AS_READ, SIGNS, signs_of
from iku_workbook.errors import OperatorError

_GROUPS, _SAID = 8, 4
_BYTES = 20


def recovery_code(key: bytes) -> str:
    """The code of a key: ``XXXXX-XXXXX-…``, eight groups."""
    secret = int.from_bytes(hmac.new(key, b"recovery code", hashlib.sha256).digest()[:_BYTES])
    signs = signs_of(secret, _GROUPS * _SAID)
    groups = [signs[at : at + _SAID] for at in range(0, len(signs), _SAID)]
    return "-".join(said + _check(number, said) for number, said in enumerate(groups))


def read_code(typed: str) -> str | None:
    """The code that a person typed, spelt as it was printed; None for a text that is none.

    OperatorError ``recovery-code-mistyped`` that names the groups which were not copied right.
    """
    signs = "".join(each for each in typed.upper().translate(AS_READ) if each.isalnum())
    if len(signs) != _GROUPS * (_SAID + 1) or not set(signs) <= set(SIGNS):
        return None
    groups = [signs[at : at + _SAID + 1] for at in range(0, len(signs), _SAID + 1)]
    wrong = [
        str(number + 1)
        for number, group in enumerate(groups)
        if group[-1] != _check(number, group[:-1])
    ]
    if wrong:
        raise OperatorError("recovery-code-mistyped", groups=", ".join(wrong))
    return "-".join(groups)


def _check(number: int, said: str) -> str:
    return SIGNS[hashlib.sha256(f"{number} {said}".encode()).digest()[0] & 31]
