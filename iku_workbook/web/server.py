"""Starts the page: finds the one that runs already, or a free port, and serves until it is ended.

What a second start needs to find the first stands in a file of the user's own (``page.json``), as
does the secret that lets this computer's browser in: neither is an argument or in a log.
"""

from __future__ import annotations

import errno
import hmac
import json
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from starlette.applications import Starlette

from iku_workbook.durable import make_folder, write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.web.passes import proof

PORT = 8808
LOOPBACK_ADDRESS, EVERYWHERE = "127.0.0.1", "0.0.0.0"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # what a person asks for by --host
_ELSEWHERE = (("192.0.2.1", 9), ("2001:db8::1", 9))  # addresses that are nobody's (RFC 5737, 3849)
_OPENED = "page-opened"  # there where others may reach the page
_GRACE = 3  # seconds that open pages have when the program is to end
_ANSWERS = 1.0  # seconds within which a page that runs says so
_LONGEST = 200  # bytes of its answer
_SECRET = 0o600  # readable by its owner alone
_TRIED = 20  # ports, where the first is somebody else's


@dataclass(frozen=True, slots=True)
class Own:
    """What a user's computer keeps of the page, in ``folder``."""

    folder: Path

    def secret(self) -> str:
        """What lets this computer's browser in: the same at every start, so that it stays in; a
        new one where others could have read it.
        """
        path = self.folder / "page-pass"
        with suppress(OSError, ValueError):
            kept = path.read_text(encoding="ascii").strip()
            if len(kept) > 30 and not (os.name == "posix" and path.stat().st_mode & 0o077):
                return kept
        made = secrets.token_urlsafe(32)
        make_folder(self.folder)
        path.unlink(missing_ok=True)
        write_whole(path, made.encode(), _SECRET)
        return made

    def running(self, home: Path) -> str | None:
        """The address of the page that serves this folder already; None where none answers."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            noted = json.loads((self.folder / "page.json").read_text(encoding="utf-8"))
            address = str(noted["address"])
            if Path(noted["home"]) == home and _answers(address, self.secret()):
                return address
        return None

    @property
    def host(self) -> str:
        """The address at which the page waits where none is named: this computer's alone, or every
        one of it where a person has opened it to others.
        """
        return EVERYWHERE if (self.folder / _OPENED).exists() else LOOPBACK_ADDRESS

    def open_to_others(self, *, opened: bool) -> None:
        """Note, for the next start, whether others may reach the page."""
        if opened:
            write_whole(self.folder / _OPENED, b"")
        else:
            (self.folder / _OPENED).unlink(missing_ok=True)

    def note(self, home: Path, address: str) -> None:
        """Note where the page is to be found."""
        made = json.dumps({"home": str(home), "address": address})
        write_whole(self.folder / "page.json", made.encode())


def names_of(host: str) -> frozenset[str]:
    """The names and addresses by which a page that waits at ``host`` may be asked for."""
    own = {host.lower()} - _EVERYWHERE
    if host in _EVERYWHERE:
        name = socket.gethostname().lower()
        own = {name, f"{name}.local", *_addresses()}
    return LOOPBACK | own


def address_at(host: str, port: int) -> str:
    """The address at which this computer's own browser finds the page."""
    own = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://{f'[{own}]' if ':' in own else own}:{port}"


def _addresses() -> set[str]:
    """The addresses by which this computer reaches others; nothing is sent to find them."""
    found = set()
    for family, to in zip((socket.AF_INET, socket.AF_INET6), _ELSEWHERE, strict=True):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as made:
            made.connect(to)
            found.add(str(made.getsockname()[0]).lower())
    return found


def _answers(address: str, secret: str) -> bool:
    """Whether the page of this very user is there: another's may have taken its port since."""
    asked = secrets.token_hex(16)
    try:
        with urlopen(f"{address}/health?prove={asked}", timeout=_ANSWERS) as answer:
            said = answer.read(_LONGEST).decode("ascii", "replace")
            return hmac.compare_digest(said, f"iku {proof(secret, asked)}")
    except (URLError, OSError, ValueError):
        return False


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens at this port, or at one of those after it where others hold it.

    OperatorError where none is free, or there is no such host here.
    """
    if not host.strip():  # which a system takes for all of its addresses
        raise OperatorError("no-host", host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for each in range(port, min(port + _TRIED, 1 << 16)):
        made = socket.socket(family, socket.SOCK_STREAM)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let two listen at once
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, each))
            made.listen(128)
        except OSError as error:
            made.close()
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise OperatorError("no-host", host=host) from error
            last = error
            continue
        return made
    raise OperatorError("no-port", host=host, port=str(port)) from last


def serve(app: Starlette, listening: socket.socket, then: Callable[[], object]) -> None:
    """Serve until the program is ended, or ``app.state.stop`` is called; ``then`` is called once it
    answers.
    """
    import uvicorn

    class _Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            then()

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",  # what nobody foresaw is logged by mishaps.py; nobody reads it here
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is who is connected, whatever they say
        ws="none",
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config)
    app.state.stop = lambda: setattr(server, "should_exit", True)
    server.run(sockets=[listening])
