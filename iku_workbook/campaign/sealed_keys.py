"""Keys under a passphrase, as a backup carries them; the recovery code on paper opens them too.

A random key seals them (ChaCha20-Poly1305), and stands sealed itself under each secret that may
open it, drawn out by scrypt (RFC 7914), which takes a guess about half a second and 128 MB.
"""

from __future__ import annotations

import json
import os
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from iku_workbook.campaign.keys import KEY_BYTES
from iku_workbook.campaign.recovery_code import read_code, recovery_code
from iku_workbook.errors import OperatorError

SHORTEST = 12
"""Characters of a passphrase: fewer are soon guessed by whoever finds the backup."""

LARGEST = 1 << 20  # bytes that sealed keys may have
_COST, _BLOCK, _PARALLEL = 1 << 17, 8, 1
_NONCE, _SALT = 12, 16
_ABOUT = b"iku-workbook keys 1"


def seal(keys: Sequence[bytes], passphrase: str) -> bytes:
    """Keys, the one that seals forms first, under a passphrase and the first one's recovery code.

    OperatorError for a passphrase that is too short.
    """
    passphrase = _plain(passphrase)
    if len(passphrase) < SHORTEST:
        raise OperatorError("passphrase-too-short", least=SHORTEST)
    within = os.urandom(KEY_BYTES)
    slots = [_slot(within, each) for each in (passphrase, recovery_code(keys[0]))]
    content = {"version": 1, "slots": slots, "keys": _shut(within, b"".join(keys))}
    return json.dumps(content).encode()


def unseal(sealed: bytes, secret: str) -> list[bytes]:
    """The keys again, by the passphrase or the recovery code.

    OperatorError ``secret-wrong`` for another one, ``recovery-code-mistyped`` for a code in which a
    group was not copied right, ``sealed-keys-damaged`` for what is none or of a newer program.
    """
    from cryptography.exceptions import InvalidTag

    mistyped, code = None, None
    try:
        code = read_code(secret)
    except OperatorError as error:  # or a passphrase that looks like one
        mistyped = error
    try:
        content: dict[str, Any] = json.loads(sealed)
        for slot in content["slots"][:2]:
            with suppress(InvalidTag):
                within = _open(_drawn(code or _plain(secret), b64decode(slot["salt"])), slot["box"])
                keys = _open(within, content["keys"])
                return [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OperatorError("sealed-keys-damaged") from error
    raise mistyped or OperatorError("secret-wrong")


def _slot(within: bytes, secret: str) -> dict[str, str]:
    salt = os.urandom(_SALT)
    return {"salt": b64encode(salt).decode(), "box": _shut(_drawn(secret, salt), within)}


def _drawn(secret: str, salt: bytes) -> bytes:
    """A key from a secret; how dear that is is fixed, for a backup may come from a stranger."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    drawn = Scrypt(salt=salt, length=KEY_BYTES, n=_COST, r=_BLOCK, p=_PARALLEL)
    return drawn.derive(secret.encode())


def _shut(key: bytes, content: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(_NONCE)
    return b64encode(nonce + ChaCha20Poly1305(key).encrypt(nonce, content, _ABOUT)).decode()


def _open(key: bytes, box: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    content = b64decode(box)
    return ChaCha20Poly1305(key).decrypt(content[:_NONCE], content[_NONCE:], _ABOUT)


def _plain(secret: str) -> str:
    """The same letters the same way, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", secret).strip()
