"""The stylesheet and scripts of the page, under types of our own: what a computer's registry says
of an ending (Windows may call .js text/plain) is not asked.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_A_YEAR = "public, max-age=31536000, immutable"  # an address names its content


def static(request: Request) -> Response:
    """One file of ``static/``, by its name."""
    name = str(request.path_params["name"])
    if name not in _names():
        raise HTTPException(404)
    kind = _TYPES[name[name.rindex(".") :]]
    return Response(_content(name), media_type=kind, headers={"cache-control": _A_YEAR})


def version(name: str) -> str:
    """The address of a file of ``static/``, which changes with its content."""
    return f"/static/{name}?{hashlib.sha256(_content(name)).hexdigest()[:12]}"


@cache
def _names() -> frozenset[str]:
    found = (each.name for each in (files(__package__) / "static").iterdir())
    return frozenset(each for each in found if each.endswith(tuple(_TYPES)))


@cache
def _content(name: str) -> bytes:
    return (files(__package__) / "static" / name).read_bytes()
