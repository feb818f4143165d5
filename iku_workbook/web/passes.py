"""What stands in an address that opens the page at this computer: good once, and not for long.

An address is an argument of the browser, which everybody on the computer may read, and it stands in
histories. So it never says the secret itself, but a pass that follows from it; and a page that says
it is ours proves it before it is shown one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time

_GOOD = 600.0  # seconds: longer than it takes to type an address
_LONGEST = 200  # characters that are looked at of what somebody shows


def fresh_pass(secret: str) -> str:
    """A pass for one opening, from now on."""
    said = f"{int(time.time())}-{secrets.token_hex(8)}"
    return f"{said}.{proof(secret, said)}"


def proof(secret: str, said: str) -> str:
    """What only who has the secret can say to something."""
    return hmac.new(secret.encode(), b"page\0" + said.encode(), hashlib.sha256).hexdigest()


class Passes:
    """Those that were shown to one run of the page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: dict[str, float] = {}

    def takes(self, secret: str, shown: str) -> bool:
        """Whether a pass is good, which it then is no longer; the secret itself always is."""
        if hmac.compare_digest(shown.encode(), secret.encode()):
            return True
        said, _, own = shown[:_LONGEST].rpartition(".")
        if not hmac.compare_digest(own.encode(), proof(secret, said).encode()):
            return False
        now, at = time.time(), float(said.partition("-")[0])
        with self._lock:
            self._shown = {each: t for each, t in self._shown.items() if abs(now - t) < _GOOD}
            good = abs(now - at) < _GOOD and said not in self._shown
            self._shown[said] = at
        return good
